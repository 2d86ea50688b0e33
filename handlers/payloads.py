"""Slack's payloads as typed values, and back: the only place where raw dicts are looked into."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError

from bot.domain.checkins import EffortInputs
from bot.domain.errors import WrongInput
from bot.domain.statuses import Status

Payload = Mapping[str, Any]


class FormMetadata(BaseModel):
    """What an open form must remember: whose check-in it is. Ids only, so that it stays far below 3,000."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    checkin: int | None = None
    ritual: int
    local_date: date
    tasks: tuple[int, ...] = ()


@dataclass(frozen=True)
class FormAnswer:
    """A submitted form: what could be read, and per block what could not."""

    metadata: FormMetadata
    inputs: tuple[EffortInputs, ...]
    errors: dict[str, str]
    blocks: Mapping[tuple[int, str], str]

    def block_of(self, task: int, field: str) -> str:
        """The block in which a field of a task stands, so that its error stands beside it."""
        return self.blocks.get((task, field), f"t{task}.learned")


def workspace_of(body: Payload) -> str:
    """The workspace a payload comes from."""
    found = body.get("team_id") or _within(body, "team", "id") or _within(body, "user", "team_id")
    if not found:
        raise WrongInput("Slack sent something without a workspace; nothing was changed.")
    return str(found)


def person_of(body: Payload) -> str:
    """Who did it."""
    found = _within(body, "user", "id") or body.get("user_id") or _within(body, "event", "user")
    if not isinstance(found, str):
        raise WrongInput("Slack sent something without saying who did it; nothing was changed.")
    return found


def doer_of(body: Payload) -> str | None:
    """Who did it, if anybody did: Slack also tells what it changed itself, and news about people."""
    if "event" not in body:
        return person_of(body)
    user = _within(body, "event", "user")
    return user if isinstance(user, str) else None


def _within(body: Payload, name: str, inner: str) -> Any:
    outer = body.get(name)
    return outer.get(inner) if isinstance(outer, Mapping) else None


def action_of(body: Payload) -> Mapping[str, Any]:
    """The one element that was used."""
    action: Mapping[str, Any] = body["actions"][0]
    return action


def number_of(body: Payload) -> int:
    """The id that a button carries as its value."""
    value = action_of(body).get("value", "")
    if not str(value).isdigit():
        raise WrongInput("This button is from an older version of me; use `/checkin` or `/forecast` instead.")
    return int(value)


def metadata_of(view: Payload) -> FormMetadata:
    """What an open form remembers."""
    try:
        return FormMetadata.model_validate_json(view.get("private_metadata") or "{}")
    except ValidationError:
        raise WrongInput("This form is from an older version of me. Close it and open it again.") from None


def submission_of(view: Payload) -> str:
    """What makes a submission the same: its form and all that stands in it. Put right and sent again, it is another."""
    given = json.dumps(view.get("state", {}).get("values", {}), sort_keys=True)
    return f"view:{view['id']}:{hashlib.sha256(given.encode()).hexdigest()[:16]}"


def form_answer(view: Payload) -> FormAnswer:
    """The check-in form as effort inputs; fields that cannot be read are named by their block."""
    metadata = metadata_of(view)
    by_task: dict[int, dict[str, tuple[str, Any]]] = {}
    for block_id, elements in view.get("state", {}).get("values", {}).items():
        name, _, _ = block_id.partition(".")
        if name.startswith("t") and name[1:].isdigit():
            for action_id, element in elements.items():
                by_task.setdefault(int(name[1:]), {})[action_id] = (block_id, _value(element))
    inputs: list[EffortInputs] = []
    errors: dict[str, str] = {}
    for task, fields in by_task.items():
        if task not in metadata.tasks:
            continue
        read = _Fields(fields)
        inputs.append(
            EffortInputs(
                task=task,
                status=read.status(),
                experiments=read.whole("experiments"),
                approaches=read.whole("approaches"),
                hours=read.number("hours"),
                blocked=read.yes_no("blocked"),
                blocker=read.text("blocker"),
                helper=read.text("helper") or None,
                needed=read.day("needed"),
                confidence=read.share("confidence"),
                expected=read.day("expected"),
                learned=read.text("learned"),
            )
        )
        errors.update(read.errors)
    blocks = {(task, field): block for task, fields in by_task.items() for field, (block, _) in fields.items()}
    return FormAnswer(metadata, tuple(inputs), errors, blocks)


def field_of(view: Payload, name: str) -> str:
    """What stands in a field of a simple form."""
    for elements in view.get("state", {}).get("values", {}).values():
        if name in elements:
            return str(_value(elements[name]) or "").strip()
    return ""


def day_of(view: Payload, name: str) -> date:
    """The date in a field of a simple form; the client lets nothing else through."""
    try:
        return date.fromisoformat(field_of(view, name))
    except ValueError:
        raise WrongInput(f"The date in {name!r} is missing or not a date.") from None


def dumped(metadata: FormMetadata) -> str:
    """Metadata for a view; the inverse of `metadata_of`."""
    return json.dumps(metadata.model_dump(mode="json", exclude_none=True), separators=(",", ":"))


class _Fields:
    """The fields of one task, read one by one; what cannot be read is remembered with its block."""

    def __init__(self, fields: Mapping[str, tuple[str, Any]]) -> None:
        self._fields = fields
        self.errors: dict[str, str] = {}

    def text(self, name: str) -> str:
        _, value = self._fields.get(name, ("", None))
        return str(value).strip() if value is not None else ""

    def status(self) -> Status:
        text = self.text("status") or Status.MOVING
        if text not in set(Status):
            self._wrong("status", f"{text[:30]!r} is not a status I know.")
            return Status.MOVING
        return Status(text)

    def whole(self, name: str) -> int | None:
        number = self.number(name)
        if number is not None and number != int(number):
            self._wrong(name, "A whole number, please.")
            return None
        return None if number is None else int(number)

    def number(self, name: str) -> float | None:
        text = self.text(name).replace(",", ".")
        if not text:
            return None
        try:
            number = float(text)
        except ValueError:
            self._wrong(name, f"{text[:30]!r} is not a number.")
            return None
        if number != number or abs(number) == float("inf"):
            self._wrong(name, "A number, please.")
            return None
        return number

    def share(self, name: str) -> float | None:
        percent = self.number(name)
        return None if percent is None else percent / 100

    def day(self, name: str) -> date | None:
        text = self.text(name)
        if not text:
            return None
        try:
            return date.fromisoformat(text)
        except ValueError:
            self._wrong(name, f"{text[:30]!r} is not a date.")
            return None

    def yes_no(self, name: str) -> bool | None:
        return {"yes": True, "no": False}.get(self.text(name))

    def _wrong(self, name: str, sentence: str) -> None:
        block, _ = self._fields[name]
        self.errors[block] = sentence


def _value(element: Payload) -> Any:
    if "selected_option" in element:
        return (element["selected_option"] or {}).get("value")
    for name in ("value", "selected_user", "selected_date", "selected_channel", "selected_time"):
        if name in element:
            return element[name]
    return None
