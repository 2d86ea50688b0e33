"""The guided set-up from App Home: one form, one question after the other, kept after each."""

from typing import Any

from slack_bolt import Ack
from slack_sdk import WebClient
from slack_sdk.models.views import View

from bot.deps import Deps
from bot.domain.errors import BarometerError
from bot.domain.outlines import FormRefused, split_names
from bot.usecases import rosters, setups
from bot.usecases.setups import Answers
from handlers import home
from handlers.audiences import audience_wish
from handlers.blocks import setup as blocks
from handlers.blocks.setup import (
    BACK,
    CHECKINS,
    DIGEST,
    NAME,
    OWNERS,
    PEOPLE,
    PLAN,
    RESTART,
    SETUP_FORM,
    SUMMARY,
    TEST_PROMPT,
)
from handlers.fields import Fields, beside
from handlers.payloads import Payload, action_of, number_of, person_of, workspace_of
from handlers.people import NOT_INVITED
from handlers.teams import checkin_wish, may_post

__all__ = ["BACK", "RESTART", "SETUP_FORM", "TEST_PROMPT"]


def open_setup(ack: Ack, body: dict[str, Any], client: WebClient, deps: Deps) -> None:
    """*Set up a team*, or go on where it was left."""
    client.views_open(trigger_id=body["trigger_id"], view=_step(body, deps, _kept(body, deps)))
    ack()


def submit_step(ack: Ack, body: dict[str, Any], view: dict[str, Any], client: WebClient, deps: Deps) -> None:
    """*Next*: what was answered is kept, and the next question comes; the last one sets everything up."""
    at = int(view.get("private_metadata") or 0)
    try:
        if at == SUMMARY:
            made = setups.finish(deps.database, workspace_of(body), person=person_of(body), now=deps.clock.now())
            shown = blocks.done(made)
        else:
            fields = Fields(view)
            answers = _answered(at, _kept(body, deps), fields, client)
            if fields.errors:
                ack(response_action="errors", errors=fields.errors)
                return
            following = at + 1 if at != PLAN or answers.goal else CHECKINS
            answers = answers.model_copy(update={"step": following})
            _keep(body, deps, answers)
            shown = _step(body, deps, answers)
    except FormRefused as error:
        if at == SUMMARY:
            raise BarometerError(f"{error} Go back and put it right; everything else is kept.") from None
        ack(response_action="errors", errors=beside(error.errors, view))
        return
    home.refresh(client, body, deps)
    ack(response_action="update", view=shown.to_dict())
    deps.wake()


def back(ack: Ack, body: dict[str, Any], client: WebClient, deps: Deps) -> None:
    """*Back* to the question before."""
    answers = _kept(body, deps)
    at = int(body["view"].get("private_metadata") or 0)
    before = PLAN if at == CHECKINS and not answers.goal else max(at - 1, NAME)
    answers = answers.model_copy(update={"step": before})
    _keep(body, deps, answers)
    client.views_update(view_id=body["view"]["id"], view=_step(body, deps, answers))
    ack()


def restart(ack: Ack, body: dict[str, Any], client: WebClient, deps: Deps) -> None:
    """*Start over*: everything answered so far is forgotten."""
    setups.start_over(deps.database, workspace_of(body), person=person_of(body))
    client.views_update(view_id=body["view"]["id"], view=_step(body, deps, _kept(body, deps)))
    home.refresh(client, body, deps)
    ack()


def send_test_prompt(ack: Ack, body: dict[str, Any], client: WebClient, deps: Deps) -> None:
    """*Send me a test prompt*."""
    rosters.send_test_prompt(
        deps.database,
        workspace_of(body),
        by=person_of(body),
        team=number_of(body),
        key=f"{body['view']['id']}:{action_of(body).get('action_ts', '')}",
        now=deps.clock.now(),
    )
    show = client.views_push if body["view"]["type"] == "modal" else client.views_open
    show(trigger_id=body["trigger_id"], view=blocks.sent())
    ack()
    deps.wake()


def _answered(at: int, answers: Answers, fields: Fields, client: WebClient) -> Answers:
    """The answers with those of this step."""
    given: dict[str, Any] = {}
    if at == NAME:
        given = {"name": fields.text("name"), "channel": fields.text("channel") or None}
        if given["channel"] and not may_post(client, given["channel"]):
            fields.wrong("channel", NOT_INVITED)
    elif at == PEOPLE:
        given = {name: fields.many(name) for name in ("managers", "members", "leaders")}
    elif at == PLAN:
        given = {
            "goal": fields.text("goal"),
            "impact": fields.text("impact"),
            "approaches": split_names(fields.lines("approaches")),
            "target": fields.day("target"),
        }
        if given["approaches"] != answers.approaches:
            given["owners"] = ()
    elif at == OWNERS:
        given = {"owners": tuple(fields.text(f"owner{place}") or None for place in range(len(answers.ways)))}
    elif at == CHECKINS:
        checkin = checkin_wish(fields)
        if checkin is not None:
            given = {
                "weekdays": tuple(sorted(checkin.weekdays)),
                "every_weeks": checkin.every_weeks,
                "at": checkin.at,
                "reminders": checkin.reminders,
            }
    elif at == DIGEST:
        given = {"digest_channel": None}
        digest = audience_wish(fields, client) if fields.text("channel") else None
        if digest is not None:
            given = {
                "digest_channel": digest.channel,
                "digest_weekday": digest.weekday,
                "digest_at": digest.at,
                "digest_zone": digest.zone,
            }
    return answers.model_copy(update=given)


def _kept(body: Payload, deps: Deps) -> Answers:
    return setups.resume(deps.database, workspace_of(body), person=person_of(body), now=deps.clock.now())


def _keep(body: Payload, deps: Deps, answers: Answers) -> None:
    setups.keep(deps.database, workspace_of(body), person=person_of(body), answers=answers, now=deps.clock.now())


def _step(body: Payload, deps: Deps, answers: Answers) -> View:
    ids = (*answers.managers, *answers.members, *answers.leaders, *(one for one in answers.owners if one))
    return blocks.step(answers, setups.names(deps.database, workspace_of(body), ids))
