// The parts of the frame that must not wait for the server: theme, copying, the command palette, the folded navigation, relative times.
// All listeners are delegated from the document, so that they serve elements that come and go.

const root = document.documentElement;

function chooseTheme(choice) {
  if (choice === "system") {
    root.removeAttribute("data-theme");
    document.cookie = "theme=; path=/; max-age=0; samesite=lax";
  } else {
    root.setAttribute("data-theme", choice);
    document.cookie = `theme=${choice}; path=/; max-age=31536000; samesite=lax`;
  }
  markTheme();
}

function markTheme() {
  const now = root.getAttribute("data-theme") ?? "system";
  for (const button of document.querySelectorAll("[data-choose-theme]"))
    button.setAttribute("aria-pressed", String(button.dataset.chooseTheme === now));
}

async function copy(button) {
  const source = button.dataset.copyFrom ? document.getElementById(button.dataset.copyFrom) : null;
  const text = source ? source.textContent : button.dataset.copy;
  let done = true;
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    // Without https there is no clipboard API; the old way still works there.
    const area = document.createElement("textarea");
    area.value = text;
    area.className = "visually-hidden";
    (button.closest("dialog") ?? document.body).append(area);
    area.select();
    done = document.execCommand("copy");
    area.remove();
    button.focus();
  }
  button.dataset.copied = done ? "yes" : "no";
  const status = document.getElementById("copy-status");
  if (status) status.textContent = done ? "Copied" : "Copying is not allowed here";
  setTimeout(() => delete button.dataset.copied, 1600);
}

const palette = () => document.getElementById("palette");

function openPalette() {
  const dialog = palette();
  if (!dialog || dialog.open || document.querySelector("dialog[open]")) return;
  dialog.showModal();
  const input = dialog.querySelector("input");
  input.value = "";
  input.dispatchEvent(new Event("input", { bubbles: true }));
  input.focus();
}

function movePalette(key) {
  const options = [...palette().querySelectorAll("[role=option]")];
  if (options.length === 0) return;
  const at = options.findIndex(o => o.getAttribute("aria-selected") === "true");
  const next = key === "ArrowDown" ? (at + 1) % options.length : (at - 1 + options.length) % options.length;
  options.forEach((o, i) => o.setAttribute("aria-selected", String(i === next)));
  options[next].scrollIntoView({ block: "nearest" });
  palette().querySelector("input").setAttribute("aria-activedescendant", options[next].id);
}

function followPalette() {
  const chosen = palette().querySelector("[role=option][aria-selected=true]") ?? palette().querySelector("[role=option]");
  chosen?.click();
}

document.addEventListener("click", event => {
  const theme = event.target.closest("[data-choose-theme]");
  if (theme) chooseTheme(theme.dataset.chooseTheme);

  const copied = event.target.closest("[data-copy], [data-copy-from]");
  if (copied) copy(copied);

  if (event.target.closest("[data-open-palette]")) openPalette();
  if (event.target.closest("#palette [role=option]") || event.target === palette()) palette().close();

  const link = event.target.closest(".nav a");
  if (link) document.getElementById("nav")?.hidePopover();

  // A click on a dialog itself is one on its backdrop.
  if (event.target.matches("dialog[data-light-dismiss]")) event.target.close();

  if (event.target.closest("[data-reload]")) location.reload();
});

document.addEventListener("keydown", event => {
  if ((event.ctrlKey || event.metaKey) && !event.shiftKey && event.key.toLowerCase() === "k") {
    event.preventDefault();
    openPalette();
  } else if (palette()?.open && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
    event.preventDefault();
    movePalette(event.key);
  } else if (palette()?.open && event.key === "Enter") {
    event.preventDefault();
    followPalette();
  }
});

document.addEventListener("toggle", event => {
  if (event.target.id === "person-menu") markTheme();
}, true);

// Relative times and clock labels are written for UTC by the server; here they follow the person's clock and zone.
function ago(seconds) {
  if (seconds < 0) return "now";
  if (seconds < 60) return `${Math.floor(seconds)} s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min`;
  if (seconds < 86400) return `${Math.floor(seconds / 3600)} h`;
  return `${Math.floor(seconds / 86400)} d`;
}

const twoDigits = n => String(n).padStart(2, "0");

function clock(date) {
  return `${twoDigits(date.getHours())}:${twoDigits(date.getMinutes())}`;
}

function absolute(date) {
  return `${date.getFullYear()}-${twoDigits(date.getMonth() + 1)}-${twoDigits(date.getDate())} ${clock(date)}:${twoDigits(date.getSeconds())}`;
}

// Blazor holds on to its text nodes, so their value is changed and the nodes stay.
function write(element, text) {
  const node = element.firstChild;
  if (node && node.nodeType === Node.TEXT_NODE && node.nodeValue !== text) node.nodeValue = text;
}

function refreshTimes() {
  for (const time of document.querySelectorAll("time[data-ago]")) {
    const at = new Date(time.dateTime);
    const distance = (Date.now() - at) / 1000;
    write(time, (distance < 0 && time.dataset.ago === "until" ? ago(-distance) : ago(distance)) + (time.dataset.suffix ?? ""));
    if (time.title !== absolute(at)) time.title = absolute(at);
  }
  for (const label of document.querySelectorAll("[data-clock]")) write(label, clock(new Date(label.dataset.clock)));
}

let waiting = false;
const refreshSoon = () => {
  if (waiting) return;
  waiting = true;
  requestAnimationFrame(() => {
    waiting = false;
    refreshTimes();
  });
};

refreshTimes();
setInterval(refreshTimes, 1000);
new MutationObserver(refreshSoon).observe(document.body, { childList: true, subtree: true, characterData: true });
