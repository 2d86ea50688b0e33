"""Learning from a workspace's own tasks: how they ended, and where people put a likelihood right."""

from collections.abc import Sequence
from datetime import UTC, date, datetime

from bot.domain.efforts import HOURS_A_DAY, hours_told
from bot.domain.histories import Outcome
from bot.domain.learning import CORRECTION_WORTH, Learnt, Look, learn, looks, named
from bot.domain.likelihood import Correction, Report
from bot.domain.projects import Project, TrackedTask, tracked_history
from bot.domain.signals import signals
from bot.domain.statuses import Resolution
from bot.domain.weights import SHIPPED
from storage import checkins, corrections, learning, people, plans
from storage.database import Database, Tx


def learn_due(db: Database, *, now: datetime) -> int:
    """Learn anew for every workspace with lessons that its model does not know; at most once a day (UTC) each.

    Once a day and from the days before, so that everybody who asks on a day is told by the same model.
    """
    today = now.astimezone(UTC).date()
    learnt = 0
    with db.snapshot() as tx:
        everyone = people.workspaces(tx)
    for workspace in everyone:
        with db.snapshot() as tx:
            known, waiting = learning.newest(tx, workspace), learning.lessons(tx, workspace, before=today)
            if waiting == (known[1] if known else 0) or (known and known[0] >= today):
                continue
            seen, ratios = lessons(tx, workspace, before=today), finished(tx, workspace)
        # Outside any transaction: thousands of tasks take a second, and nobody should wait for it.
        found = Learnt(learn(SHIPPED, seen), ratios)
        with db.transaction() as tx:
            learning.save(tx, workspace, found, on=today, lessons=waiting)
        learnt += 1
    return learnt


def lessons(tx: Tx, workspace: str, *, before: date) -> list[Look]:
    """Every task resolved by then, seen while it was open, and every correction, as something to learn from."""
    ended = learning.ends(tx, workspace, before=before)
    every = plans.projects(tx, workspace, closed=True)
    ids = [task.id for project in every for task in project.tasks.values()]
    reports, words = checkins.reports(tx, workspace, ids), corrections.corrections(tx, workspace, ids)
    found: list[Look] = []
    for project in every:
        for task in project.tasks.values():
            told = reports.get(task.id, [])
            if task.id in ended:
                found += _resolved(project, task, told, *ended[task.id])
            found += [_corrected(project, task, told, word) for word in words.get(task.id, []) if word.on < before]
    return found


def finished(tx: Tx, workspace: str) -> dict[int, tuple[float, ...]]:
    """Per team what its finished tasks took over what they were estimated at, where hours were told throughout."""
    found: dict[int, tuple[float, ...]] = {}
    every = plans.projects(tx, workspace, closed=True)
    reports = checkins.reports(tx, workspace, [task.id for project in every for task in project.tasks.values()])
    for project in every:
        for key, task in project.tasks.items():
            effort, told = project.plan.tasks[key].effort, reports.get(task.id, [])
            took = hours_told(told)
            if task.resolution is Resolution.SUCCEEDED and effort is not None and took is not None:
                ratio = took / HOURS_A_DAY / effort.p50
                found[project.team] = (*found.get(project.team, ()), round(ratio, 4))
    return found


def _resolved(
    project: Project, task: TrackedTask, told: Sequence[Report], resolution: Resolution, on: date
) -> list[Look]:
    """A task looked at while it was open. Abandoned counts as not succeeded: it will not bring what it was for."""
    history = tracked_history(project, task, [report for report in told if report.on <= on])
    day = float(max((on - task.started).days, 1))
    return looks([history], {history.task: Outcome(resolution is Resolution.SUCCEEDED, day)})


def _corrected(project: Project, task: TrackedTask, told: Sequence[Report], word: Correction) -> Look:
    history = tracked_history(project, task, [report for report in told if report.on <= word.on])
    return Look(named(signals(history)), word.should_be, CORRECTION_WORTH)
