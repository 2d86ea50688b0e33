"""What an answer lets people do: say right or not and why, put it right, see why, share it, wait for it. Pure."""

from pydantic import BaseModel, ConfigDict
from slack_sdk.models.blocks import (
    ActionsBlock,
    Block,
    ButtonElement,
    ConfirmObject,
    ContextBlock,
    ExternalDataSelectElement,
    MarkdownTextObject,
    PlainTextInputElement,
    PlainTextObject,
    SectionBlock,
)
from slack_sdk.models.views import View

from bot.domain.answer_corrections import MOST_TEXT
from bot.domain.answer_reasons import sureness
from bot.domain.entries import MOST_WORDS, Entry
from bot.domain.knowledge import Asked, Known, Tier
from bot.domain.messages import CorrectionDecided, LeftUnanswered
from bot.domain.question_feedback import MOST_WORDS_OF_FEEDBACK, NONE_OF_THESE, Given, Reason, Thumb
from bot.domain.role_coverage import is_on_a_roster
from bot.usecases.question_feedback import Whom, Why
from handlers.blocks.forms import field, form, words
from handlers.blocks.text import clip, day, listed, percent, safe

CHOOSE = "knowledge.choose"
RATE = "knowledge.rate"
REASON = "knowledge.reason"
TELL = "knowledge.tell"
FOLLOW = "knowledge.follow"
SHARE = "knowledge.share"
WHY = "knowledge.why"
WHOM = "knowledge.whom"
COMMENT = "knowledge.comment"
CORRECT = "knowledge.correct"
COMMENT_FORM = "knowledge.comment_form"
CORRECT_FORM = "knowledge.correct_form"
RIGHT = "knowledge.right"

MOST_RELATED = 2
REASONS = {
    Reason.NOT_MY_QUESTION: "Not my question",
    Reason.OUT_OF_DATE: "Out of date",
    Reason.WRONG_FOR_US: "Wrong for us",
    Reason.UNCLEAR: "Too long or unclear",
    Reason.NOT_ENOUGH: "Says too little",
}
WHY_LABELS = {Tier.ANSWER: "How do you know?", Tier.CHOICES: "Why these?", Tier.ABSTAIN: "Why not?"}
COUNTS = "It counts toward how sure I say I am here."
ON_THE_LIST = "Whoever looks after the answers finds it on their list, without your name."


class Ref(BaseModel):
    """What a button of an answer is about; `alone` where it stands by itself, below an answer that all can see."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    question: int
    value: str = ""
    passage: str = ""
    alone: bool = False


class FeedbackPlace(BaseModel):
    """What an open form is about, and where the answer stands that it was opened from."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    question: int
    alone: bool = False
    answer: str = ""


def ref(question: int, *, value: str = "", passage: str = "", alone: bool = False) -> str:
    """A button's value."""
    return Ref(question=question, value=value, passage=passage, alone=alone).model_dump_json(exclude_defaults=True)


def controls(asked: Asked, said: Given, *, alone: bool = False, shareable: bool = False) -> list[Block]:
    """What can be done with an answer now, and what was done already with what came of it."""
    told = effects(asked, said)
    blocks: list[Block] = [ContextBlock(elements=[_mrkdwn(" ".join(told))])] if told else []
    row = _Row(asked.id, alone)
    if asked.answer.tier is Tier.ANSWER and said.corrected is None:
        if said.disputes and said.reason is None:
            blocks.append(_reasons(asked.id, alone))
        if said.thumb is None:
            row.add("👍 Right", f"{RATE}.up", value=Thumb.UP, hint="It answered my question")
            row.add("👎 Not that", f"{RATE}.down", value=Thumb.DOWN, hint="It did not answer my question")
        elif said.thumb is Thumb.UP:
            row.add("👎 Not that after all", f"{RATE}.down", value=Thumb.DOWN)
        else:
            row.add("👍 Right after all", f"{RATE}.up", value=Thumb.UP)
    unhelped = asked.answer.tier is not Tier.ANSWER or said.reason is Reason.NOT_MY_QUESTION
    if unhelped and not said.waits and (asked.answer.tier is not Tier.CHOICES or said.choice is not None):
        row.add("Tell me when you know", TELL)
    if said.thumb is not Thumb.UP:
        row.add("Put it right…", CORRECT)
    if said.disputes and not said.words:
        row.add("In a sentence…", COMMENT)
    if asked.answer.tier is not Tier.ANSWER and is_on_a_roster(asked.answer.route_to or ""):
        row.add("Who is that?", WHOM)
    row.add(WHY_LABELS[asked.answer.tier], WHY)
    if shareable and asked.answer.tier is Tier.ANSWER and not said.shared:
        row.add("Share here", SHARE, confirm=_share_confirm())
    return [*blocks, ActionsBlock(elements=row.buttons), *(_related(asked) if not alone else [])]


