"""Bringing in what a team said before it had Barometer: replies that count as evidence and announce nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from bot.domain.checkins import EffortInputs, Reply, Source
from bot.domain.errors import WrongInput
from bot.domain.statuses import Status
from storage import checkins, plans
from storage.database import Database


@dataclass(frozen=True)
class PastReply:
    """What somebody said of one task at some time; the task's owner is taken to have said it."""

    project: str
    task: str
    at: datetime
    status: Status
    experiments: int | None = None
    hours: float | None = None
    blocked: bool | None = None
    blocker: str = ""
    confidence: float | None = None
    expected: date | None = None
    learned: str = ""


def import_past(db: Database, workspace: str, replies: Sequence[PastReply], *, now: datetime) -> int:
    """Store past replies, all or none; the same one again changes nothing. How many are new."""
    stored = 0
    with db.transaction() as tx:
        known = {project.name: project for project in plans.projects(tx, workspace)}
        for place, past in enumerate(replies):
            project = known.get(past.project)
            task = project.tasks.get(past.task) if project else None
            if task is None or task.owner is None:
                raise WrongInput(f"replies.{place}: {past.project!r} has no task {past.task!r} with an owner")
            if past.at > now:
                raise WrongInput(f"replies.{place}: {past.at:%Y-%m-%d} has not come yet")
            inputs = EffortInputs(
                task=task.id,
                status=past.status,
                experiments=past.experiments,
                hours=past.hours,
                blocked=past.blocked,
                blocker=past.blocker,
                confidence=past.confidence,
                expected=past.expected,
                learned=past.learned,
            )
            key = f"past:{task.id}:{past.at.isoformat()}"
            reply = Reply(key, task.owner, None, past.at.date(), Source.IMPORTED, (inputs,))
            stored += checkins.add_reply(tx, workspace, reply, now=past.at, late=False)
    return stored
