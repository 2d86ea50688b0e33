"""Which of the field's jobs a team has and which its archetype usually wants. Says what is missing, ranks nobody."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from bot.domain.structure_adviser import Archetype


class Job(StrEnum):
    """The jobs of an ML team, as people name them."""

    PRODUCT_MANAGER = "ML product manager"
    MLOPS = "MLOps engineer"
    ML_ENGINEER = "ML engineer"
    RESEARCHER = "ML researcher"
    DATA_SCIENTIST = "data scientist"
    DATA_ENGINEER = "data engineer"
    SOFTWARE_ENGINEER = "software engineer"


# What each archetype wants and the passage that says why.
WANTED: dict[Archetype, dict[Job, str]] = {
    Archetype.NASCENT: {Job.ML_ENGINEER: "hire.mle"},
    Archetype.RND: {Job.RESEARCHER: "arch.rnd", Job.DATA_ENGINEER: "design.rnd", Job.ML_ENGINEER: "manage.cultures"},
    Archetype.EMBEDDED: {
        Job.ML_ENGINEER: "design.embedded",
        Job.SOFTWARE_ENGINEER: "arch.embedded",
        Job.DATA_ENGINEER: "design.embedded",
    },
    Archetype.INDEPENDENT: {
        Job.PRODUCT_MANAGER: "arch.independent",
        Job.RESEARCHER: "arch.independent",
        Job.ML_ENGINEER: "arch.independent",
        Job.DATA_ENGINEER: "design.independent",
    },
    Archetype.MLFIRST: {
        Job.RESEARCHER: "design.mlfirst",
        Job.ML_ENGINEER: "design.mlfirst",
        Job.DATA_ENGINEER: "design.mlfirst",
        Job.MLOPS: "topo.platform",
        Job.PRODUCT_MANAGER: "pm.platform",
    },
}
_NAMED: tuple[tuple[Job, str], ...] = (
    (Job.MLOPS, r"ml ?-?ops|machine learning operations|(ml|ai) platform|platform (ml )?engineer|platform mle"),
    (Job.PRODUCT_MANAGER, r"product (manager|owner)|\bpms?\b|\bpo\b"),
    (Job.ML_ENGINEER, r"(ml|ai|machine learning) engineer|\bmles?\b|machine learning dev"),
    (Job.RESEARCHER, r"research|\brs\b"),
    (Job.DATA_ENGINEER, r"data (engineer|platform)|etl"),
    (Job.DATA_SCIENTIST, r"data scien|\bds\b|data analyst"),
    (Job.SOFTWARE_ENGINEER, r"software|\bswes?\b|back-?end|front-?end|full-?stack|developer|devs?\b"),
)


@dataclass(frozen=True)
class Coverage:
    """`held`: how many people per job; `missing`: each job the archetype wants and nobody holds, with a passage id."""

    archetype: Archetype
    held: dict[Job, int]
    missing: dict[Job, str]


def job_named(text: str) -> Job | None:
    """The job a title or a question names, or None."""
    lower = text.lower()
    return next((job for job, pattern in _NAMED if re.search(pattern, lower)), None)


def is_on_a_roster(role: str) -> bool:
    """Whether a team's roster may say who somebody is: a job of ours, or whoever manages the team."""
    return job_named(role) is not None or is_manager(role)


def is_manager(role: str) -> bool:
    """Whether these words are for whoever manages one's team."""
    return re.search(r"\b(your manager|(a )?manager of (your|the) team)\b", role.lower()) is not None


def coverage(archetype: Archetype, held: Iterable[Job]) -> Coverage:
    """What a team of these jobs has and lacks for its archetype."""
    counted = Counter(held)
    missing = {job: why for job, why in WANTED[archetype].items() if not counted[job]}
    return Coverage(archetype, dict(counted), missing)
