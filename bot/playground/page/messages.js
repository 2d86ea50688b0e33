// Owns how one message looks: who, when, what, its files, thread and menu.
// Must not know how lists are kept up to date.

import { messageContext, runShortcut } from "./actions.js";
import { api } from "./api.js";
import { blocksMention, drawBlocks } from "./blocks.js";
import { openDialog, openMenu } from "./dialogs.js";
import { button, dial, el, icon } from "./dom.js";
import { emoji } from "./emoji.js";
import { drawMrkdwn, flatten, massMention } from "./mrkdwn.js";
import { now, scene, state, user, zone } from "./state.js";
import { dayDistance, hhmm, longDay, shortDay } from "./times.js";

const TONES = 8;

/** A round mark for a person, or the dial for the app. */
export function avatar(person, isApp) {
  if (isApp) return el("span", { class: "avatar avatar-app", "aria-hidden": "true" }, dial());
  const name = person?.name ?? "?";
  const tone = [...String(person?.id ?? name)].reduce((sum, char) => (sum * 31 + char.codePointAt(0)) % 997, 7) % TONES;
  const letters = name.split(/\s+/).filter(Boolean).map((part) => part[0]).slice(0, 2).join("").toUpperCase();
  return el("span", { class: `avatar avatar-${tone}`, "aria-hidden": "true" }, letters);
}

/** Who wrote a message. */
export function author(message) {
  const app = state.workspace.app;
  const isApp = Boolean(message.bot_id || message.user === app.user_id || message.username);
  const person = user(message.user);
  const name = isApp ? message.username ?? app.name : person?.name ?? message.user ?? "Somebody";
  return { isApp, person, name };
}

export const millis = (ts) => Number(ts) * 1000;

/** The group this message would wake, or null. */
export function wakes(message) {
  if (typeof message.notifies === "string") return `@${message.notifies.replace(/^@/, "")}`;
  return massMention(message.text) ?? blocksMention(message.blocks);
}

function showNotification(message) {
  const { name } = author(message);
  const text = flatten(message.text, scene()).trim();
  const raw = String(message.text ?? "");
  openDialog({
    title: "What a phone shows and a screen reader says",
    className: "small light",
    body: [el("div", { class: "sheet-body" },
      el("div", { class: "phone-note" }, el("span", { class: "avatar avatar-app" }, dial()),
        el("div", {}, el("p", { class: "phone-note-head" }, el("strong", {}, name), el("span", { class: "quiet" }, hhmm(millis(message.ts), zone()))),
          el("p", { class: "phone-note-text" }, text || "(nothing)"))),
      text ? null : el("p", { class: "banner banner-warning" }, "This message has no top-level text. A phone shows nothing useful, and a screen reader may say nothing at all."),
      el("p", { class: "quiet" }, "The top-level text, as it was sent:"),
      el("pre", { tabindex: "0" }, raw || "(none)"))],
  });
}

function showSource(message) {
  openDialog({
    title: "The message as data",
    className: "light",
    body: [el("div", { class: "sheet-body" }, el("pre", { class: "source", tabindex: "0" }, JSON.stringify(message, null, 2)))],
  });
}

function tools(message, options) {
  const shortcuts = state.workspace.shortcuts.filter((item) => item.type === "message");
  const more = button("More about this message", { class: "icon-button", "aria-haspopup": "menu", "aria-expanded": "false" }, icon("more"));
  more.addEventListener("click", () => openMenu(more, [
    ...shortcuts.map((item) => ({ label: item.name, hint: item.description ?? state.workspace.app.name, icon: "bolt", action: () => runShortcut(item, { channel: options.channel, ts: message.ts }) })),
    { label: "Notification and screen reader", icon: "bell", action: () => showNotification(message) },
    { label: "Message as data", icon: "code", action: () => showSource(message) },
  ], "Message actions"));
  return el("div", { class: "message-tools", role: "group", "aria-label": "Message actions" },
    options.inThread || message.ephemeral ? null : button("Reply in a thread", { class: "icon-button", onclick: () => options.openThread(message.thread_ts ?? message.ts) }, icon("reply")),
    button("What a notification says", { class: "icon-button", onclick: () => showNotification(message) }, icon("bell")),
    more);
}

