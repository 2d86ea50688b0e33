"""What `/forecast` answers: a project's figures today, for anybody who may see them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from difflib import get_close_matches

from bot.domain.digests import Moment, figures
from bot.domain.errors import NotFound, NothingYet
from bot.domain.messages import ProjectFigures
from bot.domain.people import Action, may
from bot.domain.projects import Project
from bot.usecases.evidence import standing
from storage import checkins, outlines, people, plans
from storage.database import Database, Tx

A_WEEK = timedelta(days=7)


@dataclass(frozen=True)
class Card:
    """A project's forecast, and every project the asker may switch to as (id, name, odds)."""

    project: int
    figures: ProjectFigures
    projects: tuple[tuple[int, str, float], ...]


def card(
    db: Database, workspace: str, *, person: str, now: datetime, name: str = "", project: int | None = None
) -> Card:
    """The forecast of the project that is named or numbered, or else of the one whose target is nearest."""
    today = now.date()
    with db.snapshot() as tx:
        visible = _visible(tx, workspace, person)
        begun = _without_a_task(tx, workspace, {one.team for one in visible}) if name else []
        chosen = _chosen(visible, name, project, begun)
        plans_today = standing(tx, workspace, visible, today=today)
        chances = tuple((one.project.id, one.project.name, one.situation.by_target()) for one in plans_today)
        return Card(chosen.id, project_figures(tx, workspace, chosen, now=now), chances)


def project_figures(tx: Tx, workspace: str, project: Project, *, now: datetime) -> ProjectFigures:
    """A project's figures at an instant, beside those of a week before."""
    today = now.date()
    current = standing(tx, workspace, [project], today=today, until=now)[0]
    before = None
    if project.started <= today - A_WEEK:
        earlier = standing(tx, workspace, [project], today=today - A_WEEK, until=now - A_WEEK)[0]
        before = Moment(earlier.situation, earlier.likelihoods)
    return figures(
        project,
        Moment(current.situation, current.likelihoods),
        before,
        waiting=_waiting(tx, workspace, project),
    )


def project_seen_by(tx: Tx, workspace: str, person: str, id: int) -> Project:
    """A project whose forecast this person may see, or `NotFound`."""
    return _chosen(_visible(tx, workspace, person), "", id)


def _visible(tx: Tx, workspace: str, person: str) -> list[Project]:
    who = people.person(tx, workspace, person)
    mine = people.memberships(tx, workspace, person=person)
    teams = {one.team for one in mine if who is not None and may(Action.SEE_FORECAST, who, mine, one.team)}
    found = [project for team in sorted(teams) for project in plans.projects(tx, workspace, team=team)]
    if not teams:
        raise NothingYet("You are in no team yet, so there is no forecast to show. Ask a manager to add you.")
    if not found:
        begun = _without_a_task(tx, workspace, teams)
        raise NothingYet(
            _no_odds_yet(begun[0]) if begun else "Your team has no project in the plan yet. `/plan` adds one."
        )
    return sorted(found, key=lambda project: (project.plan.target, project.name))


def _without_a_task(tx: Tx, workspace: str, teams: Iterable[int]) -> list[str]:
    """The projects of these teams that were begun and cannot be forecast yet."""
    every = [one for team in teams for one in outlines.outlines(tx, workspace, team=team)]
    forecast = {one.id for team in teams for one in plans.projects(tx, workspace, team=team)}
    return [one.name for one in every if one.id not in forecast]


def _no_odds_yet(project: str) -> str:
    return f"{project!r} has no task in a milestone yet, so it has no odds. `/plan` adds milestones and tasks."


def _chosen(visible: list[Project], name: str, id: int | None, begun: Sequence[str] = ()) -> Project:
    if id is not None:
        for project in visible:
            if project.id == id:
                return project
        raise NotFound("That project is not in the plan any more. `/forecast` shows those that are.")
    wanted = name.strip().lower()
    if not wanted:
        return visible[0]
    named = {project.name.lower(): project for project in visible}
    for lower, project in named.items():
        if wanted in lower:
            return project
    for one in begun:
        if wanted in one.lower():
            raise NothingYet(_no_odds_yet(one))
    close = get_close_matches(wanted, list(named), n=1, cutoff=0.5)
    if close:
        return named[close[0]]
    names = ", ".join(project.name for project in visible[:10])
    raise NotFound(f"I know no project called {name.strip()[:60]!r}. There is: {names}.")


def _waiting(tx: Tx, workspace: str, project: Project) -> list[str]:
    """What is blocked on somebody else, in the words of the task and never with a name."""
    ids = {task.id: task.title for task in project.tasks.values() if task.resolution is None}
    latest = {task: found[-1] for task, found in checkins.reports(tx, workspace, ids).items()}
    return [ids[task] for task, report in latest.items() if report.blocked]
