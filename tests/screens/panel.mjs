// Walks through the operators' panel as an administrator, in every theme and language, on a phone and on a desktop; axe looks at every page.
//   node panel.mjs http://127.0.0.1:8080 pictures/ root@example.org password [op_… of a posting] [inv_… of a paid invoice] [only these kinds]

import { Customer, kinds, withBrowser } from "./people.mjs";

const [base, folder, email, password, posting = "", invoice = "", only = ""] = process.argv.slice(2);

async function walk(browser, kind) {
  const root = await Customer.come(browser, { base, folder }, kind, "root");
  const { page } = root;
  await root.signIn(email, password);
  await root.open("/app/settings");
  if ((await page.locator("html").getAttribute("lang")) !== kind.language) {
    await page.locator("#menu-button").click();
    await root.press("form[action='/app/language'] button");
  }
  const look = async (path, name) => {
    await root.open(path);
    await page.locator("main [aria-busy=true]").waitFor({ state: "detached" });
    await page.locator("main :is(.card, .empty)").first().waitFor();
    await page.waitForFunction(() => !document.querySelector("main [aria-busy=true]"));
    await root.picture(name);
  };
  await look("/panel", "50-panel");
  await page.locator(".rows li").nth(3).waitFor();
  await root.picture("50-panel");
  for (const part of ["events", "work", "webhooks", "calls", "people", "audit"]) {
    await look(`/panel/${part}`, `51-${part}`);
    const link = page.locator(part === "people" ? "td a[href^='/panel/people/']" : `td a[href^='/panel/${part}/']`).first();
    if (!(await link.count())) continue;
    await link.click();
    await page.locator("main dl.facts").waitFor();
    await root.picture(`52-${part}-one`);
  }
  for (const part of ["invoices", "refunds", "approvals", "cases", "cases/runs", "providers", "replays", "endpoints", "stars", "sellers", "margins", "promos"]) {
    const name = part.replace("/", "-");
    await look(`/panel/${part}`, `55-${name}`);
    const link = page.locator(`td a[href^='/panel/${part}/']`).first();
    if (!(await link.count())) continue;
    await link.click();
    await page.locator(`main p > a[href='/panel/${part}']`).waitFor();
    await page.locator("main .card:not([aria-busy=true])").first().waitFor();
    await root.picture(`56-${name}-one`);
  }
  // What is asked before money moves.
  const ask = async (path, button, name) => {
    await root.open(path);
    await page.getByRole("button", { name: button[kind.language], exact: true }).first().click();
    await page.locator(".rz-dialog form.fields").waitFor();
    await root.picture(name);
    await page.keyboard.press("Escape");
  };
  await ask("/panel/cases/runs", { ru: "Сверить сейчас", en: "Compare now" }, "57-compare");
  await ask("/panel/endpoints", { ru: "Добавить получателя", en: "Add an endpoint" }, "57-endpoint");
  await ask("/panel/sellers", { ru: "Переместить", en: "Move funds" }, "57-move");
  await ask("/panel/promos", { ru: "Создать промокод", en: "Make a promo code" }, "57-promo");
  if (invoice) {
    await ask(`/panel/invoices/${invoice}`, { ru: "Вернуть деньги", en: "Give the money back" }, "57-refund");
    await ask(`/panel/invoices/${invoice}`, { ru: "Исправить баланс", en: "Correct the balance" }, "57-adjust");
  }
  if (posting) {
    await look(`/panel/postings?posting=${posting}`, "53-posting");
    await page.locator("main .apart").last().click();
    await page.locator(".rz-dialog #action-reason").waitFor();
    await root.picture("54-reverse");
  }
  await root.leave();
  console.log(kind.name);
}

await withBrowser(folder, async browser => {
  for (const kind of kinds.filter(kind => kind.name.includes(only))) await walk(browser, kind);
});
