// The strip of phases: a bar is moved, with all that is in it, or stretched at its edges.

import { addDays, dayName, daysBetween } from "./clock.js";
import { about } from "./chosen.js";
import { Movable, withFound, wrong } from "./movable.js";
import { element, facts, find, isRightToLeft, touch, words } from "./page.js";

const rowOf = bar => bar.closest("[data-phase]");

class PhaseStrip extends Movable {
  grasped = event => event.target.closest("[data-bar]");
  held = event => !event.altKey && event.target.closest("[data-bar]");
  how = event => (event.target.closest(".grip.start") ? "start"
    : event.target.closest(".grip.end") || (event.key && event.shiftKey) ? "end" : "");
  isSame = (one, other) => one.start === other.start && one.end === other.end;
  titleOf = bar => rowOf(bar).querySelector(".phase-title").textContent.trim();
  about = (bar, findings) => wrong(about(findings, rowOf(bar).dataset.at));

  placeOf(bar) {
    const { start, end } = rowOf(bar).dataset;
    return { start, end };
  }

  editOf(bar, from, to, how) {
    const { phase } = rowOf(bar).dataset;
    if (!how) return { edit: "move_phase", phase, start: to.start };
    const edges = ["start", "end"].filter(edge => from[edge] !== to[edge]).map(edge => [edge, to[edge]]);
    return { edit: "stretch_phase", phase, ...Object.fromEntries(edges) };
  }

  spoken(bar, { start, end }, how, findings) {
    const [first, last] = [start, end].map(day => dayName(day, facts.language));
    const dates = { title: this.titleOf(bar), start: first, end: last };
    return withFound(words(how ? "phaseStretched" : "phaseMoved", dates), findings);
  }

  lift(hand) {
    hand.day = hand.thing.parentElement.getBoundingClientRect().width / facts.scale.days;
    hand.side = isRightToLeft() ? -1 : 1;
  }

  under({ from, how, x, atX, day, side }) {
    return shifted(from, Math.round((atX - x) / day) * side, how || "both");
  }

  stepped(from, { key, shiftKey }) {
    const ahead = isRightToLeft() ? -1 : 1;
    const days = { ArrowLeft: -ahead, ArrowRight: ahead, ArrowUp: -1, ArrowDown: 1 }[key];
    return days ? shifted(from, days, shiftKey ? "end" : "both") : null;
  }

  draw(bar, to) {
    const { first, days } = facts.scale;
    bar.style.insetInlineStart = `${100 * daysBetween(first, to.start) / days}%`;
    bar.style.inlineSize = `${100 * (daysBetween(to.start, to.end) + 1) / days}%`;
    bar.classList.add("moving");
    this.found(bar, [], to);
  }

  /** The dates over a bar that moves, and what is wrong with them. */
  found(bar, own, to) {
    find(".said-dates", bar)?.remove();
    if (!bar.classList.contains("moving")) return;
    const codes = [...new Set(own.map(one => facts.codes[one.code] ?? one.code))];
    const dates = [to.start, to.end].map(day => dayName(day, facts.language)).join(" – ");
    bar.append(element("span", "said-dates", [dates, ...codes].join(" · ")));
  }

  drop(bar, to) {
    Object.assign(rowOf(bar).dataset, to);
    touch(bar);
    this.draw(bar, to);
  }

  restore(bar, from) {
    this.drop(bar, from);
    bar.classList.remove("moving");
    this.found(bar, []);
  }

  async keep(bar, ...rest) {
    bar.classList.remove("moving");
    this.found(bar, []);
    await super.keep(bar, ...rest);
  }
}

function shifted({ start, end }, days, edge) {
  if (edge === "both") return { start: addDays(start, days), end: addDays(end, days) };
  if (edge === "start") return { start: addDays(start, Math.min(days, daysBetween(start, end))), end };
  return { start, end: addDays(end, Math.max(days, -daysBetween(start, end))) };
}

customElements.define("phase-strip", PhaseStrip);
