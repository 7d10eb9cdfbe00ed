// What a page of an agenda does by itself: it reads times on the reader's clock, says what is on now and what is next,
// and follows what is published. Everything reads well without it. What it says comes from the page, in its language.
"use strict";

const MINUTE = 60_000, HOUR = 60 * MINUTE, DAY = 24 * HOUR;
const SOON = 30 * MINUTE; // before the start: how long a sitting is about to begin
const LINGERS = HOUR; // after the planned end: sittings run late, and who falls out of one has to get in again
const USUAL_LENGTH = 3 * HOUR; // of a sitting of which no end is known
const FARTHEST_DAYS = 60;
const MOST_AT_ONCE = 4;
const PLAN_BEGINS = "main .about, main .overview, main .stage"; // the first of these on a page

const root = document.documentElement;
const language = root.lang || "en";
const locale = `${language}-u-nu-latn`; // digits as the rest of the page has them
const live = document.getElementById("live");
const parts = live?.querySelector("template").content;
const part = (selector) => document.importNode(parts.querySelector(selector), true);
const fill = (words, values) => words.replace(/%\((\w+)\)s/g, (whole, name) => values[name] ?? whole);
const read = (element) => element.textContent.replace(/\s+/g, " ").trim();

// Storage may be shut off, or full.
const storage = {
  get(name) {
    try {
      return localStorage.getItem(`plenary:${name}`);
    } catch {
      return null;
    }
  },
  set(name, value) {
    try {
      if (value) localStorage.setItem(`plenary:${name}`, value);
      else localStorage.removeItem(`plenary:${name}`);
    } catch {
      // Then it holds for as long as the page is open.
    }
  },
};

// Zones

// Browsers still give some places their former IANA name.
function presentName(name) {
  const present = {
    "Africa/Asmera": "Africa/Asmara",
    "America/Buenos_Aires": "America/Argentina/Buenos_Aires",
    "America/Catamarca": "America/Argentina/Catamarca",
    "America/Cordoba": "America/Argentina/Cordoba",
    "America/Godthab": "America/Nuuk",
    "America/Indianapolis": "America/Indiana/Indianapolis",
    "America/Jujuy": "America/Argentina/Jujuy",
    "America/Louisville": "America/Kentucky/Louisville",
    "America/Mendoza": "America/Argentina/Mendoza",
    "Asia/Calcutta": "Asia/Kolkata",
    "Asia/Katmandu": "Asia/Kathmandu",
    "Asia/Rangoon": "Asia/Yangon",
    "Asia/Saigon": "Asia/Ho_Chi_Minh",
    "Atlantic/Faeroe": "Atlantic/Faroe",
    "Europe/Kiev": "Europe/Kyiv",
    "Pacific/Enderbury": "Pacific/Kanton",
    "Pacific/Ponape": "Pacific/Pohnpei",
    "Pacific/Truk": "Pacific/Chuuk",
  };
  return present[name] || name;
}

// The letters of tzdata that no browser knows, of summer behind the bar; "" is for places that have none there.
const LETTERS = {
  CAT: "Africa/Blantyre Africa/Bujumbura Africa/Gaborone Africa/Harare Africa/Juba Africa/Khartoum Africa/Kigali Africa/Lubumbashi Africa/Lusaka Africa/Maputo Africa/Windhoek",
  ChST: "Pacific/Guam Pacific/Saipan",
  CST: "Asia/Macau Asia/Shanghai Asia/Taipei",
  "CST|CDT": "America/Havana",
  EAT: "Africa/Addis_Ababa Africa/Asmara Africa/Dar_es_Salaam Africa/Djibouti Africa/Kampala Africa/Mogadishu Africa/Nairobi Indian/Antananarivo Indian/Comoro Indian/Mayotte",
  "GMT|BST": "Europe/Guernsey Europe/Isle_of_Man Europe/Jersey",
  "GMT|IST": "Europe/Dublin",
  HKT: "Asia/Hong_Kong",
  "HST|HDT": "America/Adak",
  "IST|IDT": "Asia/Jerusalem",
  JST: "Asia/Tokyo",
  KST: "Asia/Pyongyang Asia/Seoul",
  MSK: "Europe/Kirov Europe/Moscow Europe/Simferopol Europe/Volgograd",
  MST: "America/Dawson America/Hermosillo America/Mazatlan America/Whitehorse",
  "NST|NDT": "America/St_Johns",
  PKT: "Asia/Karachi",
  PST: "Asia/Manila",
  SAST: "Africa/Johannesburg Africa/Maseru Africa/Mbabane",
  SST: "Pacific/Midway Pacific/Pago_Pago",
  WAT: "Africa/Bangui Africa/Brazzaville Africa/Douala Africa/Kinshasa Africa/Lagos Africa/Libreville Africa/Luanda Africa/Malabo Africa/Ndjamena Africa/Niamey Africa/Porto-Novo",
  WIB: "Asia/Jakarta Asia/Pontianak",
  WIT: "Asia/Jayapura",
  WITA: "Asia/Makassar",
  "": "Antarctica/Casey Antarctica/Troll Asia/Colombo Asia/Dubai Asia/Muscat Australia/Eucla Australia/Lord_Howe",
};

