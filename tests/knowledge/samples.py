"""Reads labelled questions: our own, and the development set where it lies beside the checkout."""

from dataclasses import dataclass
from pathlib import Path

import yaml

HERE = Path(__file__).parent
BESIDE = HERE.parent.parent.parent / "shared" / "knowledge" / "questions_dev.yaml"


@dataclass(frozen=True)
class Sample:
    """A question, the one before it, and the facts of which any one answers it; none when nothing can."""

    question: str
    previous: str | None
    facts: frozenset[str]

    @property
    def answerable(self) -> bool:
        """Whether some passage is right."""
        return bool(self.facts)


def own() -> list[Sample]:
    """The questions that confidence is fitted on."""
    return _lines("questions.yaml")


def held_out() -> list[Sample]:
    """Hard questions that nothing is fitted on."""
    return _lines("held_out.yaml")


def development(path: Path = BESIDE) -> list[Sample]:
    """The development questions; an empty list where they are not present."""
    if not path.is_file():
        return []
    return [
        Sample(one["question"], one.get("previous_question"), frozenset(one["facts"]))
        for one in yaml.safe_load(path.read_text(encoding="utf-8"))
    ]


def _lines(name: str) -> list[Sample]:
    found = []
    for line in yaml.safe_load((HERE / name).read_text(encoding="utf-8")):
        facts, question = line.split(" : ", 1)
        previous, _, follow_up = question.partition(" >> ")
        ids = frozenset(facts.split()) - {"none"}
        found.append(Sample(follow_up or previous, previous if follow_up else None, ids))
    return found
