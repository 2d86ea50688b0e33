"""What Slack refuses in blocks, messages and views: a pass over the JSON that yields sentences with JSON pointers.

The numbers are Slack's documented limits; those that were only observed are marked as guesses in the reference.
"""

from collections.abc import Iterator, Mapping
from typing import Any

MOST_BLOCKS = {"message": 50, "modal": 100, "home": 100}
# Observed, not documented: the text of all blocks of a message together.
MOST_TEXT_IN_BLOCKS = 13_000
MOST_VIEW_BYTES = 250_000
# Observed as well: the cells of a table together. Documented: all markdown of a message together.
MOST_TEXT_IN_TABLE = 10_000
MOST_MARKDOWN = 12_000
MOST_CHARTS = 2

NOT_IN_MESSAGE = frozenset({"alert", "file"})
NOT_IN_MODAL = frozenset({"card", "carousel", "container", "context_actions", "data_visualization", "file", "markdown"})
NOT_IN_HOME = frozenset({"alert", "context_actions", "data_visualization", "file", "markdown", "plan", "table"})
FORBIDDEN = {
    "message": NOT_IN_MESSAGE,
    "modal": NOT_IN_MODAL | {"plan", "table", "task_card"},
    "home": NOT_IN_HOME | {"task_card"},
}

KNOWN_BLOCKS = frozenset(
    [
        "section",
        "divider",
        "image",
        "actions",
        "context",
        "input",
        "header",
        "markdown",
        "video",
        "rich_text",
        "table",
        "file",
        "call",
        "alert",
        "card",
        "carousel",
        "container",
        "context_actions",
        "data_table",
        "data_visualization",
        "plan",
        "task_card",
    ]
)
SELECTS = frozenset(
    [
        "static_select",
        "external_select",
        "users_select",
        "conversations_select",
        "channels_select",
        "multi_static_select",
        "multi_external_select",
        "multi_users_select",
        "multi_conversations_select",
        "multi_channels_select",
    ]
)
INPUTS = SELECTS | frozenset(
    [
        "plain_text_input",
        "number_input",
        "email_text_input",
        "url_text_input",
        "datepicker",
        "timepicker",
        "datetimepicker",
        "checkboxes",
        "radio_buttons",
        "file_input",
        "rich_text_input",
    ]
)
ELEMENTS = INPUTS | frozenset({"button", "overflow", "image", "workflow_button", "feedback_buttons", "icon_button"})

Problem = tuple[str, str]


def message_problems(blocks: Any) -> list[Problem]:
    """What is wrong with a message's blocks, as (sentence, JSON pointer)."""
    return [*_blocks(blocks, "message", "/blocks"), *_together(blocks)]


def too_long(blocks: list[dict[str, Any]]) -> bool:
    """Whether the blocks of a message carry more text than Slack takes."""
    return sum(len(text) for text in _texts(blocks)) > MOST_TEXT_IN_BLOCKS


def view_problems(view: Any, *, kind: str) -> list[Problem]:
    """What is wrong with a view, as (sentence, JSON pointer)."""
    if not isinstance(view, Mapping):
        return [("must provide an object", "/view")]
    return list(_view(view, kind))


def _view(view: Mapping[str, Any], kind: str) -> Iterator[Problem]:
    if view.get("type") != kind:
        yield f"must be a valid enum value: {kind}", "/view/type"
    if kind == "modal":
        yield from _text(view.get("title"), "/view/title", 24, plain=True, name="title")
        for name in ("submit", "close"):
            if view.get(name) is not None:
                yield from _text(view[name], f"/view/{name}", 24, plain=True)
    yield from _length(view.get("private_metadata"), "/view/private_metadata", 3000)
    yield from _length(view.get("callback_id"), "/view/callback_id", 255)
    yield from _length(view.get("external_id"), "/view/external_id", 255)
    blocks = view.get("blocks")
    yield from _blocks(blocks, kind, "/view/blocks")
    has_input = isinstance(blocks, list) and any(isinstance(b, Mapping) and b.get("type") == "input" for b in blocks)
    if kind == "modal" and has_input and not view.get("submit"):
        yield "must define `submit` to use an `input` block in modals", "/view"