const cached = (make, kept = new Map()) => (...key) => {
  const name = key.join("|");
  if (!kept.has(name)) kept.set(name, make(...key));
  return kept.get(name);
};
const lettersOf = cached((zone) => Object.keys(LETTERS).find((names) => LETTERS[names].split(" ").includes(zone)));
const clockIn = cached((zone) => new Intl.DateTimeFormat("en-GB", { timeZone: zone, hour: "2-digit", minute: "2-digit", hourCycle: "h23" }));
const calendarIn = cached((zone) => new Intl.DateTimeFormat("en-CA", { timeZone: zone, year: "numeric", month: "2-digit", day: "2-digit" }));
const offsetsIn = cached((zone) => new Intl.DateTimeFormat("en-US", { timeZone: zone, timeZoneName: "longOffset" }));
// Letters such as CET are known to some English locales only.
const namersIn = cached((zone) =>
  ["en-GB", "en-US", "en-AU", "en-IN"].map((name) => new Intl.DateTimeFormat(name, { timeZone: zone, timeZoneName: "short" }))
);
const nameFrom = (format, moment) => format.formatToParts(moment).find((one) => one.type === "timeZoneName").value;
const offsetIn = cached((moment, zone) => nameFrom(offsetsIn(zone), moment).replace("GMT", "").replace("-", "−") || "+00:00");

const nameAt = cached((moment, zone) => {
  const letters = lettersOf(zone);
  const known = namersIn(zone).map((format) => nameFrom(format, moment)).find((text) => /^[A-Za-z]+$/.test(text));
  if (letters === undefined && known) return known;
  const [standard, summer] = (letters || "").split("|");
  return (summer && isSummer(moment, zone) ? summer : standard) || `UTC${offsetIn(moment, zone)}`;
});

// The name of a zone at an instant, as the server writes it: its letters, else its offset, as UTC+09:00.
function zoneName(moment, zone) {
  return nameAt(Number(moment), zone);
}

function isSummer(moment, zone) {
  const year = new Date(moment).getUTCFullYear();
  const minutes = (at) => {
    const [, sign, hours, rest] = /([+−])(\d+):(\d+)/.exec(offsetIn(Number(at), zone));
    return (sign === "−" ? -1 : 1) * (60 * Number(hours) + Number(rest));
  };
  return minutes(moment) > Math.min(minutes(Date.UTC(year, 0, 1)), minutes(Date.UTC(year, 6, 1)));
}

const dayNumber = (iso) => Math.round(Date.parse(`${iso}T00:00Z`) / DAY);
const dayOf = (moment, zone) => dayNumber(calendarIn(zone).format(moment));

// The reader's clock: as the address says, else as they chose it here before, else as their device has it.

const isZone = (name) => {
  try {
    return Boolean(clockIn(name));
  } catch {
    return false;
  }
};
const device = presentName(Intl.DateTimeFormat().resolvedOptions().timeZone || "UTC");
const chosenZone = () => [root.dataset.zone, storage.get("zone")].find((name) => name && isZone(name));
let zone = chosenZone() || device;

function days(count) {
  if (!count) return "";
  const words = new Intl.NumberFormat(locale, { style: "unit", unit: "day", unitDisplay: "long" });
  return `${count > 0 ? "+" : "−"}${words.format(Math.abs(count))}`;
}

function timeElement(moment) {
  const element = document.createElement("time");
  element.dateTime = moment.toISOString();
  element.textContent = clockIn(zone).format(moment);
  return element;
}

function span(start, end, venueDay) {
  const hours = document.createElement("span");
  hours.className = "hours";
  hours.dir = "ltr";
  const [name, lastName] = [zoneName(start, zone), zoneName(end || start, zone)];
  hours.append(timeElement(start), name === lastName ? "" : ` ${name}`);
  if (end) hours.append("–", timeElement(end));
  const later = end ? days(dayOf(end, zone) - dayOf(start, zone)) : "";
  const shift = days(dayOf(start, zone) - venueDay);
  return [hours, later ? ` (${later})` : "", ` ${lastName}`, shift ? `, ${shift}` : ""];
}

