"""What managers do from App Home: members and roles, check-ins, days off, the team's name."""

from collections.abc import Callable
from datetime import date
from typing import Any

from slack_bolt import Ack
from slack_sdk import WebClient

from bot.deps import Deps
from bot.domain.errors import NotAllowed, NotFound
from bot.domain.outlines import FormRefused
from bot.domain.people import Role
from bot.usecases import rosters, settings, team_settings
from bot.usecases.rosters import Roster
from bot.usecases.team_settings import CheckinWish, TeamSettings
from handlers import home, people
from handlers.blocks import settings as setting_blocks
from handlers.blocks import teams as blocks
from handlers.blocks.settings import TeamPlace
from handlers.blocks.teams import (
    ADD_MEMBERS,
    CHECKIN,
    CHECKIN_FORM,
    DAYS_OFF,
    DAYS_OFF_FORM,
    FORGET_DAY_OFF,
    LEAVE_FORM,
    MEMBER_FORM,
    MEMBER_MENU,
    MEMBERS,
    MEMBERS_FORM,
    RENAME,
    RENAME_FORM,
    TAKE_OVER,
    TURN_MEMBERS,
)
from handlers.fields import Fields, beside
from handlers.payloads import Payload, action_of, number_of, person_of, workspace_of
from handlers.people import NOT_INVITED
from handlers.settings import place_of, show_members_below

__all__ = [
    "ADD_MEMBERS",
    "CHECKIN",
    "CHECKIN_FORM",
    "DAYS_OFF",
    "DAYS_OFF_FORM",
    "FORGET_DAY_OFF",
    "LEAVE_FORM",
    "MEMBERS",
    "MEMBERS_FORM",
    "MEMBER_FORM",
    "MEMBER_MENU",
    "RENAME",
    "RENAME_FORM",
    "TAKE_OVER",
    "TURN_MEMBERS",
]


def open_members(ack: Ack, body: dict[str, Any], client: WebClient, deps: Deps) -> None:
    """*Members*."""
    roster = _roster(body, deps, number_of(body))
    client.views_open(trigger_id=body["trigger_id"], view=blocks.members_page(roster, page=0))
    ack()


def turn_members(ack: Ack, body: dict[str, Any], client: WebClient, deps: Deps) -> None:
    """Another page of them."""
    roster = _roster(body, deps, place_of(body["view"]).team or 0)
    client.views_update(view_id=body["view"]["id"], view=blocks.members_page(roster, page=number_of(body)))
    ack()