def _blocks(blocks: Any, surface: str, at: str) -> Iterator[Problem]:
    if not isinstance(blocks, list):
        yield ("missing required field: blocks" if blocks is None else "must provide an array"), at
        return
    if len(blocks) > MOST_BLOCKS[surface]:
        yield f"no more than {MOST_BLOCKS[surface]} items allowed", at
    ids: set[str] = set()
    focused = 0
    for place, block in enumerate(blocks):
        here = f"{at}/{place}"
        if not isinstance(block, Mapping):
            yield "must provide an object", here
            continue
        kind = block.get("type")
        if kind not in KNOWN_BLOCKS:
            yield f"unsupported type: {kind}", f"{here}/type"
            continue
        if kind in FORBIDDEN[surface]:
            yield f"unsupported type: {kind}", f"{here}/type"
        block_id = block.get("block_id")
        yield from _length(block_id, f"{here}/block_id", 255)
        if block_id and block_id in ids:
            yield f"`block_id` {block_id} already exists", f"{here}/block_id"
        ids.add(str(block_id))
        yield from _block(block, str(kind), here)
        focused += sum(bool(element.get("focus_on_load")) for element in _elements_of(block))
    if focused > 1:
        yield "only one element may have focus_on_load", at


def _together(blocks: Any) -> Iterator[Problem]:
    """What holds for a message's blocks of one kind taken together."""
    kinds = [str(block.get("type")) if isinstance(block, Mapping) else "" for block in blocks or ()]
    if kinds.count("table") > 1:
        yield "only_one_table_allowed", "/blocks"
    if kinds.count("data_visualization") > MOST_CHARTS:
        yield f"no more than {MOST_CHARTS} data_visualization blocks allowed", "/blocks"
    written = [
        block.get("text") for block in blocks or () if isinstance(block, Mapping) and block["type"] == "markdown"
    ]
    if sum(len(text) for text in written if isinstance(text, str)) > MOST_MARKDOWN:
        yield f"must be less than {MOST_MARKDOWN + 1} characters in all markdown blocks", "/blocks"


def _block(block: Mapping[str, Any], kind: str, at: str) -> Iterator[Problem]:
    match kind:
        case "section":
            yield from _section(block, at)
        case "header":
            yield from _text(block.get("text"), f"{at}/text", 150, plain=True, name="text")
        case "actions":
            yield from _items(block.get("elements"), f"{at}/elements", 25)
            yield from _distinct_actions(block.get("elements"), at)
        case "context":
            yield from _context(block, at)
        case "input":
            yield from _input(block, at)
        case "image":
            yield from _image(block, at)
        case "markdown":
            yield from _length(block.get("text"), f"{at}/text", MOST_MARKDOWN)
        case "table":
            yield from _table(block, at, least=1, most=100)
        case "data_table":
            if not block.get("caption"):
                yield "missing required field: caption", at
            yield from _table(block, at, least=2, most=101)
        case "data_visualization":
            yield from _chart(block, at)
        case "context_actions":
            yield from _items(block.get("elements"), f"{at}/elements", 5)
        case "carousel":
            yield from _items(block.get("elements"), f"{at}/elements", 10)
    for name in ("elements", "accessory", "element"):
        value = block.get(name)
        for place, element in enumerate(value if isinstance(value, list) else [value] if value is not None else []):
            here = f"{at}/{name}/{place}" if isinstance(value, list) else f"{at}/{name}"
            if kind != "context" and kind != "rich_text":
                yield from _element(element, here)


def _section(block: Mapping[str, Any], at: str) -> Iterator[Problem]:
    if block.get("text") is None and not block.get("fields"):
        yield "must define either `text` or `fields`", at
    if block.get("text") is not None:
        yield from _text(block["text"], f"{at}/text", 3000)
    fields = block.get("fields")
    if fields is not None:
        yield from _items(fields, f"{at}/fields", 10)
        for place, entry in enumerate(fields if isinstance(fields, list) else []):
            yield from _text(entry, f"{at}/fields/{place}", 2000)


def _context(block: Mapping[str, Any], at: str) -> Iterator[Problem]:
    elements = block.get("elements")
    yield from _items(elements, f"{at}/elements", 10)
    for place, element in enumerate(elements if isinstance(elements, list) else []):
        here = f"{at}/elements/{place}"
        if isinstance(element, Mapping) and element.get("type") == "image":
            yield from _image(element, here)
        else:
            yield from _text(element, here, 3000)


def _input(block: Mapping[str, Any], at: str) -> Iterator[Problem]:
    yield from _text(block.get("label"), f"{at}/label", 2000, plain=True, name="label")
    if block.get("hint") is not None:
        yield from _text(block["hint"], f"{at}/hint", 2000, plain=True)
    element = block.get("element")
    if element is None:
        yield "missing required field: element", at
    elif not isinstance(element, Mapping) or element.get("type") not in INPUTS:
        kind = element.get("type") if isinstance(element, Mapping) else element
        yield f"unsupported type: {kind}", f"{at}/element/type"


