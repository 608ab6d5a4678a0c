// The chat page. Everything that people or the bot wrote reaches the page as text nodes only.

import { draw as drawMessage } from "./drawing.js";
import { $, counted, element, fill, iconAddress, language, locale, memory, newId, root, texts, toast, wait } from "./kit.js";
import { call, dropSession, LiveStream, noteLanguage, openSession, Refused, session, SESSION, wordsOf } from "./wire.js";

const log = $("log");
const scroller = $("scroller");
const input = $("input");

const DRAFT = "denga.draft";
const TEXT_LENGTH_MAX = 10_000;
const PHOTO_BYTES_MAX = 5 * 1024 * 1024;
const PAGE_SIZE = 200;
const TYPING_MS_MAX = 30_000;
const SETTLING_MS = 10_000;
const SWIPE_PX = 56;

const thisYear = new Intl.DateTimeFormat(locale, { day: "numeric", month: "long" });
const otherYear = new Intl.DateTimeFormat(locale, { day: "numeric", month: "long", year: "numeric" });

// ---- Messages on the page

/** By id: what is known of a message and its element. A message of one's own has a local id until the server gives it one. */
const messages = new Map();
const days = new Map();

const nodeOf = id => messages.get(id)?.node;

const acts = { say, press, deliver, discard, setContext, goTo, textOf: id => messages.get(id)?.message.text };
const draw = entry => drawMessage(entry, acts);

/** Puts a message on the page, or replaces what is known under its id. */
function show(message, state = "sent", beforeId = null) {
  let entry = messages.get(message.id);
  if (!entry && message.from === "person" && state === "sent") entry = adopt(message);
  if (entry) {
    const replyTo = message.replyTo ?? entry.message.replyTo;
    if (entry.state !== "sent" || JSON.stringify(entry.message) !== JSON.stringify({ ...message, replyTo })) {
      Object.assign(entry, { message: { ...message, replyTo }, state });
      draw(entry);
    }
    return entry;
  }
  entry = { message: { ...message, replyTo: message.replyTo }, state, node: element("article", { "data-id": message.id }) };
  messages.set(message.id, entry);
  log.insertBefore(entry.node, nodeOf(beforeId) ?? null);
  watchGestures(entry);
  draw(entry);
  return entry;
}

/** The server's copy of a message may arrive before the answer to its sending: it is the same message. */
function adopt(message) {
  for (const entry of messages.values()) {
    if (entry.state === "sending" && !entry.edits && entry.message.text === message.text) return rename(entry, message.id);
  }
  return null;
}

function rename(entry, id) {
  messages.delete(entry.message.id);
  const known = messages.get(id);
  if (known && known !== entry) {
    entry.node.remove();
    return known;
  }
  entry.message.id = id;
  entry.node.dataset.id = id;
  messages.set(id, entry);
  return entry;
}

function remove(id) {
  nodeOf(id)?.remove();
  messages.delete(id);
}

const dayOf = date => `${date.getFullYear()}-${date.getMonth()}-${date.getDate()}`;

function dayName(date) {
  const now = new Date();
  const yesterday = new Date(now.getFullYear(), now.getMonth(), now.getDate() - 1);
  if (dayOf(date) === dayOf(now)) return texts.today;
  if (dayOf(date) === dayOf(yesterday)) return texts.yesterday;
  return (date.getFullYear() === now.getFullYear() ? thisYear : otherYear).format(date);
}

/** Days between messages, and which messages of one side stand together. Moves only what is out of place: a live region reads out what moves. */
function arrange() {
  let previous = null;
  const used = new Set();
  for (const node of log.querySelectorAll(".message")) {
    const { message } = messages.get(node.dataset.id);
    const at = new Date(message.at);
    const day = dayOf(at);
    const newDay = !used.has(day);
    if (newDay) {
      used.add(day);
      const mark = days.get(day) ?? element("div", { class: "day" }, element("span"));
      days.set(day, mark);
      mark.firstChild.textContent = dayName(at);
      if (mark.nextSibling !== node) log.insertBefore(mark, node);
    }
    const first = newDay || !previous?.classList.contains(message.from);
    node.classList.toggle("first", first);
    previous?.classList.toggle("tail", first);
    previous = node;
  }
  previous?.classList.add("tail");
  for (const [day, mark] of days) {
    if (!used.has(day)) {
      mark.remove();
      days.delete(day);
    }
  }
  welcome();
}

