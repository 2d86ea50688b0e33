"""What is kept about one person, where people write freely, and how both are forgotten. No commits here.

Every column that can hold a person's id or somebody's words is named here; a test looks for columns that are not.
"""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from sqlalchemy import String, Table, and_, delete, func, insert, or_, select, update
from sqlalchemy import cast as as_type
from sqlmodel import SQLModel

from bot.domain.answer_corrections import CorrectionState
from bot.domain.question_feedback import Kind
from storage.database import Tx

# Columns that hold a person's id, by table.
MENTIONS: dict[str, tuple[str, ...]] = {
    "people": ("id",),
    "members": ("person",),
    "absences": ("person", "set_by"),
    "tasks": ("owner",),
    "checkins": ("person",),
    "replies": ("person",),
    "task_replies": ("helper",),
    "blockers": ("by", "helper", "taken_by", "resolved_by"),
    "corrections": ("person",),
    "questions": ("person",),
    "feedback": ("person",),
    "audit": ("person",),
    "audiences": ("noted_by",),
    "setups": ("person",),
    "heard": ("person",),
    "outbox": ("conversation",),
    "entries": ("author", "verified_by"),
    "answer_corrections": ("person", "decided_by"),
    "entry_reviews": ("person",),
}
# Columns in which somebody's own words stand, and the column that says whose.
WORDS: dict[str, tuple[str, tuple[str, ...]]] = {
    "absences": ("person", ("reason",)),
    "blockers": ("by", ("what",)),
    "corrections": ("person", ("reason",)),
    "questions": ("person", ("question", "meaning")),
    "answer_corrections": ("person", ("words",)),
    "feedback": ("person", ("value",)),
    "audit": ("person", ("reason",)),
    "audiences": ("noted_by", ("note",)),
}
# Columns in which an id or a name may stand within a longer text.
WITHIN: dict[str, tuple[str, ...]] = {
    "outbox": ("payload", "rendered", "key", "edits", "thread_of", "error"),
    "inbox": ("payload", "error"),
    "audit": ("subject", "before", "after"),
    "setups": ("answers",),
    "entries": ("title", "body", "asks", "source", "ask"),
}
UNPUBLISHED = ("draft", "declined")
ENDED = ("declined", "retired")
FINISHED = ("sent", "dead", "expired", "unknown")


def kept_about(tx: Tx, workspace: str, person: str) -> dict[str, list[dict[str, Any]]]:
    """Every row that names a person, and what they said in their answers, by table."""
    found: dict[str, list[dict[str, Any]]] = {}
    for table, columns in _tables(MENTIONS):
        named = or_(*(table.c[column] == person for column in columns))
        found[table.name] = _rows(tx, table, and_(table.c.workspace == workspace, named))
    answers, replies = _table("task_replies"), _table("replies")
    mine = select(replies.c.id).where(replies.c.workspace == workspace, replies.c.person == person)
    found["task_replies"] += _rows(tx, answers, answers.c.reply_id.in_(mine))
    return {name: rows for name, rows in found.items() if rows}


def forget_person(tx: Tx, workspace: str, person: str, *, name: str, alias: str, on: date) -> None:
    """Put an alias in a person's place everywhere and take their words away; every number stays as it was."""
    _say_nothing(tx, workspace, person)
    people, members, tasks = _table("people"), _table("members"), _table("tasks")
    drafts, workspaces = _table("entries"), _table("workspaces")
    # A published answer is the workspace's by now; one that nobody published goes with who wrote it.
    unpublished = (drafts.c.workspace == workspace, drafts.c.author == person, drafts.c.state.in_(UNPUBLISHED))
    tx.connection().execute(delete(drafts).where(*unpublished))
    edition = workspaces.c.entries_edition + 1
    tx.connection().execute(update(workspaces).where(workspaces.c.id == workspace).values(entries_edition=edition))
    # What nobody accepted goes with who gave it; what was accepted answers the workspace's questions by now.
    mine = _of(_table("answer_corrections"), workspace, person)
    tx.connection().execute(delete(_table("answer_corrections")).where(*mine, _not_accepted()))
    tx.connection().execute(delete(_table("setups")).where(*_of(_table("setups"), workspace, person)))
    tx.connection().execute(delete(_table("absences")).where(*_of(_table("absences"), workspace, person)))
    open_tasks = (tasks.c.workspace == workspace, tasks.c.owner == person, tasks.c.resolution.is_(None))
    tx.connection().execute(update(tasks).where(*open_tasks).values(owner=None))
    nobody = {"workspace": workspace, "id": alias, "name": "Somebody", "zone": "UTC", "handle": "", "reminded": False}
    tx.connection().execute(insert(people).values(**nobody, deactivated=True, external=False))
    left = func.coalesce(members.c.left, on)
    tx.connection().execute(update(members).where(*_of(members, workspace, person)).values(left=left))
    for table, columns in _tables(MENTIONS):
        for column in columns:
            if (table.name, column) != ("people", "id"):
                where = (table.c.workspace == workspace, table.c[column] == person)
                tx.connection().execute(update(table).where(*where).values({column: alias}))
    tx.connection().execute(delete(people).where(people.c.workspace == workspace, people.c.id == person))
    for table, columns in _tables(WITHIN):
        for column in columns:
            for was, becomes in ((person, alias), (name, "Somebody")):
                _replace_within(tx, table, workspace, column, was, becomes)
    tx.expire_all()


