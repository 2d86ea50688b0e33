"""What the outbox hands out, in which order, and whose word about a delivery counts."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import text

from storage import aftercare, outbox, people
from storage.database import Database, Tx
from storage.outbox import Delivery

NOW = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
SECOND = timedelta(seconds=1)
LEASE = 30 * SECOND


@pytest.fixture
def box(database: Database) -> "Box":
    """An outbox of two workspaces."""
    with database.transaction() as tx:
        for workspace in ("T1", "T2"):
            people.save_workspace(tx, workspace, name=workspace, bot_user="UBOT")
    return Box(database)


class Box:
    """The queries, each in a transaction of its own."""

    def __init__(self, database: Database) -> None:
        self.database = database

    def put(self, key: str, conversation: str = "U1", workspace: str = "T1", **more: Any) -> bool:
        """Queue a message."""
        with self.database.transaction() as tx:
            return outbox.add(
                tx,
                workspace,
                **{"key": key, "kind": "k", "payload": "{}", "conversation": conversation, "now": NOW, **more},
            )

    def take(self, now: datetime = NOW, owner: str = "me", **more: Any) -> Delivery | None:
        """Claim the next one."""
        with self.database.transaction() as tx:
            return outbox.claim(tx, owner=owner, now=now, lease_until=now + LEASE, **more)

    def taken(self, now: datetime = NOW, owner: str = "me", **more: Any) -> Delivery:
        """Claim the next one, which must be there."""
        found = self.take(now, owner, **more)
        assert found is not None
        return found

    def do(self, query: Any, *given: Any, **more: Any) -> Any:
        """Run one query."""
        with self.database.transaction() as tx:
            return query(tx, *given, **more)

    def sent(self, delivery: Delivery, ts: str = "1.0") -> bool:
        """Say that Slack took it."""
        done: bool = self.do(outbox.sent, delivery, owner="me", channel="D1", ts=ts, now=NOW)
        return done

    def counts(self) -> Mapping[str, int]:
        """How many are in each state."""
        found: Mapping[str, int] = self.do(outbox.counts)
        return found


def test_what_somebody_waits_for_goes_before_the_crowd(box: Box) -> None:
    """A confirmation queued last is handed out first."""
    for number in range(20):
        box.put(f"prompt {number}", f"U{number}")
    box.put("confirm", "U99", kind="reply_recorded", now=NOW + SECOND)
    assert box.taken(NOW + SECOND, first=("reply_recorded",)).key == "confirm"
    assert box.taken(NOW + SECOND, first=("reply_recorded",)).key == "prompt 0"


def test_a_conversation_that_had_enough_is_passed_over(box: Box) -> None:
    """The next conversation gets its message; what waits in the first is known; a namesake elsewhere goes."""
    box.put("a", "C1")
    box.put("b", "C2")
    box.put("c", "C1", workspace="T2")
    closed = [("T1", "C1")]
    assert box.taken(not_to=closed).key == "b"
    assert box.taken(not_to=closed).key == "c"
    assert box.take(not_to=closed) is None
    assert box.do(outbox.waits_for, closed, now=NOW)
    assert not box.do(outbox.waits_for, [("T1", "C2")], now=NOW)
    assert not box.do(outbox.waits_for, [], now=NOW)


def test_what_was_refused_for_now_is_not_overtaken(box: Box) -> None:
    """The second message to U1 waits for the first one's next attempt."""
    box.put("first")
    box.put("second")
    delivery = box.taken()
    box.do(outbox.again, delivery, owner="me", not_before=NOW + 60 * SECOND, error="")
    assert box.take() is None
    assert box.taken(NOW + 60 * SECOND).key == "first"


def test_what_expired_overtakes_nothing_and_is_not_sent(box: Box) -> None:
    """A stale first message neither goes out nor holds up the second."""
    box.put("stale", expires=NOW)
    box.put("fresh")
    assert box.taken(NOW + SECOND).key == "fresh"
    assert box.take(NOW + SECOND) is None
    assert box.counts() == {"sending": 1, "expired": 1}


def test_holding_a_conversation_holds_nothing_else(box: Box) -> None:
    """Slack asked for a minute in C1: C2 goes on, and C1 keeps its order afterwards."""
    for key, conversation in (("a", "C1"), ("b", "C1"), ("c", "C2")):
        box.put(key, conversation)
    box.do(outbox.hold, "T1", until=NOW + 60 * SECOND, conversation="C1")
    assert box.taken().key == "c"
    assert box.take() is None
    assert box.do(outbox.next_due, now=NOW) == NOW + 60 * SECOND
    assert box.taken(NOW + 60 * SECOND).key == "a"


@pytest.mark.parametrize(("edits", "left"), [(True, "new"), (False, "edit")])
def test_posts_and_edits_are_held_apart(box: Box, edits: bool, left: str) -> None:
    """They are two methods with two limits."""
    box.put("prompt", "U1")
    box.sent(box.taken())
    box.put("edit", "U1", edits="prompt")
    box.put("new", "U2")
    box.do(outbox.hold, "T1", until=NOW + 60 * SECOND, edits=edits)
    assert box.taken().key == left
    assert box.take() is None


