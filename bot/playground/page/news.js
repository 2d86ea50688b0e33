// Owns who has something unread, and telling so when the clock has moved: what is new is often for somebody else.
// Must not know how one becomes somebody; `onChoose` does.

import { api } from "./api.js";
import { notice } from "./dialogs.js";
import { state } from "./state.js";

export const present = () => state.workspace.users.filter((item) => !item.deleted && !item.bot);

export const unreadOf = (item) => item.unread ?? item.unread_count ?? 0;

/** How many unread messages each present person has, by id. */
export async function unreadByPerson() {
  const counts = new Map();
  for (const person of present()) {
    try {
      const { channels } = await api.channels(person.id);
      counts.set(person.id, (channels ?? []).filter((item) => item.is_member !== false).reduce((sum, item) => sum + unreadOf(item), 0));
    } catch {
      break;
    }
  }
  return counts;
}

let choose = () => {};

/** Says what to do when a person is chosen from the news. */
export function onChosen(become) {
  choose = become;
}

/** Tells who got something new since `before`. */
export async function announce(before) {
  const after = await unreadByPerson();
  const lucky = present().filter((person) => (after.get(person.id) ?? 0) > (before.get(person.id) ?? 0) && person.id !== state.me?.id);
  if (!lucky.length) return;
  notice("Something new arrived for", "news", lucky.map((person) => ({ label: person.name, action: () => choose(person) })));
}
