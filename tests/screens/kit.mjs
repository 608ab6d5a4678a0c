// Looks at the page that shows every part of the kit, as an operator: in every theme and language, on a phone and on a desktop, with the keyboard, and
// without scripts. The integration tests run it (KitTests), by pairs of these; by hand, with pictures of all:
//   node kit.mjs http://127.0.0.1:8080 pictures/ operator@example.org password
// With "" in place of the folder it takes no pictures.

import { strict as assert } from "node:assert";
import { Customer, kinds, pairs, withBrowser } from "./people.mjs";

const [base, folder, email, password] = process.argv.slice(2);
const place = { base, folder };

async function look(browser, kind) {
  const anna = await Customer.come(browser, place, kind, "anna");
  const { page } = anna;
  await anna.signIn(email, password);
  await anna.open("/app/settings");
  if ((await page.locator("html").getAttribute("lang")) !== kind.language) {
    await page.locator("#menu-button").click();
    await anna.press("form[action='/app/language'] button");
  }
  await anna.open("/app/kit");
  await anna.picture("kit");
  await page.locator("#f-currency").click();
  await page.locator("#f-currency-list").waitFor();
  await anna.picture("kit-picker");
  await anna.open("/app/kit?confirm=1");
  await page.locator("#f-code").waitFor();
  await anna.picture("kit-asked");
  await page.locator("#f-amount").fill("abc");
  await anna.press("form[action='/app/kit'] button.primary");
  await page.locator("#f-amount-error").waitFor();
  await anna.picture("kit-refused");
  await page.locator("[data-toast]").click();
  await anna.picture("kit-toast");
  await anna.leave();
}

/** The picker is found, searched and left with the keyboard alone, by words of either language, codes and flags. */
async function press(browser) {
  const anna = await Customer.come(browser, place, kinds.find(kind => kind.name === "desktop-light-en"), "keys");
  const { page } = anna;
  await anna.signIn(email, password);
  await anna.open("/app/kit");
  const field = page.locator("#f-currency");
  const chosen = () => page.locator("select[name=currency]").inputValue();
  for (const [words, code] of [["доллар сша", "USD"], ["georgia", "GEL"], ["казахстан", "KZT"], ["🇯🇵", "JPY"], ["eur", "EUR"], ["qqq", "nothing"]]) {
    await field.focus();
    await field.fill(words);
    await page.keyboard.press("Enter");
    if (code === "nothing") assert.equal(await chosen(), "EUR", "what is no currency changes nothing");
    else assert.equal(await chosen(), code, words);
    await page.keyboard.press("Escape");
  }
  await field.focus();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("ArrowDown");
  const active = await field.getAttribute("aria-activedescendant");
  const code = await page.locator(`#${active}`).getAttribute("data-code");
  await page.keyboard.press("Enter");
  assert.equal(await chosen(), code, "arrows move, Enter chooses");
  assert.equal(await field.getAttribute("aria-expanded"), "false");
  await field.fill("usd");
  await page.keyboard.press("Escape");
  assert.equal(await chosen(), code, "Escape leaves it as it was");

  // A table is sorted in place, and the address says so.
  await page.locator("#people-table th a").last().click();
  await page.locator("#people-table th[aria-sort=ascending]").last().waitFor();
  assert.match(page.url(), /sort=visits/);
  await page.locator("#f-text").fill("anna");
  await page.waitForFunction(() => document.querySelectorAll("#people-list .row-item").length === 1);
  assert.match(page.url(), /text=anna/);
  await anna.open("/app/kit");
  const rows = () => page.locator("#people-list .row-item").count();
  const before = await rows();
  await page.locator("#people-list .more a").click();
  await page.waitForFunction(count => document.querySelectorAll("#people-list .row-item").length > count, before);
  await anna.leave();
}

/** Everything is there for who has no scripts: a choice, buttons that send, links that go on. */
async function without(browser) {
  const anna = await Customer.come(browser, place, kinds[0], "plain", { javaScriptEnabled: false });
  const { page } = anna;
  await anna.signIn(email, password);
  await anna.open("/app/kit");
  await page.locator("select[name=currency]").selectOption("JPY");
  await page.locator("#f-amount").fill("1,5");
  await anna.press("form[action='/app/kit'] button.primary");
  await page.locator("#f-amount-error").waitFor();
  assert.equal(await page.locator("select[name=currency]").inputValue(), "JPY");
  await page.locator("#f-amount").fill("15");
  await anna.press("form[action='/app/kit'] button.secondary");
  await page.locator("form[action='/app/kit'] .alert").first().waitFor();
  await anna.press("form[action='/app/kit'] button.primary");
  await page.locator(".said").first().waitFor();
  await page.locator("#f-text").fill("anna");
  await anna.press("noscript button");
  assert.equal(await page.locator("#people-list .row-item").count(), 1);
  await anna.open("/app/kit");
  await anna.press("#people-list .more a");
  assert.equal(await page.locator("#people-list .row-item").count(), 2);
  await anna.context.close();
}

await withBrowser(folder, async browser => {
  const looked = folder ? kinds : pairs;
  for (const kind of looked) await look(browser, kind);
  await press(browser);
  await without(browser);
  console.log(`${looked.length} kinds of browsers`);
});
