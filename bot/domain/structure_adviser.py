"""Which archetype an organisation resembles, from five prescribed questions; a plain table, no model.

The texts are entries, named here by id; every answer can be changed and shows at once.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from bot.domain.prescribed import Option, Question, tally


class Archetype(StrEnum):
    """The five ways in which organisations do ML (FSDL 2022, lecture 8)."""

    NASCENT = "nascent"
    RND = "rnd"
    EMBEDDED = "embedded"
    INDEPENDENT = "independent"
    MLFIRST = "mlfirst"


NAMES: Mapping[Archetype, str] = {
    Archetype.NASCENT: "nascent or ad hoc ML",
    Archetype.RND: "ML in R&D",
    Archetype.EMBEDDED: "ML embedded in product teams",
    Archetype.INDEPENDENT: "an independent ML function",
    Archetype.MLFIRST: "ML-first",
}

_N, _R, _E, _I, _M = Archetype
QUESTIONS: tuple[Question[Archetype], ...] = (
    Question(
        "where",
        "Where do the people who do ML sit?",
        (
            Option("nowhere", "Nowhere yet, or here and there", {_N: 3}),
            Option("lab", "In a research lab", {_R: 3}),
            Option("product", "In product or business teams", {_E: 3}),
            Option("division", "In one division of their own", {_I: 3}),
            Option("everywhere", "Everywhere, and in a central division too", {_M: 3}),
        ),
    ),
    Question(
        "reports",
        "Whom do they report to?",
        (
            Option("nobody", "Nobody in particular", {_N: 2}),
            Option("research", "The head of research", {_R: 2}),
            Option("engineering", "The engineering or tech lead of a product team", {_E: 2}),
            Option("top", "Senior leadership, directly", {_I: 2, _M: 1}),
        ),
    ),
    Question(
        "ship",
        "What becomes of a model?",
        (
            Option("rarely", "It rarely leaves the notebook", {_N: 1, _R: 2}),
            Option("own", "Those who made it ship it and run it", {_E: 2}),
            Option("handed", "It is handed to others, and its makers maintain it", {_I: 2}),
            Option("users", "It is handed to others, who run and maintain it", {_M: 2}),
        ),
    ),
    Question(
        "data",
        "How much say do they have over data?",
        (
            Option("none", "None, and no data engineers help", {_N: 1, _R: 1}),
            Option("with", "They build pipelines together with data engineers", {_E: 1}),
            Option("voice", "A voice in governance and good data engineers", {_I: 1}),
            Option("own", "They own the data infrastructure", {_M: 1}),
        ),
    ),
    Question(
        "leaders",
        "How does the top of the house see ML?",
        (
            Option("unaware", "It hardly thinks about it", {_N: 1}),
            Option("distant", "A bet for the distant future", {_R: 1}),
            Option("feature", "One way to improve products", {_E: 1, _I: 1}),
            Option("core", "The core of the business", {_M: 2}),
        ),
    ),
)


@dataclass(frozen=True)
class Step:
    """Something to do next, and the passage that says why."""

    words: str
    why: str


@dataclass(frozen=True)
class Advice:
    """What resembles the answers most. `runner_up` is set when it is nearly as like.

    `traits` and `design` are entry ids: strengths and traps, and what the three design choices mean there.
    """

    archetype: Archetype
    runner_up: Archetype | None
    likeness: Mapping[Archetype, int]
    traits: tuple[str, ...]
    design: tuple[str, ...]
    next_steps: tuple[Step, ...]
    unanswered: tuple[str, ...]


# Every piece of advice begins with this passage: nobody agrees on one right structure.
CAVEAT = "arch.list"
CHOICES = ("Software engineering or research", "Who owns the data", "Who owns the models")
_TRAITS: dict[Archetype, tuple[str, ...]] = {
    _N: ("arch.nascent",),
    _R: ("arch.rnd",),
    _E: ("arch.embedded", "arch.embedded.cons"),
    _I: ("arch.independent",),
    _M: ("arch.mlfirst",),
}
_DESIGN: dict[Archetype, tuple[str, ...]] = {
    _N: ("axis.list", "axis.data", "axis.models"),
    _R: ("design.rnd",),
    _E: ("design.embedded",),
    _I: ("design.independent",),
    _M: ("design.mlfirst",),
}
_PLATFORM_PM = Step(
    "Name one person who steers the priorities of the central team as its platform product manager.", "pm.platform"
)
_NEXT: dict[Archetype, tuple[Step, ...]] = {
    _N: (
        Step("Pick one cheap and likely win, finish it, and show it to leadership.", "manage.quick-wins"),
        Step("Hire one engineer for software skill and curiosity, and teach the ML.", "hire.mle"),
        Step("Take an hour with leadership on how uncertain ML timelines are.", "manage.educate"),
    ),
    _R: (
        Step("Put research and engineering on the same milestone, and pair two people.", "manage.cultures"),
        Step("Report the next result as what it does for the product, not as a metric.", "manage.reporting"),
        Step("Settle in writing who collects, labels and pipes the data you need.", "axis.data"),
    ),
    _E: (
        Step(
            "Give each task a likelihood and an importance, and reorder the plan as it moves.", "manage.probabilistic"
        ),
        Step("Time-box exploration, and let what was learned be the deliverable.", "process.timebox"),
        Step("Say in each job advert what people may work on and learn here.", "attract"),
    ),
    _I: (
        _PLATFORM_PM,
        Step("With each hand-over, agree how the users' feedback comes back to you.", "feedback.kinds"),
        Step("Show users what the model can and cannot do before they meet it.", "product.mental-models"),
    ),
    _M: (
        _PLATFORM_PM,
        Step("Offer deployment and features to product teams as self-service.", "topo.platform"),
        Step("Keep at least two approaches alive for each hard milestone.", "manage.portfolio"),
    ),
}
_ASKED = re.compile(
    r"\b(?:how|what)\b.{0,40}\b(?:we|our|us|my team|this team)\b.{0,40}"
    r"\b(?:organi[sz]ed?|structured?|structure|set ?up|archetype)\b|"
    r"\b(?:which|what) (?:archetype|structure|set-?up)\b.{0,40}\b(?:we|our|us|my team)\b",
    re.IGNORECASE,
)


def is_about_us(question: str) -> bool:
    """Whether somebody asks how they themselves should be organised: what five questions answer better than a text."""
    return _ASKED.search(question[:500]) is not None


def advise(answers: Mapping[str, str]) -> Advice | None:
    """The archetype that the answers (question id -> option id) speak for; None while nothing is answered.

    Unknown ids are passed over. On a tie the earlier, less demanding archetype is named first.
    """
    found = tally(QUESTIONS, answers, Archetype)
    if found is None:
        return None
    first = found.order[0]
    return Advice(
        archetype=first,
        runner_up=found.runner_up,
        likeness=found.likeness,
        traits=_TRAITS[first],
        design=_DESIGN[first],
        next_steps=_NEXT[first],
        unanswered=found.unanswered,
    )
