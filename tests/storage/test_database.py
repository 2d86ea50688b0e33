"""Transactions are real, migrations make the tables, and the outbox hands a message to one worker only."""

import threading
from datetime import UTC, datetime, timedelta

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy.exc import IntegrityError
from sqlmodel import SQLModel

from storage import inbox, outbox, people
from storage.database import Database
from storage.outbox import Delivery

NOW = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
LEASE = timedelta(seconds=30)


@pytest.fixture
def workspace(database: Database) -> str:
    """A workspace."""
    with database.transaction() as tx:
        people.save_workspace(tx, "T1", name="Test", bot_user="UBOT")
    return "T1"


def queue(database: Database, key: str, conversation: str = "U1", **more: object) -> bool:
    """Queue a message."""
    with database.transaction() as tx:
        return outbox.add(
            tx,
            "T1",
            key=key,
            kind="k",
            payload="{}",
            conversation=conversation,
            now=NOW,
            **more,  # type: ignore[arg-type]
        )


def claim(database: Database, owner: str = "me", now: datetime = NOW) -> Delivery | None:
    """Take the next delivery."""
    with database.transaction() as tx:
        return outbox.claim(tx, owner=owner, now=now, lease_until=now + LEASE)


def test_the_migrations_make_exactly_the_tables(database: Database) -> None:
    """A database migrated from nothing differs in nothing from what the program expects."""
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": False})
        assert compare_metadata(context, SQLModel.metadata) == []


def test_a_read_before_a_write_is_protected(database: Database, workspace: str) -> None:
    """Eight threads that read and then write lose no update: a transaction holds its place from the first read."""

    def add_one() -> None:
        for _ in range(10):
            with database.transaction() as tx:
                row = people.teams(tx, workspace)
                people.save_team(tx, workspace, name=f"team {len(row)}", channel=None)

    threads = [threading.Thread(target=add_one) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with database.snapshot() as tx:
        assert len(people.teams(tx, workspace)) == 80


def test_what_is_handed_in_twice_is_there_once(database: Database, workspace: str) -> None:
    """The same key again changes nothing, and is worked once."""
    with database.transaction() as tx:
        inbox.add_many(tx, [inbox.HandedOver(workspace, "view:1", "reply", "first", NOW)])
        inbox.add_many(tx, [inbox.HandedOver(workspace, "view:1", "reply", "second", NOW)])
        (item,) = inbox.waiting(tx, most_attempts=5)
        assert item.payload == "first"
        assert inbox.take(tx, item.id) is not None
        inbox.done(tx, item.id, now=NOW)
        assert inbox.take(tx, item.id) is None
        assert inbox.waiting(tx, most_attempts=5) == []


def test_a_message_is_queued_once_whatever_happens(database: Database, workspace: str) -> None:
    """The key decides."""
    assert queue(database, "prompt:1")
    assert not queue(database, "prompt:1")
    assert claim(database) is not None
    assert claim(database) is None


def test_one_message_per_conversation_is_in_flight(database: Database, workspace: str) -> None:
    """While one to U1 is being sent, the next to U1 waits, and one to U2 does not."""
    for key, conversation in (("a", "U1"), ("b", "U1"), ("c", "U2")):
        queue(database, key, conversation)
    first, second = claim(database), claim(database)
    assert first is not None
    assert second is not None
    assert (first.key, second.key) == ("a", "c")
    assert claim(database) is None
    with database.transaction() as tx:
        assert outbox.sent(tx, first, owner="me", channel="D1", ts="1.0", now=NOW)
    following = claim(database)
    assert following is not None
    assert following.key == "b"


def test_two_workers_never_get_the_same_message(database: Database, workspace: str) -> None:
    """Four threads claim forty messages: forty different ones."""
    for number in range(40):
        queue(database, str(number), f"U{number}")
    taken: list[str] = []

    def work(owner: str) -> None:
        while (delivery := claim(database, owner)) is not None:
            taken.append(delivery.key)

    threads = [threading.Thread(target=work, args=(str(number),)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(taken, key=int) == [str(number) for number in range(40)]


def test_a_dead_workers_message_is_in_doubt_and_not_sent_again_unseen(database: Database, workspace: str) -> None:
    """When its lease is over, somebody must look before it is pending again; then the dead worker's word is void."""
    queue(database, "a")
    lost = claim(database, "dead")
    assert lost is not None
    later = NOW + LEASE + timedelta(seconds=1)
    with database.transaction() as tx:
        assert outbox.lapse(tx, now=later) == 1
        assert [one.key for one in outbox.in_doubt(tx)] == ["a"]
    assert claim(database, "me", later) is None
    with database.transaction() as tx:
        assert not outbox.dead(tx, lost, owner="dead", error="late")
        assert outbox.absent(tx, lost, not_before=later)
    again = claim(database, "me", later)
    assert again is not None
    assert again.attempt == 2
    with database.transaction() as tx:
        assert not outbox.sent(tx, lost, owner="dead", channel="D1", ts="1.0", now=later)


def test_an_edit_waits_for_its_message_and_ends_with_it(database: Database, workspace: str) -> None:
    """Not before the prompt is sent; and when the prompt died, the edit is dropped."""
    queue(database, "prompt", "C1")
    queue(database, "edit", "C1", edits="prompt")
    first = claim(database)
    assert first is not None
    with database.transaction() as tx:
        outbox.dead(tx, first, owner="me", error="channel_not_found")
    assert claim(database) is None
    with database.snapshot() as tx:
        assert outbox.counts(tx) == {"dead": 1, "expired": 1}


def test_what_is_too_late_is_not_sent(database: Database, workspace: str) -> None:
    """A message past its time expires instead of coming as a stale one."""
    queue(database, "old", expires=NOW - timedelta(minutes=1))
    assert claim(database) is None
    with database.snapshot() as tx:
        assert outbox.counts(tx) == {"expired": 1}


def test_another_workspace_sees_nothing(database: Database, workspace: str) -> None:
    """Every query asks for its workspace."""
    with database.transaction() as tx:
        people.save_workspace(tx, "T2", name="Other", bot_user="UBOT")
        people.save_team(tx, workspace, name="Ours", channel=None)
        assert people.teams(tx, "T2") == []
        assert people.people(tx, "T2") == {}


def test_a_crowd_hands_in_together_and_every_item_is_there(database: Database, workspace: str) -> None:
    """Forty threads at once: forty items, each on disk when its thread goes on."""
    missing: list[int] = []

    def hand_in(number: int) -> None:
        item = inbox.HandedOver(workspace, f"view:{number}", "reply", str(number), NOW)
        database.together(inbox.add_many, item)
        with database.snapshot() as tx:
            if all(one.key != item.key for one in inbox.waiting(tx, most_attempts=5, limit=40)):
                missing.append(number)

    threads = [threading.Thread(target=hand_in, args=(number,)) for number in range(40)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert missing == []


def test_what_fails_for_a_crowd_fails_for_everybody_in_it(database: Database) -> None:
    """An item of a workspace nobody knows raises where it was handed in."""
    item = inbox.HandedOver("T-unknown", "view:1", "reply", "{}", NOW)
    with pytest.raises(IntegrityError):
        database.together(inbox.add_many, item)
