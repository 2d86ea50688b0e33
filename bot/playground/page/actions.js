// Owns what a click means: the request it becomes, and what the person is told when the app stays silent.
// Must not draw blocks.

import { api } from "./api.js";
import { notice } from "./dialogs.js";
import { scene, state } from "./state.js";
import { refreshMessages, refreshThread, refreshViews } from "./sync.js";

/** The sentence for an app that did not acknowledge in three seconds; null when all is well. */
export function silence(answer, what) {
  if (!answer || answer.ack === undefined || answer.ack === "ok") return null;
  const app = state.workspace.app.name;
  return answer.ack === "late"
    ? `${what}: ${app} did not answer within three seconds.`
    : `${what}: no app is connected. Is the bot running?`;
}

/** Runs a request and says what went wrong, if anything did; returns the answer or null. */
export async function attempt(what, request) {
  try {
    const answer = await request();
    const failed = silence(answer, what);
    if (failed) notice(failed, "error");
    return answer;
  } catch (error) {
    notice(`${what}: ${error.message}`, "error");
    return null;
  }
}

/** Reads a suggestion answer, flat or grouped. */
function groups(answer) {
  if (answer.ack && answer.ack !== "ok") throw new Error(`${state.workspace.app.name} did not answer in time.`);
  if (answer.option_groups?.length) return answer.option_groups.map((group) => ({ label: group.label?.text ?? "", options: group.options ?? [] }));
  return [{ label: "", options: answer.options ?? [] }];
}

const refreshAfter = () => {
  refreshViews();
  refreshMessages();
  refreshThread();
};

function context(where, what, extra = {}) {
  return {
    scene,
    users: () => state.workspace.users,
    channels: () => (state.channels.length ? state.channels : state.workspace.channels),
    fileUrl: (id, url) => api.fileUrl(id ?? String(url).split("/").at(-2) ?? "", state.me.id),
    upload: (file) => api.upload(state.me.id, file),
    async act(action) {
      await attempt(what, () => api.action({ as: state.me.id, ...where, ...action }));
      refreshAfter();
    },
    suggest: async (query) => groups(await api.suggest({ as: state.me.id, ...where, ...query })),
    ...extra,
  };
}

/** The context for a message's blocks. */
export const messageContext = (channel, ts) => context({ channel, ts }, "That button");

/** The context for a view's blocks; `extra` may follow the controls. */
export const viewContext = (viewId, extra = {}) => context({ view_id: viewId }, "That choice", extra);

/** Runs a shortcut: from the composer, or on a message. */
export async function runShortcut(shortcut, message) {
  await attempt(shortcut.name ?? "Shortcut", () =>
    api.shortcut({ as: state.me.id, callback_id: shortcut.callback_id, ...(message ? { channel: message.channel, ts: message.ts } : {}) }));
  refreshAfter();
}
