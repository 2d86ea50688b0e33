"""What a manager sets for a team: its name and channel, when it checks in, its days off."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from bot.domain.checkins import FieldError
from bot.domain.outlines import Change, FormRefused, changes, check_name
from bot.domain.people import Action, Team, ensure
from bot.domain.rituals import Ritual, RitualKind
from bot.domain.schedule import Rule
from bot.domain.team_files import WEEKDAYS
from bot.usecases.plans import Asker, asker
from bot.usecases.teams import CHECKIN_GRACE
from storage import audit, people, rituals
from storage.audit import Author
from storage.database import Database, Tx

MOST_DAYS_OFF = 40
MOST_WEEKS = 12


@dataclass(frozen=True)
class CheckinWish:
    """When a team checks in, in each person's own zone."""

    weekdays: frozenset[int]
    at: time
    every_weeks: int = 1
    reminders: int = 1
    adaptive: bool | None = None
    blind: bool | None = None


@dataclass(frozen=True)
class TeamSettings:
    """A team as its managers set it up."""

    team: Team
    checkin: Ritual | None
    days_off: tuple[tuple[date, str], ...]


def team_settings(db: Database, workspace: str, *, by: str, team: int, now: datetime) -> TeamSettings:
    """A team's settings, for one of its managers."""
    with db.snapshot() as tx:
        who = _manager(tx, workspace, by, team, now)
        return TeamSettings(
            team=people.team(tx, workspace, team),
            checkin=_ritual(tx, workspace, team, RitualKind.CHECKIN),
            days_off=tuple(people.named_days_off(tx, workspace, team, since=who.today)),
        )


def rename(db: Database, workspace: str, *, by: str, team: int, name: str, channel: str | None, now: datetime) -> None:
    """Give a team another name or home channel."""
    with db.transaction() as tx:
        _manager(tx, workspace, by, team, now)
        taken = [one.name for one in people.teams(tx, workspace) if one.id != team]
        refused = check_name("name", name, taken=taken)
        if refused:
            raise FormRefused(refused)
        was = people.team(tx, workspace, team)
        people.change_team(tx, workspace, team, name=name, channel=channel)
        before, after = {"name": was.name, "channel": was.channel or ""}, {"name": name, "channel": channel or ""}
        _note(tx, workspace, by, team, name, changes(before, after), now)


def set_checkin(db: Database, workspace: str, *, by: str, team: int, wish: CheckinWish, now: datetime) -> None:
    """Say when a team checks in; takes effect with the next occurrence."""
    with db.transaction() as tx:
        who = _manager(tx, workspace, by, team, now)
        save_checkin(tx, workspace, by=by, team=team, wish=wish, today=who.today, now=now)


def save_checkin(tx: Tx, workspace: str, *, by: str, team: int, wish: CheckinWish, today: date, now: datetime) -> None:
    """The same inside a transaction, for somebody whose permission was looked at."""
    if not wish.weekdays:
        raise FormRefused([FieldError("weekdays", "Choose at least one day.")])
    if not 1 <= wish.every_weeks <= MOST_WEEKS:
        raise FormRefused([FieldError("every_weeks", f"From 1 to {MOST_WEEKS} weeks, please.")])
    was = _ritual(tx, workspace, team, RitualKind.CHECKIN)
    same_weeks = was is not None and was.rule.every_weeks == wish.every_weeks
    # Another rhythm counts its weeks from this one on, so that the next check-in is never far away.
    anchor = was.rule.anchor if was and same_weeks else today - timedelta(days=today.weekday())
    rule = Rule(wish.weekdays, wish.at, wish.every_weeks, anchor, starts=was.rule.starts if was else today)
    rituals.save_ritual(
        tx,
        workspace,
        team=team,
        kind=RitualKind.CHECKIN,
        rule=rule,
        grace=was.grace if was else CHECKIN_GRACE,
        reminders=wish.reminders,
        adaptive=wish.adaptive,
        blind=wish.blind,
    )
    before = checkin_words(was) if was else {}
    becomes = _ritual(tx, workspace, team, RitualKind.CHECKIN)
    assert becomes is not None
    _note(tx, workspace, by, team, "check-in", changes(before, checkin_words(becomes)), now)


def add_day_off(db: Database, workspace: str, *, by: str, team: int, on: date, name: str, now: datetime) -> None:
    """Give a whole team a day off; nobody in it is asked then."""
    with db.transaction() as tx:
        who = _manager(tx, workspace, by, team, now)
        if on < who.today:
            raise FormRefused([FieldError("on", f"{on} has passed; choose today or later.")])
        if len(people.named_days_off(tx, workspace, team, since=who.today)) >= MOST_DAYS_OFF:
            raise FormRefused([FieldError("on", f"There are {MOST_DAYS_OFF} days off already; remove one first.")])
        people.add_day_off(tx, workspace, team, on, name)
        _note(tx, workspace, by, team, "days off", [Change("added", "", f"{on} {name}".strip())], now)


def remove_day_off(db: Database, workspace: str, *, by: str, team: int, on: date, now: datetime) -> None:
    """Take a team's day off back."""
    with db.transaction() as tx:
        _manager(tx, workspace, by, team, now)
        people.remove_day_off(tx, workspace, team, on)
        _note(tx, workspace, by, team, "days off", [Change("removed", on.isoformat(), "")], now)


def checkin_words(ritual: Ritual) -> dict[str, str]:
    """A check-in's rule in the words of the audit."""
    return {
        "weekdays": ", ".join(WEEKDAYS[one] for one in sorted(ritual.rule.weekdays)),
        "time": f"{ritual.rule.at:%H:%M}",
        "every weeks": str(ritual.rule.every_weeks),
        "reminders": str(ritual.reminders),
        "asks sooner": "yes" if ritual.adaptive else "no",
        "odds after the answer": "yes" if ritual.blind else "no",
    }


def _ritual(tx: Tx, workspace: str, team: int, kind: RitualKind) -> Ritual | None:
    found = rituals.rituals(tx, workspace=workspace, team=team, kind=kind)
    return found[0] if found else None


def _manager(tx: Tx, workspace: str, by: str, team: int, now: datetime) -> Asker:
    who = asker(tx, workspace, by, now)
    ensure(Action.EDIT_TEAM, who.person, who.memberships, team)
    return who


def _note(
    tx: Tx, workspace: str, by: str, team: int, subject: str, changed: tuple[Change, ...] | list[Change], now: datetime
) -> None:
    audit.note(tx, Author(workspace, by, now, team=team), what="team", subject=subject, changes=changed)