function welcome() {
  $("welcome").hidden = messages.size > 0 || Boolean(session && !synced);
}

function goTo(id) {
  const node = nodeOf(id);
  if (!node) return;
  node.scrollIntoView({ block: "center", behavior: "smooth" });
  node.classList.remove("flash");
  requestAnimationFrame(() => node.classList.add("flash"));
}

// ---- Scrolling: follows the conversation unless the person went up to read

const scroll = {
  follows: true,
  unread: 0,
  top: 0,
  toEnd() {
    scroller.scrollTop = scroller.scrollHeight;
  },
  // Only the person goes up: what grows below, an edited message or a picture, moves nothing, and must not pass for it.
  noticed() {
    const { scrollTop } = scroller;
    const isAtEnd = scroller.scrollHeight - scrollTop - scroller.clientHeight < 60;
    if (isAtEnd || scrollTop < this.top) this.follows = isAtEnd;
    this.top = scrollTop;
    if (this.follows) this.unread = 0;
    this.drawPill();
  },
  arrived() {
    if (this.follows) this.toEnd();
    else this.unread++;
    this.drawPill();
  },
  drawPill() {
    $("pill").hidden = this.follows;
    $("pill-text").textContent = this.unread ? counted(texts.newMessages, this.unread) : "";
  },
};

scroller.addEventListener("scroll", () => scroll.noticed(), { passive: true });
const resized = new ResizeObserver(() => scroll.follows && scroll.toEnd());
resized.observe(scroller);
resized.observe(log);
$("pill").addEventListener("click", () => {
  scroller.scrollTo({ top: scroller.scrollHeight, behavior: "smooth" });
  input.focus({ preventScroll: true });
});

let missed = 0;
function countMissed() {
  if (document.hidden) document.title = `(${++missed}) ${texts.title}`;
}
document.addEventListener("visibilitychange", () => {
  if (document.hidden) return;
  missed = 0;
  document.title = texts.title;
});

// ---- Typing and the connection's state

const typing = {
  node: $("typing"),
  timer: 0,
  start() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.stop(), TYPING_MS_MAX);
    this.node.hidden = false;
    drawStatus();
    if (scroll.follows) scroll.toEnd();
  },
  stop() {
    clearTimeout(this.timer);
    this.node.hidden = true;
    for (const button of log.querySelectorAll(".busy")) button.classList.remove("busy");
    drawStatus();
  },
};

let connection = "idle";
function drawStatus(state = connection) {
  connection = state;
  const words = { connecting: texts.connecting, lost: texts.reconnecting, online: texts.online, idle: texts.bot }[state];
  const isTyping = !typing.node.hidden && (state === "online" || state === "idle");
  const text = isTyping ? texts.typing : words;
  if ($("status").textContent !== text) $("status").textContent = text;
  $("status").dataset.state = isTyping ? "typing" : state;
}

// ---- Live: what the server tells

let synced = false;
const live = new LiveStream({ state: drawStatus, ready: sync, event: receive, over: expire });

/** Re-reads the last page and merges it: whatever was said, changed or taken away while nobody listened. */
async function sync(signal) {
  const response = await call("GET", "messages", { signal });
  const page = (await response.json()).messages;
  const ids = new Set(page.map(message => message.id));
  const isNews = synced && page.at(-1)?.from === "bot" && !messages.has(page.at(-1).id);
  const oldest = page.length === PAGE_SIZE ? new Date(page[0].at) : 0;
  for (const [id, { state, message, settledAt = 0 }] of [...messages]) {
    // What was sent a moment ago may be younger than the page.
    const isYoung = Date.now() - settledAt < SETTLING_MS;
    if (state === "sent" && !ids.has(id) && !isYoung && new Date(message.at) >= oldest) remove(id);
  }
  let next = null;
  for (const message of page.toReversed()) {
    show(message, "sent", next);
    next = message.id;
  }
  synced = true;
  arrange();
  if (isNews) typing.stop();
  if (scroll.follows) scroll.toEnd();
  // From now on a screen reader is told of news; the past is not read out.
  setTimeout(() => log.setAttribute("aria-live", "polite"), 0);
}

function receive(event, value) {
  if (event === "today") today(value.text);
  else if (event === "message") {
    const isNew = !messages.has(value.id);
    if (value.from === "bot") typing.stop();
    show(value);
    arrange();
    if (isNew) scroll.arrived();
    if (isNew && value.from === "bot") countMissed();
  }
}

