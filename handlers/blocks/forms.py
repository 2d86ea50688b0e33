"""The pieces that forms about people and teams share: inputs in blocks of their own name, weekdays, zones."""

from collections.abc import Collection, Sequence
from datetime import date, time

from slack_sdk.models.blocks import (
    Block,
    CheckboxesElement,
    ConversationFilter,
    ConversationSelectElement,
    DatePickerElement,
    ExternalDataSelectElement,
    InputBlock,
    InputInteractiveElement,
    MarkdownTextObject,
    Option,
    PlainTextInputElement,
    PlainTextObject,
    SectionBlock,
    StaticSelectElement,
    TimePickerElement,
)
from slack_sdk.models.views import View

from handlers.blocks.text import clip

ZONE = "zone"
HOLIDAYS = "holidays"
NINE = time(9)
WEEKDAY_NAMES = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def field(
    name: str, label: str, element: InputInteractiveElement, *, optional: bool = False, hint: str | None = None
) -> InputBlock:
    """An input in a block of its own name, so that what is wrong with it can stand beside it."""
    return InputBlock(block_id=name, label=label, element=element, optional=optional, hint=hint)


def fresh(prefix: str, blocks: Sequence[Block]) -> list[Block]:
    """Inputs in blocks of other names than before: Slack keeps what stood in a block that keeps its name."""
    for block in blocks:
        if block.block_id:
            block.block_id = f"{prefix}.{block.block_id}"
    return list(blocks)


def words(text: str) -> SectionBlock:
    """A paragraph."""
    return SectionBlock(text=MarkdownTextObject(text=clip(text, 2990)))


def form(callback: str, title: str, metadata: str, blocks: Sequence[Block], *, submit: str = "Save") -> View:
    """A modal that is handed in."""
    return View(
        type="modal",
        callback_id=callback,
        title=PlainTextObject(text=title),
        submit=PlainTextObject(text=submit),
        close=PlainTextObject(text="Cancel"),
        private_metadata=metadata,
        blocks=list(blocks),
    )


def line(name: str, value: str = "", *, most: int = 300) -> PlainTextInputElement:
    """A line of text."""
    return PlainTextInputElement(action_id=name, max_length=most, initial_value=value or None)


def choice(name: str, labels: dict[str, str], chosen: str) -> StaticSelectElement:
    """One of a few."""
    options = {value: Option(value=value, label=clip(label, 75)) for value, label in labels.items()}
    return StaticSelectElement(action_id=name, options=list(options.values()), initial_option=options[chosen])


def ticks(name: str, labels: dict[str, str], ticked: Collection[str]) -> CheckboxesElement:
    """Any of a few, each with a line that explains it after the first full stop."""
    options = []
    for value, label in labels.items():
        head, _, rest = label.partition(". ")
        options.append(Option(value=value, label=head, description=rest or None))
    picked = [option for option in options if option.value in ticked]
    return CheckboxesElement(action_id=name, options=options, initial_options=picked or None)


def weekdays(chosen: frozenset[int]) -> CheckboxesElement:
    """Days of the week, any of them."""
    options = [Option(value=str(number), label=name) for number, name in enumerate(WEEKDAY_NAMES)]
    picked = [option for number, option in enumerate(options) if number in chosen]
    return CheckboxesElement(action_id="weekdays", options=options, initial_options=picked or None)


def zone(chosen: str) -> ExternalDataSelectElement:
    """A time zone, searched for by name."""
    return ExternalDataSelectElement(
        action_id=ZONE,
        placeholder="Search for a city",
        min_query_length=2,
        initial_option=Option(value=chosen, label=clip(chosen.replace("_", " "), 75)),
    )


def at(value: time | None, name: str = "at") -> TimePickerElement:
    """A local time."""
    return TimePickerElement(action_id=name, initial_time=f"{value:%H:%M}" if value else None)


def day(name: str, value: date | None = None) -> DatePickerElement:
    """A date."""
    return DatePickerElement(action_id=name, initial_date=value.isoformat() if value else None)


def channel(name: str, chosen: str | None) -> ConversationSelectElement:
    """A channel I can be in."""
    return ConversationSelectElement(
        action_id=name,
        initial_conversation=chosen,
        filter=ConversationFilter(include=["public", "private"], exclude_bot_users=True),
        placeholder="Choose a channel",
    )
