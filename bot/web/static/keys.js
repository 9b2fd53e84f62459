// One-letter keys for what carries data-key, and j/k through a list. Never while somebody types.

import { all, isTyping, one } from "./dom.js";

export function keys() {
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (event.key === "Escape" && isTyping(event.target)) return void event.target.blur();
    if (isTyping(event.target)) return;
    if (event.key === "j" || event.key === "k") return void step(event.key === "j" ? 1 : -1, event);
    const target = one(`[data-key="${CSS.escape(event.key)}"]`);
    if (!target) return;
    event.preventDefault();
    if (isTyping(target)) target.focus();
    else target.click();
  });
}

function step(by, event) {
  const links = all(".tickets a.subject");
  if (!links.length) return;
  event.preventDefault();
  const next = links[links.indexOf(document.activeElement) + by] ?? (by > 0 ? links[0] : links.at(-1));
  next.focus();
  next.scrollIntoView({ block: "nearest" });
}
