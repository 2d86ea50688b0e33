// Owns the clock bar: the workspace's time in two zones, and the buttons that move it.
// Must not know what is due; the playground says when something is.

import { api } from "./api.js";
import { notice } from "./dialogs.js";
import { button, el, fill, icon } from "./dom.js";
import { announce, unreadByPerson } from "./news.js";
import { now, on, setNow, state, zone } from "./state.js";
import { refreshAll, refreshClock } from "./sync.js";
import { city, dayName, fieldValue, fromField, hhmm, hhmmss, nextMondayAtNine, offsetLabel, shortDay } from "./times.js";

const iso = (ms) => new Date(ms).toISOString();

async function move(body, saying, parts) {
  if (parts.bar.classList.contains("moving")) return;
  parts.bar.classList.add("moving");
  parts.status.textContent = saying;
  for (const control of parts.controls) control.disabled = true;
  try {
    const unread = await unreadByPerson();
    const answer = await api.moveClock(body);
    if (answer.now) setNow(answer.now, answer.next_due);
    await refreshAll();
    parts.status.textContent = `It is now ${shortDay(now(), zone())}, ${hhmm(now(), zone())}.`;
    announce(unread);
  } catch (error) {
    parts.status.textContent = "";
    notice(`The clock did not move: ${error.message}`, "error");
  } finally {
    parts.bar.classList.remove("moving");
    for (const control of parts.controls) control.disabled = false;
    parts.draw();
  }
}

/** Draws the clock bar into `bar`. */
export function clockBar(bar) {
  const mine = el("strong", { class: "clock-mine" });
  const mineZone = el("span", { class: "clock-zone" });
  const utc = el("span", { class: "clock-utc quiet" });
  const status = el("p", { class: "clock-status", role: "status" });
  const go = (label, attrs, work) => button(label, { class: "button clock-button", ...attrs, onclick: work });
  const field = el("input", { class: "field clock-field", type: "datetime-local", "aria-label": "Move the clock to this date and time, in your zone", required: true });
  const say = (ms) => `Moving to ${shortDay(ms, zone())}, ${hhmm(ms, zone())}…`;

  const next = go("Next check-in", { "aria-describedby": "next-due" }, async () => {
    await refreshClock();
    const due = state.clock.due;
    if (!due) notice("Nothing is due: the app has not said when it will do something next.");
    else move({ to: iso(Math.max(due, now() + 1000)) }, say(due), parts);
  });
  const nextDue = el("span", { id: "next-due", class: "quiet clock-due" });
  const monday = go("Next Monday 09:00", {}, () => {
    const to = nextMondayAtNine(now(), zone());
    move({ to: iso(to) }, say(to), parts);
  });
  const hour = go("+1 hour", {}, () => move({ advance: 3600 }, say(now() + 3_600_000), parts));
  const day = go("+1 day", {}, () => move({ advance: 86_400 }, say(now() + 86_400_000), parts));
  const jump = el("button", { type: "submit", class: "button clock-button" }, "Go");
  const form = el("form", { class: "clock-jump" }, field, jump);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const to = fromField(field.value, zone());
    if (to === null) return;
    const back = to < now() ? " (backwards)" : "";
    move({ to: iso(to) }, say(to) + back, parts);
  });

  const face = button("", { class: "clock-face", "aria-expanded": "false", "aria-controls": "clock-moves" });
  fill(face, icon("clock"), el("span", { class: "clock-lines" }, el("span", { class: "clock-line" }, mine, mineZone), utc), icon("down"));
  const moves = el("div", { class: "clock-moves", id: "clock-moves", role: "group", "aria-label": "Move the workspace's clock" }, next, monday, hour, day, form);
  face.addEventListener("click", () => {
    const open = bar.classList.toggle("open");
    face.setAttribute("aria-expanded", String(open));
  });
  bar.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && bar.classList.contains("open")) {
      bar.classList.remove("open");
      face.setAttribute("aria-expanded", "false");
      face.focus();
    }
  });

  function draw() {
    const at = now();
    mine.textContent = `${shortDay(at, zone())}, ${window.innerWidth > 760 ? hhmmss(at, zone()) : hhmm(at, zone())}`;
    mineZone.textContent = city(zone());
    utc.textContent = `${shortDay(at, "UTC")}, ${hhmm(at, "UTC")} UTC`;
    face.setAttribute("aria-label", `The workspace's clock: ${shortDay(at, zone())}, ${hhmm(at, zone())} in ${city(zone())} (${offsetLabel(at, zone())})`);
    const due = state.clock.due;
    nextDue.textContent = due ? `due ${dayName(due, at, zone())}, ${hhmm(due, zone())}` : "nothing due";
    next.title = due ? `Something is due ${dayName(due, at, zone()).toLowerCase()} at ${hhmm(due, zone())} (${city(zone())})` : "The app has not said that anything is due";
    if (document.activeElement !== field && !field.dataset.touched) field.value = fieldValue(at, zone());
  }
  field.addEventListener("input", () => (field.dataset.touched = "yes"));

  const parts = { bar, status, draw, controls: [next, monday, hour, day, jump, field] };
  fill(bar, face, moves, nextDue, status);
  on(["me", "clock"], () => {
    delete field.dataset.touched;
    draw();
  });
  setInterval(draw, 1000);
  draw();
}
