// Owns two richer text forms: the rich_text block and the markdown block.
// Must not know about messages; names, zone and time arrive in `scene`.

import { el, link, safeLink } from "./dom.js";
import { emoji } from "./emoji.js";
import { dateToken } from "./times.js";

function styled(node, style = {}) {
  let out = node;
  if (style.code) out = el("code", {}, out);
  if (style.bold) out = el("strong", {}, out);
  if (style.italic) out = el("em", {}, out);
  if (style.strike) out = el("s", {}, out);
  if (style.underline) out = el("u", {}, out);
  return out;
}

function drawElement(item, scene) {
  switch (item.type) {
    case "text": return styled(document.createTextNode(item.text ?? ""), item.style);
    case "link": return styled(link(item.url, item.text || item.url), item.style);
    case "user": return el("span", { class: item.user_id === scene.me ? "mention mention-me" : "mention" }, `@${scene.userName(item.user_id) ?? item.user_id}`);
    case "channel": return el("span", { class: "mention" }, `#${scene.channelName(item.channel_id) ?? item.channel_id}`);
    case "usergroup": return el("span", { class: "mention" }, `@${item.usergroup_id}`);
    case "broadcast": return el("span", { class: "mention mention-all" }, `@${item.range}`);
    case "emoji": return el("span", { class: "emoji", role: "img", "aria-label": String(item.name).replaceAll("_", " ") }, emoji(item.name) ?? `:${item.name}:`);
    case "date": return el("time", { class: "date-token" }, dateToken(item.timestamp, item.format ?? "{date_short}", scene.zone, scene.now) ?? item.fallback ?? "");
    case "color": return el("code", {}, item.value);
    default: return el("span", { class: "unknown-inline" }, item.text ?? `[${item.type}]`);
  }
}

const drawAll = (items, scene) => (items ?? []).map((item) => drawElement(item, scene));

/** DOM for a rich_text block's elements. */
export function drawRichText(elements, scene) {
  return (elements ?? []).map((part) => {
    switch (part.type) {
      case "rich_text_section": return el("div", { class: "rich-section" }, drawAll(part.elements, scene));
      case "rich_text_quote": return el("blockquote", {}, drawAll(part.elements, scene));
      case "rich_text_preformatted": return el("pre", { tabindex: "0" }, drawAll(part.elements, scene));
      case "rich_text_list":
        return el(part.style === "ordered" ? "ol" : "ul",
          { class: `rich-list rich-indent-${Math.min(Number(part.indent) || 0, 4)}`, start: part.offset ? Number(part.offset) + 1 : undefined },
          (part.elements ?? []).map((item) => el("li", {}, drawAll(item.elements, scene))));
      default: return el("div", { class: "unknown-inline" }, `[${part.type}]`);
    }
  });
}

const INLINE = /(`[^`\n]+`)|(\*\*[^*\n]+\*\*|__[^_\n]+__)|(\*[^*\s][^*\n]*\*|\b_[^_\n]+_\b)|(~~[^~\n]+~~)|!?\[([^\]\n]*)\]\(([^()\s]+)\)|(https?:\/\/[^\s<>)]+)/;

function markdownInline(text, scene) {
  const out = [];
  let rest = text;
  for (;;) {
    const found = INLINE.exec(rest);
    if (!found) break;
    if (found.index) out.push(document.createTextNode(rest.slice(0, found.index)));
    const [whole, code, bold, italic, strike, label, url, bare] = found;
    if (code) out.push(el("code", {}, code.slice(1, -1)));
    else if (bold) out.push(el("strong", {}, markdownInline(bold.slice(2, -2), scene)));
    else if (italic) out.push(el("em", {}, markdownInline(italic.slice(1, -1), scene)));
    else if (strike) out.push(el("s", {}, markdownInline(strike.slice(2, -2), scene)));
    else if (bare) out.push(link(bare, bare));
    else out.push(safeLink(url) ? link(url, label || url) : document.createTextNode(whole));
    rest = rest.slice(found.index + whole.length);
  }
  if (rest) out.push(document.createTextNode(rest));
  return out;
}

const cells = (line) => line.trim().replace(/^\||\|$/g, "").split("|").map((cell) => cell.trim());

/** DOM for a markdown block: headings, lists, quotes, fences, tables and paragraphs. */
export function drawMarkdown(text, scene) {
  const lines = String(text ?? "").replaceAll("\r", "").split("\n");
  const out = [];
  let paragraph = [];
  const flush = () => {
    if (paragraph.length) out.push(el("p", {}, paragraph.flatMap((line, i) => [i ? el("br") : null, ...markdownInline(line, scene)])));
    paragraph = [];
  };
  for (let i = 0; i < lines.length; i += 1) {
    const line = lines[i];
    const heading = /^(#{1,6})\s+(.*)$/.exec(line);
    const item = /^\s*(?:[-*+]|(\d+)[.)])\s+(.*)$/.exec(line);
    if (line.startsWith("```")) {
      flush();
      const body = [];
      while (i + 1 < lines.length && !lines[i + 1].startsWith("```")) body.push(lines[(i += 1)]);
      i += 1;
      out.push(el("pre", { tabindex: "0" }, body.join("\n")));
    } else if (heading) {
      flush();
      out.push(el("p", { class: `md-heading md-heading-${Math.min(heading[1].length, 3)}`, role: "heading", "aria-level": String(Math.min(heading[1].length + 3, 6)) }, markdownInline(heading[2], scene)));
    } else if (/^\s*([-*_])\s*\1\s*\1[-*_\s]*$/.test(line)) {
      flush();
      out.push(el("hr"));
    } else if (item) {
      flush();
      const previous = out.at(-1);
      const tag = item[1] ? "OL" : "UL";
      const list = previous?.tagName === tag && previous.dataset.open === String(i - 1) ? previous : el(tag.toLowerCase(), { class: "rich-list", start: item[1] });
      list.dataset.open = String(i);
      list.append(el("li", {}, markdownInline(item[2], scene)));
      if (list !== previous) out.push(list);
    } else if (line.startsWith(">")) {
      flush();
      const body = [line];
      while (lines[i + 1]?.startsWith(">")) body.push(lines[(i += 1)]);
      out.push(el("blockquote", {}, body.flatMap((quoted, k) => [k ? el("br") : null, ...markdownInline(quoted.replace(/^> ?/, ""), scene)])));
    } else if (line.includes("|") && /^\s*\|?[\s:|-]+\|[\s:|-]*$/.test(lines[i + 1] ?? "")) {
      flush();
      const rows = [];
      const head = cells(line);
      i += 1;
      while (lines[i + 1]?.includes("|")) rows.push(cells(lines[(i += 1)]));
      out.push(el("div", { class: "table-scroll", tabindex: "0", role: "region", "aria-label": "Table" },
        el("table", {}, el("thead", {}, el("tr", {}, head.map((cell) => el("th", { scope: "col" }, markdownInline(cell, scene))))),
          el("tbody", {}, rows.map((row) => el("tr", {}, row.map((cell) => el("td", {}, markdownInline(cell, scene)))))))));
    } else if (!line.trim()) flush();
    else paragraph.push(line);
  }
  flush();
  return out;
}