addEventListener("online", () => live.wake());
document.addEventListener("visibilitychange", () => document.hidden || live.wake());

function today(text) {
  const chip = $("today");
  const words = fill(texts.todaySum, text);
  if (chip.textContent === words && !chip.hidden) return;
  const changed = !chip.hidden;
  chip.textContent = words;
  chip.hidden = !text;
  chip.classList.remove("bump");
  if (changed) requestAnimationFrame(() => chip.classList.add("bump"));
}

// ---- The conversation's end

function forget() {
  live.stop();
  dropSession();
  synced = false;
  messages.clear();
  log.replaceChildren();
  log.setAttribute("aria-live", "off");
  typing.stop();
  setContext(null);
  $("today").hidden = true;
}

/** The token is no longer accepted: says so, and goes on in a new conversation with what was being sent. */
function expire() {
  const unsent = [...messages.values()].filter(entry => entry.state !== "sent" && !entry.edits);
  forget();
  log.append(element("p", { class: "notice" }, texts.expired));
  for (const entry of unsent) {
    messages.set(entry.message.id, entry);
    log.append(entry.node);
  }
  arrange();
}

// ---- Saying

let line = Promise.resolve();
/** One after another: what was said first arrives first. */
const inLine = work => (line = line.then(work, work));

async function begin() {
  if (session) return;
  await openSession();
  live.start();
}

/** Sends until the answer is known; waits where the server asks to. The key makes the repeat harmless. */
async function post(body, key, isRetry = false) {
  await begin();
  const used = session;
  try {
    return await (await call("POST", "messages", { body, key })).json();
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    if (error.status === 429) {
      for (let left = Math.min(error.retryAfter, 120); left > 0; left--) {
        toast(fill(texts.tooMany, left), 1500);
        await wait(1000);
      }
      toast("");
      return post(body, key, isRetry);
    }
    if (error.isOver && !isRetry) {
      if (session === used) expire();
      if (body.text && !body.edit) return post({ text: body.text }, newId(), true);
    }
    throw error;
  }
}

function say(text, replyTo) {
  text = text.trim();
  if (!text) return false;
  if (text.length > TEXT_LENGTH_MAX) {
    toast(texts.tooLong);
    return false;
  }
  const key = newId();
  const message = { id: `local:${key}`, from: "person", text, at: new Date().toISOString(), replyTo };
  const entry = show(message, "sending");
  Object.assign(entry, { key, body: { text, replyTo } });
  scroll.follows = true;
  deliver(entry);
  return true;
}

function deliver(entry) {
  entry.state = "sending";
  draw(entry);
  log.append(entry.node);
  arrange();
  typing.start();
  inLine(async () => {
    try {
      const { id } = await post(entry.body, entry.key);
      const known = id && entry.message.id !== id ? rename(entry, id) : entry;
      Object.assign(known, { state: "sent", settledAt: Date.now() });
      draw(known);
    } catch (error) {
      Object.assign(entry, { state: "failed", error: wordsOf(error) });
      draw(entry);
      typing.stop();
    }
    arrange();
    if (scroll.follows) scroll.toEnd();
  });
}

function discard(entry) {
  remove(entry.message.id);
  arrange();
  input.focus();
}

function correct(id, text) {
  const entry = messages.get(id);
  text = text.trim();
  if (!entry || !text || text === entry.message.text) return Boolean(entry) && Boolean(text);
  if (text.length > TEXT_LENGTH_MAX) {
    toast(texts.tooLong);
    return false;
  }
  const before = entry.message;
  Object.assign(entry, { message: { ...before, text, edited: true }, state: "sending", edits: true });
  draw(entry);
  arrange();
  typing.start();
  inLine(async () => {
    try {
      await post({ text, edit: id }, newId());
    } catch (error) {
      entry.message = before;
      typing.stop();
      toast(wordsOf(error));
    }
    Object.assign(entry, { state: "sent", edits: false });
    draw(entry);
    arrange();
  });
  return true;
}

function press(button, id) {
  if (button.classList.contains("busy")) return;
  button.classList.add("busy");
  typing.start();
  inLine(async () => {
    try {
      await post({ button: id }, newId());
    } catch (error) {
      typing.stop();
      toast(wordsOf(error));
    }
  });
}

// ---- Replying and correcting

let context = null;
let draftBefore = "";

