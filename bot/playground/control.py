"""The control interface: what the page and tests use to be a person, move the clock and order faults."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import available_timezones

from aiohttp import web

from bot.playground.errors import ControlError
from bot.playground.happenings import escaped
from bot.playground.web_api import Slack
from bot.playground.workspace import BOT_USER, Conversation, User, notifies

LONGEST_WAIT = 60.0
MOST_MESSAGE = 12_000

Answer = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Control:
    """Everything under /playground/api. Loopback only; Host and Origin are checked."""

    def __init__(self, slack: Slack) -> None:
        self._slack = slack
        self._listeners: set[asyncio.Queue[dict[str, Any]]] = set()
        slack.workspace.changed = self._tell

    def routes(self) -> list[web.RouteDef]:
        """Every address with what answers it."""
        at = "/playground/api"
        return [
            web.get(f"{at}/workspace", self.workspace),
            web.post(f"{at}/users", self.add_user),
            web.post(f"{at}/users/{{id}}", self.change_user),
            web.get(f"{at}/channels", self.channels),
            web.post(f"{at}/channels", self.add_channel),
            web.post(f"{at}/membership", self.membership),
            web.get(f"{at}/messages", self.messages),
            web.get(f"{at}/dm", self.dm),
            web.post(f"{at}/message", self.message),
            web.post(f"{at}/command", self.command),
            web.post(f"{at}/action", self.action),
            web.get(f"{at}/views", self.views),
            web.post(f"{at}/submit", self.submit),
            web.post(f"{at}/close", self.close),
            web.post(f"{at}/suggest", self.suggest),
            web.post(f"{at}/shortcut", self.shortcut),
            web.post(f"{at}/home", self.home),
            web.post(f"{at}/read", self.read),
            web.get(f"{at}/clock", self.clock),
            web.post(f"{at}/clock", self.move_clock),
            web.get(f"{at}/clock/follow", self.follow),
            web.get(f"{at}/clock/leave", self.leave),
            web.get(f"{at}/journal", self.journal),
            web.post(f"{at}/faults", self.faults),
            web.get(f"{at}/file/{{id}}", self.file),
            web.get(f"{at}/stream", self.stream),
        ]

    async def workspace(self, request: web.Request) -> web.StreamResponse:
        """Who and what is here."""
        space = self._slack.workspace
        return web.json_response(
            {
                "name": space.name,
                "app": {"name": space.app.name, "user_id": BOT_USER, "description": space.app.description},
                "users": [
                    {
                        "id": user.id,
                        "handle": user.handle,
                        "real_name": user.name,
                        "title": user.title,
                        "tz": user.tz,
                        "deleted": user.deleted,
                        "is_bot": user.is_bot,
                    }
                    for user in space.users.values()
                ],
                "channels": [
                    {**space.channel_json(one), "members": sorted(one.members), "topic": one.topic}
                    for one in space.conversations.values()
                    if one.kind != "im"
                ],
                "commands": list(space.app.commands),
                "shortcuts": list(space.app.shortcuts),
                "connected": self._slack.sockets.connected,
                "clock": self._clock(),
            }
        )

    async def add_user(self, request: web.Request) -> web.StreamResponse:
        """Somebody joins."""
        given = await _body(request)
        handle = _text(given, "handle")
        if any(user.handle.lower() == handle.lstrip("@").lower() for user in self._slack.workspace.users.values()):
            raise ControlError("handle_taken", f"Somebody is called @{handle} already.")
        user = self._slack.workspace.add_user(
            handle,
            str(given.get("name") or given.get("real_name") or handle),
            tz=_zone(given.get("tz", "UTC")),
            title=str(given.get("title", "")),
        )
        await self._slack.happenings.event(
            "team_join", {"type": "team_join", "user": self._slack.workspace.user_json(user)}
        )
        return web.json_response({"id": user.id, "handle": user.handle, "tz": user.tz})

    async def change_user(self, request: web.Request) -> web.StreamResponse:
        """Somebody moves zone, takes another name, is deactivated, or turns out to be a guest or of another company."""
        user = self._slack.workspace.user(request.match_info["id"])
        given = await _body(request)
        if "tz" in given:
            user.tz = _zone(given["tz"])
        if "name" in given:
            user.name = str(given["name"])
        for kind in ("deleted", "guest", "stranger"):
            if kind in given:
                setattr(user, kind, bool(given[kind]))
        self._slack.workspace.changed("workspace", None)
        await self._slack.happenings.event(
            "user_change", {"type": "user_change", "user": self._slack.workspace.user_json(user)}
        )
        return web.json_response({"id": user.id, "tz": user.tz, "deleted": user.deleted})

    async def channels(self, request: web.Request) -> web.StreamResponse:
        """The conversations a person has, with what they have not read."""
        user = self._as(request.query.get("as"))
        space = self._slack.workspace
        space.dm(user.id)
        found = []
        for one in space.conversations.values():
            if (one.kind == "private" and user.id not in one.members) or (
                one.kind == "im" and user.id not in one.members
            ):
                continue
            read = float(one.read.get(user.id, 0))
            unread = sum(float(m.ts) > read and m.user != user.id for m in space.visible(one, user.id))
            shown = space.channel_json(one) | {"is_member": user.id in one.members, "unread": unread}
            if one.kind == "im":
                shown["user"] = BOT_USER
            found.append(shown)
        return web.json_response({"channels": found})

    async def add_channel(self, request: web.Request) -> web.StreamResponse:
        """A new channel."""
        given = await _body(request)
        name = _text(given, "name").lstrip("#")
        space = self._slack.workspace
        if any(one.name == name for one in space.conversations.values()):
            raise ControlError("name_taken", f"There is a channel #{name} already.")
        names = given.get("members", [])
        if not isinstance(names, list):
            raise ControlError("invalid_members", "members is a list of people.")
        members = {space.user(str(one)).id for one in names}
        channel = space.add_channel(name, members, kind="private" if given.get("private") else "channel")
        return web.json_response({"id": channel.id, "name": channel.name})

    async def membership(self, request: web.Request) -> web.StreamResponse:
        """Somebody, or the app, joins or leaves a channel."""
        given = await _body(request)
        channel = self._slack.workspace.conversation(_text(given, "channel"))
        user = self._slack.workspace.user(_text(given, "user"))
        (channel.members.add if given.get("in", True) else channel.members.discard)(user.id)
        if "archived" in given:
            channel.archived = bool(given["archived"])
        self._slack.workspace.changed("workspace", None)
        kind = "member_joined_channel" if given.get("in", True) else "member_left_channel"
        await self._slack.happenings.event(kind, {"type": kind, "user": user.id, "channel": channel.id})
        return web.json_response({"members": sorted(channel.members)})

    async def messages(self, request: web.Request) -> web.StreamResponse:
        """What a person sees in a conversation, or in one thread of it."""
        user = self._as(request.query.get("as"))
        channel = self._seen(user, request.query.get("channel", ""))
        thread = request.query.get("thread_ts")
        space = self._slack.workspace
        found = []
        for one in space.visible(channel, user.id):
            if thread is not None and thread not in (one.ts, one.thread_ts):
                continue
            if thread is None and one.thread_ts not in (None, one.ts):
                continue
            shown = space.message_json(one, channel)
            if one.only_for:
                shown["ephemeral"] = True
            if one.bot_id and notifies(one):
                shown["notifies"] = "channel"
            found.append(shown)
        return web.json_response({"messages": found})

    async def dm(self, request: web.Request) -> web.StreamResponse:
        """The person's DM with the app."""
        return web.json_response({"channel": self._slack.workspace.dm(self._as(request.query.get("as")).id).id})

    async def message(self, request: web.Request) -> web.StreamResponse:
        """A person types a message."""
        given = await _body(request)
        user = self._as(given.get("as"))
        channel = self._seen(user, _text(given, "channel"))
        text = _text(given, "text")
        if len(text) > MOST_MESSAGE * 4:
            raise ControlError("msg_too_long", f"Slack's own client takes {MOST_MESSAGE:,} characters at most.")
        sent = await self._slack.happenings.typed(user, channel, escaped(text), given.get("thread_ts") or None)
        return web.json_response({"ts": sent.ts, "channel": channel.id})

    async def command(self, request: web.Request) -> web.StreamResponse:
        """A person uses a slash command."""
        given = await _body(request)
        user = self._as(given.get("as"))
        channel = self._seen(user, str(given.get("channel") or self._slack.workspace.dm(user.id).id))
        ack = await self._slack.happenings.command(user, channel, _text(given, "command"), str(given.get("text", "")))
        return web.json_response({"ack": ack.state, **ack.payload})

    async def action(self, request: web.Request) -> web.StreamResponse:
        """A person clicks, chooses or picks."""
        given = await _body(request)
        user = self._as(given.get("as"))
        action_id, block_id = _text(given, "action_id"), given.get("block_id")
        if given.get("view_id"):
            ack = await self._slack.happenings.clicked_view(
                user, str(given["view_id"]), action_id, block_id, given.get("value")
            )
        else:
            channel = self._seen(user, _text(given, "channel"))
            ack = await self._slack.happenings.clicked_message(
                user, channel, _text(given, "ts"), action_id, block_id, given.get("value")
            )
        return web.json_response({"ack": ack.state})

    async def views(self, request: web.Request) -> web.StreamResponse:
        """The modal a person looks at, and their App Home."""
        user = self._as(request.query.get("as"))
        modal = self._slack.views.top(user.id)
        return web.json_response(
            {
                "modal": self._slack.views.payload(modal) if modal else None,
                "home": self._slack.views.home(user.id),
            }
        )

    async def submit(self, request: web.Request) -> web.StreamResponse:
        """A person hands a modal in."""
        given = await _body(request)
        values = given.get("values") or {}
        if not isinstance(values, dict):
            raise ControlError("invalid_values", "values maps blocks to values.")
        user = self._as(given.get("as"))
        view_id = str(given.get("view_id") or (self._slack.views.top(user.id) or {}).get("id", ""))
        return web.json_response(await self._slack.happenings.submitted(user, view_id, values))

    async def close(self, request: web.Request) -> web.StreamResponse:
        """A person closes a modal."""
        given = await _body(request)
        user = self._as(given.get("as"))
        await self._slack.happenings.closed(user, _text(given, "view_id"))
        return web.json_response({})

    async def suggest(self, request: web.Request) -> web.StreamResponse:
        """What an external select offers for what was typed."""
        given = await _body(request)
        options = await self._slack.happenings.suggested(
            self._as(given.get("as")),
            _text(given, "view_id"),
            _text(given, "action_id"),
            given.get("block_id"),
            str(given.get("query", "")),
        )
        return web.json_response({"options": options, "ack": "ok"})

    async def shortcut(self, request: web.Request) -> web.StreamResponse:
        """A person uses a shortcut."""
        given = await _body(request)
        user = self._as(given.get("as"))
        channel = self._seen(user, str(given["channel"])) if given.get("channel") else None
        ack = await self._slack.happenings.shortcut(user, _text(given, "callback_id"), channel, given.get("ts"))
        return web.json_response({"ack": ack.state})

    async def home(self, request: web.Request) -> web.StreamResponse:
        """A person opens App Home."""
        given = await _body(request)
        ack = await self._slack.happenings.opened_home(self._as(given.get("as")))
        return web.json_response({"ack": ack.state})

    async def read(self, request: web.Request) -> web.StreamResponse:
        """A person has read a conversation."""
        given = await _body(request)
        user = self._as(given.get("as"))
        channel = self._seen(user, _text(given, "channel"))
        seen = self._slack.workspace.visible(channel, user.id)
        if seen:
            channel.read[user.id] = seen[-1].ts
        return web.json_response({})

    async def clock(self, request: web.Request) -> web.StreamResponse:
        """What time it is, and when something is due."""
        return web.json_response(self._clock())

    async def move_clock(self, request: web.Request) -> web.StreamResponse:
        """The clock goes somewhere; all that is due on the way happens first."""
        given = await _body(request)
        if ("to" in given) == ("advance" in given):
            raise ControlError("invalid_clock", "Give either to (an instant) or advance (seconds).")
        target = (
            _instant(given["to"])
            if "to" in given
            else self._slack.clock.now() + timedelta(seconds=_seconds(given["advance"]))
        )
        step = timedelta(seconds=_seconds(given["step"])) if given.get("step") else None
        if step is not None and step <= timedelta(0):
            raise ControlError("invalid_clock", "step is a number of seconds above zero.")
        await self._slack.clock.move(target, step=step, after_step=self._after_step)
        self._tell("clock", None)
        return web.json_response(self._clock())

    async def follow(self, request: web.Request) -> web.StreamResponse:
        """A program keeps up with the clock."""
        query = request.query
        try:
            seen, wait = int(query.get("seen", "-1")), min(float(query.get("wait", "20")), LONGEST_WAIT)
        except ValueError:
            raise ControlError("invalid_follower", "seen and wait are numbers.") from None
        coming = _instant(query["next"]) if query.get("next") else None
        sequence = await self._slack.clock.follow(query.get("follower", "?"), seen=seen, coming=coming, wait=wait)
        return web.json_response({"seq": sequence, "now": self._slack.clock.now().isoformat()})

    async def leave(self, request: web.Request) -> web.StreamResponse:
        """A program has ended and keeps up no more."""
        sequence = await self._slack.clock.leave(request.query.get("follower", "?"))
        return web.json_response({"seq": sequence, "now": self._slack.clock.now().isoformat()})

    async def journal(self, request: web.Request) -> web.StreamResponse:
        """What happened since a number."""
        since = request.query.get("since", "0")
        if not since.isdigit():
            raise ControlError("invalid_since", "since is the number of a journal entry.")
        entries = self._slack.journal.since(int(since))
        return web.json_response({"entries": entries, "next": entries[-1]["seq"] if entries else int(since)})

    async def faults(self, request: web.Request) -> web.StreamResponse:
        """A fault is ordered."""
        fault = self._slack.faults.order(await _body(request))
        if fault.kind == "disconnect":
            await self._slack.sockets.disconnect()
        elif fault.kind == "revoke_scope":
            self._slack.revoked_scopes.add(fault.scope)
        return web.json_response({"ordered": fault.kind, "count": fault.left})

    async def file(self, request: web.Request) -> web.StreamResponse:
        """A file's content."""
        file = self._slack.workspace.files.get(request.match_info["id"])
        if file is None or not file.content:
            raise ControlError("file_not_found", "There is no such file.", 404)
        image = file.name.rpartition(".")[2].lower() in {"png", "jpg", "jpeg", "gif"}
        kind = f"image/{file.name.rpartition('.')[2].lower()}" if image else "application/octet-stream"
        headers = {"X-Content-Type-Options": "nosniff"}
        if not image:
            headers["Content-Disposition"] = "attachment"
        return web.Response(body=file.content, content_type=kind, headers=headers)

    async def stream(self, request: web.Request) -> web.StreamResponse:
        """Tell a page that something changed, as it changes."""
        response = web.StreamResponse(headers={"Content-Type": "text/event-stream", "Cache-Control": "no-cache"})
        await response.prepare(request)
        queue: asyncio.Queue[dict[str, Any]] = asyncio.Queue(maxsize=1000)
        self._listeners.add(queue)
        try:
            await response.write(b": hello\n\n")
            while True:
                try:
                    news = await asyncio.wait_for(queue.get(), 15)
                    await response.write(f"data: {json.dumps(news)}\n\n".encode())
                except TimeoutError:
                    await response.write(b": still here\n\n")
        except (ConnectionError, asyncio.CancelledError):
            return response
        finally:
            self._listeners.discard(queue)

    def _tell(self, kind: str, where: str | None) -> None:
        news = {"kind": kind, "channel": where, **(self._clock() if kind == "clock" else {})}
        for queue in self._listeners:
            if not queue.full():
                queue.put_nowait(news)

    def _clock(self) -> dict[str, Any]:
        due = self._slack.clock.next_due()
        return {"now": self._slack.clock.now().isoformat(), "next_due": due.isoformat() if due else None}

    async def _after_step(self) -> None:
        await self._slack.sockets.due()
        self._tell("clock", None)

    def _as(self, name: Any) -> User:
        if not name:
            raise ControlError("missing_as", "Say who you are: as=U… or a handle.")
        return self._slack.workspace.user(str(name))

    def _seen(self, user: User, name: str) -> Conversation:
        channel = self._slack.workspace.conversation(name)
        if channel.kind != "channel" and user.id not in channel.members:
            raise ControlError("channel_not_found", f"{user.name} has no such conversation.", 404)
        return channel


