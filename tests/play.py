"""Playing people in the playground: what a test says is what a person does."""

import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import ProxyHandler, Request, build_opener

PATIENCE_SECONDS = 10.0
_opener = build_opener(ProxyHandler({}))


class Refused(AssertionError):
    """The playground did not take it."""


@dataclass(frozen=True)
class Workplace:
    """A running playground, its people, its clock."""

    url: str

    def get(self, path: str, **query: str) -> dict[str, Any]:
        """Ask the control interface."""
        return self._call(Request(f"{self.url}/playground/api{path}?{urlencode(query)}"))

    def post(self, path: str, **body: Any) -> dict[str, Any]:
        """Tell the control interface."""
        data = json.dumps(body).encode()
        return self._call(Request(f"{self.url}/playground/api{path}", data, {"Content-Type": "application/json"}))

    def person(self, handle: str) -> "Person":
        """Be somebody."""
        return Person(self, handle)

    def let_everything_happen(self) -> None:
        """Return when all that is due now is done: a step of the clock waits for everybody who follows it."""
        self.post("/clock", advance=0.001)

    def move_clock(self, *, to: datetime | None = None, seconds: float | None = None) -> None:
        """Let time pass; everything due on the way happens first."""
        self.post("/clock", **({"to": to.isoformat()} if to else {"advance": seconds}))

    def now(self) -> datetime:
        """What time it is there."""
        return datetime.fromisoformat(self.get("/clock")["now"])

    def journal(self, kind: str) -> list[dict[str, Any]]:
        """Every entry of a kind."""
        return [entry for entry in self.get("/journal", since="0")["entries"] if entry["kind"] == kind]

    def _call(self, request: Request) -> dict[str, Any]:
        try:
            with _opener.open(request, timeout=60) as answer:
                found: dict[str, Any] = json.load(answer)
                return found
        except HTTPError as error:
            raise Refused(f"{error.code} {error.read().decode()}") from None


