// Owns "Who are you?": the chooser of people with their zones and local times, and the button that opens it.
// Must not know what becoming somebody changes; `onChoose` does.

import { openDialog } from "./dialogs.js";
import { add, button, dial, el, fill, icon } from "./dom.js";
import { avatar } from "./messages.js";
import { present, unreadByPerson } from "./news.js";
import { now, on, state } from "./state.js";
import { city, hhmm, offsetLabel, shortDay } from "./times.js";

function card(person, choose) {
  const mine = person.id === state.me?.id;
  return el("li", {}, el("button", { type: "button", class: "person-card", "aria-current": mine ? "true" : undefined, data: { user: person.id }, onclick: () => choose(person) },
    avatar(person, false),
    el("span", { class: "person-who" }, el("span", { class: "person-name" }, el("strong", {}, person.name), el("span", { class: "count count-mention", hidden: true })), el("span", { class: "quiet" }, person.title || `@${person.handle}`)),
    el("span", { class: "person-when" }, el("span", { class: "person-time" }, hhmm(now(), person.tz)), el("span", { class: "quiet" }, `${city(person.tz)}, ${shortDay(now(), person.tz).split(" ")[0].replace(",", "")}`))));
}

/** Marks who has something new to read, so that a newcomer knows whom to become next. */
async function markNews(list) {
  for (const [id, news] of await unreadByPerson()) {
    const mark = list.querySelector(`[data-user="${CSS.escape(id)}"] .count`);
    if (!mark) continue;
    mark.hidden = !news;
    fill(mark, String(news), el("span", { class: "sr" }, " unread"));
  }
}

let open = null;

/** Opens the chooser; the first time it also says what this place is. */
export function choosePerson(onChoose, { first = false } = {}) {
  if (open?.node.isConnected) return;
  const choose = (person) => {
    open.close();
    open = null;
    onChoose(person);
  };
  const intro = first
    ? el("div", { class: "welcome" }, dial(), el("p", {}, `A small Slack lookalike that lives on this computer. ${state.workspace.app.name} is connected to it for real; nothing you do here reaches anybody.`))
    : null;
  const people = present();
  open = openDialog({
    title: "Who are you?",
    className: "people light",
    label: "Close",
    onCancel: () => (first && !state.me ? choose(people[0]) : open.close()),
    body: [el("div", { class: "sheet-body" }, intro, el("p", { class: "quiet" }, "See the workspace as one of these people, in their own time zone. You can change at any time."),
      el("ul", { class: "people-list" }, people.map((person) => card(person, choose))))],
  });
  markNews(open.node);
  (open.node.querySelector('[aria-current="true"]') ?? open.node.querySelector(".person-card"))?.focus();
}

/** The button with the person's name that opens the chooser. */
export function whoButton(onChoose) {
  const node = button("", { class: "who", "aria-haspopup": "dialog", onclick: () => choosePerson(onChoose) });
  const draw = () => {
    if (!state.me) return;
    fill(node, avatar(state.me, false),
      el("span", { class: "who-text" }, el("strong", {}, state.me.name), el("span", { class: "quiet" }, `${city(state.me.tz)} · ${offsetLabel(now(), state.me.tz)}`)),
      icon("down"));
    node.setAttribute("aria-label", `You are ${state.me.name}, ${city(state.me.tz)}. Change person`);
  };
  on(["me", "workspace"], draw);
  return add(node, []);
}
