"""What a person chooses for themselves: time, zone, reminders, holidays; and absences, by self or manager."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from bot.domain.checkins import CheckinState, FieldError
from bot.domain.days_away import holiday_calendar
from bot.domain.outlines import Change, FormRefused, changes
from bot.domain.people import Action, Person, Settings, ensure, may
from bot.domain.places import joined
from bot.domain.rituals import RitualKind
from bot.usecases.plans import asker
from bot.usecases.prompts import close_prompt
from storage import audit, checkins, people, rituals
from storage.audit import Author
from storage.database import Database, Tx

LONGEST_ABSENCE = timedelta(days=366)


@dataclass(frozen=True)
class MySettings:
    """A person's settings, and when their teams check in if they choose nothing else."""

    settings: Settings
    team_times: tuple[time, ...]


def my_settings(db: Database, workspace: str, *, person: str) -> MySettings:
    """What somebody chose for themselves."""
    with db.snapshot() as tx:
        return MySettings(people.settings(tx, workspace, person), tuple(_team_times(tx, workspace, person)))


def save_settings(db: Database, workspace: str, *, person: str, wish: Settings, now: datetime) -> None:
    """Remember a person's choices; the team's own time and Slack's own zone are followed when they change."""
    holiday_calendar(wish.country, wish.subdivision)
    with db.transaction() as tx:
        was = people.settings(tx, workspace, person)
        wish = Settings(
            zone=None if wish.zone == was.slack_zone else wish.zone,
            slack_zone=was.slack_zone,
            checkin_at=None if wish.checkin_at in _team_times(tx, workspace, person) else wish.checkin_at,
            reminded=wish.reminded,
            country=wish.country,
            subdivision=wish.subdivision,
        )
        people.save_settings(tx, workspace, person, wish)
        changed = changes(_settings_words(was), _settings_words(wish))
        audit.note(tx, Author(workspace, person, now), what="settings", subject=person, changes=changed)


def add_absence(
    db: Database,
    workspace: str,
    *,
    by: str,
    person: str,
    first: date,
    last: date,
    reason: str,
    key: str,
    now: datetime,
) -> None:
    """Note that somebody is away, by themselves or a manager of theirs; it closes the check-ins it covers."""
    if last < first:
        raise FormRefused([FieldError("last", f"This is before the first day, {first}.")])
    if last - first > LONGEST_ABSENCE:
        sentence = "More than a year: ask a manager to take you out of the team instead."
        raise FormRefused([FieldError("last", sentence)])
    with db.transaction() as tx:
        _ensure_for(tx, workspace, by, person, now)
        people.add_absence(tx, workspace, person, first=first, last=last, kind="away", reason=reason, set_by=by)
        noted = Change("absence", "", f"{first} to {last}")
        audit.note(tx, Author(workspace, by, now), what="person", subject=_name(tx, workspace, person), changes=[noted])
        for checkin in checkins.latest_checkins(tx, workspace, person):
            if checkin.state is CheckinState.OPEN and first <= checkin.local_date <= last:
                checkins.close_checkin(tx, workspace, checkin.id, CheckinState.AWAY, now=now)
                close_prompt(tx, workspace, checkin, state="away", key=f"{key}:{checkin.id}", now=now)


def remove_absence(db: Database, workspace: str, *, by: str, absence: int, now: datetime) -> str:
    """Forget an absence, by the person or a manager of theirs; whose it was."""
    with db.transaction() as tx:
        known = people.absence(tx, workspace, absence)
        _ensure_for(tx, workspace, by, known.person, now)
        people.remove_absence(tx, absence)
        gone = Change("absence", f"{known.first} to {known.last}", "")
        subject = _name(tx, workspace, known.person)
        audit.note(tx, Author(workspace, by, now), what="person", subject=subject, changes=[gone])
        return known.person


def _ensure_for(tx: Tx, workspace: str, by: str, person: str, now: datetime) -> None:
    who = asker(tx, workspace, by, now)
    if by == person:
        return
    teams = [one.team for one in people.memberships(tx, workspace, person=person) if one.left is None]
    if not any(may(Action.EDIT_TEAM, who.person, who.memberships, team) for team in teams):
        ensure(Action.EDIT_TEAM, who.person, who.memberships, teams[0] if teams else 0)


def _team_times(tx: Tx, workspace: str, person: str) -> list[time]:
    mine = [one.team for one in people.memberships(tx, workspace, person=person) if one.left is None]
    return [
        ritual.rule.at
        for team in mine
        for ritual in rituals.rituals(tx, workspace=workspace, team=team, kind=RitualKind.CHECKIN)
    ]


def _name(tx: Tx, workspace: str, person: str) -> str:
    known: Person | None = people.person(tx, workspace, person)
    return known.name if known else person


def _settings_words(settings: Settings) -> dict[str, str]:
    return {
        "zone": settings.zone or "",
        "check-in time": f"{settings.checkin_at:%H:%M}" if settings.checkin_at else "",
        "reminders": "on" if settings.reminded else "off",
        "holidays": joined(settings.country, settings.subdivision),
    }
