"""What App Home shows a person: their tasks and odds, their next check-in, their teams' projects."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.domain.blockers import Blocker
from bot.domain.checkins import CheckinState
from bot.domain.forecasts import odds
from bot.domain.people import ALLOWED, Absence, Action, Membership, Role, may_keep_entries
from bot.domain.rituals import RitualKind
from bot.usecases.evidence import standing
from bot.usecases.next_checkins import next_checkin
from bot.usecases.rosters import managers
from bot.usecases.undelivered import Lost, of_teams
from storage import blockers, checkins, people, plans, rituals, setups
from storage.database import Database, Tx


@dataclass(frozen=True)
class MyTask:
    """One of my open tasks; without its likelihood while a team wants the answer first."""

    title: str
    project: str
    likelihood: float | None


@dataclass(frozen=True)
class MyProject:
    """A project of one of my teams."""

    name: str
    by_target: float
    ever: float


@dataclass(frozen=True)
class MyTeam:
    """A team of mine: what I am to it, who is in it, and whether anybody manages it any more."""

    id: int
    name: str
    role: Role
    members: tuple[str, ...]
    checks_in: bool
    managed: bool


@dataclass(frozen=True)
class Home:
    """A person's page. `next_checkin` is an instant; `open_checkin` one that waits for an answer.

    `blockers` are those that are mine, that I was asked about, or of teams I manage, with their age in days.
    """

    known: bool
    zone: str = "UTC"
    teams: tuple[MyTeam, ...] = ()
    tasks: tuple[MyTask, ...] = ()
    blockers: tuple[tuple[Blocker, int], ...] = ()
    undelivered: tuple[Lost, ...] = ()
    projects: tuple[MyProject, ...] = ()
    next_checkin: datetime | None = None
    open_checkin: int | None = None
    absences: tuple[Absence, ...] = ()
    asked: bool = False
    any_team: bool = False
    setup_under_way: bool = False
    keeps_entries: bool = False


def home(db: Database, workspace: str, *, person: str, now: datetime) -> Home:
    """Everything of mine, and nothing of anybody else's."""
    with db.snapshot() as tx:
        who = people.person(tx, workspace, person)
        mine = [one for one in people.memberships(tx, workspace, person=person) if one.left is None]
        under_way = setups.answers(tx, workspace, person) is not None
        if who is None or not mine:
            return Home(known=False, any_team=bool(people.teams(tx, workspace)), setup_under_way=under_way)
        zone = ZoneInfo(who.zone)
        today = now.astimezone(zone).date()
        standings = [
            one
            for team in mine
            for one in standing(tx, workspace, plans.projects(tx, workspace, team=team.team), today=today)
        ]
        waiting = [
            checkin for checkin in checkins.latest_checkins(tx, workspace, person) if checkin.state is CheckinState.OPEN
        ]
        hidden = {one.team for one in waiting if rituals.ritual(tx, workspace, one.ritual).blind}
        return Home(
            known=True,
            zone=who.zone,
            teams=tuple(_team(tx, workspace, one) for one in mine),
            tasks=tuple(
                MyTask(
                    task.title,
                    one.project.name,
                    None if one.project.team in hidden else one.plan.tasks[key].likelihood,
                )
                for one in standings
                for key, task in one.project.tasks.items()
                if task.owner == person and task.resolution is None
            ),
            blockers=tuple((one, one.days_open(today)) for one in _blockers(tx, workspace, person, mine)),
            undelivered=of_teams(tx, workspace, [one.team for one in mine if one.role is Role.MANAGER]),
            projects=tuple(
                MyProject(one.project.name, *odds(one.plan, today=today, conditions=one.situation.conditions))
                for one in standings
            ),
            next_checkin=next_checkin(tx, workspace, who, mine, now=now),
            open_checkin=waiting[0].id if waiting else None,
            absences=tuple(people.absences_of(tx, workspace, person, since=today)),
            asked=any(one.role is not Role.LEADER for one in mine),
            any_team=True,
            setup_under_way=under_way,
            keeps_entries=may_keep_entries(who, mine),
        )


def _blockers(tx: Tx, workspace: str, person: str, mine: list[Membership]) -> list[Blocker]:
    found = blockers.open_blockers(tx, workspace, person=person)
    for one in mine:
        if Action.SEE_EFFORT in ALLOWED[one.role]:
            found += blockers.open_blockers(tx, workspace, team=one.team)
    return sorted({one.id: one for one in found}.values(), key=lambda one: (one.raised, one.id))


def _team(tx: Tx, workspace: str, mine: Membership) -> MyTeam:
    members = [one.person for one in people.memberships(tx, workspace, team=mine.team) if one.left is None]
    known = people.people(tx, workspace, members)
    return MyTeam(
        id=mine.team,
        name=people.team(tx, workspace, mine.team).name,
        role=mine.role,
        members=tuple(sorted(one.name for one in known.values() if not one.deactivated)),
        checks_in=bool(rituals.rituals(tx, workspace=workspace, team=mine.team, kind=RitualKind.CHECKIN)),
        managed=bool(managers(tx, workspace, mine.team)),
    )
