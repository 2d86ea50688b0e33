"""What was handed in is worked, each answer by itself, and nothing that was acknowledged is forgotten."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlmodel import col, select

from bot import example
from bot.domain.checkins import EffortInputs, Source
from bot.domain.messages import MESSAGES, AnswerHeldUp
from bot.domain.people import Person
from bot.domain.statuses import Status
from bot.usecases import inbox, personal
from bot.usecases.replies import HandedIn, hand_in
from bot.usecases.status import stuck_answers
from handlers.rendering import render
from storage import people, plans, rituals
from storage.database import Database
from storage.tables import InboxRow, OutboxRow, ReplyRow

NOW = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
HANDLES = ("mina", "jonas", "priya", "diego", "lena", "sam", "vera")
NOBODYS = 999


@pytest.fixture
def team(database: Database) -> Database:
    """The example team on a Tuesday."""
    with database.transaction() as tx:
        people.save_workspace(tx, "T1", name="Test", bot_user="UBOT")
        people.save_people(tx, "T1", [Person(f"U{name}", f"{name.title()} Tester", "UTC", name) for name in HANDLES])
    example.set_up(database, "T1", channels={"payments-ml": "C1", "leadership": "C2"}, now=NOW)
    return database


def hands_in(db: Database, who: str, *, checkin: int | None = None) -> None:
    """An early answer about their first task; with a check-in that is not there it can never be worked."""
    with db.snapshot() as tx:
        ((task, _, _), *_) = plans.open_tasks(tx, "T1", [who])[who]
        ritual = next(one.id for one in rituals.rituals(tx, workspace="T1") if one.kind == "checkin")
    answer = HandedIn(
        person=who,
        checkin=checkin,
        ritual=ritual,
        local_date=date(2026, 11, 24),
        source=Source.FORM,
        inputs=(EffortInputs(task, Status.MOVING, experiments=2),),
    )
    hand_in(db, "T1", key=f"view:{who}", answer=answer, now=NOW)


def replies_of(db: Database) -> list[str]:
    """Whose answers of this test count."""
    with db.snapshot() as tx:
        return sorted(tx.exec(select(ReplyRow.person).where(col(ReplyRow.key).startswith("view:"))).all())


def told(db: Database) -> list[tuple[str, AnswerHeldUp]]:
    """Who was told that their answer does not count yet."""
    with db.snapshot() as tx:
        rows = tx.exec(select(OutboxRow).where(col(OutboxRow.kind) == "answer_held_up")).all()
        words = [(row.conversation, MESSAGES.validate_json(row.payload)) for row in rows]
    return [(who, word) for who, word in words if isinstance(word, AnswerHeldUp)]


def test_an_answer_that_cannot_be_worked_holds_up_nobody_elses(team: Database) -> None:
    """It is tried again with growing patience, and then its person is told once, with the reason."""
    hands_in(team, "Upriya", checkin=NOBODYS)
    hands_in(team, "Ujonas")
    assert inbox.work_inbox(team, now=NOW) == 1
    assert replies_of(team) == ["Ujonas"]
    assert told(team) == []
    for minutes in range(60):
        inbox.work_inbox(team, now=NOW + timedelta(minutes=minutes))
    ((who, word),) = told(team)
    assert who == "Upriya"
    shown = render(word).text
    assert shown.startswith("Your check-in for Tue 24 Nov 2026 is written down and nothing of it is lost")
    assert word.reason.split(".")[0] in shown
    assert stuck_answers(team) == 1


def test_what_failed_too_often_has_another_round_after_a_new_start(team: Database) -> None:
    """As after an update that mends why; the same word is not said twice."""
    hands_in(team, "Upriya", checkin=NOBODYS)
    for minutes in range(60):
        inbox.work_inbox(team, now=NOW + timedelta(minutes=minutes))
    assert inbox.try_again(team) == 1
    with team.transaction() as tx:
        # The mending: the answer is worked as one that came early.
        row = tx.exec(select(InboxRow)).one()
        row.payload = row.payload.replace(f'"checkin":{NOBODYS}', '"checkin":null')
        tx.add(row)
    assert inbox.work_inbox(team, now=NOW + timedelta(hours=2)) == 1
    assert replies_of(team) == ["Upriya"]
    assert len(told(team)) == 1
    assert stuck_answers(team) == 0


def test_what_cannot_even_be_read_is_counted_and_holds_up_nobody(team: Database) -> None:
    """As if another version had written it: tried, left alone, and everybody else's is worked."""
    hands_in(team, "Upriya")
    with team.transaction() as tx:
        row = tx.exec(select(InboxRow)).one()
        row.payload = "{"
        tx.add(row)
    for minutes in range(60):
        inbox.work_inbox(team, now=NOW + timedelta(minutes=minutes))
    hands_in(team, "Ujonas")
    assert inbox.work_inbox(team, now=NOW + timedelta(hours=2)) == 1
    assert (replies_of(team), stuck_answers(team), told(team)) == (["Ujonas"], 1, [])


def test_work_is_asked_to_wait_before_each_answer(team: Database) -> None:
    """So that whoever hands in at this moment is acknowledged first."""
    waited: list[int] = []
    for who in ("Ujonas", "Upriya", "Udiego"):
        hands_in(team, who)
    inbox.work_inbox(team, now=NOW, before_each=lambda: waited.append(len(replies_of(team))))
    assert waited == [0, 1, 2]


def test_what_a_forgotten_person_handed_in_is_forgotten_with_them(team: Database) -> None:
    """An answer that was not worked yet does not bring them back."""
    hands_in(team, "Upriya", checkin=NOBODYS)
    inbox.work_inbox(team, now=NOW)
    personal.erase(team, "T1", "Upriya", now=NOW)
    with team.snapshot() as tx:
        assert tx.exec(select(InboxRow)).all() == []