def open_add_members(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
    """*Add people*."""
    client.views_push(trigger_id=body["trigger_id"], view=blocks.members_form(_here(body)))
    ack()


def choose_for_member(ack: Ack, body: dict[str, Any], client: WebClient, deps: Deps) -> None:
    """A choice in the menu beside somebody."""
    what, _, id = str((action_of(body).get("selected_option") or {}).get("value", "")).partition(":")
    here = _here(body)
    if what == "forget":
        settings.remove_absence(
            deps.database, workspace_of(body), by=person_of(body), absence=int(id), now=deps.clock.now()
        )
        show_members_below(client, body, deps, here)
        ack()
        deps.wake()
        return
    place = here.model_copy(update={"person": id})
    roster = _roster(body, deps, here.team or 0)
    member = next((one for one in roster.members if one.person.id == id), None)
    if member is None:
        raise NotFound("This person is not in the team any more.")
    if what == "away":
        today = deps.clock.now().date()
        view = setting_blocks.absence_form(place, first=today, name=member.person.name)
    elif what == "leave":
        view = blocks.leave_form(place, member)
    else:
        view = blocks.member_form(place, member)
    client.views_push(trigger_id=body["trigger_id"], view=view)
    ack()


def submit_members(ack: Ack, body: dict[str, Any], view: dict[str, Any], client: WebClient, deps: Deps) -> None:
    """People join."""
    place, fields = place_of(view), Fields(view)

    def save() -> None:
        rosters.add_members(
            deps.database,
            workspace_of(body),
            by=person_of(body),
            team=place.team or 0,
            persons=fields.many("people"),
            role=Role(fields.text("role")),
            job=fields.text("job"),
            now=deps.clock.now(),
        )

    _saved(ack, body, view, client, deps, save)


def submit_member(ack: Ack, body: dict[str, Any], view: dict[str, Any], client: WebClient, deps: Deps) -> None:
    """Another role or job."""
    place, fields = place_of(view), Fields(view)

    def save() -> None:
        rosters.change_member(
            deps.database,
            workspace_of(body),
            by=person_of(body),
            team=place.team or 0,
            person=place.person or "",
            role=Role(fields.text("role")),
            job=fields.text("job"),
            now=deps.clock.now(),
        )

    _saved(ack, body, view, client, deps, save)


def submit_leave(ack: Ack, body: dict[str, Any], view: dict[str, Any], client: WebClient, deps: Deps) -> None:
    """Somebody leaves the team."""
    place = place_of(view)

    def save() -> None:
        rosters.remove_member(
            deps.database,
            workspace_of(body),
            by=person_of(body),
            team=place.team or 0,
            person=place.person or "",
            now=deps.clock.now(),
        )

    _saved(ack, body, view, client, deps, save)


def take_over(ack: Ack, body: dict[str, Any], client: WebClient, deps: Deps) -> None:
    """*I manage it now*."""
    rosters.take_over(deps.database, workspace_of(body), by=person_of(body), team=number_of(body), now=deps.clock.now())
    home.refresh(client, body, deps)
    ack()


def open_checkin(ack: Ack, body: dict[str, Any], client: WebClient, deps: Deps) -> None:
    """*Check-ins*."""
    team = _settings(body, deps, number_of(body))
    view = blocks.checkin_form(TeamPlace(team=team.team.id), team)
    client.views_open(trigger_id=body["trigger_id"], view=view)
    ack()


def submit_checkin(ack: Ack, body: dict[str, Any], view: dict[str, Any], client: WebClient, deps: Deps) -> None:
    """When the team checks in."""
    fields = Fields(view)
    wish = checkin_wish(fields)
    if wish is None:
        ack(response_action="errors", errors=fields.errors)
        return

    def save() -> None:
        team_settings.set_checkin(
            deps.database,
            workspace_of(body),
            by=person_of(body),
            team=place_of(view).team or 0,
            wish=wish,
            now=deps.clock.now(),
        )

    _saved(ack, body, view, client, deps, save)


def open_days_off(ack: Ack, body: dict[str, Any], client: WebClient, deps: Deps) -> None:
    """*Days off*."""
    team = _settings(body, deps, number_of(body))
    view = blocks.days_off_form(TeamPlace(team=team.team.id), team)
    client.views_open(trigger_id=body["trigger_id"], view=view)
    ack()


def submit_day_off(ack: Ack, body: dict[str, Any], view: dict[str, Any], deps: Deps) -> None:
    """One more day off; the form stays, for another."""
    place, fields = place_of(view), Fields(view)
    on = fields.day("on")
    if on is None:
        fields.wrong("on", "Choose a day.")
        ack(response_action="errors", errors=fields.errors)
        return
    try:
        team_settings.add_day_off(
            deps.database,
            workspace_of(body),
            by=person_of(body),
            team=place.team or 0,
            on=on,
            name=fields.text("name"),
            now=deps.clock.now(),
        )
    except FormRefused as error:
        ack(response_action="errors", errors=beside(error.errors, view))
        return
    team = _settings(body, deps, place.team or 0)
    ack(response_action="update", view=blocks.days_off_form(place, team).to_dict())


def forget_day_off(ack: Ack, body: dict[str, Any], client: WebClient, deps: Deps) -> None:
    """*Remove* beside a day off."""
    place = place_of(body["view"])
    team_settings.remove_day_off(
        deps.database,
        workspace_of(body),
        by=person_of(body),
        team=place.team or 0,
        on=date.fromisoformat(str(action_of(body).get("value", ""))),
        now=deps.clock.now(),
    )
    team = _settings(body, deps, place.team or 0)
    client.views_update(view_id=body["view"]["id"], view=blocks.days_off_form(place, team))
    ack()


def open_rename(ack: Ack, body: dict[str, Any], client: WebClient, deps: Deps) -> None:
    """*Name and channel*."""
    team = _settings(body, deps, number_of(body))
    view = blocks.rename_form(TeamPlace(team=team.team.id), team)
    client.views_open(trigger_id=body["trigger_id"], view=view)
    ack()


def submit_rename(ack: Ack, body: dict[str, Any], view: dict[str, Any], client: WebClient, deps: Deps) -> None:
    """The team's name and home."""
    fields = Fields(view)
    channel = fields.text("channel") or None
    if channel is not None and not may_post(client, channel):
        ack(response_action="errors", errors={"channel": NOT_INVITED})
        return

    def save() -> None:
        team_settings.rename(
            deps.database,
            workspace_of(body),
            by=person_of(body),
            team=place_of(view).team or 0,
            name=fields.text("name"),
            channel=channel,
            now=deps.clock.now(),
        )

    _saved(ack, body, view, client, deps, save)


def checkin_wish(fields: Fields) -> CheckinWish | None:
    """When a team checks in, from its form; None when the time cannot be read."""
    at = fields.clock_time("at")
    if at is None:
        fields.wrong("at", "Choose a time.")
        return None
    return CheckinWish(
        weekdays=frozenset(int(one) for one in fields.many("weekdays")),
        at=at,
        every_weeks=int(fields.text("every_weeks") or 1),
        reminders=int(fields.text("reminders") or 1),
        adaptive="adaptive" in fields.many("options"),
        blind="blind" in fields.many("options"),
    )


def may_post(client: WebClient, channel: str) -> bool:
    """Whether I was invited to a channel."""
    return channel in people.channels(client).values()


def _saved(ack: Ack, body: Payload, view: Payload, client: WebClient, deps: Deps, save: Callable[[], None]) -> None:
    """Save; faults stand beside their fields, else the page below and App Home show the change."""
    try:
        save()
    except FormRefused as error:
        ack(response_action="errors", errors=beside(error.errors, view))
        return
    place = place_of(view)
    try:
        show_members_below(client, body, deps, place)
    except NotAllowed:
        # Whoever has just given their own role away sees the list no more.
        ack(response_action="clear")
        home.refresh(client, body, deps)
        return
    home.refresh(client, body, deps)
    ack()
    deps.wake()


def _roster(body: Payload, deps: Deps, team: int) -> Roster:
    return rosters.roster(deps.database, workspace_of(body), by=person_of(body), team=team, now=deps.clock.now())


def _settings(body: Payload, deps: Deps, team: int) -> TeamSettings:
    return team_settings.team_settings(
        deps.database, workspace_of(body), by=person_of(body), team=team, now=deps.clock.now()
    )


def _here(body: Payload) -> TeamPlace:
    return place_of(body["view"]).model_copy(update={"root": body["view"]["id"]})
