// Owns the assembly of the page: where one is, the address that remembers it, and the pieces in their places.
// Must not know how any piece works inside.

import { attempt } from "./actions.js";
import { api } from "./api.js";
import { clockBar } from "./clock.js";
import { composer } from "./composer.js";
import { button, dial, el, fill, icon } from "./dom.js";
import { appTabs, homeTab } from "./home.js";
import { faultsPanel, journalPanel, sidePanel } from "./journal.js";
import { watchModal } from "./modal.js";
import { onChosen, unreadOf } from "./news.js";
import { choosePerson, whoButton } from "./people.js";
import { sidebar, sidebarToggle } from "./sidebar.js";
import { channel, on, set, state } from "./state.js";
import { followAs, refreshAll, refreshChannels, refreshClock, refreshMessages, refreshThread, refreshViews, refreshWorkspace } from "./sync.js";
import { threadPanel } from "./thread.js";
import { timeline } from "./timeline.js";

const at = (id) => document.getElementById(id);
const panel = sidePanel(at("panel"), (former) => {
  if (former === thread) {
    set({ thread: null, replies: [] });
    remember();
  }
});
const thread = threadPanel();
const journal = journalPanel();
const faults = faultsPanel();

function address() {
  return Object.fromEntries(new URLSearchParams(location.hash.slice(1)));
}

function remember() {
  const { me, place } = state;
  if (!me || !place) return;
  const parts = { as: me.handle, in: place.kind === "app" ? (place.tab === "home" ? "app" : "app-messages") : place.channel, thread: state.thread };
  const hash = new URLSearchParams(Object.entries(parts).filter(([, value]) => value)).toString();
  if (location.hash.slice(1) !== hash) history.replaceState(null, "", `#${hash}`);
}

async function openPlace(place) {
  if (panel.current() === thread) panel.hide();
  places.hide();
  const who = state.me;
  let target = place;
  if (place.kind === "app") {
    const answer = await attempt("Opening the app", () => api.dm(who.id));
    const dm = answer?.channel ?? answer?.id ?? answer?.dm ?? null;
    target = { ...place, channel: typeof dm === "object" ? dm?.id ?? null : dm };
    target.dm = target.channel;
  }
  if (who !== state.me && who.id !== state.me.id) return;
  const moved = target.channel !== state.place?.channel;
  set({ place: target, ...(moved ? { messages: [] } : {}) });
  remember();
  await refreshMessages();
  if (place.kind === "app") api.home(who.id, place.tab).catch(() => {}).finally(refreshViews);
  markRead();
}

function markRead() {
  const { me, place } = state;
  if (!me || !place?.channel || document.hidden || (place.kind === "app" && place.tab === "home")) return;
  const here = state.channels.find((item) => item.id === place.channel);
  if (here && !unreadOf(here)) return;
  api.read(me.id, place.channel).then(refreshChannels, () => {});
}

async function openThread(ts) {
  set({ thread: ts, replies: [] });
  remember();
  if (panel.current() === thread) thread.open();
  else panel.show(thread);
  await refreshThread();
}

async function become(person, wanted = {}) {
  if (panel.current() === thread) panel.hide();
  set({ me: person, modal: null, home: null, messages: [], channels: [] });
  followAs(person.id);
  await Promise.all([refreshChannels(), refreshViews(), refreshClock()]);
  const known = (id) => state.channels.some((item) => item.id === id);
  if (wanted.in === "app" || wanted.in === "app-messages") await openPlace({ kind: "app", tab: wanted.in === "app" ? "home" : "messages" });
  else if (wanted.in && known(wanted.in)) await openPlace({ kind: "channel", channel: wanted.in });
  else if (state.place?.kind === "channel" && known(state.place.channel)) await openPlace(state.place);
  else await openPlace({ kind: "app", tab: state.place?.tab ?? "messages" });
  if (wanted.thread) openThread(wanted.thread);
  else if (document.activeElement === document.body && window.innerWidth > 760) at(state.place?.tab === "home" ? "home" : "write").querySelector(".composer-field")?.focus();
}

