"""A message as Slack shows it: a pure function of the message, exhaustive over all kinds."""

from dataclasses import dataclass
from typing import Any, assert_never

from slack_sdk.models.blocks import Block

from bot.domain.messages import (
    Answered,
    AnswerHeldUp,
    AnyMessage,
    BlockerCard,
    CheckinPrompt,
    CheckinReminder,
    CorrectionDecided,
    DigestDetails,
    EntryDecided,
    LeftUnanswered,
    NothingChanged,
    NowKnown,
    OddsMoved,
    PromptClosed,
    PromptPreview,
    ReplyRecorded,
    ResolutionAsked,
    RiskDigest,
    TeamDay,
    TeamNews,
    Undelivered,
    Understood,
    Welcome,
)
from handlers import charts
from handlers.blocks import (
    blockers,
    checkins,
    digests,
    entries,
    knowledge,
    question_feedback,
    reminders,
    resolutions,
    setup,
    team_days,
    typed,
    undelivered,
)


@dataclass(frozen=True)
class Picture:
    """A picture to upload before the message that shows it; its words stand in when it cannot be."""

    png: bytes
    name: str
    alt_text: str


@dataclass(frozen=True)
class Rendered:
    """What is posted: the text that notifications and screen readers have, and the blocks."""

    text: str
    blocks: list[dict[str, Any]]


def picture_of(message: AnyMessage) -> Picture | None:
    """The picture a message is shown with, if it has one; drawing it takes a while."""
    if isinstance(message, RiskDigest) and has_picture(message):
        png = charts.odds_by_project(message.projects)
        return Picture(png, f"odds-{message.week}.png", digests.alt_text(message))
    return None


def has_picture(message: AnyMessage) -> bool:
    """Whether a message is shown with a picture."""
    return isinstance(message, RiskDigest) and bool(message.projects)


def render(message: AnyMessage, picture: str | None = None) -> Rendered:
    """The message in Slack's terms; `picture` is the id of its uploaded picture."""
    match message:
        case CheckinPrompt():
            return _rendered(checkins.prompt_text(message), checkins.prompt(message))
        case CheckinReminder():
            return _rendered(reminders.reminder_text(message), reminders.reminder(message))
        case PromptPreview():
            return _rendered(setup.preview_text(message), setup.preview(message))
        case Welcome():
            return _rendered(setup.welcome_text(message), setup.welcome(message))
        case Understood():
            return _rendered(typed.card_text(message), typed.card(message))
        case Answered():
            return _rendered(knowledge.answers_text(message.answers), knowledge.answers(message.answers))
        case TeamDay():
            return _rendered(team_days.day_text(message), team_days.day_blocks(message))
        case TeamNews():
            return _rendered(team_days.news_text(message), team_days.news_blocks(message))
        case PromptClosed():
            return _rendered(checkins.prompt_closed_text(message), checkins.prompt_closed(message))
        case ReplyRecorded():
            return _rendered(checkins.recorded_text(message), checkins.recorded(message))
        case AnswerHeldUp():
            return _rendered(checkins.held_up_text(message), checkins.held_up(message))
        case ResolutionAsked():
            return _rendered(resolutions.question_text(message), resolutions.question(message))
        case BlockerCard():
            return _rendered(blockers.card_text(message), blockers.card(message))
        case RiskDigest():
            return _rendered(digests.digest_text(message), digests.digest(message, picture))
        case NothingChanged():
            return _rendered(digests.nothing_changed_text(message), digests.nothing_changed(message))
        case OddsMoved():
            return _rendered(digests.odds_moved_text(message), digests.odds_moved(message))
        case DigestDetails():
            return _rendered(digests.details_text(message), digests.details(message))
        case Undelivered():
            return _rendered(undelivered.word_text(message), undelivered.word(message))
        case EntryDecided():
            return _rendered(entries.decided_text(message), entries.decided(message))
        case CorrectionDecided():
            return _rendered(
                question_feedback.correction_decided_text(message), question_feedback.correction_decided(message)
            )
        case LeftUnanswered():
            return _rendered(question_feedback.left_text(message), question_feedback.left(message))
        case NowKnown():
            return _rendered(knowledge.now_known_text(message), knowledge.now_known(message))
        case _:
            assert_never(message)


def _rendered(text: str, blocks: list[Block]) -> Rendered:
    return Rendered(text, [block.to_dict() for block in blocks])
