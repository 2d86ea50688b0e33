// Owns the controls that hold typed, dated or ticked values.
// Must not know about requests; each control offers read(), and reports a finished change through `onCommit`.

import { add, el, freshId } from "./dom.js";
import { drawText } from "./mrkdwn.js";
import { fieldValue, fromField } from "./times.js";

const named = (options) => ({ "aria-label": options.name, "aria-describedby": options.describedBy, id: options.id });

function commitOnLeave(input, options, read) {
  let last = read();
  let timer = null;
  const commit = () => {
    clearTimeout(timer);
    const value = read();
    if (value === last) return;
    last = value;
    options.onCommit(value);
  };
  input.addEventListener("input", () => options.onInput?.(read()));
  input.addEventListener("blur", commit);
  input.addEventListener("keydown", (event) => event.key === "Enter" && input.tagName === "INPUT" && commit());
  // A picker commits with one click, while typing passes through half-written dates: wait for a pause.
  if (input.type !== "text" && input.tagName === "INPUT") {
    input.addEventListener("change", () => {
      clearTimeout(timer);
      timer = setTimeout(commit, 700);
    });
  }
}

function textInput(element, options) {
  const types = { email_text_input: "email", url_text_input: "url", number_input: "text" };
  const number = element.type === "number_input";
  const initial = options.restore ?? element.initial_value ?? "";
  const attrs = {
    ...named(options), class: "field", placeholder: element.placeholder?.text, maxlength: element.max_length, autocomplete: "off",
    "aria-required": options.required ? "true" : undefined,
  };
  const input = element.multiline
    ? el("textarea", { ...attrs, rows: "3" })
    : el("input", { ...attrs, type: types[element.type] ?? "text", inputmode: number ? (element.is_decimal_allowed ? "decimal" : "numeric") : undefined, class: number ? "field field-short" : "field" });
  input.value = initial;
  const read = () => (input.value === "" ? null : input.value);
  input.addEventListener("input", () => options.onTouch?.());
  const config = element.dispatch_action_config?.trigger_actions_on ?? ["on_enter_pressed"];
  if (config.includes("on_character_entered")) {
    let timer = null;
    input.addEventListener("input", () => {
      clearTimeout(timer);
      timer = setTimeout(() => options.onCommit(read()), 300);
    });
  }
  input.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && config.includes("on_enter_pressed") && !element.multiline && options.dispatches) {
      event.preventDefault();
      options.onCommit(read());
    }
  });
  if (element.multiline) {
    const grow = () => {
      input.style.setProperty("height", "auto");
      if (input.scrollHeight) input.style.setProperty("height", `${Math.min(input.scrollHeight + 2, 320)}px`);
    };
    input.addEventListener("input", grow);
  }
  let node = input;
  if (number && (element.min_value !== undefined || element.max_value !== undefined)) {
    const range = element.min_value !== undefined && element.max_value !== undefined ? `${element.min_value} to ${element.max_value}`
      : element.min_value !== undefined ? `at least ${element.min_value}` : `at most ${element.max_value}`;
    node = el("span", { class: "with-range" }, input, el("span", { class: "quiet" }, range));
  }
  return { node, focus: input, read, raw: () => input.value };
}

function dateInput(element, options) {
  const kinds = { datepicker: ["date", element.initial_date], timepicker: ["time", element.initial_time] };
  const [type, initial] = kinds[element.type];
  const input = el("input", { ...named(options), class: "field field-short", type, value: options.restore ?? initial ?? "" });
  const read = () => input.value || null;
  input.addEventListener("input", () => options.onTouch?.());
  commitOnLeave(input, options, read);
  return { node: input, focus: input, read, raw: () => input.value };
}

function dateTimeInput(element, options) {
  const zone = options.scene.zone;
  const initial = options.restore ?? (element.initial_date_time ? fieldValue(Number(element.initial_date_time) * 1000, zone) : "");
  const input = el("input", { ...named(options), class: "field field-short", type: "datetime-local", value: initial });
  const read = () => {
    const ms = fromField(input.value, zone);
    return ms === null ? null : Math.round(ms / 1000);
  };
  input.addEventListener("input", () => options.onTouch?.());
  commitOnLeave(input, options, read);
  return { node: input, focus: input, read, raw: () => input.value };
}

function ticks(element, options) {
  const many = element.type === "checkboxes";
  const chosen = options.restore ?? (many ? (element.initial_options ?? []).map((item) => item.value) : element.initial_option ? [element.initial_option.value] : []);
  const group = freshId("group");
  const boxes = [];
  const node = el("div", { class: "ticks", role: many ? "group" : "radiogroup", "aria-label": options.name, "aria-describedby": options.describedBy, "aria-required": options.required && !many ? "true" : undefined },
    (element.options ?? []).map((option, index) => {
      const box = el("input", { type: many ? "checkbox" : "radio", name: group, id: index ? undefined : options.id });
      box.checked = chosen.includes(option.value);
      boxes.push([box, option.value]);
      box.addEventListener("change", () => {
        options.onTouch?.();
        options.onCommit(read());
      });
      const text = add(el("span", { class: "tick-text" }), drawText(option.text, options.scene));
      if (option.description) text.append(add(el("span", { class: "quiet tick-hint" }), drawText(option.description, options.scene)));
      return el("label", { class: "tick" }, box, text);
    }));
  const values = () => boxes.filter(([box]) => box.checked).map(([, value]) => value);
  const read = () => (many ? values() : values()[0] ?? null);
  return { node, focus: boxes[0]?.[0] ?? node, read, raw: values };
}

function fileInput(element, options) {
  const most = element.max_files ?? 10;
  let ids = options.restore ?? [];
  const status = el("span", { class: "quiet", role: "status" }, ids.length ? `${ids.length} attached` : "");
  const input = el("input", { ...named(options), class: "field", type: "file", multiple: most > 1, accept: element.filetypes?.map((item) => `.${item}`).join(",") });
  input.addEventListener("change", async () => {
    options.onTouch?.();
    const files = [...input.files].slice(0, most);
    status.textContent = "Attaching…";
    try {
      ids = await Promise.all(files.map((file) => options.upload(file)));
      status.textContent = `${ids.length} attached`;
      options.onTouch?.();
      options.onCommit(ids);
    } catch (error) {
      ids = [];
      status.textContent = error.message;
    }
  });
  return { node: el("div", { class: "file-field" }, input, status), focus: input, read: () => ids, raw: () => ids };
}

const KINDS = {
  plain_text_input: textInput, email_text_input: textInput, url_text_input: textInput, number_input: textInput,
  datepicker: dateInput, timepicker: dateInput, datetimepicker: dateTimeInput,
  checkboxes: ticks, radio_buttons: ticks, file_input: fileInput,
};

/** The control for an element, or null when the element is not one of these. */
export function createInput(element, options) {
  return KINDS[element.type]?.(element, options) ?? null;
}
