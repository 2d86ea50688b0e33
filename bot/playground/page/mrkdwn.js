// Owns Slack's mrkdwn: text in, a tree of nodes out, and the DOM drawn from that tree.
// Must not know where the text comes from; names, zone and time arrive in `scene`.

import { el, link, safeLink } from "./dom.js";
import { emoji } from "./emoji.js";
import { dateToken } from "./times.js";

const OPENERS = { "*": "strong", _: "em", "~": "s" };
const EVERYONE = { channel: "@channel", here: "@here", everyone: "@everyone" };
const BARE_URL = /^https?:\/\/[^\s<>|"]+/;

/** Slack escapes exactly three characters; this takes it back. */
export function unescape(text) {
  return String(text ?? "").replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");
}

/** What a person's typing becomes on the wire. */
export function escape(text) {
  return String(text ?? "").replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

/** The group an unescaped mention would wake (`@channel`, `@here`, `@everyone`), or null. */
export function massMention(text) {
  const found = /<!(channel|here|everyone)(?:\|[^>]*)?>/.exec(String(text ?? ""));
  return found ? EVERYONE[found[1]] : null;
}

function special(body) {
  const bar = body.indexOf("|");
  const target = bar < 0 ? body : body.slice(0, bar);
  const label = bar < 0 ? "" : unescape(body.slice(bar + 1));
  if (/^@[UW][A-Z0-9]+$/i.test(target)) return { kind: "user", id: target.slice(1), label };
  if (/^#[CG][A-Z0-9]+$/i.test(target)) return { kind: "channel", id: target.slice(1), label };
  if (/^!(channel|here|everyone)$/.test(target)) return { kind: "everyone", label: EVERYONE[target.slice(1)] };
  if (/^!subteam\^/.test(target)) return { kind: "group", label: label || `@${target.slice(9)}` };
  if (/^!date\^/.test(target)) {
    const [, epoch, format, url] = target.split("^");
    return { kind: "date", epoch, format: unescape(format), url: url ? unescape(url) : null, label };
  }
  const url = unescape(target);
  if (safeLink(url)) return { kind: "link", url, label: label || url.replace(/^mailto:/i, "") };
  return null;
}

function closer(text, mark, from) {
  for (let i = from + 1; i < text.length; i += 1) {
    if (text[i] === "\n") return -1;
    if (text[i] === "`") {
      const end = text.indexOf("`", i + 1);
      if (end > 0) i = end;
    } else if (text[i] === "<") {
      const end = text.indexOf(">", i + 1);
      if (end > 0) i = end;
    } else if (text[i] === mark && !/\s/.test(text[i - 1]) && !/[\p{L}\p{N}]/u.test(text[i + 1] ?? " ")) {
      return i;
    }
  }
  return -1;
}

/** The tree of one run of text without block structure. */
export function inline(text, verbatim = false) {
  const nodes = [];
  let plain = "";
  const flush = () => {
    if (plain) nodes.push({ kind: "text", text: unescape(plain) });
    plain = "";
  };
  const take = (node) => {
    flush();
    nodes.push(node);
  };
  for (let i = 0; i < text.length; i += 1) {
    const char = text[i];
    const before = text[i - 1] ?? " ";
    if (char === "<") {
      const end = text.indexOf(">", i + 1);
      const found = end > 0 ? special(text.slice(i + 1, end)) : null;
      if (found) {
        take(found);
        i = end;
        continue;
      }
    } else if (char === "`") {
      const end = text.indexOf("`", i + 1);
      if (end > i + 1 && !text.slice(i, end).includes("\n")) {
        take({ kind: "code", text: unescape(text.slice(i + 1, end)) });
        i = end;
        continue;
      }
    } else if (OPENERS[char] && !/[\p{L}\p{N}]/u.test(before) && /\S/.test(text[i + 1] ?? " ") && text[i + 1] !== char) {
      const end = closer(text, char, i);
      if (end > i + 1) {
        take({ kind: OPENERS[char], nodes: inline(text.slice(i + 1, end), verbatim) });
        i = end;
        continue;
      }
    } else if (char === ":") {
      const match = /^:([a-z0-9_+'-]+(?:::skin-tone-\d)?):/i.exec(text.slice(i, i + 60));
      if (match && emoji(match[1])) {
        take({ kind: "emoji", text: emoji(match[1]), name: match[1] });
        i += match[0].length - 1;
        continue;
      }
    } else if (char === "h" && !verbatim && !/[\p{L}\p{N}]/u.test(before)) {
      const match = BARE_URL.exec(text.slice(i));
      if (match) {
        const shown = match[0].replace(/[.,;:!?)\]*_~`']+$/, "");
        take({ kind: "link", url: unescape(shown), label: unescape(shown) });
        i += shown.length - 1;
        continue;
      }
    }
    plain += char;
  }
  flush();
  return nodes;
}

/** The tree of a whole mrkdwn text: paragraphs, quotes and preformatted blocks. */
export function parse(text, verbatim = false) {
  const blocks = [];
  const pieces = String(text ?? "").split("```");
  if (pieces.length % 2 === 0) pieces.push(`${pieces.splice(-2, 1)}\`\`\`${pieces.pop()}`);
  for (const [index, piece] of pieces.entries()) {
    if (index % 2 === 1) {
      blocks.push({ kind: "pre", text: unescape(piece.replace(/^\n|\n$/g, "")) });
      continue;
    }
    let body = piece;
    if (index > 0) body = body.replace(/^\n/, "");
    if (index + 1 < pieces.length) body = body.replace(/\n$/, "");
    if (!body && pieces.length > 1) continue;
    let lines = [];
    let quoted = false;
    const flush = () => {
      if (lines.length) blocks.push({ kind: quoted ? "quote" : "text", nodes: inline(lines.join("\n"), verbatim) });
      lines = [];
    };
    let toTheEnd = false;
    for (const line of body.split("\n")) {
      const rest = /^(?:>|&gt;)(?:>|&gt;)(?:>|&gt;) ?(.*)$/s.exec(line);
      const one = /^(?:>|&gt;) ?(.*)$/s.exec(line);
      const isQuote = toTheEnd || Boolean(one);
      if (isQuote !== quoted) {
        flush();
        quoted = isQuote;
      }
      if (rest && !toTheEnd) toTheEnd = true;
      lines.push(rest ? rest[1] : one && !(toTheEnd && !rest) ? one[1] : line);
    }
    flush();
  }
  return blocks;
}

/** “today” becomes “Today” where a sentence begins. */
function dateText(node, before, scene) {
  const text = dateToken(node.epoch, node.format ?? "", scene.zone, scene.now) ?? node.label;
  const begins = before === undefined || /(^|[.!?\n]\s*|\n)$/.test(before.text ?? before.label ?? "x");
  return begins ? text.charAt(0).toUpperCase() + text.slice(1) : text;
}

function drawDate(node, before, scene) {
  const text = dateText(node, before, scene);
  const shown = el("time", { class: "date-token", title: node.label ? `Without a zone it reads: ${node.label}` : undefined }, text);
  return node.url ? link(node.url, shown) : shown;
}

/** DOM for a tree of `inline`. */
export function drawInline(nodes, scene) {
  return nodes.map((node, index) => {
    switch (node.kind) {
      case "text": return document.createTextNode(node.text);
      case "code": return el("code", {}, node.text);
      case "emoji": return el("span", { class: "emoji", role: "img", "aria-label": node.name.replaceAll("_", " ") }, node.text);
      case "link": return link(node.url, node.label);
      case "date": return drawDate(node, nodes[index - 1], scene);
      case "user": return el("span", { class: node.id === scene.me ? "mention mention-me" : "mention" }, `@${scene.userName(node.id) ?? (node.label || node.id)}`);
      case "channel": return el("span", { class: "mention" }, `#${scene.channelName(node.id) ?? (node.label || node.id)}`);
      case "group": return el("span", { class: "mention" }, node.label);
      case "everyone": return el("span", { class: "mention mention-all" }, node.label);
      default: return el(node.kind, {}, ...drawInline(node.nodes, scene));
    }
  });
}

/** The nodes of each line; emphasis never crosses a line, so only plain text holds line breaks. */
function linesOf(nodes) {
  const lines = [[]];
  for (const node of nodes) {
    const pieces = node.kind === "text" ? node.text.split("\n") : [null];
    pieces.forEach((piece, index) => {
      if (index) lines.push([]);
      if (piece === null) lines.at(-1).push(node);
      else if (piece) lines.at(-1).push({ kind: "text", text: piece });
    });
  }
  return lines;
}

/** Lines as they stand; a line that begins with a bullet or a number hangs, so that its second row starts under the first. */
function drawLines(nodes, scene) {
  const lines = linesOf(nodes);
  const marker = (line) => /^\s*([•◦▪‣–-]|\d{1,2}[.)])\s+/.exec(line[0]?.text ?? "");
  if (!lines.some(marker)) return drawInline(nodes, scene);
  return lines.map((line) => el("span", { class: marker(line) ? "line line-hang" : "line" }, ...drawInline(line, scene)));
}

/** DOM for a whole mrkdwn text. */
export function drawMrkdwn(text, scene, verbatim = false) {
  return parse(text, verbatim).map((block) => {
    if (block.kind === "pre") return el("pre", { tabindex: "0" }, block.text);
    if (block.kind === "quote") return el("blockquote", {}, ...drawInline(block.nodes, scene));
    return el("span", { class: "mrkdwn" }, ...drawLines(block.nodes, scene));
  });
}

/** DOM for plain text: emoji names may be drawn, nothing else means anything. */
export function drawPlain(text, withEmoji = true) {
  if (!withEmoji) return [document.createTextNode(String(text ?? ""))];
  return String(text ?? "").split(/(:[a-z0-9_+'-]+:)/i).map((piece) => {
    const name = /^:(.+):$/.exec(piece)?.[1];
    const drawn = name ? emoji(name) : null;
    return drawn ? el("span", { class: "emoji", role: "img", "aria-label": name.replaceAll("_", " ") }, drawn) : document.createTextNode(piece);
  });
}

/** DOM for a text object, mrkdwn or plain. */
export function drawText(object, scene) {
  if (!object) return [];
  if (typeof object === "string") return drawPlain(object);
  return object.type === "mrkdwn" ? drawMrkdwn(object.text, scene, object.verbatim) : drawPlain(object.text, object.emoji !== false);
}

function flatInline(nodes, scene) {
  return nodes.map((node, index) => {
    if (node.kind === "date") return dateText(node, nodes[index - 1], scene);
    if (node.kind === "user") return `@${scene.userName(node.id) ?? (node.label || node.id)}`;
    if (node.kind === "channel") return `#${scene.channelName(node.id) ?? (node.label || node.id)}`;
    return node.nodes ? flatInline(node.nodes, scene) : node.text ?? node.label ?? "";
  }).join("");
}

/** The text with all formatting taken out: what a notification or a screen reader gets. */
export function flatten(text, scene) {
  return parse(text).map((block) => (block.kind === "pre" ? block.text : flatInline(block.nodes, scene))).join("\n");
}
