"""What a role's card is put together from: passages by id, never a second copy of what they say."""

from collections.abc import Mapping
from enum import StrEnum

from bot.domain.role_coverage import Job


class Section(StrEnum):
    """The parts of a card, in order."""

    WORK = "What they do, produce and use"
    SKILLS = "Skills and background"
    HIRE = "How to hire"
    INTERVIEW = "How to interview"


_PRINCIPLE, _BAD, _SPLIT = "interview.principle", "interview.bad-questions", "interview.split"
SECTIONS: Mapping[Job, Mapping[Section, tuple[str, ...]]] = {
    Job.PRODUCT_MANAGER: {
        Section.WORK: ("role.ml-pm", "pm.task", "pm.platform"),
        Section.SKILLS: ("role.ml-pm.background",),
        Section.HIRE: ("hire.adjacent",),
        Section.INTERVIEW: (_SPLIT, _BAD),
    },
    Job.MLOPS: {
        Section.WORK: ("role.mlops", "role.task-platform"),
        Section.SKILLS: ("role.mlops.background",),
        Section.HIRE: ("hire.mle.swe", "hire.adjacent"),
        Section.INTERVIEW: (_PRINCIPLE, _BAD),
    },
    Job.ML_ENGINEER: {
        Section.WORK: ("role.ml-engineer", "production.workflow"),
        Section.SKILLS: ("role.ml-engineer.background",),
        Section.HIRE: ("hire.mle", "hire.mle.junior"),
        Section.INTERVIEW: (_PRINCIPLE, "interview.exercises"),
    },
    Job.RESEARCHER: {
        Section.WORK: ("role.ml-researcher",),
        Section.SKILLS: ("role.ml-researcher.background",),
        Section.HIRE: ("hire.researcher", "hire.researcher.no-phd", "source.papers"),
        Section.INTERVIEW: ("interview.researcher", _PRINCIPLE),
    },
    Job.DATA_SCIENTIST: {
        Section.WORK: ("role.data-scientist",),
        Section.SKILLS: ("career.ds-vs-mle",),
        Section.HIRE: ("hire.groups", "source.channels"),
        Section.INTERVIEW: (_PRINCIPLE, _BAD),
    },
    Job.DATA_ENGINEER: {
        Section.WORK: ("raci.pipeline", "axis.data"),
        Section.SKILLS: ("hire.adjacent",),
        Section.HIRE: ("source.channels",),
        Section.INTERVIEW: (_SPLIT, _BAD),
    },
    Job.SOFTWARE_ENGINEER: {
        Section.WORK: ("design.embedded", "debt.tiny-box"),
        Section.SKILLS: ("career.swe-vs-mle",),
        Section.HIRE: ("hire.mle.swe",),
        Section.INTERVIEW: (_PRINCIPLE, "interview.exercises"),
    },
}


def job_of_passage(id: str) -> Job | None:
    """The role that a passage is about, where it is about one only."""
    about = [job for job, sections in SECTIONS.items() if id in {one for ids in sections.values() for one in ids}]
    return about[0] if len(about) == 1 else None