def _image(block: Mapping[str, Any], at: str) -> Iterator[Problem]:
    if not block.get("alt_text"):
        yield "missing required field: alt_text", at
    yield from _length(block.get("alt_text"), f"{at}/alt_text", 2000)
    if bool(block.get("image_url")) == bool(block.get("slack_file")):
        yield "must define either `image_url` or `slack_file`", at
    yield from _length(block.get("image_url"), f"{at}/image_url", 3000)
    if block.get("title") is not None:
        yield from _text(block["title"], f"{at}/title", 2000, plain=True)


def _table(block: Mapping[str, Any], at: str, *, least: int, most: int) -> Iterator[Problem]:
    rows = block.get("rows")
    yield from _items(rows, f"{at}/rows", most)
    if isinstance(rows, list) and 0 < len(rows) < least:
        yield f"must have at least {least} items", f"{at}/rows"
    for place, row in enumerate(rows if isinstance(rows, list) else []):
        yield from _items(row, f"{at}/rows/{place}", 20)
        for column, cell in enumerate(row if isinstance(row, list) else []):
            yield from _cell(cell, f"{at}/rows/{place}/{column}")
    settings = block.get("column_settings")
    if settings is not None:
        yield from _items(settings, f"{at}/column_settings", 20)
        for column, one in enumerate(settings if isinstance(settings, list) else []):
            if isinstance(one, Mapping) and one.get("align") not in (None, "left", "center", "right"):
                yield "must be a valid enum value: left, center, right", f"{at}/column_settings/{column}/align"
    if sum(len(text) for text in _texts(rows)) > MOST_TEXT_IN_TABLE:
        yield f"must be less than {MOST_TEXT_IN_TABLE + 1} characters in all cells", f"{at}/rows"


def _cell(cell: Any, at: str) -> Iterator[Problem]:
    kind = cell.get("type") if isinstance(cell, Mapping) else None
    if kind not in {"raw_text", "raw_number", "rich_text"}:
        yield f"unsupported type: {kind}", f"{at}/type"
    elif kind == "raw_text" and not (isinstance(cell.get("text"), str) and cell["text"]):
        yield "must be more than 0 characters", f"{at}/text"


def _chart(block: Mapping[str, Any], at: str) -> Iterator[Problem]:
    title = block.get("title")
    yield from _length(title.get("text") if isinstance(title, Mapping) else title, f"{at}/title", 50)
    for name, most in (("series", 6), ("segments", 6)):
        if isinstance(block.get(name), list) and len(block[name]) > most:
            yield f"no more than {most} items allowed", f"{at}/{name}"


def _element(element: Any, at: str) -> Iterator[Problem]:
    if not isinstance(element, Mapping) or element.get("type") not in ELEMENTS:
        yield f"unsupported type: {element.get('type') if isinstance(element, Mapping) else element}", f"{at}/type"
        return
    kind = str(element["type"])
    if kind == "image":
        yield from _image(element, at)
        return
    if not element.get("action_id"):
        yield "missing required field: action_id", at
    yield from _length(element.get("action_id"), f"{at}/action_id", 255)
    if element.get("placeholder") is not None:
        yield from _text(element["placeholder"], f"{at}/placeholder", 150, plain=True)
    if element.get("confirm") is not None:
        yield from _confirm(element["confirm"], f"{at}/confirm")
    if kind == "button":
        yield from _button(element, at)
    elif kind in {"checkboxes", "radio_buttons"}:
        yield from _options(element.get("options"), f"{at}/options", 10)
    elif kind == "overflow":
        yield from _options(element.get("options"), f"{at}/options", 5)
    elif kind in {"static_select", "multi_static_select"}:
        if bool(element.get("options")) == bool(element.get("option_groups")):
            yield "must define either `options` or `option_groups`", at
        elif element.get("options"):
            yield from _options(element["options"], f"{at}/options", 100)
        else:
            yield from _groups(element["option_groups"], f"{at}/option_groups")
    elif kind == "plain_text_input":
        yield from _bounds(element, at, 3000)
    elif kind == "number_input":
        yield from _number_input(element, at)
    elif kind == "file_input" and not 1 <= int(element.get("max_files", 10)) <= 10:
        yield "must be between 1 and 10", f"{at}/max_files"
    yield from _initial_option(element, at)


def _button(element: Mapping[str, Any], at: str) -> Iterator[Problem]:
    yield from _text(element.get("text"), f"{at}/text", 75, plain=True, name="text")
    yield from _length(element.get("value"), f"{at}/value", 2000)
    yield from _length(element.get("url"), f"{at}/url", 3000)
    yield from _length(element.get("accessibility_label"), f"{at}/accessibility_label", 75)
    if element.get("style") not in (None, "primary", "danger"):
        yield "must be a valid enum value: primary, danger", f"{at}/style"


