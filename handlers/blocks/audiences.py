"""How a manager's page of audiences looks: who reads the digest, and what becomes of the next one. Pure."""

from collections.abc import Mapping, Sequence

from pydantic import BaseModel, ConfigDict
from slack_sdk.models.blocks import (
    ActionsBlock,
    Block,
    ButtonElement,
    ConfirmObject,
    ContextBlock,
    DividerBlock,
    MarkdownTextObject,
    Option,
    PlainTextInputElement,
    PlainTextObject,
    RadioButtonsElement,
    StaticMultiSelectElement,
)
from slack_sdk.models.views import View

from bot.domain.audiences import MOST_AUDIENCES, MOST_NOTE, USUAL_JUMP
from bot.domain.messages import DigestDetails
from bot.usecases.audiences import Preview, Reader, Readers
from handlers.blocks import digests, forms
from handlers.blocks.forms import WEEKDAY_NAMES, field
from handlers.blocks.text import clip, day, escaped, listed, safe

AUDIENCES = "audience.list"
ADD = "audience.add"
CHANGE = "audience.change"
REMOVE = "audience.remove"
PREVIEW = "audience.preview"
NOTE = "audience.note"
HOLD = "audience.hold"
RELEASE = "audience.release"
SEND_NOW = "audience.send_now"
FORM = "audience.form"
NOTE_FORM = "audience.note_form"

EVERY, ONLY = "all", "only"
SCOPES = {EVERY: "All open projects of the team, new ones too", ONLY: "Only these"}
NEVER = "never"
JUMPS = (5, 10, 15, 20, 30, 50)
MOST_CHOICES = 100
# A modal holds a hundred blocks.
MOST_BLOCKS = 98
READ_BY = "Whoever is in a channel reads projects, odds and risks there: no names, no hours."


class AudiencePlace(BaseModel):
    """What an open page or form is about, and the page below it that follows. Ids only, and what was asked back."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    team: int
    digest: int | None = None
    root: str | None = None
    asked: bool = False

    def dumped(self) -> str:
        """For a view's metadata."""
        return self.model_dump_json(exclude_defaults=True)


def page(readers: Readers, troubles: Mapping[str, str], *, done: str = "") -> View:
    """Everybody who reads a digest; `troubles` say of a channel why I cannot post there, `done` what was just done."""
    blocks: list[Block] = [forms.words(f"*{escaped(done)}*")] if done else []
    for one in readers.readers:
        blocks += [
            forms.words(_reader_words(one, troubles.get(one.ritual.channel or ""))),
            _buttons(one),
            DividerBlock(),
        ]
    if not readers.readers:
        blocks.append(
            forms.words("Nobody reads a digest of this team yet. A sponsor's channel may read of one project.")
        )
    if len(readers.readers) < MOST_AUDIENCES:
        style = None if readers.readers else "primary"
        blocks.append(ActionsBlock(elements=[ButtonElement(text="Add an audience…", action_id=ADD, style=style)]))
    blocks.append(ContextBlock(elements=[MarkdownTextObject(text=READ_BY)]))
    return View(
        type="modal",
        title=PlainTextObject(text="Digests"),
        close=PlainTextObject(text="Done"),
        private_metadata=AudiencePlace(team=readers.team.id).dumped(),
        blocks=blocks,
    )


def form(place: AudiencePlace, readers: Readers, reader: Reader | None) -> View:
    """Where and when, of which projects, and how far odds must move to be told at once."""
    ritual = reader.ritual if reader else None
    audience = reader.audience if reader else None
    days = {str(number): name for number, name in enumerate(WEEKDAY_NAMES)}
    projects = [Option(value=str(id), label=clip(name, 75)) for id, name in readers.projects[:MOST_CHOICES]]
    chosen = audience.projects if audience else frozenset()
    picked = [option for option in projects if int(option.value or 0) in chosen]
    blocks: list[Block] = [
        field(
            "channel",
            "Post it in",
            forms.channel("channel", ritual.channel if ritual else None),
            hint="Invite me there first: /invite @Barometer",
        ),
        field("weekday", "On", forms.choice("weekday", days, str(min(ritual.rule.weekdays)) if ritual else "0")),
        field("at", "At", forms.at(ritual.rule.at if ritual else forms.NINE)),
        field("zone", "In this time zone", forms.zone((ritual.zone if ritual else None) or readers.zone)),
        field("scope", "What is it about?", _radio("scope", SCOPES, ONLY if chosen else EVERY)),
    ]
    if projects:
        select = StaticMultiSelectElement(
            action_id="projects", options=projects, initial_options=picked or None, placeholder="Choose projects"
        )
        blocks.append(field("projects", "These projects", select, optional=True))
    blocks.append(
        field(
            "jump",
            "Tell them between digests",
            forms.choice("jump", *_jumps(audience.jump if audience else USUAL_JUMP)),
            hint="Once, with the causes, at the digest's hour on working days; never at night.",
        )
    )
    return forms.form(FORM, "Who reads what", place.dumped(), blocks)


