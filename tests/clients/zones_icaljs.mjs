// Offsets that ical.js reads out of time zone blocks: `node zones_icaljs.mjs FILE` prints them as JSON.
// FILE is a list of {name, block, walls}; the answer is a list of lists of seconds east of UTC.
import { readFileSync } from "node:fs";
import ICAL from "ical.js";

const offsetsOf = ({ name, block, walls }) => {
  const zone = new ICAL.Timezone({ component: new ICAL.Component(ICAL.parse(block)), tzid: name });
  return walls.map((wall) => zone.utcOffset(ICAL.Time.fromDateTimeString(wall)));
};
console.log(JSON.stringify(JSON.parse(readFileSync(process.argv[2], "utf8")).map(offsetsOf)));
