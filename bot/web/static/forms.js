// Forms marked data-quiet are sent without leaving the page. Without this script they work as ordinary forms.

import { all, toast } from "./dom.js";
import { refresh } from "./live.js";

export async function post(action, fields) {
  const answer = await fetch(action, {
    method: "POST",
    body: new URLSearchParams(fields),
    headers: { "X-Requested-With": "fetch" },
    credentials: "same-origin",
  });
  const data = await answer.json();
  if (!answer.ok) throw new Error(data.error);
  return data;
}

export function quietForms() {
  document.addEventListener("submit", async (event) => {
    const form = event.target;
    if (!form.matches("form[data-quiet]")) return;
    event.preventDefault();
    const button = event.submitter;
    button?.setAttribute("disabled", "");
    try {
      await post(button?.hasAttribute("formaction") ? button.formAction : form.action, new FormData(form, button));
    } catch (error) {
      toast(error.message, "bad");
    }
    button?.removeAttribute("disabled");
    document.activeElement?.blur();
    await refresh();
  });
  document.addEventListener("change", (event) => {
    const form = event.target.closest?.("form[data-on-change]");
    if (form && event.target.value) form.requestSubmit();
  });
  for (const form of all("form[data-on-change]")) form.classList.add("scripted");
  document.addEventListener("live:changed", () => {
    for (const form of all("form[data-on-change]")) form.classList.add("scripted");
  });
}
