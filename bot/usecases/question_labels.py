"""What people let us know about answers, by question: what confidence is refitted from and maintainers look at."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.domain.confidence_learning import Example
from bot.domain.question_feedback import Given, Label, PastQuestion, given, label
from bot.domain.question_habits import asked_again
from storage import answer_corrections, knowledge
from storage.database import Tx


@dataclass(frozen=True)
class Past:
    """Every question since an instant, what each person said of each, and those soon asked again in other words."""

    questions: Sequence[PastQuestion]
    given: Mapping[int, Mapping[str, Given]]
    again: frozenset[int]

    def of(self, question: PastQuestion) -> Mapping[str, Given]:
        """What was said of one answer, by person."""
        return self.given.get(question.id, {})

    def labels(self, question: PastQuestion) -> list[Label]:
        """What each person let us know of whether the first passage was right; the asker also by asking again."""
        again = question.id in self.again
        everybody = {question.person: Given(), **self.of(question)} if again else self.of(question)
        found = [
            label(question, person, said, asked_again=again and person == question.person)
            for person, said in everybody.items()
        ]
        return [one for one in found if one is not None]

    def examples(self) -> list[Example]:
        """Every label with the signals behind its answer, where the answer was found and not told."""
        return [Example(one.signals, known) for one in self.questions if one.signals for known in self.labels(one)]


def past(tx: Tx, workspace: str, *, since: datetime) -> Past:
    """Everything since an instant."""
    questions = knowledge.past(tx, workspace, since=since)
    ids = [one.id for one in questions]
    corrected = {
        (one.question, one.person): says
        for one in answer_corrections.of_questions(tx, workspace, ids)
        if (says := one.says) is not None
    }
    said: dict[int, dict[str, list[tuple[str, str]]]] = {}
    for question, lines in knowledge.feedback_of(tx, workspace, ids).items():
        for person, kind, value in lines:
            said.setdefault(question, {}).setdefault(person, []).append((kind, value))
    for question, person in corrected:
        said.setdefault(question, {}).setdefault(person, [])
    told = {
        question: {person: given(lines, corrected.get((question, person))) for person, lines in by_person.items()}
        for question, by_person in said.items()
    }
    return Past(questions, told, asked_again(questions))
