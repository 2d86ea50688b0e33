"""What a person can do with an element of a form, in the shapes of `view.state.values` and `actions`."""

import re
from collections.abc import Iterator, Mapping
from datetime import date, time
from typing import Any

from bot.playground.errors import ControlError
from bot.playground.validation import INPUTS

TEXTS = frozenset({"plain_text_input", "number_input", "email_text_input", "url_text_input"})
OPTION_LISTS = frozenset({"checkboxes", "multi_static_select", "multi_external_select"})
ONE_OPTION = frozenset({"static_select", "external_select", "radio_buttons", "overflow"})
ONE_ID = {
    "users_select": ("selected_user", "initial_user"),
    "conversations_select": ("selected_conversation", "initial_conversation"),
    "channels_select": ("selected_channel", "initial_channel"),
}
MANY_IDS = {
    "multi_users_select": ("selected_users", "initial_users"),
    "multi_conversations_select": ("selected_conversations", "initial_conversations"),
    "multi_channels_select": ("selected_channels", "initial_channels"),
}
PICKERS = {
    "datepicker": ("selected_date", "initial_date"),
    "timepicker": ("selected_time", "initial_time"),
    "datetimepicker": ("selected_date_time", "initial_date_time"),
}
REQUIRED = "Please complete this required field."


def elements_of(blocks: list[dict[str, Any]]) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    """Every interactive element with the block it stands in."""
    for block in blocks:
        for name in ("elements", "accessory", "element"):
            value = block.get(name)
            for element in value if isinstance(value, list) else [value]:
                if isinstance(element, dict) and element.get("action_id"):
                    yield block, element


def initial_state(element: Mapping[str, Any]) -> dict[str, Any]:
    """The state of an element that nobody has touched."""
    kind = str(element["type"])
    if kind in TEXTS:
        return {"type": kind, "value": element.get("initial_value")}
    if kind in OPTION_LISTS:
        return {"type": kind, "selected_options": list(element.get("initial_options", []))}
    if kind in ONE_OPTION:
        return {"type": kind, "selected_option": element.get("initial_option")}
    for family in (ONE_ID, PICKERS):
        if kind in family:
            name, initial = family[kind]
            return {"type": kind, name: element.get(initial)}
    if kind in MANY_IDS:
        name, initial = MANY_IDS[kind]
        return {"type": kind, name: list(element.get(initial, []))}
    if kind == "file_input":
        return {"type": kind, "files": []}
    return {"type": kind}


def chosen_state(element: Mapping[str, Any], value: Any, known: Mapping[str, Any]) -> dict[str, Any]:
    """The state of an element after a person gave it this value; None clears it. `known` are options from the app."""
    kind = str(element["type"])
    if kind in TEXTS:
        return {"type": kind, "value": None if value in (None, "") else str(value)}
    if kind in OPTION_LISTS:
        values = [] if value is None else value if isinstance(value, list) else [value]
        return {"type": kind, "selected_options": [_option(element, one, known) for one in values]}
    if kind in ONE_OPTION:
        return {"type": kind, "selected_option": None if value in (None, "") else _option(element, value, known)}
    if kind in ONE_ID:
        return {"type": kind, ONE_ID[kind][0]: value or None}
    if kind in MANY_IDS:
        return {"type": kind, MANY_IDS[kind][0]: [] if value is None else list(value)}
    if kind in PICKERS:
        return {"type": kind, PICKERS[kind][0]: _picked(kind, value)}
    if kind == "file_input":
        return {"type": kind, "files": [{"id": one} for one in value or []]}
    return {"type": kind, "value": value}


def complaint(block: Mapping[str, Any], element: Mapping[str, Any], state: Mapping[str, Any]) -> str | None:
    """What Slack's own client says of an input before it bothers the app, or None."""
    empty = not any(value not in (None, "", []) for name, value in state.items() if name != "type")
    if empty:
        return None if block.get("optional") else REQUIRED
    if element["type"] == "number_input":
        return _number_complaint(element, str(state["value"]))
    if element["type"] in TEXTS:
        text = str(state["value"])
        least, most = element.get("min_length") or 0, element.get("max_length") or 3000
        if len(text) < least:
            return f"Enter at least {least} characters."
        if len(text) > most:
            return f"Enter at most {most} characters; this has {len(text)}."
        if element["type"] == "email_text_input" and not re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", text):
            return "Enter an email address."
        if element["type"] == "url_text_input" and not re.match(r"https?://\S+$", text):
            return "Enter a web address that begins with https://."
    return None


def action_of(element: Mapping[str, Any], block_id: str, state: Mapping[str, Any], ts: str) -> dict[str, Any]:
    """An action as the app gets it."""
    kind = str(element["type"])
    action: dict[str, Any] = {
        "type": kind,
        "action_id": element["action_id"],
        "block_id": block_id,
        "action_ts": ts,
    }
    if kind == "button":
        action |= {"text": element.get("text"), "value": element.get("value")}
        return {name: value for name, value in action.items() if value is not None}
    return {**action, **{name: value for name, value in state.items() if name != "type"}}


def is_input(element: Mapping[str, Any]) -> bool:
    """Whether an element keeps a state."""
    return element.get("type") in INPUTS


def _option(element: Mapping[str, Any], value: Any, known: Mapping[str, Any]) -> dict[str, Any]:
    wanted = str(value.get("value") if isinstance(value, Mapping) else value)
    groups = [group.get("options", []) for group in element.get("option_groups", [])]
    for option in [*element.get("options", []), *(one for group in groups for one in group), *known.values()]:
        if option.get("value") == wanted or option.get("text", {}).get("text") == wanted:
            return dict(option)
    raise ControlError("unknown_option", f"There is no option {wanted[:60]!r} in {element['action_id']}.")


def _picked(kind: str, value: Any) -> Any:
    if value in (None, ""):
        return None
    try:
        if kind == "datepicker":
            return date.fromisoformat(str(value)).isoformat()
        if kind == "timepicker":
            return time.fromisoformat(str(value)).strftime("%H:%M")
        return int(value)
    except ValueError:
        raise ControlError("invalid_value", f"{str(value)[:40]!r} is nothing a {kind} could give.") from None


def _number_complaint(element: Mapping[str, Any], text: str) -> str | None:
    try:
        number = float(text)
    except ValueError:
        return "Enter a number."
    if number != number or abs(number) == float("inf"):
        return "Enter a number."
    if not element.get("is_decimal_allowed") and number != int(number):
        return "Enter a whole number."
    least, most = element.get("min_value"), element.get("max_value")
    if least is not None and number < float(least):
        return f"Enter a number of at least {least}."
    if most is not None and number > float(most):
        return f"Enter a number of at most {most}."
    return None
