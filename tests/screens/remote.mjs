// A browser that a test drives: each line of the input is a piece of Playwright's JavaScript, as a JSON string; each line of the output is what it
// returned, or its error. `page`, `context`, `axe` and `complaints` (what a page logged as an error) are there. It ends with its input.
import { createInterface } from "node:readline";
import axe from "axe-core";
import { launch } from "./people.mjs";

const options = JSON.parse(process.argv[2] ?? "{}");
const browser = await launch();
const context = await browser.newContext({ ignoreHTTPSErrors: true, locale: "ru-RU", timezoneId: "Europe/Moscow", ...options });
const page = await context.newPage();
const complaints = [];
page.on("console", message => message.type() === "error" && !message.text().startsWith("Failed to load resource") && complaints.push(message.text()));
page.on("pageerror", error => complaints.push(error.message));

const Code = (async () => {}).constructor;
for await (const line of createInterface({ input: process.stdin })) {
  try {
    const returned = await new Code("page", "context", "axe", "complaints", JSON.parse(line))(page, context, axe, complaints);
    console.log(JSON.stringify({ returned: returned ?? null }));
  } catch (error) {
    console.log(JSON.stringify({ error: `${error.message} at ${page.url()}` }));
  }
}
await browser.close();
