// The schedule's scripts: all works without them; with them it is dragged, moved by keys, and follows other organisers.

import "./grid.js";
import "./strip.js";
import { choose } from "./chosen.js";
import { facts, find, refresh, version } from "./page.js";
import { resume, turn } from "./outbox.js";

/** Others' edits: whoever hears of one says so with this event, and its version if it is known. */
document.addEventListener("plenary:refresh", event => {
  event.preventDefault();
  if (!(event.detail?.version <= version())) refresh();
});

document.addEventListener("keydown", event => {
  if (!facts.canEdit || !(event.ctrlKey || event.metaKey) || event.altKey) return;
  if (event.target.closest("input, textarea, select, [contenteditable]")) return;
  const key = event.key.toLowerCase();
  if (key !== "z" && key !== "y") return;
  event.preventDefault();
  turn(key === "y" || event.shiftKey ? "redo" : "undo");
});

document.addEventListener("click", event => {
  const link = event.target.closest("[data-goes-to]");
  const card = link && document.getElementById(`session-${link.dataset.goesTo}`);
  if (!card || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  card.scrollIntoView({ block: "center" });
  find("[data-card]", card).focus({ preventScroll: true });
  choose(card, { isNow: true });
});

resume();
