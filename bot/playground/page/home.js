// Owns the app's own place: its Home tab, and the tabs that lead to Home and Messages.
// Must not know what the app publishes.

import { viewContext } from "./actions.js";
import { drawBlocks } from "./blocks.js";
import { button, dial, el, fill } from "./dom.js";
import { on, state, zone } from "./state.js";

/** The two tabs of the app; `go(tab)` changes them. */
export function appTabs(go) {
  const kinds = [["home", "Home"], ["messages", "Messages"]];
  const node = el("div", { class: "tabs", role: "tablist", "aria-label": "App", hidden: true });
  const tabs = kinds.map(([kind, label]) => button(label, { class: "tab", role: "tab", id: `tab-${kind}`, "aria-controls": "pane", onclick: () => go(kind) }));
  fill(node, tabs);
  node.addEventListener("keydown", (event) => {
    if (!["ArrowLeft", "ArrowRight"].includes(event.key)) return;
    const other = kinds.findIndex(([kind]) => kind !== state.place.tab);
    go(kinds[other][0]);
    tabs[other].focus();
  });
  on("place", () => {
    node.hidden = state.place?.kind !== "app";
    kinds.forEach(([kind], index) => {
      const chosen = state.place?.tab === kind;
      tabs[index].setAttribute("aria-selected", String(chosen));
      tabs[index].tabIndex = chosen ? 0 : -1;
    });
  });
  return node;
}

/** Keeps the Home tab's content in `node` equal to what the app published for this person. */
export function homeTab(node) {
  let drawn = null;
  const draw = () => {
    if (state.place?.kind !== "app" || state.place.tab !== "home") return;
    const signature = JSON.stringify([{ ...state.home, state: null }, zone(), state.workspace.users.length]);
    if (signature === drawn && node.childNodes.length) return;
    drawn = signature;
    const focused = node.contains(document.activeElement) ? document.activeElement.closest("[data-action]")?.dataset.action : null;
    const app = state.workspace.app;
    if (state.home?.blocks?.length) fill(node, el("div", { class: "home-blocks" }, drawBlocks(state.home.blocks, viewContext(state.home.id))));
    else fill(node, el("div", { class: "empty" }, dial(), el("h2", {}, app.name), el("p", {}, app.description || `${app.name} has not published a Home for you yet.`)));
    if (focused) [...node.querySelectorAll("[data-action]")].find((item) => item.dataset.action === focused)?.focus();
  };
  on(["home", "place", "me", "workspace"], draw);
}
