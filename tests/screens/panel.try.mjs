import { chromium } from "playwright-core";
import axe from "axe-core";
import { existsSync } from "node:fs";
const [,, base, code, which = "all"] = process.argv;
const browser = await chromium.launch({ executablePath: "/usr/bin/chromium", args: ["--no-sandbox","--disable-gpu","--disable-quic","--no-first-run","--disable-background-networking","--disable-component-update","--disable-sync"] });
const stateFile = "/tmp/panel-run/state.json";
const kinds = { a: { viewport: { width: 1280, height: 800 }, locale: "ru-RU", colorScheme: "light" }, b: { viewport: { width: 390, height: 844 }, locale: "ru-RU", colorScheme: "dark", isMobile: true, hasTouch: true } };
for (const [k, kind] of Object.entries(kinds)) {
const context = await browser.newContext({ ...kind, ...(existsSync(stateFile) ? { storageState: stateFile } : {}) });
const page = await context.newPage();
page.on("console", m => m.type() !== "info" && console.log(k, "console", m.type(), m.text()));
page.on("pageerror", e => console.log(k, "pageerror", e.message));
page.on("response", r => { if (r.status() >= 400) console.log(k, r.status(), r.url()); });
if (!existsSync(stateFile)) {
  await page.goto(base + "/app/setup?code=" + code);
  await page.locator("#f-email").fill("op@example.org");
  await page.locator("#f-password").fill("correct horse battery");
  await page.locator("main button.primary").first().click();
  await page.waitForURL("**/panel");
  await context.storageState({ path: stateFile });
}
async function look(name) {
  await page.waitForTimeout(700);
  await page.screenshot({ path: `/tmp/panel-shots/${k}-${name}.png`, fullPage: true });
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  if (wide > 0) console.log(k, name, "wider by", wide);
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate(() => axe.run(document, { runOnly: ["wcag2a","wcag2aa","wcag21a","wcag21aa","wcag22aa"] }));
  for (const v of violations) console.log(k, name, v.id, v.help, v.nodes.slice(0,4).map(n => n.target + " " + n.failureSummary.split("\n").slice(1,3)).join("; "));
}
await page.goto(base + "/panel");
await page.waitForTimeout(1500);
await look("queues");
await page.goto(base + "/panel/people");
await page.locator("select").first().waitFor();
await look("people");
await page.locator("#filter-email").fill("zzz"); await page.keyboard.press("Enter");
await page.waitForTimeout(500);
console.log(page.url());
await look("people-none");
await page.goBack(); await page.waitForTimeout(500);
console.log(page.url(), await page.locator("td select").count());
await page.locator("td select").first().selectOption("Operator");
await page.locator(".rz-dialog").waitFor();
await look("people-dialog");
await page.locator(".rz-dialog button", { hasText: /Сменить|Change/ }).last().click();
await page.waitForTimeout(800);
await look("people-toast");
await page.locator("summary").click(); await look("columns");
await page.locator(".columns input").nth(1).click(); await page.waitForTimeout(400); console.log(page.url());
const [dl] = await Promise.all([page.waitForEvent("download"), page.locator(".tools button").click()]);
console.log(dl.suggestedFilename(), (await (await import("node:fs/promises")).readFile(await dl.path(), "utf8")));
await page.goto(base + "/panel/events?sort=-at"); await page.waitForTimeout(1200);
await look("events");
await page.goto(base + "/panel/nope"); await page.waitForTimeout(600); await look("nope");
await context.close();
}
await browser.close();