function size(bytes) {
  if (!Number.isFinite(bytes)) return "";
  return bytes < 1024 ? `${bytes} bytes` : bytes < 1_048_576 ? `${Math.round(bytes / 1024)} kB` : `${(bytes / 1_048_576).toFixed(1)} MB`;
}

function drawFile(file) {
  const url = api.fileUrl(file.id, state.me.id);
  const name = file.title || file.name || file.id;
  if (String(file.mimetype ?? "").startsWith("image/") || /^(png|jpe?g|gif|svg|webp)$/.test(file.filetype ?? "")) {
    return el("figure", { class: "block-image" }, el("figcaption", {}, name),
      el("a", { href: url, target: "_blank", rel: "noopener", "aria-label": `Open the image: ${name}` }, el("img", { src: url, alt: file.alt_txt ?? file.alt_text ?? name, loading: "lazy" })));
  }
  return el("a", { class: "file-card", href: url, download: file.name ?? file.id }, icon("file"),
    el("span", {}, el("strong", {}, name), el("small", { class: "quiet" }, [file.filetype?.toUpperCase(), size(file.size)].filter(Boolean).join(" · "))));
}

function drawAttachment(attachment, ctx) {
  return el("div", { class: "attachment" }, attachment.blocks ? drawBlocks(attachment.blocks, ctx)
    : [attachment.title ? el("strong", {}, attachment.title) : null, el("div", { class: "text" }, drawMrkdwn(attachment.text ?? attachment.fallback ?? "", ctx.scene()))]);
}

function drawReactions(message) {
  return el("div", { class: "reactions" }, message.reactions.map((item) =>
    el("span", { class: "reaction", title: (item.users ?? []).map((id) => user(id)?.name ?? id).join(", ") }, emoji(item.name) ?? `:${item.name}:`, " ", item.count ?? item.users?.length ?? 1)));
}

function threadLine(message, options) {
  const count = message.reply_count ?? 0;
  const ms = message.latest_reply ? millis(message.latest_reply) : null;
  const day = ms === null ? "" : dayDistance(ms, now(), zone()) === 0 ? "today" : shortDay(ms, zone());
  const last = ms === null ? "" : `last ${day} at ${hhmm(ms, zone())}`;
  return button("", { class: "thread-line", "aria-label": `${count} ${count === 1 ? "reply" : "replies"}, open the thread`, onclick: () => options.openThread(message.ts) },
    icon("reply"), el("strong", {}, `${count} ${count === 1 ? "reply" : "replies"}`), el("span", { class: "quiet" }, last));
}

/** One message as an article; `compact` leaves the name out when the same person goes on. */
export function drawMessage(message, options) {
  const { isApp, person, name } = author(message);
  const ms = millis(message.ts);
  const ctx = messageContext(options.channel, message.ts);
  const everyone = wakes(message);
  const time = el("time", { class: "when", title: `${longDay(ms, zone())}, ${hhmm(ms, zone())} in ${zone()}`, datetime: new Date(ms).toISOString() }, hhmm(ms, zone()));
  const edited = message.edited ? el("span", { class: "quiet edited" }, "(edited)") : null;
  const blocks = message.blocks?.length ? drawBlocks(message.blocks, ctx) : null;
  return el("article", { class: `message${options.compact ? " compact" : ""}${message.ephemeral ? " ephemeral" : ""}`, data: { ts: message.ts }, "aria-label": `${name}, ${hhmm(ms, zone())}` },
    message.ephemeral ? el("p", { class: "only-you" }, icon("eye"), "Only visible to you") : null,
    el("div", { class: "gutter" }, options.compact ? time : avatar(person, isApp)),
    el("div", { class: "message-body" },
      options.compact ? null : el("p", { class: "byline" }, el("strong", { class: "name" }, name), isApp ? el("span", { class: "badge" }, "App") : null, time, edited),
      everyone ? el("p", { class: "banner banner-alarm", role: "note" }, icon("megaphone"), el("span", {}, `This would notify everyone in the channel (${everyone}).`)) : null,
      blocks ?? (message.text ? el("div", { class: "text" }, drawMrkdwn(message.text, scene())) : null),
      (message.attachments ?? []).map((item) => drawAttachment(item, ctx)),
      (message.files ?? []).map(drawFile),
      options.compact ? edited : null,
      message.reactions?.length ? drawReactions(message) : null,
      message.reply_count && !options.inThread ? threadLine(message, options) : null),
    tools(message, options));
}
