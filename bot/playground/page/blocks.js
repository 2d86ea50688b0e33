// Owns blocks: one drawing function per kind, and a labelled placeholder for what is not known.
// Must not know what surface it draws on, nor how an action travels; `ctx` does both.

import { add, el, freshId, icon, link } from "./dom.js";
import { drawElement, imageSource } from "./elements.js";
import { drawPlain, drawText, massMention } from "./mrkdwn.js";
import { drawMarkdown, drawRichText } from "./richtext.js";

const text = (object, ctx, className = "text") => add(el("div", { class: className }), drawText(object, ctx.scene()));

function header(block) {
  const level = Math.min(Math.max(Number(block.level) || 1, 1), 4);
  return add(el("div", { class: `block-header block-header-${level}`, role: "heading", "aria-level": String(level + 2) }), drawPlain(block.text?.text));
}

function section(block, ctx) {
  const body = el("div", { class: "section-body" });
  if (block.text) body.append(text(block.text, ctx));
  if (block.fields?.length) body.append(el("div", { class: "fields" }, block.fields.map((field) => text(field, ctx))));
  const node = el("div", { class: "block-section" }, body);
  if (block.accessory) {
    const drawn = drawElement(block.accessory, block, ctx, { name: (block.text?.text ?? "").slice(0, 80), ...ctx.control?.(block, block.accessory) });
    node.append(el("div", { class: `accessory accessory-${block.accessory.type === "image" ? "image" : "control"}` }, drawn.node));
    ctx.register?.(block, block.accessory, drawn);
  }
  return node;
}

function context(block, ctx) {
  return el("div", { class: "block-context" }, (block.elements ?? []).map((item) =>
    item.type === "image" ? drawElement(item, block, ctx).node : text(item, ctx, "text context-text")));
}

function actions(block, ctx) {
  return el("div", { class: "block-actions" }, (block.elements ?? []).map((item) => {
    const drawn = drawElement(item, block, ctx, ctx.control?.(block, item) ?? {});
    ctx.register?.(block, item, drawn);
    return drawn.node;
  }));
}

function image(block, ctx) {
  const source = imageSource(block, ctx);
  const caption = block.title ? el("figcaption", {}, drawText(block.title, ctx.scene())) : null;
  if (!source) {
    return el("figure", { class: "block-image" }, caption,
      el("p", { class: "image-away" }, icon("file"), el("span", {}, "An image from elsewhere is not loaded here: ", link(block.image_url, block.alt_text || block.image_url))));
  }
  const picture = el("img", { src: source, alt: block.alt_text ?? "", loading: "lazy" });
  return el("figure", { class: "block-image" }, caption,
    el("a", { href: source, target: "_blank", rel: "noopener", "aria-label": `Open the image: ${block.alt_text ?? ""}` }, picture));
}

function input(block, ctx) {
  const id = freshId("input");
  const hintId = freshId("hint");
  const errorId = freshId("error");
  const kinds = { checkboxes: true, radio_buttons: true };
  const error = el("p", { class: "field-error", id: errorId, role: "alert" });
  const described = `${block.hint ? `${hintId} ` : ""}${errorId}`;
  const extra = ctx.control?.(block, block.element) ?? {};
  const drawn = drawElement(block.element ?? {}, block, ctx, {
    ...extra, id, name: block.label?.text ?? "", describedBy: described, required: !block.optional, optional: block.optional,
    silent: !block.dispatch_action, dispatches: block.dispatch_action,
  });
  const label = [el("span", {}, drawPlain(block.label?.text)), block.optional ? el("span", { class: "quiet optional" }, "optional") : null];
  const node = el("div", { class: "block-input", data: { block: block.block_id ?? "" } },
    kinds[block.element?.type] ? el("div", { class: "label" }, label) : el("label", { class: "label", for: id }, label),
    drawn.node,
    block.hint ? el("p", { class: "quiet hint", id: hintId }, drawPlain(block.hint.text)) : null,
    error);
  ctx.register?.(block, block.element, drawn, {
    fail(message) {
      error.textContent = message ?? "";
      node.classList.toggle("has-error", Boolean(message));
      if (message) drawn.focus?.setAttribute("aria-invalid", "true");
      else drawn.focus?.removeAttribute("aria-invalid");
    },
  });
  return node;
}

function cellText(cell) {
  return (cell?.elements ?? []).flatMap((part) => part.elements ?? []).map((item) => item.text ?? "").join("");
}

function table(block, ctx) {
  const rows = block.rows ?? [];
  const settings = block.column_settings ?? [];
  const numeric = (rows[0] ?? []).map((_, column) => rows.slice(1).every((row) => /^[\s\d.,+\-−–%→~≤≥hd]*$/.test(row[column]?.text ?? cellText(row[column]))));
  const cell = (item, column, tag) => {
    const align = settings[column]?.align ?? (numeric[column] ? "right" : "left");
    const node = el(tag, { class: `align-${align}${settings[column]?.is_wrapped ? " wrapped" : ""}`, scope: tag === "th" ? "col" : undefined });
    return add(node, item?.type === "rich_text" ? drawRichText(item.elements, ctx.scene()) : drawPlain(item?.text ?? (item?.value ?? "")));
  };
  const [head, ...body] = rows;
  return el("div", { class: "table-scroll", tabindex: "0", role: "region", "aria-label": block.caption?.text ?? block.caption ?? "Table" },
    el("table", {}, el("thead", {}, el("tr", {}, (head ?? []).map((item, i) => cell(item, i, "th")))),
      el("tbody", {}, body.map((row) => el("tr", {}, row.map((item, i) => cell(item, i, "td")))))));
}

function alert(block, ctx) {
  const level = ["info", "success", "warning", "error"].includes(block.level) ? block.level : "info";
  return add(el("div", { class: `block-alert block-alert-${level}` }), drawText(block.text, ctx.scene()));
}

const KINDS = {
  header, section, context, actions, image, input, table, alert, data_table: table, context_actions: actions,
  divider: () => el("hr", { class: "block-divider" }),
  rich_text: (block, ctx) => el("div", { class: "text rich" }, drawRichText(block.elements, ctx.scene())),
  markdown: (block, ctx) => el("div", { class: "text markdown" }, drawMarkdown(block.text, ctx.scene())),
  file: (block) => el("p", { class: "quiet" }, icon("file"), ` A file from elsewhere (${block.external_id ?? ""})`),
};

function unknown(block) {
  return el("div", { class: "unknown" }, el("strong", {}, `Block “${block?.type ?? "?"}”`), " is real, but this page does not draw it.");
}

/** Draws blocks in order; a block that breaks shows a placeholder instead of taking the rest along. */
export function drawBlocks(blocks, ctx) {
  return (blocks ?? []).map((block) => {
    let node;
    try {
      node = KINDS[block?.type]?.(block, ctx) ?? unknown(block);
    } catch (error) {
      console.warn("block not drawn", error);
      node = unknown(block);
    }
    node.classList.add("block");
    return node;
  });
}

/** The mass mention hidden anywhere in blocks that speak mrkdwn, or null. */
export function blocksMention(blocks) {
  const stack = [...(blocks ?? [])];
  while (stack.length) {
    const item = stack.pop();
    if (!item || typeof item !== "object") continue;
    if (item.type === "mrkdwn" && massMention(item.text)) return massMention(item.text);
    if (item.type === "broadcast") return `@${item.range}`;
    stack.push(...Object.values(item).filter((value) => value && typeof value === "object"));
  }
  return null;
}
