// Owns the list of places: channels, people's direct messages and the app, with unread marks.
// Must not know what a place shows.

import { button, el, fill, icon } from "./dom.js";
import { avatar } from "./messages.js";
import { unreadOf } from "./news.js";
import { on, state } from "./state.js";

function entry({ key, label, mark, unread, mention, go }) {
  const current = state.place && (state.place.kind === "app" ? "app" : state.place.channel) === key;
  const reading = current && state.place.tab !== "home";
  const news = reading ? 0 : unread;
  return el("li", {}, el("button", {
    type: "button", class: `place${news ? " unread" : ""}`, "aria-current": current ? "page" : undefined, data: { place: key }, onclick: go,
  }, mark, el("span", { class: "place-name" }, label),
  news ? el("span", { class: mention ? "count count-mention" : "count" }, String(news), el("span", { class: "sr" }, " unread")) : null));
}

/** Draws the places into `node`; `go(place)` opens one. */
export function sidebar(node, go) {
  const draw = () => {
    if (!state.me) return;
    const focused = document.activeElement?.dataset?.place;
    const channels = state.channels.filter((item) => !item.is_im && item.is_member !== false && !item.is_archived);
    const others = state.channels.filter((item) => !item.is_im && item.is_member === false && !item.is_archived && !item.is_private);
    const dm = state.channels.find((item) => item.is_im);
    const app = state.workspace.app;
    const line = (item) => entry({
      key: item.id, label: item.name, unread: unreadOf(item), mention: item.mentions,
      mark: icon(item.is_private ? "lock" : "hash"), go: () => go({ kind: "channel", channel: item.id }),
    });
    fill(node,
      el("section", {}, el("h2", {}, "Channels"), el("ul", {}, channels.map(line)),
        others.length ? el("details", {}, el("summary", {}, "Not joined"), el("ul", {}, others.map(line))) : null),
      el("section", {}, el("h2", {}, "Apps"), el("ul", {}, entry({
        key: "app", label: app.name, unread: dm ? unreadOf(dm) : 0, mention: true, mark: avatar(null, true), go: () => go({ kind: "app", tab: "messages" }),
      }))));
    if (focused) node.querySelector(`[data-place="${CSS.escape(focused)}"]`)?.focus();
  };
  on(["channels", "workspace", "me", "place"], draw);
  return draw;
}

/** The button that shows the places on a small screen. */
export function sidebarToggle(panel, backdrop) {
  const toggle = button("Channels and apps", { class: "icon-button only-narrow", "aria-expanded": "false", "aria-controls": panel.id }, icon("menu"));
  const show = (open) => {
    panel.classList.toggle("open", open);
    backdrop.hidden = !open;
    toggle.setAttribute("aria-expanded", String(open));
    if (open) panel.querySelector("button")?.focus();
  };
  toggle.addEventListener("click", () => show(!panel.classList.contains("open")));
  backdrop.addEventListener("click", () => show(false));
  panel.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && panel.classList.contains("open")) {
      show(false);
      toggle.focus();
    }
  });
  return { toggle, hide: () => show(false) };
}
