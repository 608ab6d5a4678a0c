// How one message looks: text, pictures, files, buttons, time and state. What a press does is handed in as `acts`.

import { $, element, fill, icon, locale, safeAddress, texts } from "./kit.js";

const clock = new Intl.DateTimeFormat(locale, { hour: "2-digit", minute: "2-digit" });

/** Text with its addresses and commands made pressable; not those in a quote, which are another person's words. */
function richText(text, acts) {
  const line = element("p", { class: "text" });
  const quotes = Array.from(text.matchAll(/«[^»\n]*»|“[^”\n]*”/g), ({ index, 0: { length } }) => [index, index + length]);
  let from = 0;
  for (const match of text.matchAll(/https?:\/\/[^\s<>"]+[^\s<>".,:;!?)»]|(?<![^\s(«"])\/[a-z_]{2,32}\b(?!\/)/g)) {
    if (quotes.some(([start, end]) => match.index > start && match.index < end)) continue;
    line.append(text.slice(from, match.index));
    const [found] = match;
    line.append(
      found.startsWith("/")
        ? element("button", { type: "button", class: "command-link", onclick: () => acts.say(found) }, found)
        : element("a", { href: found, target: "_blank", rel: "noopener noreferrer" }, found),
    );
    from = match.index + found.length;
  }
  line.append(text.slice(from));
  return line;
}

/** A picture keeps its place before it loads: 8:5, or the size named in its address as `#800x500`. */
function picture(address) {
  const url = safeAddress(address);
  if (!url) return null;
  const [, width, height] = url.hash.match(/^#(\d+)x(\d+)$/) ?? [null, 800, 500];
  const image = element("img", { src: url.href, width, height, alt: texts.picture, loading: "eager", decoding: "async" });
  const button = element("button", { type: "button", class: "picture", "data-address": address, "aria-label": texts.openPicture }, image);
  image.addEventListener("load", () => button.classList.add("loaded"));
  image.addEventListener("error", () => {
    button.disabled = true;
    button.replaceChildren(element("span", {}, texts.pictureFailed));
  });
  button.addEventListener("click", () => {
    $("viewer-image").src = url.href;
    $("viewer").showModal();
  });
  return button;
}

function file(address) {
  const url = safeAddress(address);
  if (!url) return null;
  const name = decodeURIComponent(url.searchParams.get("name") ?? url.pathname.split("/").pop());
  return element("a", { class: "file", href: url.href, download: name },
    element("span", { class: "file-icon" }, icon("file")), element("span", {}, fill(texts.download, name)));
}

function stateMark(entry) {
  if (entry.state === "sending") return icon("clock", texts.sending);
  if (entry.state === "failed") return icon("failed", texts.notSent);
  return entry.message.from === "person" ? icon("check", texts.sent) : null;
}

function quote({ message: { replyTo } }, acts) {
  if (!replyTo) return null;
  const text = acts.textOf(replyTo) ?? "";
  return element("button", { type: "button", class: "quote", onclick: () => acts.goTo(replyTo) },
    element("strong", {}, "Denga"), element("span", {}, text.split("\n")[0] || texts.picture));
}

function buttonRows(entry, acts) {
  const rows = entry.message.buttons ?? [];
  if (!rows.length) return null;
  const make = ({ id, label, link }) => {
    const page = link && safeAddress(link);
    return page
      ? element("a", { href: page.href, target: "_blank", rel: "noopener" }, label)
      : element("button", { type: "button", "data-button": id, onclick: event => acts.press(event.currentTarget, id) }, label);
  };
  return element("div", { class: "buttons" }, ...rows.map(row => element("div", { class: "row" }, ...row.map(make))));
}

function failure(entry, acts) {
  if (entry.state !== "failed") return null;
  return element("p", { class: "failure" }, element("span", {}, entry.error ?? texts.notSent),
    element("button", { type: "button", onclick: () => acts.deliver(entry) }, texts.retry),
    element("button", { type: "button", onclick: () => acts.discard(entry) }, texts.discard));
}

function meta(entry) {
  const { message } = entry;
  const at = new Date(message.at);
  const time = element("time", { datetime: message.at, title: at.toLocaleString(locale) }, clock.format(at));
  return element("span", { class: "meta" }, message.edited ? element("span", {}, texts.edited) : null, time, stateMark(entry));
}

function action({ message, state }, acts) {
  if (state !== "sent") return null;
  const kind = message.from === "person" ? "edit" : "reply";
  const attributes = { type: "button", class: "action", "aria-label": texts[kind], title: texts[kind] };
  return element("button", { ...attributes, onclick: () => acts.setContext(kind, message.id) }, icon(kind));
}

/** Fills a message's element anew. A picture that stays is not loaded again, and the focus stays where the person has it. */
export function draw(entry, acts) {
  const { message, node } = entry;
  const own = message.from === "person";
  const focused = node.contains(document.activeElement) ? document.activeElement : null;
  const kept = new Map(Array.from(node.querySelectorAll(".picture"), shown => [shown.dataset.address, shown]));
  const bubble = element("div", { class: "bubble" },
    element("span", { class: "sr" }, `${own ? texts.you : "Denga"}: `), quote(entry, acts),
    ...(message.images ?? []).map(address => kept.get(address) ?? picture(address)), ...(message.files ?? []).map(file),
    message.text ? richText(message.text, acts) : null, meta(entry));
  node.className = `message ${own ? "person" : "bot"} ${entry.state}`;
  node.replaceChildren(...[bubble, action(entry, acts), buttonRows(entry, acts), failure(entry, acts)].filter(Boolean));
  if (!focused) return;
  const twin = focused.dataset.button && node.querySelector(`[data-button="${CSS.escape(focused.dataset.button)}"]`);
  (twin || node.querySelector(".buttons button") || $("input")).focus({ preventScroll: true });
}