function setContext(kind, id) {
  if (context?.kind === "edit") setInput(draftBefore);
  const entry = id && messages.get(id);
  context = kind && entry ? { kind, id } : null;
  $("context").hidden = !context;
  root.classList.toggle("editing", context?.kind === "edit");
  $("send").setAttribute("aria-label", context?.kind === "edit" ? texts.saveEdit : texts.send);
  $("send-icon").setAttribute("href", iconAddress(context?.kind === "edit" ? "check" : "send"));
  if (!context) return;
  $("context-title").textContent = kind === "edit" ? texts.editing : texts.replyingTo;
  $("context-text").textContent = entry.message.text.split("\n")[0] || texts.picture;
  $("context-icon").setAttribute("href", iconAddress(kind));
  if (kind === "edit") {
    draftBefore = input.value;
    setInput(entry.message.text);
  }
  input.focus();
}

$("context-close").addEventListener("click", () => {
  setContext(null);
  input.focus();
});

function watchGestures({ message, node }) {
  const own = message.from === "person";
  const id = () => node.dataset.id;
  node.addEventListener("dblclick", event => {
    if (!own || event.target.closest("button, a") || messages.get(id())?.state !== "sent") return;
    getSelection().removeAllRanges();
    setContext("edit", id());
  });
  node.addEventListener("click", event => {
    if (!matchMedia("(hover: none)").matches || event.target.closest("button, a")) return;
    const isOpen = node.classList.contains("active");
    for (const other of log.querySelectorAll(".active")) other.classList.remove("active");
    node.classList.toggle("active", !isOpen);
  });
  if (own) return;
  let from = null;
  let moved = 0;
  node.addEventListener("touchstart", event => (from = event.touches[0]), { passive: true });
  node.addEventListener("touchmove", event => {
    const [{ clientX, clientY }] = event.touches;
    if (!from || Math.abs(clientY - from.clientY) > 24) return;
    moved = Math.max(-SWIPE_PX * 1.3, Math.min(0, clientX - from.clientX));
    node.style.setProperty("--swipe", `${moved}px`);
    node.classList.toggle("active", moved <= -SWIPE_PX);
  }, { passive: true });
  const release = () => {
    if (moved <= -SWIPE_PX) setContext("reply", id());
    node.style.removeProperty("--swipe");
    if (moved) node.classList.remove("active");
    from = null;
    moved = 0;
  };
  node.addEventListener("touchend", release);
  node.addEventListener("touchcancel", release);
}

// ---- Writing

function setInput(text) {
  input.value = text;
  grow();
  hints.draw();
  memory.write(DRAFT, context?.kind === "edit" ? draftBefore : text || null);
}

function grow() {
  input.style.height = "auto";
  input.style.height = `${Math.min(input.scrollHeight, innerHeight * 0.35)}px`;
  $("write").classList.toggle("filled", input.value.trim() !== "");
}

const hints = {
  list: $("commands"),
  chosen: 0,
  get isOpen() {
    return !this.list.hidden;
  },
  draw() {
    const typed = input.value.toLowerCase();
    const isCommand = /^\/\S*$/.test(typed) && context?.kind !== "edit";
    const fits = ([command, about]) => command.startsWith(typed) || about.toLowerCase().startsWith(typed.slice(1));
    const found = isCommand ? texts.commandList.filter(fits) : [];
    this.list.hidden = !found.length;
    this.list.replaceChildren(...found.map(([command, about], i) => element("li", {
      id: `command-${i}`, role: "option", onmousedown: event => event.preventDefault(), onmousemove: () => this.chosen === i || this.choose(i), onclick: () => this.send(command),
    }, element("strong", {}, command), element("span", {}, about))));
    this.choose(0);
  },
  choose(index) {
    const options = [...this.list.children];
    this.chosen = (index + options.length) % (options.length || 1);
    options.forEach((option, i) => option.setAttribute("aria-selected", i === this.chosen));
    options[this.chosen]?.scrollIntoView({ block: "nearest" });
    if (options.length) input.setAttribute("aria-activedescendant", `command-${this.chosen}`);
    else input.removeAttribute("aria-activedescendant");
  },
  get command() {
    return this.list.children[this.chosen].firstChild.textContent;
  },
  send(command) {
    setInput("");
    say(command);
    input.focus();
  },
};

function submit() {
  const text = input.value;
  if (context?.kind === "edit") {
    if (correct(context.id, text)) setContext(null);
  } else if (say(text, context?.id)) {
    setContext(null);
    setInput("");
  }
  input.focus();
}

