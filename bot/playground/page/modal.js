// Owns the modal: the top view of the stack, what was typed into it, errors beside fields, waiting and closing.
// Must not know what the app does with a submission.

import { silence, viewContext } from "./actions.js";
import { api } from "./api.js";
import { drawBlocks } from "./blocks.js";
import { onEscape } from "./dialogs.js";
import { add, button, dial, el, fill, freshId, icon, trapTab } from "./dom.js";
import { drawPlain } from "./mrkdwn.js";
import { on, state } from "./state.js";
import { refreshMessages, refreshViews } from "./sync.js";

let shown = null;
const drafts = new Map();

/** What of a view is drawn; what stands in its inputs is the page's own business. */
const shape = (view) => JSON.stringify({ ...view, state: null });
const keyOf = (block, element) => `${block.block_id}/${element?.action_id}`;

/** What stays the same while the app redraws one view, and when the person comes back to it. */
function createForm(view) {
  if (!drafts.has(view.id)) drafts.set(view.id, new Map());
  return { view, touched: drafts.get(view.id), controls: new Map(), fails: new Map() };
}

function contextFor(form) {
  return viewContext(form.view.id, {
    control: (block, element) => ({
      restore: form.touched.get(keyOf(block, element))?.raw,
      onTouch: (control) => {
        form.touched.set(keyOf(block, element), { raw: control.raw(), value: control.read(), block: block.block_id, action: element.action_id });
        form.fails.get(block.block_id)?.(null);
      },
    }),
    register(block, element, drawn, extra) {
      form.controls.set(keyOf(block, element), drawn);
      if (extra) form.fails.set(block.block_id, extra.fail);
    },
  });
}

function values(form) {
  const out = {};
  for (const block of form.view.blocks ?? []) {
    for (const touch of form.touched.values()) {
      if (touch.block !== block.block_id) continue;
      out[touch.block] ??= {};
      const drawn = form.controls.get(`${touch.block}/${touch.action}`);
      out[touch.block][touch.action] = drawn?.read ? drawn.read() : touch.value;
    }
  }
  return out;
}

function say(form, text) {
  fill(form.banner, text ? [icon("bell"), el("span", {}, text)] : null);
  form.banner.hidden = !text;
}

function wait(form, busy) {
  form.node.classList.toggle("pending", busy);
  form.node.setAttribute("aria-busy", String(busy));
  for (const item of form.node.querySelectorAll(".sheet-foot button")) item.disabled = busy;
}

function showErrors(form, errors) {
  let first = null;
  const loose = [];
  for (const [block, message] of Object.entries(errors)) {
    const fail = form.fails.get(block);
    if (!fail) {
      loose.push(message);
      continue;
    }
    fail(message);
    first ??= [...form.controls].find(([key]) => key.startsWith(`${block}/`))?.[1];
  }
  say(form, loose.join(" ") || null);
  first?.focus?.focus();
  first?.node.scrollIntoView({ block: "center" });
}

async function submit(form) {
  if (form.busy) return;
  form.busy = true;
  for (const fail of form.fails.values()) fail(null);
  say(form, null);
  wait(form, true);
  try {
    const answer = await api.submit(state.me.id, form.view.id, values(form));
    const silent = silence(answer, "Submit");
    if (answer.errors && Object.keys(answer.errors).length) {
      wait(form, false);
      showErrors(form, answer.errors);
    } else if (silent || answer.result === "failed" || answer.result === "error") {
      say(form, silent ?? answer.message ?? `We had some trouble connecting. ${state.workspace.app.name} did not answer. Try again?`);
    } else form.touched.clear();
  } catch (error) {
    say(form, error.message);
  } finally {
    form.busy = false;
    wait(form, false);
  }
  await refreshViews();
  refreshMessages();
}

async function close(form) {
  try {
    await api.close(state.me.id, form.view.id);
  } catch (error) {
    say(form, error.message);
  }
  await refreshViews();
}

function build(view) {
  const form = createForm(view);
  const title = freshId("modal");
  form.opener = document.activeElement;
  form.heading = el("h2", { id: title });
  form.back = button("Back", { class: "icon-button", onclick: () => close(form) }, icon("back"));
  form.banner = el("p", { class: "banner banner-alarm modal-banner", role: "alert", hidden: true });
  form.body = el("div", { class: "sheet-body modal-body" });
  form.foot = el("footer", { class: "sheet-foot" });
  const content = el("form", { class: "modal-form", novalidate: true, "aria-labelledby": title }, form.banner, form.body, form.foot);
  form.node = el("dialog", { class: "sheet modal", "aria-labelledby": title },
    el("header", { class: "sheet-head" }, form.back, el("span", { class: "avatar avatar-app" }, dial()), form.heading,
      button("Close", { class: "icon-button", onclick: () => close(form) }, icon("close"))), content);
  content.addEventListener("submit", (event) => {
    event.preventDefault();
    if (form.view.submit) submit(form);
  });
  onEscape(form.node, () => close(form));
  form.node.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.metaKey || event.ctrlKey) && form.view.submit) submit(form);
  });
  trapTab(form.node);
  return form;
}

/** Draws a view into its form, keeping what was typed and where the focus was. */
function draw(form, view) {
  const focused = form.node.contains(document.activeElement) ? document.activeElement.closest("[data-action], [data-block]") : null;
  const focusKey = focused?.dataset.action ?? null;
  const scroll = form.body.scrollTop;
  form.view = view;
  form.controls.clear();
  form.fails.clear();
  fill(form.heading, drawPlain(view.title?.text ?? ""));
  form.back.hidden = !view.previous_view_id;
  fill(form.body, drawBlocks(view.blocks, contextFor(form)));
  const cancel = add(button("", { class: "button", onclick: () => close(form) }), drawPlain(view.close?.text ?? (view.submit ? "Cancel" : "Close")));
  const go = view.submit ? add(el("button", { type: "submit", class: "button primary" }), drawPlain(view.submit.text)) : null;
  fill(form.foot, cancel, go);
  form.body.scrollTop = scroll;
  if (focusKey) [...form.body.querySelectorAll("[data-action]")].find((node) => node.dataset.action === focusKey)?.querySelector("input, button, textarea")?.focus();
}

function focusFirst(form) {
  const wanted = (form.view.blocks ?? []).flatMap((block) => [block.element, ...(block.elements ?? [])].filter((item) => item?.focus_on_load).map((item) => keyOf(block, item)))[0];
  const target = form.controls.get(wanted)?.focus ?? form.body.querySelector("input:not([type=hidden]), textarea, .button") ?? form.foot.querySelector(".button");
  target?.focus();
}

function update() {
  const view = state.modal;
  if (!view) {
    if (!shown) return;
    const { node, opener } = shown;
    shown = null;
    drafts.clear();
    node.close();
    node.remove();
    if (opener?.isConnected) opener.focus();
    else document.querySelector(".composer-field")?.focus();
    return;
  }
  if (shown && shown.view.id === view.id) {
    if (shape(shown.view) !== shape(view)) draw(shown, view);
    return;
  }
  const former = shown;
  shown = build(view);
  if (former) shown.opener = former.opener;
  draw(shown, view);
  document.body.append(shown.node);
  shown.node.showModal();
  if (former) {
    former.node.close();
    former.node.remove();
  }
  focusFirst(shown);
}

/** Shows the person's modal whenever there is one. */
export function watchModal() {
  on("modal", update);
}
