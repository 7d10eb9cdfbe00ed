// What can be moved by pointer, by a long press of a finger, and by keys, is tried out while it moves, and then saved.

import { facts, hold, refresh, say, words } from "./page.js";
import { forget, preview, send } from "./outbox.js";

const SLACK = 5, LONG_PRESS = 350, REST = 700;
const KINDS = ["pointerdown", "pointermove", "pointerup", "pointercancel", "keydown", "focusout", "dragstart", "contextmenu"];
export const wrong = findings => findings.filter(one => one.severity !== "info");

/** A sentence, and what would be found then. */
export const withFound = (sentence, findings) => (findings?.length
  ? `${sentence}; ${words("with", { findings: findings.map(one => one.message).join("; ") })}` : sentence);

/**
 * An element whose things move. What extends it says which thing an event is on (`grasped`, `how`), where one is
 * (`placeOf`), where pointer and keys take it (`under`, `stepped`), how that is drawn, written and spoken.
 */
export class Movable extends HTMLElement {
  hand = null;
  pending = null;

  connectedCallback() {
    this.addEventListener("click", event => this.clicked(event), true);
    if (!facts.canEdit) return;
    for (const kind of KINDS) this.addEventListener(kind, this);
    this.addEventListener("touchmove", this, { passive: false });
  }

  handleEvent(event) {
    this[event.type](event);
  }

  dragstart = event => event.preventDefault();
  contextmenu = event => this.hand && event.preventDefault();
  touchmove = event => this.hand?.release && event.preventDefault();

  /** A click that ends a movement is none. */
  clicked(event) {
    if (this.hasMoved) event.preventDefault();
    this.hasMoved = false;
  }

  pointerdown(event) {
    const thing = this.grasped(event);
    if (!thing || event.button || this.hand) return;
    this.flush();
    const isTouch = event.pointerType === "touch";
    const { pointerId: id, clientX: x, clientY: y } = event;
    this.hand = { thing, id, x, y, atX: x, atY: y, isTouch, how: this.how(event) };
    if (isTouch) this.hand.timer = setTimeout(() => this.begin(), LONG_PRESS);
  }

  pointermove(event) {
    const { hand } = this;
    if (event.pointerId !== hand?.id) return;
    if (!hand.release) {
      if (Math.hypot(event.clientX - hand.x, event.clientY - hand.y) <= SLACK) return;
      if (hand.isTouch) return this.end();
      this.begin();
    }
    Object.assign(hand, { atX: event.clientX, atY: event.clientY, isFine: event.altKey });
    hand.frame ??= requestAnimationFrame(() => this.follow());
  }

  begin() {
    const { hand } = this;
    hand.from = this.placeOf(hand.thing);
    hand.release = hold();
    hand.keys = event => { if (event.key === "Escape") this.end(); };
    addEventListener("keydown", hand.keys, true);
    hand.thing.classList.add("grasped");
    hand.thing.setPointerCapture(hand.id);
    this.lift(hand);
  }

  follow() {
    const { hand } = this;
    if (!hand?.release) return;
    hand.frame = null;
    const to = this.under(hand);
    if (!to || (hand.to && this.isSame(hand.to, to))) return;
    hand.to = to;
    this.draw(hand.thing, to, hand);
    this.try(hand, own => { hand.own = own; });
  }

  /** Asks what would be found; it is shown as long as things are still as they were asked about. */
  try(moving, heard) {
    const { thing, from, to, how } = moving;
    preview([this.editOf(thing, from, to, how)], findings => {
      if ((this.hand ?? this.pending) !== moving || moving.to !== to) return;
      const own = this.about(thing, findings);
      this.found(thing, own, to, moving);
      heard(own);
    });
  }

  pointerup(event) {
    const { hand } = this;
    if (event.pointerId !== hand?.id) return;
    if (hand.frame) this.follow();
    const { thing, from, to, how, own = [] } = hand;
    this.hasMoved = Boolean(hand.release);
    setTimeout(() => { this.hasMoved = false; }, 50);
    this.end();
    if (!to || this.isSame(from, to)) return;
    this.drop(thing, to);
    say(this.spoken(thing, to, how, wrong(own)));
    this.keep(thing, from, to, how);
  }

  pointercancel() {
    this.end();
  }

  /** Lets go: what was in hand is where it was. */
  end() {
    const { hand } = this;
    this.hand = null;
    clearTimeout(hand?.timer);
    if (!hand?.release) return;
    forget();
    cancelAnimationFrame(hand.frame);
    removeEventListener("keydown", hand.keys, true);
    hand.thing.classList.remove("grasped");
    if (hand.thing.hasPointerCapture(hand.id)) hand.thing.releasePointerCapture(hand.id);
    this.restore(hand.thing, hand.from, hand);
    hand.release();
  }

  keydown(event) {
    const thing = !event.ctrlKey && !event.metaKey && this.held(event);
    if (!thing) return;
    const { pending } = this;
    if (pending && event.key === "Escape") return this.takeBack(event);
    if (pending && event.key === "Enter") return this.open(event);
    const how = this.how(event);
    const isSameWay = pending?.thing === thing && pending.how === how;
    const to = this.stepped(isSameWay ? pending.to : this.placeOf(thing), event);
    if (!to) return;
    event.preventDefault();
    if (!isSameWay) this.flush();
    this.pending ??= { thing, how, from: this.placeOf(thing), release: hold() };
    this.moveTo(to);
  }

  moveTo(to) {
    const { pending } = this, { thing, how } = pending;
    pending.to = to;
    clearTimeout(pending.timer);
    pending.timer = setTimeout(() => this.flush(), REST);
    this.focused(thing, () => this.drop(thing, to));
    say(this.spoken(thing, to, how));
    this.try(pending, own => {
      if (wrong(own).length) say(this.spoken(thing, to, how, wrong(own)));
    });
  }

  /** Does what may take a thing out of the page and in again, and leaves the focus on it. */
  focused(thing, act) {
    const { activeElement } = document;
    this.isPutting = true;
    act();
    if (thing.contains(activeElement)) activeElement.focus({ preventScroll: true });
    this.isPutting = false;
  }

  /** Ends what keys were doing; gives what that was. */
  ended() {
    const { pending } = this;
    this.pending = null;
    clearTimeout(pending?.timer);
    forget();
    return pending;
  }

  takeBack(event) {
    const { thing, from, release } = this.ended();
    event.preventDefault();
    this.focused(thing, () => this.restore(thing, from));
    say(words("cancelled", { what: this.titleOf(thing) }));
    release();
    refresh();
  }

  async open(event) {
    event.preventDefault();
    const { href } = event.target;
    await this.flush();
    location.href = href;
  }

  /** Saves what keys have moved. */
  flush() {
    if (!this.pending) return null;
    const { thing, from, to, how, release } = this.ended();
    const saved = this.isSame(from, to) ? null : this.keep(thing, from, to, how);
    release();
    return saved;
  }

  focusout(event) {
    if (!this.isPutting && !this.pending?.thing.contains(event.relatedTarget)) this.flush();
  }

  async keep(thing, from, to, how) {
    thing.classList.add("unsaved");
    const answer = await send([this.editOf(thing, from, to, how)]);
    thing.classList.remove("unsaved");
    if (!answer) {
      this.restore(thing, from);
      refresh();
      return;
    }
    const own = this.about(thing, answer.findings);
    this.found(thing, own, to);
    if (wrong(own).length && !this.pending && !this.hand) say(this.spoken(thing, to, how, wrong(own)));
  }
}
