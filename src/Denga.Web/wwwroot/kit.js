// What the chat page is made with: elements, icons, ids, the browser's memory. Knows nothing of chats.

export const $ = id => document.getElementById(id);
export const root = $("chat");
export const texts = JSON.parse(root.dataset.texts);
export const language = document.documentElement.lang;
/** The page's language with the person's region: it decides whether the clock has 12 or 24 hours. */
export const locale = navigator.languages.find(wish => wish.split("-")[0] === language) ?? language;
const icons = root.dataset.icons;

export const wait = ms => new Promise(done => setTimeout(done, ms));
export const fill = (text, value) => text.replace("{0}", value);
const plural = new Intl.PluralRules(language);

/** `one|few|many` for a count. */
export function counted(text, count) {
  const [one, few, many] = text.split("|");
  return fill({ one, few }[plural.select(count)] ?? many, count);
}

/** An element with attributes and children; strings become text nodes, never markup. `on…` attributes are listeners. */
export function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
    else made.setAttribute(name, value);
  }
  made.append(...children.filter(child => child != null));
  return made;
}

export const iconAddress = name => `${icons}#${name}`;

export function icon(name, label) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
  use.setAttribute("href", iconAddress(name));
  svg.append(use);
  if (label) {
    svg.setAttribute("role", "img");
    svg.setAttribute("aria-label", label);
  } else svg.setAttribute("aria-hidden", "true");
  return svg;
}

/** A UUID v7. `crypto.randomUUID` does not exist on plain http, where a house server often lives. */
export function newId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  const now = Date.now();
  for (let i = 0; i < 6; i++) bytes[i] = Math.floor(now / 2 ** (8 * (5 - i))) % 256;
  bytes[6] = 0x70 | (bytes[6] & 0x0f);
  bytes[8] = 0x80 | (bytes[8] & 0x3f);
  const hex = Array.from(bytes, byte => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}

/** Only addresses of this host or https reach a link or a picture. */
export function safeAddress(address) {
  if (!URL.canParse(address, location.href)) return null;
  const url = new URL(address, location.href);
  return url.origin === location.origin || url.protocol === "https:" ? url : null;
}

// Private windows may refuse storage; the chat then lives as long as its page.
export const memory = {
  read(key) {
    try {
      return localStorage.getItem(key);
    } catch {
      return null;
    }
  },
  write(key, value) {
    try {
      if (value == null) localStorage.removeItem(key);
      else localStorage.setItem(key, value);
    } catch {
      // Nothing to do: see above.
    }
  },
};

let toastTimer;
export function toast(text, ms = 6000) {
  clearTimeout(toastTimer);
  $("toast").textContent = text;
  $("toast").hidden = !text;
  if (text) toastTimer = setTimeout(() => ($("toast").hidden = true), ms);
}
