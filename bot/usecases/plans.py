"""What `/plan` shows: the projects of a person's teams, one of them in full, and who changed what."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from bot.domain.cultures import OneSided, one_sided
from bot.domain.errors import NotAllowed, NothingYet
from bot.domain.forecasts import odds
from bot.domain.outlines import ProjectOutline
from bot.domain.people import Action, Membership, Person, Role, Team, ensure, may, may_change_task
from bot.domain.success import outlook
from bot.usecases.evidence import standing
from storage import audit, outlines, people, plans
from storage.audit import AuditLine
from storage.database import Database, Tx

MOST_LINES = 30


@dataclass(frozen=True)
class TeamPlan:
    """A team's projects, each with its odds by its date if it can be forecast yet."""

    team: Team
    may_edit: bool
    projects: tuple[tuple[ProjectOutline, float | None], ...]


@dataclass(frozen=True)
class ProjectPlan:
    """One project in full. Likelihoods and swings are today's, by task; names are people's, by id."""

    outline: ProjectOutline
    may_edit: bool
    mine: frozenset[int]
    likelihoods: Mapping[int, float]
    swings: Mapping[int, float]
    by_target: float | None
    names: Mapping[str, str]
    asked: frozenset[str]
    one_sided: Mapping[int, OneSided]


@dataclass(frozen=True)
class Asker:
    """Somebody with their places in teams and their local date: what every permission is decided from."""

    person: Person
    memberships: tuple[Membership, ...]
    today: date


def task_title(db: Database, workspace: str, task: int) -> str:
    """What a task is called, or `NotFound`."""
    with db.snapshot() as tx:
        return outlines.outline_with_task(tx, workspace, task).tasks[task].title


def asker(tx: Tx, workspace: str, person: str, now: datetime) -> Asker:
    """Who asks, or `NotAllowed` if nobody told us of them."""
    known = people.person(tx, workspace, person)
    if known is None:
        raise NotAllowed("I do not know you yet; try again in a minute.")
    memberships = tuple(people.memberships(tx, workspace, person=person))
    return Asker(known, memberships, now.astimezone(ZoneInfo(known.zone)).date())


def team_plans(db: Database, workspace: str, *, person: str, now: datetime) -> tuple[TeamPlan, ...]:
    """The plans of every team whose plan this person may see; `NothingYet` if there is none."""
    with db.snapshot() as tx:
        who = asker(tx, workspace, person, now)
        teams = [
            team for team in people.teams(tx, workspace) if may(Action.SEE_PLAN, who.person, who.memberships, team.id)
        ]
        if not teams:
            raise NothingYet(
                "You are in no team whose plan you work on. Ask a manager to add you, or set a team up: "
                "open my *Home* tab."
            )
        return tuple(
            TeamPlan(
                team,
                may(Action.EDIT_PLAN, who.person, who.memberships, team.id),
                tuple(_with_odds(tx, workspace, team.id, who.today)),
            )
            for team in teams
        )


def project_plan(db: Database, workspace: str, *, person: str, project: int, now: datetime) -> ProjectPlan:
    """One project in full, for somebody who may see its plan."""
    with db.snapshot() as tx:
        who = asker(tx, workspace, person, now)
        outline = outlines.outline(tx, workspace, project)
        ensure(Action.SEE_PLAN, who.person, who.memberships, outline.team)
        likelihoods: dict[int, float] = {task.id: task.likelihood for task in outline.tasks.values()}
        swings: dict[int, float] = {}
        by_target = None
        found = [one for one in plans.projects(tx, workspace, team=outline.team) if one.id == project]
        for one in standing(tx, workspace, found, today=who.today):
            importance = outlook(
                one.plan.success,
                {key: task.probability for key, task in one.plan.tasks.items()},
                correlation=one.plan.correlation,
            ).importance
            by_target = odds(one.plan, today=who.today, conditions=one.situation.conditions)[0]
            for key, task in one.project.tasks.items():
                likelihoods[task.id] = one.plan.tasks[key].likelihood
                if key in importance:
                    swings[task.id] = importance[key].swing
        jobs = _jobs(tx, workspace, outline.team)
        may_edit = may(Action.EDIT_PLAN, who.person, who.memberships, outline.team)
        flagged = {one.milestone: one for one in one_sided(outline, jobs)} if may_edit else {}
        owners = {task.owner for task in outline.tasks.values() if task.owner}
        shown = owners | {one.pair for one in flagged.values() if one.pair}
        return ProjectPlan(
            outline=outline,
            may_edit=may_edit,
            mine=frozenset(
                task.id
                for task in outline.tasks.values()
                if may_change_task(who.person, who.memberships, outline.team, owner=task.owner)
            ),
            likelihoods=likelihoods,
            swings=swings,
            by_target=by_target,
            asked=frozenset(jobs),
            one_sided=flagged,
            names={id: known.name for id, known in people.people(tx, workspace, shown).items()},
        )


def project_of_task(db: Database, workspace: str, *, person: str, task: int, now: datetime) -> ProjectPlan:
    """The project of a task in full."""
    with db.snapshot() as tx:
        project = outlines.outline_with_task(tx, workspace, task).id
    return project_plan(db, workspace, person=person, project=project, now=now)


def history(
    db: Database, workspace: str, *, person: str, project: int, now: datetime
) -> tuple[ProjectOutline, tuple[AuditLine, ...], Mapping[str, str]]:
    """A project, the newest changes to it, and the names of those who made them."""
    with db.snapshot() as tx:
        who = asker(tx, workspace, person, now)
        outline = outlines.outline(tx, workspace, project)
        ensure(Action.SEE_PLAN, who.person, who.memberships, outline.team)
        lines = tuple(audit.lines(tx, workspace, project=project, most=MOST_LINES))
        known = people.people(tx, workspace, {line.person for line in lines})
        names = {id: one.name for id, one in known.items()}
        return outline, lines, {audit.OPERATOR: "whoever runs me", **names}


def _jobs(tx: Tx, workspace: str, team: int) -> dict[str, str]:
    """The jobs of everybody whom this team's check-in asks."""
    mine = {
        one.person: one.job
        for one in people.memberships(tx, workspace, team=team)
        if one.left is None and one.role is not Role.LEADER
    }
    known = people.people(tx, workspace, mine)
    return {id: mine[id] for id, one in known.items() if not one.deactivated and not one.external}


def _with_odds(tx: Tx, workspace: str, team: int, today: date) -> list[tuple[ProjectOutline, float | None]]:
    chances = {
        one.project.id: odds(one.plan, today=today, conditions=one.situation.conditions)[0]
        for one in standing(tx, workspace, plans.projects(tx, workspace, team=team), today=today)
    }
    return [(one, chances.get(one.id)) for one in outlines.outlines(tx, workspace, team=team, closed=True)]
