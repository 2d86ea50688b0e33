"""Bad input over the wire: the real bot, the door for HTTP, and the playground, all of them running.

A listener may answer with a sentence; an error that nobody foresaw, a 5xx or a hang is a bug.
"""

import atexit
import hmac
import io
import json
import logging
import random
import re
import tempfile
import time
import traceback
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache, wraps
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.parse import quote, urlencode
from urllib.request import ProxyHandler, Request, build_opener

from pydantic import SecretStr
from slack_bolt import App, BoltRequest
from slack_sdk.errors import SlackApiError

from bot import demo
from bot.app import Barometer, build
from bot.playground import Playground
from bot.request_url import PATH, RequestUrl
from bot.settings import Settings
from handlers import ROUTES, Route
from handlers.manifest import read_manifest
from tests.fuzz.spoiling import spoilt, text
from tests.play import Workplace, elements

WORKSPACE = "T0PLAYGRND"
SECRET = "8f742231b10e8888abcd99yyyzzz85a5"
VALUES = ("", "1", "2", "0", "-1", "999999", "1e9", "٣", "x", "null", "[]", "{}", '{"question": 1}', '{"task": "x"}')
PATHS = (
    *("/playground/api/message", "/playground/api/command", "/playground/api/action", "/playground/api/submit"),
    *("/playground/api/users", "/playground/api/users/U0000000002", "/playground/api/channels", "/playground/api/home"),
    *("/playground/api/membership", "/playground/api/suggest", "/playground/api/shortcut", "/playground/api/close"),
    *("/playground/api/faults", "/playground/api/read", "/playground/api/upload", "/respond/x", "/upload/F1"),
    *("/api/chat.postMessage", "/api/views.open", "/api/views.publish", "/api/conversations.history"),
    *("/api/files.completeUploadExternal", "/api/users.list", "/api/apps.connections.open", "/api/nothing.there"),
)
# Asked with GET, the same doors read a query.
# A trigger id or a view that Slack never gave out cannot come from Slack.
NOT_SLACKS = frozenset({"invalid_trigger_id", "not_found", "view_not_found"})
READS = ("messages", "views", "dm", "journal", "channels", "workspace", "clock")
_opener = build_opener(ProxyHandler({}))


class Unforeseen(logging.Handler):
    """Keeps what the one error handler had not foreseen."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.found: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Keep it, but for what only this harness can bring about."""
        error = record.exc_info[1] if record.exc_info else None
        if isinstance(error, SlackApiError) and error.response.get("error") in NOT_SLACKS:
            return
        if getattr(record, "action", "") == "unforeseen_error" or record.name.startswith(("aiohttp", "slack_bolt")):
            trace = "".join(traceback.format_exception(error)) if error else ""
            self.found.append(f"{record.getMessage()} {trace}")


def watched(door: Callable[[random.Random], None]) -> Callable[[random.Random], None]:
    """A door of which also that is a finding which the bot only wrote down."""

    @wraps(door)
    def knock(chance: random.Random) -> None:
        unforeseen = Unforeseen()
        logging.getLogger().addHandler(unforeseen)
        try:
            door(chance)
        finally:
            logging.getLogger().removeHandler(unforeseen)
        if unforeseen.found:
            raise AssertionError("\n".join(unforeseen.found))

    return knock


@dataclass
class Wire:
    """A playground with a bot in it, and what its buttons, forms and people are called."""

    playground: Playground
    bot: Barometer
    door: RequestUrl
    people: list[str]
    channels: list[str]


