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
    ODDS = "how likely a project is, and when"
    MINE = "what the asker does next"
    AWAY = "who is away"
    TEAM = "who is in the team"
    MANAGERS = "who manages the team"


@dataclass(frozen=True)
class LiveQuestion:
    """What to look up. `job` for WHO_IS, `archetype` for MISSING_JOBS where one is named, `topic` for the others.

    `sure` when the wording leaves no doubt that the own team is meant; otherwise only what is found counts.
    """

    kind: LiveKind
    job: Job | None = None
    archetype: Archetype | None = None
    topic: str = ""
    sure: bool = True


_OURS = re.compile(r"\b(our|ours|we|we're|us|my team|this team|the team here)\b")
_GENERAL = re.compile(
    r"\b(should|ought|usually|typically|normally|generally|(?:in|at|for|on) an? |according to|raci|mean|companies|"
    r"firms|in general)\b"
)
_MANAGERS = re.compile(
    r"\bwho(?:'s| is| are)? (?:our|the team's|my team's|my) (?:team )?"
    r"(?:manager|managers|boss|bosses|lead|team ?lead)\b|"
    r"\bwho (?:manages|leads|runs) (?:us|our team|this team|my team)\b"
)
_TEAM = re.compile(
    r"\bwho (?:is|are|else is|all is) (?:in|on) (?:our|my|this|the) team\b|\bhow many of us\b|"
    r"\bhow many (?:people )?are we\b|"
    r"\bhow (?:big|large) is (?:our|my) team\b|\bwho (?:are|is) (?:our|my) (?:team ?mates?|colleagues?|members)\b"
)
_WHO_IS = re.compile(
    r"\bwho(?:'s| is| are)? (?:our|the team's|my team's|the) (?P<job>[^?.!,]{2,60}?)"
    r"(?: (?:in|on|of) (?:our|my|this|the) team| here)?[?.! ]*$"
)
_WHO_DOES = re.compile(
    r"\bwho (?:here |among us |of us |in (?:our|my) team |on (?:our|my) team )?(?:is |'s )?(?:owns?|has|does|"
    r"(?:responsible|accountable) for|working on|doing|in charge of|on|works on|looks after|maintains) "
    r"(?P<topic>[^?.!]{2,80})"
)
_BLOCKED = re.compile(
    r"\b(?:blocked|stuck|waiting)\b.*\b(?:longest|most|long)\b|\b(?:longest|oldest)\b.*\b(?:blocked|blocker|stuck)\b|"
    r"^(?:who|what|which tasks?) (?:is|are|'s) (?:currently |still |now )?(?:blocked|stuck)"
    r"(?: (?:in|on) (?:our|my|the) team)?"
    r"(?: right now| now| today| at the moment)?[?.! ]*$"
)
_MISSING = re.compile(r"\b(?:missing|miss|lack|lacking|need|needed|short of|gaps?)\b")
_ROLES = re.compile(r"\b(?:roles?|jobs?|skills?|people|positions?|who)\b")
_WORK = re.compile(
    r"\bwhat (?:are|is|do) (?:we|our team|my team|us) (?:doing|do|planning|trying|working)(?: about| on| with| for|"
    r" to)? (?P<topic>[^?.!]{2,80})|"
    r"\bhow (?:is|are|far) (?:our |we (?:with )?)(?P<other>[^?.!]{2,80})"
)
_ODDS = re.compile(
    r"\b(?:odds|chances?|likelihood|probability|forecast)(?: that| for| of| on)+ (?P<of>[^?.!]{2,80})|"
    r"\bhow likely (?:is|are|will) (?P<likely>[^?.!]{2,80})|"
    r"\bwhen (?:is|are|will|do|does|can) (?P<when>[^?.!]{2,80}?) (?:be )?"
    r"(?:due|done|ready|finished|finish|ship|live|launch)\b|"
    r"\b(?:will|do|can|are) we (?:make|finish|hit|reach|on track(?: (?:with|for))?|ship)\b ?(?P<make>[^?.!]{0,80})"
)
_MINE = re.compile(
    r"\bwhat(?:'s| is| comes)? next for me\b|\bwhat (?:should|do|shall|can) i (?:do|work on|pick up|tackle)"
    r"(?: next| now| today| first)?[?.! ]*$|\b(?:what are|which are|show(?: me)?|list) my (?:open )?tasks\b|"
    r"\bwhat (?:do i have|is on my plate)\b|\bwhen (?:is|do i (?:get|have)) my next check-?in\b|^my tasks[?.! ]*$"
)
_AWAY = re.compile(
    r"\b(?:who|is any(?:one|body)|which of us)(?:'s| is| are)? (?:else )?"
    r"(?:away|off|out|absent|on (?:holiday|vacation|leave))\b"
    r"(?! (?:to|of|the)\b)"
)
_ARCHETYPES: tuple[tuple[Archetype, str], ...] = (
    (Archetype.MLFIRST, r"ml[- ]?first|ai[- ]?first"),
    (Archetype.EMBEDDED, r"embed"),
    (Archetype.INDEPENDENT, r"independent|central|division"),
    (Archetype.RND, r"r ?& ?d|\brnd\b|research lab|\blab\b"),
    (Archetype.NASCENT, r"nascent|ad[- ]?hoc|beginn"),
)


_NAMELESS: tuple[tuple[LiveKind, re.Pattern[str]], ...] = (
    (LiveKind.MINE, _MINE),
    (LiveKind.AWAY, _AWAY),
    (LiveKind.MANAGERS, _MANAGERS),
    (LiveKind.TEAM, _TEAM),
    (LiveKind.LONGEST_BLOCKED, _BLOCKED),
)


def live_question(question: str) -> LiveQuestion | None:
    """What to look up for a question about the asker's own team; None when it is about teams in general."""
    text = " ".join(question[:LONGEST].lower().replace("’", "'").split())
    ours = _OURS.search(text) is not None
    general = _GENERAL.search(text) is not None
    for kind, pattern in _NAMELESS:
        if pattern.search(text):
            return LiveQuestion(kind)
    if ours and not general and _MISSING.search(text) and _ROLES.search(text):
        return LiveQuestion(LiveKind.MISSING_JOBS, archetype=_archetype(text))
    if ours and _MISSING.search(text) and _ROLES.search(text) and _archetype(text) is not None:
        return LiveQuestion(LiveKind.MISSING_JOBS, archetype=_archetype(text))
    if (found := _WHO_IS.search(text)) is not None and (job := job_named(found["job"])) is not None and not general:
        return LiveQuestion(LiveKind.WHO_IS, job=job, topic=found["job"].strip(), sure=ours)
    if (found := _WHO_DOES.search(text)) is not None and not general:
        return LiveQuestion(LiveKind.WHO_OWNS, topic=_topic(found["topic"]), sure=ours)
    if (found := _ODDS.search(text)) is not None and not general:
        topic = found["of"] or found["likely"] or found["when"] or found["make"] or ""
        return LiveQuestion(LiveKind.ODDS, topic=_topic(topic), sure=ours and found["make"] is not None)
    if (found := _WORK.search(text)) is not None:
        return LiveQuestion(LiveKind.WORK_ON, topic=_topic(found["topic"] or found["other"]))
    return None


def _archetype(text: str) -> Archetype | None:
    return next((archetype for archetype, pattern in _ARCHETYPES if re.search(pattern, text)), None)


def _topic(text: str) -> str:
    return re.sub(r"^(?:we (?:make|finish|ship) )?(?:our|the|my|a|an)\s+", "", text.strip()).strip()
