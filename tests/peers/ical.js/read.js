// Reads an iCalendar from its input and prints what it says, an entry a line: uid, first day, day after the last, summary.
import ICAL from "ical.js";

let text = "";
for await (const part of process.stdin) text += part;
const calendar = new ICAL.Component(ICAL.parse(text));
console.log(calendar.getFirstPropertyValue("prodid"));
for (const entry of calendar.getAllSubcomponents("vevent").map((c) => new ICAL.Event(c)))
  console.log([entry.uid, entry.startDate.toString(), entry.endDate.toString(), entry.summary].join("\t"));
