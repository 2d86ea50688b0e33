// Owns every request to the playground's control interface and its stream of changes.
// Must not know what the page looks like.

const BASE = "/playground/api";

/** A request that the playground refused, with its code and its sentence. */
export class ApiError extends Error {
  constructor(code, message, status) {
    super(message || code);
    this.code = code;
    this.status = status;
  }
}

async function call(method, path, body) {
  const raw = body instanceof Blob;
  let response;
  try {
    response = await fetch(BASE + path, {
      method,
      headers: body === undefined ? {} : { "Content-Type": raw ? "application/octet-stream" : "application/json" },
      body: body === undefined || raw ? body : JSON.stringify(body),
    });
  } catch {
    throw new ApiError("unreachable", "The playground does not answer. Is it still running?", 0);
  }
  let answer = {};
  try {
    answer = await response.json();
  } catch {
    answer = {};
  }
  if (!response.ok) throw new ApiError(answer.error ?? "failed", answer.message ?? `The playground answered ${response.status}.`, response.status);
  return answer;
}

const get = (path, query = {}) => {
  const search = new URLSearchParams(Object.entries(query).filter(([, value]) => value !== undefined && value !== null));
  return call("GET", search.size ? `${path}?${search}` : path);
};
const post = (path, body) => call("POST", path, body);

export const api = {
  workspace: () => get("/workspace"),
  channels: (as) => get("/channels", { as }),
  messages: (as, channel, thread) => get("/messages", { as, channel, thread_ts: thread }),
  dm: (as) => get("/dm", { as }),
  views: (as) => get("/views", { as }),
  journal: (since) => get("/journal", { since }),
  clock: () => get("/clock"),
  say: (as, channel, text, thread) => post("/message", { as, channel, text, thread_ts: thread }),
  command: (as, channel, command, text) => post("/command", { as, channel, command, text }),
  action: (body) => post("/action", body),
  submit: (as, view, values) => post("/submit", { as, view_id: view, values }),
  close: (as, view) => post("/close", { as, view_id: view }),
  home: (as) => post("/home", { as }),
  shortcut: (body) => post("/shortcut", body),
  suggest: (body) => post("/suggest", body),
  moveClock: (body) => post("/clock", body),
  read: (as, channel) => post("/read", { as, channel }),
  faults: () => get("/faults"),
  addFault: (body) => post("/faults", body),
  upload: async (as, file) => (await post(`/upload?${new URLSearchParams({ as, name: file.name })}`, file)).id,
  fileUrl: (id, as) => `${BASE}/file/${encodeURIComponent(id)}?as=${encodeURIComponent(as)}`,
};

/** Follows the playground's changes for one person; reconnects for ever and says when it is cut off. */
export function follow(as, onChange, onState) {
  let source = null;
  let closed = false;
  let timer = null;
  let wait = 500;
  const open = () => {
    if (closed) return;
    source = new EventSource(`${BASE}/stream?as=${encodeURIComponent(as)}`);
    source.onopen = () => {
      wait = 500;
      onState(true);
    };
    source.onerror = () => {
      if (closed) return;
      onState(false);
      source.close();
      clearTimeout(timer);
      timer = setTimeout(open, wait);
      wait = Math.min(wait * 1.6, 4000);
    };
    const hear = (event) => {
      let data = {};
      try {
        data = JSON.parse(event.data);
      } catch {
        return;
      }
      onChange(data);
    };
    source.onmessage = hear;
    for (const kind of ["change", "channel", "view", "home", "clock", "workspace"]) source.addEventListener(kind, hear);
  };
  open();
  return () => {
    closed = true;
    clearTimeout(timer);
    source?.close();
  };
}
