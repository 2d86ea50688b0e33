"""What people say of an answer, and what they do with it: buttons, reasons, a sentence, a correction, a share."""

import re
from typing import Any

from pydantic import ValidationError
from slack_bolt import Ack, Respond
from slack_sdk import WebClient

from bot.deps import Deps
from bot.domain.errors import NotAllowed, WrongInput
from bot.domain.outlines import FormRefused
from bot.domain.question_feedback import Reason, Thumb
from bot.usecases import answer_corrections, entries
from bot.usecases import question_feedback as feedback
from bot.usecases.questions import Shown
from handlers.blocks import entries as entry_blocks
from handlers.blocks import knowledge as answer_blocks
from handlers.blocks import question_feedback as blocks
from handlers.blocks.question_feedback import (
    COMMENT,
    COMMENT_FORM,
    CORRECT,
    CORRECT_FORM,
    RIGHT,
    SHARE,
    TELL,
    WHOM,
    WHY,
    FeedbackPlace,
    Ref,
)
from handlers.fields import Fields, beside
from handlers.following import show_answer
from handlers.payloads import Payload, action_of, person_of, workspace_of

__all__ = ["COMMENT", "COMMENT_FORM", "CORRECT", "CORRECT_FORM", "RIGHT", "SHARE", "TELL", "WHOM", "WHY"]

CHOOSE = re.compile(rf"^{re.escape(blocks.CHOOSE)}\.\d$")
RATE = re.compile(rf"^{re.escape(blocks.RATE)}\.(up|down)$")
REASON = re.compile(rf"^{re.escape(blocks.REASON)}\.\d$")
FOLLOW = re.compile(rf"^{re.escape(blocks.FOLLOW)}\.\d$")
OUTDATED = "This button is from an older version of me; ask again with `/ask`."
NOBODY_ELSE = (
    "Here nobody but the two of us would read it. Ask with `/ask` in the channel where it should be read, and press "
    "*Share here* there."
)


def choose(ack: Ack, body: dict[str, Any], respond: Respond, deps: Deps) -> None:
    """*Did you mean*: the passage that was meant, or *None of these*."""
    of = _ref(body)
    _show(body, respond, of, feedback.choose(**_common(body, deps, of), passage=of.passage or None))
    ack()


def rate(ack: Ack, body: dict[str, Any], respond: Respond, deps: Deps) -> None:
    """*Right* or *Not that*."""
    of = _ref(body)
    _show(body, respond, of, feedback.rate(**_common(body, deps, of), thumb=Thumb(of.value)))
    ack()


def say_why(ack: Ack, body: dict[str, Any], respond: Respond, deps: Deps) -> None:
    """Why it was not that."""
    of = _ref(body)
    _show(body, respond, of, feedback.say_why(**_common(body, deps, of), reason=Reason(of.value)))
    ack()


def wait(ack: Ack, body: dict[str, Any], respond: Respond, deps: Deps) -> None:
    """*Tell me when you know*."""
    of = _ref(body)
    _show(body, respond, of, feedback.wait(**_common(body, deps, of)))
    ack()


def follow(ack: Ack, body: dict[str, Any], respond: Respond, deps: Deps) -> None:
    """*Also: …*: the next thing to read, below."""
    of = _ref(body)
    entry = feedback.follow(**_common(body, deps, of), passage=of.passage)
    _say(body, respond, entry.title, answer_blocks.passage(entry))
    ack()


def whom_to_ask(ack: Ack, body: dict[str, Any], respond: Respond, deps: Deps) -> None:
    """*Who is that?*: who may know, by name, below."""
    found = feedback.whom_to_ask(**_common(body, deps, _ref(body)))
    _say(body, respond, "Who may know", blocks.whom(found))
    ack()


def share(ack: Ack, body: dict[str, Any], respond: Respond, deps: Deps) -> None:
    """*Share here*: the answer for everybody in the channel, as the asker's share."""
    of, channel = _ref(body), str(body["container"].get("channel_id", ""))
    if channel.startswith("D"):
        raise NotAllowed(NOBODY_ELSE)
    shown = feedback.share(**_common(body, deps, of), channel=channel)
    if shown is not None:
        asked, _ = shown.one(of.question)
        posted = respond(
            text=answer_blocks.answers_text([asked]),
            blocks=[block.to_dict() for block in answer_blocks.shared(asked, person_of(body))],
            response_type="in_channel",
            replace_original=False,
        )
        if posted.status_code != 200:
            feedback.unshare(**_common(body, deps, of))
            raise NotAllowed(
                "Slack does not let me post here. Invite me with `/invite`, then press *Share here* again."
            )
        _show(body, respond, of, shown)
    ack()


def open_why(ack: Ack, body: dict[str, Any], client: WebClient, deps: Deps) -> None:
    """*How do you know?*"""
    of = _ref(body)
    told = feedback.why(deps.database, deps.knowledge, workspace_of(body), of.question, person=person_of(body))
    client.views_open(trigger_id=body["trigger_id"], view=blocks.why(told))
    ack()


