// Owns the select control: a combobox with a filter, for one choice or several, with given or fetched options.
// Must not know what choosing means; it reports the chosen options.

import { place } from "./dialogs.js";
import { button, el, fill, freshId, icon } from "./dom.js";

const label = (option) => option?.text?.text ?? option?.text ?? "";
const sameOption = (a, b) => (a?.value ?? "") === (b?.value ?? "");

/** A select. `load(query)` fetches groups when they are not given; `onChange(options)` hears every change. */
export function createSelect({ groups = [], load = null, minLength = 0, multi = false, max = Infinity, chosen = [], placeholder = "Choose…",
  name = "Choose", describedBy = null, optional = false, id = freshId("select"), onChange = () => {} }) {
  const listId = freshId("list");
  let picked = [...chosen];
  let shown = [];
  let at = -1;
  let asked = 0;
  let timer = null;

  const input = el("input", {
    id, class: "select-input", type: "text", role: "combobox", autocomplete: "off", spellcheck: "false", placeholder,
    "aria-expanded": "false", "aria-controls": listId, "aria-autocomplete": "list", "aria-label": name, "aria-describedby": describedBy,
  });
  const list = el("div", { id: listId, class: "listbox", role: "listbox", popover: "manual", "aria-label": name, "aria-multiselectable": multi ? "true" : undefined });
  const chips = el("span", { class: "chips" });
  const clear = button("Clear the choice", { class: "icon-button select-clear", hidden: true, onclick: () => commit([]) }, icon("close"));
  const node = el("div", { class: `select${multi ? " select-multi" : ""}` }, chips, input, clear, icon("down"), list);

  const isOpen = () => list.matches(":popover-open");

  function draw() {
    if (multi) {
      fill(chips, picked.map((option) => el("span", { class: "chip" }, label(option),
        button(`Remove ${label(option)}`, { class: "chip-remove", onclick: (event) => {
          event.stopPropagation();
          commit(picked.filter((item) => !sameOption(item, option)));
          input.focus();
        } }, icon("close")))));
      input.placeholder = picked.length ? "" : placeholder;
    } else input.value = label(picked[0]);
    clear.hidden = multi || !optional || !picked.length;
  }

  function commit(options) {
    picked = options;
    draw();
    if (isOpen() && multi) drawList();
    onChange(picked);
  }

  function choose(option) {
    if (!multi) {
      close();
      commit([option]);
      input.select();
      return;
    }
    const without = picked.filter((item) => !sameOption(item, option));
    if (without.length < picked.length) commit(without);
    else if (picked.length < max) commit([...picked, option]);
    input.value = "";
    place(list, node, { wide: true });
  }

  function drawList(note) {
    fill(list);
    shown = [];
    const query = multi || input.dataset.typed ? input.value.trim().toLowerCase() : "";
    for (const group of current) {
      const options = group.options.filter((option) => load || !query || label(option).toLowerCase().includes(query));
      if (!options.length) continue;
      const holder = group.label ? el("div", { role: "group", "aria-label": group.label }, el("div", { class: "group-label", "aria-hidden": "true" }, group.label)) : list;
      for (const option of options) {
        const index = shown.length;
        shown.push(option);
        holder.append(el("div", {
          id: `${listId}-${index}`, role: "option", class: "option", "aria-selected": String(picked.some((item) => sameOption(item, option))),
          onmousedown: (event) => event.preventDefault(), onclick: () => choose(option),
        }, el("span", { class: "option-text" }, label(option), option.description ? el("small", {}, label({ text: option.description })) : null), icon("check")));
      }
      if (holder !== list) list.append(holder);
    }
    const said = note ?? (shown.length ? null : "Nothing matches");
    if (said) list.append(el("div", { class: "listbox-note", role: "option", "aria-disabled": "true", "aria-selected": "false" }, said));
    move(multi ? Math.min(Math.max(at, 0), shown.length - 1) : shown.findIndex((option) => sameOption(option, picked[0])));
    if (isOpen()) place(list, node, { wide: true });
  }

  function move(to) {
    list.querySelectorAll(".option-at").forEach((item) => item.classList.remove("option-at"));
    at = shown.length ? Math.max(-1, Math.min(to, shown.length - 1)) : -1;
    const item = at >= 0 ? list.querySelector(`#${listId}-${at}`) : null;
    item?.classList.add("option-at");
    item?.scrollIntoView({ block: "nearest" });
    if (item) input.setAttribute("aria-activedescendant", item.id);
    else input.removeAttribute("aria-activedescendant");
  }

  let current = groups;

  async function fetchOptions() {
    const query = input.dataset.typed || multi ? input.value.trim() : "";
    if (query.length < minLength) {
      current = [];
      drawList(`Type at least ${minLength} character${minLength === 1 ? "" : "s"}`);
      return;
    }
    asked += 1;
    const mine = asked;
    drawList("Looking…");
    try {
      const found = await load(query);
      if (mine !== asked) return;
      current = found;
      drawList();
      if (!multi && shown.length && input.dataset.typed) move(0);
    } catch (error) {
      if (mine === asked) {
        current = [];
        drawList(error.message);
      }
    }
  }

  function open() {
    if (isOpen()) return;
    input.setAttribute("aria-expanded", "true");
    list.showPopover();
    if (load) fetchOptions();
    else drawList();
    place(list, node, { wide: true });
  }

  function close() {
    delete input.dataset.typed;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
    if (isOpen()) list.hidePopover();
    if (!multi) input.value = label(picked[0]);
    else input.value = "";
  }

  input.addEventListener("click", open);
  input.addEventListener("focus", () => multi || input.select());
  input.addEventListener("blur", () => setTimeout(() => document.activeElement !== input && close(), 120));
  input.addEventListener("input", () => {
    input.dataset.typed = "yes";
    open();
    clearTimeout(timer);
    if (load) timer = setTimeout(fetchOptions, 180);
    else {
      drawList();
      if (shown.length) move(0);
    }
  });
  input.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) {
      event.preventDefault();
      if (!isOpen()) open();
      else move(at + step);
    } else if (event.key === "Enter") {
      event.preventDefault();
      if (isOpen() && at >= 0) choose(shown[at]);
      else open();
    } else if (event.key === "Escape" && isOpen()) {
      event.preventDefault();
      event.stopPropagation();
      close();
    } else if (event.key === "Backspace" && multi && !input.value && picked.length) commit(picked.slice(0, -1));
  });
  node.addEventListener("mousedown", (event) => {
    if (event.target === node || event.target === chips) {
      event.preventDefault();
      input.focus();
      open();
    }
  });
  draw();
  return { node, input, read: () => picked };
}

/** Slack's `options` and `option_groups` in one form. */
export function optionGroups(element) {
  if (element.option_groups) return element.option_groups.map((group) => ({ label: group.label?.text ?? "", options: group.options ?? [] }));
  return [{ label: "", options: element.options ?? [] }];
}

/** A single option made of an id and a name, as the users and channels selects need. */
export const namedOption = (value, text, description) => ({ value, text, description });

