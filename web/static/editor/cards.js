// Cards on the grid: reading where one is, putting it elsewhere, and the edit that says so.

import { marks, shiftOf, tell } from "./chosen.js";
import { dayName, elsewhere, hour, settled, wall } from "./clock.js";
import { facts, find, touch, words } from "./page.js";

const STEP = 5;

/** Where a card is: its day, minutes of its start and end, and its room. In the tray the day is "", the start 0. */
export function placeOf(card) {
  const { day, first, last, room } = card.dataset;
  return { day, first: Number(first), last: Number(last), room };
}

export const isSame = (one, other) => ["day", "first", "last", "room"].every(key => one[key] === other[key]);
export const titleOf = card => find(".card-title", card).textContent.trim();
export const listOf = day => find(day ? `section[data-day="${day}"] [data-cards]` : "[data-tray]");
export const roomName = id => (facts.columns.find(one => one.id === id) ?? facts.columns.at(-1)).name;

/** In the tray, with the length and the room of where it was. */
export const untimed = ({ first, last, room }) => ({ day: "", first: 0, last: last - first, room });

/** The same place with a start between midnights. */
export function normal(place) {
  const at = settled(place.day, place.first);
  return { ...place, day: at.day, first: at.minutes, last: place.last - (place.first - at.minutes) };
}

/** Puts a card where it is to be, within the scale of the grid, with its hours; its day's list takes it if there is one. */
export function put(card, place) {
  const list = listOf(place.day);
  if (list && card.parentElement !== list) {
    touch(card);
    list.append(card);
    card.className = card.className.replace(/\bl\dof\d\b/, "");
  }
  if (!place.day) list.closest(".tray").hidden = false;
  Object.assign(card.dataset, { day: place.day, first: place.first, last: place.last, room: place.room });
  draw(card, place);
  touch(card);
}

/** Draws a card at a place without its being there. */
export function draw(card, place) {
  const other = find(".card-time .other", card);
  if (!place.day) {
    card.style.gridArea = "";
    find(".hours", card).textContent = words("noTime");
    other?.replaceChildren();
    return;
  }
  const top = Math.max(facts.first, Math.min(place.first, facts.last - STEP));
  const end = Math.max(top + STEP, Math.min(place.last, facts.last));
  const column = Math.max(0, facts.columns.findIndex(one => one.id === place.room));
  card.style.gridRow = `${(top - facts.first) / STEP + 1 | 0} / ${Math.ceil((end - facts.first) / STEP) + 1}`;
  card.style.gridColumn = `${column + 1}`;
  find(".hours", card).textContent = `${hour(place.first)}–${hour(place.last)}`;
  if (other && facts.otherZone) {
    const there = elsewhere(place, facts.zone, facts.otherZone);
    other.textContent = `${hour(there.first)}–${hour(there.last)} ${other.dataset.zone}${shiftOf(there)}`;
  }
}

/** Shows what would be found, on the card itself. */
export function mark(card, own) {
  find(".marks", card)?.remove();
  if (own.length) find(".card-title", card).after(marks(own));
  card.classList.toggle("clashing", own.some(one => one.severity !== "info"));
}

/** The edit that moves a card from where it was: only what differs is written, so that others' edits may stand. */
export function editOf(card, from, to) {
  const { session } = card.dataset;
  if (!to.day) return { edit: "unschedule_session", session };
  if (isSame({ ...from, room: to.room }, to)) return { edit: "set_session", session, room: to.room || null };
  const edit = { edit: "move_session", session, start: wall(to.day, to.first) };
  const isResized = to.last - to.first !== from.last - from.first;
  if (isResized || !("length" in card.dataset)) edit.end = wall(to.day, to.last);
  if (to.room !== from.room) edit.room = to.room || null;
  return edit;
}

/** "Opening session: Wed 16 Nov, 11:00 to 12:30, Room A". */
export const spoken = (card, { day, first, last, room }) => (day ? words("placed", {
  title: titleOf(card), day: dayName(day, facts.language), start: hour(first), end: hour(last), room: roomName(room),
}) : words("unplaced", { title: titleOf(card) }));

/** Tells the panel beside the grid where the card would be. */
export const tellPlace = (card, place) => tell(card.dataset.session, place, roomName(place.room));
