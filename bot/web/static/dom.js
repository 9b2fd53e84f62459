// Small helpers for all pages. Text is always set as text, never as markup.

export const one = (selector, root = document) => root.querySelector(selector);
export const all = (selector, root = document) => [...root.querySelectorAll(selector)];

export function make(tag, properties = {}, ...children) {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children);
  return element;
}

export function toast(text, kind = "") {
  const box = one("#toasts");
  const line = make("p", { className: `toast ${kind}`, textContent: text });
  box.append(line);
  setTimeout(() => line.remove(), kind === "bad" ? 9000 : 5000);
}

export function isTyping(target) {
  return target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));
}