function bare(start, usual, venueDay) {
  const shift = days(dayOf(start, zone) - venueDay);
  const name = zoneName(start, zone);
  return [timeElement(start), name === usual ? "" : ` ${name}`, shift ? ` ${shift}` : ""];
}

function setSecondClock(element) {
  const [start, end] = [...element.querySelectorAll("time")].map((time) => new Date(time.dateTime));
  const venueDay = dayNumber(element.dataset.day);
  const head = element.closest("table")?.querySelector(".reader-zone");
  const isBare = "bare" in element.dataset;
  const usual = isBare && head ? zoneName(new Date(head.dataset.instant), zone) : "";
  element.replaceChildren(...(isBare ? bare(start, usual, venueDay) : span(start, end, venueDay)));
}

// A second clock that repeats the first says nothing; in a running order the head of the column says whose it is.
function hideRepeated(element) {
  const first = element.parentElement.querySelector(".venue-time");
  const head = element.closest("table")?.querySelector("th .venue-time + .reader-zone");
  const isSameZone = !head || read(head) === read(head.parentElement.querySelector(".venue-time"));
  element.hidden = read(first) === read(element) && isSameZone;
}

function setClocks(page) {
  for (const element of page.querySelectorAll(".reader-time")) setSecondClock(element);
  for (const element of page.querySelectorAll(".reader-zone")) {
    element.textContent = zoneName(new Date(element.dataset.instant), zone);
    element.hidden = read(element.parentElement.querySelector(".venue-time")) === read(element);
  }
  for (const element of page.querySelectorAll(".reader-time")) hideRepeated(element);
}

function nameClock(page) {
  for (const element of page.querySelectorAll(".own-zone")) {
    element.textContent = zone;
    element.parentElement.querySelector(".own-note")?.remove();
    if (chosenZone()) continue;
    const note = document.createElement("span");
    note.className = "for own-note";
    note.textContent = element.dataset.note;
    element.after(" ", note);
  }
}

// The list of clocks begins with the way back to the device's; it is heard at once, so its button is not needed.
function offerClocks(page) {
  const select = page.getElementById("tz");
  if (!select) return;
  const note = page.querySelector(".own-zone")?.dataset.note;
  if (note && !select.querySelector('option[value=""]')) {
    const option = document.createElement("option");
    option.value = "";
    option.textContent = `${device} (${note})`;
    select.prepend(option);
  }
  for (const button of select.form?.querySelectorAll("button[type=submit]") ?? []) button.hidden = true;
}

function pickClock() {
  const select = document.getElementById("tz"), wanted = chosenZone() ? zone : "";
  if (select && [...select.options].some((option) => option.value === wanted)) select.value = wanted;
}

function chooseClock(name) {
  const address = new URL(location.href);
  if (name) address.searchParams.set("tz", name);
  else address.searchParams.delete("tz");
  history.replaceState(history.state, "", address.href.replaceAll("%2F", "/"));
  storage.set("zone", name);
  root.dataset.zone = name;
  zone = name || device;
  setClocks(document);
  nameClock(document);
  tellTime(document);
  follower?.renew(); // the server's links carry the choice on
}

// Links to other pages and forms of the meeting take a clock along that was chosen in another one.
function carryClock(link) {
  const address = new URL(link.href, location.href), chosen = chosenZone();
  const isOwn = address.origin === location.origin && /^\/(m|my)\//.test(address.pathname);
  if (!isOwn || !chosen || address.searchParams.has("tz") || link.getAttribute("href").startsWith("#")) return;
  address.searchParams.set("tz", chosen);
  link.href = address.href;
}

// Now, next, and how far

function stateAt(now, start, end) {
  if (now >= end) return "after";
  if (now >= start) return "now";
  return now >= start - SOON ? "soon" : "before";
}

function spanOf(element) {
  const start = Date.parse(element.dataset.start);
  return [start, Date.parse(element.dataset.end) || start + USUAL_LENGTH];
}

function duration(minutes) {
  const unit = (count, name) => new Intl.NumberFormat(locale, { style: "unit", unit: name, unitDisplay: "short" }).format(count);
  const [hours, rest] = [Math.floor(minutes / 60), minutes % 60];
  return [hours && unit(hours, "hour"), (rest || !hours) && unit(rest, "minute")].filter(Boolean).join(" ");
}

