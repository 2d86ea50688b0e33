"""A typed message as a draft of a check-in: read, shown back, and recorded only on a click."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.domain.checkins import EffortInputs, Questions, Source, unchanged
from bot.domain.errors import NothingYet
from bot.domain.messages import Understood
from bot.domain.typed_replies import Reading, read
from bot.usecases.checkins import next_questions
from bot.usecases.replies import HandedIn
from storage import knowledge, outbox
from storage.database import Database


@dataclass(frozen=True)
class Draft:
    """What was read of a message, and what it would answer."""

    questions: Questions
    reading: Reading
    inputs: tuple[EffortInputs, ...]


def draft_of(db: Database, workspace: str, *, person: str, text: str, now: datetime) -> Draft | None:
    """The check-in in a message; None when it is something else, or there is nothing to ask."""
    try:
        questions = next_questions(db, workspace, person=person, now=now)
    except NothingYet:
        return None
    tasks = [(task.id, task.title) for task in questions.tasks]
    reading = read(text, tasks, today=questions.local_date)
    if reading is None:
        return None
    if not reading.unchanged:
        return Draft(questions, reading, reading.inputs)
    inputs = tuple(unchanged(task.last) for task in questions.tasks if task.last is not None)
    return Draft(questions, reading, inputs) if inputs else None


@dataclass(frozen=True)
class Heard:
    """A message as it was typed: where, in which thread if in one, and its timestamp there."""

    workspace: str
    person: str
    channel: str
    ts: str
    thread: str | None
    text: str

    @property
    def key(self) -> str:
        """What makes the same message the same, however often it is brought."""
        return f"message:{self.channel}:{self.ts}"


class Became(StrEnum):
    """What became of a message."""

    CARD = "card"
    QUESTION = "question"
    NOTHING_NEW = "nothing_new"


def hear(db: Database, heard: Heard, *, now: datetime) -> Became:
    """Show a check-in back in a card, once; leave anything else to be answered as a question, once as well."""
    card = f"v1:typed:{heard.key}"
    with db.snapshot() as tx:
        if outbox.known(tx, [(heard.workspace, card)]) or knowledge.is_known(tx, heard.workspace, f"{heard.key}:0"):
            return Became.NOTHING_NEW
    draft = draft_of(db, heard.workspace, person=heard.person, text=heard.text, now=now)
    if draft is None:
        return Became.QUESTION
    message = _understood(draft, heard.person)
    with db.transaction() as tx:
        outbox.add(
            tx,
            heard.workspace,
            key=card,
            kind=message.kind,
            payload=message.model_dump_json(),
            conversation=heard.channel,
            now=now,
            # Where it was said: in its thread if it was in one, else right below, where it is seen.
            thread_ts=heard.thread,
        )
    return Became.CARD


def _understood(draft: Draft, person: str) -> Understood:
    answer = HandedIn(
        person=person,
        checkin=draft.questions.checkin,
        ritual=draft.questions.ritual,
        local_date=draft.questions.local_date,
        source=Source.TYPED,
        inputs=draft.inputs,
    )
    return Understood(
        titles={task.id: task.title for task in draft.questions.tasks},
        guessed=draft.reading.guessed,
        answer=answer.model_dump_json(exclude_defaults=True),
    )
