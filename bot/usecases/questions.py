"""Questions people ask: answered, remembered with what they were answered with, and rated."""

from dataclasses import dataclass
from datetime import datetime

from bot.domain.entries import Entry
from bot.domain.errors import NotFound
from bot.domain.knowledge import Answer, KnowledgeIndex
from bot.usecases.knowledge import answer
from storage import knowledge
from storage.database import Database


@dataclass(frozen=True)
class Asked:
    """A question as it was answered, under the id that feedback refers to."""

    id: int
    answer: Answer


def ask(
    db: Database,
    index: KnowledgeIndex,
    workspace: str,
    *,
    person: str,
    question: str,
    key: str,
    now: datetime,
    previous: str | None = None,
) -> list[Asked]:
    """Answer a question, part by part if it has several, and remember what was answered.

    Empty when this very question was answered before: a repeated event gets no second answer.
    """
    whole = answer(index, question, previous)
    asked = []
    with db.transaction() as tx:
        if knowledge.is_known(tx, workspace, f"{key}:0"):
            return []
        for place, one in enumerate(whole.parts or (whole,)):
            id = knowledge.add_question(
                tx,
                workspace,
                key=f"{key}:{place}",
                person=person,
                question=one.question[:2000],
                tier=one.tier,
                confidence=one.confidence,
                passage=one.found[0].entry.id if one.found else None,
                now=now,
            )
            asked.append(Asked(id, one))
    return asked


def entry_of(index: KnowledgeIndex, id: str) -> Entry:
    """An entry by its id, or `NotFound`."""
    for entry in index.entries:
        if entry.id == id:
            return entry
    raise NotFound("That entry is not here any more; ask again.")


def rate(db: Database, workspace: str, question: int, *, person: str, kind: str, value: str, now: datetime) -> None:
    """Remember what a person says of an answer; saying it again changes it."""
    with db.transaction() as tx:
        knowledge.question(tx, workspace, question)
        knowledge.save_feedback(tx, workspace, question, person=person, kind=kind, value=value, now=now)