@cache
def wire() -> Wire:
    """Everything running, once for a whole run; gone when the program ends."""
    folder = tempfile.TemporaryDirectory(prefix="barometer-fuzz-")
    playground = Playground(demo.example_workspace(), read_manifest())
    playground.start()
    url = f"sqlite:///{Path(folder.name) / 'fuzz.db'}"
    bot = demo.connect(playground, url)
    # The same bot as it is where Slack comes to it; it only answers, and ticks nothing.
    settings = Settings(
        _env_file=None,
        database_url=url,
        slack_base_url=playground.base_url,
        slack_bot_token=SecretStr(playground.credentials.bot),
        slack_signing_secret=SecretStr(SECRET),
        http_port=0,
    )
    door = build(settings).request_url
    assert door is not None
    assert _answered(door, b'{"type": "url_verification", "challenge": "x"}', "application/json") == 200
    space = Workplace(playground.url).get("/workspace")
    everybody = [one["id"] for one in space["users"] if not one.get("is_bot")]
    running = Wire(playground, bot, door, everybody, [one["id"] for one in space["channels"]])

    def end() -> None:
        bot.stop()
        playground.stop()
        folder.cleanup()

    atexit.register(end)
    return running


@watched
def command(chance: random.Random) -> None:
    """A slash command with any text."""
    route = chance.choice([one for one in ROUTES if one.kind == "command"])
    given = {"command": route.id, "text": text(chance), "channel": chance.choice(wire().channels)}
    _call("POST", "/playground/api/command", given | {"as": chance.choice(wire().people)})


@watched
def button(chance: random.Random) -> None:
    """A button or a menu, with any value, in a message or a form, old or of somebody else."""
    route = chance.choice([one for one in ROUTES if one.kind == "action"])
    value = chance.choice((*VALUES, text(chance)))
    action: dict[str, Any] = {"action_id": _id(route, chance), "block_id": text(chance)[:50], "action_ts": "1.1"}
    kind = chance.random()
    if kind < 0.6:
        action |= {"type": "button", "value": value}
    elif kind < 0.9:
        action |= {"type": "overflow", "selected_option": {"value": value, "text": {"type": "plain_text", "text": "x"}}}
    else:
        action |= {"type": "users_select", "selected_user": _person(chance)}
    body = _interaction(chance) | {"type": "block_actions", "actions": [action]}
    # Some only stand in forms and some only in messages; whichever it is, this has both.
    body |= {"view": _view(text(chance)[:20], chance), "container": {"type": "view", "view_id": "V1"}}
    if chance.random() < 0.5:
        body |= {"container": {"type": "message", "message_ts": "1.1", "channel_id": _channel(chance)}}
        body |= {"message": {"ts": "1.1", "text": text(chance)}, "channel": {"id": _channel(chance)}}
    _dispatched(body)


@watched
def submitted(chance: random.Random) -> None:
    """Any form, filled in with anything, remembering anything."""
    route = chance.choice([one for one in ROUTES if one.kind in {"view", "closed"}])
    body = _interaction(chance) | {"type": "view_submission", "view": _view(_id(route, chance), chance)}
    _dispatched(body | {"response_urls": []})


@watched
def opened_form(chance: random.Random) -> None:
    """A form as the bot itself draws it, handed in with anything in its fields: by the playground, as people do."""
    place = Workplace(wire().playground.url)
    somebody = place.person(chance.choice(("mina", "jonas", "priya")))
    if not somebody.has_form():
        somebody.command(*chance.choice((("/checkin", ""), ("/plan", ""), ("/forecast", "x"))))
    if not somebody.has_form():
        return
    view = somebody.modal()
    values = {
        block["block_id"]: chance.choice((text(chance)[:2000], None, *VALUES))
        for block in view["blocks"]
        if "element" in block and chance.random() < 0.7
    }
    pressed = [one for one in elements(view["blocks"]) if one.get("action_id")]
    if view.get("submit") and chance.random() < 0.7:
        _call("POST", "/playground/api/submit", {"as": somebody.handle, "view_id": view["id"], "values": values})
    elif pressed and chance.random() < 0.7:
        one = chance.choice(pressed)
        given = {"as": somebody.handle, "view_id": view["id"], "action_id": one["action_id"]}
        _call("POST", "/playground/api/action", given | {"value": chance.choice(VALUES)})
    else:
        _call("POST", "/playground/api/close", {"as": somebody.handle, "view_id": view["id"]})


