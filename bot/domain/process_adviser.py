"""TDSP, CRISP-DM or neither, from three prescribed questions; a plain table, no model.

Why: both help only where coordinating many people is a genuine problem (FSDL 2022, lecture 8). The texts are entries.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from bot.domain.prescribed import Option, Question, tally


class Process(StrEnum):
    """Ways to run data science work that standardise roles, stages and artefacts, and doing without."""

    NEITHER = "neither"
    CRISP = "CRISP-DM"
    TDSP = "TDSP"


_N, _C, _T = Process
QUESTIONS: tuple[Question[Process], ...] = (
    Question(
        "people",
        "Is coordinating a large number of people a real problem?",
        (
            Option("no", "No, we know what everybody does", {_N: 3}),
            Option("some", "Now and then, between a few teams", {_N: 1, _C: 1}),
            Option("yes", "Yes, it costs us a lot", {_C: 1, _T: 2}),
        ),
    ),
    Question(
        "work",
        "What is the work, mostly?",
        (
            Option("product", "ML inside a product", {_N: 2}),
            Option("analysis", "Analyses and models that answer business questions", {_C: 1, _T: 1}),
        ),
    ),
    Question(
        "want",
        "What do you miss most?",
        (
            Option("nothing", "Nothing of this: we want to go faster", {_N: 2}),
            Option("phases", "A common picture of the phases of a project", {_C: 3}),
            Option("roles", "Defined roles, stages and documents to run projects by", {_T: 3}),
        ),
    ),
)
# The reasons that always count, and what each outcome is.
WHY = ("process.when", "process.compared")
_ABOUT: dict[Process, tuple[str, ...]] = {
    _N: ("process.scrum", "process.timebox", "manage.probabilistic"),
    _C: ("process.crisp.phases", "process.crisp.evaluation"),
    _T: ("process.tdsp.stages", "process.tdsp.roles", "process.tdsp.first"),
}


@dataclass(frozen=True)
class ProcessAdvice:
    """What the answers speak for; the rest are ids of entries and of questions."""

    process: Process
    runner_up: Process | None
    likeness: Mapping[Process, int]
    why: tuple[str, ...]
    about: tuple[str, ...]
    unanswered: tuple[str, ...]


def advise(answers: Mapping[str, str]) -> ProcessAdvice | None:
    """The process the answers speak for; None while nothing is answered. On a tie the lighter one is named first."""
    found = tally(QUESTIONS, answers, Process)
    if found is None:
        return None
    first = found.order[0]
    return ProcessAdvice(first, found.runner_up, found.likeness, WHY, _ABOUT[first], found.unanswered)
