// The page as it was served: its facts, its words, its live region, and its parts fetched anew.

export const find = (selector, inside = document) => inside.querySelector(selector);
const factsOf = page => JSON.parse(find("#schedule-facts", page).textContent);
export const facts = factsOf(document);
const header = find("[data-version]");
export const home = `/organise/${facts.slug}`;
export const isRightToLeft = () => getComputedStyle(document.documentElement).direction === "rtl";

/** A sentence of the page's language with its places filled in. */
export function words(key, values = {}) {
  return facts.words[key].replace(/%\((\w+)\)s/g, (_, name) => values[name] ?? "");
}

/** Speaks to who does not see, at once. */
export function say(sentence) {
  find("[data-spoken]").textContent = sentence;
}

/** Says how saving stands, "" for nothing; `state` is "wrong", or "brief" for what goes by itself. */
export function show(sentence, state = "", href = "") {
  const place = find("[data-saving]");
  place.replaceChildren(sentence, " ");
  if (href) place.append(Object.assign(element("a", "", words("logIn")), { href, target: "_blank" }));
  place.className = `saving ${state}`;
  place.hidden = !sentence;
  clearTimeout(show.timer);
  if (state === "brief") show.timer = setTimeout(() => { place.hidden = true; }, 2000);
}

/** An element with a class, of these children. */
export function element(name, className, ...children) {
  const made = document.createElement(name);
  made.className = className;
  made.append(...children);
  return made;
}

export function icon(severity) {
  const holder = document.createElement("template");
  holder.innerHTML =
    `<svg class="icon ${severity}" viewBox="0 0 16 16" aria-hidden="true"><use href="#icon-${severity}"/></svg>`;
  return holder.content.firstChild;
}

const holds = new Set();
let waiting = false;

/** Keeps the page from being refreshed while something is under way; gives what ends that. */
export function hold() {
  const key = {};
  holds.add(key);
  return () => {
    if (holds.delete(key) && !holds.size && waiting) refresh();
  };
}

const plain = part => part.outerHTML.replace(/name="version" value="\d+"/g, "");
const partsOf = page => [...page.querySelectorAll("[data-part]")];
const served = new Map();
const note = () => partsOf(document).forEach(part => served.set(part.dataset.part, plain(part)));
note();

function addressOf(query = {}) {
  const address = new URL(location.href);
  const session = find(".card.picked")?.dataset.session;
  for (const [key, value] of Object.entries({ said: "", session, ...query })) {
    if (value) address.searchParams.set(key, value);
    else address.searchParams.delete(key);
  }
  return address;
}

async function fetched(query) {
  const answer = await fetch(addressOf(query));
  if (!answer.ok) throw answer;
  return new DOMParser().parseFromString(await answer.text(), "text/html");
}

/** One part of the page fetched anew, as the query has it. */
export async function part(key, query) {
  swap(find("[data-part]", await fetched({ ...query, part: key })), true);
}

/** The page as it is now in place of this one where they differ; what is being moved or typed stays. */
export async function refresh() {
  waiting = holds.size > 0;
  if (waiting) return;
  const page = await fetched().catch(() => null);
  waiting = holds.size > 0;
  const fresh = page && find("[data-version]", page)?.dataset.version;
  if (waiting || !fresh || Number(fresh) < version()) return;
  const focus = focused();
  versionIs(fresh);
  const names = of => partsOf(of).map(one => one.dataset.part).join();
  if (names(document) === names(page)) partsOf(page).forEach(one => swap(one));
  else {
    find(".schedule").replaceWith(find(".schedule", page));
    note();
  }
  Object.assign(facts, factsOf(page));
  focus();
}

const isTyped = input => (input.options ? [...input.options].some(one => one.selected !== one.defaultSelected)
  : input.type !== "hidden" && input.value !== input.defaultValue);

/** Puts a part in the place of its like. Forms that stay as typed keep the version on which they were. */
function swap(fresh, isForced = false) {
  const key = fresh.dataset.part, html = plain(fresh), present = find(`[data-part="${CSS.escape(key)}"]`);
  if (!isForced && [...present.querySelectorAll("input, select")].some(isTyped)) return;
  if (!isForced && served.get(key) === html && !("touched" in present.dataset)) {
    for (const input of present.querySelectorAll('input[name="version"]')) input.value = version();
    return;
  }
  const open = present.querySelectorAll("details"), folds = [...fresh.querySelectorAll("details")];
  if (folds.length === open.length) folds.forEach((one, at) => { one.open = open[at].open; });
  const left = find(".day-scroll", present)?.scrollLeft;
  served.set(key, html);
  present.replaceWith(fresh);
  if (left) find(".day-scroll", fresh).scrollLeft = left;
}

/** What puts the focus back on what has it now, once that was replaced by its like. */
function focused() {
  const active = document.activeElement, holder = active.closest("[id]");
  return () => {
    if (!holder || active.isConnected) return;
    const again = document.getElementById(holder.id);
    (again && active !== holder && find(active.matches(".card-more") ? ".card-more" : "a", again) || again)?.focus({ preventScroll: true });
  };
}

/** Marks the part around an element as changed here, so that the next refresh puts the served one in its place. */
export function touch(inside) {
  const around = inside.closest("[data-part]");
  if (around) around.dataset.touched = "";
}

export const version = () => Number(header.dataset.version);
export const versionIs = number => { header.dataset.version = number; };
