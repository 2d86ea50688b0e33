"""Tells a question about the asker's own team from one about teams in general. Reads no data; says what to look up."""

import re
from dataclasses import dataclass
from enum import StrEnum

from bot.domain.role_coverage import Job, job_named
from bot.domain.structure_adviser import Archetype
from bot.domain.words import LONGEST


class LiveKind(StrEnum):
    """What the roster or the plan can answer."""

    WHO_IS = "who holds a job"
    WHO_OWNS = "who owns a task"
    MISSING_JOBS = "which jobs are missing"
    LONGEST_BLOCKED = "who or what has been blocked longest"
    WORK_ON = "what is being done about something"


@dataclass(frozen=True)
class LiveQuestion:
    """What to look up. `job` for WHO_IS, `archetype` for MISSING_JOBS where one is named, `topic` for the others."""

    kind: LiveKind
    job: Job | None = None
    archetype: Archetype | None = None
    topic: str = ""


_OURS = re.compile(r"\b(our|ours|we|we're|us|my team|this team|the team here)\b")
_GENERAL = re.compile(r"\b(should|ought|usually|typically|normally|generally|in an? )\b")
_WHO_IS = re.compile(r"\bwho(?:'s| is| are)? (?:our|the team's|my team's) (?P<job>[^?.!,]{2,60})")
_WHO_DOES = re.compile(
    r"\bwho (?:here |among us |of us |in (?:our|my) team |on (?:our|my) team )?(?:owns?|has|does|"
    r"is (?:responsible for|working on|"
    r"in charge of|on)|works on|looks after|maintains) (?P<topic>[^?.!]{2,80})"
)
_BLOCKED = re.compile(
    r"\b(?:blocked|stuck|waiting)\b.*\b(?:longest|most|long)\b|\b(?:longest|oldest)\b.*\b(?:blocked|blocker|stuck)\b"
)
_MISSING = re.compile(r"\b(?:missing|lack|lacking|need|needed|short of|gaps?)\b")
_ROLES = re.compile(r"\b(?:roles?|jobs?|skills?|people|positions?)\b")
_WORK = re.compile(
    r"\bwhat (?:are|is|do) (?:we|our team|my team|us) (?:doing|do|planning|trying)(?: about| on| with| for|"
    r" to)? (?P<topic>[^?.!]{2,80})|"
    r"\bhow (?:is|are|far) (?:our |we (?:with )?)(?P<other>[^?.!]{2,80})"
)
_ARCHETYPES: tuple[tuple[Archetype, str], ...] = (
    (Archetype.MLFIRST, r"ml[- ]?first|ai[- ]?first"),
    (Archetype.EMBEDDED, r"embed"),
    (Archetype.INDEPENDENT, r"independent|central|division"),
    (Archetype.RND, r"r ?& ?d|\brnd\b|research lab|\blab\b"),
    (Archetype.NASCENT, r"nascent|ad[- ]?hoc|beginn"),
)


def live_question(question: str) -> LiveQuestion | None:
    """What to look up for a question that says *our*, *we* or *who here*; None when it is about teams in general."""
    text = " ".join(question[:LONGEST].lower().replace("’", "'").split())
    ours = _OURS.search(text) is not None
    if (found := _WHO_IS.search(text)) is not None:
        job = job_named(found["job"])
        topic = found["job"].strip()
        return LiveQuestion(LiveKind.WHO_IS, job=job, topic=topic) if job is not None else None
    if _BLOCKED.search(text) and (ours or text.startswith(("who", "what", "which"))):
        return LiveQuestion(LiveKind.LONGEST_BLOCKED)
    if ours and _MISSING.search(text) and _ROLES.search(text):
        return LiveQuestion(LiveKind.MISSING_JOBS, archetype=_archetype(text))
    if (found := _WHO_DOES.search(text)) is not None and not _GENERAL.search(text) and (ours or " our " in f" {text} "):
        return LiveQuestion(LiveKind.WHO_OWNS, topic=_topic(found["topic"]))
    if (found := _WORK.search(text)) is not None:
        return LiveQuestion(LiveKind.WORK_ON, topic=_topic(found["topic"] or found["other"]))
    return None


def _archetype(text: str) -> Archetype | None:
    return next((archetype for archetype, pattern in _ARCHETYPES if re.search(pattern, text)), None)


def _topic(text: str) -> str:
    return re.sub(r"^(?:our|the|my|a|an)\s+", "", text.strip()).strip()