// "in 5 hr 20 min", "tomorrow", "in 3 days"; nothing of what is over or far away.
function howFar(moment, now) {
  const count = dayOf(moment, zone) - dayOf(now, zone);
  if (moment <= now || count > FARTHEST_DAYS) return "";
  if (moment - now < DAY && live) return fill(live.dataset.in, { time: duration(Math.ceil((moment - now) / MINUTE)) });
  return new Intl.RelativeTimeFormat(locale, { numeric: "auto" }).format(count, "day");
}

function tellDeadlines(page, now) {
  for (const due of page.querySelectorAll(".due[data-due]:not(.off)")) {
    const moment = Date.parse(due.dataset.due), element = due.querySelector(".relative");
    const isOver = moment <= now;
    due.classList.toggle("over", isOver);
    setText(element, isOver ? live?.dataset.over ?? "" : howFar(moment, now));
    element.hidden = !element.textContent;
  }
}

function setText(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

const sittingsOf = (page) => [...page.querySelectorAll(".sitting[data-start]:not(.off)")];

function tellSittings(page, now) {
  for (const sitting of sittingsOf(page)) sitting.dataset.state = stateAt(now, ...spanOf(sitting));
  for (const joins of page.querySelectorAll(".sitting:not(.off) .joins[data-start]")) tellJoins(joins, now);
}

// Before a sitting its links are quiet, from shortly before it to its end they stand out, then its recording does.
function tellJoins(joins, now) {
  const [start, end] = spanOf(joins), state = stateAt(now, start, end);
  const recording = joins.querySelector(".recorded");
  const show = (selector, isShown) => joins.querySelectorAll(selector).forEach((one) => { one.hidden = !isShown; });
  show(".join", now < end + LINGERS);
  show(".opens", state === "before");
  show(".ended", state === "after" && !recording);
  for (const link of joins.querySelectorAll(".join .button")) link.classList.toggle("primary", state === "soon" || state === "now");
  recording?.querySelector(".button").classList.toggle("primary", state === "after");
}

// "14:20 CET / 22:20 KST", the reader's with the days that it is ahead or behind.
function faces(now, venueZone) {
  const face = (of) => `${clockIn(of).format(now)} ${zoneName(now, of)}`;
  const [venue, reader] = [face(venueZone), face(zone)];
  const shift = days(dayOf(now, zone) - dayOf(now, venueZone));
  return venue === reader ? venue : `${venue} / ${reader}${shift ? `, ${shift}` : ""}`;
}

// A line through each sitting that runs, or else where the time stands between two of them.
function tellNow(page, now) {
  const sittings = sittingsOf(page);
  const places = sittings.filter((sitting) => sitting.dataset.state === "now");
  if (!places.length) {
    const coming = sittings.filter((sitting) => Date.parse(sitting.dataset.start) > now);
    const next = coming.sort((one, other) => Date.parse(one.dataset.start) - Date.parse(other.dataset.start))[0];
    const day = next?.closest(".day");
    if (coming.length < sittings.length && next) places.push(day?.querySelector(".sitting") === next ? day : next);
  }
  for (const line of page.querySelectorAll(".now-line")) if (!places.includes(line.parentElement)) line.remove();
  for (const place of places) {
    const venueZone = place.closest("[data-zone]")?.dataset.zone;
    if (!venueZone || !isZone(venueZone)) continue;
    const line = place.querySelector(":scope > .now-line") ?? part(".now-line");
    setText(line.querySelector("[dir]"), faces(now, venueZone));
    if (!line.parentElement) place.prepend(line);
  }
}

// What runs and what comes next, before all else of the plan; it never shrinks, so that nothing moves under a finger.
function tellNext(page, now) {
  const first = page.querySelector("main .stage");
  const former = page.querySelector(".upcoming");
  const sittings = first && !/\/sessions\//.test(location.pathname) ? sittingsOf(page) : [];
  const turns = turnsOf(sittings, now);
  if (!turns.length) return former?.remove();
  const box = part(".upcoming");
  box.firstElementChild.replaceChildren(...turns.map(([label, sitting]) => turnOf(label, sitting, now)));
  tellMore(box.lastElementChild, [...sittings].filter((sitting) => sitting.dataset.state === "now"));
  if (!former) return page.querySelector(PLAN_BEGINS).before(box);
  if (former.offsetHeight) former.style.minBlockSize = `${former.offsetHeight}px`;
  morph(former, box);
}

function turnsOf(sittings, now) {
  const byStart = [...sittings].sort((one, other) => Date.parse(one.dataset.start) - Date.parse(other.dataset.start));
  const running = byStart.filter((sitting) => sitting.dataset.state === "now").slice(0, MOST_AT_ONCE);
  const coming = byStart.filter((sitting) => Date.parse(sitting.dataset.start) > now).slice(0, Math.max(1, 2 - running.length));
  return [...running.map((one) => ["now", one]), ...coming.map((one, place) => [place ? "then" : "next", one])];
}

function tellMore(line, running) {
  const count = running.length - MOST_AT_ONCE, day = running[0]?.closest(".day")?.querySelector("h3[id]");
  line.hidden = count < 1;
  line.firstElementChild.href = day ? `#${day.id}` : "";
  if (count > 0) line.firstElementChild.textContent = counted("more", count);
}

function turnOf(label, sitting, now) {
  const turn = part(".billed"), title = sitting.querySelector("h4 a").cloneNode(true);
  const what = turn.querySelector(".what"), when = turn.querySelector(".when"), copy = (selector) => sitting.querySelector(selector)?.cloneNode(true);
  turn.querySelector(".label").textContent = turn.querySelector(".label").dataset[label];
  title.href = `#${sitting.id}`;
  what.append(title);
  const room = copy(".facts .room strong"), notice = copy(".notice");
  if (room) what.append(Object.assign(document.createElement("span"), { className: "room" }));
  if (room) what.lastChild.append(...room.childNodes);
  if (notice) what.append(notice);
  if (label === "now" || sitting.dataset.state === "soon") what.append(...[...sitting.querySelectorAll(".join .button")].map((link) => link.cloneNode(true)));
  const day = sitting.closest(".day")?.querySelector("h3"), venueZone = sitting.closest("[data-zone]")?.dataset.zone || zone;
  if (day && dayOf(Date.parse(sitting.dataset.start), venueZone) !== dayOf(now, venueZone)) {
    when.append(Object.assign(document.createElement("span"), { className: "date", textContent: read(day) }), " ");
  }
  when.append(copy(".venue-time"), " ", copy(".reader-time"));
  turn.querySelector(".far").textContent = label === "now" ? "" : howFar(Date.parse(sitting.dataset.start), now);
  return turn;
}

// The timeline's line for today: at its place on each picture, and none where the picture shows other days.
function placeToday(page, now) {
  for (const line of page.querySelectorAll(".timeline .today")) {
    const knots = line.dataset.scale.split(" ").map((knot) => knot.split(",").map(Number));
    const next = knots.findIndex(([seconds]) => seconds * 1000 > now);
    if (next < 1) {
      line.setAttribute("display", "none");
      continue;
    }
    const [[before, left], [after, right]] = [knots[next - 1], knots[next]];
    const x = left + ((now / 1000 - before) / (after - before)) * (right - left);
    const { width } = line.ownerSVGElement.viewBox.baseVal;
    line.querySelector("text").setAttribute("text-anchor", x < 50 ? "start" : x > width - 50 ? "end" : "middle");
    line.setAttribute("transform", `translate(${x.toFixed(1)} 0)`);
    line.removeAttribute("display");
  }
}

function tellTime(page, now = Date.now()) {
  tellDeadlines(page, now);
  placeToday(page, now);
  if (!live) return;
  tellSittings(page, now);
  tellNow(page, now);
  tellNext(page, now);
}

function everyMinute() {
  tellTime(document);
  setTimeout(everyMinute, MINUTE - (Date.now() % MINUTE) + 50);
}

// What changed since the reader looked last: remembered for each meeting, in the browser alone

const isCompared = new URLSearchParams(location.search).has("since"); // then the server marks what changed
const looked = new Map();
const groupsOf = (page) => {
  const groups = [...page.querySelectorAll("[data-meeting]")];
  return groups.length ? groups : [page.documentElement];
};
const meetingOf = (group) => (group.dataset.meeting ? `${group.dataset.meeting}#mine` : root.dataset.live.replace(/\/live$/, ""));
const revisionOf = (group) => Number(group.dataset.revision);

function lookedAt(group) {
  const meeting = meetingOf(group), last = Number(storage.get(`seen:${meeting}`)) || looked.get(meeting);
  return last && last <= revisionOf(group) ? last : revisionOf(group);
}

function setLooked(group, revision) {
  looked.set(meetingOf(group), revision);
  storage.set(`seen:${meetingOf(group)}`, String(revision));
}

// What a page shows that changed after the revisions that `last` gives for its groups.
function changedIn(page, last) {
  const changed = (group) => [...group.querySelectorAll("[data-changed]")].filter((one) => Number(one.dataset.changed) > last(group));
  return isCompared ? [] : groupsOf(page).flatMap(changed);
}

function markChanges(page) {
  const changed = new Set(changedIn(page, lookedAt));
  for (const mark of page.querySelectorAll(".tag.unread")) if (!changed.has(mark.closest("[data-changed]"))) mark.remove();
  for (const element of changed) {
    const heading = element.querySelector("h2, h3, h4, h5, h6, .title");
    if (heading && !heading.querySelector(".tag.unread")) heading.append(" ", part(".tag.unread"));
  }
}

const counted = (name, count, values) => {
  const category = new Intl.PluralRules(language).select(count);
  const words = live.dataset[`${name}-${category}`.replace(/-(.)/g, (_, letter) => letter.toUpperCase())] ?? live.dataset[`${name}Other`];
  return fill(words, { count: new Intl.NumberFormat(locale).format(count), ...values });
};

function tell(sentences, { notices = [], isRead = false } = {}) {
  live.querySelector("[role=status]").textContent = [...sentences, ...notices].join(" ");
  const box = document.querySelector(".news") ?? part(".news");
  const [said, buttons] = box.children;
  const line = (text, className = "") => Object.assign(document.createElement("span"), { className, textContent: text });
  said.replaceChildren(...sentences.map((text) => line(text)), ...notices.map((text) => line(text, "notice")));
  buttons.hidden = isRead;
  buttons.querySelector("[data-do=next]").hidden = !document.querySelector(".tag.unread");
  const since = buttons.querySelector("a");
  if (since) since.href = sinceAddress(since);
  if (!box.isConnected) document.body.append(box);
}

function sinceAddress(link) {
  const address = new URL(link.href), [from, to] = [lookedAt(root), revisionOf(root)];
  if (from < to) address.searchParams.set("from", from);
  if (from < to) address.searchParams.set("to", to);
  return address.href;
}

function tellWhatChanged() {
  if (!storage.get(`seen:${meetingOf(groupsOf(document)[0])}`)) markRead();
  markChanges(document);
  const count = document.querySelectorAll(".tag.unread").length;
  if (count) tell([counted("since", count)]);
  else markRead();
}

function markRead() {
  for (const group of groupsOf(document)) setLooked(group, revisionOf(group));
  markChanges(document);
  const box = document.querySelector(".news");
  if (box?.contains(document.activeElement)) focusOn(document.getElementById("main"));
  box?.remove();
}

let shownLast = -1;

function showNextChange() {
  const marks = [...document.querySelectorAll(".tag.unread")];
  shownLast = (shownLast + 1) % marks.length;
  const heading = marks[shownLast].parentElement, isStill = matchMedia("(prefers-reduced-motion: reduce)").matches;
  for (let box = heading.closest("details"); box; box = box.parentElement.closest("details")) box.open = true;
  heading.scrollIntoView({ block: "center", behavior: isStill ? "auto" : "smooth" });
  focusOn(heading.querySelector("a") ?? heading);
}

function focusOn(element) {
  if (!element.matches("a[href], button")) element.tabIndex = -1;
  element.focus({ preventScroll: true });
}

// Another page in the place of this one: what is alike stays as it is, with its focus, its open parts and what was typed

function morph(present, next) {
  if (present.nodeType !== Node.ELEMENT_NODE) {
    if (present.data !== next.data) present.data = next.data;
    return;
  }
  for (const { name } of [...present.attributes]) if (!next.hasAttribute(name) && !isReaders(present, name)) present.removeAttribute(name);
  for (const { name, value } of next.attributes) if (present.getAttribute(name) !== value && !isReaders(present, name)) present.setAttribute(name, value);
  morphChildren(present, next);
}

const isReaders = (element, name) =>
  name === "style" || (name === "open" && element.matches("details")) || (name === "tabindex" && element === document.activeElement);
const isAlike = (one, other) => one.nodeName === other.nodeName && (one.id ?? "") === (other.id ?? "");

function morphChildren(present, next) {
  const wanted = [...next.childNodes], ids = new Set(wanted.map((one) => one.id).filter(Boolean));
  const known = new Map([...present.children].filter((one) => one.id).map((one) => [one.id, one]));
  let here = present.firstChild;
  const passOver = (isPassed) => { while (here && isPassed(here)) here = here.nextSibling; };
  for (const one of wanted) {
    passOver((node) => node.dataset?.kept !== undefined);
    if (one.dataset?.kept !== undefined) continue;
    // What is no longer there goes first, so that what stays need not be moved, which would take its focus.
    while (here?.id && !ids.has(here.id) && here.dataset?.kept === undefined) here = removed(here);
    const same = one.id && known.get(one.id)?.nodeName === one.nodeName ? known.get(one.id) : here && !here.id && isAlike(here, one) ? here : null;
    if (!same) present.insertBefore(one, here);
    else if (same === here) here = here.nextSibling;
    else present.insertBefore(same, here);
    if (same) morph(same, one);
  }
  while (here) here = here.dataset?.kept === undefined ? removed(here) : here.nextSibling;
}

function removed(node) {
  const following = node.nextSibling;
  node.remove();
  return following;
}

// Changes the page and leaves the reader where they were: at the same place of the window, and of the keyboard.
function keepingPlace(change) {
  const focused = document.activeElement, home = focused?.closest("[id]")?.id, href = focused?.getAttribute("href");
  const anchors = [focused, ...document.querySelectorAll("main [id], main .sitting")]
    .filter((element) => element && element !== document.body)
    .map((element) => [element, element.getBoundingClientRect()])
    .filter(([, box]) => box.height && box.top >= 0 && box.top < innerHeight);
  root.style.overflowAnchor = "none";
  change();
  if (focused && !focused.isConnected && home) {
    const place = document.getElementById(home);
    focusOn(place?.querySelector(href ? `a[href="${CSS.escape(href)}"]` : "a[href], button") ?? place ?? document.getElementById("main"));
  }
  const [still, box] = anchors.find(([element]) => element.isConnected) ?? [];
  if (still && scrollY) scrollBy({ top: still.getBoundingClientRect().top - box.top, behavior: "instant" });
  requestAnimationFrame(() => root.style.removeProperty("overflow-anchor"));
}

const noticesOf = (page) =>
  new Map([...page.querySelectorAll(".sitting .details > .notice")].map((notice) => [
    notice.closest(".sitting").id,
    fill(live.dataset.noticed, { sitting: read(notice.closest(".sitting").querySelector("h4 a")), notice: read(notice) }),
  ]));

// Shows a page as it is now, and says what is new in it.
function show(html) {
  const next = new DOMParser().parseFromString(html, "text/html"), frame = next.documentElement;
  if (!frame.dataset.live) return;
  if (scriptOf(next) !== scriptOf(document)) return location.reload(); // a new release
  const before = new Map(groupsOf(document).map((group) => [meetingOf(group), revisionOf(group)])), notices = noticesOf(document);
  const isNew = frame.dataset.revision !== root.dataset.revision;
  dress(next);
  keepingPlace(() => {
    for (const { name, value } of frame.attributes) if (root.getAttribute(name) !== value) root.setAttribute(name, value);
    document.title = next.title;
    morph(document.body, next.body);
  });
  pickClock();
  if (!isNew) return;
  const count = changedIn(document, (group) => before.get(meetingOf(group)) ?? revisionOf(group)).length;
  const fresh = [...noticesOf(document)].filter(([id, text]) => notices.get(id) !== text).map(([, text]) => text);
  const renewed = groupsOf(document).filter((group) => revisionOf(group) !== before.get(meetingOf(group)));
  const number = Math.max(...(renewed.length ? renewed : [root]).map(revisionOf));
  tell([count ? counted("said", count, { number }) : fill(live.dataset.said, { number })], { notices: fresh });
  if (!document.querySelector(".tag.unread")) for (const group of groupsOf(document)) setLooked(group, revisionOf(group));
}

const scriptOf = (page) => page.querySelector("script[src]")?.getAttribute("src");

// Following what is published: told by a stream, or where there can be none by asking now and then

const ASKS_AFTER = 30_000, SPREAD = 30_000, FIRST_ASKS_WITHIN = 8_000; // milliseconds; spread, so that not all ask at once
const ASKS_AGAIN_AFTER = 120_000; // of what was taken back: it may be published again
const SPREAD_OF_NEWS = 700, DEAF_FOR = 10_000, TRIES_STREAM_EVERY = 5, MOST_TRIES = 5;

function follow() {
  let source, timer, deaf, told = 0, tag = "", asked = 0, isBusy = false, isOver = false;
  const later = (act, wait) => { clearTimeout(timer); timer = setTimeout(act, wait); };

  function open() {
    close();
    if (document.hidden) return;
    if (isOver || !("EventSource" in window)) return later(ask, Math.random() * FIRST_ASKS_WITHIN);
    source = new EventSource(root.dataset.live);
    deaf = setTimeout(refused, DEAF_FOR); // some proxies hold a stream back
    source.addEventListener("revision", (event) => { clearTimeout(deaf); hear(JSON.parse(event.data).revision); });
    source.addEventListener("withdrawn", sayGone);
    source.addEventListener("error", () => { if (source?.readyState === EventSource.CLOSED) refused(); });
  }

  function close() {
    clearTimeout(deaf);
    clearTimeout(timer);
    source?.close();
    source = undefined;
  }

  function refused() {
    close();
    later(ask, Math.random() * FIRST_ASKS_WITHIN);
  }

  async function ask() {
    if (document.hidden) return;
    await load(tag);
    if (isOver) return later(ask, ASKS_AGAIN_AFTER + Math.random() * SPREAD);
    asked += 1;
    if (asked % TRIES_STREAM_EVERY === 0) open();
    else if (!source) later(ask, ASKS_AFTER + Math.random() * SPREAD);
  }

  function hear(number) {
    told = number;
    if (told !== revisionOf(root)) setTimeout(catchUp, Math.random() * SPREAD_OF_NEWS);
  }

  async function catchUp(tries = 0) {
    if (isBusy || isOver || told === revisionOf(root)) return;
    isBusy = true;
    await load();
    isBusy = false;
    // A cache on the way may be a second behind.
    if (told !== revisionOf(root) && tries < MOST_TRIES) setTimeout(catchUp, 1_000 * (tries + 1), tries + 1);
  }

  // With the tag of the page that is shown, the answer may be that it is still the same (304).
  async function load(known = "") {
    try {
      const address = location.href.replace(/#.*/, "");
      const answer = await fetch(address, known ? { headers: { "if-none-match": known }, cache: "no-store" } : { cache: "no-cache" });
      if (answer.status === 404 || answer.status === 410) return sayGone();
      if (answer.status !== 200) return;
      if (isOver) {
        isOver = false;
        open();
      }
      tag = answer.headers.get("etag") ?? "";
      show(await answer.text());
    } catch {
      // Nobody answers: the next time somebody may.
    }
  }

  function sayGone() {
    if (isOver) return;
    isOver = true;
    close();
    tell([live.dataset.gone], { isRead: true });
    later(ask, ASKS_AGAIN_AFTER + Math.random() * SPREAD);
  }

  // A browser opens six connections to a host: pages that nobody sees leave theirs to others.
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) return close();
    tellTime(document);
    open();
  });
  addEventListener("pagehide", close);
  addEventListener("pageshow", (event) => { if (event.persisted) open(); });
  open();
  return { renew: () => load() };
}

