// Walks through the cabinet as two customers would and saves a picture of every page: phone and desktop, light and dark, Russian and English.
//   node app.mjs http://127.0.0.1:8080 pictures/
// Needs a Denga with its development mailbox (the default set-up). CHROMIUM names the browser (default /usr/bin/chromium). Ends with an error when
// a page logs one, is wider than its window, breaks a rule of WCAG 2.2 AA that axe can check, or does not show what it should.

import { createHmac } from "node:crypto";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import axe from "axe-core";
import { chromium } from "playwright-core";

const [base = "http://127.0.0.1:8080", folder = "screens"] = process.argv.slice(2);
const PASSWORD = "correct horse battery";
const LIVE_MS_MAX = 15_000;
const WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];

const phone = { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, isMobile: true, hasTouch: true };
const desktop = { viewport: { width: 1280, height: 800 }, deviceScaleFactor: 1 };
const walks = [
  { name: "phone-light-ru", device: phone, colorScheme: "light", locale: "ru-RU" },
  { name: "desktop-dark-en", device: desktop, colorScheme: "dark", locale: "en-GB" },
  { name: "desktop-light-ru", device: desktop, colorScheme: "light", locale: "ru-RU" },
  { name: "phone-dark-en", device: phone, colorScheme: "dark", locale: "en-GB" },
];

/** A code of an authenticator, as RFC 6238 has it. */
function totp(secret, step = Math.floor(Date.now() / 30_000)) {
  const bits = [...secret.replace(/[\s=]/g, "")].map(c => "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".indexOf(c).toString(2).padStart(5, "0")).join("");
  const key = Buffer.from(bits.match(/.{8}/g).map(byte => parseInt(byte, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(step));
  const hash = createHmac("sha1", key).update(counter).digest();
  return String((hash.readUInt32BE(hash[19] & 15) & 0x7fffffff) % 1_000_000).padStart(6, "0");
}

class Customer {
  constructor(context, page, email, tell) {
    Object.assign(this, { context, page, email, tell });
  }

  static async come(browser, { name, device, colorScheme, locale }, who) {
    const context = await browser.newContext({ ...device, colorScheme, locale, timezoneId: "Europe/Moscow" });
    const page = await context.newPage();
    const complaints = [];
    // An answer 4xx of a refused form is what the walk wants to see.
    page.on("console", message => message.type() === "error" && !message.text().startsWith("Failed to load resource") && complaints.push(`${page.url()}: ${message.text()}`));
    page.on("pageerror", error => complaints.push(error.message));
    const customer = new Customer(context, page, `${who}-${name}-${Date.now()}@example.org`, name);
    customer.complaints = complaints;
    return customer;
  }

  async open(path) {
    await this.page.goto(new URL(path, base).href);
  }

  async code() {
    const mailbox = await this.context.newPage();
    await mailbox.goto(new URL("/dev/mailbox", base).href);
    const letter = await mailbox.locator("article", { hasText: this.email }).first().locator("pre").innerText();
    await mailbox.close();
    return letter.match(/\b\d{6}\b/)[0];
  }

  async press(selector) {
    await this.page.locator(selector).first().click();
    await this.page.waitForLoadState();
  }

  async register() {
    await this.open("/app/register");
    await this.page.locator("#f-email").fill(this.email);
    await this.page.locator("#f-password").fill(PASSWORD);
    await this.press("main button.primary");
    await this.page.locator("#f-code").fill(await this.code());
    await this.press("main button.primary");
    await this.page.locator("#accounts").waitFor();
  }

  async picture(name) {
    await this.page.waitForLoadState();
    const wide = await this.page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    if (wide > 0) this.complaints.push(`${name} is ${wide} px wider than the window`);
    // The window grows with the page, so that what is fixed to its edge does not lie in the middle of the picture.
    const size = this.page.viewportSize();
    const height = await this.page.evaluate(() => document.documentElement.scrollHeight);
    await this.page.setViewportSize({ width: size.width, height: Math.max(height, size.height) });
    await this.page.screenshot({ caret: "initial", path: join(folder, `${this.tell}-${name}.png`), animations: "disabled" });
    await this.page.setViewportSize(size);
    await this.page.evaluate(axe.source);
    const { violations } = await this.page.evaluate(tags => axe.run(document, { runOnly: tags }), WCAG);
    for (const { id, help, nodes } of violations)
      this.complaints.push(`${name}: ${id} (${help}): ${nodes.slice(0, 3).map(node => `${node.target} ${node.failureSummary.split("\n").slice(1, 2)}`).join("; ")}`);
  }

  async leave() {
    await this.context.close();
    if (this.complaints.length) throw new Error(`${this.tell}: the pages complained:\n${this.complaints.join("\n")}`);
  }
}

async function walk(browser, kind) {
  const anna = await Customer.come(browser, kind, "anna");
  const { page } = anna;
  await anna.open("/app");
  await anna.picture("01-sign-in");
  await page.locator("#f-email").fill("nobody@example.org");
  await page.locator("#f-password").fill("a wrong password");
  await anna.press("main button.primary");
  await page.locator(".alert").waitFor();
  await anna.picture("02-sign-in-refused");
  await anna.open("/app/register");
  await anna.picture("03-register");
  await anna.register();
  await anna.picture("04-accounts-empty");
  await anna.open("/app/accounts/open");
  await anna.picture("05-open-account");
  await page.locator("#f-currency").selectOption("RUB");
  await anna.press("main button.primary");
  await page.locator("#balance").waitFor();

  await anna.open("/app/top-up");
  await page.locator("#f-amount").fill("5000");
  await anna.picture("06-top-up");
  await anna.press("main button.primary");
  await page.locator(".row-item").waitFor();
  await anna.picture("07-account");

  // Boris looks at his accounts while Anna sends him money: it must appear by itself.
  const boris = await Customer.come(browser, kind, "boris");
  await boris.register();

  await anna.open("/app/send");
  await page.locator("#f-to").fill(`nobody-${Date.now()}@example.org`);
  await page.locator("#f-amount").fill("500");
  await anna.press("main button.primary");
  await page.locator(".field.wrong").waitFor();
  await anna.picture("10-send-refused");
  await page.locator("#f-to").fill(boris.email);
  await page.locator("#f-note").fill(kind.locale === "ru-RU" ? "за ужин" : "for dinner");
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
  await anna.picture("24-contacts");
  await anna.open("/app/alerts");
  await page.locator("#f-mark").fill("50");
  await anna.press("main button.primary");
  await anna.picture("25-alerts");
  await anna.open("/app");
  await page.locator("#latest .row-item").first().waitFor();
  await anna.picture("26-overview");
  await page.locator("[data-account]").first().click();
  await page.locator("#f-text").fill("nothing like this");
  await page.locator("#lines .empty").waitFor();
  await anna.picture("27-statement-filtered");

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
  await page.locator("#f-email").fill(anna.email);
  await page.locator("#f-password").fill(PASSWORD);
  await anna.press("main button.primary");
  await page.locator("#f-code").waitFor();
  await anna.picture("44-second-step");
  await page.locator("#f-code").fill(recovery);
  await anna.press("main button.primary");
  await page.locator("#accounts").waitFor();
  await anna.leave();
  console.log(kind.name);
}

await mkdir(folder, { recursive: true });
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
  ],
});
try {
  for (const kind of walks) await walk(browser, kind);
} finally {
  await browser.close();
}
