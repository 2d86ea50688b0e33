// Owns block elements: buttons, menus and the wiring of every control to an action.
// Must not know which surface it draws on; `ctx` carries out actions, suggestions and uploads.

import { confirmFirst, openMenu } from "./dialogs.js";
import { add, button, el, icon, link, safeLink } from "./dom.js";
import { createInput } from "./inputs.js";
import { drawText } from "./mrkdwn.js";
import { createSelect, namedOption, optionGroups } from "./selects.js";

async function run(node, element, block, ctx, value) {
  if (!(await confirmFirst(element.confirm, ctx.scene()))) return;
  node.classList.add("pending");
  node.setAttribute("aria-busy", "true");
  try {
    await ctx.act({ action_id: element.action_id, block_id: block.block_id, value });
  } finally {
    node.classList.remove("pending");
    node.removeAttribute("aria-busy");
  }
}

function drawButton(element, block, ctx) {
  const tone = { primary: "primary", danger: "danger" }[element.style] ?? "";
  const node = button("", { class: `button ${tone}`, "aria-label": element.accessibility_label, data: { action: element.action_id ?? "" } });
  add(node, [el("span", {}, drawText(element.text, ctx.scene()))]);
  node.addEventListener("click", () => {
    if (node.classList.contains("pending")) return;
    if (element.url && safeLink(element.url)) window.open(element.url, "_blank", "noopener,noreferrer");
    run(node, element, block, ctx, element.value);
  });
  if (element.url) add(node, [el("span", { class: "quiet" }, "↗")]);
  return { node };
}

function drawOverflow(element, block, ctx) {
  const node = button("More choices", { class: "button icon-only", "aria-haspopup": "menu", "aria-expanded": "false", data: { action: element.action_id ?? "" } }, icon("more"));
  node.addEventListener("click", () =>
    openMenu(node, (element.options ?? []).map((option) => ({
      label: option.text?.text ?? "",
      hint: option.description?.text,
      action: () => {
        if (option.url && safeLink(option.url)) window.open(option.url, "_blank", "noopener,noreferrer");
        run(node, element, block, ctx, option.value);
      },
    })), "More choices"));
  return { node };
}

function drawFeedback(element, block, ctx) {
  const one = (choice, fallback) => {
    const node = button("", { class: "button", "aria-label": choice?.accessibility_label });
    add(node, [el("span", {}, choice?.text?.text ?? fallback)]);
    node.addEventListener("click", () => run(node, element, block, ctx, choice?.value));
    return node;
  };
  return { node: el("span", { class: "button-row" }, one(element.positive_button, "Good"), one(element.negative_button, "Bad")) };
}

function drawIconButton(element, block, ctx) {
  const node = button(element.accessibility_label ?? element.text?.text ?? "Do", { class: "button icon-only" }, icon(element.icon === "trash" ? "close" : "more"));
  node.addEventListener("click", () => run(node, element, block, ctx, element.value));
  return { node };
}

/** The image of an image block or element: an address, or a file of the workspace. */
export function imageSource(item, ctx) {
  if (item.slack_file) return ctx.fileUrl(item.slack_file.id, item.slack_file.url);
  const url = String(item.image_url ?? "");
  return url.startsWith("/") || url.startsWith(`${location.origin}/`) ? url : null;
}

function drawImage(item, block, ctx) {
  const source = imageSource(item, ctx);
  if (!source) return { node: el("span", { class: "image-away", role: "img", "aria-label": item.alt_text ?? "" }, link(item.image_url, item.alt_text || "image")) };
  return { node: el("img", { class: "thumb", src: source, alt: item.alt_text ?? "" }) };
}

const people = (ctx) => ctx.users().filter((item) => !item.deleted && !item.bot);
const personOption = (item) => namedOption(item.id, item.name, `@${item.handle}`);
const channelOption = (item) => namedOption(item.id, `#${item.name}`);

function optionsFor(kind, ctx, element) {
  if (kind === "users") return people(ctx).map(personOption);
  const open = ctx.channels().filter((item) => !item.is_archived && item.name && !item.is_im);
  if (kind === "channels") return open.filter((item) => !item.is_private).map(channelOption);
  const include = element.filter?.include ?? ["im", "public", "private"];
  return [
    ...open.filter((item) => include.includes(item.is_private ? "private" : "public")).map(channelOption),
    ...(include.includes("im") ? people(ctx).map(personOption) : []),
  ];
}

function initialOptions(element, kind, multi, ctx) {
  if (kind === "static" || kind === "external") return multi ? element.initial_options ?? [] : element.initial_option ? [element.initial_option] : [];
  const noun = { users: "user", channels: "channel", conversations: "conversation" }[kind];
  const ids = multi ? element[`initial_${noun}s`] ?? [] : element[`initial_${noun}`] ? [element[`initial_${noun}`]] : [];
  const known = optionsFor(kind, ctx, {});
  return ids.map((id) => known.find((option) => option.value === id) ?? namedOption(id, id));
}

function drawSelect(element, block, ctx, options) {
  const match = /^(multi_)?(static|external|users|conversations|channels)_select$/.exec(element.type);
  if (!match) return null;
  const multi = Boolean(match[1]);
  const kind = match[2];
  const external = kind === "external";
  const simple = (chosen) => (multi ? chosen.map((item) => item.value) : chosen[0]?.value ?? null);
  const select = createSelect({
    groups: external ? [] : kind === "static" ? optionGroups(element) : [{ label: "", options: optionsFor(kind, ctx, element) }],
    load: external ? (query) => ctx.suggest({ action_id: element.action_id, block_id: block.block_id, query }) : null,
    minLength: external ? element.min_query_length ?? 3 : 0,
    multi, max: element.max_selected_items ?? Infinity,
    chosen: options.restore ?? initialOptions(element, kind, multi, ctx),
    placeholder: element.placeholder?.text ?? "Choose…",
    name: options.name, describedBy: options.describedBy, optional: options.optional, id: options.id,
    onChange: (chosen) => {
      options.onTouch?.();
      options.onCommit(simple(chosen));
    },
  });
  return { node: select.node, focus: select.input, read: () => simple(select.read()), raw: select.read };
}

const SIMPLE = {
  button: drawButton, workflow_button: drawButton, overflow: drawOverflow, image: drawImage,
  feedback_buttons: drawFeedback, icon_button: drawIconButton,
};

const NAMES = { datepicker: "Date", timepicker: "Time", datetimepicker: "Date and time" };

/** Draws an element; controls get read() and raw(), and report to the app unless `options.silent`. */
export function drawElement(element, block, ctx, options = {}) {
  if (SIMPLE[element.type]) return SIMPLE[element.type](element, block, ctx);
  let control = null;
  const name = options.name || element.placeholder?.text || NAMES[element.type] || "Choose";
  const settings = {
    scene: ctx.scene(), upload: ctx.upload, ...options, name,
    onTouch: () => options.onTouch?.(control),
    onCommit: (value) => {
      options.onTouch?.(control);
      if (!options.silent) run(control.node, element, block, ctx, value);
    },
  };
  control = drawSelect(element, block, ctx, settings) ?? createInput(element, settings);
  if (control) control.node.dataset.action = element.action_id ?? "";
  return control ?? { node: el("span", { class: "unknown" }, `This page cannot draw “${element.type}” yet.`) };
}