// What the buttons do; listened to from above, because pages are replaced in part

function offerButtons(page) {
  for (const button of page.querySelectorAll("[data-print]")) button.hidden = false;
  // Browsers have no clipboard for pages that are not secure.
  if (navigator.clipboard) for (const button of page.querySelectorAll("[data-copy]")) button.hidden = false;
}

function copyFrom(button) {
  const field = document.getElementById(button.dataset.copy);
  navigator.clipboard.writeText(field.value).then(() => { button.textContent = button.dataset.done; }, () => field.select());
}

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[href]"), button = event.target.closest("button");
  if (link?.matches(".clocks .device")) {
    event.preventDefault();
    return chooseClock("");
  }
  if (link) carryClock(link);
  if (!button) return;
  if ("print" in button.dataset) window.print();
  if ("copy" in button.dataset) copyFrom(button);
  if (button.dataset.do === "next") showNextChange();
  if (button.dataset.do === "read") markRead();
}, { capture: true });
document.addEventListener("focusin", (event) => {
  if (event.target.matches(".copy input[readonly]")) event.target.select();
});
document.addEventListener("change", (event) => {
  if (event.target.id === "tz") chooseClock(event.target.value);
});
// Read in one window is read in all.
addEventListener("storage", (event) => {
  if (live && event.key?.startsWith("plenary:seen:")) markChanges(document);
});

function dress(page) {
  if (zone !== (page.documentElement.dataset.zone || "UTC")) setClocks(page);
  nameClock(page);
  offerClocks(page);
  offerButtons(page);
  tellTime(page);
  if (live) markChanges(page);
}

let follower;
dress(document);
pickClock();
everyMinute();
if (live) {
  tellWhatChanged();
  follower = follow();
}
