// The chat of staff and of visitors. A message is "sending" until the server has it on disk; until then it stays here.

import { bubble, dayOf } from "./bubble.js";
import { all, make, one, toast } from "./dom.js";
import { Outgoing } from "./outgoing.js";
import { Socket } from "./socket.js";

const root = one("#chat");
const words = root.dataset;
const log = one(".log", root);
const list = one("ol", log);
const form = one("form.say", root);
const field = form.elements.text;
const offline = one(".offline", root);
const outgoing = new Outgoing(words.store);
const waiting = make("ol", { className: "plain unsent" });
const busy = new Map();
let revision = null;
let replyTo = null;
let earlier = null;

log.append(waiting);

const socket = new Socket(words.socket, {
  open() {
    offline.hidden = true;
    socket.send({ type: "hello", revision });
    for (const frame of outgoing.frames) socket.send(frame);
    draw();
  },
  closed() {
    offline.textContent = words.textOffline;
    setTimeout(() => (offline.hidden = socket.isOpen), 1500);
    draw();
  },
  over() {
    offline.textContent = words.textOver;
    offline.hidden = false;
    field.disabled = true;
  },
  message: (frame) => receive[frame.type]?.(frame),
});

const receive = {
  messages(frame) {
    const stays = isAtEnd();
    if (frame.first) list.replaceChildren();
    for (const message of frame.messages) show(message, !frame.first);
    revision = frame.revision;
    if (frame.first) offerEarlier(frame.more);
    days();
    if (stays || frame.first) toEnd();
  },
  earlier(frame) {
    const height = log.scrollHeight;
    const first = one("li.bubble", list);
    for (const message of frame.messages) if (!message.body.toast) list.insertBefore(item(message), first);
    offerEarlier(frame.more);
    days();
    log.scrollTop += log.scrollHeight - height;
  },
  kept({ id }) {
    outgoing.remove(id);
    offline.hidden = true;
    draw();
  },
  later({ id, seconds, why }) {
    const frame = outgoing.find(id);
    if (!frame) return;
    offline.textContent = why === "store" ? words.textFull : words.textBusy;
    offline.hidden = false;
    setTimeout(() => outgoing.find(id) && socket.send(frame), seconds * 1000);
  },
  refused({ id, error }) {
    const frame = outgoing.find(id);
    outgoing.remove(id);
    release(id);
    if (frame?.type === "say" && !field.value) {
      field.value = frame.text;
      grow();
    }
    toast(`${words.textRefused}: ${error}`, "bad");
    draw();
  },
};

function show(message, isNews) {
  const { body } = message;
  if (body.toast !== undefined) {
    release(body.query);
    if (isNews && body.toast) toast(body.toast, body.alert ? "bad" : "");
    return;
  }
  const made = item(message);
  const there = one(`#m${message.id}`, list);
  if (there) there.replaceWith(made);
  else list.append(made);
  if (message.client_id) draw();
  if (isNews && body.ask_reply) {
    replyTo = message.id;
    field.focus();
  }
}

function item(message) {
  const made = bubble(message, words, (data, button) => press(message, data, button));
  made.dataset.at = message.at;
  if (message.client_id) made.dataset.clientId = message.client_id;
  if (message.direction === "out" && words.socket === "/chat/ws") {
    made.addEventListener("dblclick", () => answer(message.id));
  }
  if (message.body.reply_to) made.prepend(quote(message.body.reply_to));
  return made;
}

function quote(id) {
  const source = one(`#m${id} .text`, list)?.textContent.split("\n")[0] ?? "…";
  return make("a", { className: "reply-to", href: `#m${id}`, textContent: source.slice(0, 80) });
}

function answer(id) {
  replyTo = id;
  field.focus();
}

function press(message, data, button) {
  const frame = outgoing.add({ type: "press", message: message.id, data });
  button.classList.add("busy");
  busy.set(frame.id, button);
  setTimeout(() => release(frame.id), 15000);
  socket.send(frame);
}

function release(id) {
  busy.get(id)?.classList.remove("busy");
  busy.delete(id);
}

// What is not acknowledged yet is pale; what the conversation does not show yet stands below it.
function draw() {
  const lines = all("li[data-client-id]", list);
  const shown = new Set(lines.map((line) => line.dataset.clientId));
  for (const line of lines) line.classList.toggle("pending", Boolean(outgoing.find(line.dataset.clientId)));
  const frames = outgoing.frames.filter((frame) => frame.type === "say" && !shown.has(frame.id));
  const hint = socket?.isOpen ? words.textSending : words.textWaiting;
  waiting.replaceChildren(...frames.map((frame) => make("li", { className: "bubble in pending" }, make("div", { className: "text", textContent: frame.text }), make("footer", { textContent: hint }))));
}

function days() {
  for (const line of all(".day", list)) line.remove();
  let last = "";
  for (const line of all("li.bubble", list)) {
    const name = dayOf(line.dataset.at);
    if (name !== last) line.before(make("li", { className: "day", textContent: name }));
    last = name;
  }
}

function offerEarlier(more) {
  earlier?.remove();
  if (!more) return;
  const button = make("button", { type: "button", className: "quiet", textContent: words.textEarlier });
  button.addEventListener("click", () => socket.send({ type: "earlier", before: Number(one("li.bubble", list).id.slice(1)) }));
  earlier = make("li", { className: "earlier" }, button);
  list.prepend(earlier);
}

const isAtEnd = () => log.scrollHeight - log.scrollTop - log.clientHeight < 80;
const toEnd = () => (log.scrollTop = log.scrollHeight);

function grow() {
  field.rows = Math.min(8, Math.max(1, field.value.split("\n").length));
}

function introduction() {
  const box = one("#introduce");
  if (!box) return {};
  return { name: one("[name=name]", box).value.trim(), email: one("[name=email]", box).value.trim() };
}

function remembered() {
  const box = one("#introduce");
  for (const input of box ? all("input", box) : []) {
    input.value = localStorage.getItem(`visitor:${input.name}`) ?? "";
    input.addEventListener("change", () => localStorage.setItem(`visitor:${input.name}`, input.value));
  }
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  const text = field.value.trim();
  if (!text) return;
  const frame = outgoing.add({ type: "say", text, reply_to: replyTo, ...introduction() });
  field.value = "";
  replyTo = null;
  grow();
  draw();
  toEnd();
  socket.send(frame);
});
field.addEventListener("input", grow);
field.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
    event.preventDefault();
    form.requestSubmit();
  }
});
addEventListener("storage", draw);
remembered();
draw();
