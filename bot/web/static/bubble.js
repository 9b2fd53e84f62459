// How one message looks. The server sends spans, buttons and files; this makes elements of them.

import { make } from "./dom.js";

const TAGS = { bold: "strong", italic: "em", quote: "blockquote", code: "code" };
const { lang, dataset } = document.documentElement;
const timeZone = dataset.timezone;
const day = new Intl.DateTimeFormat(lang, { weekday: "long", day: "numeric", month: "long", timeZone });
const clock = new Intl.DateTimeFormat(lang, { hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone });

export const dayOf = (iso) => day.format(new Date(iso));
export const clockOf = (iso) => clock.format(new Date(iso));

export function bubble(message, words, press) {
  const { body } = message;
  const text = make("div", { className: "text" }, ...(body.spans ?? []).map(span));
  const time = make("time", { textContent: clockOf(message.at), dateTime: message.at, title: new Date(message.changed).toLocaleString(lang, { timeZone }) });
  const parts = [text];
  if (body.files) parts.push(files(body.files));
  if (body.buttons) parts.push(keyboard(body.buttons, press));
  parts.push(make("footer", {}, time));
  const item = make("li", { className: `bubble ${message.direction}`, id: `m${message.id}` }, ...parts);
  if (body.buttons) item.classList.add("card");
  return item;
}

function span({ text, style, href }) {
  if (style === "link") return make("a", { href, textContent: text, target: href.startsWith("/") ? "" : "_blank", rel: "noopener noreferrer" });
  return TAGS[style] ? make(TAGS[style], { textContent: text }) : document.createTextNode(text);
}

function keyboard(rows, press) {
  return make("div", { className: "keyboard" }, ...rows.map((row) => make("div", { className: "keys-row" }, ...row.map((button) => key(button, press)))));
}

function key(button, press) {
  if (button.url) return make("a", { className: "button", href: button.url, textContent: button.label });
  const made = make("button", { type: "button", textContent: button.label });
  made.addEventListener("click", () => press(button.data, made));
  return made;
}

function files(list) {
  return make("ul", { className: "files plain" }, ...list.map((file) => make("li", {}, make("a", { href: file.url, download: file.filename, textContent: file.filename }))));
}
