"""What is in the workspace: people, conversations, messages, files, views. Knows no HTTP and no app."""

import itertools
import re
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from bot.playground.errors import ControlError
from bot.playground.specs import InstalledApp, WorkspaceSpec

TEAM_ID = "T0PLAYGRND"
OTHER_TEAM_ID = "T0ELSEWHRE"
APP_ID = "A0PLAYGRND"
BOT_USER = "U0BAROMETR"
BOT_ID = "B0BAROMETR"
MASS_MENTION = re.compile(r"<!(channel|here|everyone)(\|[^>]*)?>")


@dataclass
class User:
    """Somebody in the workspace, the app's own user included."""

    id: str
    handle: str
    name: str
    tz: str = "UTC"
    title: str = ""
    deleted: bool = False
    is_bot: bool = False
    guest: bool = False
    stranger: bool = False


@dataclass
class Message:
    """A message as Slack keeps it. `only_for` makes it ephemeral."""

    ts: str
    user: str
    text: str
    blocks: list[dict[str, Any]] = field(default_factory=list)
    thread_ts: str | None = None
    edited: dict[str, str] | None = None
    metadata: dict[str, Any] | None = None
    files: list[str] = field(default_factory=list)
    only_for: str | None = None
    bot_id: str | None = None
    reactions: dict[str, list[str]] = field(default_factory=dict)


@dataclass
class Conversation:
    """A channel, or a DM between the app and one person."""

    id: str
    name: str
    kind: str
    members: set[str] = field(default_factory=set)
    archived: bool = False
    topic: str = ""
    messages: dict[str, Message] = field(default_factory=dict)
    read: dict[str, str] = field(default_factory=dict)


@dataclass
class File:
    """A file; `content` is there once it was uploaded."""

    id: str
    name: str
    size: int
    mimetype: str = "application/octet-stream"
    title: str = ""
    alt_txt: str = ""
    content: bytes = b""
    complete: bool = False


