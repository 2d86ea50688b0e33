"""When somebody is asked next, everything considered that decides it."""

from datetime import datetime
from zoneinfo import ZoneInfo

from bot.domain.days_away import AnyOf, AwayDays, Before, holiday_calendar
from bot.domain.people import Membership, Person, Role
from bot.domain.rituals import RitualKind, own_rule
from bot.domain.schedule import next_after
from storage import checkins, people, rituals
from storage.database import Tx


def next_checkin(
    tx: Tx, workspace: str, who: Person, memberships: list[Membership], *, now: datetime
) -> datetime | None:
    """When somebody is asked next, with their own time, holidays, absences, days off and early answers."""
    if who.deactivated or who.external:
        return None
    zone = ZoneInfo(who.zone)
    today = now.astimezone(zone).date()
    settings = people.settings(tx, workspace, who.id)
    away = AwayDays([(one.first, one.last) for one in people.absences_of(tx, workspace, who.id, since=today)])
    free = people.days_off(tx, workspace, since=today)
    latest = checkins.latest_checkins(tx, workspace, who.id, limit=20)
    coming = []
    for one in (one for one in memberships if one.role is not Role.LEADER):
        for ritual in rituals.rituals(tx, workspace=workspace, team=one.team, kind=RitualKind.CHECKIN):
            recorded = {checkin.local_date for checkin in latest if checkin.ritual == ritual.id}
            off = AnyOf(
                holiday_calendar(who.country, who.subdivision),
                away,
                free.get(one.team, frozenset()),
                recorded,
                Before(one.joined),
            )
            coming.append(next_after(own_rule(ritual.rule, settings.checkin_at), zone, now=now, days_off=off))
    return min((at for at in coming if at is not None), default=None)
