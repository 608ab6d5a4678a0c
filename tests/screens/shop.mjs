// Tops up and buys Stars in the web chat, as a newcomer would, and saves a picture of each step: phone and desktop, light and dark, Russian and English.
//   node shop.mjs http://127.0.0.1:8080 pictures/ [phone-dark]
// CHROMIUM names the browser (default /usr/bin/chromium). Ends with an error when the page logs one, breaks a rule of WCAG 2.2 AA that axe can check, or
// an answer does not come.

import { Customer, kinds, withBrowser } from "./people.mjs";

const [base = "http://127.0.0.1:8080", folder = "screens", only = ""] = process.argv.slice(2);
const ANSWER_MS_MAX = 15_000;

const words = {
  ru: { topUp: "/recharge 1000", pay: /^Оплатить/, paid: /Пришло 1.000/, stars: "купи 100 звёзд @masha", buy: /^Купить за/, delivered: /Доставлено: 100/, fragment: "/buy_stars_fragment 50 @failed_one", failed: /Не получилось купить: 50/, list: "/payments" },
  en: { topUp: "/recharge 1000", pay: /^Pay/, paid: /1,000 came in/, stars: "buy 100 stars for @masha", buy: /^Buy for/, delivered: /Delivered: 100/, fragment: "/buy_stars_fragment 50 @failed_one", failed: /50 Stars for @failed_one could not/, list: "/payments" },
};

async function talk(browser, kind) {
  const anna = await Customer.come(browser, { base, folder }, kind, "chat");
  const { page } = anna;
  const said = words[kind.language];
  const last = () => page.locator(".message.bot").last();
  const say = async text => {
    await page.locator("#input").fill(text);
    await page.locator("#input").press("Enter");
  };
  const picture = async name => {
    await page.locator("#input").blur();
    await page.mouse.move(0, 0);
    await anna.picture(name);
  };
  const reads = pattern => page.locator(".message.bot", { hasText: pattern }).last().waitFor({ timeout: ANSWER_MS_MAX });
  await anna.open("/chat");
  await page.locator("#welcome").waitFor();
  await say(said.topUp);
  const link = last().locator(".buttons a", { hasText: said.pay });
  await link.waitFor({ timeout: ANSWER_MS_MAX });
  await picture("chat-1-invoice");
  await last().locator(".buttons button").first().click();
  await page.locator(".message.bot .picture.loaded").last().waitFor({ timeout: ANSWER_MS_MAX });
  await picture("chat-2-qr");
  const [tab] = await Promise.all([page.context().waitForEvent("page"), page.locator(".message.bot .buttons a").last().click()]);
  await tab.locator("button[value='pay']").click();
  await tab.waitForLoadState();
  await tab.close();
  await reads(said.paid);
  await picture("chat-3-paid");
  await say("/stars");
  await last().locator(".buttons button").nth(7).waitFor({ timeout: ANSWER_MS_MAX });
  await picture("chat-4-stars");
  await say(said.stars);
  await last().locator(".buttons button", { hasText: said.buy }).waitFor({ timeout: ANSWER_MS_MAX });
  await picture("chat-5-quote");
  await last().locator(".buttons button", { hasText: said.buy }).click();
  await reads(said.delivered);
  await picture("chat-6-delivered");
  await say(said.fragment);
  await last().locator(".buttons button", { hasText: said.buy }).waitFor({ timeout: ANSWER_MS_MAX });
  await last().locator(".buttons button", { hasText: said.buy }).click();
  await reads(said.failed);
  await picture("chat-7-failed");
  await say(said.list);
  await page.waitForTimeout(800);
  await picture("chat-8-payments");
  await say("/paysupport");
  await page.waitForTimeout(800);
  await picture("chat-9-support");
  await anna.leave();
  console.log(kind.name);
}

await withBrowser(folder, async browser => {
  for (const kind of kinds.filter(kind => kind.name.includes(only))) await talk(browser, kind);
});
