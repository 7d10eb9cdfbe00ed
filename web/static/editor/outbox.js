// Edits on their way: sent one after the other, kept while they cannot be, asked about where another organiser was first.

import { ask } from "./conflict.js";
import { facts, hold, refresh, say, show, version, versionIs, words } from "./page.js";

const kept = `plenary:${facts.slug}`;
const PATIENCE = [1000, 2000, 5000, 10_000];
let queue = [], isSending = false, tries = 0, timer = 0, release = null, atRest = Promise.resolve();

/** What the API answers: its status, 0 for none, and its body. */
async function post(path, sent, at) {
  const language = document.documentElement.lang;
  const headers = { "content-type": "application/json", "accept-language": language, ...(at && { "if-match": `"${at}"` }) };
  try {
    const options = { method: "POST", headers, body: JSON.stringify(sent) };
    const answer = await fetch(`/api/v1/meetings/${facts.slug}/${path}`, options);
    return { ok: answer.ok, status: answer.status, body: await answer.json().catch(() => ({})) };
  } catch {
    return { status: 0, body: {} };
  }
}

/** Sends edits as one; resolves with what the API says of them, or null where they were not kept. */
export function send(edits) {
  return new Promise(done => {
    queue.push({ edits, version: version(), done });
    drain();
  });
}

async function drain() {
  sessionStorage.setItem(kept, JSON.stringify(queue));
  if (isSending || !queue.length) return;
  isSending = true;
  let rest;
  atRest = new Promise(done => { rest = done; });
  release ??= hold();
  clearTimeout(timer);
  if (!tries) show(words("saving"));
  await asking;
  while (queue.length && await sent(queue[0])) tries = 0;
  isSending = false;
  rest();
  sessionStorage.setItem(kept, JSON.stringify(queue));
  if (queue.length) timer = setTimeout(drain, PATIENCE[Math.min(tries++, 3)]);
  else letGo();
}

/** The page may be refreshed, and is. */
function letGo() {
  release();
  release = null;
  return refresh();
}

/** Whether an entry is done with, one way or the other; what cannot be sent now stays. */
async function sent(entry) {
  const { ok, status, body } = await post("edits", entry.edits, entry.version);
  if (!status || status === 401 || status >= 500) {
    show(words(status === 401 ? "loggedOut" : "offline"), "wrong", status === 401 && "/login");
    return false;
  }
  queue.shift();
  if (!ok) return refused(entry, status, body);
  versionIs(body.version);
  for (const other of queue) other.version = body.version;
  show(words(body.rebased ? "rebased" : "saved"), "brief");
  entry.done(body);
  return true;
}

async function refused(entry, status, body) {
  const conflicts = (body.conflicts ?? []).filter(one => JSON.stringify(one.theirs) !== JSON.stringify(one.yours));
  if (conflicts.length) {
    show("");
    const isMine = await ask(conflicts);
    await letGo();
    release = hold();
    if (isMine) queue.unshift({ ...entry, version: version() });
    else entry.done(null);
    return true;
  }
  const why = body.errors?.map(one => one.message).join(" ") || body.detail || status;
  // An edit whose answer was lost on the way is there already: it is in conflict with itself, in nothing.
  const [sentence, state] = body.conflicts?.length ? [words("saved"), "brief"] : [words("refused", { why }), "wrong"];
  show(sentence, state);
  say(sentence);
  entry.done(null);
  return true;
}

let wanted = null, isAsking = false, asking = Promise.resolve();

/**
 * What would be found if these edits were kept; one question at a time, and only the latest is answered.
 * It waits for edits that are being sent, and they for it: an edit would clash with itself where it is there already
 * and the answer still on its way.
 */
export async function preview(edits, answered) {
  wanted = { edits, answered };
  if (isAsking) return;
  isAsking = true;
  while (wanted) {
    await atRest;
    const asked = wanted;
    if (!asked) break;
    wanted = null;
    const before = queue.flatMap(entry => entry.edits);
    asking = post("edits?preview=1", [...before, ...asked.edits], version());
    const { ok, body } = await asking;
    if (ok && !wanted) asked.answered(body.findings);
  }
  isAsking = false;
}

export const forget = () => { wanted = null; };

/** Takes back, or makes again, the organiser's own last edit. */
export async function turn(path) {
  const { ok, status, body } = await post(path, {});
  const why = { 0: "offline", 401: "loggedOut", 409: body.conflicts?.length ? `${path}Clash` : `${path}Nothing` }[status];
  const sentence = ok ? words(path) : why ? words(why) : body.detail;
  show(sentence, "brief");
  say(sentence);
  if (ok) await refresh();
}

addEventListener("online", drain);
addEventListener("focus", drain);
addEventListener("beforeunload", event => { if (queue.length) event.preventDefault(); });

/** Sends what was left over when the page was last closed. */
export function resume() {
  queue = JSON.parse(sessionStorage.getItem(kept) ?? "[]").map(entry => ({ ...entry, done() {} }));
  drain();
}
