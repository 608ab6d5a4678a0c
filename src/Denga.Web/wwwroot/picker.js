// A choice of currencies that is searched: by name, code, country and flag, in both languages. The choice itself stays in the form and is what is
// sent; without this script it is all there is. The pattern is the ARIA combobox with a list.

const SHOWN_MAX = 60;
const ROOM_PX = 190;
const EURO = "AT BE BG CY DE EE ES FI FR GR HR IE IT LT LU LV MT NL PT SI SK".split(" ");
const WITHOUT_COUNTRY = new Set(["XAF", "XOF", "XPF", "XCD", "XTR", "TON", "USDT"]);
const languages = ["ru", "en"];
const names = kind => languages.map(language => new Intl.DisplayNames(language, { type: kind, fallback: "none" }));
const regions = names("region");
const currencies = names("currency");
const own = languages.indexOf(document.documentElement.lang) === 1 ? 1 : 0;

const plain = text => text.toLowerCase().normalize("NFD").replace(/(?<=[a-z])\p{M}/gu, "").normalize("NFC").replaceAll("ё", "е");
const flagOf = country => String.fromCodePoint(...Array.from(country, letter => 0x1f1a5 + letter.charCodeAt(0)));
const nameOf = (list, code) => {
  try {
    return list.of(code) ?? "";
  } catch {
    return "";
  }
};

function describe(option) {
  const code = option.value;
  const countries = code === "EUR" ? ["EU", ...EURO] : WITHOUT_COUNTRY.has(code) ? [] : [code.slice(0, 2)];
  const said = option.text.split(" — ")[1];
  const name = said ?? nameOf(currencies[own], code);
  const words = [code, name, said ?? "", ...currencies.map(list => nameOf(list, code)),
    ...countries.flatMap(country => [flagOf(country), ...regions.map(list => nameOf(list, country))])];
  return { code, name: name && name !== code ? name : "", words: plain(words.join(" ")), option };
}

function make(tag, attributes, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children);
  return made;
}

function flag(sprite, code) {
  const box = make("span", { class: "flag", "aria-hidden": "true" });
  if (WITHOUT_COUNTRY.has(code) && code !== "USDT") box.append(code[0]);
  else {
    const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
    use.setAttribute("href", `${sprite}#${code.toLowerCase()}`);
    svg.append(use);
    box.append(code[0], svg);
  }
  return box;
}

export function pick(select) {
  if (select.hidden) return;
  const { picker: sprite, placeholder, nothing } = select.dataset;
  const all = Array.from(select.options, describe);
  const { id } = select;
  select.id = `${id}-choice`;
  select.hidden = true;
  const list = make("ul", { class: "picker-list", id: `${id}-list`, role: "listbox", "aria-label": placeholder, hidden: "" });
  const input = make("input", {
    id, type: "text", role: "combobox", autocomplete: "off", autocapitalize: "none", spellcheck: "false", "aria-expanded": "false", "aria-autocomplete": "list",
    "aria-controls": list.id, placeholder,
  });
  for (const name of ["aria-describedby", "aria-invalid"]) if (select.hasAttribute(name)) input.setAttribute(name, select.getAttribute(name));
  const box = make("div", { class: "picker" }, input, list);
  select.after(box);
  let found = [];
  let at = -1;

  const chosen = () => all.find(one => one.code === select.value) ?? all[0];
  // Where there is no room the code alone is said; the flag stands before it.
  const label = one => (one.name && box.clientWidth > ROOM_PX ? `${one.code} — ${one.name}` : one.code);

  function show() {
    const one = chosen();
    box.querySelector(":scope > .flag")?.remove();
    box.prepend(flag(sprite, one.code));
    input.value = label(one);
  }

  function close() {
    list.hidden = true;
    at = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  }

  function mark(index) {
    at = index;
    Array.from(list.children).forEach((item, i) => item.setAttribute("aria-selected", String(i === at)));
    const item = list.children[at];
    if (!item) return input.removeAttribute("aria-activedescendant");
    input.setAttribute("aria-activedescendant", item.id);
    item.scrollIntoView({ block: "nearest" });
  }

  function open(words) {
    const wish = plain(words).trim();
    const fits = all.filter(one => wish.split(/\s+/).every(word => one.words.includes(word)));
    // A code that begins so is meant before a country that has it in its middle.
    found = fits.sort((a, b) => Number(plain(b.code).startsWith(wish)) - Number(plain(a.code).startsWith(wish))).slice(0, SHOWN_MAX);
    list.replaceChildren(
      ...found.map((one, i) => {
        const item = make("li", { role: "option", id: `${id}-${i}`, "aria-selected": "false" }, flag(sprite, one.code), make("strong", {}, one.code), make("span", {}, one.name));
        item.dataset.code = one.code;
        return item;
      }),
    );
    if (!found.length) list.append(make("li", { role: "option", "aria-disabled": "true", "aria-selected": "false" }, nothing));
    list.hidden = false;
    input.setAttribute("aria-expanded", "true");
    mark(wish ? (found.length ? 0 : -1) : found.findIndex(one => one.code === select.value));
  }

  function choose(one) {
    close();
    if (one && one.code !== select.value) {
      select.value = one.code;
      select.dispatchEvent(new Event("change", { bubbles: true }));
    }
    show();
  }

  input.addEventListener("focus", () => input.select());
  input.addEventListener("click", () => list.hidden && open(""));
  input.addEventListener("input", () => open(input.value));
  // What is typed here is no answer of the form.
  for (const kind of ["input", "change"]) box.addEventListener(kind, event => event.stopPropagation());
  input.addEventListener("blur", () => {
    close();
    show();
  });
  input.addEventListener("keydown", event => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) {
      event.preventDefault();
      if (list.hidden) open("");
      else if (found.length) mark((at + step + found.length) % found.length);
    } else if (event.key === "Enter" && !list.hidden) {
      event.preventDefault();
      if (found[at]) choose(found[at]);
    } else if (event.key === "Escape" && !list.hidden) {
      event.preventDefault();
      close();
      show();
    }
  });
  list.addEventListener("mousedown", event => {
    // The field keeps the focus.
    event.preventDefault();
    const item = event.target.closest("[data-code]");
    if (item) choose(all.find(one => one.code === item.dataset.code));
  });
  show();
}
