"""Modals in their stack and App Home: what views.* does, and what a person does with an open view."""

import json
import secrets
from collections.abc import Mapping
from typing import Any

from bot.playground.elements import chosen_state, complaint, elements_of, initial_state, is_input
from bot.playground.errors import ControlError, SlackError
from bot.playground.validation import MOST_VIEW_BYTES, view_problems
from bot.playground.workspace import APP_ID, BOT_ID, TEAM_ID, Workspace

MOST_IN_STACK = 3


class Views:
    """Every person's stack of modals, and their App Home."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._stacks: dict[str, list[dict[str, Any]]] = {}
        self._states: dict[str, dict[str, dict[str, dict[str, Any]]]] = {}
        self._offered: dict[tuple[str, str], dict[str, Any]] = {}

    def open(self, user: str, given: Any) -> dict[str, Any]:
        """A modal on an empty stack."""
        view = self._made(given, user, previous=None)
        self._stacks[user] = [view]
        self._workspace.changed("view", user)
        return view

    def push(self, user: str, given: Any) -> dict[str, Any]:
        """A modal on top of the others; three at the most."""
        stack = self._stacks.get(user) or []
        if len(stack) >= MOST_IN_STACK:
            raise SlackError("push_limit_reached")
        view = self._made(given, user, previous=stack[-1] if stack else None)
        self._stacks.setdefault(user, []).append(view)
        self._workspace.changed("view", user)
        return view

    def update(self, view_id: str, given: Any, *, hash: str | None = None) -> dict[str, Any]:
        """Another content for an open modal."""
        for user, stack in self._stacks.items():
            for place, old in enumerate(stack):
                if old["id"] == view_id or (view_id and old.get("external_id") == view_id):
                    if hash is not None and hash != old["hash"]:
                        raise SlackError("hash_conflict")
                    view = self._made(given, user, previous=stack[place - 1] if place else None, same_as=old)
                    stack[place] = view
                    self._workspace.changed("view", user)
                    return view
        raise SlackError("not_found")

    def publish(self, user: str, given: Any, *, hash: str | None = None) -> dict[str, Any]:
        """A person's App Home."""
        old = self._workspace.homes.get(user)
        if hash is not None and old is not None and hash != old["hash"]:
            raise SlackError("hash_conflict")
        view = self._made(given, user, previous=None, kind="home", same_as=old)
        self._workspace.homes[user] = view
        self._workspace.changed("home", user)
        return view

    def top(self, user: str) -> dict[str, Any] | None:
        """The modal a person looks at."""
        stack = self._stacks.get(user)
        return stack[-1] if stack else None

    def home(self, user: str) -> dict[str, Any] | None:
        """A person's App Home, if the app has published one."""
        return self._workspace.homes.get(user)

    def find(self, user: str, view_id: str) -> dict[str, Any]:
        """An open view of a person, or `ControlError`."""
        for view in [*self._stacks.get(user, []), *([home] if (home := self.home(user)) else [])]:
            if view["id"] == view_id:
                return view
        raise ControlError("view_not_found", "That view is not open.", 404)

    def close(self, user: str, view: Mapping[str, Any]) -> None:
        """The view is gone; the one below it is seen again."""
        stack = self._stacks.get(user, [])
        self._stacks[user] = [one for one in stack if one["id"] != view["id"]]
        self._states.pop(view["id"], None)
        self._workspace.changed("view", user)

    def clear(self, user: str) -> None:
        """All of a person's modals are gone."""
        self._stacks.pop(user, None)
        self._workspace.changed("view", user)

    def fill(self, view: Mapping[str, Any], values: Mapping[str, Any]) -> dict[str, str]:
        """Put values into a view's inputs, by block or by block and action; what the client refuses, by block."""
        state = self.state(view)
        known = {block["block_id"]: block for block in view["blocks"]}
        for block_id, value in values.items():
            if block_id not in known:
                raise ControlError("block_not_found", f"There is no block {block_id[:80]!r} in this view.")
            inside = [element for block, element in elements_of([known[block_id]]) if is_input(element)]
            by_action = isinstance(value, Mapping) and all(
                any(element["action_id"] == name for element in inside) for name in value
            )
            if not by_action and len(inside) != 1:
                raise ControlError("ambiguous_block", f"{block_id}: name the action, it has {len(inside)} inputs.")
            given = value if by_action else {inside[0]["action_id"]: value}
            for element in inside:
                if element["action_id"] in given:
                    chosen = chosen_state(element, given[element["action_id"]], self.offered(view, element))
                    state[block_id][element["action_id"]] = chosen
        return {
            block["block_id"]: found
            for block, element in elements_of(view["blocks"])
            if block["type"] == "input"
            and (found := complaint(block, element, state[block["block_id"]][element["action_id"]])) is not None
        }

    def state(self, view: Mapping[str, Any]) -> dict[str, dict[str, dict[str, Any]]]:
        """What stands in a view's inputs now."""
        state = self._states.setdefault(view["id"], {})
        present: dict[str, set[str]] = {}
        for block, element in elements_of(view["blocks"]):
            if is_input(element):
                present.setdefault(block["block_id"], set()).add(element["action_id"])
                inputs = state.setdefault(block["block_id"], {})
                inputs.setdefault(element["action_id"], initial_state(element))
        # An updated view forgets what stood in inputs that are gone.
        for block_id in list(state):
            kept = {action: value for action, value in state[block_id].items() if action in present.get(block_id, ())}
            state[block_id] = kept
            if not kept:
                del state[block_id]
        return state

    def offer(self, view: Mapping[str, Any], action_id: str, options: list[dict[str, Any]]) -> None:
        """Remember the options an app gave for an external select."""
        known = self._offered.setdefault((view["id"], action_id), {})
        known.update({option["value"]: option for option in options})

    def offered(self, view: Mapping[str, Any], element: Mapping[str, Any]) -> dict[str, Any]:
        """The options an app gave for an external select so far."""
        return self._offered.get((view["id"], element["action_id"]), {})

    def payload(self, view: Mapping[str, Any]) -> dict[str, Any]:
        """The view as the app gets it, with what stands in its inputs."""
        return {**view, "state": {"values": json.loads(json.dumps(self.state(view)))}}

    def _made(
        self,
        given: Any,
        user: str,
        *,
        previous: Mapping[str, Any] | None,
        kind: str = "modal",
        same_as: Mapping[str, Any] | None = None,
    ) -> dict[str, Any]:
        problems = view_problems(given, kind=kind)
        if problems:
            messages = [f"{sentence} [json-pointer:{pointer}]" for sentence, pointer in problems]
            raise SlackError("invalid_arguments", messages=messages)
        if len(json.dumps(given).encode()) > MOST_VIEW_BYTES:
            raise SlackError("view_too_large")
        external = given.get("external_id")
        if external and any(
            one.get("external_id") == external and (same_as is None or one["id"] != same_as["id"])
            for stack in self._stacks.values()
            for one in stack
        ):
            raise SlackError("duplicate_external_id")
        view_id = same_as["id"] if same_as else self._workspace.new_id("V")
        blocks = [{**block, "block_id": block.get("block_id") or secrets.token_hex(3)} for block in given["blocks"]]
        return {
            "id": view_id,
            "team_id": TEAM_ID,
            "type": kind,
            "title": given.get("title"),
            "submit": given.get("submit"),
            "close": given.get("close"),
            "blocks": blocks,
            "private_metadata": given.get("private_metadata") or "",
            "callback_id": given.get("callback_id") or "",
            "external_id": external or "",
            "state": {"values": {}},
            "hash": f"{int(self._workspace.new_ts().replace('.', ''))}.{secrets.token_hex(4)}",
            "clear_on_close": bool(given.get("clear_on_close")),
            "notify_on_close": bool(given.get("notify_on_close")),
            "previous_view_id": previous["id"] if previous else None,
            "root_view_id": (previous or {}).get("root_view_id") or view_id,
            "app_id": APP_ID,
            "app_installed_team_id": TEAM_ID,
            "bot_id": BOT_ID,
        }
