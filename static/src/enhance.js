// Every page works without this file. It only makes forms and filters nicer where scripts run.
import { createAll, Button, CharacterCount, ErrorSummary, NotificationBanner, PasswordInput } from "govuk-frontend";
import { combobox } from "./combobox.js";

document.body.classList.add("js-enabled", "govuk-frontend-supported");
for (const component of [Button, CharacterCount, ErrorSummary, NotificationBanner, PasswordInput]) createAll(component);

// Filters are applied by their button, never on change; a wide screen only starts with the panel open.
const filters = document.querySelector("[data-app-filters]");
if (filters && window.matchMedia("(min-width: 56em)").matches) filters.open = true;

for (const button of document.querySelectorAll("[data-app-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}

// Suggestions while somebody types. The boxes are plain ones without this.
for (const form of document.querySelectorAll("form[role=search]")) {
  combobox(form.elements.q, "");
  combobox(form.elements.near, "place");
}

// The editor of a listing shows beside the form how it would look; the server draws it, and nothing is saved.
const editor = document.querySelector("form[data-app-glance]");
const glance = document.querySelector("[data-app-glance-here]");
if (editor && glance) {
  let pause;
  const look = async () => {
    const typed = new URLSearchParams(new FormData(editor));
    typed.set("then", "glance");
    const answer = await fetch(editor.action, { method: "POST", body: typed }).catch(() => undefined);
    if (!answer || !answer.ok || answer.redirected) return;
    const drawn = new DOMParser().parseFromString(await answer.text(), "text/html");
    glance.replaceChildren(...drawn.body.childNodes);
    glance.hidden = false;
  };
  editor.addEventListener("input", () => {
    clearTimeout(pause);
    pause = setTimeout(look, 500);
  });
  look();
}

// The parts of a price, added up as they are typed.
const sum = document.querySelector("[data-app-sum]");
if (sum) {
  const parts = sum.dataset.appSum.split(" ").map((name) => document.getElementById(name));
  const add = () => {
    const hundredths = parts.reduce((all, part) => all + Math.round(Number.parseFloat(part.value || "0") * 100), 0);
    if (Number.isFinite(hundredths)) sum.textContent = `They make ${hundredths / 100}% now.`;
  };
  for (const part of parts) part.addEventListener("input", add);
}
