"""A project as it stands: its plan, when its tasks began, and what the evidence says of each today.

Joins plans with likelihoods; forecasts build on what it returns.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from bot.domain.efforts import HOURS_A_DAY
from bot.domain.histories import History
from bot.domain.likelihood import Correction, Likelihood, Report, assess, history_of
from bot.domain.plans import Plan
from bot.domain.statuses import Resolution
from bot.domain.weights import SHIPPED, Model


@dataclass(frozen=True)
class TrackedTask:
    """A task of a project that is being worked on, under the id it is stored with."""

    id: int
    key: str
    title: str
    owner: str | None
    prior: float
    started: date
    planned_experiments: int | None = None
    waiting_until: date | None = None
    resolution: Resolution | None = None
    resolved: date | None = None


@dataclass(frozen=True)
class Evidence:
    """All that was said about one task."""

    reports: Sequence[Report] = ()
    corrections: Sequence[Correction] = ()


@dataclass(frozen=True)
class Project:
    """A stored project: its plan with the likelihoods it began with, and its tasks by key."""

    id: int
    team: int
    started: date
    plan: Plan
    tasks: Mapping[str, TrackedTask]

    @property
    def name(self) -> str:
        """What leadership calls it."""
        return self.plan.project


def still_open(project: Project, keys: Collection[str]) -> Project:
    """The project as it stood before these tasks had ended."""
    if not keys:
        return project
    tracked = {
        key: replace(task, resolution=None, resolved=None) if key in keys else task
        for key, task in project.tasks.items()
    }
    planned = {key: replace(task, resolution=None) if key in keys else task for key, task in project.plan.tasks.items()}
    return replace(project, plan=replace(project.plan, tasks=planned), tasks=tracked)


def assessed(
    project: Project, evidence: Mapping[int, Evidence], *, today: date, model: Model = SHIPPED
) -> dict[str, Likelihood]:
    """Each open task's likelihood today, with the ledger that explains it."""
    return {
        key: assess(
            task.prior,
            evidence.get(task.id, Evidence()).reports,
            corrections=evidence.get(task.id, Evidence()).corrections,
            today=today,
            started=task.started,
            deadline=project.plan.target,
            planned_experiments=task.planned_experiments,
            team=str(project.team),
            model=model,
        )
        for key, task in project.tasks.items()
        if task.resolution is None
    }


def tracked_history(project: Project, task: TrackedTask, told: Sequence[Report]) -> History:
    """A task with what was said of it, as something to learn from."""
    return history_of(
        task.prior,
        told,
        started=task.started,
        deadline=project.plan.target,
        planned_experiments=task.planned_experiments,
        team=str(project.team),
        task=str(task.id),
    )


def plan_today(
    project: Project, likelihoods: Mapping[str, Likelihood], evidence: Mapping[int, Evidence] | None = None
) -> Plan:
    """The project's plan with today's likelihoods in place of those it began with, and the effort told since."""
    told = evidence or {}
    tasks = {}
    for key, task in project.plan.tasks.items():
        if key in likelihoods:
            reports = told.get(project.tasks[key].id, Evidence()).reports
            spent = task.spent + sum(report.hours or 0.0 for report in reports) / HOURS_A_DAY
            task = replace(task, likelihood=likelihoods[key].value, spent=spent)
        tasks[key] = task
    return replace(project.plan, tasks=tasks)
