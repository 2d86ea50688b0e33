"""What the pictures of a project are drawn from: its odds over time, what they hang on, what success takes."""

import math
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from bot.domain.errors import NotFound
from bot.domain.forecasts import Forecast, forecast
from bot.domain.messages import Swing
from bot.domain.people import Action, may
from bot.domain.pictures import Branch, OddsHistory, OddsPoint, SwingBars, success_tree
from bot.domain.projects import Project
from bot.domain.reliability import Reliability, reliability
from bot.domain.statuses import Resolution
from bot.usecases.calibration import told_and_ended
from bot.usecases.evidence import Standing, standing
from storage import learning, people, plans
from storage.database import Database, Tx

A_WEEK = timedelta(days=7)
MOST_WEEKS = 12
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
    """The figures of a project, for somebody who may see its forecast."""
    today = now.astimezone(UTC).date()
    with db.snapshot() as tx:
        who = people.person(tx, workspace, person)
        mine = people.memberships(tx, workspace, person=person)
        found = next((one for one in plans.projects(tx, workspace) if one.id == project), None)
        if found is None or who is None or not may(Action.SEE_FORECAST, who, mine, found.team):
            raise NotFound("That project is not in the plan any more. `/forecast` shows those that are.")
        team = people.team(tx, workspace, found.team)
        current = standing(tx, workspace, [found], today=today)[0]
        known = forecast(current.plan, today=today, conditions=current.situation.conditions)
        titles = {key: task.title for key, task in found.tasks.items()}
        ordered = sorted(known.tasks, key=lambda one: -one.swing)
        return ProjectPictures(
            history=_history(tx, workspace, found, today=today),
            swings=SwingBars(
                found.name,
                tuple(
                    Swing(
                        task=titles[one.task],
                        likelihood=one.likelihood,
                        swing=one.swing,
                        low=current.likelihoods[one.task].low,
                        high=current.likelihoods[one.task].high,
                    )
                    for one in ordered
                ),
            ),
            tree=success_tree(current.plan, fragile=known.fragile),
            reliability=reliability(team.name, *told_and_ended(tx, workspace, team.id, today=today)),
        )


def _history(tx: Tx, workspace: str, project: Project, *, today: date) -> OddsHistory:
    points = []
    days = [today - week * A_WEEK for week in reversed(range(MOST_WEEKS))]
    for day in days:
        if project.started <= day:
            until = datetime.combine(day + timedelta(days=1), time(), UTC)
            then = standing(tx, workspace, [project], today=day, until=until)[0]
            points.append(_point(then, day))
    ended = learning.ends(tx, workspace, before=today + timedelta(days=1))
    events = sorted(
        (on, f"{task.title} {ENDED[resolution]}")
        for task in project.tasks.values()
        if task.id in ended
        for resolution, on in [ended[task.id]]
        if points and on >= points[0].on
    )
    return OddsHistory(project.name, project.plan.target, tuple(points), tuple(events))


def _point(then: Standing, day: date) -> OddsPoint:
    known = forecast(then.plan, today=day, conditions=then.situation.conditions)
    around = _unknown(known, then) * (known.by_target / known.ever if known.ever else 0.0)
    return OddsPoint(day, known.by_target, max(known.by_target - around, 0.0), min(known.by_target + around, 1.0))


def _unknown(known: Forecast, then: Standing) -> float:
    """How far the odds may be off, from how far each likelihood may be and how much hangs on it."""
    return math.sqrt(
        sum(
            (task.swing * (then.likelihoods[task.task].high - then.likelihoods[task.task].low) / 2) ** 2
            for task in known.tasks
            if task.task in then.likelihoods
        )
    )
