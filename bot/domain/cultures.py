"""Milestones that researchers or engineers staff alone, and whom to pair. Says nothing of how anybody works.

Why: researchers and engineers who work apart hand over instead of building together (FSDL 2022, lecture 8).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from bot.domain.outlines import ProjectOutline
from bot.domain.role_coverage import Job, job_named

FEWEST_TASKS = 2


class Culture(StrEnum):
    """The two that are better together."""

    RESEARCH = "research"
    ENGINEERING = "engineering"


CULTURE_OF: Mapping[Job, Culture] = {
    Job.RESEARCHER: Culture.RESEARCH,
    Job.DATA_SCIENTIST: Culture.RESEARCH,
    Job.ML_ENGINEER: Culture.ENGINEERING,
    Job.MLOPS: Culture.ENGINEERING,
    Job.DATA_ENGINEER: Culture.ENGINEERING,
    Job.SOFTWARE_ENGINEER: Culture.ENGINEERING,
}


@dataclass(frozen=True)
class OneSided:
    """A milestone that one culture staffs alone, and somebody of the other who could join."""

    milestone: int
    culture: Culture
    pair: str | None


def culture_of(job: str) -> Culture | None:
    """The culture a job belongs to; None for product managers and jobs nobody knows."""
    named = job_named(job)
    return CULTURE_OF.get(named) if named else None


def one_sided(project: ProjectOutline, jobs: Mapping[str, str]) -> tuple[OneSided, ...]:
    """The milestones with several open tasks whose owners are all of one culture; `jobs` are those of the team."""
    busy = [task.owner for task in project.tasks.values() if task.resolution is None]
    found = []
    for milestone in project.milestones:
        tasks = {id for way in milestone.approaches for id in way.tasks if project.tasks[id].resolution is None}
        owners = [project.tasks[id].owner for id in tasks]
        cultures = {culture_of(jobs.get(owner or "", "")) for owner in owners if owner}
        if len(tasks) < FEWEST_TASKS or len(cultures) != 1 or None in owners:
            continue
        culture = cultures.pop()
        if culture is not None:
            found.append(OneSided(milestone.id, culture, _free(jobs, culture, busy)))
    return tuple(found)


def _free(jobs: Mapping[str, str], culture: Culture, busy: Sequence[str | None]) -> str | None:
    """Whoever of the other culture has the fewest open tasks here."""
    others = [person for person, job in jobs.items() if culture_of(job) not in {None, culture}]
    return min(others, key=lambda person: (busy.count(person), person), default=None)
