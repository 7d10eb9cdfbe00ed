// The sitting that is chosen, beside the grid: where it would be, what would be found, what hours it would be for whom.

import { dayName, elsewhere, hour } from "./clock.js";
import { element, facts, find, icon, part, touch, words } from "./page.js";

let timer = 0;
let told = {};

/** Chooses a sitting: the page's part about it is fetched. */
export function choose(card, { isNow = false } = {}) {
  clearTimeout(timer);
  if (card.classList.contains("picked")) return;
  timer = setTimeout(async () => {
    for (const other of document.querySelectorAll(".card.picked")) other.classList.remove("picked");
    card.classList.add("picked");
    const { session } = card.dataset;
    await part("chosen", { session }).catch(() => {});
    if (told.id === session) tell(session, told.place, told.roomName);
  }, isNow ? 0 : 250);
}

const panel = id => find(`#chosen[data-chosen="${CSS.escape(id)}"]`);

/** Says where a sitting would be. */
export function tell(id, place, roomName) {
  told = { id, place, roomName };
  const chosen = panel(id);
  if (!chosen) return;
  touch(chosen);
  find("[data-when]", chosen).textContent =
    place.day ? `${dayName(place.day, facts.language)}, ${hour(place.first)}–${hour(place.last)}` : words("noTime");
  find("[data-where]", chosen).textContent = roomName;
  find(".voices", chosen)?.toggleAttribute("hidden", !place.day);
  if (place.day) for (const row of chosen.querySelectorAll("[data-voice]")) tellVoice(row, place);
}

/** Nothing is being moved any more: what is fetched says where it is. */
export const tellNothing = () => { told = {}; };

export const shiftOf = ({ shift }) => (shift ? ` ${words(shift > 0 ? "nextDay" : "dayBefore")}` : "");

/** Says what hours it would be for somebody. */
function tellVoice(row, place) {
  const zone = facts.zones[row.dataset.voice];
  if (!zone) return;
  const there = elsewhere(place, facts.zone, zone), hours = `${hour(there.first)}–${hour(there.last)}${shiftOf(there)}`;
  const mark = there.isUnsocial ? [" ", element("span", "tag", words("unsocial"))] : [];
  find(".voice-hours", row).replaceChildren(`${hours} ${row.dataset.zone}`, ...mark);
  row.classList.toggle("unsocial", there.isUnsocial);
  const { style } = find(".stretch", row);
  style.insetInlineStart = `${there.first / 14.4}%`;
  style.inlineSize = `${(Math.min(there.last, 1440) - there.first) / 14.4}%`;
}

/** Shows what would be found about a sitting, in its panel. */
export function tellFound(id, findings) {
  const chosen = panel(id);
  if (!chosen) return;
  touch(chosen);
  find("[data-found]", chosen).replaceChildren(...findings.map(one =>
    element("li", `mark ${one.severity}`, icon(one.severity), element("span", "", element("bdi", "", one.message)))));
}

export const about = (findings, pointer) =>
  findings.filter(one => one.subjects.some(subject => subject === pointer || subject.startsWith(`${pointer}/`)));

export function marks(findings) {
  const codes = new Map(findings.map(one => [one.code, one]));
  return element("ul", "marks", ...[...codes.values()].map(one =>
    element("li", `mark ${one.severity}`, icon(one.severity), element("span", "", facts.codes[one.code] ?? one.code))));
}
