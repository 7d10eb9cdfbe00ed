// Forms of objects: rows come and go without leaving the page, hours follow the minutes, and what is typed is kept in
// this browser until it is saved. Every form works without this.
"use strict";

const form = document.querySelector("[data-object-form]");
// A field of the name "action" hides the property.
const address = form?.getAttribute("action");
const keyOf = (path) => `plenary:${path}`;
const SENT = "plenary:sent";

function pairsOf(given, button) {
  const pairs = [...new FormData(given)].map(([name, value]) => [name, String(value)]);
  return button ? [...pairs, [button.name, button.value]] : pairs;
}

const encoded = (pairs) => new URLSearchParams(pairs).toString();

// What is typed, kept until it is saved.

function remember() {
  try {
    localStorage.setItem(keyOf(location.pathname), JSON.stringify({ user: form.dataset.user, pairs: pairsOf(form) }));
  } catch {
    // The browser keeps nothing, or no more: the page itself still holds what is typed.
  }
}

function remembered() {
  try {
    const kept = JSON.parse(localStorage.getItem(keyOf(location.pathname)));
    return kept && kept.user === form.dataset.user ? kept.pairs : null;
  } catch {
    return null;
  }
}

function forget(path) {
  try {
    localStorage.removeItem(keyOf(path));
  } catch {
    // There was nothing to forget.
  }
}

function sendAs(pairs) {
  const copy = document.createElement("form");
  copy.method = "post";
  copy.setAttribute("action", address);
  copy.hidden = true;
  for (const [name, value] of [...pairs.filter(([name]) => name !== "do"), ["do", "show"]]) {
    const field = document.createElement("textarea");
    field.name = name;
    field.value = value;
    copy.append(field);
  }
  document.body.append(copy);
  copy.submit();
}

function offerCopy(pairs) {
  const offer = document.querySelector("[data-copy]");
  offer.hidden = false;
  offer.querySelector("[data-copy-show]").addEventListener("click", () => {
    isLeaving = true;
    sendAs(pairs);
  });
  offer.querySelector("[data-copy-drop]").addEventListener("click", () => {
    forget(location.pathname);
    offer.hidden = true;
  });
}

// Whether anything is unsaved.

let shown = "";
let isLeaving = false;
let remembering = 0;

function isUnsaved() {
  return form.dataset.typed !== undefined || encoded(pairsOf(form)) !== shown;
}

function changed() {
  document.querySelector("[data-unsaved]").hidden = !isUnsaved();
  clearTimeout(remembering);
  remembering = setTimeout(remember, 300);
  count();
}

// The hours of a running order. Clocks that change within a sitting are left to the server.

const DAY = 1440;
const minutesOf = (field) => {
  const text = field ? field.value.trim() : "";
  return /^\d{1,6}$/.test(text) ? Number(text) : null;
};
const momentOf = (field) => {
  const found = field && /^(\d{4}-\d\d-\d\d)[T ](\d\d):(\d\d)/.exec(field.value);
  return found ? Date.parse(`${found[1]}T00:00Z`) / 60000 + Number(found[2]) * 60 + Number(found[3]) : null;
};
const clock = (moment) => {
  const within = ((moment % DAY) + DAY) % DAY;
  return [Math.floor(within / 60), within % 60].map((part) => String(part).padStart(2, "0")).join(":");
};
const live = (name, within = form) => within.querySelector(`[data-live="${name}"]`);

function lengthOf() {
  const [start, end] = [momentOf(live("start")), momentOf(live("end"))];
  if (live("end") && live("end").value) return start === null || end === null ? null : end - start;
  return minutesOf(live("length"));
}

function count() {
  const slots = form.querySelector(".rows.of-slots");
  if (!slots) return;
  let moment = momentOf(live("start"));
  let planned = 0;
  for (const row of slots.querySelectorAll(":scope > [data-row]")) {
    const minutes = minutesOf(live("minutes", row));
    const hours = row.querySelector("[data-hours]");
    const end = moment === null || minutes === null ? null : moment + minutes;
    if (hours) hours.textContent = moment === null ? "" : end === null ? clock(moment) : `${clock(moment)}–${clock(end)}`;
    planned += minutes ?? 0;
    moment = end;
  }
  tell(slots, planned, lengthOf());
}

function tell(slots, planned, length) {
  const total = slots.querySelector("[data-total]");
  if (!total || length === null || length <= 0) return;
  const rest = length - planned;
  const words = rest === 0 ? slots.dataset.fits : rest > 0 ? slots.dataset.left : slots.dataset.over;
  const counts = { planned, length, rest: Math.abs(rest) };
  total.textContent = words.replace(/%\((\w+)\)s/g, (_, name) => counts[name]);
}

// Rows: the server draws the list anew, and it takes the place of the old one.

async function redraw(button) {
  const rows = button.closest("[data-rows]:not(.inner)") ?? button.closest("[data-rows]");
  const top = rows.parentElement.closest("[data-rows]") ?? rows;
  const body = new URLSearchParams(pairsOf(form, button));
  top.inert = true;
  const answer = await fetch(address, { method: "POST", body, headers: { accept: "text/html" } });
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const fresh = page.getElementById(top.id);
  if (!answer.ok || !fresh) {
    top.inert = false;
    throw new Error("the list was not drawn");
  }
  const focus = page.querySelector("[data-object-form] [autofocus]");
  top.replaceWith(fresh);
  document.getElementById(focus ? focus.id : top.id)?.focus();
  changed();
}

let isBusy = false;

function clicked(event) {
  const button = event.target.closest("button[name=do]");
  if (!button || button.value === "save") return;
  event.preventDefault();
  if (isBusy) return;
  isBusy = true;
  redraw(button)
    .catch(() => {
      // The whole page will do, where the list alone will not.
      isLeaving = true;
      form.requestSubmit(button);
    })
    .finally(() => {
      isBusy = false;
    });
}

function sent(event) {
  if (isLeaving) return;
  const isTooLarge = encoded(pairsOf(form)).length > Number(form.dataset.most);
  const notice = document.querySelector("[data-too-large]");
  notice.hidden = !isTooLarge;
  if (isTooLarge || isBusy) {
    event.preventDefault();
    if (isTooLarge) notice.scrollIntoView({ block: "center" });
    return;
  }
  remember();
  sessionStorage.setItem(SENT, location.pathname);
  isLeaving = true;
}

function start() {
  // What a page was sent for is done once another says so.
  if (form.dataset.said !== undefined) {
    const path = sessionStorage.getItem(SENT);
    if (path) forget(path);
    sessionStorage.removeItem(SENT);
  }
  shown = encoded(pairsOf(form));
  const kept = remembered();
  const typed = encoded((kept ?? []).filter(([name]) => name !== "version"));
  if (kept && form.dataset.typed === undefined && typed !== encoded(pairsOf(form).filter(([name]) => name !== "version"))) {
    offerCopy(kept);
  }
  document.querySelector("[data-unsaved]").hidden = !isUnsaved();
  form.addEventListener("input", changed);
  form.addEventListener("click", clicked);
  form.addEventListener("submit", sent);
  addEventListener("beforeunload", (event) => {
    if (!isLeaving && isUnsaved()) event.preventDefault();
  });
  addEventListener("pageshow", () => {
    isLeaving = false;
  });
  count();
}

if (form && document.querySelector("[data-unsaved]")) start();
