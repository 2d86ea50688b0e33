"""The form in which people write an answer of their own, and what is said of what became of it. Pure."""

from collections.abc import Sequence

from pydantic import BaseModel, ConfigDict
from slack_sdk.models.blocks import (
    Block,
    ButtonElement,
    ContextBlock,
    ExternalDataSelectElement,
    MarkdownTextObject,
    Option,
    PlainTextInputElement,
    SectionBlock,
    UserSelectElement,
)
from slack_sdk.models.views import View

from bot.domain.entries import MOST_WORDS
from bot.domain.messages import EntryDecided
from bot.domain.team_entries import (
    MOST_ASK,
    MOST_ASKS,
    MOST_SOURCE,
    MOST_TEXT,
    MOST_TITLE,
    EntryState,
    EntryWish,
    TeamEntry,
)
from bot.usecases.entries import EntryForm
from handlers.blocks.forms import choice, day, field, form, line, words
from handlers.blocks.text import clip, safe, short_day

OPEN = "entry.open"
ADD = "entry.add"
LIST = "entry.list"
FORM = "entry.form"
OVERRIDES = "overrides"
PUBLISH, KEEP, DECLINE, RETIRE = "publish", "draft", "decline", "retire"
MOST_WORD = 300
MOST_LISTED = 90

TELLS = {
    PUBLISH: ("Published", "I answer with it from now on, in this workspace only."),
    KEEP: ("Kept as a draft", "A manager decides whether I answer with it; you will be told."),
    DECLINE: ("Declined", "Who wrote it is told, with your word to it if you left one."),
    RETIRE: ("Retired", "I do not answer with it any more."),
}


class EntryPlace(BaseModel):
    """What an open form is about: an entry that is there, or none."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    entry: int | None = None


def entry_form(of: EntryForm, wish: EntryWish) -> View:
    """The form, filled in with a wish; whoever decides also says who checked it, and what becomes of it."""
    blocks: list[Block] = [
        *_introduction(of),
        field(
            "title", "Title, or the question it answers", line("title", clip(wish.title, MOST_TITLE), most=MOST_TITLE)
        ),
        field(
            "text",
            "The answer",
            _lines("text", wish.text, MOST_TEXT),
            hint=f"At most {MOST_WORDS} words: one passage answers one question.",
        ),
        field(
            "asks",
            "How people ask it",
            _lines("asks", "\n".join(wish.asks), MOST_ASKS * (MOST_ASK + 1)),
            optional=True,
            hint="One wording a line. Asked in these words, I answer with this.",
        ),
        field(
            "source",
            "Where it is from",
            line("source", clip(wish.source, MOST_SOURCE), most=MOST_SOURCE),
            hint="A link others can open, or a document, or who said it.",
        ),
        field("ask", "Whom to ask next", line("ask", clip(wish.ask, 80), most=80), optional=True),
        field(
            OVERRIDES,
            "Takes the place of",
            _entry_choice(wish.overrides, of.takes_the_place_of),
            optional=True,
            hint="One of my answers that is wrong or too general here.",
        ),
    ]
    if of.may_decide:
        blocks += [
            field(
                "verified_by", "Checked by", UserSelectElement(action_id="verified_by", initial_user=wish.verified_by)
            ),
            field("review", "Look at it again by", day("review", wish.review)),
            field("decision", "What becomes of it", choice("decision", _decisions(of), PUBLISH)),
        ]
        if of.entry is not None:
            blocks.append(field("word", "A word to it", line("word", most=MOST_WORD), optional=True))
    title = "An answer of our own" if of.entry is None else "This answer"
    metadata = EntryPlace(entry=of.entry.id if of.entry else None).model_dump_json(exclude_none=True)
    return form(FORM, title, metadata, blocks)


def add_button() -> ButtonElement:
    """The way to the empty form."""
    return ButtonElement(text="Add an answer", action_id=ADD)


def list_button() -> ButtonElement:
    """The way to all that is published here."""
    return ButtonElement(text="Our own answers", action_id=LIST)


def published(found: Sequence[TeamEntry]) -> View:
    """All that this workspace published, each to be opened, changed or retired."""
    blocks: list[Block] = [
        SectionBlock(
            text=MarkdownTextObject(text=f"*{safe(one.wish.title, 150)}*\n{_held(one)}"),
            accessory=ButtonElement(text="Open", action_id=OPEN, value=str(one.id)),
        )
        for one in found[:MOST_LISTED]
    ]
    if len(found) > MOST_LISTED:
        blocks.append(words(f"And {len(found) - MOST_LISTED} more, newer ones."))
    none = words("Nothing yet. *Save as an answer*, in the menu of any message, makes one.")
    return View(type="modal", title="Our own answers", close="Close", blocks=blocks or [none])


def _held(one: TeamEntry) -> str:
    by = f"checked by <@{one.wish.verified_by}>" if one.wish.verified_by else "checked by nobody who is here"
    until = f", holds until {short_day(one.wish.review)} {one.wish.review.year}" if one.wish.review else ""
    instead = " · takes the place of a built-in one" if one.wish.overrides else ""
    return f"{by}{until}{instead}"


def saved(decision: str, title: str) -> View:
    """What was done with it."""
    done, then = TELLS[decision]
    text = f"*{safe(title, 200)}*\n{then}"
    return View(type="modal", title=done, close="Close", blocks=[words(text)])


def decided(message: EntryDecided) -> list[Block]:
    """What became of somebody's draft, in their DM."""
    blocks: list[Block] = [SectionBlock(text=MarkdownTextObject(text=_decided(message)))]
    if message.word:
        blocks.append(ContextBlock(elements=[MarkdownTextObject(text=f"<@{message.by}> says: {safe(message.word)}")]))
    return blocks