@watched
def event(chance: random.Random) -> None:
    """An event of any kind, spoilt in its depths."""
    route = chance.choice([one for one in ROUTES if one.kind == "event" and one.id not in {"user_change", "team_join"}])
    told = {
        "type": route.id,
        "user": _person(chance),
        "channel": _channel(chance),
        "channel_type": chance.choice(("im", "channel", "mpim", "")),
        "ts": f"{chance.randrange(10**10)}.{chance.randrange(10**6):06}",
        "text": text(chance),
        "tab": "home",
    }
    if chance.random() < 0.3:
        told["thread_ts"] = text(chance)[:20]
    if chance.random() < 0.3:
        told["subtype"] = chance.choice(("file_share", "message_changed", "message_deleted", text(chance)[:20]))
    _dispatched({"type": "event_callback", "team_id": WORKSPACE, "event": told})


def signed(chance: random.Random) -> None:
    """The door for HTTP: whatever a correctly signed body is, no 5xx."""
    bodies: Sequence[Any] = (
        {"type": "event_callback", "team_id": WORKSPACE, "event": {"type": "message", "user": _person(chance)}},
        {"type": "view_submission", "team": {"id": WORKSPACE}, "user": {"id": _person(chance)}, "view": {}},
        {"type": "block_actions", "team": {"id": WORKSPACE}, "user": {"id": _person(chance)}, "actions": []},
        {"command": "/ask", "text": "x", "team_id": WORKSPACE, "user_id": _person(chance), "trigger_id": "1"},
        {"type": "url_verification", "challenge": text(chance)},
    )
    given = spoilt(chance.choice(bodies), chance)
    kind = chance.random()
    if kind < 0.4:
        body, sort = json.dumps(given, default=str).encode(), "application/json"
    elif kind < 0.7:
        body, sort = f"payload={quote(json.dumps(given, default=str))}".encode(), "application/x-www-form-urlencoded"
    elif kind < 0.85 and isinstance(given, dict):
        body, sort = (
            urlencode({key: str(value) for key, value in given.items()}).encode(),
            "application/x-www-form-urlencoded",
        )
    else:
        body, sort = chance.randbytes(chance.randrange(80)), chance.choice(("application/json", "text/plain", ""))
    status = _answered(wire().door, body, sort)
    assert status < 500, (status, body)


def _answered(door: RequestUrl, body: bytes, sort: str) -> int:
    stamp = str(int(time.time()))
    code = hmac.new(SECRET.encode(), f"v0:{stamp}:".encode() + body, sha256).hexdigest()
    answered: list[str] = []
    environ = {
        **{"REQUEST_METHOD": "POST", "PATH_INFO": PATH, "CONTENT_TYPE": sort, "CONTENT_LENGTH": str(len(body))},
        **{"HTTP_X_SLACK_REQUEST_TIMESTAMP": stamp, "HTTP_X_SLACK_SIGNATURE": f"v0={code}"},
        **{"wsgi.input": io.BytesIO(body), "QUERY_STRING": "", "SERVER_PROTOCOL": "HTTP/1.1"},
    }
    door.answer(environ, lambda status, headers, *_: answered.append(status))  # type: ignore[arg-type,return-value]
    return int(answered[0][:3])


@watched
def playground(chance: random.Random) -> None:
    """The playground's own doors, with JSON, forms and rubbish: no 5xx."""
    if chance.random() < 0.2:
        query = urlencode({name: text(chance)[:40] for name in ("as", "channel", "since", "thread_ts")})
        _call("GET", f"/playground/api/{chance.choice(READS)}?{query}", None)
        return
    given = spoilt(
        {
            **{"as": chance.choice(("jonas", text(chance)[:20])), "channel": _channel(chance), "text": text(chance)},
            **{"command": "/ask", "view_id": "V1", "values": {"b": "x"}, "action_id": "a", "ts": "1.1", "user": "U1"},
            **{
                "handle": text(chance)[:30],
                "name": text(chance)[:30],
                "kind": text(chance)[:20],
                "count": 1,
                "tz": "UTC",
            },
            **{"blocks": [{"type": "section", "text": {"type": "mrkdwn", "text": text(chance)}}], "members": ["U1"]},
            **{"trigger_id": "1", "view": {"type": "modal"}, "files": [{"id": "F1"}], "query": "x", "callback_id": "x"},
        },
        chance,
    )
    _call("POST", chance.choice(PATHS), given if chance.random() < 0.9 else chance.randbytes(40))
    _call("POST", "/playground/api/faults", {"kind": "clear"})


