// Walks through the cabinet as two customers would and saves a picture of every page: phone and desktop, light and dark, Russian and English.
//   node app.mjs http://127.0.0.1:8080 pictures/ [phone-dark]
// Needs a Denga with its development mailbox (the default set-up). CHROMIUM names the browser (default /usr/bin/chromium). The last word picks the
// kinds that have it in their name. Ends with an error when a page logs one, is wider than its window, breaks a rule of WCAG 2.2 AA that axe can
// check, or does not show what it should.

import { createHmac } from "node:crypto";
import { Customer, PASSWORD, kinds, withBrowser } from "./people.mjs";

const [base = "http://127.0.0.1:8080", folder = "screens", only = ""] = process.argv.slice(2);
const LIVE_MS_MAX = 30_000;

/** A code of an authenticator, as RFC 6238 has it. */
function totp(secret, step = Math.floor(Date.now() / 30_000)) {
  const bits = [...secret.replace(/[\s=]/g, "")].map(c => "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".indexOf(c).toString(2).padStart(5, "0")).join("");
  const key = Buffer.from(bits.match(/.{8}/g).map(byte => parseInt(byte, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(step));
  const hash = createHmac("sha1", key).update(counter).digest();
  return String((hash.readUInt32BE(hash[19] & 15) & 0x7fffffff) % 1_000_000).padStart(6, "0");
}

/** Pays on the sandbox's page in a tab of its own, or does something else there. */
async function pay(anna, name, play) {
  const here = anna.page;
  const link = await here.locator("a[href*='/sandbox/pay/']").first().getAttribute("href");
  const tab = await anna.context.newPage();
  anna.page = tab;
  await anna.open(new URL(link).pathname);
  if (name) await anna.picture(name);
  if (play) {
    await tab.locator("summary").click();
    await tab.locator(`button[value='${play}']`).click();
  } else await tab.locator("button[value='pay']").click();
  await tab.waitForLoadState();
  anna.page = here;
  await tab.close();
}

/** A refusal, a part, a cancelled invoice; Stars from the balance, by paying what is missing, and in vain. */
async function shop(anna) {
  const { page } = anna;
  await anna.open("/app/top-up");
  await page.locator("#f-amount").fill("300");
  await anna.press("main button.primary");
  await page.locator("#invoice[data-state='Pending']").waitFor();
  await pay(anna, null, "refuse");
  await page.locator("#invoice .way").first().waitFor({ timeout: LIVE_MS_MAX });
  await anna.picture("08-invoice-refused");
  await page.locator("#invoice .way").first().click();
  await page.locator("#invoice a[href*='/sandbox/pay/']").waitFor();
  await pay(anna, null, "pay-half");
  await page.locator("#invoice[data-state='PartlyPaid']").waitFor({ timeout: LIVE_MS_MAX });
  await anna.picture("08-invoice-partly");
  await anna.open("/app/top-up");
  await page.locator("#f-amount").fill("100");
  await anna.press("main button.primary");
  await page.locator("#invoice details summary").click();
  await anna.picture("08-invoice-qr");
  await anna.press("#invoice .danger");
  await page.locator("#invoice[data-state='Cancelled']").waitFor();
  await anna.picture("08-invoice-cancelled");

  await anna.open("/app/stars");
  await anna.picture("09-stars");
  await page.locator("#f-other").fill("100");
  await anna.press("main button.primary");
  await page.locator(".field.wrong").waitFor();
  await anna.picture("09-stars-no-username");
  await page.locator("#f-to").fill("t.me/Masha_Ivanova");
  await anna.press("main button.primary");
  await page.locator(".countdown").waitFor();
  await anna.picture("09-stars-quote");
  await anna.press("form[action='/app/stars/orders'] button.primary");
  await page.locator("#order[data-state='Delivered']").waitFor({ timeout: LIVE_MS_MAX });
  await anna.picture("09-stars-delivered");
  await anna.open("/app/stars?product=Premium");
  await anna.picture("09-premium");
  await anna.open("/app/stars");
  await page.locator("#f-other").fill("100");
  await page.locator("#f-to").fill("@failed_one");
  await page.locator("#f-way").selectOption("Fragment");
  await anna.press("main button.primary");
  await anna.press("form[action='/app/stars/orders'] button.primary");
  await page.locator("#order[data-state='Failed']").waitFor({ timeout: LIVE_MS_MAX });
  await anna.picture("09-stars-failed");
  await anna.open("/app/stars");
  await page.locator("#f-other").fill("5000");
  await page.locator("#f-to").fill("@boris");
  await anna.press("main button.primary");
  await page.locator(".way").first().waitFor();
  await anna.picture("09-stars-missing");
  await anna.press(".way");
  await page.locator("#order a[href*='/sandbox/pay/']").waitFor();
  await anna.picture("09-stars-to-pay");
  await pay(anna);
  await page.locator("#order[data-state='Delivered']").waitFor({ timeout: LIVE_MS_MAX });
  await anna.open("/app/stars/orders");
  await anna.picture("09-stars-orders");
  await anna.open("/app/stars/friends");
  await anna.picture("09-stars-friends");
  await anna.open("/app/payments");
  await anna.picture("09-payments");
  await anna.open("/terms");
  await anna.picture("09-terms");
}

/** Books three nights of the first object that has them free, over the API; null where nothing is rented out. */
async function book(anna) {
  const call = async (path, body, token) => {
    const headers = { "Content-Type": "application/json", "Idempotency-Key": crypto.randomUUID(), ...(token && { Authorization: `Bearer ${token}` }) };
    const answer = await fetch(new URL("/api/v1/" + path, base), { method: body ? "POST" : "GET", headers, body: body && JSON.stringify(body) });
    return answer.ok ? answer.json() : null;
  };
  const token = (await call("sessions", { email: anna.email, password: PASSWORD })).tokens.access;
  const day = ahead => new Date(Date.now() + ahead * 86_400_000).toISOString().slice(0, 10);
  for (const { id, soldBy } of (await call("booking/objects?limit=50")).items)
    for (let ahead = 20; soldBy === "Night" && ahead < 80; ahead += 5) {
      const quote = await call("booking/quotes", { object: id, dates: { in: day(ahead), out: day(ahead + 3) }, guests: 2, addOns: [] }, token);
      if (quote) return (await call("booking/bookings", { quote: quote.id }, token))?.id;
    }
  return null;
}

/** A stay from its booking to its end, where something can be rented (a Denga with its demo, or with objects of its own). */
async function stays(anna) {
  const { page } = anna;
  await anna.open("/app/bookings");
  await anna.picture("10-bookings-empty");
  const booking = await book(anna);
  if (!booking) return;
  await anna.open(`/app/bookings/${booking}`);
  await page.locator("#booking .ways").waitFor();
  await anna.picture("10-booking-held");
  await page.locator("#booking .way").first().click();
  await page.locator("#booking a[href*='/sandbox/pay/']").waitFor();
  await anna.picture("10-booking-to-pay");
  await pay(anna);
  await page.locator("#booking:is([data-state='Confirmed'], [data-state='Paid'])").waitFor({ timeout: LIVE_MS_MAX });
  await anna.picture("10-booking-confirmed");
  await anna.press("form[action$='/contract'] button");
  await page.locator("#booking .said").waitFor();
  await anna.press("#booking a[href$='/change']");
  await anna.picture("10-booking-change");
  await page.locator("#f-guests").fill("1");
  await anna.press("main button.primary");
  await page.locator("form[action$='/changed']").waitFor();
  await anna.picture("10-booking-difference");
  await anna.press("main button.primary");
  await page.locator("#booking").waitFor();
  await anna.press("#booking a[href$='/cancel']");
  await anna.picture("10-booking-cancel");
  await anna.press("main .grave");
  await page.locator("#booking[data-state='Cancelled']").waitFor();
  await anna.picture("10-booking-cancelled");
  await anna.open("/app/bookings");
  await anna.picture("10-bookings");
}

async function walk(browser, kind) {
  const anna = await Customer.come(browser, { base, folder }, kind, "anna");
  const { page } = anna;
  await anna.open("/");
  await anna.picture("00-home");
  await anna.open("/app/nothing-here");
  await anna.picture("00-not-found");
  await anna.open("/app");
  await anna.picture("01-sign-in");
  await anna.signIn("nobody@example.org", "a wrong password");
  await page.locator(".alert").waitFor();
  await anna.picture("02-sign-in-refused");
  await anna.open("/app/register");
  await anna.picture("03-register");
  await anna.register();
  await anna.picture("04-accounts-empty");
  await anna.open("/app/accounts/open");
  await anna.picture("05-open-account");
  await anna.pick("#f-currency", "россия");
  await anna.press("main button.primary");
  await page.locator("#balance").waitFor();

  // The page turns by itself while the provider's page is open elsewhere.
  await anna.open("/app/top-up");
  await page.locator("#f-amount").fill("5000");
  await anna.picture("06-top-up");
  await anna.press("main button.primary");
  await page.locator("#invoice[data-state='Pending']").waitFor();
  await anna.picture("06-invoice");
  await pay(anna, "06-pay-page");
  await page.locator("#invoice[data-state='Paid']").waitFor({ timeout: LIVE_MS_MAX });
  await anna.picture("06-invoice-paid");
  await page.locator("#invoice .choices a[href^='/app/accounts/']").click();
  await page.locator(".row-item").waitFor();
  await anna.picture("07-account");

  // Boris looks at his accounts while Anna sends him money: it must appear by itself.
  const boris = await Customer.come(browser, { base, folder }, kind, "boris");
  await boris.register();

  await anna.open("/app/send");
  await page.locator("#f-to").fill(`nobody-${Date.now()}@example.org`);
  await page.locator("#f-amount").fill("500");
  await anna.press("main button.primary");
  await page.locator(".field.wrong").waitFor();
  await anna.picture("10-send-refused");
  await page.locator("#f-to").fill(boris.email);
  await page.locator("#f-note").fill(kind.language === "ru" ? "за ужин" : "for dinner");
  await anna.press("main button.primary");
  await page.locator("form[action='/app/send/confirm']").waitFor();
  await anna.picture("11-send-confirm");
  await anna.press("main button.primary");
  await page.locator("#transfer[data-status='Completed']").waitFor({ timeout: LIVE_MS_MAX });
  await anna.picture("12-transfer");
  await boris.page.locator("[data-account]").waitFor({ timeout: LIVE_MS_MAX });
  await boris.page.locator("#notices > p").first().waitFor({ timeout: LIVE_MS_MAX });
  await boris.picture("13-money-came-in");

  await anna.open("/app/convert");
  await anna.picture("14-convert");
  await page.locator("#f-amount").fill("1000");
  await page.locator("main button.primary").click();
  // Without fresh rates there are no quotes, and the page says so.
  await page.locator("#convert :is(.countdown, .alert:visible)").first().waitFor();
  await anna.picture("15-quote");
  if (await page.locator(".countdown").count()) {
    await anna.press("form[action='/app/convert'] button.primary");
    await page.locator(".table").waitFor();
    await anna.picture("16-explain");
  }

  await boris.open("/app/requests");
  await boris.page.locator("#f-amount").fill("150,50");
  await boris.page.locator("#f-note").fill("Pizza");
  await boris.picture("17-new-request");
  await boris.press("main button.primary");
  await boris.page.locator(".qr svg").waitFor();
  await boris.picture("18-request");
  await anna.open(new URL(await boris.page.locator(".code-line code").innerText()).pathname);
  await anna.picture("19-pay");
  await anna.press("main button.primary");
  await page.locator("#transfer[data-status='Completed']").waitFor({ timeout: LIVE_MS_MAX });
  await boris.page.locator("#request[data-state='Paid']").waitFor({ timeout: LIVE_MS_MAX });
  await boris.picture("20-request-paid");
  await boris.leave();

  await anna.open("/app/send?rhythm=Monthly");
  await page.locator("#f-to").fill(boris.email);
  await page.locator("#f-amount").fill("100");
  await anna.picture("21-schedule");
  await anna.press("main button.primary");
  await anna.picture("22-schedule-confirm");
  await anna.press("main button.primary");
  await anna.picture("23-schedules");
  await anna.open("/app/contacts");
  await page.locator("#f-to").fill(boris.email);
  await page.locator("#f-name").fill(kind.language === "ru" ? "Боря" : "Boris");
  await anna.press("main section:last-child button.primary");
  await anna.picture("24-contacts");
  await anna.open("/app/send?own=1");
  await anna.picture("24-send-own");
  await anna.open("/app/alerts");
  await page.locator("#f-mark").fill("50");
  await anna.press("main button.primary");
  await anna.picture("24-alerts");
  await anna.open("/app/transfers");
  await anna.picture("25-transfers");
  await anna.open("/app");
  await page.locator("#latest .row-item").first().waitFor();
  await anna.picture("26-overview");
  await page.locator("[data-account]").first().click();
  await anna.picture("27-statement");
  await page.locator("#f-text").fill("nothing like this");
  await page.locator("#lines .empty").waitFor();
  await anna.picture("28-statement-filtered");
  await shop(anna);
  await stays(anna);

  await anna.open("/app/settings");
  await anna.press("form[action$='/link-code'] button");
  await page.locator("#link-code").waitFor();
  await anna.picture("30-settings-link-code");
  await anna.open("/app/settings/erase");
  await anna.press("main .grave");
  await anna.picture("31-erase");

  await anna.open("/app/security");
  await anna.picture("40-security");
  await page.locator("#f-factor-password").fill(PASSWORD);
  await anna.press("form[action$='/two-factor/start'] button");
  await page.locator(".qr svg").waitFor();
  await anna.picture("41-two-factor");
  const secret = await page.locator(".code-line code").innerText();
  await page.locator("#f-code").fill(totp(secret));
  await anna.press("main .primary");
  await page.locator(".recovery-codes").waitFor();
  await anna.picture("42-recovery-codes");
  const recovery = await page.locator(".recovery-codes code").first().innerText();
  await page.locator("#menu-button").click();
  await anna.picture("43-menu");
  await anna.press("form[action='/app/sign-out'] button");
  await anna.signIn(anna.email, PASSWORD);
  await page.locator("#f-code").waitFor();
  await anna.picture("44-second-step");
  await page.locator("#f-code").fill(recovery);
  await anna.press("main button.primary");
  await page.locator("#accounts").waitFor();
  await anna.leave();
  console.log(kind.name);
}

await withBrowser(folder, async browser => {
  for (const kind of kinds.filter(kind => kind.name.includes(only))) await walk(browser, kind);
});
