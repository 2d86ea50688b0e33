// Owns a list of messages on the page: days, grouping, scrolling, and changing only what changed.
// Must not know how a message looks, nor where messages come from.

import { el, fill } from "./dom.js";
import { drawMessage, millis, wakes } from "./messages.js";
import { now, state, zone } from "./state.js";
import { dayName, isoDate } from "./times.js";

const GROUP_MS = 5 * 60_000;

/** A keyed list inside `node`; `update(messages, options)` redraws only messages that changed. */
export function timeline(node, empty) {
  let drawn = new Map();
  let where = null;

  const near = () => node.scrollHeight - node.scrollTop - node.clientHeight < 120;
  const bottom = () => (node.scrollTop = node.scrollHeight);
  // Pictures arrive after their message: who was at the bottom stays there.
  let pinned = true;
  node.addEventListener("scroll", () => (pinned = near()));
  node.addEventListener("load", () => pinned && bottom(), true);

  function follows(message, previous) {
    return Boolean(previous) && previous.user === message.user && previous.bot_id === message.bot_id && !message.ephemeral && !previous.ephemeral
      && !wakes(message) && !message.blocks?.length && millis(message.ts) - millis(previous.ts) < GROUP_MS;
  }

  function update(messages, options) {
    const key = `${options.channel}/${options.thread ?? ""}/${state.me?.id}`;
    const fresh = key !== where;
    const stick = fresh || pinned;
    if (fresh) drawn = new Map();
    if (messages.length) where = key;
    const today = isoDate(now(), zone());
    const names = state.workspace.users.map((item) => item.name).join();
    const focused = document.activeElement?.closest?.("[data-action]")?.dataset.action;
    const focusedTs = focused && document.activeElement.closest(".message")?.dataset.ts;
    const next = new Map();
    const nodes = [];
    let previous = null;
    let day = null;
    for (const message of messages) {
      const date = isoDate(millis(message.ts), zone());
      if (date !== day && !options.inThread) {
        const label = dayName(millis(message.ts), now(), zone());
        nodes.push(el("div", { class: "day", role: "separator", "aria-label": label }, el("span", {}, label)));
        previous = null;
      }
      day = date;
      const compact = follows(message, previous);
      const signature = JSON.stringify([message, compact, zone(), today, names, options.thread]);
      const id = `${message.ts}/${message.ephemeral ? "e" : ""}`;
      const known = drawn.get(id);
      const entry = known?.signature === signature ? known : { signature, node: drawMessage(message, { ...options, compact }) };
      next.set(id, entry);
      nodes.push(entry.node);
      previous = message;
    }
    drawn = next;
    if (!nodes.length) fill(node, empty());
    else reconcile(nodes);
    if (focusedTs && document.activeElement === document.body) {
      const again = node.querySelector(`[data-ts="${CSS.escape(focusedTs)}"] [data-action="${CSS.escape(focused)}"]`)
        ?? node.querySelector(`[data-ts="${CSS.escape(focusedTs)}"] button`);
      again?.focus({ preventScroll: true });
    }
    if (fresh && options.inThread) {
      node.scrollTop = 0;
      pinned = near();
    } else if (stick) bottom();
  }

  function reconcile(nodes) {
    const keep = new Set(nodes);
    for (const child of [...node.childNodes]) if (!keep.has(child)) child.remove();
    nodes.forEach((wanted, index) => {
      if (node.childNodes[index] !== wanted) node.insertBefore(wanted, node.childNodes[index] ?? null);
    });
  }

  /** From now on the newest message is what one sees. */
  const pin = () => {
    pinned = true;
    bottom();
  };

  return { update, pin, forget: () => (where = null) };
}
