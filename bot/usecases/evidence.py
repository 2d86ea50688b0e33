"""Projects with the evidence about their tasks: what replies, forecasts and digests all start from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from bot.domain.likelihood import Likelihood
from bot.domain.plans import Plan
from bot.domain.projects import Evidence, Project, assessed, plan_today
from storage import checkins, corrections, learning
from storage.database import Tx


@dataclass(frozen=True)
class Standing:
    """A project as it stands on a day: the evidence, each open task's likelihood, and the plan with them."""

    project: Project
    likelihoods: Mapping[str, Likelihood]
    plan: Plan


def standing(
    tx: Tx, workspace: str, projects: Sequence[Project], *, today: date, until: datetime | None = None
) -> list[Standing]:
    """How projects stand on a day, from what was known by `until` (everything when it is None)."""
    tasks = [task.id for project in projects for task in project.tasks.values()]
    reports = checkins.reports(tx, workspace, tasks, until=until)
    words = corrections.corrections(tx, workspace, tasks, until=until)
    evidence = {task: Evidence(reports.get(task, ()), words.get(task, ())) for task in tasks}
    model = learning.model(tx, workspace, on=today)
    found = []
    for project in projects:
        likelihoods = assessed(project, evidence, today=today, model=model)
        found.append(Standing(project, likelihoods, plan_today(project, likelihoods)))
    return found
