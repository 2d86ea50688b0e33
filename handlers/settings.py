"""A person's own settings and absences, from App Home; a manager's word on the absences of their people."""

from typing import Any

from pydantic import ValidationError
from slack_bolt import Ack
from slack_sdk import WebClient
from slack_sdk.models.blocks import Option

from bot.deps import Deps
from bot.domain.errors import WrongInput
from bot.domain.outlines import FormRefused
from bot.domain.people import Settings
from bot.domain.places import holiday_places, split, time_zones
from bot.usecases import rosters, settings
from handlers import home
from handlers.blocks import settings as blocks
from handlers.blocks import teams as team_blocks
from handlers.blocks.forms import HOLIDAYS, ZONE
from handlers.blocks.settings import (
    ABSENCE_FORM,
    ADD_ABSENCE,
    FORGET_ABSENCE,
    NO_HOLIDAYS,
    NO_HOLIDAYS_WORDS,
    OPEN_SETTINGS,
    SETTINGS_FORM,
    TeamPlace,
)
from handlers.blocks.text import clip
from handlers.fields import Fields, beside
from handlers.following import show_below
from handlers.payloads import Payload, number_of, person_of, submission_of, workspace_of

__all__ = [
    "ABSENCE_FORM",
    "ADD_ABSENCE",
    "FORGET_ABSENCE",
    "HOLIDAYS",
    "OPEN_SETTINGS",
    "SETTINGS_FORM",
    "ZONE",
]

MOST_OPTIONS = 100


def open_settings(ack: Ack, body: dict[str, Any], client: WebClient, deps: Deps) -> None:
    """*My settings*."""
    mine = settings.my_settings(deps.database, workspace_of(body), person=person_of(body))
    client.views_open(trigger_id=body["trigger_id"], view=blocks.settings_form(mine))
    ack()


def submit_settings(ack: Ack, body: dict[str, Any], view: dict[str, Any], client: WebClient, deps: Deps) -> None:
    """What I chose for myself."""
    fields = Fields(view)
    at = fields.clock_time("at")
    if fields.errors:
        ack(response_action="errors", errors=fields.errors)
        return
    place = fields.text(HOLIDAYS)
    country, subdivision = split("" if place == NO_HOLIDAYS else place)
    wish = Settings(
        zone=fields.text(ZONE) or None,
        slack_zone="",
        checkin_at=at,
        reminded=fields.text("reminded") != blocks.OFF,
        country=country,
        subdivision=subdivision,
    )
    settings.save_settings(deps.database, workspace_of(body), person=person_of(body), wish=wish, now=deps.clock.now())
    home.refresh(client, body, deps)
    ack()
    deps.wake()


def open_absence(ack: Ack, body: dict[str, Any], client: WebClient, deps: Deps) -> None:
    """*I'll be away…*: asks from when to when."""
    today = deps.clock.now().date()
    client.views_open(trigger_id=body["trigger_id"], view=blocks.absence_form(TeamPlace(), first=today, name=None))
    ack()


def submit_absence(ack: Ack, body: dict[str, Any], view: dict[str, Any], client: WebClient, deps: Deps) -> None:
    """An absence, mine or of somebody I manage."""
    place, fields = place_of(view), Fields(view)
    first, last = fields.day("first"), fields.day("last")
    if first is None or last is None:
        ack(response_action="errors", errors=fields.errors or {"first": "Choose both days."})
        return
    try:
        settings.add_absence(
            deps.database,
            workspace_of(body),
            by=person_of(body),
            person=place.person or person_of(body),
            first=first,
            last=last,
            reason=fields.text("reason"),
            key=submission_of(view),
            now=deps.clock.now(),
        )
    except FormRefused as error:
        ack(response_action="errors", errors=beside(error.errors, view))
        return
    show_members_below(client, body, deps, place)
    home.refresh(client, body, deps)
    ack()
    deps.wake()


def forget_absence(ack: Ack, body: dict[str, Any], client: WebClient, deps: Deps) -> None:
    """*Remove* beside an absence of mine."""
    settings.remove_absence(
        deps.database, workspace_of(body), by=person_of(body), absence=number_of(body), now=deps.clock.now()
    )
    home.refresh(client, body, deps)
    ack()
    deps.wake()


def offer_zones(ack: Ack, body: dict[str, Any]) -> None:
    """Time zones by what was typed."""
    found = time_zones(str(body.get("value", "")), most=MOST_OPTIONS)
    ack(options=[Option(value=zone, label=clip(name, 75)) for zone, name in found])


def offer_holidays(ack: Ack, body: dict[str, Any]) -> None:
    """Countries and parts of them by what was typed."""
    query = str(body.get("value", ""))
    found = holiday_places(query, most=MOST_OPTIONS - 1)
    if query.lower().strip() in NO_HOLIDAYS_WORDS.lower():
        found.insert(0, (NO_HOLIDAYS, NO_HOLIDAYS_WORDS))
    ack(options=[Option(value=place, label=clip(name, 75)) for place, name in found])


def place_of(view: Payload) -> TeamPlace:
    """What an open form is about."""
    try:
        return TeamPlace.model_validate_json(view.get("private_metadata") or "{}")
    except ValidationError:
        raise WrongInput("This form is from an older version of me. Close it and open it again.") from None


def show_members_below(client: WebClient, body: Payload, deps: Deps, place: TeamPlace) -> None:
    """The list of members below the form follows what was changed."""
    if place.root is None or place.team is None:
        return
    roster = rosters.roster(
        deps.database, workspace_of(body), by=person_of(body), team=place.team, now=deps.clock.now()
    )
    show_below(client, place.root, team_blocks.members_page(roster, page=place.page))
