// Owns how elements are made: nodes and text only, so nothing a message holds can become markup.
// Must not know what the elements mean.

const SVG = "http://www.w3.org/2000/svg";
const SAFE_LINK = /^(https?:\/\/|mailto:)/i;
const FORBIDDEN = new Set(["style", "innerhtml", "outerhtml", "srcdoc"]);

const ICONS = {
  menu: "M4 7h16M4 12h16M4 17h16",
  close: "M6 6l12 12M18 6L6 18",
  back: "M15 5l-7 7 7 7",
  down: "M6 9l6 6 6-6",
  hash: "M10 4L8 20M16 4l-2 16M4.5 9h16M3.5 15h16",
  lock: "M7 11V8a5 5 0 0 1 10 0v3M5.5 11h13v9h-13z",
  more: "M5.5 12h.01M12 12h.01M18.5 12h.01",
  reply: "M20 11.5a7.5 7.5 0 0 1-11.2 6.5L4 19.5l1.5-4.4A7.5 7.5 0 1 1 20 11.5z",
  bell: "M6 16V11a6 6 0 1 1 12 0v5l1.5 2h-15zM10 20.5h4",
  clock: "M12 7v5l3.5 2M21 12a9 9 0 1 1-18 0 9 9 0 0 1 18 0z",
  journal: "M6 4h12v16H6zM9.5 8.5h5M9.5 12h5M9.5 15.5h3",
  bolt: "M13 3L5 13.5h6L10.5 21 19 10h-6.5z",
  send: "M4 12l16-7.5-5 16-3.5-6.5zM11.5 14L20 4.5",
  eye: "M2.5 12S6 5.5 12 5.5 21.5 12 21.5 12 18 18.5 12 18.5 2.5 12 2.5 12zM14.5 12a2.5 2.5 0 1 1-5 0 2.5 2.5 0 0 1 5 0z",
  file: "M7 3.5h7l4 4V20.5H7zM14 3.5v4h4",
  megaphone: "M4 10v4h3l8 4.5v-13L7 10zM18 9.5a4 4 0 0 1 0 5",
  wrench: "M14.5 6.5a4 4 0 0 1 5.2-1.9l-2.6 2.6.7 2 2 .7 2.2-2.6M14.5 6.5a4 4 0 0 0 .3 3.2L5 19.5",
  plus: "M12 5v14M5 12h14",
  check: "M5 12.5l4.5 4.5L19 7",
  code: "M9 7l-5 5 5 5M15 7l5 5-5 5",
};

/** A new element; `on*` attributes take functions, everything else becomes an attribute. */
export function el(tag, attrs = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attrs)) {
    if (value === undefined || value === null || value === false) continue;
    if (FORBIDDEN.has(name.toLowerCase())) throw new Error(`el: ${name} is not allowed`);
    if (name.startsWith("on")) node.addEventListener(name.slice(2).toLowerCase(), value);
    else if (name === "data") for (const [key, item] of Object.entries(value)) node.dataset[key] = item;
    else if (name === "value") node.value = value;
    else node.setAttribute(name, value === true ? "" : String(value));
  }
  add(node, children);
  return node;
}

/** Appends nodes and text, skipping what is empty; lists are flattened. */
export function add(node, children) {
  for (const child of [children].flat(Infinity)) {
    if (child === undefined || child === null || child === false || child === "") continue;
    node.append(child instanceof Node ? child : document.createTextNode(String(child)));
  }
  return node;
}

/** Replaces everything inside `node`. */
export function fill(node, ...children) {
  node.replaceChildren();
  return add(node, children);
}

/** A line icon that screen readers skip. */
export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  const attrs = { viewBox: "0 0 24 24", class: `icon icon-${name}`, "aria-hidden": "true", focusable: "false" };
  for (const [key, value] of Object.entries(attrs)) svg.setAttribute(key, value);
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", ICONS[name] ?? ICONS.more);
  svg.append(path);
  return svg;
}

/** The app's mark: a barometer's dial. */
export function dial() {
  const svg = document.createElementNS(SVG, "svg");
  const attrs = { viewBox: "0 0 32 32", class: "dial", "aria-hidden": "true", focusable: "false" };
  for (const [key, value] of Object.entries(attrs)) svg.setAttribute(key, value);
  for (const [shape, d] of [
    ["dial-arc", "M6.5 21.5a11 11 0 1 1 19 0"],
    ["dial-mark", "M16 5v2.6M7.4 9.4l1.9 1.7M24.6 9.4l-1.9 1.7"],
    ["dial-needle", "M16 18l5-6.2"],
    ["dial-hub", "M16 18m-1.9 0a1.9 1.9 0 1 0 3.8 0a1.9 1.9 0 1 0-3.8 0"],
  ]) {
    const path = document.createElementNS(SVG, "path");
    path.setAttribute("class", shape);
    path.setAttribute("d", d);
    svg.append(path);
  }
  return svg;
}

/** A button that never submits a form by accident. */
export function button(label, attrs = {}, ...children) {
  const inside = children.length ? children : [label];
  const named = children.length ? { "aria-label": label, title: label } : {};
  return el("button", { type: "button", ...named, ...attrs }, ...inside);
}

/** Whether an address may become a link: only web and mail addresses, never script or data. */
export function safeLink(url) {
  return SAFE_LINK.test(String(url ?? "").trim());
}

/** A link when the address is safe, and the plain text when it is not. */
export function link(url, ...children) {
  if (!safeLink(url)) return el("span", { class: "unsafe-link", title: "This address is not a web or mail link" }, ...children);
  return el("a", { href: String(url).trim(), target: "_blank", rel: "noopener noreferrer nofollow" }, ...children);
}

let counter = 0;

/** An id no other element has. */
export function freshId(prefix = "id") {
  counter += 1;
  return `${prefix}-${counter}`;
}

const FOCUSABLE =
  'a[href], button:not([disabled]), input:not([disabled]):not([type="hidden"]), select:not([disabled]), textarea:not([disabled]), [tabindex]:not([tabindex="-1"])';

/** What Tab can reach inside a node, in order. */
export function focusables(node) {
  return [...node.querySelectorAll(FOCUSABLE)].filter((item) => item.offsetParent !== null || item === document.activeElement);
}

/** Keeps Tab inside a dialog: from the last control on to the first and back. */
export function trapTab(node) {
  node.addEventListener("keydown", (event) => {
    if (event.key !== "Tab") return;
    const items = focusables(node);
    if (!items.length) return;
    const edge = event.shiftKey ? items[0] : items.at(-1);
    if (document.activeElement === edge || !node.contains(document.activeElement)) {
      event.preventDefault();
      (event.shiftKey ? items.at(-1) : items[0]).focus();
    }
  });
  return node;
}