@dataclass(frozen=True)
class Person:
    """Somebody at work."""

    place: Workplace
    handle: str

    @property
    def dm(self) -> str:
        """My DM with the bot."""
        return str(self.place.get("/dm", **{"as": self.handle})["channel"])

    def messages(self, channel: str | None = None, thread: str | None = None) -> list[dict[str, Any]]:
        """What I see in a channel, or in my DM."""
        query = {"as": self.handle, "channel": channel or self.dm}
        if thread:
            query["thread_ts"] = thread
        found: list[dict[str, Any]] = self.place.get("/messages", **query)["messages"]
        return found

    def newest(self, channel: str | None = None) -> dict[str, Any]:
        """The newest message I see."""
        return self.messages(channel)[-1]

    def click(self, label: str, channel: str | None = None, message: Mapping[str, Any] | None = None) -> str:
        """Press the button with this text, on the newest message that has it; whether the bot acknowledged."""
        shown = [message] if message else list(reversed(self.messages(channel)))
        for one in shown:
            for element in elements(one.get("blocks", [])):
                if text_of(element) == label:
                    answer = self.place.post(
                        "/action",
                        **{"as": self.handle},
                        channel=channel or self.dm,
                        ts=one["ts"],
                        action_id=element["action_id"],
                    )
                    return str(answer["ack"])
        raise AssertionError(f"no button {label!r} for {self.handle}")

    def modal(self) -> dict[str, Any]:
        """The form I look at."""
        view = self.place.get("/views", **{"as": self.handle})["modal"]
        assert view is not None, f"{self.handle} has no form open"
        found: dict[str, Any] = view
        return found

    def has_form(self) -> bool:
        """Whether a form is open."""
        return self.place.get("/views", **{"as": self.handle})["modal"] is not None

    def submit(self, **values: Any) -> dict[str, Any]:
        """Hand the form in; values by the end of the block's name, the same for every task."""
        return self.place.post("/submit", **self.filled_in(**values))

    def filled_in(self, **values: Any) -> dict[str, Any]:
        """The form as it would be handed in."""
        view = self.modal()
        blocks = [block["block_id"] for block in view["blocks"]]
        given = {
            block: value
            for name, value in values.items()
            for block in blocks
            if block == name or block.endswith(f".{name}")
        }
        return {"as": self.handle, "view_id": view["id"], "values": given}

    def command(self, command: str, text: str = "", channel: str | None = None) -> dict[str, Any]:
        """Type a slash command."""
        return self.place.post(
            "/command", **{"as": self.handle}, channel=channel or self.dm, command=command, text=text
        )

    def says(self, text: str, channel: str | None = None, thread: str | None = None) -> str:
        """Type a message; its timestamp."""
        body = {"as": self.handle, "channel": channel or self.dm, "text": text}
        if thread:
            body["thread_ts"] = thread
        return str(self.place.post("/message", **body)["ts"])

    def use(self, label: str, choice: str | None = None, *, row: str = "", home: bool = False) -> str:
        """Press what has this text in the form I look at, or on App Home; or choose this in the menu of a row."""
        view = self.home() if home else self.modal()
        for block in view["blocks"]:
            if row not in " ".join(words({"blocks": [block]}).split()):
                continue
            for element in elements([block]):
                options = {text_of(option): option["value"] for option in element.get("options", [])}
                if (choice is None and text_of(element) == label) or (choice is not None and choice in options):
                    body = {"as": self.handle, "view_id": view["id"], "action_id": element["action_id"]}
                    body["block_id"] = block["block_id"]
                    if choice is not None:
                        body["value"] = options[choice]
                    return str(self.place.post("/action", **body)["ack"])
        raise AssertionError(f"no {choice or label!r} in {row!r} for {self.handle}: {words(view)}")

    def searches(self, field: str, query: str, choice: str) -> None:
        """Type into a search field of the form I look at, and take what has this name."""
        view = self.modal()
        options = self.place.post(
            "/suggest", **{"as": self.handle}, view_id=view["id"], action_id=field, block_id=field, query=query
        )["options"]
        value = next(one["value"] for one in options if text_of(one) == choice)
        self.place.post(
            "/action", **{"as": self.handle}, view_id=view["id"], action_id=field, block_id=field, value=value
        )

    @property
    def id(self) -> str:
        """My id."""
        users = self.place.get("/workspace")["users"]
        return str(next(one["id"] for one in users if one["handle"] == self.handle))

    def choose(self, choice: str, row: str) -> str:
        """Choose something in the menu of the row that says this."""
        return self.use("", choice, row=row)

    def home(self) -> dict[str, Any]:
        """Open App Home and look at it."""
        self.place.post("/home", **{"as": self.handle})
        view: dict[str, Any] = self.place.get("/views", **{"as": self.handle})["home"]
        return view

    def waits_for(
        self, found: Callable[[dict[str, Any]], bool], channel: str | None = None, thread: str | None = None
    ) -> dict[str, Any]:
        """The message that is on its way, for answers that come after the acknowledgement."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < deadline:
            for message in reversed(self.messages(channel, thread)):
                if found(message):
                    return message
            self.place.let_everything_happen()
        raise AssertionError(f"{self.handle} waited in vain; sees {[one['text'] for one in self.messages(channel)]}")


def elements(blocks: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Every element of a message or view."""
    found = []
    for block in blocks:
        for name in ("elements", "accessory", "element"):
            value = block.get(name)
            found += [one for one in (value if isinstance(value, list) else [value]) if isinstance(one, dict)]
    return found


def text_of(element: Mapping[str, Any]) -> str:
    """The text on an element."""
    text = element.get("text")
    return str(text.get("text", "")) if isinstance(text, Mapping) else str(text or "")


def words(message: Mapping[str, Any]) -> str:
    """Everything a message or view says, for looking into."""
    found: list[str] = []

    def collect(value: Any) -> None:
        if isinstance(value, Mapping):
            if isinstance(value.get("text"), str):
                found.append(value["text"])
            for inner in value.values():
                collect(inner)
        elif isinstance(value, list):
            for inner in value:
                collect(inner)

    collect(message.get("blocks", []))
    return "\n".join([str(message.get("text", "")), *found])
