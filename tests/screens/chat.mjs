// Talks to the bot on the web chat as a newcomer would and saves four pictures: phone and desktop, light and dark, Russian and English.
//   node chat.mjs http://127.0.0.1:8080 pictures/
// CHROMIUM names the browser (default /usr/bin/chromium). Ends with an error when the page logs one or an answer does not come.

import { join } from "node:path";
import { withBrowser } from "./people.mjs";

const [base = "http://127.0.0.1:8080", folder = "screens"] = process.argv.slice(2);
const ANSWER_MS_MAX = 15_000;

const phone = { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, isMobile: true, hasTouch: true };
const desktop = { viewport: { width: 1280, height: 800 }, deviceScaleFactor: 1 };
const russian = { locale: "ru-RU", first: "350 кофе", then: ["1250 продукты", "/report"] };
const english = { locale: "en-GB", first: "350 coffee", then: ["1250 groceries", "/report"] };
const pictures = [
  { name: "chat-phone-light-ru", device: phone, colorScheme: "light", speech: russian },
  { name: "chat-phone-dark-en", device: phone, colorScheme: "dark", speech: english },
  { name: "chat-desktop-light-en", device: desktop, colorScheme: "light", speech: english },
  { name: "chat-desktop-dark-ru", device: desktop, colorScheme: "dark", speech: russian },
];

const botSays = page => page.evaluate(() => [...document.querySelectorAll(".message.bot")].map(message => message.innerText).join("\n"));

/** Does something and waits until the bot has answered it: with a new message, or by changing one. */
async function answered(page, act) {
  const before = await botSays(page);
  await act();
  await page.waitForFunction(
    said =>
      document.getElementById("typing").hidden &&
      !document.querySelector(".message.sending, .busy") &&
      [...document.querySelectorAll(".message.bot")].map(message => message.innerText).join("\n") !== said,
    before,
    { timeout: ANSWER_MS_MAX },
  );
}

const say = (page, words) =>
  answered(page, async () => {
    await page.locator("#input").fill(words);
    await page.locator("#input").press("Enter");
  });

async function take(browser, { name, device, colorScheme, speech }) {
  const context = await browser.newContext({ ...device, colorScheme, locale: speech.locale, timezoneId: "Europe/Moscow" });
  const page = await context.newPage();
  const complaints = [];
  page.on("console", message => message.type() === "error" && complaints.push(message.text()));
  page.on("pageerror", error => complaints.push(error.message));

  await page.goto(new URL("/chat", base).href);
  await page.locator("#welcome").waitFor();
  await say(page, speech.first);
  await answered(page, () => page.locator(".message.bot .buttons button").first().click());
  for (const words of speech.then) await say(page, words);
  await page.waitForFunction(() => [...document.querySelectorAll(".picture")].every(picture => picture.classList.contains("loaded")));
  await page.locator("#input").blur();
  await page.mouse.move(0, 0);
  await page.screenshot({ path: join(folder, `${name}.png`), animations: "disabled" });
  await context.close();
  if (complaints.length) throw new Error(`${name}: the page complained:\n${complaints.join("\n")}`);
  console.log(join(folder, `${name}.png`));
}

await withBrowser(folder, async browser => {
  for (const picture of pictures) await take(browser, picture);
});