@web.middleware
async def guarded(request: web.Request, handler: Answer) -> web.StreamResponse:
    """Only this machine, only by its own name, and only from its own page: any site can reach localhost."""
    host = urlsplit(f"//{request.headers.get('Host', '')}").hostname
    origin = request.headers.get("Origin")
    if host not in {"127.0.0.1", "localhost", "::1"}:
        return web.json_response({"error": "forbidden_host", "message": "The playground is local."}, status=403)
    if origin and urlsplit(origin).netloc != request.headers.get("Host"):
        return web.json_response(
            {"error": "forbidden_origin", "message": "Only the playground's own page may do this."}, status=403
        )
    try:
        return await handler(request)
    except ControlError as error:
        return web.json_response({"error": error.code, "message": error.sentence}, status=error.status)
    except ConnectionResetError:
        # Whoever asked is gone in the middle of it, as a killed bot is; nobody is there to be answered.
        return web.Response(status=400)


async def _body(request: web.Request) -> dict[str, Any]:
    try:
        body = json.loads(await request.read() or b"{}")
    except (ValueError, RecursionError):
        raise ControlError("invalid_json", "The body is not JSON.") from None
    if not isinstance(body, dict):
        raise ControlError("invalid_json", "The body is not a JSON object.")
    return body


def _text(given: dict[str, Any], name: str) -> str:
    value = given.get(name)
    if not isinstance(value, str | int) or value == "":
        raise ControlError("missing_argument", f"{name} is missing.")
    return str(value)


def _zone(name: Any) -> str:
    if not isinstance(name, str) or name not in available_timezones():
        raise ControlError("invalid_tz", f"{str(name)[:60]!r} is not a time zone; write one such as Europe/Berlin.")
    return str(name)


def _instant(text: Any) -> datetime:
    try:
        instant = datetime.fromisoformat(str(text))
    except ValueError:
        raise ControlError("invalid_instant", f"{str(text)[:60]!r} is not an instant in ISO 8601.") from None
    return instant if instant.tzinfo else instant.replace(tzinfo=UTC)


def _seconds(given: Any) -> float:
    if isinstance(given, bool) or not isinstance(given, int | float) or not -1e9 < given < 1e9:
        raise ControlError("invalid_clock", "advance and step are numbers of seconds.")
    return float(given)
