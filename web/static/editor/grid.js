// The timetable: sittings dragged, resized and moved by keys. Only the card in hand is drawn anew while it moves.

import { draw, editOf, isSame, listOf, mark, normal, placeOf, put, spoken, tellPlace, titleOf, untimed } from "./cards.js";
import { about, choose, tellFound, tellNothing } from "./chosen.js";
import { addDays, wall } from "./clock.js";
import { Movable, withFound } from "./movable.js";
import { facts, find, home, isRightToLeft } from "./page.js";

const SNAP = 15, FINE = 5, EDGE = 48;
const MORNING = 600, LENGTH = 60;
const days = () => [...document.querySelectorAll("section[data-day]")].map(day => day.dataset.day);
const between = (least, value, most) => Math.max(least, Math.min(value, most));

class TimetableGrid extends Movable {
  editOf = editOf;
  isSame = isSame;
  titleOf = titleOf;
  placeOf = placeOf;

  connectedCallback() {
    super.connectedCallback();
    if (!facts.canEdit) return;
    this.addEventListener("dblclick", event => this.add(event));
    this.addEventListener("focusin", event => this.held(event) && !this.hand && choose(this.held(event)));
  }

  clicked(event) {
    super.clicked(event);
    const card = event.target.closest(".card");
    if (event.defaultPrevented || !card || event.target.closest("a:not(.card-more)") || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    choose(card, { isNow: true });
    find("[data-card]", card).focus({ preventScroll: true });
    if (event.target.closest(".card-more")) document.getElementById("chosen").scrollIntoView({ block: "nearest" });
  }

  grasped = event => (event.target.closest(".card-more") ? null : event.target.closest(".card"));
  held = event => event.target.matches("[data-card]") && event.target.closest(".card");
  how = event => (event.target.closest(".edge") ? "end" : "");
  about = (card, findings) => about(findings, card.dataset.at);
  spoken = (card, to, how, findings) => withFound(spoken(card, to), findings);

  lift(hand) {
    const { thing: card } = hand, box = card.getBoundingClientRect();
    hand.length = hand.from.last - hand.from.first;
    hand.grabbed = between(0, hand.y - box.top, box.height - 4);
    const className = `${card.className.replace(/\bl\dof\d\b/, "")} landing`;
    hand.landing = Object.assign(card.cloneNode(true), { id: "", className, ariaHidden: "true" });
    card.classList.add("left");
    this.classList.toggle("lifting", Boolean(hand.from.day && !hand.how));
    hand.measure = () => { hand.grids = hand.trays = null; };
    addEventListener("scroll", hand.measure, { capture: true, passive: true });
    choose(card, { isNow: true });
  }

  /** Where each day's cards stand on the screen; read once, and again only when something scrolled. */
  grids(hand) {
    hand.isReversed ??= isRightToLeft();
    hand.grids ??= [...this.querySelectorAll("[data-cards]")].map(list => {
      const { left, right } = list.closest(".day-scroll").getBoundingClientRect();
      return { day: list.closest("[data-day]").dataset.day, box: list.getBoundingClientRect(), left, right };
    });
    return hand.grids;
  }

  /** Whether the pointer is over the tray, or over what stands for it while something is dragged. */
  isOverTray(hand) {
    hand.trays ??= [".tray", ".untimed"].map(one => find(one, this).getBoundingClientRect());
    return hand.trays.some(box => hand.atY > box.top && hand.atY < box.bottom && hand.atX > box.left && hand.atX < box.right);
  }

  under(hand) {
    this.scroll(hand);
    const { atX, atY, grabbed, how, from, to, length, isReversed, isFine } = hand;
    const grids = this.grids(hand), snap = isFine ? FINE : SNAP;
    if (how) {
      const { box } = grids.find(one => one.day === from.day);
      return { ...from, last: between(from.first + FINE, minuteAt(box, atY, snap), facts.last) };
    }
    if (this.isOverTray(hand)) return untimed(from);
    const grid = grids.find(({ box, left, right }) => atY < box.bottom && atY > box.top - 30 && atX >= left && atX <= right)
      ?? grids.find(one => one.day === to?.day);
    if (!grid) return null;
    const first = between(facts.first, minuteAt(grid.box, atY - grabbed, snap), Math.min(facts.last, 1440) - FINE);
    return { day: grid.day, first, last: first + length, room: roomAt(grid.box, atX, hand.isReversed) };
  }

  /** Near an edge of the window, or of a wide day, goes on in that direction. */
  scroll(hand) {
    const toward = (at, low, high) => (at > high - EDGE ? 12 : at < low + EDGE ? -12 : 0);
    const down = toward(hand.atY, 0, innerHeight);
    const day = hand.to && listOf(hand.to.day)?.closest(".day-scroll");
    const seen = day && day.scrollWidth > day.clientWidth ? day.getBoundingClientRect() : null;
    const along = seen ? toward(hand.atX, seen.left, seen.right) : 0;
    if (!down && !along) return;
    scrollBy(0, down);
    if (along) day.scrollLeft += along;
    hand.measure();
    hand.frame = requestAnimationFrame(() => this.follow());
  }

  draw(card, to, { landing }) {
    const list = to.day ? listOf(to.day) : find(".untimed", this);
    if (landing.parentElement !== list) list.append(landing);
    draw(landing, to);
    tellPlace(card, to);
  }

  found(card, own, to, hand) {
    mark(hand?.landing ?? card, own);
    tellFound(card.dataset.session, own);
  }

  drop(card, to) {
    put(card, to);
    tellPlace(card, to);
    if (this.pending) card.scrollIntoView({ block: "nearest", inline: "nearest" });
  }

  restore(card, from, hand) {
    hand?.landing.remove();
    removeEventListener("scroll", hand?.measure, { capture: true });
    card.classList.remove("left");
    this.classList.remove("lifting");
    put(card, from);
    tellPlace(card, from);
    tellNothing();
  }

  async keep(...moving) {
    await super.keep(...moving);
    tellNothing();
  }

  /** A double click where nothing is begins a sitting there. */
  add(event) {
    const list = event.target.closest("[data-cards]");
    if (!list || event.target.closest(".card")) return;
    const box = list.getBoundingClientRect();
    const start = wall(list.closest("[data-day]").dataset.day, minuteAt(box, event.clientY, 30));
    const room = roomAt(box, event.clientX, isRightToLeft());
    location.href = `${home}/add/session?${new URLSearchParams({ phase: facts.phase, start, room })}`;
  }

  /** Where keys take a sitting; null for keys that are none of its. One without a time comes onto the first day. */
  stepped(from, { key, shiftKey, altKey }) {
    if (key === "Delete") return from.day ? untimed(from) : null;
    const turn = { PageUp: -1, PageDown: 1 }[key], aside = { ArrowLeft: -1, ArrowRight: 1 }[key];
    const down = { ArrowUp: -1, ArrowDown: 1 }[key] * (altKey ? FINE : SNAP);
    if (!turn && !aside && !down) return null;
    if (!from.day) return { ...from, day: days()[0], first: MORNING, last: MORNING + (from.last - from.first || LENGTH) };
    if (shiftKey) return down ? { ...from, last: Math.max(from.first + FINE, from.last + down) } : null;
    if (down) return normal({ ...from, first: from.first + down, last: from.last + down });
    if (turn) return { ...from, day: days()[days().indexOf(from.day) + turn] ?? addDays(from.day, turn) };
    const at = facts.columns.findIndex(one => one.id === from.room) + (isRightToLeft() ? -aside : aside);
    return { ...from, room: facts.columns[between(0, at, facts.columns.length - 1)].id };
  }
}

const minuteAt = ({ top, height }, y, step) =>
  Math.round((facts.first + (y - top) / height * (facts.last - facts.first)) / step) * step;

function roomAt(box, x, isReversed) {
  const across = (isReversed ? box.right - x : x - box.left) / box.width;
  return facts.columns[between(0, Math.floor(across * facts.columns.length), facts.columns.length - 1)].id;
}

customElements.define("timetable-grid", TimetableGrid);
