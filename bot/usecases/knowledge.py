"""Answering questions from the knowledge base, and learning what people think of the answers."""

import logging
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from bot.domain.knowledge import Answer, KnowledgeIndex, Passage, answer, parts_of
from storage import knowledge
from storage.database import Database
from storage.knowledge_files import read_entries

logger = logging.getLogger(__name__)

BUILT_IN = Path(__file__).parent.parent / "knowledge"


@dataclass(frozen=True)
class Asked:
    """A question as it was answered, under the id that feedback refers to."""

    id: int
    answer: Answer


def load_index(folder: Path | None = None) -> KnowledgeIndex:
    """The built-in entries, and a team's own from a folder, which win over built-in ones of the same id."""
    passages: dict[str, Passage] = {}
    for place in (BUILT_IN, folder):
        if place is None:
            continue
        found, broken = read_entries(place)
        passages.update({passage.id: passage for passage in found})
        for one in broken:
            logger.error("%s, line %d: %s", one.file, one.line, one.what, extra={"action": "entry_broken"})
    return KnowledgeIndex(list(passages.values()))


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
    """Answer a question, part by part if it has several, and remember what was answered."""
    found = [answer(index, part, previous) for part in parts_of(question)]
    asked = []
    with db.transaction() as tx:
        for place, one in enumerate(found):
            id = knowledge.add_question(
                tx,
                workspace,
                key=f"{key}:{place}",
                person=person,
                question=one.question[:2000],
                tier=one.tier,
                confidence=one.confidence,
                passage=one.found[0].passage.id if one.found else None,
                now=now,
            )
            asked.append(Asked(id, one))
    return asked


def passage_of(index: KnowledgeIndex, id: str) -> Passage | None:
    """A passage by its id."""
    return next((passage for passage in index.passages if passage.id == id), None)


def rate(db: Database, workspace: str, question: int, *, person: str, kind: str, value: str, now: datetime) -> None:
    """Remember what a person says of an answer; saying it again changes it."""
    with db.transaction() as tx:
        knowledge.question(tx, workspace, question)
        knowledge.save_feedback(tx, workspace, question, person=person, kind=kind, value=value, now=now)