def open_comment(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
    """*In a sentence…*"""
    client.views_open(trigger_id=body["trigger_id"], view=blocks.comment_form(_place(body)))
    ack()


def open_correction(ack: Ack, body: dict[str, Any], client: WebClient, deps: Deps) -> None:
    """*Put it right…*"""
    of = _ref(body)
    shown = feedback.show(deps.database, deps.knowledge, workspace_of(body), of.question, person=person_of(body))
    question = shown.one(of.question)[0].answer.question
    client.views_open(trigger_id=body["trigger_id"], view=blocks.correction_form(_place(body), question))
    ack()


def offer(ack: Ack, body: dict[str, Any], deps: Deps) -> None:
    """Answers by what was typed: one of them was the right one."""
    found = entries.entries_called(deps.database, deps.knowledge, workspace_of(body), str(body.get("value", "")))
    ack(options=entry_blocks.offered(found))


def submit_comment(ack: Ack, body: dict[str, Any], view: dict[str, Any], deps: Deps) -> None:
    """A sentence, for whoever looks after the answers."""
    place = _opened_from(view)
    shown = feedback.comment(**_common(body, deps, place), words=Fields(view).text("words"))
    sentence = "Thank you. Whoever looks after the answers finds it beside this one, with your name."
    ack(response_action="update", view=blocks.done("Passed on", sentence).to_dict())
    _follow_up(place, shown)


def submit_correction(ack: Ack, body: dict[str, Any], view: dict[str, Any], deps: Deps) -> None:
    """A correction: theirs at once."""
    place, fields = _opened_from(view), Fields(view)
    try:
        shown = answer_corrections.correct(
            **_common(body, deps, place), passage=fields.text(RIGHT), words=fields.lines("words")
        )
    except FormRefused as error:
        ack(response_action="errors", errors=beside(error.errors, view))
        return
    sentence = (
        "Thank you. Asked this, I answer *you* so from now on. A maintainer decides whether I answer everybody so; "
        "you will be told."
    )
    ack(response_action="update", view=blocks.done("Put right", sentence).to_dict())
    _follow_up(place, shown)


def _common(body: Payload, deps: Deps, of: Ref | FeedbackPlace) -> dict[str, Any]:
    return {
        "db": deps.database,
        "library": deps.knowledge,
        "workspace": workspace_of(body),
        "question": of.question,
        "person": person_of(body),
        "now": deps.clock.now(),
    }


def _ref(body: Payload) -> Ref:
    try:
        return Ref.model_validate_json(action_of(body).get("value", ""))
    except ValidationError:
        raise WrongInput(OUTDATED) from None


def _place(body: Payload) -> FeedbackPlace:
    of = _ref(body)
    own = of.alone or _is_own(body)
    return FeedbackPlace(question=of.question, alone=of.alone, answer=body.get("response_url", "") if own else "")


def _opened_from(view: Payload) -> FeedbackPlace:
    try:
        return FeedbackPlace.model_validate_json(view.get("private_metadata") or "{}")
    except ValidationError:
        raise WrongInput("This form is from an older version of me. Close it and open it again.") from None


def _is_own(body: Payload) -> bool:
    """Whether nobody but who clicked sees the message, so that it can say what they said."""
    container = body["container"]
    return bool(container.get("is_ephemeral")) or str(container.get("channel_id", "")).startswith("D")


def _show(body: Payload, respond: Respond, of: Ref, shown: Shown) -> None:
    """The answer again with what was said of it: in its place where it is one's own, else below it, for one's eyes."""
    if of.alone or _is_own(body):
        ephemeral = bool(body["container"].get("is_ephemeral"))
        respond(**_again(of.question, of.alone, shown, shareable=ephemeral), replace_original=True)
        return
    asked, said = shown.one(of.question)
    face = answer_blocks.answers([asked], {asked.id: said})[:2] if said.choice else []
    _say(body, respond, "Noted.", [*face, *blocks.by_itself(asked, said)])


def _say(body: Payload, respond: Respond, text: str, below: list[Any]) -> None:
    """Something for the eyes of who clicked, below what they clicked on."""
    respond(
        text=text,
        blocks=[block.to_dict() for block in below],
        response_type="ephemeral",
        replace_original=False,
        thread_ts=body.get("message", {}).get("thread_ts"),
    )


def _follow_up(place: FeedbackPlace, shown: Shown) -> None:
    """The answer that a form was opened from, as it stands now."""
    if place.answer:
        show_answer(place.answer, **_again(place.question, place.alone, shown, shareable=False))


def _again(question: int, alone: bool, shown: Shown, *, shareable: bool) -> dict[str, Any]:
    asked, said = shown.one(question)
    face = (
        blocks.by_itself(asked, said) if alone else answer_blocks.answers(shown.asked, shown.given, shareable=shareable)
    )
    return {"text": answer_blocks.answers_text(shown.asked), "blocks": [block.to_dict() for block in face]}
