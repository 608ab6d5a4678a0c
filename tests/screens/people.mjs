// What the walks through the pages share: a person with a browser, the kinds of browsers, pictures, and the rules of WCAG that axe can check.

import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import axe from "axe-core";
import { chromium } from "playwright-core";

export const PASSWORD = "correct horse battery";
const WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];

const devices = {
  phone: { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, isMobile: true, hasTouch: true },
  desktop: { viewport: { width: 1280, height: 800 }, deviceScaleFactor: 1 },
};

/** Every device in every theme and language. */
export const kinds = Object.entries(devices).flatMap(([device, shape]) =>
  ["light", "dark"].flatMap(colorScheme =>
    ["ru", "en"].map(language => ({
      name: `${device}-${colorScheme}-${language}`, device: shape, colorScheme, language, locale: language === "ru" ? "ru-RU" : "en-GB",
    })),
  ),
);

/** Every two of device, theme and language meet in one of these: what a page looks like depends on no three of them at once. */
export const pairs = kinds.filter(({ name }) => ["phone-light-ru", "phone-dark-en", "desktop-light-en", "desktop-dark-ru"].includes(name));

/** CHROMIUM names the browser; it calls nobody of its own accord. */
export const launch = () =>
  chromium.launch({
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

/** Without a folder nobody looks at the pictures, and none is taken. */
export async function withBrowser(folder, act) {
  if (folder) await mkdir(folder, { recursive: true });
  const browser = await launch();
  try {
    await act(browser);
  } finally {
    await browser.close();
  }
}

export class Customer {
  constructor(parts) {
    Object.assign(this, parts);
  }

  static async come(browser, { base, folder }, { name, device, colorScheme, locale }, who, more = {}) {
    const context = await browser.newContext({ ...device, colorScheme, locale, timezoneId: "Europe/Moscow", ...more });
    const page = await context.newPage();
    const complaints = [];
    // An answer 4xx of a refused form is what the walk wants to see.
    page.on("console", message => message.type() === "error" && !message.text().startsWith("Failed to load resource") && complaints.push(`${page.url()}: ${message.text()}`));
    page.on("pageerror", error => complaints.push(error.message));
    return new Customer({ context, page, base, folder, complaints, email: `${who}-${name}-${Date.now()}@example.org`, tell: name });
  }

  async open(path) {
    await this.page.goto(new URL(path, this.base).href);
  }

  async code() {
    const mailbox = await this.context.newPage();
    await mailbox.goto(new URL("/dev/mailbox", this.base).href);
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

  async signIn(email, password) {
    await this.open("/app/sign-in");
    await this.page.locator("#f-email").fill(email);
    await this.page.locator("#f-password").fill(password);
    await this.press("main button.primary");
  }

  /** With the keyboard, as the picker of currencies is meant to be used. */
  async pick(selector, words) {
    await this.page.locator(selector).fill(words);
    await this.page.keyboard.press("Enter");
  }

  async picture(name) {
    await this.page.waitForLoadState();
    const wide = await this.page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    if (wide > 0) this.complaints.push(`${name} is ${wide} px wider than the window`);
    if (this.folder) await this.keep(join(this.folder, `${this.tell}-${name}.png`));
    await this.page.evaluate(axe.source);
    const { violations } = await this.page.evaluate(tags => axe.run(document, { runOnly: tags }), WCAG);
    for (const { id, help, nodes } of violations)
      this.complaints.push(`${name}: ${id} (${help}): ${nodes.slice(0, 3).map(node => `${node.target} ${node.failureSummary.split("\n").slice(1, 2)}`).join("; ")}`);
  }

  async keep(path) {
    // The window grows with the page, so that what is fixed to its edge does not lie in the middle of the picture.
    const size = this.page.viewportSize();
    const height = await this.page.evaluate(() => document.documentElement.scrollHeight);
    await this.page.setViewportSize({ width: size.width, height: Math.max(height, size.height) });
    await this.page.screenshot({ caret: "initial", path, animations: "disabled" });
    await this.page.setViewportSize(size);
  }

  async leave() {
    await this.context.close();
    if (this.complaints.length) throw new Error(`${this.tell}: the pages complained:\n${this.complaints.join("\n")}`);
  }
}
