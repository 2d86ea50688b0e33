"""Questions people ask: answered, remembered with what they were answered with, and rated."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.domain.entries import Entry
from bot.domain.errors import NotFound
from bot.domain.knowledge import Answer, Asked
from bot.domain.messages import Answered
from bot.usecases.knowledge import Library, answer
from storage import knowledge, outbox
from storage.database import Database, Tx

ANSWER_LIVES = timedelta(days=2)
# What a person is shown of what was found; an answer on its way carries no more.
MOST_SHOWN = 3


@dataclass(frozen=True)
class Said:
    """A question as it was typed: where, and in the thread of which message (`root`) it is answered."""

    workspace: str
    person: str
    channel: str
    ts: str
    root: str
    question: str

    @property
    def key(self) -> str:
        """What makes the same question the same, however often it is brought."""
        return _key(self.channel, self.ts)


def ask(
    db: Database, library: Library, workspace: str, *, person: str, question: str, key: str, now: datetime
) -> list[Asked]:
    """Answer a question, part by part if it has several, and remember what was answered."""
    with db.snapshot() as tx:
        index = library.of(tx, workspace)
    whole = answer(index, question)
    with db.transaction() as tx:
        return _remember(tx, workspace, whole, person=person, key=key, now=now)


def answer_in_thread(db: Database, library: Library, said: Said, *, now: datetime) -> None:
    """Queue the answer to a typed question, once however often it is brought; in a thread it is read as a follow-up."""
    with db.snapshot() as tx:
        index = library.of(tx, said.workspace)
        previous = knowledge.asked_under(tx, said.workspace, f"{_key(said.channel, said.root)}:0")
    whole = answer(index, said.question, None if said.root == said.ts else previous)
    with db.transaction() as tx:
        asked = _remember(tx, said.workspace, whole, person=said.person, key=said.key, now=now)
        message = Answered(answers=tuple(_shown(one) for one in asked))
        outbox.add(
            tx,
            said.workspace,
            key=f"v1:answer:{said.key}",
            kind=message.kind,
            payload=message.model_dump_json(),
            conversation=said.channel,
            now=now,
            expires=now + ANSWER_LIVES,
            thread_ts=said.root,
        )


def entry_of(db: Database, library: Library, workspace: str, id: str) -> Entry:
    """An entry by its id as it stands now, or `NotFound`."""
    with db.snapshot() as tx:
        entry = library.of(tx, workspace).entry(id)
    if entry is None:
        raise NotFound("That entry is not here any more; ask again.")
    return entry


def rate(db: Database, workspace: str, question: int, *, person: str, kind: str, value: str, now: datetime) -> None:
    """Remember what a person says of an answer; saying it again changes it."""
    with db.transaction() as tx:
        knowledge.question(tx, workspace, question)
        knowledge.save_feedback(tx, workspace, question, person=person, kind=kind, value=value, now=now)


def _key(channel: str, ts: str) -> str:
    return f"message:{channel}:{ts}"


def _remember(tx: Tx, workspace: str, whole: Answer, *, person: str, key: str, now: datetime) -> list[Asked]:
    return [
        Asked(
            knowledge.add_question(
                tx,
                workspace,
                key=f"{key}:{place}",
                person=person,
                question=one.question[:2000],
                tier=one.tier,
                confidence=one.confidence,
                passage=one.found[0].entry.id if one.found else None,
                now=now,
            ),
            one,
        )
        for place, one in enumerate(whole.parts or (whole,))
    ]


def _shown(asked: Asked) -> Asked:
    return Asked(
        asked.id, replace(asked.answer, question=asked.answer.question[:2000], found=asked.answer.found[:MOST_SHOWN])
    )
