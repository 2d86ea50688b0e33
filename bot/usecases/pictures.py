"""What the pictures of a project are drawn from: its odds over time, what they hang on, what success takes."""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from bot.domain.forecasts import Forecast, forecast
from bot.domain.likelihood import moved
from bot.domain.messages import Swing
from bot.domain.pictures import Branch, OddsHistory, OddsPoint, SwingBars, success_tree
from bot.domain.projects import Project
from bot.domain.reliability import Reliability, reliability
from bot.domain.statuses import Resolution
from bot.usecases.calibration import told_and_ended
from bot.usecases.evidence import Standing, standing
from bot.usecases.forecasts import project_seen_by
from storage import audit, learning, people
from storage.database import Database, Tx

A_WEEK = timedelta(days=7)
MOST_WEEKS = 12
MOST_LINES = 500
# A share of the odds below which a week's mover is not worth a word.
LEAST_MOVE = 0.005
ENDED = {
    Resolution.SUCCEEDED: "worked",
    Resolution.FAILED: "did not work",
    Resolution.ABANDONED: "was abandoned",
}


@dataclass(frozen=True)
class ProjectPictures:
    """The figures of a project's pictures."""

    history: OddsHistory
    swings: SwingBars
    tree: Branch
    reliability: Reliability


def project_pictures(db: Database, workspace: str, *, person: str, project: int, now: datetime) -> ProjectPictures:
    """The figures of all pictures of a project, for somebody who may see its forecast."""
    with db.snapshot() as tx:
        seen = _see(tx, workspace, person, project, now)
        return ProjectPictures(_history(tx, seen), _swings(tx, seen), _tree(tx, seen), _reliability(tx, seen))


def odds_history(db: Database, workspace: str, *, person: str, project: int, now: datetime) -> OddsHistory:
    """A project's odds week by week, for somebody who may see its forecast; the next three are like it."""
    with db.snapshot() as tx:
        return _history(tx, _see(tx, workspace, person, project, now))


def swing_bars(db: Database, workspace: str, *, person: str, project: int, now: datetime) -> SwingBars:
    """What a project's odds hang on."""
    with db.snapshot() as tx:
        return _swings(tx, _see(tx, workspace, person, project, now))


def what_success_takes(db: Database, workspace: str, *, person: str, project: int, now: datetime) -> Branch:
    """What a project's success takes, as a tree."""
    with db.snapshot() as tx:
        return _tree(tx, _see(tx, workspace, person, project, now))


def how_true(db: Database, workspace: str, *, person: str, project: int, now: datetime) -> Reliability:
    """How true the odds of the project's team were: tasks and what became of them, never people."""
    with db.snapshot() as tx:
        return _reliability(tx, _see(tx, workspace, person, project, now))


@dataclass(frozen=True)
class _Seen:
    """A project that somebody may look at."""

    workspace: str
    project: Project
    today: date


def _see(tx: Tx, workspace: str, person: str, project: int, now: datetime) -> _Seen:
    return _Seen(workspace, project_seen_by(tx, workspace, person, project), now.astimezone(UTC).date())


def _swings(tx: Tx, seen: _Seen) -> SwingBars:
    current = _standing(tx, seen, seen.today)
    known = forecast(current.plan, today=seen.today, conditions=current.situation.conditions)
    titles = {key: task.title for key, task in seen.project.tasks.items()}
    return SwingBars(
        seen.project.name,
        tuple(
            Swing(
                task=titles[one.task],
                likelihood=one.likelihood,
                swing=one.swing,
                low=current.likelihoods[one.task].low,
                high=current.likelihoods[one.task].high,
            )
            for one in sorted(known.tasks, key=lambda one: -one.swing)
        ),
    )


def _tree(tx: Tx, seen: _Seen) -> Branch:
    current = _standing(tx, seen, seen.today)
    known = forecast(current.plan, today=seen.today, conditions=current.situation.conditions)
    return success_tree(current.plan, fragile=known.fragile)


def _reliability(tx: Tx, seen: _Seen) -> Reliability:
    team = people.team(tx, seen.workspace, seen.project.team)
    return reliability(team.name, *told_and_ended(tx, seen.workspace, team.id, today=seen.today))


def _standing(tx: Tx, seen: _Seen, day: date, until: datetime | None = None) -> Standing:
    return standing(tx, seen.workspace, [seen.project], today=day, until=until)[0]


def _history(tx: Tx, seen: _Seen) -> OddsHistory:
    project, points = seen.project, []
    before: tuple[Standing, Forecast] | None = None
    for day in (seen.today - week * A_WEEK for week in reversed(range(MOST_WEEKS))):
        if project.started > day:
            continue
        then = _standing(tx, seen, day, datetime.combine(day + timedelta(days=1), time(), UTC))
        known = forecast(then.plan, today=day, conditions=then.situation.conditions)
        points.append(_point(then, known, day, _mover(project, before, then) if before else ""))
        before = then, known
    first = points[0].on if points else seen.today
    events = sorted(event for event in _events(tx, seen) if event[0] >= first)
    return OddsHistory(project.name, project.plan.target, tuple(points), tuple(events))


def _events(tx: Tx, seen: _Seen) -> Iterator[tuple[date, str]]:
    """How tasks ended, and when the target was moved; nobody is named."""
    ended = learning.ends(tx, seen.workspace, before=seen.today + timedelta(days=1))
    for task in seen.project.tasks.values():
        if task.id in ended:
            resolution, on = ended[task.id]
            yield on, f"{task.title} {ENDED[resolution]}"
    for line in audit.lines(tx, seen.workspace, project=seen.project.id, most=MOST_LINES):
        if line.change.field == "target" and line.change.before and line.change.after:
            yield line.at.astimezone(UTC).date(), f"the target moved from {line.change.before} to {line.change.after}"


def _point(then: Standing, known: Forecast, day: date, moved_by: str) -> OddsPoint:
    around = _unknown(known, then) * (known.by_target / known.ever if known.ever else 0.0)
    low, high = max(known.by_target - around, 0.0), min(known.by_target + around, 1.0)
    return OddsPoint(day, known.by_target, low, high, moved_by)


def _mover(project: Project, before: tuple[Standing, Forecast], then: Standing) -> str:
    """The task that did most in a week, by how far it moved and how much hangs on it, and why it moved."""
    earlier, known = before
    most, words = LEAST_MOVE, ""
    for task in known.tasks:
        was, now = earlier.likelihoods.get(task.task), then.likelihoods.get(task.task)
        if was is None or now is None or task.task not in project.tasks:
            continue
        weight = abs(task.swing * (now.value - was.value))
        if weight > most:
            lines = moved(was, now)
            most = weight
            words = f"{project.tasks[task.task].title}: {lines[0].reason}" if lines else project.tasks[task.task].title
    return words


def _unknown(known: Forecast, then: Standing) -> float:
    """How far the odds may be off, from how far each likelihood may be and how much hangs on it."""
    return math.sqrt(
        sum(
            (task.swing * (then.likelihoods[task.task].high - then.likelihoods[task.task].low) / 2) ** 2
            for task in known.tasks
            if task.task in then.likelihoods
        )
    )