def _call(method: str, path: str, given: Any) -> None:
    body = given if isinstance(given, bytes | None) else json.dumps(given, default=str).encode()
    running = wire()
    headers = {"Content-Type": "application/json; charset=utf-8"}
    if path.startswith("/api/"):
        headers["Authorization"] = f"Bearer {running.playground.credentials.bot}"
    try:
        with _opener.open(
            Request(f"{running.playground.url}{path}", body, headers, method=method), timeout=20
        ) as answer:
            answer.read()
    except HTTPError as error:
        if error.code >= 500:
            raise AssertionError((path, given, error.read())) from None


def _dispatched(body: dict[str, Any]) -> None:
    app: App = wire().bot.app
    answer = app.dispatch(BoltRequest(body=body, mode="socket_mode"))
    assert answer.status < 500, body


def _interaction(chance: random.Random) -> dict[str, Any]:
    who = {"team": {"id": WORKSPACE}, "user": {"id": _person(chance)}, "trigger_id": f"{chance.random()}.1.a"}
    return who | {"response_url": f"{wire().playground.url}/respond/x"}


def _view(callback_id: str, chance: random.Random) -> dict[str, Any]:
    state: dict[str, Any] = {}
    for _ in range(chance.randrange(6)):
        name = chance.choice(("t1.status", "t1.hours", "name", "title", "owner", "reason", "days", text(chance)[:30]))
        element: dict[str, Any] = chance.choice(
            (
                {"type": "plain_text_input", "value": text(chance)},
                {"type": "plain_text_input", "value": None},
                {"type": "static_select", "selected_option": {"value": chance.choice(VALUES)}},
                {"type": "static_select", "selected_option": None},
                {"type": "datepicker", "selected_date": chance.choice(("2026-11-30", None, "2026-02-30"))},
                {"type": "users_select", "selected_user": _person(chance)},
                {"type": "multi_users_select", "selected_users": [_person(chance)]},
                {"type": "checkboxes", "selected_options": [{"value": chance.choice(VALUES)}]},
            )
        )
        state.setdefault(name, {})[name.rpartition(".")[2]] = element
    remembered = chance.choice(("", "{}", "[]", "null", '{"project": 1}', '{"team": 1}', '{"task": "x"}', text(chance)))
    return {
        **{"id": f"V{chance.randrange(9)}", "type": "modal", "callback_id": callback_id, "hash": "1.a"},
        **{"private_metadata": remembered, "state": {"values": state}, "blocks": [], "root_view_id": "V1"},
        **{"previous_view_id": None, "title": {"type": "plain_text", "text": "x"}},
    }


def _id(route: Route, chance: random.Random) -> str:
    if isinstance(route.id, str):
        return route.id
    plain = re.sub(r"\\(.)", r"\1", route.id.pattern.strip("^$"))
    plain = re.sub(r"\((\w+)\|(\w+)\)", lambda found: found.group(chance.choice((1, 2))), plain)
    return plain.replace(r"d", "1") if plain.endswith(".d") else plain + ("x" if plain.endswith(".") else "")


def _person(chance: random.Random) -> str:
    return chance.choice((*wire().people, "U0NOBODY"))


def _channel(chance: random.Random) -> str:
    return chance.choice((*wire().channels, "C0NOWHERE", "D1"))