def note_form(place: AudiencePlace, note: str, *, question: str = "") -> View:
    """What its manager adds at the head of the next digest; `question` is asked once of a narrow metric."""
    area = PlainTextInputElement(action_id="note", multiline=True, max_length=MOST_NOTE * 4, initial_value=note or None)
    blocks: list[Block] = []
    if question:
        text = f":thinking_face: *{escaped(question)}* Leaders can use that. Add it, or save again as it is."
        blocks.append(forms.words(text))
    hint = "Product impact first. It stands there without your name, once; empty takes it away."
    blocks += forms.fresh(
        "again" if question else "first", [field("note", "At the head", area, optional=True, hint=hint)]
    )
    return forms.form(NOTE_FORM, "A word from the team", place.dumped(), blocks)


def preview_wait() -> View:
    """Stands there until the preview is drawn."""
    return _preview([forms.words("One moment: I am putting it together…")])


def preview(seen: Preview, picture: str | None) -> View:
    """Exactly what would be posted now, with what would stand in its thread below it."""
    message, head = seen.digest, "Only you see this. As it would be posted now:"
    if seen.same_since is not None:
        head = (
            f"Only you see this. Nothing changed since {day(seen.same_since)}, so the next one is a line that says so. "
            "*Send now* posts all of it:"
        )
    blocks: list[Block] = [ContextBlock(elements=[MarkdownTextObject(text=head)]), *digests.digest(message, picture)]
    for project in message.projects:
        thread = digests.details(DigestDetails(week=message.week, project=project))
        if len(blocks) + len(thread) + 3 > MOST_BLOCKS:
            blocks.append(forms.words("More projects follow in the thread."))
            break
        if project is message.projects[0]:
            blocks += [DividerBlock(), ContextBlock(elements=[MarkdownTextObject(text="In its thread:")])]
        blocks += thread
    return _preview(blocks)


def preview_failed(sentence: str) -> View:
    """Stands there when there is nothing to show, and why."""
    return _preview([forms.words(escaped(sentence))])


def _preview(blocks: Sequence[Block]) -> View:
    return View(
        type="modal",
        title=PlainTextObject(text="Preview"),
        close=PlainTextObject(text="Back"),
        blocks=list(blocks),
    )


def _reader_words(one: Reader, trouble: str | None) -> str:
    ritual, audience = one.ritual, one.audience
    weekday = WEEKDAY_NAMES[min(ritual.rule.weekdays)]
    zone = (ritual.zone or "UTC").replace("_", " ")
    lines = [f"*<#{ritual.channel}>* · {weekday}s at {ritual.rule.at:%H:%M} in {zone}"]
    if not audience.projects:
        lines.append("All open projects")
    elif one.projects:
        lines.append(clip(listed([safe(name, 60) for name in one.projects]), 400))
    else:
        lines.append(":warning: All of its projects are closed. *Change…* chooses others.")
    lines[-1] += f" · {_jump_words(audience.jump)}"
    if one.next_on is not None:
        held = f"*Held*: the one of {day(one.next_on)} does not go out, and no word before it."
        lines.append(held if one.held else f"Next: {day(one.next_on)}")
    if audience.note:
        lines.append(f"At its head: _{safe(audience.note, 150)}_")
    if trouble:
        lines.append(f":warning: {trouble}")
    return "\n".join(lines)


def _buttons(one: Reader) -> ActionsBlock:
    id = str(one.ritual.id)
    send = ConfirmObject(
        title="Send it now?",
        text=PlainTextObject(text="Everybody in the channel reads it as it is now. It can be sent once a day."),
        confirm="Send it",
        deny="Not now",
    )
    remove = ConfirmObject(
        title="No more digests there?",
        text=PlainTextObject(text="What was posted stays. You can add the channel again."),
        confirm="Remove",
        deny="Keep it",
    )
    label, action = ("Let it go out", RELEASE) if one.held else ("Hold the next", HOLD)
    return ActionsBlock(
        block_id=f"audience.{id}",
        elements=[
            ButtonElement(text="Preview", action_id=PREVIEW, value=id),
            ButtonElement(text="Note…", action_id=NOTE, value=id),
            ButtonElement(text=label, action_id=action, value=id),
            ButtonElement(text="Send now", action_id=SEND_NOW, value=id, confirm=send),
            ButtonElement(text="Change…", action_id=CHANGE, value=id),
            ButtonElement(text="Remove", action_id=REMOVE, value=id, confirm=remove),
        ],
    )


def _jump_words(jump: float | None) -> str:
    return "nothing between digests" if jump is None else f"told at once from {round(jump * 100)} points on"


def _jumps(jump: float | None) -> tuple[dict[str, str], str]:
    chosen = NEVER if jump is None else str(round(jump * 100))
    known = sorted({*JUMPS, *([int(chosen)] if jump is not None else [])})
    labels = {str(one): f"When odds move by {one} points or more" for one in known}
    return {**labels, NEVER: "Never"}, chosen


def _radio(name: str, labels: dict[str, str], chosen: str) -> RadioButtonsElement:
    options = {value: Option(value=value, label=label) for value, label in labels.items()}
    return RadioButtonsElement(action_id=name, options=list(options.values()), initial_option=options[chosen])
