// The cabinet's own script: what htmx does not do. Every page works without it, only less lively.

import { pick } from "./picker.js";

const app = document.querySelector(".app");
const NOTICE_MS = 12_000;

/** Runs for what is on the page now, and for every part that htmx brings later. */
function dress(root) {
  const each = (selector, act) => root.querySelectorAll(selector).forEach(act);
  each("[data-zone]", field => (field.value = Intl.DateTimeFormat().resolvedOptions().timeZone));
  each("[data-copy]", button => (button.hidden = false));
  each("[data-share]", button => (button.hidden = !navigator.share));
  each("[data-until]", countDown);
  each("select[data-picker]", pick);
}

/** Seconds left of something, spoken once when it is over. `data-until`: milliseconds since 1970; `data-now`: the server's clock. */
function countDown(clock) {
  if (clock.dataset.runs) return;
  clock.dataset.runs = "yes";
  const total = Number(clock.dataset.until) - Number(clock.dataset.now);
  const end = performance.now() + total;
  const bar = clock.querySelector("progress");
  const words = clock.querySelector("[data-seconds]");
  const tick = () => {
    if (!clock.isConnected) return;
    const left = Math.max(0, end - performance.now());
    if (bar) bar.value = left / total;
    if (words) words.textContent = `${Math.floor(left / 60_000)}:${String(Math.ceil((left % 60_000) / 1000) % 60).padStart(2, "0")}`;
    if (left > 0) setTimeout(tick, 250);
    else expire(clock);
  };
  tick();
}

function expire(clock) {
  const form = clock.closest("form");
  clock.hidden = true;
  form?.querySelectorAll("[data-while-valid]").forEach(part => (part.hidden = true));
  form?.querySelectorAll("[data-when-expired]").forEach(part => (part.hidden = false));
}

function note(words) {
  const notice = document.createElement("p");
  notice.textContent = words;
  document.getElementById("notices").append(notice);
  finish(notice);
}

/** A notice can be closed, and goes by itself unless somebody is reading it. */
function finish(notice) {
  if (notice.dataset.finished) return;
  notice.dataset.finished = "yes";
  const close = document.createElement("button");
  close.type = "button";
  close.textContent = "×";
  close.setAttribute("aria-label", document.getElementById("notices").dataset.close);
  close.addEventListener("click", () => notice.remove());
  notice.append(close);
  const go = () => (notice.matches(":hover, :focus-within") ? setTimeout(go, NOTICE_MS) : notice.remove());
  setTimeout(go, NOTICE_MS);
}

document.addEventListener("click", async event => {
  const copy = event.target.closest("[data-copy]");
  if (copy) {
    const text = copy.dataset.copy;
    // The clipboard is there on https and on this machine only.
    if (navigator.clipboard) await navigator.clipboard.writeText(text);
    note(navigator.clipboard ? app.dataset.copied : text);
  }
  const toast = event.target.closest("[data-toast]");
  if (toast) note(toast.dataset.toast);
  const share = event.target.closest("[data-share]");
  if (share) await navigator.share({ url: share.dataset.share }).catch(() => {});
});

// The second press of a button that sends a form is swallowed; the operation's id in the form would make it harmless anyway.
document.addEventListener("submit", event => {
  const form = event.target;
  if (form.method !== "post" || form.hasAttribute("hx-post")) return;
  if (form.dataset.sent) event.preventDefault();
  form.dataset.sent = "yes";
});

// A page that is left ends its stream; one that the browser had put aside shows money as it was, so it is read again.
htmx.createEventSource = address => {
  const source = new EventSource(address);
  addEventListener("pagehide", () => source.close(), { once: true });
  // The server ends it with the session, before the page has gone.
  addEventListener("submit", event => event.target.getAttribute("action") === "/app/sign-out" && source.close());
  return source;
};
addEventListener("pageshow", event => event.persisted && location.reload());

// A refusal is always shown. Where it is a part of the page it takes its place; else its words stand at the top of the form that was sent, or among
// the notices. The words are the server's where it sent some, in the person's language.
document.addEventListener("htmx:beforeSwap", event => {
  const { xhr, requestConfig } = event.detail;
  if (xhr.status < 400) return;
  event.detail.shouldSwap = xhr.getResponseHeader("Denga-Part") !== null;
  if (!event.detail.shouldSwap) refuse(requestConfig.elt, wordsOf(xhr));
});
for (const failure of ["htmx:sendError", "htmx:timeout"])
  document.addEventListener(failure, event => refuse(event.detail.requestConfig.elt, app.dataset.offline));

function wordsOf(xhr) {
  if (xhr.getResponseHeader("Content-Type")?.startsWith("text/plain") && xhr.responseText) return xhr.responseText;
  return xhr.status === 429
    ? app.dataset.tooMany.replace("{0}", xhr.getResponseHeader("Retry-After") ?? "60")
    : app.dataset.failed;
}

function refuse(element, words) {
  const form = element.closest("form");
  if (form) {
    const alert = document.createElement("p");
    alert.className = "alert";
    alert.setAttribute("role", "alert");
    alert.textContent = words;
    form.querySelectorAll(":scope > .alert").forEach(earlier => earlier.remove());
    form.prepend(alert);
  } else if (![...document.querySelectorAll("#notices > p")].some(p => p.firstChild?.textContent === words))
    // What a page asks for by itself fails again and again: said once.
    note(words);
}

document.addEventListener("htmx:afterSwap", event => dress(event.target.parentElement ?? document));
document.addEventListener("htmx:load", event => dress(event.detail.elt.parentElement ?? document));
document.addEventListener("htmx:sseMessage", () =>
  document.querySelectorAll("#notices > p").forEach(finish),
);
dress(document);
