"""Projects with the evidence about their tasks: what replies, forecasts and digests all start from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from bot.domain.blockers import in_force
from bot.domain.changes import Situation
from bot.domain.dates import Conditions
from bot.domain.efforts import pace, reference
from bot.domain.likelihood import Likelihood, Report
from bot.domain.plans import Plan
from bot.domain.projects import Evidence, Project, assessed, plan_today, still_open
from bot.domain.statuses import Status
from storage import blockers, checkins, corrections, learning
from storage.database import Tx


@dataclass(frozen=True)
class Standing:
    """A project as it stands on a day: each open task's likelihood, the plan with them, and what dates depend on."""

    project: Project
    likelihoods: Mapping[str, Likelihood]
    situation: Situation

    @property
    def plan(self) -> Plan:
        """The plan with the likelihoods of that day."""
        return self.situation.plan


def standing(
    tx: Tx, workspace: str, projects: Sequence[Project], *, today: date, until: datetime | None = None
) -> list[Standing]:
    """How projects stand on a day, from what was known by `until` (everything when it is None).

    The plan's structure is today's; what has ended since then is open again.
    """
    if until is not None:
        projects = [_as_of(tx, workspace, one, until) for one in projects]
    tasks = [task.id for project in projects for task in project.tasks.values()]
    told = checkins.reports(tx, workspace, tasks, until=until)
    blocked = blockers.spans(tx, workspace, told, until=until.date() if until else None)
    reports = {task: in_force(said, blocked.get(task, ())) for task, said in told.items()}
    words = corrections.corrections(tx, workspace, tasks, until=until)
    evidence = {task: Evidence(reports.get(task, ()), words.get(task, ())) for task in tasks}
    learnt = learning.learnt(tx, workspace, on=today)
    paces = _paces(projects, reports, today=today)
    found = []
    for project in projects:
        likelihoods = assessed(project, evidence, today=today, model=learnt.model)
        conditions = Conditions(paces, reference(learnt.ratios.get(project.team, ())))
        plan = plan_today(project, likelihoods, evidence)
        found.append(Standing(project, likelihoods, Situation(plan, today, conditions)))
    return found


def _as_of(tx: Tx, workspace: str, project: Project, until: datetime) -> Project:
    """The project with the tasks open that ended after an instant, as far as days and replies tell."""
    on = until.date()
    later = {key for key, task in project.tasks.items() if task.resolved is not None and task.resolved > on}
    that_day = {task.id: key for key, task in project.tasks.items() if task.resolved == on}
    if that_day:
        # An end has a day and no hour; the reply that told of it has one.
        said = checkins.reports(tx, workspace, that_day)
        known = checkins.reports(tx, workspace, that_day, until=until)
        later |= {key for id, key in that_day.items() if _ended(said.get(id, ())) and not _ended(known.get(id, ()))}
    return still_open(project, later)


def _ended(reports: Sequence[Report]) -> bool:
    return any(one.status in (Status.DONE, Status.RULED_OUT) for one in reports)


def _paces(projects: Sequence[Project], reports: Mapping[int, Sequence[Report]], *, today: date) -> dict[str, float]:
    """How much of a working day each owner has lately given to these projects' tasks, by the plan's name for them."""
    told: dict[str, list[Report]] = {}
    for project in projects:
        for key, task in project.tasks.items():
            owner = project.plan.tasks[key].owner
            if owner is not None:
                told.setdefault(owner, []).extend(reports.get(task.id, ()))
    return {owner: pace(given, today=today) for owner, given in told.items()}
