// Denga's HTTP API as the chat uses it: the conversation and its token, calls, and the live stream of events.

import { fill, language, memory, newId, texts, wait } from "./kit.js";

export const SESSION = "denga.chat";
const SILENCE_MS_MAX = 70_000;
const RETRY_MS_MIN = 500;
const RETRY_MS_MAX = 15_000;

/** The server understood and said no: its problem document and what a person reads about it. */
export class Refused extends Error {
  constructor(status, problem, retryAfter) {
    super(problem.code ?? String(status));
    Object.assign(this, { status, problem, retryAfter });
  }

  /** His own language for what he can mend himself, otherwise one sentence and the number that finds the trace. */
  get words() {
    const known = {
      "chat.empty": texts.empty, "chat.too_long": texts.tooLong, "files.not_a_photo": texts.notAPhoto, "files.photo_broken": texts.photoBroken,
      "files.photo_too_large": texts.photoTooLarge, "files.too_many_photos": texts.tooManyPhotos,
    }[this.problem.code];
    if (known) return known;
    if (this.status === 413) return texts.tooLarge;
    if ([502, 503, 504].includes(this.status)) return texts.unavailable;
    return this.problem.traceId ? fill(texts.failedWithTrace, this.problem.traceId) : texts.failed;
  }

  get isOver() {
    return this.status === 401 || this.problem.code === "chat.not_found";
  }
}

export const wordsOf = error => (error instanceof Refused ? error.words : texts.offline);

export let session = JSON.parse(memory.read(SESSION) ?? "null");

function keep(value) {
  session = value;
  memory.write(SESSION, value && JSON.stringify(value));
}

export const dropSession = () => keep(null);
export const noteLanguage = () => keep({ ...session, language });

let opening = null;
/** Opens a conversation, once, however many ask. */
export function openSession() {
  opening ??= (async () => {
    const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
    const response = await send("POST", "/api/v1/chat", { body: { language, timeZone }, key: newId() });
    keep({ ...(await response.json()), language });
  })().finally(() => (opening = null));
  return opening;
}

/** Calls under the conversation: `messages`, `photos`, `events`. */
export const call = (method, tail, options) => send(method, `/api/v1/chat/${encodeURIComponent(session.conversation)}/${tail}`, options);

async function send(method, path, { body, file, key, signal, accept = "application/json", after } = {}) {
  const headers = { Accept: accept };
  if (after) headers["Last-Event-ID"] = after;
  if (session) headers.Authorization = `Bearer ${session.token}`;
  if (file) headers["Content-Type"] = file.type;
  else if (body) headers["Content-Type"] = "application/json";
  if (key) headers["Idempotency-Key"] = key;
  const response = await fetch(path, { method, headers, signal, cache: "no-store", body: file ?? (body && JSON.stringify(body)) });
  if (response.ok) return response;
  const problem = await response.json().catch(() => ({}));
  throw new Refused(response.status, problem, Number(response.headers.get("Retry-After")) || 5);
}

/** Server-sent events over fetch (an EventSource cannot send the token), reconnecting for as long as the conversation lives, behind the last event
 * that came. `ready(signal)` is awaited when everything missed has come, before later events are read. */
export class LiveStream {
  #last = null;
  #pause = RETRY_MS_MIN;
  #aborter = null;
  #wake = () => {};
  #hooks;

  constructor(hooks) {
    this.#hooks = hooks;
  }

  start() {
    this.stop();
    this.#last = null;
    this.#aborter = new AbortController();
    this.#run(this.#aborter.signal);
  }

  stop() {
    this.#aborter?.abort();
    this.#aborter = null;
    this.wake();
    this.#hooks.state("idle");
  }

  /** Tries now instead of waiting out the pause. */
  wake() {
    this.#wake();
  }

  async #run(signal) {
    this.#pause = RETRY_MS_MIN;
    this.#hooks.state("connecting");
    while (!signal.aborted) {
      try {
        await this.#listen(signal);
      } catch (error) {
        if (!signal.aborted && error instanceof Refused) {
          if (error.isOver) return this.#hooks.over();
          // The server has begun anew, from a copy perhaps: everything is read again.
          if (error.problem.code === "chat.bad_reference") this.#last = null;
          if (error.status === 429) this.#pause = error.retryAfter * 1000;
        }
      }
      if (signal.aborted) return;
      this.#hooks.state("lost");
      await Promise.race([wait(this.#pause * (0.75 + Math.random() / 2)), new Promise(wake => (this.#wake = wake))]);
      this.#pause = Math.min(this.#pause * 2, RETRY_MS_MAX);
    }
  }

  async #listen(signal) {
    const attempt = new AbortController();
    const end = () => attempt.abort();
    signal.addEventListener("abort", end);
    let silence = setTimeout(end, SILENCE_MS_MAX);
    try {
      const response = await call("GET", "events", { accept: "text/event-stream", signal: attempt.signal, after: this.#last });
      const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
      let unfinished = "";
      for (;;) {
        const { value, done } = await reader.read();
        if (done) return;
        clearTimeout(silence);
        silence = setTimeout(end, SILENCE_MS_MAX);
        const blocks = (unfinished + value.replaceAll("\r", "")).split("\n\n");
        unfinished = blocks.pop();
        for (const block of blocks) await this.#receive(block, attempt.signal);
      }
    } finally {
      clearTimeout(silence);
      signal.removeEventListener("abort", end);
      end();
    }
  }

  async #receive(block, signal) {
    let event = "message";
    let id = null;
    const data = [];
    for (const line of block.split("\n")) {
      if (line.startsWith("event:")) event = line.slice(6).trim();
      else if (line.startsWith("id:")) id = line.slice(3).trim();
      else if (line.startsWith("retry:")) this.#pause = Number(line.slice(6));
      else if (line.startsWith("data:")) data.push(line.slice(5).replace(/^ /, ""));
    }
    if (event === "ready") {
      await this.#hooks.ready(signal);
      this.#pause = RETRY_MS_MIN;
      this.#hooks.state("online");
    } else if (data.length) this.#hooks.event(event, JSON.parse(data.join("\n")));
    this.#last = id ?? this.#last;
  }
}
