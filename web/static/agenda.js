// Without a chosen zone the second clock is UTC: set it to the device's zone, name that zone, and say how far
// deadlines are. Everything reads well without this.
"use strict";

const root = document.documentElement;
const language = root.lang || "en";
const chosen = root.dataset.zone;
const zone = chosen || presentName(Intl.DateTimeFormat().resolvedOptions().timeZone || "UTC");

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

// Letters such as CET are known to some English locales only; else the offset, as UTC+09:00.
const namers = ["en-GB", "en-US", "en-AU", "en-IN"].map(
  (locale) => new Intl.DateTimeFormat(locale, { timeZone: zone, timeZoneName: "short" })
);
const offsets = new Intl.DateTimeFormat("en-US", { timeZone: zone, timeZoneName: "longOffset" });
const nameFrom = (format, moment) => format.formatToParts(moment).find((part) => part.type === "timeZoneName").value;

function zoneName(moment) {
  const name = namers.map((format) => nameFrom(format, moment)).find((text) => /^[A-Za-z]+$/.test(text));
  if (name) return name;
  const offset = nameFrom(offsets, moment).replace("GMT", "").replace("-", "−");
  return `UTC${offset || "+00:00"}`;
}

const clock = new Intl.DateTimeFormat("en-GB", { timeZone: zone, hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
const calendar = new Intl.DateTimeFormat("en-CA", { timeZone: zone, year: "numeric", month: "2-digit", day: "2-digit" });
const dayNumber = (iso) => Math.round(Date.parse(`${iso}T00:00Z`) / 86400000);
const dayOf = (moment) => dayNumber(calendar.format(moment));

function days(count) {
  if (!count) return "";
  const words = new Intl.NumberFormat(language, { style: "unit", unit: "day", unitDisplay: "long" });
  return `${count > 0 ? "+" : "−"}${words.format(Math.abs(count))}`;
}

function timeElement(moment) {
  const element = document.createElement("time");
  element.dateTime = moment.toISOString();
  element.textContent = clock.format(moment);
  return element;
}

function span(start, end, venueDay) {
  const hours = document.createElement("span");
  hours.className = "hours";
  hours.dir = "ltr";
  const [name, lastName] = [zoneName(start), zoneName(end || start)];
  hours.append(timeElement(start), name === lastName ? "" : ` ${name}`);
  if (end) hours.append("–", timeElement(end));
  const later = end ? days(dayOf(end) - dayOf(start)) : "";
  const shift = days(dayOf(start) - venueDay);
  return [hours, later ? ` (${later})` : "", ` ${lastName}`, shift ? `, ${shift}` : ""];
}

function bare(start, usual, venueDay) {
  const shift = days(dayOf(start) - venueDay);
  const name = zoneName(start);
  return [timeElement(start), name === usual ? "" : ` ${name}`, shift ? ` ${shift}` : ""];
}

const read = (element) => element.textContent.replace(/\s+/g, " ").trim();

function setSecondClock(element) {
  const [start, end] = [...element.querySelectorAll("time")].map((time) => new Date(time.dateTime));
  const venueDay = dayNumber(element.dataset.day);
  const head = element.closest("table")?.querySelector(".reader-zone");
  const isBare = "bare" in element.dataset;
  const usual = isBare && head ? zoneName(new Date(head.dataset.instant)) : "";
  element.replaceChildren(...(isBare ? bare(start, usual, venueDay) : span(start, end, venueDay)));
}

// A second clock that repeats the first says nothing; in a running order the head of the column says whose it is.
function hideRepeated(element) {
  const first = element.parentElement.querySelector(".venue-time");
  const head = element.closest("table")?.querySelector("th .venue-time + .reader-zone");
  const isSameZone = !head || read(head) === read(head.parentElement.querySelector(".venue-time"));
  element.hidden = read(first) === read(element) && isSameZone;
}

function setClocks() {
  for (const element of document.querySelectorAll(".reader-time")) setSecondClock(element);
  for (const element of document.querySelectorAll(".reader-zone")) {
    element.textContent = zoneName(new Date(element.dataset.instant));
    element.hidden = read(element.parentElement.querySelector(".venue-time")) === read(element);
  }
  for (const element of document.querySelectorAll(".reader-time")) hideRepeated(element);
  for (const element of document.querySelectorAll(".own-zone")) {
    element.textContent = zone;
    const note = document.createElement("span");
    note.className = "for";
    note.textContent = element.dataset.note;
    element.after(note);
  }
  const select = document.getElementById("tz");
  if (select && [...select.options].some((option) => option.value === zone)) select.value = zone;
}

function sayHowFar() {
  const words = new Intl.RelativeTimeFormat(language, { numeric: "auto" });
  const today = dayOf(new Date());
  for (const element of document.querySelectorAll(".relative")) {
    const due = new Date(element.dataset.instant);
    const count = dayOf(due) - today;
    if (due < new Date() || count > 60) continue;
    element.textContent = words.format(count, "day");
    element.hidden = false;
  }
}

function offerPrint() {
  for (const button of document.querySelectorAll("[data-print]")) {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  }
}

if (!chosen && zone !== "UTC") setClocks();
sayHowFar();
offerPrint();
