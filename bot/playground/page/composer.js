// Owns where a person types: sending, slash commands and names completed as they type, shortcuts.
// Must not know how messages are shown.

import { runShortcut, silence } from "./actions.js";
import { api } from "./api.js";
import { notice, openMenu } from "./dialogs.js";
import { button, el, fill, freshId, icon } from "./dom.js";
import { state } from "./state.js";
import { refreshMessages, refreshThread, refreshViews } from "./sync.js";

const WORD = /(^|\s)([@#])([\p{L}\p{N}._-]*)$/u;

function suggestions(text, inThread) {
  const word = WORD.exec(text);
  if (text.startsWith("/") && !text.includes(" ") && !inThread) {
    return state.workspace.commands.filter((item) => item.command.startsWith(text.toLowerCase())).map((item) => ({
      title: item.command, detail: [item.usage_hint, item.description].filter(Boolean).join(" — "), insert: `${item.command} `, from: 0,
    }));
  }
  if (!word) return [];
  const from = text.length - word[3].length - 1;
  const query = word[3].toLowerCase();
  const named = word[2] === "@"
    ? [...state.workspace.users.filter((item) => !item.deleted && !item.bot).map((item) => ({ title: `@${item.handle}`, detail: item.name })), { title: `@${state.workspace.app.handle ?? state.workspace.app.name.toLowerCase()}`, detail: "App" }]
    : state.channels.filter((item) => item.name && !item.is_im).map((item) => ({ title: `#${item.name}`, detail: "" }));
  return named.filter((item) => item.title.slice(1).toLowerCase().includes(query) || item.detail.toLowerCase().includes(query)).slice(0, 8).map((item) => ({ ...item, insert: `${item.title} `, from }));
}

/** Turns @handle and #channel into the references Slack's own composer would send. */
export function wire(text) {
  const app = state.workspace.app;
  const handles = new Map(state.workspace.users.map((item) => [String(item.handle).toLowerCase(), item.id]));
  if (app.user_id) handles.set((app.handle ?? app.name).toLowerCase(), app.user_id);
  const channels = new Map(state.channels.filter((item) => item.name).map((item) => [item.name, item.id]));
  return text
    .replace(/(^|[\s(])@([\p{L}\p{N}._-]*[\p{L}\p{N}])/gu, (whole, lead, handle) => (handles.has(handle.toLowerCase()) ? `${lead}<@${handles.get(handle.toLowerCase())}>` : whole))
    .replace(/(^|[\s(])#([\p{L}\p{N}_-]+)/gu, (whole, lead, name) => (channels.has(name) ? `${lead}<#${channels.get(name)}>` : whole));
}

/** A composer; `target()` says the channel and thread, `label` names the field. */
export function composer({ target, label, inThread = false, onSend = () => {} }) {
  const hint = () => (window.innerWidth < 500 ? label().split(",")[0] : label());
  const listId = freshId("completions");
  const list = el("div", { id: listId, class: "completions", role: "listbox", "aria-label": "Suggestions", hidden: true });
  const field = el("textarea", {
    class: "composer-field", rows: "1", "aria-label": label(), placeholder: hint(), autocomplete: "off",
    "aria-autocomplete": "list", "aria-controls": listId, "aria-expanded": "false",
  });
  const send = button("Send", { class: "icon-button send" }, icon("send"));
  const bolt = button("Shortcuts and commands", { class: "icon-button", "aria-haspopup": "menu", "aria-expanded": "false" }, icon("bolt"));
  const failure = el("p", { class: "composer-failure", role: "alert", hidden: true });
  const node = el("form", { class: "composer", "aria-label": inThread ? "Reply" : "Write" }, list, failure,
    el("div", { class: "composer-box" }, inThread ? null : bolt, field, send));
  let items = [];
  let at = 0;
  let queue = Promise.resolve();

  const drafts = new Map();
  let draftKey = null;

  function grow() {
    field.style.setProperty("height", "auto");
    field.style.setProperty("height", `${Math.min(field.scrollHeight, 180)}px`);
  }

  function draw() {
    items = suggestions(field.value.slice(0, field.selectionStart), inThread);
    at = Math.min(at, Math.max(items.length - 1, 0));
    list.hidden = !items.length;
    field.setAttribute("aria-expanded", String(Boolean(items.length)));
    fill(list, items.map((item, index) => el("div", {
      id: `${listId}-${index}`, role: "option", class: `completion${index === at ? " completion-at" : ""}`, "aria-selected": String(index === at),
      onmousedown: (event) => {
        event.preventDefault();
        take(item);
      },
    }, el("strong", {}, item.title), el("span", { class: "quiet" }, item.detail))));
    if (items.length) field.setAttribute("aria-activedescendant", `${listId}-${at}`);
    else field.removeAttribute("aria-activedescendant");
    list.querySelector(".completion-at")?.scrollIntoView({ block: "nearest" });
  }

  function hide() {
    items = [];
    list.hidden = true;
    field.setAttribute("aria-expanded", "false");
    field.removeAttribute("aria-activedescendant");
  }

  function take(item) {
    const rest = field.value.slice(field.selectionStart);
    field.value = field.value.slice(0, item.from) + item.insert + rest;
    field.selectionStart = field.selectionEnd = item.from + item.insert.length;
    hide();
    grow();
    field.focus();
  }

  function fail(text) {
    failure.textContent = text ?? "";
    failure.hidden = !text;
  }

  function run() {
    const text = field.value.trim();
    const { channel, thread } = target();
    if (!text || !channel) return;
    const command = /^(\/[^\s/]+)(?:\s+([\s\S]*))?$/.exec(text);
    if (command && inThread) return fail("Slack does not run commands inside threads. Type it in the channel.");
    if (command && !state.workspace.commands.some((item) => item.command === command[1])) return fail(`${command[1]} is not a command of this workspace. Type / to see those there are.`);
    onSend();
    fail(null);
    field.value = "";
    grow();
    // One after the other: what is sent while an answer is awaited keeps its place.
    queue = queue.then(() => deliver({ as: state.me.id, text, command, channel, thread }));
  }

  async function deliver({ as, text, command, channel, thread }) {
    node.classList.add("pending");
    try {
      if (command) {
        const failed = silence(await api.command(as, channel, command[1], command[2] ?? ""), command[1]);
        if (failed) fail(failed);
      } else await api.say(as, channel, wire(text), thread);
    } catch (error) {
      if (!field.value) field.value = text;
      grow();
      fail(error.message);
    } finally {
      node.classList.remove("pending");
    }
    refreshMessages();
    refreshThread();
    refreshViews();
  }

  field.addEventListener("input", () => {
    at = 0;
    fail(null);
    grow();
    draw();
  });
  field.addEventListener("blur", hide);
  field.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    const open = items.length > 0;
    const exact = open && items[at].insert.trim() === field.value.trim();
    if (open && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
      event.preventDefault();
      at = (at + (event.key === "ArrowDown" ? 1 : -1) + items.length) % items.length;
      draw();
    } else if (open && (event.key === "Tab" || (event.key === "Enter" && !exact)) && !event.shiftKey) {
      event.preventDefault();
      take(items[at]);
    } else if (open && event.key === "Escape") {
      event.preventDefault();
      event.stopPropagation();
      hide();
    } else if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      hide();
      run();
    }
  });
  node.addEventListener("submit", (event) => event.preventDefault());
  send.addEventListener("click", run);
  bolt.addEventListener("click", () => {
    const global = state.workspace.shortcuts.filter((item) => item.type !== "message");
    const entries = [
      ...global.map((item) => ({ label: item.name, hint: item.description, icon: "bolt", action: () => runShortcut(item) })),
      ...state.workspace.commands.map((item) => ({ label: item.command, hint: item.description, icon: "code", action: () => {
        field.value = `${item.command} `;
        grow();
        field.focus();
      } })),
    ];
    if (entries.length) openMenu(bolt, entries, "Shortcuts and commands");
    else notice("The app has no shortcuts or commands yet.");
  });

  /** Puts the draft of where we are now into the field. */
  function arrive(key) {
    if (draftKey === key) return;
    if (draftKey) drafts.set(draftKey, field.value);
    draftKey = key;
    field.value = drafts.get(key) ?? "";
    field.setAttribute("aria-label", label());
    field.placeholder = hint();
    fail(null);
    hide();
    grow();
  }

  return { node, field, arrive };
}