class Workspace:
    """The whole state. Every change goes through here; `changed` hears what kind of thing it was and where."""

    def __init__(self, spec: WorkspaceSpec, now: Callable[[], datetime]) -> None:
        self._now = now
        self._numbers = itertools.count(1)
        self._last_ts = 0
        self.name = spec.name
        self.address = ""  # where files are fetched from, once that is known
        self.app = InstalledApp()
        self.users: dict[str, User] = {
            BOT_USER: User(BOT_USER, "barometer", "Barometer", is_bot=True),
        }
        self.conversations: dict[str, Conversation] = {}
        self.files: dict[str, File] = {}
        self.homes: dict[str, dict[str, Any]] = {}
        self.changed: Callable[[str, str | None], None] = lambda _kind, _where: None
        for user in spec.users:
            self.add_user(user.handle, user.name, tz=user.tz, title=user.title)
        for channel in spec.channels:
            members = {self.user(handle).id for handle in channel.members}
            kind = "private" if channel.private else "channel"
            made = self.add_channel(channel.name, members | ({BOT_USER} if channel.with_app else set()), kind=kind)
            made.topic = channel.topic

    def new_id(self, prefix: str) -> str:
        """An id as Slack's look: a letter and ten more."""
        return f"{prefix}{next(self._numbers):010X}"

    def new_ts(self) -> str:
        """The next message's timestamp: the workspace's time, and later than every one before."""
        self._last_ts = max(int(self._now().timestamp() * 1_000_000), self._last_ts + 1)
        return f"{self._last_ts // 1_000_000}.{self._last_ts % 1_000_000:06d}"

    def install(self, app: InstalledApp) -> None:
        """Put an app into the workspace under its own name."""
        self.app = app
        self.users[BOT_USER].name = app.name
        self.users[BOT_USER].handle = app.name.lower().replace(" ", "-")

    def user(self, name: str) -> User:
        """A person by id or handle, or `ControlError`."""
        wanted = name.lstrip("@")
        for user in self.users.values():
            if wanted == user.id or wanted.lower() == user.handle.lower():
                return user
        raise ControlError("user_not_found", f"Nobody here is called {wanted[:60]!r}.", 404)

    def conversation(self, name: str) -> Conversation:
        """A conversation by id or channel name, or `ControlError`."""
        wanted = name.lstrip("#")
        for conversation in self.conversations.values():
            if wanted == conversation.id or (conversation.kind != "im" and wanted == conversation.name):
                return conversation
        raise ControlError("channel_not_found", f"There is no channel {wanted[:60]!r}.", 404)

    def add_user(self, handle: str, name: str, *, tz: str = "UTC", title: str = "") -> User:
        """Let somebody join the workspace."""
        user = User(self.new_id("U"), handle.lstrip("@"), name, tz, title)
        self.users[user.id] = user
        self.changed("workspace", None)
        return user

    def add_channel(self, name: str, members: Iterable[str], *, kind: str = "channel") -> Conversation:
        """Make a channel."""
        channel = Conversation(self.new_id("C"), name.lstrip("#"), kind, set(members))
        self.conversations[channel.id] = channel
        self.changed("workspace", None)
        return channel

    def dm(self, user: str) -> Conversation:
        """The DM between a person and the app, opened if it is new."""
        for conversation in self.conversations.values():
            if conversation.kind == "im" and user in conversation.members:
                return conversation
        conversation = Conversation(self.new_id("D"), user, "im", {user, BOT_USER})
        self.conversations[conversation.id] = conversation
        return conversation

    def post(self, conversation: Conversation, message: Message) -> Message:
        """Put a message into a conversation."""
        conversation.messages[message.ts] = message
        self.changed("channel", conversation.id)
        return message

    def visible(self, conversation: Conversation, user: str) -> list[Message]:
        """The messages this person sees, oldest first."""
        found = [one for one in conversation.messages.values() if one.only_for in (None, user)]
        return sorted(found, key=lambda one: float(one.ts))

    def message_json(self, message: Message, conversation: Conversation) -> dict[str, Any]:
        """A message in Slack's own shape."""
        shown: dict[str, Any] = {
            "type": "message",
            "ts": message.ts,
            "user": message.user,
            "text": message.text,
            "team": TEAM_ID,
        }
        if message.bot_id:
            shown |= {"bot_id": message.bot_id, "app_id": APP_ID}
        if message.blocks:
            shown["blocks"] = message.blocks
        if message.edited:
            shown["edited"] = message.edited
        if message.metadata:
            shown["metadata"] = message.metadata
        if message.files:
            shown["files"] = [self.file_json(self.files[id]) for id in message.files if id in self.files]
        if message.reactions:
            shown["reactions"] = [
                {"name": name, "users": users, "count": len(users)} for name, users in message.reactions.items()
            ]
        replies = [one for one in conversation.messages.values() if one.thread_ts == message.ts != one.ts]
        if replies and not message.only_for:
            newest = max(replies, key=lambda one: float(one.ts))
            shown |= {"thread_ts": message.ts, "reply_count": len(replies), "latest_reply": newest.ts}
        elif message.thread_ts:
            shown["thread_ts"] = message.thread_ts
        return shown

    def file_json(self, file: File) -> dict[str, Any]:
        """A file in Slack's own shape."""
        return {
            "id": file.id,
            "name": file.name,
            "title": file.title or file.name,
            "mimetype": file.mimetype,
            "filetype": file.name.rpartition(".")[2],
            "size": file.size,
            "url_private_download": f"{self.address}/files/{file.id}",
            "alt_txt": file.alt_txt,
        }

    def user_json(self, user: User) -> dict[str, Any]:
        """A person in Slack's own shape."""
        offset = self._now().astimezone(_zone(user.tz)).utcoffset()
        return {
            "id": user.id,
            "team_id": OTHER_TEAM_ID if user.stranger else TEAM_ID,
            "name": user.handle,
            "deleted": user.deleted,
            "real_name": user.name,
            "tz": user.tz,
            "tz_label": user.tz,
            "tz_offset": int(offset.total_seconds()) if offset else 0,
            "is_bot": user.is_bot,
            "is_app_user": False,
            "is_restricted": user.guest,
            "is_ultra_restricted": False,
            "is_stranger": user.stranger,
            "updated": int(self._now().timestamp()),
            "profile": {
                "real_name": user.name,
                "display_name": user.name,
                "title": user.title,
                "team": TEAM_ID,
            },
        }

    def channel_json(self, conversation: Conversation) -> dict[str, Any]:
        """A conversation in Slack's own shape."""
        if conversation.kind == "im":
            other = next(iter(conversation.members - {BOT_USER}), BOT_USER)
            return {"id": conversation.id, "is_im": True, "user": other, "is_archived": False}
        return {
            "id": conversation.id,
            "name": conversation.name,
            "is_channel": conversation.kind == "channel",
            "is_group": conversation.kind == "private",
            "is_im": False,
            "is_private": conversation.kind == "private",
            "is_archived": conversation.archived,
            "is_member": BOT_USER in conversation.members,
            "num_members": len(conversation.members),
            "topic": {"value": conversation.topic},
        }

    def snapshot(self) -> dict[str, Any]:
        """The whole state as plain JSON values; files' contents are kept apart."""
        return {
            "numbers": next(self._numbers),
            "last_ts": self._last_ts,
            "name": self.name,
            "users": [asdict(user) for user in self.users.values()],
            "conversations": [
                {**asdict(one), "members": sorted(one.members), "messages": [asdict(m) for m in one.messages.values()]}
                for one in self.conversations.values()
            ],
            "files": [{**asdict(file), "content": None} for file in self.files.values() if file.complete],
            "homes": self.homes,
        }

    def restore(self, saved: dict[str, Any], contents: dict[str, bytes]) -> None:
        """Become what a snapshot says."""
        self._numbers = itertools.count(saved["numbers"] + 1)
        self._last_ts = saved["last_ts"]
        self.name = saved["name"]
        self.users = {user["id"]: User(**user) for user in saved["users"]}
        self.conversations = {
            one["id"]: Conversation(
                **{
                    **one,
                    "members": set(one["members"]),
                    "messages": {message["ts"]: Message(**message) for message in one["messages"]},
                }
            )
            for one in saved["conversations"]
        }
        self.files = {one["id"]: File(**{**one, "content": contents.get(one["id"], b"")}) for one in saved["files"]}
        self.homes = saved["homes"]


def notifies(message: Message) -> bool:
    """Whether Slack would notify everybody: an unescaped mass mention where it counts."""
    return bool(MASS_MENTION.search(message.text)) or any(MASS_MENTION.search(text) for text in _mrkdwn(message.blocks))


def _mrkdwn(value: Any) -> Iterable[str]:
    if isinstance(value, dict):
        if value.get("type") == "mrkdwn":
            yield str(value.get("text", ""))
        for inner in value.values():
            yield from _mrkdwn(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _mrkdwn(inner)


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return ZoneInfo("UTC")
