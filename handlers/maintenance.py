"""Looking after the answers, on App Home: what is unanswered, disputed, proposed, or to be looked at again."""

import json
import re
from typing import Any

from pydantic import ValidationError
from slack_bolt import Ack
from slack_sdk import WebClient

from bot.deps import Deps
from bot.domain.errors import WrongInput
from bot.usecases import answer_corrections, maintenance
from handlers import entries, home
from handlers.blocks import maintenance as blocks
from handlers.blocks.maintenance import ACCEPT, ASIDE, DECLINE, EDIT, STILL_TRUE, WRITE, Aside, Tab, UpkeepPlace
from handlers.following import show_home
from handlers.payloads import Payload, action_of, number_of, person_of, workspace_of

__all__ = ["ACCEPT", "ASIDE", "BACK", "DECLINE", "EDIT", "STILL_TRUE", "WRITE"]

OPEN = re.compile(rf"^{re.escape(blocks.OPEN)}\.\w+$")
BACK = "maintenance.back"
OUTDATED = "This button is from an older version of me; open App Home again."


def open_page(ack: Ack, body: dict[str, Any], client: WebClient, deps: Deps) -> None:
    """A list of it, or the next ten."""
    try:
        place = UpkeepPlace.model_validate_json(action_of(body).get("value", ""))
    except ValidationError:
        raise WrongInput(OUTDATED) from None
    _show(client, body, deps, place)
    ack()


def back(ack: Ack, body: dict[str, Any], client: WebClient, deps: Deps) -> None:
    """App Home as it is otherwise."""
    home.refresh(client, body, deps)
    ack()


def write(ack: Ack, body: dict[str, Any], client: WebClient, deps: Deps) -> None:
    """*Write an answer*: the form, filled in with how people asked."""
    try:
        questions = [int(one) for one in json.loads(action_of(body).get("value", ""))]
    except (ValueError, TypeError):
        raise WrongInput(OUTDATED) from None
    wish = maintenance.prefilled(
        deps.database, workspace_of(body), questions, person=person_of(body), now=deps.clock.now()
    )
    entries.open_form(client, body, deps, wish)
    ack()


def set_aside(ack: Ack, body: dict[str, Any], client: WebClient, deps: Deps) -> None:
    """*Not for us*, *Seen to*."""
    try:
        what = Aside.model_validate_json(action_of(body).get("value", ""))
    except ValidationError:
        raise WrongInput(OUTDATED) from None
    said = maintenance.NOT_FOR_US if what.tab == "unanswered" else maintenance.SEEN_TO
    now = deps.clock.now()
    maintenance.set_aside(
        deps.database, deps.knowledge, workspace_of(body), what.questions, person=person_of(body), what=said, now=now
    )
    _show(client, body, deps, UpkeepPlace(tab=what.tab))
    ack()
    deps.wake()


def edit(ack: Ack, body: dict[str, Any], client: WebClient, deps: Deps) -> None:
    """*Edit…*: one of our own, or one that takes the place of what everybody has."""
    entry, wish = maintenance.to_edit(
        deps.database,
        deps.knowledge,
        workspace_of(body),
        str(action_of(body).get("value", "")),
        person=person_of(body),
        now=deps.clock.now(),
    )
    entries.open_form(client, body, deps, wish, entry=entry)
    ack()


def still_true(ack: Ack, body: dict[str, Any], client: WebClient, deps: Deps) -> None:
    """*Still true*: believed for another year."""
    entry = str(action_of(body).get("value", ""))
    now = deps.clock.now()
    maintenance.still_true(deps.database, deps.knowledge, workspace_of(body), entry, person=person_of(body), now=now)
    _show(client, body, deps, UpkeepPlace(tab="upkeep"))
    ack()


def accept(ack: Ack, body: dict[str, Any], client: WebClient, deps: Deps) -> None:
    """*Accept for everyone*."""
    answer_corrections.accept(
        deps.database,
        deps.knowledge,
        workspace_of(body),
        number_of(body),
        person=person_of(body),
        now=deps.clock.now(),
    )
    _decided(ack, client, body, deps)


def decline(ack: Ack, body: dict[str, Any], client: WebClient, deps: Deps) -> None:
    """*Decline*."""
    answer_corrections.decline(
        deps.database, workspace_of(body), number_of(body), person=person_of(body), now=deps.clock.now()
    )
    _decided(ack, client, body, deps)


def _decided(ack: Ack, client: WebClient, body: Payload, deps: Deps) -> None:
    tab: Tab = "corrections"
    _show(client, body, deps, UpkeepPlace(tab=tab))
    ack()
    deps.wake()


def _show(client: WebClient, body: Payload, deps: Deps, place: UpkeepPlace) -> None:
    found = maintenance.upkeep(
        deps.database, deps.knowledge, workspace_of(body), person=person_of(body), now=deps.clock.now()
    )
    show_home(client, person_of(body), blocks.page(found, place, back=BACK))
