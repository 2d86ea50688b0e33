// Owns what the page knows: the workspace, who is looking, where they are, and what changed.
// Must not draw and must not fetch.

const listeners = new Map();

export const state = {
  workspace: { name: "", users: [], channels: [], commands: [], shortcuts: [], app: {} },
  channels: [],
  me: null,
  place: null,
  thread: null,
  messages: [],
  replies: [],
  home: null,
  modal: null,
  connected: true,
  clock: { base: Date.now(), at: performance.now(), due: null, moving: null },
};

/** Calls `listener` whenever one of the named things changes. */
export function on(names, listener) {
  for (const name of [names].flat()) {
    if (!listeners.has(name)) listeners.set(name, new Set());
    listeners.get(name).add(listener);
  }
}

/** Sets what is given and tells who listens; equal values tell nobody. */
export function set(changes) {
  const changed = Object.keys(changes).filter((name) => !same(state[name], changes[name]));
  for (const name of changed) state[name] = changes[name];
  const told = new Set(changed.flatMap((name) => [...(listeners.get(name) ?? [])]));
  for (const listener of told) listener();
}

const same = (a, b) => a === b || JSON.stringify(a) === JSON.stringify(b);

/** The workspace's time in milliseconds; it runs on with real time. */
export function now() {
  return state.clock.base + (performance.now() - state.clock.at);
}

/** Takes the workspace's time from an answer. */
export function setNow(iso, due) {
  const base = typeof iso === "number" ? iso * 1000 : Date.parse(iso);
  if (!Number.isFinite(base)) return;
  state.clock = { ...state.clock, base, at: performance.now(), due: due === undefined ? state.clock.due : due && Date.parse(due) };
  for (const listener of listeners.get("clock") ?? []) listener();
}

export const user = (id) => state.workspace.users.find((item) => item.id === id) ?? null;
export const channel = (id) => state.workspace.channels.find((item) => item.id === id) ?? null;
export const zone = () => state.me?.tz ?? "UTC";

/** What the renderers need to know about the world around a text. */
export function scene() {
  return {
    me: state.me?.id,
    zone: zone(),
    now: now(),
    userName: (id) => (id === state.workspace.app.user_id ? state.workspace.app.name : user(id)?.name ?? null),
    channelName: (id) => channel(id)?.name ?? state.channels.find((item) => item.id === id)?.name ?? null,
  };
}

/** Puts the workspace's answer into the form the page uses. */
export function readWorkspace(raw) {
  const users = (raw.users ?? []).map((item) => ({
    ...item,
    handle: item.handle ?? item.name,
    name: item.real_name || item.display_name || item.profile?.real_name || item.full_name || item.name || item.handle,
    title: item.title ?? item.profile?.title ?? "",
    tz: item.tz ?? "UTC",
    bot: Boolean(item.is_bot ?? item.bot),
  }));
  const bot = users.find((item) => item.bot);
  const app = raw.app ?? raw.bot ?? {};
  return {
    ...raw,
    users,
    channels: raw.channels ?? [],
    commands: (raw.commands ?? raw.slash_commands ?? []).map((item) => (typeof item === "string" ? { command: item } : item)),
    shortcuts: raw.shortcuts ?? [],
    app: {
      ...app,
      user_id: app.user_id ?? app.bot_user_id ?? bot?.id ?? null,
      name: app.name ?? app.display_name ?? bot?.name ?? "App",
      description: app.description ?? "",
    },
    name: raw.name ?? raw.team?.name ?? "Playground",
  };
}