function lastOwn() {
  const own = [...log.querySelectorAll(".message.person.sent")].at(-1);
  if (own) setContext("edit", own.dataset.id);
  return own;
}

input.addEventListener("input", () => setInput(input.value));
input.addEventListener("keydown", event => {
  if (event.isComposing) return;
  const act = work => {
    event.preventDefault();
    work();
  };
  const { key, shiftKey } = event;
  if (hints.isOpen) {
    if (key === "ArrowDown") return act(() => hints.choose(hints.chosen + 1));
    if (key === "ArrowUp") return act(() => hints.choose(hints.chosen - 1));
    if (key === "Tab" && !shiftKey) return act(() => setInput(`${hints.command} `));
    if (key === "Enter" && !shiftKey) return act(() => hints.send(hints.command));
    if (key === "Escape") return act(() => (hints.list.hidden = true));
  }
  if (key === "Enter" && !shiftKey) return act(submit);
  if (key === "ArrowUp" && !input.value && !context && lastOwn()) event.preventDefault();
  if (key === "Escape" && context) act(() => setContext(null));
});
$("write").addEventListener("submit", event => {
  event.preventDefault();
  submit();
});
$("slash").addEventListener("click", () => {
  setInput(hints.isOpen ? "" : "/");
  input.focus();
});
input.addEventListener("blur", () => setTimeout(() => document.activeElement !== input && (hints.list.hidden = true), 150));

// ---- Photos of receipts

$("attach").addEventListener("click", () => $("photo").click());
$("photo").addEventListener("change", ({ target }) => {
  const [file] = target.files;
  target.value = "";
  if (!file) return;
  if (file.size > PHOTO_BYTES_MAX) toast(texts.photoTooLarge);
  else inLine(() => sendPhoto(file));
  input.focus();
});

/** What is written goes with it as its caption, and stays written when it cannot be sent. */
async function sendPhoto(file) {
  const caption = context?.kind === "edit" ? "" : input.value.trim();
  const replyTo = context?.kind === "reply" ? context.id : "";
  const said = new URLSearchParams(Object.entries({ text: caption, replyTo }).filter(([, value]) => value));
  try {
    await begin();
    typing.start();
    await call("POST", `photos?${said}`, { file, key: newId() });
    if (caption) setInput("");
    if (replyTo) setContext(null);
    await sync();
  } catch (error) {
    typing.stop();
    toast(wordsOf(error));
  }
}

// ---- Menu, viewer, and the beginning

$("welcome").addEventListener("click", ({ target }) => target.dataset.say && say(target.dataset.say));
$("viewer").addEventListener("click", () => $("viewer").close());
$("menu").addEventListener("keydown", event => {
  const items = [...$("menu").querySelectorAll("a, button")];
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!step) return;
  event.preventDefault();
  items.at((items.indexOf(document.activeElement) + step + items.length) % items.length).focus();
});
$("menu").addEventListener("toggle", event => event.newState === "open" && $("menu").querySelector("a").focus());
$("new-conversation").addEventListener("click", () => {
  $("menu").hidePopover();
  $("question").returnValue = "";
  $("question").showModal();
});
$("question").addEventListener("close", () => {
  if ($("question").returnValue !== "yes") return;
  forget();
  welcome();
  input.focus();
});

// Phones whose keyboard covers the page instead of shrinking it: the chat takes what is left to see.
visualViewport?.addEventListener("resize", () => {
  root.style.height = `${visualViewport.height}px`;
  scrollTo(0, 0);
});

// Another tab started a new conversation: this one would speak with the old token.
addEventListener("storage", event => {
  if (event.key === SESSION && event.newValue !== JSON.stringify(session)) location.reload();
});

setInput(memory.read(DRAFT) ?? "");
if (session) {
  live.start();
  if (session.language !== language) {
    noteLanguage();
    toast(texts.otherLanguage);
  }
}
welcome();
// A link into a dialog, as messengers have them: /chat?start=book_lakehouse. The bot opens by it only what asks before it does anything.
const start = new URLSearchParams(location.search).get("start");
if (/^[A-Za-z0-9_-]{1,64}$/.test(start ?? "")) {
  history.replaceState(null, "", location.pathname);
  say(`/start ${start}`);
}
if (matchMedia("(hover: hover)").matches) input.focus();
