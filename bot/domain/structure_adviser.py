"""Which archetype an organisation resembles, from five prescribed questions; a plain table, no model.

The texts are entries, named here by id; every answer can be changed and shows at once.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Archetype(StrEnum):
    """The five ways in which organisations do ML (FSDL 2022, lecture 8)."""

    NASCENT = "nascent"
    RND = "rnd"
    EMBEDDED = "embedded"
    INDEPENDENT = "independent"
    MLFIRST = "mlfirst"


@dataclass(frozen=True)
class Option:
    """One button: what it says and how much it speaks for each archetype."""

    id: str
    label: str
    speaks_for: Mapping[Archetype, int]


@dataclass(frozen=True)
class Question:
    """One prescribed question with its buttons."""

    id: str
    text: str
    options: tuple[Option, ...]


_N, _R, _E, _I, _M = Archetype
QUESTIONS: tuple[Question, ...] = (
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
class Advice:
    """What resembles the answers most. `runner_up` is set when it is nearly as like; the rest are entry ids."""

    archetype: Archetype
    runner_up: Archetype | None
    likeness: Mapping[Archetype, int]
    strengths_and_traps: tuple[str, ...]
    design_choices: tuple[str, ...]
    next_steps: tuple[str, ...]
    unanswered: tuple[str, ...]


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
_NEXT: dict[Archetype, tuple[str, ...]] = {
    _N: ("manage.quick-wins", "hire.mle", "manage.educate"),
    _R: ("manage.cultures", "manage.reporting", "axis.data"),
    _E: ("manage.probabilistic", "process.timebox", "attract"),
    _I: ("pm.platform", "feedback.kinds", "product.mental-models"),
    _M: ("pm.platform", "topo.platform", "manage.portfolio"),
}


def advise(answers: Mapping[str, str]) -> Advice | None:
    """The archetype that the answers (question id -> option id) speak for; None while nothing is answered.

    Unknown ids are passed over. On a tie the earlier, less demanding archetype is named first.
    """
    likeness = dict.fromkeys(Archetype, 0)
    unanswered = []
    for question in QUESTIONS:
        chosen = next((option for option in question.options if option.id == answers.get(question.id)), None)
        if chosen is None:
            unanswered.append(question.id)
            continue
        for archetype, weight in chosen.speaks_for.items():
            likeness[archetype] += weight
    if len(unanswered) == len(QUESTIONS):
        return None
    order = sorted(Archetype, key=lambda one: -likeness[one])
    first, second = order[0], order[1]
    near = likeness[first] - likeness[second] <= 1
    return Advice(
        archetype=first,
        runner_up=second if near else None,
        likeness=likeness,
        strengths_and_traps=_TRAITS[first],
        design_choices=_DESIGN[first],
        next_steps=_NEXT[first],
        unanswered=tuple(unanswered),
    )
