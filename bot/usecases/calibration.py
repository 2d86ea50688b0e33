"""How true a team's likelihoods were: what was told half-way through each task, against how it ended."""

from dataclasses import replace
from datetime import date, timedelta

from bot.domain.calibration import Score, TrackRecord, score, track_record
from bot.domain.projects import Evidence, Project, TrackedTask, assessed
from bot.domain.statuses import Resolution
from storage import checkins, corrections, learning, plans
from storage.database import Tx

HALF_WAY = 0.5


def told_and_ended(
    tx: Tx, workspace: str, team: int, *, today: date, share: float = HALF_WAY
) -> tuple[list[float], list[bool]]:
    """One likelihood for each resolved task, as it was told at this share of its window, and whether it worked.

    Tasks that had ended by then are left out. Abandoned ones count as not worked: excluding them would flatter.
    """
    ended = learning.ends(tx, workspace, before=today)
    every = plans.projects(tx, workspace, team=team, closed=True)
    ids = [task.id for project in every for task in project.tasks.values() if task.id in ended]
    reports, words = checkins.reports(tx, workspace, ids), corrections.corrections(tx, workspace, ids)
    chances, worked = [], []
    for project in every:
        for task in project.tasks.values():
            if task.id not in ended:
                continue
            resolution, on = ended[task.id]
            day = task.started + timedelta(days=(project.plan.target - task.started).days * share)
            if day < on:
                evidence = Evidence(reports.get(task.id, ()), words.get(task.id, ()))
                chances.append(_told(tx, workspace, project, task, evidence, day))
                worked.append(resolution is Resolution.SUCCEEDED)
    return chances, worked


def track_record_of(tx: Tx, workspace: str, team: int, *, today: date) -> TrackRecord:
    """A team's record in one line."""
    return track_record(*told_and_ended(tx, workspace, team, today=today))


def score_of(tx: Tx, workspace: str, team: int, *, today: date) -> Score | None:
    """A team's score against how its tasks ended; None before the first one has."""
    chances, worked = told_and_ended(tx, workspace, team, today=today)
    return score(chances, worked) if chances else None


def _told(tx: Tx, workspace: str, project: Project, task: TrackedTask, evidence: Evidence, day: date) -> float:
    model = learning.learnt(tx, workspace, on=day).model
    alone = replace(project, tasks={task.key: replace(task, resolution=None)})
    return assessed(alone, {task.id: evidence}, today=day, model=model)[task.key].value
