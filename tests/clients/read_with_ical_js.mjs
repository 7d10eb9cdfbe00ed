// What ical.js reads in a feed: `node read_with_ical_js.mjs FILE` prints its entries as JSON.
import { readFileSync } from "node:fs";
import ICAL from "ical.js";

// An instant in UTC, or the day itself of an all-day entry. Zones are those that the feed defines.
const moment = (time) => (time.isDate ? time.toString() : time.toJSDate().toISOString().replace(".000Z", "Z"));

const calendar = new ICAL.Component(ICAL.parse(readFileSync(process.argv[2], "utf8")));
const entries = calendar.getAllSubcomponents("vevent").map((component) => {
  const event = new ICAL.Event(component);
  return {
    uid: event.uid,
    title: event.summary,
    start: moment(event.startDate),
    end: moment(event.endDate),
    status: component.getFirstPropertyValue("status"),
    sequence: event.sequence,
    location: event.location ?? "",
    description: event.description ?? "",
    text: JSON.stringify(component.toJSON()),
  };
});
console.log(JSON.stringify({ entries, errors: [] }));
