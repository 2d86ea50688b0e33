// Owns keeping the page's state equal to the playground's: fetching, coalescing, following changes.
// Must not draw.

import { api, follow } from "./api.js";
import { readWorkspace, set, setNow, state } from "./state.js";

let stop = null;

/** One fetch at a time; a call during a fetch makes exactly one more follow. */
function coalesced(work) {
  let running = null;
  let again = false;
  return function refresh() {
    if (running) {
      again = true;
      return running;
    }
    running = (async () => {
      do {
        again = false;
        try {
          await work();
        } catch (error) {
          if (error.code !== "unreachable") console.warn(`playground: ${error.message}`);
        }
      } while (again);
      running = null;
    })();
    return running;
  };
}

export const refreshWorkspace = coalesced(async () => {
  const raw = await api.workspace();
  const workspace = readWorkspace(raw);
  const me = state.me && workspace.users.find((item) => item.id === state.me.id);
  set({ workspace, ...(me ? { me } : {}) });
  const clock = raw.clock ?? {};
  setNow(clock.now ?? clock, clock.next_due);
});

export const refreshChannels = coalesced(async () => {
  if (!state.me) return;
  const who = state.me.id;
  const answer = await api.channels(who);
  if (who === state.me?.id) set({ channels: answer.channels ?? [] });
});

export const refreshMessages = coalesced(async () => {
  const { me, place } = state;
  if (!me || !place?.channel) return;
  const answer = await api.messages(me.id, place.channel);
  if (me.id === state.me?.id && place.channel === state.place?.channel) set({ messages: answer.messages ?? [] });
});

export const refreshThread = coalesced(async () => {
  const { me, place, thread } = state;
  if (!me || !thread) return;
  const answer = await api.messages(me.id, place.channel, thread);
  if (me.id === state.me?.id && thread === state.thread) set({ replies: answer.messages ?? [] });
});

export const refreshViews = coalesced(async () => {
  if (!state.me) return;
  const who = state.me.id;
  const answer = await api.views(who);
  if (who === state.me?.id) set({ modal: answer.modal ?? null, home: answer.home ?? null });
});

export const refreshClock = coalesced(async () => {
  const answer = await api.clock();
  setNow(answer.now, answer.next_due ?? null);
});

/** Fetches everything a person can see now. */
export function refreshAll() {
  return Promise.all([refreshWorkspace(), refreshChannels(), refreshMessages(), refreshThread(), refreshViews(), refreshClock()]);
}

function hear(change) {
  if (change.now) setNow(change.now, change.next_due);
  const kind = change.kind ?? change.type ?? "";
  if (kind === "clock") {
    if (!change.now) refreshClock();
    return;
  }
  if (kind === "view" || kind === "home" || kind === "modal") {
    refreshViews();
    return;
  }
  if (kind === "workspace" || kind === "user" || kind === "users") refreshWorkspace();
  refreshChannels();
  if (!change.channel || change.channel === state.place?.channel) {
    refreshMessages();
    refreshThread();
  }
}

/** Follows the playground as one person, until the next call. */
export function followAs(id) {
  stop?.();
  stop = follow(id, hear, (connected) => {
    const back = connected && !state.connected;
    set({ connected });
    if (back) refreshAll();
  });
}