def effects(asked: Asked, said: Given) -> list[str]:
    """What somebody said of an answer and what that did: one true sentence each."""
    found: list[str] = []
    counts = COUNTS if asked.answer.known is Known.FOUND else "Noted."
    if said.corrected is not None:
        found.append(
            "You put this right. Asked this, I answer you so from now on; everybody else once a maintainer agrees."
        )
    elif said.choice == NONE_OF_THESE:
        found.append(f"None of these. {COUNTS} {ON_THE_LIST}")
    elif said.choice is not None:
        found.append("You chose this. Asked this again, I answer you with it at once.")
    if said.thumb is Thumb.UP:
        found.append(f"👍 You said it is right. {counts}")
    elif said.reason is Reason.NOT_MY_QUESTION:
        found.append(f"👎 *Not my question.* {counts} {ON_THE_LIST}")
    elif said.reason is not None:
        found.append(f"👎 *{REASONS[said.reason]}.* This answer is now on the list of disputed ones, with your reason.")
    elif said.thumb is Thumb.DOWN:
        found.append(f"👎 You said it is not it. {counts} What is wrong with it?")
    if said.words:
        found.append("Your sentence stands beside it, with your name.")
    if said.waits:
        found.append("I write to you once, as soon as I can answer it.")
        if said.choice != NONE_OF_THESE and said.reason is not Reason.NOT_MY_QUESTION:
            found.append(ON_THE_LIST)
    if said.shared:
        found.append("Shared here.")
    return found


def by_itself(asked: Asked, said: Given) -> list[Block]:
    """The same below an answer that everybody in a channel can see: for one person's eyes."""
    return controls(asked, said, alone=True)


def why(of: Why) -> View:
    """*How do you know?*: the reasons, the numbers behind them, and the source."""
    given = of.asked.answer
    best = given.found[0].entry if given.found else None
    blocks: list[Block] = [words(f"You asked: _{safe(given.question, 300)}_")]
    if best is not None and given.known is Known.WRITTEN:
        blocks.append(words(f"*{safe(best.title, 150)}* was written by people of this workspace for this wording."))
    elif best is not None and given.known is Known.CORRECTED:
        blocks.append(words(f"*{safe(best.title, 150)}* is what you or a maintainer said answers this."))
    elif best is not None:
        nearest = "What fits best is" if given.tier is Tier.ANSWER else "The nearest I have is"
        sure = f"{sureness(given.confidence)} ({percent(given.confidence)})"
        blocks.append(words(f"{nearest} *{safe(best.title, 150)}*. {sure} that it answers this:"))
        blocks.append(words("\n".join(f"•  {reason}" for reason in of.reasons) or "•  There is little to go by."))
        blocks.append(ContextBlock(elements=[_mrkdwn(_learnt(of))]))
    if best is not None:
        blocks += [words(line) for line in _source(best)]
    return View(type="modal", title="How do you know?", close="Close", blocks=blocks)


def comment_form(place: FeedbackPlace) -> View:
    """*In a sentence…*"""
    element = PlainTextInputElement(action_id="words", multiline=True, max_length=MOST_WORDS_OF_FEEDBACK)
    hint = "Whoever looks after the answers reads it, with your name."
    return form(
        COMMENT_FORM,
        "In a sentence",
        place.model_dump_json(),
        [field("words", "What is wrong with it", element, hint=hint)],
    )


def correction_form(place: FeedbackPlace, question: str) -> View:
    """*Put it right…*: which answer was the right one, or better words."""
    right = ExternalDataSelectElement(action_id=RIGHT, placeholder="Search for an answer", min_query_length=2)
    better = PlainTextInputElement(action_id="words", multiline=True, max_length=MOST_TEXT)
    blocks = [
        words(f"You asked: _{safe(question, 300)}_"),
        field(RIGHT, "The right answer, among those I have", right, optional=True),
        field("words", "Or in better words", better, optional=True, hint=f"At most {MOST_WORDS} words."),
        ContextBlock(
            elements=[
                _mrkdwn(
                    "Asked this, I answer *you* so at once, in any wording with the same words that matter. "
                    "A maintainer sees it with your name and decides whether everybody is answered so."
                )
            ]
        ),
    ]
    return form(CORRECT_FORM, "Put it right", place.model_dump_json(), blocks)


def done(title: str, sentence: str) -> View:
    """What a form did."""
    return View(type="modal", title=title, close="Close", blocks=[words(sentence)])


