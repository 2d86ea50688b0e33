"""What people do about blockers: be on it, name somebody, say that it is gone."""

from typing import Any

from slack_bolt import Ack
from slack_sdk import WebClient

from bot.deps import Deps
from bot.domain.outlines import FormRefused
from bot.usecases import blockers
from bot.usecases.blockers import Wish
from handlers.blocks import blockers as blocks
from handlers.blocks.blockers import CHANGE, FORM, SOLVE, TAKE
from handlers.payloads import day_of, field_of, number_of, person_of, workspace_of

__all__ = ["CHANGE", "FORM", "SOLVE", "TAKE"]


def take(ack: Ack, body: dict[str, Any], deps: Deps) -> None:
    """*I'm on it*."""
    blockers.take(
        deps.database, workspace_of(body), person=person_of(body), blocker=number_of(body), now=deps.clock.now()
    )
    ack()
    deps.wake()


def solve(ack: Ack, body: dict[str, Any], client: WebClient, deps: Deps) -> None:
    """*It's solved*, on a card or in the form."""
    blocker = blockers.solve(
        deps.database, workspace_of(body), person=person_of(body), blocker=number_of(body), now=deps.clock.now()
    )
    if "view" in body and body["view"]["type"] == "modal":
        client.views_update(view_id=body["view"]["id"], view=blocks.solved(blocker))
    ack()
    deps.wake()


def open_form(ack: Ack, body: dict[str, Any], client: WebClient, deps: Deps) -> None:
    """*Change…*, *Ask somebody…* or *Somebody else…*."""
    blocker = blockers.known(
        deps.database, workspace_of(body), person=person_of(body), blocker=number_of(body), now=deps.clock.now()
    )
    view = blocks.solved(blocker) if blocker.resolved else blocks.form(blocker)
    client.views_open(trigger_id=body["trigger_id"], view=view)
    ack()


def submit_form(ack: Ack, body: dict[str, Any], view: dict[str, Any], deps: Deps) -> None:
    """What it says now."""
    wish = Wish(
        what=field_of(view, "what"),
        helper=field_of(view, "helper") or None,
        needed=day_of(view, "needed") if field_of(view, "needed") else None,
    )
    try:
        blockers.change(
            deps.database,
            workspace_of(body),
            person=person_of(body),
            blocker=int(view["private_metadata"]),
            wish=wish,
            now=deps.clock.now(),
        )
    except FormRefused as refused:
        ack(response_action="errors", errors={one.field: str(one) for one in refused.errors})
        return
    ack()
    deps.wake()