def test_only_the_worker_and_the_attempt_that_hold_it_settle_it(box: Box) -> None:
    """Another worker's word, and the word of an older attempt, change nothing."""
    box.put("a")
    first = box.taken()
    later = NOW + 60 * SECOND
    for settle in (outbox.dead, outbox.doubtful):
        assert not box.do(settle, first, owner="somebody else", error="x")
    assert box.do(outbox.again, first, owner="me", not_before=NOW, error="")
    second = box.taken()
    assert second.attempt == 2
    assert not box.do(outbox.dead, first, owner="me", error="x")
    assert not box.do(outbox.again, first, owner="me", not_before=later, error="")
    assert not box.sent(first)
    assert box.sent(second)


def test_an_answer_that_came_after_the_lease_still_counts_when_it_is_yes(box: Box) -> None:
    """What Slack surely has is sent, also when others began to doubt it, or looked and did not see it yet."""
    for key, look in (("a", False), ("b", True)):
        box.put(key)
        delivery = box.taken()
        box.do(outbox.lapse, now=NOW + LEASE + SECOND)
        if look:
            assert box.do(outbox.absent, delivery, not_before=NOW)
        assert box.sent(delivery)
    assert box.counts() == {"sent": 2}


def test_absent_is_said_of_one_attempt_only(box: Box) -> None:
    """A looker that slept through the next attempt cannot open that one again."""
    box.put("a")
    first = box.taken()
    box.do(outbox.doubtful, first, owner="me", error="")
    assert box.do(outbox.absent, first, not_before=NOW)
    second = box.taken()
    box.do(outbox.doubtful, second, owner="me", error="")
    assert not box.do(outbox.absent, first, not_before=NOW)
    assert not box.do(outbox.unknowable, first, error="")
    assert box.do(outbox.found, first, channel="D1", ts="1.0", now=NOW)
    assert box.counts() == {"sent": 1}


def test_what_is_frozen_is_posted_by_later_attempts_too(box: Box) -> None:
    """The words of the first attempt stay, and a worker that lost the delivery cannot change them."""
    box.put("a")
    first = box.taken()
    assert box.do(outbox.freeze, first, "words", owner="me")
    box.do(outbox.again, first, owner="me", not_before=NOW, error="")
    second = box.taken()
    assert second.rendered == "words"
    assert not box.do(outbox.freeze, first, "other words", owner="me")


def test_somebody_can_send_again_what_had_ended(box: Box) -> None:
    """A dead or unknown delivery is listed with its error and can be repaired, a sent one cannot."""
    box.put("a")
    box.do(outbox.dead, box.taken(), owner="me", error="Slack said is_archived")
    box.put("b", workspace="T2")
    assert [(one.key, one.error) for one in box.do(aftercare.unfinished, "T1")] == [("a", "Slack said is_archived")]
    assert not box.do(aftercare.repair, "T2", "a", now=NOW)
    assert box.do(aftercare.repair, "T1", "a", now=NOW)
    assert box.do(aftercare.unfinished, "T1") == []
    delivery = box.taken()
    assert delivery.key == "a"
    assert box.sent(delivery)
    assert not box.do(aftercare.repair, "T1", "a", now=NOW)


def test_the_second_look_is_due_once_per_channel(box: Box) -> None:
    """Fresh posts of one channel come together; edits and thread posts do not come; nothing comes twice."""
    for key, more in (("a", {}), ("b", {}), ("edit", {"edits": "a"}), ("thread", {"thread_of": "a"})):
        box.put(key, "C1", **more)
        assert box.sent(box.taken())
    since = NOW - timedelta(days=1)
    assert box.do(aftercare.to_audit, since=since, before=NOW - SECOND) == []
    fresh = box.do(aftercare.to_audit, since=since, before=NOW)
    assert [one.key for one in fresh] == ["a", "b"]
    box.do(aftercare.audited, fresh, now=NOW)
    assert box.do(aftercare.to_audit, since=since, before=NOW) == []


def test_two_thousand_messages_are_queued_in_one_go(box: Box) -> None:
    """All of them at once; queued again it changes nothing."""
    rows = [
        {
            "workspace": "T1",
            "key": f"k{number}",
            "kind": "k",
            "payload": "{}" * 200,
            "conversation": f"U{number}",
            "created": NOW,
            "not_before": NOW,
        }
        for number in range(2000)
    ]
    assert box.do(outbox.add_many, rows) == 2000
    assert box.do(outbox.add_many, rows) == 0
    assert box.counts() == {"pending": 2000}


@pytest.mark.postgres
@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_a_rush_is_not_read_whole_for_each_message(box: Box) -> None:
    """With statistics from before the rush, a claim still reads the few rows it needs and not hundreds."""
    rush = 400
    for number in range(3):
        box.put(f"before{number}", f"U{number}")
        box.sent(box.taken())
    with box.database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("ANALYZE outbox"))
    common = {"workspace": "T1", "kind": "k", "payload": "long " * 200, "created": NOW, "not_before": NOW}
    box.do(outbox.add_many, [{**common, "key": f"k{n}", "conversation": f"U{n}"} for n in range(rush)])
    in_flight = [box.taken() for _ in range(10)]
    with box.database.step() as tx:
        before = _rows_read(tx)
        assert outbox.claim(tx, owner="me", now=NOW, lease_until=NOW + LEASE, first=("other",)) is not None
        # The look for kinds that go first reads once what is pending; the other stops at the first it finds.
        assert _rows_read(tx) - before < rush + 100
    assert len({one.key for one in in_flight}) == 10


def _rows_read(tx: Tx) -> int:
    reads = "SELECT seq_tup_read + idx_tup_fetch FROM pg_stat_xact_user_tables WHERE relname = 'outbox'"
    return int(tx.connection().execute(text(reads)).scalar_one())
