"""What App Home shows a person: their tasks and odds, their next check-in, their teams' projects."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.domain.checkins import CheckinState
from bot.domain.forecasts import odds
from bot.domain.people import Role
from bot.domain.rituals import RitualKind
from bot.domain.schedule import next_after
from bot.usecases.evidence import standing
from storage import checkins, people, plans, rituals
from storage.database import Database


@dataclass(frozen=True)
class MyTask:
    """One of my open tasks."""

    title: str
    project: str
    likelihood: float


@dataclass(frozen=True)
class MyProject:
    """A project of one of my teams."""

    name: str
    by_target: float
    ever: float


@dataclass(frozen=True)
class Home:
    """A person's page. `next_checkin` is an instant; `open_checkin` one that waits for an answer."""

    known: bool
    zone: str = "UTC"
    teams: tuple[str, ...] = ()
    manages: tuple[str, ...] = ()
    tasks: tuple[MyTask, ...] = ()
    projects: tuple[MyProject, ...] = ()
    next_checkin: datetime | None = None
    open_checkin: int | None = None


def home(db: Database, workspace: str, *, person: str, now: datetime) -> Home:
    """Everything of mine, and nothing of anybody else's."""
    with db.snapshot() as tx:
        who = people.person(tx, workspace, person)
        mine = [one for one in people.memberships(tx, workspace, person=person) if one.left is None]
        if who is None or not mine:
            return Home(known=False)
        zone = ZoneInfo(who.zone)
        today = now.astimezone(zone).date()
        teams = {one.team: people.team(tx, workspace, one.team).name for one in mine}
        standings = [
            one
            for team in teams
            for one in standing(tx, workspace, plans.projects(tx, workspace, team=team), today=today)
        ]
        asked = [one.team for one in mine if one.role is not Role.LEADER]
        coming = [
            next_after(ritual.rule, zone, now=now)
            for team in asked
            for ritual in rituals.rituals(tx, workspace=workspace, team=team, kind=RitualKind.CHECKIN)
        ]
        waiting = [
            checkin.id
            for checkin in checkins.latest_checkins(tx, workspace, person)
            if checkin.state is CheckinState.OPEN
        ]
    return Home(
        known=True,
        zone=who.zone,
        teams=tuple(teams.values()),
        manages=tuple(teams[one.team] for one in mine if one.role is Role.MANAGER),
        tasks=tuple(
            MyTask(task.title, one.project.name, one.plan.tasks[key].likelihood)
            for one in standings
            for key, task in one.project.tasks.items()
            if task.owner == person and task.resolution is None
        ),
        projects=tuple(
            MyProject(one.project.name, *odds(one.plan, today=today, conditions=one.situation.conditions))
            for one in standings
        ),
        next_checkin=min((at for at in coming if at is not None), default=None),
        open_checkin=waiting[0] if waiting else None,
    )
