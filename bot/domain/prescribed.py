"""Prescribed questions with a few answers each, and which outcome the answers speak for. Plain tables, no model."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, TypeVar

SKIPPED = "skipped"

Outcome = TypeVar("Outcome", bound=StrEnum)


@dataclass(frozen=True)
class Option(Generic[Outcome]):
    """One button: what it says and how much it speaks for each outcome."""

    id: str
    label: str
    speaks_for: Mapping[Outcome, int]


@dataclass(frozen=True)
class Question(Generic[Outcome]):
    """One prescribed question with its buttons."""

    id: str
    text: str
    options: tuple[Option[Outcome], ...]

    def chosen(self, answers: Mapping[str, str]) -> Option[Outcome] | None:
        """The option that was answered; None for none, a skipped one, and one that is not here any more."""
        return next((option for option in self.options if option.id == answers.get(self.id)), None)


@dataclass(frozen=True)
class Tally(Generic[Outcome]):
    """What the answers speak for: outcomes by how much, the earlier in the table first where they are level."""

    order: tuple[Outcome, ...]
    likeness: Mapping[Outcome, int]
    unanswered: tuple[str, ...]

    @property
    def runner_up(self) -> Outcome | None:
        """The second one, where it is nearly as like."""
        first, second = self.order[:2]
        return second if self.likeness[first] - self.likeness[second] <= 1 else None


def tally(
    questions: Sequence[Question[Outcome]], answers: Mapping[str, str], outcomes: Iterable[Outcome]
) -> Tally[Outcome] | None:
    """Add up what the answers (question id -> option id) speak for; None while nothing is answered."""
    likeness = dict.fromkeys(outcomes, 0)
    chosen = {question.id: question.chosen(answers) for question in questions}
    for option in chosen.values():
        for outcome, weight in option.speaks_for.items() if option else ():
            likeness[outcome] += weight
    if not any(chosen.values()):
        return None
    order = tuple(sorted(likeness, key=lambda one: -likeness[one]))
    return Tally(order, likeness, tuple(id for id, option in chosen.items() if option is None))


def next_question(questions: Sequence[Question[Outcome]], answers: Mapping[str, str]) -> Question[Outcome] | None:
    """The first question that was neither answered nor skipped; None when all were."""
    return next(
        (one for one in questions if one.chosen(answers) is None and answers.get(one.id) != SKIPPED),
        None,
    )