def decided_text(message: EntryDecided) -> str:
    """The same in one line."""
    did = "is published" if message.published else "was not taken"
    return f"Your answer {safe(message.title, 150)} {did}."


def offered(found: Sequence[tuple[str, str]]) -> list[Option]:
    """Entries that a new one may take the place of."""
    return [Option(value=id, label=clip(title, 75)) for id, title in found]


def _decided(message: EntryDecided) -> str:
    title = f"*{safe(message.title, 200)}*"
    if message.published:
        return f"<@{message.by}> published your answer {title}. I answer with it from now on. Thank you."
    return f"<@{message.by}> looked at your answer {title} and did not take it. Thank you all the same."


def _introduction(of: EntryForm) -> list[Block]:
    if of.entry is None:
        return [] if of.may_decide else [words("Anybody may write one. A manager decides whether I answer with it.")]
    what = {EntryState.DRAFT: "A draft", EntryState.PUBLISHED: "Published", EntryState.RETIRED: "Retired"}
    text = f"{what.get(of.entry.state, 'Declined')}, written by <@{of.entry.author}>."
    if not of.may_decide and of.entry.state is EntryState.PUBLISHED:
        text += " What you change is a draft of its own until a manager decides."
    return [words(text)]


def _decisions(of: EntryForm) -> dict[str, str]:
    if of.entry is not None and of.entry.state is EntryState.PUBLISHED:
        return {PUBLISH: "Publish it as it stands here", RETIRE: "Retire it: answer with it no more"}
    decline = {DECLINE: "Decline it"} if of.entry is not None else {}
    return {PUBLISH: "Publish it: answer with it from now on", KEEP: "Keep it as a draft", **decline}


def _entry_choice(id: str, title: str) -> ExternalDataSelectElement:
    chosen = Option(value=id, label=clip(title, 75)) if id and title else None
    return ExternalDataSelectElement(
        action_id=OVERRIDES, placeholder="Search for an answer", min_query_length=2, initial_option=chosen
    )


def _lines(name: str, value: str, most: int) -> PlainTextInputElement:
    return PlainTextInputElement(
        action_id=name, multiline=True, max_length=min(most, 3000), initial_value=clip(value, most) or None
    )
