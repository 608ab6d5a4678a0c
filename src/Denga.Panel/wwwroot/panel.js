// Starts the circuit over a socket, and brings the page back when its process is gone: to the same circuit while that lives, else by opening the
// page's address anew, which holds its whole state.
const disconnected = document.getElementById("disconnected");
const RETRY_MS = [200, 500, 1000, 2000];
let trying = false;

async function comeBack() {
  if (trying) return;
  trying = true;
  disconnected.hidden = false;
  for (let attempt = 0; ; attempt++) {
    await new Promise(done => setTimeout(done, RETRY_MS[Math.min(attempt, RETRY_MS.length - 1)]));
    try {
      const alive = await fetch("/panel/alive", { cache: "no-store" });
      // Signed out, or no operator any more: the page says so.
      if (alive.status === 403) return location.reload();
      if (!alive.ok) continue;
      if (await Blazor.reconnect()) break;
      return location.reload();
    } catch {
      // Nobody answers yet.
    }
  }
  trying = false;
  disconnected.hidden = true;
}

// What is typed into a form stays in this tab until it is saved, so that a page that has to be opened anew shows it again. The version is that of the first
// letter: what somebody else saves afterwards is compared with it.
document.addEventListener("input", ({ target }) => {
  const form = target.closest("form[data-draft]");
  if (!form || !target.name) return;
  const draft = denga.draft(form.dataset.draft) ?? { version: form.dataset.version, fields: {} };
  draft.fields[target.name] = target.value;
  sessionStorage.setItem(form.dataset.draft, JSON.stringify(draft));
});

window.denga = {
  draft: name => JSON.parse(sessionStorage.getItem(name)),
  forget: name => sessionStorage.removeItem(name),
  /** Gives the browser a file that the circuit made. */
  async save(name, stream) {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([await stream.arrayBuffer()], { type: "text/csv;charset=utf-8" }));
    link.download = name;
    link.click();
    URL.revokeObjectURL(link.href);
  },
};

Blazor.start({
  circuit: {
    configureSignalR: builder => builder.withUrl("/_blazor", { skipNegotiation: true, transport: 1 }),
    reconnectionHandler: { onConnectionDown: comeBack, onConnectionUp: () => { disconnected.hidden = true; } },
  },
});
