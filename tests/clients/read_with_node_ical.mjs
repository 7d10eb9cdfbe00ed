// What node-ical reads in a feed: `node read_with_node_ical.mjs FILE` prints its entries as JSON.
import { readFileSync } from "node:fs";
import ical from "node-ical";

// An instant in UTC, or the day itself of an all-day entry, which node-ical gives as midnight of the machine.
const moment = (date) =>
  date.dateOnly
    ? [date.getFullYear(), date.getMonth() + 1, date.getDate()].map((part) => String(part).padStart(2, "0")).join("-")
    : date.toISOString().replace(".000Z", "Z");

const entries = Object.values(ical.sync.parseICS(readFileSync(process.argv[2], "utf8")))
  .filter((component) => component.type === "VEVENT")
  .map((event) => ({
    uid: event.uid,
    title: event.summary,
    start: moment(event.start),
    end: moment(event.end),
    status: event.status,
    sequence: Number(event.sequence),
    location: event.location ?? "",
    description: event.description ?? "",
    text: JSON.stringify(event),
  }));
console.log(JSON.stringify({ entries, errors: [] }));
