// Owns what opens above the page: dialogs, menus and short notices, and where the focus goes and returns to.
// Must not know what they are about.

import { add, button, el, fill, freshId, icon, trapTab } from "./dom.js";
import { drawText } from "./mrkdwn.js";

/** Escape and a phone's back gesture ask `cancel`. The key is handled here because a browser lets a page refuse only once. */
export function onEscape(node, cancel) {
  node.addEventListener("cancel", (event) => {
    event.preventDefault();
    cancel();
  });
  node.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || event.defaultPrevented) return;
    event.preventDefault();
    event.stopPropagation();
    cancel();
  });
}

/** Opens a dialog that holds the focus until it is closed; Escape asks `onCancel` (which may be the default: close). */
export function openDialog({ title, body, className = "", label = "Close", onCancel, role = "dialog" }) {
  const opener = document.activeElement;
  const heading = freshId("title");
  const node = el("dialog", { class: `sheet ${className}`, "aria-labelledby": heading, role: role === "dialog" ? undefined : role });
  const close = () => {
    if (!node.isConnected) return;
    node.close();
    node.remove();
    if (opener?.isConnected) opener.focus();
  };
  const cancel = onCancel ?? close;
  add(node, [
    el("header", { class: "sheet-head" }, el("h2", { id: heading }, title), button(label, { class: "icon-button", onclick: () => cancel() }, icon("close"))),
    body,
  ]);
  onEscape(node, cancel);
  node.addEventListener("mousedown", (event) => {
    if (event.target === node && className.includes("light")) cancel();
  });
  trapTab(node);
  document.body.append(node);
  node.showModal();
  return { node, close };
}

/** Asks before an element with a `confirm` object does its work; resolves to whether the person agreed. */
export function confirmFirst(confirm, scene) {
  if (!confirm) return Promise.resolve(true);
  return new Promise((resolve) => {
    const settle = (answer) => {
      dialog.close();
      resolve(answer);
    };
    const yes = button("", { class: `button ${confirm.style === "danger" ? "danger" : "primary"}`, onclick: () => settle(true) });
    add(yes, drawText(confirm.confirm ?? "Yes", scene));
    const no = button("", { class: "button", onclick: () => settle(false) });
    add(no, drawText(confirm.deny ?? "Cancel", scene));
    const dialog = openDialog({
      title: confirm.title?.text ?? "Are you sure?",
      className: "small",
      role: "alertdialog",
      onCancel: () => settle(false),
      body: [el("div", { class: "sheet-body text" }, drawText(confirm.text, scene)), el("footer", { class: "sheet-foot" }, no, yes)],
    });
    yes.focus();
  });
}

/** Puts a floating node beside its anchor, inside the window. */
export function place(node, anchor, { wide = false } = {}) {
  const box = anchor.getBoundingClientRect();
  const gap = 4;
  if (wide) node.style.setProperty("min-width", `${box.width}px`);
  const size = node.getBoundingClientRect();
  const below = window.innerHeight - box.bottom - gap;
  const up = below < size.height && box.top > below;
  const left = Math.max(8, Math.min(box.left, window.innerWidth - size.width - 8));
  const room = Math.max(120, (up ? box.top : below) - 16);
  node.style.setProperty("max-height", `${room}px`);
  node.style.setProperty("left", `${left}px`);
  node.style.setProperty("top", `${up ? Math.max(8, box.top - gap - Math.min(size.height, room)) : box.bottom + gap}px`);
}

/** Opens a menu under a button: arrow keys move, Enter chooses, Escape and Tab close. */
export function openMenu(anchor, items, label) {
  const entries = items.map((item) =>
    el("button", { type: "button", role: "menuitem", tabindex: "-1", class: `menu-item ${item.danger ? "menu-danger" : ""}`, onclick: () => choose(item) },
      item.icon ? icon(item.icon) : null, el("span", { class: "menu-text" }, item.label, item.hint ? el("small", {}, item.hint) : null)));
  const node = el("div", { class: "menu", role: "menu", popover: "manual", "aria-label": label }, entries);
  const away = (event) => {
    if (!node.contains(event.target) && !anchor.contains(event.target)) close(false);
  };
  const onScroll = (event) => {
    if (!node.contains(event.target)) close(false);
  };
  function close(back = true) {
    document.removeEventListener("mousedown", away, true);
    document.removeEventListener("scroll", onScroll, true);
    anchor.setAttribute("aria-expanded", "false");
    node.remove();
    if (back) anchor.focus();
  }
  function choose(item) {
    close();
    item.action();
  }
  node.addEventListener("keydown", (event) => {
    const at = entries.indexOf(document.activeElement);
    const step = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: entries.length - 1 }[event.key];
    if (step !== undefined) {
      event.preventDefault();
      entries.at(step % entries.length).focus();
    } else if (event.key === "Escape" || event.key === "Tab") {
      event.preventDefault();
      event.stopPropagation();
      close();
    } else if (event.key.length === 1) {
      const found = items.findIndex((item, i) => i > at && item.label.toLowerCase().startsWith(event.key.toLowerCase()));
      if (found >= 0) entries[found].focus();
    }
  });
  (anchor.closest("dialog") ?? document.body).append(node);
  node.showPopover();
  place(node, anchor);
  anchor.setAttribute("aria-expanded", "true");
  entries[0]?.focus();
  setTimeout(() => {
    document.addEventListener("mousedown", away, true);
    document.addEventListener("scroll", onScroll, true);
  });
  return close;
}

/** Says something short at the foot of the page, perhaps with choices; only plain news goes away by itself. */
export function notice(text, tone = "info", choices = []) {
  const shelf = document.getElementById("notices");
  const node = el("div", { class: `notice notice-${tone}` }, el("div", { class: "notice-text" }, el("p", {}, text),
    choices.length ? el("div", { class: "button-row" }, choices.map((choice) => button(choice.label, { class: "button", onclick: () => {
      node.remove();
      choice.action();
    } }))) : null));
  if (tone === "news") for (const former of shelf.querySelectorAll(".notice-news")) former.remove();
  add(node, [button("Dismiss", { class: "icon-button", onclick: () => node.remove() }, icon("close"))]);
  if (shelf.children.length > 2) shelf.firstElementChild.remove();
  shelf.append(node);
  if (tone === "info") setTimeout(() => node.remove(), 5000);
}

/** A section that can be shown and hidden by a button, told to screen readers. */
export function disclosure(label, content, attrs = {}) {
  const id = freshId("part");
  const body = el("div", { id, class: "disclosed", hidden: true }, content);
  const toggle = button(label, {
    class: "link-button", "aria-expanded": "false", "aria-controls": id, ...attrs,
    onclick: () => {
      body.hidden = !body.hidden;
      toggle.setAttribute("aria-expanded", String(!body.hidden));
    },
  });
  return fill(el("div", { class: "disclosure" }), toggle, body);
}