def forget_words(tx: Tx, *, before: date, instant: datetime) -> int:
    """Take away what people wrote before a day, in every workspace; effort, statuses and odds stay. How many rows."""
    answers, replies, blockers = _table("task_replies"), _table("replies"), _table("blockers")
    old = select(replies.c.id).where(replies.c.local_date < before)
    outbox, inbox, questions, entries = (_table(name) for name in ("outbox", "inbox", "questions", "entries"))
    feedback, corrected = _table("feedback"), _table("answer_corrections")
    blank: list[tuple[Table, dict[str, Any], list[Any]]] = [
        (answers, {"blocker": "", "learned": ""}, [answers.c.reply_id.in_(old)]),
        (blockers, {"what": ""}, [blockers.c.resolved < before]),
        (_table("corrections"), {"reason": ""}, [_table("corrections").c.at < instant]),
        (_table("absences"), {"reason": ""}, [_table("absences").c.last < before]),
        (questions, {"question": "", "meaning": ""}, [questions.c.asked < instant]),
        (feedback, {"value": ""}, [feedback.c.at < instant, feedback.c.kind == Kind.WORDS]),
        (corrected, {"words": ""}, [corrected.c.at < instant]),
        (outbox, {"payload": "", "rendered": None}, [outbox.c.created < instant, outbox.c.state.in_(FINISHED)]),
        (inbox, {"payload": ""}, [inbox.c.done < instant]),
        (entries, {"title": "", "body": "", "asks": ""}, [entries.c.changed < instant, entries.c.state.in_(ENDED)]),
    ]
    forgotten = 0
    for table, values, where in blank:
        says = or_(*(table.c[column] != "" for column, value in values.items() if value == ""))
        forgotten += tx.connection().execute(update(table).where(*where, says).values(values)).rowcount
    gone = delete(corrected).where(corrected.c.at < instant, _not_accepted())
    return forgotten + tx.connection().execute(gone).rowcount


def _not_accepted() -> Any:
    return _table("answer_corrections").c.state != CorrectionState.ACCEPTED


def _say_nothing(tx: Tx, workspace: str, person: str) -> None:
    for name, (whose, columns) in WORDS.items():
        table = _table(name)
        where = (table.c.workspace == workspace, table.c[whose] == person)
        tx.connection().execute(update(table).where(*where).values(dict.fromkeys(columns, "")))
    answers, replies, outbox = _table("task_replies"), _table("replies"), _table("outbox")
    mine = select(replies.c.id).where(replies.c.workspace == workspace, replies.c.person == person)
    tx.connection().execute(update(answers).where(answers.c.reply_id.in_(mine)).values(blocker="", learned=""))
    theirs = or_(outbox.c.conversation == person, outbox.c.payload.contains(person, autoescape=True))
    of_them = (outbox.c.workspace == workspace, theirs)
    waiting = (*of_them, outbox.c.state.not_in(FINISHED))
    # What they were to be told, and what others were to be told of them.
    tx.connection().execute(update(outbox).where(*waiting).values(state="expired"))
    tx.connection().execute(update(outbox).where(*of_them).values(payload="", rendered=None))
    inbox = _table("inbox")
    handed_in = (inbox.c.workspace == workspace, inbox.c.payload.contains(person, autoescape=True))
    tx.connection().execute(update(inbox).where(*handed_in, inbox.c.done.is_not(None)).values(payload=""))
    # What was not worked yet would bring them back.
    own = inbox.c.payload.contains(f'"person":"{person}"', autoescape=True)
    tx.connection().execute(delete(inbox).where(inbox.c.workspace == workspace, own, inbox.c.done.is_(None)))


def _replace_within(tx: Tx, table: Table, workspace: str, column: str, was: str, becomes: str) -> None:
    if not was:
        return
    where = (table.c.workspace == workspace, table.c[column].contains(was, autoescape=True))
    text = func.replace(as_type(table.c[column], String), was, becomes)
    tx.connection().execute(update(table).where(*where).values({column: text}))


def _of(table: Table, workspace: str, person: str) -> tuple[Any, Any]:
    return (table.c.workspace == workspace, table.c.person == person)


def _tables(names: dict[str, tuple[str, ...]]) -> Iterator[tuple[Table, tuple[str, ...]]]:
    return ((_table(name), columns) for name, columns in names.items())


def _table(name: str) -> Table:
    return SQLModel.metadata.tables[name]


def _rows(tx: Tx, table: Table, where: Any) -> list[dict[str, Any]]:
    return [dict(row) for row in tx.connection().execute(select(table).where(where)).mappings()]
