// Parts marked data-live follow the server: when it says "changed", this page is fetched again and they are exchanged.

import { all, one } from "./dom.js";
import { Socket } from "./socket.js";

let running = false;
let again = false;
let wasClosed = false;

export async function refresh() {
  if (running) return void (again = true);
  running = true;
  try {
    do {
      again = false;
      const answer = await fetch(location.href, { headers: { "X-Live": "1" }, credentials: "same-origin" });
      if (answer.redirected) return void location.assign(answer.url);
      if (answer.ok) exchange(new DOMParser().parseFromString(await answer.text(), "text/html"));
    } while (again);
  } catch {
    disconnected(true);
  } finally {
    running = false;
  }
}

function exchange(fresh) {
  for (const part of all("[data-live][id]")) {
    const now = fresh.getElementById(part.id);
    if (!now || now.innerHTML === part.innerHTML || isBusy(part)) continue;
    const open = all("details[open]", part).map(place).filter(Boolean);
    const focused = part.contains(document.activeElement) ? place(document.activeElement) : "";
    part.replaceChildren(...now.childNodes);
    for (const selector of open) one(selector, part)?.setAttribute("open", "");
    if (focused) one(focused, part)?.focus();
  }
  document.dispatchEvent(new CustomEvent("live:changed"));
}

// Somebody is typing or choosing inside: not now.
function isBusy(part) {
  const active = document.activeElement;
  return part.contains(active) && /^(INPUT|TEXTAREA|SELECT)$/.test(active.tagName);
}

function place(element) {
  if (element.matches("a[href]")) return `a[href="${CSS.escape(element.getAttribute("href"))}"]`;
  const owner = element.closest("[id]");
  const tag = element.tagName.toLowerCase() + [...element.classList].map((name) => `.${name}`).join("");
  return owner ? `#${CSS.escape(owner.id)} ${tag}` : "";
}

function disconnected(yes) {
  const hint = one("#connection");
  if (hint) hint.hidden = !yes;
}

export function live() {
  new Socket("/live", {
    open() {
      disconnected(false);
      if (wasClosed) refresh();
      wasClosed = false;
    },
    closed() {
      wasClosed = true;
      setTimeout(() => disconnected(wasClosed), 3000);
    },
    message: () => refresh(),
    over: () => location.assign("/sign-in"),
  });
  setInterval(() => document.hidden || refresh(), 60000);
  document.addEventListener("focusout", () => setTimeout(() => again && refresh(), 0));
}
