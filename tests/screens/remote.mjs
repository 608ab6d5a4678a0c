// A browser that tests drive: each line of the input is one of its people, by number, and what he does; each line of the output is what that answered.
//   {"who": 1, "options": {…}}   comes, in a context of his own with Playwright's options
//   {"who": 1, "code": "…"}      a piece of Playwright's JavaScript; `page`, `context`, `axe` and `complaints` (what a page logged as an error) are there
//   {"who": 1}                   leaves
// People do not wait for each other. It ends with its input.
import { createInterface } from "node:readline";
import axe from "axe-core";
import { launch } from "./people.mjs";

const browser = await launch();
const people = new Map();
const Code = (async () => {}).constructor;

async function come(options) {
  const context = await browser.newContext({ ignoreHTTPSErrors: true, locale: "ru-RU", timezoneId: "Europe/Moscow", ...options });
  const page = await context.newPage();
  const complaints = [];
  page.on("console", message => message.type() === "error" && !message.text().startsWith("Failed to load resource") && complaints.push(message.text()));
  page.on("pageerror", error => complaints.push(error.message));
  return { page, context, complaints };
}

async function act({ who, options, code }) {
  if (options) people.set(who, await come(options));
  const { page, context, complaints } = people.get(who);
  try {
    if (code) return await new Code("page", "context", "axe", "complaints", code)(page, context, axe, complaints);
    if (options) return;
    people.delete(who);
    await context.close();
  } catch (error) {
    throw new Error(`${error.message} at ${page.url()}`);
  }
}

for await (const line of createInterface({ input: process.stdin })) {
  const asked = JSON.parse(line);
  const answer = said => console.log(JSON.stringify({ who: asked.who, ...said }));
  act(asked).then(returned => answer({ returned: returned ?? null }), error => answer({ error: error.message }));
}
await browser.close();
