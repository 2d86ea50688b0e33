// Owns the thread panel: the first message, its replies, and a composer for one more.
// Must not know where the panel sits.

import { composer } from "./composer.js";
import { el } from "./dom.js";
import { on, state } from "./state.js";
import { timeline } from "./timeline.js";

/** The thread's panel for `sidePanel`. */
export function threadPanel() {
  const list = el("div", { class: "timeline thread-list", role: "log", "aria-label": "Thread", tabindex: "0" });
  const box = composer({
    target: () => ({ channel: state.place?.channel, thread: state.thread }),
    label: () => "Reply…",
    inThread: true,
    onSend: () => lines.pin(),
  });
  const lines = timeline(list, () => el("p", { class: "quiet empty-line" }, "Reading the thread…"));
  const draw = () => {
    if (!state.thread) return;
    lines.update(state.replies, { channel: state.place.channel, thread: state.thread, inThread: true });
  };
  on(["replies", "me", "workspace"], draw);
  return {
    title: "Thread",
    node: el("div", { class: "thread" }, list, box.node),
    focus: box.field,
    open() {
      lines.forget();
      box.arrive(`${state.place.channel}/${state.thread}/${state.me.id}`);
      draw();
    },
    close() {},
  };
}
