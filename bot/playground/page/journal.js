// Owns the drawers for the curious: the journal of calls and events, and the faults one can cause.
// Must not draw messages.

import { attempt } from "./actions.js";
import { api } from "./api.js";
import { button, el, fill, freshId, icon } from "./dom.js";
import { zone } from "./state.js";
import { hhmmss } from "./times.js";

const KEPT = 200;
const SYMBOLS = { call: "→", response: "→", upload: "→", event: "·", envelope: "←", ack: "✓", failure: "!", connection: "↔" };

const time = (entry) => {
  const ms = Date.parse(entry.at);
  return Number.isFinite(ms) ? hhmmss(ms, zone()) : "";
};

function summary(entry) {
  const { kind } = entry;
  const inside = entry.payload ?? {};
  const detail = inside.command ?? inside.event?.type ?? inside.actions?.[0]?.action_id ?? inside.callback_id ?? inside.response_action ?? "";
  const name = kind === "envelope" ? [entry.type, detail].filter(Boolean).join(" ")
    : kind === "ack" ? detail : entry.method ?? entry.event ?? entry.name ?? entry.state ?? entry.reason ?? detail;
  const answer = entry.answer ?? {};
  const error = answer.ok === false ? answer.error : entry.dropped ? "answer lost" : null;
  return { kind, name: String(name), error };
}

function line(entry) {
  const { kind, name, error } = summary(entry);
  return el("details", { class: `journal-line${error || kind === "failure" ? " failed" : ""}` },
    el("summary", {}, el("span", { class: "journal-sign", "aria-hidden": "true" }, SYMBOLS[kind] ?? "·"), el("span", { class: "journal-kind" }, kind),
      el("span", { class: "journal-name" }, name, error ? el("em", {}, ` ${error}`) : null), el("span", { class: "quiet" }, time(entry))),
    el("pre", { class: "source", tabindex: "0" }, JSON.stringify(entry, null, 2)));
}

/** The journal's panel; it asks for news while it is open. */
export function journalPanel() {
  const list = el("div", { class: "journal-list", role: "log", "aria-live": "off", "aria-label": "Calls and events", tabindex: "0" });
  let since = 0;
  let timer = null;
  async function look() {
    try {
      const answer = await api.journal(since);
      const { entries } = answer;
      const stick = list.scrollHeight - list.scrollTop - list.clientHeight < 80;
      for (const entry of entries.slice(-KEPT)) list.append(line(entry));
      while (list.children.length > KEPT) list.firstElementChild.remove();
      if (entries.length) since = answer.next;
      if (stick && entries.length) list.scrollTop = list.scrollHeight;
      if (!list.children.length) list.append(el("p", { class: "quiet empty-line" }, "No calls yet."));
      else list.querySelector(".empty-line")?.remove();
    } catch {
      // The banner already says that the playground is away; the next look tries again.
    }
  }
  return {
    title: "Journal",
    node: el("div", { class: "drawer-body" }, el("p", { class: "quiet drawer-intro" }, "Every call the bot makes and everything it is sent, newest last. Open a line to read it."), list),
    open() {
      look();
      timer = setInterval(look, 1500);
    },
    close() {
      clearInterval(timer);
    },
  };
}

const FAULTS = [
  { kind: "drop_response", label: "Lose an answer", hint: "The call is carried out, but the bot never hears back.", method: "chat.postMessage" },
  { kind: "rate_limit", label: "Rate limit", hint: "The next call is refused with 429 for three seconds.", method: "chat.postMessage", extra: { retry_after: 3 } },
  { kind: "error_500", label: "Server error", hint: "The next call fails with 500.", method: "chat.postMessage" },
  { kind: "latency", label: "Slow answers", hint: "The next five calls take two seconds longer.", count: 5, extra: { ms: 2000 } },
  { kind: "duplicate_event", label: "Event twice", hint: "The next event is delivered a second time." },
  { kind: "disconnect", label: "Disconnect", hint: "The bot's socket is closed; it should come back by itself." },
];

/** The panel of faults for those who want to break it. */
export function faultsPanel() {
  const method = el("input", { class: "field", type: "text", value: "chat.postMessage", id: freshId("method"), spellcheck: "false" });
  const status = el("p", { class: "quiet", role: "status" });
  const cause = async (fault) => {
    const body = { kind: fault.kind, count: fault.count ?? 1, ...fault.extra };
    if (fault.method && method.value.trim()) body.method = method.value.trim();
    const answer = await attempt(fault.label, () => api.addFault(body));
    if (answer) status.textContent = `${fault.label}: waiting for the next occasion.`;
  };
  const list = el("ul", { class: "fault-list" }, FAULTS.map((fault) => el("li", {},
    el("div", {}, el("strong", {}, fault.label), el("p", { class: "quiet" }, fault.hint)), button("Cause it", { class: "button", "aria-label": `Cause it: ${fault.label}`, onclick: () => cause(fault) }))));
  return {
    title: "Break something",
    node: el("div", { class: "drawer-body" }, el("p", { class: "quiet drawer-intro" }, "Slack has bad days. Cause one here and watch how the bot copes."),
      el("label", { class: "label", for: method.id }, "For calls to"), method, list, status),
    open() {},
    close() {},
  };
}

/** A side panel that shows one content at a time; returns functions to show, toggle and hide. */
export function sidePanel(node, onHide = () => {}) {
  let current = null;
  let opener = null;
  const heading = el("h2", { class: "panel-title", tabindex: "-1" });
  const holder = el("div", { class: "panel-holder" });
  function hide() {
    if (!current) return;
    current.close();
    const former = current;
    current = null;
    node.hidden = true;
    document.body.classList.remove("with-panel");
    onHide(former);
    if (opener?.isConnected) opener.focus();
  }
  fill(node, el("header", { class: "panel-head" }, heading, button("Close the panel", { class: "icon-button", onclick: hide }, icon("close"))), holder);
  node.addEventListener("keydown", (event) => event.key === "Escape" && !event.defaultPrevented && hide());
  function show(panel) {
    if (current === panel) return;
    if (current) {
      current.close();
      onHide(current);
    } else opener = document.activeElement;
    current = panel;
    fill(heading, panel.title);
    fill(holder, panel.node);
    node.setAttribute("aria-label", panel.title);
    node.hidden = false;
    document.body.classList.add("with-panel");
    panel.open();
    (panel.focus ?? heading).focus?.();
  }
  return { show, hide, toggle: (panel) => (current === panel ? hide() : show(panel)), current: () => current };
}