def _bounds(element: Mapping[str, Any], at: str, most: int) -> Iterator[Problem]:
    for name, least in (("min_length", 0), ("max_length", 1)):
        value = element.get(name)
        if value is not None and not (isinstance(value, int) and least <= value <= most):
            yield f"must be between {least} and {most}", f"{at}/{name}"


def _number_input(element: Mapping[str, Any], at: str) -> Iterator[Problem]:
    if not isinstance(element.get("is_decimal_allowed"), bool):
        yield "missing required field: is_decimal_allowed", at
    try:
        least, most = (
            float(element[name]) if element.get(name) is not None else None for name in ("min_value", "max_value")
        )
    except (TypeError, ValueError):
        yield "must be a number as text", f"{at}/min_value"
        return
    if least is not None and most is not None and least > most:
        yield "min_value must not be above max_value", f"{at}/min_value"


def _options(options: Any, at: str, most: int) -> Iterator[Problem]:
    yield from _items(options, at, most)
    for place, option in enumerate(options if isinstance(options, list) else []):
        if not isinstance(option, Mapping):
            yield "must provide an object", f"{at}/{place}"
            continue
        yield from _text(option.get("text"), f"{at}/{place}/text", 75, name="text")
        if not option.get("value"):
            yield "missing required field: value", f"{at}/{place}"
        yield from _length(option.get("value"), f"{at}/{place}/value", 150)
        if option.get("description") is not None:
            yield from _text(option["description"], f"{at}/{place}/description", 75)


def _groups(groups: Any, at: str) -> Iterator[Problem]:
    yield from _items(groups, at, 100)
    for place, group in enumerate(groups if isinstance(groups, list) else []):
        if not isinstance(group, Mapping):
            yield "must provide an object", f"{at}/{place}"
            continue
        yield from _text(group.get("label"), f"{at}/{place}/label", 75, plain=True, name="label")
        yield from _options(group.get("options"), f"{at}/{place}/options", 100)


def _initial_option(element: Mapping[str, Any], at: str) -> Iterator[Problem]:
    initial, options = element.get("initial_option"), element.get("options")
    if initial is None or not isinstance(options, list):
        return
    if not any(isinstance(one, Mapping) and one.get("value") == initial.get("value") for one in options):
        yield "initial_option must be one of the options", f"{at}/initial_option"


def _confirm(confirm: Any, at: str) -> Iterator[Problem]:
    if not isinstance(confirm, Mapping):
        yield "must provide an object", at
        return
    for name, most in (("title", 100), ("text", 300), ("confirm", 30), ("deny", 30)):
        if confirm.get(name) is not None:
            yield from _text(confirm[name], f"{at}/{name}", most)


def _distinct_actions(elements: Any, at: str) -> Iterator[Problem]:
    known: set[str] = set()
    for place, element in enumerate(elements if isinstance(elements, list) else []):
        action = element.get("action_id") if isinstance(element, Mapping) else None
        if action and action in known:
            yield f"`action_id` {action} already exists", f"{at}/elements/{place}/action_id"
        known.add(str(action))


def _items(items: Any, at: str, most: int) -> Iterator[Problem]:
    if not isinstance(items, list) or not items:
        yield ("must provide an array" if items else f"missing required field: {at.rpartition('/')[2]}"), at
    elif len(items) > most:
        yield f"no more than {most} items allowed", at


def _text(text: Any, at: str, most: int, *, plain: bool = False, name: str | None = None) -> Iterator[Problem]:
    if text is None:
        yield f"missing required field: {name or at.rpartition('/')[2]}", at.rpartition("/")[0] or at
        return
    if not isinstance(text, Mapping) or text.get("type") not in {"plain_text", "mrkdwn"}:
        yield "must provide an object", at
        return
    if plain and text["type"] != "plain_text":
        yield "must be a valid enum value: plain_text", f"{at}/type"
    value = text.get("text")
    if not isinstance(value, str) or not value:
        yield "must be more than 0 characters", f"{at}/text"
    yield from _length(value, f"{at}/text", most)


def _length(value: Any, at: str, most: int) -> Iterator[Problem]:
    if isinstance(value, str) and len(value) > most:
        yield f"must be less than {most + 1} characters", at


def _elements_of(block: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    for name in ("elements", "accessory", "element"):
        value = block.get(name)
        for element in value if isinstance(value, list) else [value]:
            if isinstance(element, Mapping):
                yield element


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, Mapping):
        if isinstance(value.get("text"), str):
            yield value["text"]
        for inner in value.values():
            yield from _texts(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _texts(inner)
