"""A typed message read as a check-in: what it says of which task, in the fields of a form.

Pure, and total: any text gives a reading or none. What was read is shown back before anything is recorded.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from bot.domain.checkins import EffortInputs
from bot.domain.statuses import Status

MOST_READ = 4000

_STATUS = (
    (Status.RULED_OUT, r"ruled? (?:it |this |that )?out|dead[- ]end|gave up on|given up on"),
    (
        Status.DONE,
        r"(?<!not )(?<!be )(?<!nearly )(?<!almost )(?:done|finished|completed|shipped)\b(?! (?:with|by|until))",
    ),
    (Status.STALLED, r"stalled|stuck|no progress|not moving|going nowhere|at a standstill"),
    (Status.WAITING, r"waiting (?:on|for|until)|in the queue"),
    (Status.BLOCKED, r"blocked"),
    (Status.SLOW, r"slow(?:ly|er)?|behind schedule|sluggish|dragging"),
    (Status.MOVING, r"moving|progress(?:ing|ed)?|on track|going well|good progress|advancing|under ?way"),
)
_NO_BLOCKER = re.compile(
    r"\b(?:no(?:t| longer)?|un|none|nothing|never|isn'?t|aren'?t|without(?: any)?)[\s-]*(?:a |any |real |been )?"
    r"(?:block(?:ed|er|ers|ing)?)\b"
    r"|\bblock(?:er|ers|ed)?\b\s*[:=?-]*\s*(?:none|no|nope|nothing|nah|n/?a|-|0)\b"
    r"|\bnothing(?:'s| is)? (?:in (?:my|the|our) way|blocking)",
    re.IGNORECASE,
)
_WORDS = {
    "a": 1,
    "an": 1,
    "one": 1,
    "two": 2,
    "three": 3,
    "four": 4,
    "five": 5,
    "six": 6,
    "seven": 7,
    "eight": 8,
    "nine": 9,
    "ten": 10,
    "no": 0,
    "zero": 0,
    "a couple of": 2,
    "a few": 3,
}
_COUNT = rf"(\d{{1,4}}|{'|'.join(sorted(_WORDS, key=len, reverse=True))})"
_EXPERIMENTS = re.compile(rf"\b{_COUNT}\s+(?:more\s+|new\s+)?(?:experiments?|exps?|runs?|trials?)\b", re.IGNORECASE)
_APPROACHES = re.compile(rf"\b{_COUNT}\s+(?:more\s+|new\s+)?approach(?:es)?\b", re.IGNORECASE)
_HOURS = re.compile(r"\b(\d{1,3}(?:[.,]\d{1,2})?)\s*(?:h|hrs?|hours?)\b", re.IGNORECASE)
_DAYS = re.compile(r"\b(\d{1,2}(?:[.,]\d{1,2})?)\s*(?:d|days?)\b(?!\s*(?:late|behind|left|later))", re.IGNORECASE)
_CONFIDENCE = re.compile(
    r"\bconfidence\s*(?:is|of|at|:|=)?\s*(\d{1,3})\s*%?|\b(\d{1,3})\s*(?:%|per ?cent)(?:\s*(?:sure|confident|likely))?",
    re.IGNORECASE,
)
_BLOCKED_BY = re.compile(r"\bblocked\s+(?:by|on|because of|until)\s+([^,;.\n]{1,300})", re.IGNORECASE)
_STUCK_ON = re.compile(r"\b(?:stalled|stuck|slow)\s+(?:on|by|because of|with)\s+([^,;.\n]{1,300})", re.IGNORECASE)
_LEARNED = re.compile(
    r"\b(?:learn(?:ed|t)|turns out|found out|found)\b[:,]?\s*(?:that\s+)?([^;\n]{3,500})", re.IGNORECASE
)
_HELPER = re.compile(r"<@([A-Z0-9]{2,20})(?:\|[^>]*)?>")
_ISO_DAY = re.compile(r"\b(20\d\d)-(\d\d)-(\d\d)\b")
_NAMED_DAY = re.compile(
    r"\b(?:by|until|till|on|eta:?|expect(?:ed)?(?: it)?(?: by)?|due)\s+"
    r"(?:(\d{1,2})\.?\s+([a-z]{3})[a-z]*|([a-z]{3})[a-z]*\s+(\d{1,2})|(?:next\s+)?(mon|tue|wed|thu|fri|sat|sun)[a-z]*|(tomorrow))\b",
    re.IGNORECASE,
)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_UNCHANGED = re.compile(
    r"^\W*(?:nothing (?:has )?changed|no change|no news|same as (?:last time|before|yesterday))\b", re.I
)
_QUESTION = re.compile(
    r"^\W*(?:how|what|who|whom|whose|why|when|where|which|should|shall|can|could|do|does|did|is|are|am|was|were|will|"
    r"would|may|might|has|have|tell me|explain)\b",
    re.IGNORECASE,
)
_TOO_COMMON = {"the", "and", "for", "with", "from", "into", "that", "this", "over", "beats", "today", "ten", "per"}


@dataclass(frozen=True)
class Reading:
    """What a typed message says, task by task. `unchanged`: nothing changed anywhere. `guessed`: no task was named."""

    inputs: tuple[EffortInputs, ...] = ()
    unchanged: bool = False
    guessed: bool = False


def read(text: str, tasks: Sequence[tuple[int, str]], *, today: date) -> Reading | None:
    """The check-in in a message about these tasks (id, title), or None when it is something else."""
    text = text[:MOST_READ].strip()
    if not tasks or not text or text.endswith("?"):
        return None
    if _UNCHANGED.match(text):
        return Reading(unchanged=True)
    if _QUESTION.match(text):
        return None
    found: dict[int, EffortInputs] = {}
    guessed = False
    for part in _parts(text, tasks):
        task = _named(part, tasks)
        inputs = _read(part, task if task is not None else tasks[0][0], today)
        if inputs is None:
            continue
        if task is None and len(tasks) > 1:
            guessed = True
        known = found.get(inputs.task)
        found[inputs.task] = inputs if known is None else _joined(known, inputs)
    return Reading(tuple(found.values()), guessed=guessed) if found else None


def _parts(text: str, tasks: Sequence[tuple[int, str]]) -> list[str]:
    """The message cut where another task begins: at lines, and at semicolons before a named one."""
    parts: list[str] = []
    for line in re.split(r"[\n;]+", text):
        if not line.strip():
            continue
        if parts and _named(line, tasks) is None and "\n" not in text:
            parts[-1] = f"{parts[-1]}, {line}"
        else:
            parts.append(line)
    return parts


def _named(part: str, tasks: Sequence[tuple[int, str]]) -> int | None:
    """The task whose title shares most of its telling words with this part; None when none or several do."""
    said = set(_telling(part))
    scores = sorted(((len(said & set(_telling(title))), id) for id, title in tasks), reverse=True)
    if not scores or scores[0][0] == 0 or (len(scores) > 1 and scores[0][0] == scores[1][0]):
        return None
    return scores[0][1]


def _telling(text: str) -> list[str]:
    words = re.findall(r"[^\W\d_]{3,}", text.lower())
    # Five letters tell `label`, `labels` and `labelling` alike.
    return [word[:5] for word in words if word not in _TOO_COMMON]


def _read(part: str, task: int, today: date) -> EffortInputs | None:
    clear = _NO_BLOCKER.sub(" ", part)
    status = next((status for status, words in _STATUS if re.search(rf"\b(?:{words})", clear, re.IGNORECASE)), None)
    blocked = True if status is Status.BLOCKED or _BLOCKED_BY.search(clear) else None
    if blocked is None and clear != part:
        blocked = False
    confidence, learned = _confidence(clear), _LEARNED.search(part)
    reason, named = _STUCK_ON.search(clear), _HELPER.search(part)
    blocker = _BLOCKED_BY.search(clear)
    inputs = EffortInputs(
        task=task,
        status=status or Status.MOVING,
        experiments=_count(_EXPERIMENTS.search(clear)),
        approaches=_count(_APPROACHES.search(clear)),
        hours=_hours(clear),
        blocked=blocked,
        blocker=_words(blocker[1]) if blocker else "",
        helper=named[1] if named and blocked else None,
        confidence=confidence,
        expected=_day(clear, today),
        learned=_words(learned[1]) if learned else _words(reason[1]) if reason else "",
    )
    said = (inputs.experiments, inputs.approaches, inputs.hours, inputs.blocked, inputs.confidence)
    return inputs if status is not None or any(one is not None for one in said) else None


def _joined(first: EffortInputs, second: EffortInputs) -> EffortInputs:
    changes = {
        name: value
        for name in ("experiments", "approaches", "hours", "blocked", "confidence", "expected", "helper")
        if (value := getattr(second, name)) is not None and getattr(first, name) is None
    }
    texts = {name: getattr(first, name) or getattr(second, name) for name in ("blocker", "learned")}
    return replace(first, **changes, **texts)


def _count(found: re.Match[str] | None) -> int | None:
    if found is None:
        return None
    said = found[1].lower()
    return _WORDS[said] if said in _WORDS else min(int(said), 1000)


def _hours(part: str) -> float | None:
    hours, days = _HOURS.search(part), _DAYS.search(part)
    if hours:
        return min(float(hours[1].replace(",", ".")), 168.0)
    return min(float(days[1].replace(",", ".")) * 8, 168.0) if days else None


def _confidence(part: str) -> float | None:
    found = _CONFIDENCE.search(part)
    if found is None:
        return None
    share = int(found[1] or found[2]) / 100
    return share if share <= 1 else None


def _day(part: str, today: date) -> date | None:
    iso = _ISO_DAY.search(part)
    if iso:
        return _real(int(iso[1]), int(iso[2]), int(iso[3]))
    found = _NAMED_DAY.search(part)
    if found is None:
        return None
    if found[6]:
        return today + timedelta(days=1)
    if found[5]:
        ahead = (_WEEKDAYS.index(found[5].lower()) - today.weekday() - 1) % 7 + 1
        return today + timedelta(days=ahead)
    day, month = int(found[1] or found[4]), (found[2] or found[3]).lower()
    if month not in _MONTHS:
        return None
    number = _MONTHS.index(month) + 1
    this_year = _real(today.year, number, day)
    return this_year if this_year is None or this_year >= today else _real(today.year + 1, number, day)


def _real(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _words(text: str) -> str:
    return " ".join(_HELPER.sub("", text).split())[:500].strip(" ,.")
