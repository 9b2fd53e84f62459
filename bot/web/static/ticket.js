// One ticket: reply and note, what was typed is kept, the seconds in which an answer can be taken back, the original.

import "./page.js";
import { all, one, toast } from "./dom.js";
import { post } from "./forms.js";
import { refresh } from "./live.js";

const composer = one("#reply");
const ticket = composer?.dataset.draft;

function keepDrafts() {
  for (const form of all("form.box", composer)) {
    const field = form.elements.text;
    const name = `draft:${ticket}:${form.id}`;
    if (!field.value) field.value = sessionStorage.getItem(name) ?? "";
    field.addEventListener("input", () => {
      grow(field);
      if (field.value) sessionStorage.setItem(name, field.value);
      else sessionStorage.removeItem(name);
    });
    form.addEventListener("submit", () => form.id === "form-note" && sessionStorage.removeItem(name));
    grow(field);
  }
  for (const form of all("form[data-sends]", composer)) {
    form.addEventListener("submit", () => sessionStorage.removeItem(`draft:${ticket}:form-reply`));
  }
}

function grow(field) {
  field.rows = Math.min(16, Math.max(4, field.value.split("\n").length + 1));
}

function tabs() {
  one(".tabbed", composer)?.classList.add("scripted-tabs");
  const choices = all("[role=tab]", composer);
  const choose = (tab) => {
    for (const other of choices) {
      other.setAttribute("aria-selected", String(other === tab));
      one(`#${other.getAttribute("aria-controls")}`).hidden = other !== tab;
    }
  };
  for (const tab of choices) {
    tab.addEventListener("click", () => {
      choose(tab);
      one(`#${tab.getAttribute("aria-controls")} textarea`).focus();
    });
  }
  if (choices.length) choose(one("#form-note textarea")?.value ? choices[1] : choices[0]);
}

// Colleagues see who is answering as soon as he begins, and what he typed earlier comes back.
function beginning() {
  const form = one("form[data-begin]");
  if (!form) return;
  form.elements.text.addEventListener("focus", async () => {
    try {
      const begun = await post(form.dataset.begin, { csrf: form.elements.csrf.value });
      if (begun.text && !form.elements.text.value) {
        form.elements.text.value = begun.text;
        grow(form.elements.text);
      }
    } catch (error) {
      toast(error.message, "bad");
    }
  }, { once: true });
}

function countDown() {
  for (const line of all("[data-due]")) {
    const left = Math.ceil((new Date(line.dataset.due) - Date.now()) / 1000);
    if (left > 0) line.textContent = line.dataset.text.replace("{n}", left);
    else if (left > -30 && left % 2 === 0) refresh();
  }
}

function originals() {
  const dialog = one("#original");
  const frame = one("iframe", dialog);
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-original]");
    if (!link) return;
    event.preventDefault();
    frame.src = link.href;
    dialog.showModal();
  });
  dialog.addEventListener("close", () => frame.removeAttribute("src"));
}

if (composer) {
  keepDrafts();
  tabs();
  beginning();
}
originals();
countDown();
setInterval(countDown, 1000);
if (!location.hash && all("#timeline > article").length > 3) one("#timeline > article:last-of-type").scrollIntoView({ block: "nearest" });
