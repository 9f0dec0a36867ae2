// Turns a plain box of a search form into an ARIA 1.2 combobox whose list of suggestions comes from /search/suggest.
// Focus never leaves the box; the form is sent as it would be without this unless a suggestion was chosen.

const PAUSE_MS = 120;
const SHORTEST = 2;

/** @param {HTMLInputElement | undefined} box  @param {"" | "place"} kind what the box is for */
export function combobox(box, kind) {
  if (!(box instanceof HTMLInputElement)) return;
  const form = box.form;
  const list = element("ul", { class: "app-suggest", role: "listbox", id: `${box.id}-suggestions`, hidden: "" });
  const status = element("div", { class: "govuk-visually-hidden", role: "status" });
  list.setAttribute("aria-label", kind ? "Suggested places" : "Suggestions");
  const holder = element("div", { class: "app-suggest-holder" });
  box.replaceWith(holder);
  holder.append(box, list, status);
  for (const [name, value] of Object.entries({
    role: "combobox",
    autocomplete: "off",
    "aria-autocomplete": "list",
    "aria-expanded": "false",
    "aria-controls": list.id,
  })) box.setAttribute(name, value);

  let options = [];
  let at = -1;
  let timer = 0;
  let asking = null;

  const stop = () => {
    clearTimeout(timer);
    asking?.abort();
    asking = null;
  };

  const close = () => {
    stop();
    list.hidden = true;
    list.replaceChildren();
    options = [];
    box.setAttribute("aria-expanded", "false");
    mark(-1);
  };

  const mark = (next) => {
    options[at]?.node.setAttribute("aria-selected", "false");
    at = next;
    const chosen = options[at]?.node;
    if (!chosen) return box.removeAttribute("aria-activedescendant");
    chosen.setAttribute("aria-selected", "true");
    box.setAttribute("aria-activedescendant", chosen.id);
    chosen.scrollIntoView({ block: "nearest" });
  };

  const show = (groups) => {
    list.replaceChildren();
    options = [];
    mark(-1);
    for (const [number, group] of groups.entries()) {
      const heading = element("li", { class: "app-suggest__kind", role: "presentation", id: `${list.id}-kind-${number}` });
      heading.textContent = group.label;
      const part = element("ul", { role: "group", "aria-labelledby": heading.id });
      for (const choice of group.options) {
        const id = `${list.id}-${options.length}`;
        const node = element("li", { class: "app-suggest__option", role: "option", id, "aria-selected": "false" });
        node.append(choice.text);
        if (choice.detail) {
          const detail = element("span", { class: "app-suggest__detail" });
          detail.textContent = choice.detail;
          node.append(" ", detail);
        }
        options.push({ node, kind: group.kind, ...choice });
        part.append(node);
      }
      const outer = element("li", { role: "presentation" });
      outer.append(part);
      list.append(heading, outer);
    }
    const open = options.length > 0;
    list.hidden = !open;
    box.setAttribute("aria-expanded", String(open));
    const count = options.length === 1 ? "1 suggestion" : `${options.length} suggestions`;
    status.textContent = open ? `${count}. Use the up and down arrow keys.` : "No suggestions.";
  };

  const ask = async () => {
    const typed = box.value.trim();
    if (typed.length < SHORTEST) return close();
    asking = new AbortController();
    const query = new URLSearchParams({ q: box.value, ...(kind && { for: kind }) });
    try {
      const answer = await fetch(`/search/suggest?${query}`, { signal: asking.signal });
      if (answer.ok && document.activeElement === box) show((await answer.json()).groups);
    } catch {
      // Aborted or offline: the box is still a box.
    }
  };

  const choose = (option) => {
    close();
    if (option.kind === "category") {
      const near = form.elements.near?.value.trim();
      location.assign(`/search?${new URLSearchParams({ category: option.code, ...(near && { near }) })}`);
      return;
    }
    const place = option.kind === "place" && !kind ? form.elements.near : box;
    place.value = option.text;
    if (place === box && !kind) {
      form.requestSubmit();
      return;
    }
    if (place !== box) box.value = "";
    status.textContent = place === box ? `${option.text} chosen.` : `${option.text} is now the place. Type what you need.`;
  };

  box.addEventListener("input", () => {
    stop();
    timer = setTimeout(ask, PAUSE_MS);
  });
  box.addEventListener("blur", close);
  // A press on the list must not take the focus out of the box, or the list would close before the click.
  list.addEventListener("pointerdown", (event) => event.preventDefault());
  list.addEventListener("mousedown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => {
    const option = options.find(({ node }) => node.contains(event.target));
    if (option) choose(option);
  });
  box.addEventListener("keydown", (event) => {
    if (event.isComposing || event.ctrlKey || event.metaKey) return;
    const last = options.length - 1;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (last < 0) return void ask();
      const down = event.key === "ArrowDown";
      // One step beyond either end is the box itself, with what was typed.
      mark(down ? (at === last ? -1 : at + 1) : at === -1 ? last : at - 1);
    } else if (event.key === "Enter" && at >= 0) {
      event.preventDefault();
      choose(options[at]);
    } else if (event.key === "Escape" && last >= 0) {
      event.preventDefault();
      close();
    } else if (event.key === "Home" || event.key === "End") {
      // The text's own beginning and end, as in any box.
      mark(-1);
    }
  });
}

function element(name, attributes) {
  const node = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
  return node;
}
