// The question which of two edits is to stand: theirs, or mine once more.

import { element, facts, find, words } from "./page.js";

/** Shows what it was, what another made of it and what this one would; resolves with whether mine is to stand. */
export function ask(conflicts) {
  const dialog = element("dialog", "conflict");
  const title = element("h2", "", words("conflict"));
  title.id = "conflict-title";
  dialog.setAttribute("aria-labelledby", title.id);
  const mine = element("button", "button primary", words("mineAgain"));
  const theirs = element("button", "button", words("leaveTheirs"));
  dialog.append(title, ...conflicts.flatMap(difference), element("p", "buttons", mine, " ", theirs));
  document.body.append(dialog);
  dialog.showModal();
  return new Promise(done => {
    mine.addEventListener("click", () => dialog.close("mine"));
    theirs.addEventListener("click", () => dialog.close());
    dialog.addEventListener("close", () => { dialog.remove(); done(dialog.returnValue === "mine"); });
  });
}

function difference({ pointer, base, theirs, yours }) {
  const at = pointer.match(/^(\/phases\/\d+\/sessions\/\d+)\/?(.*)$/) ?? [null, pointer, ""];
  const card = find(`[data-at="${CSS.escape(at[1])}"] .card-title`);
  const pairs = [["original", base], ["theirs", theirs], ["mine", yours]];
  const list = element("dl", "", ...pairs.map(([key, value]) =>
    element("div", "", element("dt", "", words(key)), element("dd", "", element("bdi", "", said(value))))));
  const name = facts.fields[at[2]] ?? at[2];
  return [element("p", "", element("strong", "", card?.textContent.trim() ?? pointer), name ? ` · ${name}` : ""), list];
}

function said(value) {
  if (value === null || value === undefined) return words("nothingThere");
  const room = facts.columns.find(one => one.id === value);
  if (room) return room.name;
  return typeof value === "string" ? value.replace(/^(\d{4}-\d\d-\d\d)T/, "$1 ") : JSON.stringify(value);
}