def correction_decided(message: CorrectionDecided) -> list[Block]:
    """What became of a correction, to who gave it."""
    asked = f"_{safe(message.question, 300)}_" if message.question else "a question"
    if message.accepted:
        text = f"<@{message.by}> agreed with how you put {asked} right. I answer everybody so from now on. Thank you."
    else:
        text = f"<@{message.by}> did not take your correction of {asked}. I answer it as before, also to you."
    blocks: list[Block] = [SectionBlock(text=_mrkdwn(text))]
    if message.word:
        blocks.append(ContextBlock(elements=[_mrkdwn(f"<@{message.by}> says: {safe(message.word)}")]))
    return blocks


def correction_decided_text(message: CorrectionDecided) -> str:
    """The same in one line."""
    return f"Your correction {'holds for everybody now' if message.accepted else 'was not taken'}."


def left(message: LeftUnanswered) -> list[Block]:
    """To somebody who waited: that it will not be answered here, and who may know."""
    return [SectionBlock(text=_mrkdwn(left_text(message)))]


def left_text(message: LeftUnanswered) -> str:
    """The same in one line."""
    return (
        f"You asked me: _{safe(message.question, 300)}_. Those who look after the answers say that I am not the one to "
        f"answer it. Who may know: {safe(message.ask, 80)}."
    )


def whom(found: Whom) -> list[Block]:
    """Who a role is here, by name; nobody is notified by this, for only who asked sees it."""
    if not found.people:
        text = f"I cannot tell who {safe(found.role, 80)} is here: the roster of your teams names nobody for it."
        return [SectionBlock(text=_mrkdwn(text))]
    names = listed([f"<@{one}>" for one in found.people])
    asked = f"Your question, to copy: _{safe(found.question, 500)}_"
    return [
        SectionBlock(text=_mrkdwn(f"{safe(found.role, 80).capitalize()}: {names}.")),
        ContextBlock(elements=[_mrkdwn(asked)]),
    ]


class _Row:
    """Buttons about one answer."""

    def __init__(self, question: int, alone: bool) -> None:
        self.question, self.alone = question, alone
        self.buttons: list[ButtonElement] = []

    def add(
        self, label: str, action: str, *, value: str = "", hint: str | None = None, confirm: ConfirmObject | None = None
    ) -> None:
        self.buttons.append(
            ButtonElement(
                text=label,
                action_id=action,
                value=ref(self.question, value=value, alone=self.alone),
                accessibility_label=hint,
                confirm=confirm,
            )
        )


def _reasons(question: int, alone: bool) -> ActionsBlock:
    return ActionsBlock(
        elements=[
            ButtonElement(
                text=label, action_id=f"{REASON}.{place}", value=ref(question, value=reason.value, alone=alone)
            )
            for place, (reason, label) in enumerate(REASONS.items())
        ]
    )


def _related(asked: Asked) -> list[Block]:
    """The next step: what to read after this."""
    if asked.answer.tier is not Tier.ANSWER:
        return []
    # No more than is kept of what was found, so that it looks the same when it is shown again.
    titles = {one.entry.id: one.entry.title for one in asked.answer.found[1 : MOST_RELATED + 1] if one.score > 0}
    if not titles:
        return []
    return [
        ActionsBlock(
            elements=[
                ButtonElement(
                    text=clip(f"Also: {title}", 75), action_id=f"{FOLLOW}.{n}", value=ref(asked.id, passage=id)
                )
                for n, (id, title) in enumerate(titles.items())
            ]
        )
    ]


def _learnt(of: Why) -> str:
    here = f", and from {of.labels} things people here said of answers" if of.labels else ""
    return (
        f"How much each of these weighs is learnt from questions with known answers{here}. "
        f"From {percent(of.answer_from)} on I answer straight, from {percent(of.choices_from)} on I offer three."
    )


def _source(best: Entry) -> list[str]:
    link = f"<{best.url}|{safe(best.source, 150)}>" if best.url else safe(best.source, 150)
    lines = [f"*Source:* {link}"] if best.source else []
    checked = [f"by {safe(best.verified_by, 80)}"] if best.verified_by else []
    checked += [f"on {day(best.verified)}"] if best.verified else []
    checked += [f"to be looked at again by {day(best.review)}"] if best.review else []
    return [*lines, f"*Checked* {listed(checked)}."] if checked else lines


def _share_confirm() -> ConfirmObject:
    return ConfirmObject(
        title="Share it here?",
        text=PlainTextObject(text="Everybody in this channel will read your question and this answer, as your share."),
        confirm="Share",
        deny="Not now",
    )


def _mrkdwn(text: str) -> MarkdownTextObject:
    return MarkdownTextObject(text=text)
