"""A typed message as a draft of a check-in: read, shown back, and recorded only on a click."""

from dataclasses import dataclass
from datetime import datetime

from bot.domain.checkins import EffortInputs, Questions, unchanged
from bot.domain.errors import NothingYet
from bot.domain.typed_replies import Reading, read
from bot.usecases.checkins import next_questions
from storage import inbox
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


def first_time(db: Database, workspace: str, *, key: str, now: datetime) -> bool:
    """Whether this message is seen for the first time: Slack may deliver it again."""
    with db.transaction() as tx:
        return inbox.note(tx, workspace, key=key, kind="typed", now=now)
