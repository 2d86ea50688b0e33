"""What people do, as the app hears of it: events, commands, clicks, submissions; and what the app's answer does."""

import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from bot.playground.clock import WorkspaceClock
from bot.playground.elements import action_of, chosen_state, elements_of, is_input
from bot.playground.errors import ControlError, SlackError
from bot.playground.journal import Journal
from bot.playground.sockets import Ack, Sockets
from bot.playground.views import Views
from bot.playground.workspace import (
    APP_ID,
    BOT_ID,
    BOT_USER,
    TEAM_ID,
    Conversation,
    Message,
    User,
    Workspace,
)

TRIGGER_LIVES = timedelta(seconds=3)
RESPONSE_URL_LIVES = timedelta(minutes=30)
RESPONSE_URL_USES = 5
ESCAPED = (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"))


@dataclass
class Trigger:
    """Allows one view to be opened for one person, within three seconds."""

    user: str
    ends: datetime
    used: bool = False


@dataclass
class ResponseUrl:
    """Allows an app to answer in a conversation, five times within half an hour."""

    user: str
    channel: str
    ends: datetime
    message_ts: str | None
    left: int = RESPONSE_URL_USES


class Happenings:
    """Turns what people do into payloads, sends them, and applies the answers."""

    def __init__(
        self, workspace: Workspace, views: Views, sockets: Sockets, clock: WorkspaceClock, journal: Journal
    ) -> None:
        self._workspace = workspace
        self._views = views
        self._sockets = sockets
        self._clock = clock
        self._journal = journal
        self.address = ""
        self.triggers: dict[str, Trigger] = {}
        self.response_urls: dict[str, ResponseUrl] = {}

    def trigger(self, user: str) -> str:
        """A new trigger id for a person."""
        id = f"{secrets.randbelow(10**13)}.{secrets.randbelow(10**13)}.{secrets.token_hex(16)}"
        self.triggers[id] = Trigger(user, self._clock.now() + TRIGGER_LIVES)
        return id

    def use_trigger(self, id: Any) -> str:
        """Whom a trigger id stands for; it works once."""
        trigger = self.triggers.get(str(id))
        if trigger is None:
            raise SlackError("invalid_trigger_id")
        if trigger.used:
            raise SlackError("exchanged_trigger_id")
        if trigger.ends < self._clock.now():
            raise SlackError("expired_trigger_id")
        trigger.used = True
        return trigger.user

    async def typed(self, user: User, channel: Conversation, text: str, thread_ts: str | None) -> Message:
        """A person writes a message."""
        if user.id not in channel.members:
            raise ControlError("not_in_channel", f"{user.name} is not in this channel.")
        if thread_ts is not None and thread_ts not in channel.messages:
            raise ControlError("thread_not_found", "There is no such thread in this channel.", 404)
        message = Message(self._workspace.new_ts(), user.id, text, thread_ts=thread_ts)
        self._workspace.post(channel, message)
        if channel.kind == "im":
            await self.event("message.im", self._message_event(channel, message))
        elif f"<@{BOT_USER}>" in text and BOT_USER in channel.members:
            await self.event("app_mention", {**self._message_event(channel, message), "type": "app_mention"})
        return message

    async def shared(self, channel: Conversation, message: Message) -> None:
        """A person sends a message with files."""
        self._workspace.post(channel, message)
        if channel.kind == "im":
            await self.event("message.im", self._message_event(channel, message) | {"subtype": "file_share"})

    def spoken(self, channel: Conversation, message: Message, *, subtype: str | None = None) -> None:
        """The app itself has written: it hears of it as Slack lets it."""
        if channel.kind == "im" and not message.only_for:
            event = self._message_event(channel, message)
            if subtype:
                event |= {"subtype": subtype}
            self._event_soon("message.im", event)

    async def command(self, user: User, channel: Conversation, command: str, text: str) -> Ack:
        """A person uses a slash command."""
        if all(one["command"] != command for one in self._workspace.app.commands):
            raise ControlError("unknown_command", f"{command[:40]} is not a command of this app.", 404)
        payload = {
            "token": "playground",
            "team_id": TEAM_ID,
            "team_domain": "playground",
            "channel_id": channel.id,
            "channel_name": "directmessage" if channel.kind == "im" else channel.name,
            "user_id": user.id,
            "user_name": user.handle,
            "command": command,
            "text": text,
            "api_app_id": APP_ID,
            "is_enterprise_install": "false",
            "response_url": self._response_url(user.id, channel.id, None),
            "trigger_id": self.trigger(user.id),
        }
        ack = await self._sockets.send("slash_commands", payload, accepts=True)
        if ack.payload.get("text") or ack.payload.get("blocks"):
            self.respond(user.id, channel, ack.payload, message_ts=None)
        return ack

    async def clicked_message(
        self, user: User, channel: Conversation, ts: str, action_id: str, block_id: str | None, value: Any
    ) -> Ack:
        """A person uses an element of a message."""
        message = channel.messages.get(ts)
        if message is None or message.only_for not in (None, user.id):
            raise ControlError("message_not_found", "There is no such message here.", 404)
        block, element = _element(message.blocks, action_id, block_id)
        shown = self._workspace.message_json(message, channel)
        state = chosen_state(element, value, {}) if element["type"] != "button" else {}
        payload = self._interaction("block_actions", user) | {
            "container": {
                "type": "message",
                "message_ts": ts,
                "channel_id": channel.id,
                "is_ephemeral": message.only_for is not None,
            },
            "channel": {"id": channel.id, "name": "directmessage" if channel.kind == "im" else channel.name},
            "message": shown,
            "state": {"values": {}},
            "response_url": self._response_url(user.id, channel.id, ts),
            "actions": [action_of(element, block["block_id"], state, self._workspace.new_ts())],
        }
        return await self._sockets.send("interactive", payload)

    async def clicked_view(self, user: User, view_id: str, action_id: str, block_id: str | None, value: Any) -> Ack:
        """A person uses an element of an open modal or of App Home."""
        view = self._views.find(user.id, view_id)
        block, element = _element(view["blocks"], action_id, block_id)
        state: dict[str, Any] = {}
        if is_input(element) or element["type"] == "overflow":
            state = chosen_state(element, value, self._views.offered(view, element))
        if is_input(element):
            self._views.state(view)[block["block_id"]][action_id] = state
            if block["type"] == "input" and not block.get("dispatch_action"):
                return Ack("ok", {})
        payload = self._interaction("block_actions", user) | {
            "container": {"type": "view", "view_id": view_id},
            "view": self._views.payload(view),
            "actions": [action_of(element, block["block_id"], state, self._workspace.new_ts())],
        }
        return await self._sockets.send("interactive", payload)

    async def submitted(self, user: User, view_id: str, values: Mapping[str, Any]) -> dict[str, Any]:
        """A person hands a modal in; what became of it."""
        view = self._views.find(user.id, view_id)
        if view["type"] != "modal" or not view.get("submit"):
            raise ControlError("not_submittable", "This view has nothing to submit.")
        errors = self._views.fill(view, values)
        if errors:
            return {"result": "errors", "errors": errors}
        payload = self._interaction("view_submission", user) | {
            "view": self._views.payload(view),
            "response_urls": [],
        }
        ack = await self._sockets.send("interactive", payload)
        if ack.state != "ok":
            return {"result": "failed", "ack": ack.state, "message": "The app did not respond. Try again."}
        return self._apply(user, view, ack.payload)

    async def closed(self, user: User, view_id: str) -> None:
        """A person closes a modal."""
        view = self._views.find(user.id, view_id)
        self._views.close(user.id, view)
        if view["notify_on_close"]:
            payload = self._interaction("view_closed", user) | {
                "view": self._views.payload(view),
                "is_cleared": False,
            }
            await self._sockets.send("interactive", payload)

    async def suggested(
        self, user: User, view_id: str, action_id: str, block_id: str | None, query: str
    ) -> list[dict[str, Any]]:
        """What an app offers in an external select for what was typed."""
        view = self._views.find(user.id, view_id)
        block, element = _element(view["blocks"], action_id, block_id)
        payload = self._interaction("block_suggestion", user) | {
            "container": {"type": "view", "view_id": view_id},
            "view": self._views.payload(view),
            "action_id": action_id,
            "block_id": block["block_id"],
            "value": query,
        }
        ack = await self._sockets.send("interactive", payload, accepts=True)
        groups = ack.payload.get("option_groups", [])
        options = [*ack.payload.get("options", []), *(one for group in groups for one in group["options"])]
        self._views.offer(view, element["action_id"], options)
        return options

    async def shortcut(self, user: User, callback_id: str, channel: Conversation | None, ts: str | None) -> Ack:
        """A person uses a shortcut, of the workspace or of a message."""
        known = next((one for one in self._workspace.app.shortcuts if one["callback_id"] == callback_id), None)
        if known is None:
            raise ControlError("unknown_shortcut", "This app has no such shortcut.", 404)
        payload = self._interaction("shortcut", user) | {"callback_id": callback_id, "action_ts": ""}
        if known["type"] == "message":
            if channel is None or ts not in channel.messages:
                raise ControlError("message_not_found", "Say on which message.", 404)
            payload |= {
                "type": "message_action",
                "channel": {"id": channel.id, "name": channel.name},
                "message": self._workspace.message_json(channel.messages[ts], channel),
                "message_ts": ts,
                "response_url": self._response_url(user.id, channel.id, ts),
            }
        return await self._sockets.send("interactive", payload)

    async def opened_home(self, user: User) -> Ack:
        """A person opens App Home."""
        event: dict[str, Any] = {
            "type": "app_home_opened",
            "user": user.id,
            "channel": self._workspace.dm(user.id).id,
            "tab": "home",
            "event_ts": self._workspace.new_ts(),
        }
        if home := self._views.home(user.id):
            event["view"] = home
        return await self.event("app_home_opened", event)

    async def event(self, subscription: str, event: dict[str, Any]) -> Ack:
        """Tell the app of an event it subscribes to."""
        if subscription not in self._workspace.app.events:
            return Ack("ok", {})
        return await self._sockets.event(self._wrapped(event))

    def respond(self, user: str, channel: Conversation, given: Mapping[str, Any], *, message_ts: str | None) -> None:
        """An answer over a response URL, or in an ack."""
        if given.get("delete_original") and message_ts:
            channel.messages.pop(message_ts, None)
            self._workspace.changed("channel", channel.id)
            return
        original = channel.messages.get(message_ts or "")
        blocks = with_block_ids(given.get("blocks") or [])
        if given.get("replace_original") and original is not None:
            original.text, original.blocks = str(given.get("text") or ""), blocks
            self._workspace.changed("channel", channel.id)
            return
        public = given.get("response_type") == "in_channel"
        self._workspace.post(
            channel,
            Message(
                self._workspace.new_ts(),
                BOT_USER,
                str(given.get("text") or ""),
                blocks=blocks,
                thread_ts=given.get("thread_ts"),
                only_for=None if public else user,
                bot_id=BOT_ID,
            ),
        )

    def _apply(self, user: User, view: dict[str, Any], answer: Mapping[str, Any]) -> dict[str, Any]:
        action = answer.get("response_action")
        try:
            if action == "errors":
                return {"result": "errors", "errors": dict(answer.get("errors", {}))}
            if action == "update":
                self._views.update(view["id"], answer.get("view"))
                return {"result": "updated"}
            if action == "push":
                self._views.push(user.id, answer.get("view"))
                return {"result": "pushed"}
        except SlackError as error:
            self._journal.note("failure", reason="the answer to a submission is invalid", error=error.body())
            return {"result": "failed", "message": "The app answered with a view that Slack refuses."}
        if action == "clear":
            self._views.clear(user.id)
        else:
            self._views.close(user.id, view)
        return {"result": "closed"}

    def _event_soon(self, subscription: str, event: dict[str, Any]) -> None:
        if subscription in self._workspace.app.events:
            self._sockets.event_soon(self._wrapped(event))

    def _wrapped(self, event: dict[str, Any]) -> dict[str, Any]:
        payload = {
            "token": "playground",
            "team_id": TEAM_ID,
            "api_app_id": APP_ID,
            "event": event,
            "type": "event_callback",
            "event_id": self._workspace.new_id("Ev"),
            "event_time": int(self._clock.now().timestamp()),
            "authorizations": [
                {
                    "enterprise_id": None,
                    "team_id": TEAM_ID,
                    "user_id": BOT_USER,
                    "is_bot": True,
                    "is_enterprise_install": False,
                }
            ],
            "is_ext_shared_channel": False,
            "event_context": secrets.token_hex(8),
        }
        self._journal.note("event", event=event.get("type"), event_id=payload["event_id"], payload=event)
        return payload

    def _message_event(self, channel: Conversation, message: Message) -> dict[str, Any]:
        kind = {"im": "im", "private": "group"}.get(channel.kind, "channel")
        return self._workspace.message_json(message, channel) | {
            "channel": channel.id,
            "channel_type": kind,
            "event_ts": message.ts,
        }

    def _interaction(self, kind: str, user: User) -> dict[str, Any]:
        return {
            "type": kind,
            "team": {"id": TEAM_ID, "domain": "playground"},
            "user": {"id": user.id, "username": user.handle, "name": user.handle, "team_id": TEAM_ID},
            "api_app_id": APP_ID,
            "token": "playground",
            "trigger_id": self.trigger(user.id),
            "enterprise": None,
            "is_enterprise_install": False,
        }

    def _response_url(self, user: str, channel: str, message_ts: str | None) -> str:
        key = secrets.token_hex(16)
        self.response_urls[key] = ResponseUrl(user, channel, self._clock.now() + RESPONSE_URL_LIVES, message_ts)
        return f"{self.address}/respond/{key}"


def with_block_ids(blocks: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Blocks as Slack keeps them: every one has an id."""
    return [{**block, "block_id": block.get("block_id") or secrets.token_hex(3)} for block in blocks]


def escaped(text: str) -> str:
    """Typed text as Slack hands it on, with references to people and channels left alone."""
    kept: list[str] = []

    def keep(match: re.Match[str]) -> str:
        kept.append(match.group(0))
        return f"\0{len(kept) - 1}\0"

    text = re.sub(r"<[@#][A-Z0-9]+(\|[^>]*)?>", keep, text)
    for sign, entity in ESCAPED:
        text = text.replace(sign, entity)
    return re.sub(r"\0(\d+)\0", lambda match: kept[int(match.group(1))], text)


def _element(
    blocks: list[dict[str, Any]], action_id: str, block_id: str | None
) -> tuple[dict[str, Any], dict[str, Any]]:
    for block, element in elements_of(blocks):
        if element["action_id"] == action_id and block_id in (None, block.get("block_id")):
            return block, element
    raise ControlError("action_not_found", f"There is nothing called {action_id[:80]!r} here.", 404)
