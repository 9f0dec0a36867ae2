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
