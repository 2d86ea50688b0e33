"""The fields of simple forms as typed values; a field is named by its action.

What cannot be read is remembered beside its field, so that one submission names every fault.
"""

from collections.abc import Iterable, Mapping
from datetime import date, time
from typing import Any

from bot.domain.checkins import FieldError

ONE_VALUE = (
    "value",
    "selected_user",
    "selected_date",
    "selected_channel",
    "selected_conversation",
    "selected_time",
)
MANY_VALUES = ("selected_users", "selected_channels", "selected_conversations")


class Fields:
    """A submitted form, read field by field."""

    def __init__(self, view: Mapping[str, Any]) -> None:
        values = view.get("state", {}).get("values", {})
        self._found = {name: element for elements in values.values() for name, element in elements.items()}
        self._blocks = {name: block for block, elements in values.items() for name in elements}
        self.errors: dict[str, str] = {}

    def has(self, name: str) -> bool:
        """Whether the form had this field at all."""
        return name in self._found

    def lines(self, name: str) -> str:
        """What was written, with its line breaks."""
        return str(self._one(name) or "").strip()

    def text(self, name: str) -> str:
        """What was written or chosen, on one line; empty if nothing was."""
        return " ".join(self.lines(name).split())

    def many(self, name: str) -> tuple[str, ...]:
        """Everything that was chosen."""
        element = self._found.get(name, {})
        if "selected_options" in element:
            return tuple(option["value"] for option in element["selected_options"] or ())
        return tuple(value for kind in MANY_VALUES for value in element.get(kind) or ())

    def number(self, name: str) -> float | None:
        """A number; decimal commas are understood."""
        text = self.text(name).replace(",", ".").rstrip(" %")
        if not text:
            return None
        try:
            number = float(text)
        except ValueError:
            number = float("nan")
        if number != number or abs(number) == float("inf"):
            self.wrong(name, f"{text[:30]!r} is not a number.")
            return None
        return number

    def whole(self, name: str) -> int | None:
        """A whole number."""
        number = self.number(name)
        if number is not None and number != int(number):
            self.wrong(name, "A whole number, please.")
            return None
        return None if number is None else int(number)

    def day(self, name: str) -> date | None:
        """A date."""
        try:
            return date.fromisoformat(self.text(name)) if self.text(name) else None
        except ValueError:
            self.wrong(name, f"{self.text(name)[:30]!r} is not a date.")
            return None

    def clock_time(self, name: str) -> time | None:
        """A local time."""
        try:
            return time.fromisoformat(self.text(name)) if self.text(name) else None
        except ValueError:
            self.wrong(name, f"{self.text(name)[:30]!r} is not a time; write one such as 09:30.")
            return None

    def wrong(self, name: str, sentence: str) -> None:
        """Remember what is wrong with a field, beside its block."""
        self.errors[self._blocks.get(name, name)] = sentence

    def _one(self, name: str) -> Any:
        element = self._found.get(name, {})
        if "selected_option" in element:
            return (element["selected_option"] or {}).get("value")
        return next((element[kind] for kind in ONE_VALUE if kind in element), None)


def beside(errors: Iterable[FieldError], view: Mapping[str, Any]) -> dict[str, str]:
    """Errors by the block they stand beside; one without a field of its own stands beside the first input."""
    blocks = {block["element"]["action_id"]: block["block_id"] for block in view["blocks"] if block["type"] == "input"}
    found: dict[str, str] = {}
    for error in errors:
        found.setdefault(blocks.get(error.field, next(iter(blocks.values()))), str(error))
    return found
