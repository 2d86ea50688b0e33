"""What `/forecast` answers: a project's figures today for whoever may see them, and all projects side by side."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from difflib import get_close_matches
from itertools import takewhile
from zoneinfo import ZoneInfo

from bot.domain.blockers import in_force
from bot.domain.digests import Moment, figures
from bot.domain.errors import NotFound, NothingYet
from bot.domain.forecasts import odds
from bot.domain.likelihood import Report
from bot.domain.messages import ProjectFigures, Waiting
from bot.domain.people import Action, ensure, may
from bot.domain.projects import Project
from bot.domain.statuses import Status
from bot.usecases.evidence import standing
from storage import blockers, checkins, outlines, people, plans
from storage.database import Database, Tx

A_WEEK = timedelta(days=7)
UTC = ZoneInfo("UTC")


@dataclass(frozen=True)
class ProjectLine:
    """A project among others: its odds by its target, those of a week ago if there were any, and the odds ever."""

    id: int
    name: str
    target: date
    by_target: float
    last_by_target: float | None
    ever: float


@dataclass(frozen=True)
class Card:
    """A project's forecast, and every project the asker may see, the nearest target first."""

    project: int
    figures: ProjectFigures
    projects: tuple[ProjectLine, ...]


@dataclass(frozen=True)
class Choice:
    """Projects of which one may be meant: all that match what was typed, or else the nearest ones."""

    wanted: str
    matching: bool
    projects: tuple[ProjectLine, ...]


def answer(db: Database, workspace: str, *, person: str, name: str, now: datetime) -> Card | Choice:
    """The forecast of the one project that a name means; a choice when it is not clear which.

    Without a name it is the project whose target is nearest.
    """
    with db.snapshot() as tx:
        visible = _visible(tx, workspace, person)
        matching, found = _meant(visible, name)
        if len(found) == 1 and matching:
            return _card(tx, workspace, found[0], visible, now=now)
        if not matching:
            _refuse_unready(tx, workspace, visible, name)
        return Choice(name.strip(), matching, _lines(tx, workspace, found, now=now))


def card(db: Database, workspace: str, *, person: str, project: int, now: datetime, to_share: bool = False) -> Card:
    """The forecast of a project by its number; `to_share` asks as well whether this person may show it to others."""
    with db.snapshot() as tx:
        chosen = project_seen_by(tx, workspace, person, project)
        if to_share:
            who = people.person(tx, workspace, person)
            mine = people.memberships(tx, workspace, person=person)
            assert who is not None
            ensure(Action.SHARE_FORECAST, who, mine, chosen.team)
        return _card(tx, workspace, chosen, _visible(tx, workspace, person), now=now)


def overview(db: Database, workspace: str, *, person: str, now: datetime) -> tuple[ProjectLine, ...]:
    """Every project this person may see, the nearest target first."""
    with db.snapshot() as tx:
        return _lines(tx, workspace, _visible(tx, workspace, person), now=now)


def _card(tx: Tx, workspace: str, chosen: Project, visible: list[Project], *, now: datetime) -> Card:
    return Card(chosen.id, project_figures(tx, workspace, chosen, now=now), _lines(tx, workspace, visible, now=now))


def _lines(tx: Tx, workspace: str, projects: Sequence[Project], *, now: datetime) -> tuple[ProjectLine, ...]:
    today = now.date()
    older = [one for one in projects if one.started <= today - A_WEEK]
    before = standing(tx, workspace, older, today=today - A_WEEK, until=now - A_WEEK)
    last = {one.project.id: one.situation.by_target() for one in before}
    found = []
    for one in standing(tx, workspace, projects, today=today, until=now):
        by_target, ever = odds(one.plan, today=today, conditions=one.situation.conditions)
        project = one.project
        found.append(ProjectLine(project.id, project.name, project.plan.target, by_target, last.get(project.id), ever))
    return tuple(found)


def project_figures(
    tx: Tx,
    workspace: str,
    project: Project,
    *,
    now: datetime,
    since: datetime | None = None,
    zone: ZoneInfo = UTC,
) -> ProjectFigures:
    """A project's figures at an instant, beside those of an earlier one (a week before unless it is named).

    Days are those of the zone.
    """
    then = now - A_WEEK if since is None else since
    today, earlier_on = now.astimezone(zone).date(), then.astimezone(zone).date()
    current = standing(tx, workspace, [project], today=today, until=now)[0]
    before = None
    if project.started <= earlier_on:
        earlier = standing(tx, workspace, [project], today=earlier_on, until=then)[0]
        before = Moment(earlier.situation, earlier.likelihoods)
    return figures(
        current.project,
        Moment(current.situation, current.likelihoods),
        before,
        waiting=_waiting(tx, workspace, current.project, now=now, today=today),
    )


def project_seen_by(tx: Tx, workspace: str, person: str, id: int) -> Project:
    """A project whose forecast this person may see, or `NotFound`."""
    found = next((one for one in _visible(tx, workspace, person) if one.id == id), None)
    if found is None:
        raise NotFound("That project is not in the plan any more. `/forecast` shows those that are.")
    return found


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


def _meant(visible: list[Project], name: str) -> tuple[bool, list[Project]]:
    """The projects that a name means, and whether they match it or are only near."""
    wanted = " ".join(name.split()).casefold()
    if not wanted:
        return True, visible[:1]
    names = {one.id: one.name.casefold() for one in visible}
    for known in (
        [one for one in visible if names[one.id] == wanted],
        [one for one in visible if wanted in names[one.id]],
    ):
        if known:
            return True, known
    near = get_close_matches(wanted, list(names.values()), n=5, cutoff=0.5)
    some = set(wanted.split())
    found = [one for one in visible if names[one.id] in near or some & set(names[one.id].split())]
    return False, found or visible


def _refuse_unready(tx: Tx, workspace: str, visible: list[Project], name: str) -> None:
    """Say what a project lacks that was begun, is meant, and has no odds yet."""
    wanted = " ".join(name.split()).casefold()
    for one in _without_a_task(tx, workspace, {one.team for one in visible}):
        if wanted in one.casefold():
            raise NothingYet(_no_odds_yet(one))


def _waiting(tx: Tx, workspace: str, project: Project, *, now: datetime, today: date) -> list[Waiting]:
    """What waits on somebody outside, what is needed first at its head; in the words of the task, never with a name."""
    titles = {task.id: task.title for task in project.tasks.values() if task.resolution is None}
    told = checkins.reports(tx, workspace, titles, until=now)
    spans = blockers.spans(tx, workspace, told, until=today)
    standing_on = {one.task: one for one in reversed(blockers.standing_on(tx, workspace, told, on=today))}
    found = []
    for task, said in told.items():
        reports = in_force(said, spans.get(task, ()))
        newest, blocker = reports[-1], standing_on.get(task)
        if newest.blocked:
            since = blocker.raised if blocker else _since(reports, lambda one: bool(one.blocked))
            found.append(Waiting(task=titles[task], blocked=True, since=since, by=blocker.needed if blocker else None))
        elif newest.status is Status.WAITING:
            since = _since(reports, lambda one: one.status is Status.WAITING)
            found.append(Waiting(task=titles[task], blocked=False, since=since, by=newest.expected))
    return sorted(found, key=lambda one: (one.by or date.max, one.since or date.max, one.task))


def _since(reports: Sequence[Report], still: Callable[[Report], bool]) -> date:
    """Since when the newest reports have all been saying this."""
    return [one.on for one in takewhile(still, reversed(reports))][-1]