const placeName = () => (state.place?.kind === "app" ? state.workspace.app.name : channel(state.place?.channel)?.name ?? state.channels.find((item) => item.id === state.place?.channel)?.name ?? "");
const write = composer({
  target: () => ({ channel: state.place?.channel, thread: undefined }),
  onSend: () => lines.pin(),
  label: () => (!state.place ? "Write something" : state.place.kind === "app" ? `Message ${placeName()}, or type / for a command` : `Message #${placeName()}, or type / for a command`),
});
const list = at("timeline");
const lines = timeline(list, () => el("div", { class: "empty" }, dial(), el("h2", {}, "Nothing here yet"), el("p", {}, "Write something, or type / to see what the bot understands.")));

function drawPlace() {
  const { place } = state;
  if (!place) return;
  const isApp = place.kind === "app";
  const info = channel(place.channel) ?? {};
  const people = info.members?.filter((id) => id !== state.workspace.app.user_id).length;
  fill(at("place-title"), isApp ? null : icon(info.is_private ? "lock" : "hash"), placeName());
  at("place-note").textContent = isApp ? (state.workspace.connected === 0 ? "App · not connected" : "App") : [info.topic?.value ?? info.topic, people ? `${people} people` : ""].filter((item) => typeof item === "string" && item).join(" · ");
  const home = isApp && place.tab === "home";
  at("home").hidden = !home;
  list.hidden = home;
  at("write").hidden = home;
  at("pane").setAttribute("aria-labelledby", isApp ? `tab-${place.tab}` : "place-title");
  list.setAttribute("aria-label", `Messages in ${placeName()}`);
  write.arrive(`${place.channel}/${state.me.id}`);
  document.title = `${placeName()} · ${state.workspace.name}`;
}

on(["place", "workspace", "channels"], drawPlace);
on(["messages", "place", "me", "workspace"], () => {
  if (state.place && !list.hidden) lines.update(state.messages.filter((item) => !item.thread_ts || item.thread_ts === item.ts || item.subtype === "thread_broadcast"), { channel: state.place.channel, openThread });
});
on("messages", markRead);
on("connected", () => {
  at("offline").hidden = state.connected;
});
document.addEventListener("visibilitychange", () => !document.hidden && state.me && refreshAll());
window.addEventListener("hashchange", () => {
  const wanted = address();
  const person = state.workspace.users.find((item) => item.handle === wanted.as || item.id === wanted.as);
  if (person) become(person, wanted);
});

const places = sidebarToggle(at("places"), at("backdrop"));
const drawBrand = () => fill(at("brand"), dial(), el("span", { class: "brand-text" }, el("span", {}, state.workspace.name), el("small", { class: "quiet" }, "playground")));
on("workspace", drawBrand);
drawBrand();
at("top-start").prepend(places.toggle);
at("who").append(whoButton((person) => become(person)));
fill(at("tools"),
  button("Journal", { class: "icon-button tool", onclick: () => panel.toggle(journal) }, icon("journal")),
  button("Break something", { class: "icon-button tool", onclick: () => panel.toggle(faults) }, icon("wrench")));
at("tabs").append(appTabs((tab) => openPlace({ kind: "app", tab })));
at("write").append(write.node);
sidebar(at("places-list"), openPlace);
homeTab(at("home"));
clockBar(at("clock"));
watchModal();
onChosen((person) => become(person, { in: "app-messages" }));

// Nothing tells the page when the app connects, so it looks while there is none.
setInterval(() => state.workspace.connected === 0 && !document.hidden && refreshWorkspace(), 4000);
document.querySelector(".skip").addEventListener("click", (event) => {
  event.preventDefault();
  at("pane").focus();
});

async function begin() {
  await refreshWorkspace();
  if (!state.workspace.users.length) {
    set({ connected: false });
    setTimeout(begin, 1500);
    return;
  }
  set({ connected: true });
  document.body.classList.remove("loading");
  const wanted = address();
  const person = state.workspace.users.find((item) => item.handle === wanted.as || item.id === wanted.as);
  if (person) become(person, wanted);
  else choosePerson((chosen) => become(chosen, wanted), { first: true });
}
begin();
