"""The real courier against a playground that has a bad day: what people see once, and what becomes of the rest."""

import json
import time
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from slack_sdk import WebClient
from sqlalchemy import text

from bot.domain.messages import MESSAGES, Undelivered, Welcome
from bot.domain.people import Membership, Person, Role
from bot.playground import Playground
from handlers.delivery import Courier, Timing
from handlers.rendering import render
from storage import aftercare, outbox, people
from storage.database import Database
from tests.play import Workplace

QUICK = Timing(
    settle_seconds=0, look_again_seconds=0, audit_after=timedelta(minutes=10), audit_every_seconds=0, workers=1
)


class Watch:
    """The playground's time, asked for each time."""

    def __init__(self, place: Workplace) -> None:
        self.now = place.now
        self.monotonic = time.monotonic


class Post:
    """A courier, its outbox, and the workspace it delivers to."""

    def __init__(self, playground: Playground, database: Database, timing: Timing = QUICK, **more: Any) -> None:
        self.place = Workplace(playground.url)
        self.database = database
        token = playground.credentials.bot
        self.client = WebClient(token=token, base_url=playground.base_url, timeout=5, retry_handlers=[])
        self.clock = Watch(self.place)
        self.courier = Courier(database, self.client, render, self.clock, timing, **more)
        self.jonas = self.place.person("jonas")

    def put(self, key: str, to: str | None = None, **more: Any) -> None:
        """Queue a welcome that says its key as the team's name."""
        message = Welcome(team=key, by="Maria", at=None, zone="Europe/Berlin")
        with self.database.transaction() as tx:
            outbox.add(
                tx,
                "T1",
                key=key,
                kind=message.kind,
                payload=message.model_dump_json(),
                conversation=to or self.jonas.id,
                now=self.clock.now(),
                **more,
            )

    def fault(self, kind: str, **more: Any) -> None:
        """Order a fault."""
        self.place.post("/faults", kind=kind, **more)

    def deliver(self, *, later: timedelta | None = None) -> None:
        """Deliver what is due, at once or when the waits are over."""
        if later:
            self.place.move_clock(seconds=later.total_seconds())
        for _ in range(4):
            self.courier.deliver_due()

    def states(self) -> dict[str, int]:
        """How many are in each state."""
        with self.database.snapshot() as tx:
            return outbox.counts(tx)

    def seen(self) -> list[str]:
        """What Jonas sees in his DM."""
        return [json.dumps(one["blocks"]) for one in self.jonas.messages()]

    def calls(self, method: str) -> int:
        """How often a method was called."""
        return sum(one["method"] == method for one in self.place.journal("call"))


@pytest.fixture
def post(playground: Playground, database: Database) -> Iterator[Post]:
    """A courier with an empty outbox."""
    post = Post(playground, database)
    (bot,) = (user["id"] for user in post.place.get("/workspace")["users"] if user["is_bot"])
    with database.transaction() as tx:
        people.save_workspace(tx, "T1", name="Example", bot_user=bot)
    return post


@pytest.mark.parametrize("fault", [{"kind": "drop_response"}, {"kind": "error_500", "accepted": True}])
def test_a_message_whose_answer_was_lost_is_found_and_not_sent_again(post: Post, fault: dict[str, Any]) -> None:
    """Slack took it and could not say so: it stands there once, and is recorded as sent."""
    post.put("one")
    post.fault(**fault, method="chat.postMessage")
    post.deliver()
    post.deliver()
    assert len(post.seen()) == 1
    assert post.calls("chat.postMessage") == 1
    assert post.states() == {"sent": 1}


def test_what_somebody_else_wrote_with_our_key_is_not_ours(post: Post) -> None:
    """Another app's message that bears the key keeps nothing from being sent."""
    with post.database.transaction() as tx:
        people.save_workspace(tx, "T1", name="Example", bot_user="USOMEBODYELSE")
    post.put("one")
    post.fault("drop_response", method="chat.postMessage")
    post.deliver()
    assert len(post.seen()) == 2


def test_a_message_that_never_arrived_is_sent_after_a_look(post: Post) -> None:
    """An error before Slack took it: looked for, not there, sent once."""
    post.put("one")
    post.fault("error_500", method="chat.postMessage")
    post.deliver()
    post.deliver(later=timedelta(minutes=1))
    assert len(post.seen()) == 1
    assert post.calls("conversations.history") >= 1
    assert post.states() == {"sent": 1}


def test_nothing_more_goes_to_a_conversation_before_its_retry_after(post: Post) -> None:
    """After a 429 two messages wait in their order, and both come when the time is over."""
    post.put("first")
    post.put("second")
    post.fault("rate_limit", method="chat.postMessage", retry_after=30)
    post.deliver()
    assert post.calls("chat.postMessage") == 1
    post.deliver(later=timedelta(seconds=10))
    assert post.calls("chat.postMessage") == 1
    post.deliver(later=timedelta(seconds=25))
    assert ["first" in one for one in post.seen()] == [True, False]


def test_a_revoked_token_pauses_delivery_and_kills_nothing(post: Post) -> None:
    """While the token is wrong one call is made and no message dies; with the right one all of them come."""
    for number in range(5):
        post.put(f"m{number}", to=post.place.person(("jonas", "mina", "diego", "lena", "priya")[number]).id)
    right = post.client.token
    post.client.token = "xoxb-revoked"
    post.deliver()
    assert post.calls("chat.postMessage") == 1
    assert post.states() == {"pending": 5}
    post.client.token = right
    post.deliver(later=timedelta(minutes=5))
    assert post.states() == {"sent": 5}


def test_a_message_slack_will_never_take_ends_and_holds_up_nobody(post: Post) -> None:
    """Its conversation does not exist: dead with Slack's word; the next one is there."""
    post.put("poison", to="C0NOSUCH")
    post.put("good")
    post.deliver()
    assert post.states() == {"dead": 1, "sent": 1}
    with post.database.snapshot() as tx:
        (dead,) = aftercare.unfinished(tx, "T1")
    assert dead.error == "Slack said channel_not_found"


def test_an_error_nobody_knows_ends_after_bounded_tries(post: Post, monkeypatch: pytest.MonkeyPatch) -> None:
    """A named error of next year is doubt; looked for each time and tried eight times, then dead, told once."""
    real = post.client.chat_postMessage

    def refused(**more: Any) -> Any:
        return real(**{**more, "channel": "C0NOSUCH"}) if more["channel"] == post.jonas.id else real(**more)

    monkeypatch.setattr("bot.domain.retry.PERMANENT", frozenset())
    monkeypatch.setattr(post.client, "chat_postMessage", refused)
    manager = post.place.person("mina").id
    with post.database.transaction() as tx:
        team = people.save_team(tx, "T1", name="Payments", channel=None)
        for id, role in ((manager, Role.MANAGER), (post.jonas.id, Role.MEMBER)):
            people.save_people(tx, "T1", [Person(id=id, name=id, zone="Europe/Berlin")])
            people.save_member(tx, "T1", Membership(team.id, id, role, "", date(2026, 1, 1)))
    post.put("unlucky")
    for _ in range(12):
        post.deliver(later=timedelta(minutes=6))
    assert post.states() == {"dead": 1, "sent": 1}
    with post.database.snapshot() as tx:
        assert [one.attempt for one in aftercare.unfinished(tx, "T1")] == [8]
    (word,) = post.place.person("mina").messages()
    assert "could not be delivered" in word["text"]


def test_an_edit_whose_answer_was_lost_is_made_again(post: Post) -> None:
    """It changes nothing to say the same twice: one message, edited, and both deliveries sent."""
    post.put("prompt")
    post.put("edit", edits="prompt")
    post.fault("drop_response", method="chat.update")
    post.deliver()
    post.deliver(later=timedelta(minutes=1))
    (shown,) = post.seen()
    assert "edit" in shown
    assert post.states() == {"sent": 2}


def test_a_second_copy_is_taken_away(post: Post) -> None:
    """Two copies of one key, however they came: the later one goes, the recorded one stays."""
    post.put("one")
    post.deliver()
    first = post.jonas.messages()[0]
    (call,) = (one for one in post.place.journal("call") if one["method"] == "chat.postMessage")
    arguments = {name: call["arguments"][name] for name in ("channel", "text", "blocks", "metadata")}
    post.client.chat_postMessage(**arguments)
    post.deliver(later=timedelta(minutes=11))
    assert [one["ts"] for one in post.jonas.messages()] == [first["ts"]]


def test_what_a_restored_backup_forgot_is_found_and_not_sent_again(
    post: Post, playground: Playground, database: Database
) -> None:
    """Pending again after a restore, it is looked for first; what was never sent is sent."""
    post.put("told")
    post.deliver()
    with database.transaction() as tx:
        tx.connection().execute(text("UPDATE outbox SET state = 'pending', sent = NULL, channel = NULL, ts = NULL"))
    post.put("new")
    until = post.clock.now() + timedelta(days=1)
    restored = Post(playground, database, look_first_until=until)
    restored.deliver()
    assert post.calls("chat.postMessage") == 2
    assert len(post.seen()) == 2
    assert post.states() == {"sent": 2}


def test_what_is_said_about_an_undelivered_message_helps() -> None:
    """It names the kind, the place, the reason, and what to do."""
    word = Undelivered(what="risk_digest", to="C1", reason="Slack said not_in_channel")
    shown = json.dumps(render(MESSAGES.validate_python(word.model_dump())).blocks)
    assert "The weekly digest did not reach <#C1>" in shown
    assert "Invite me" in shown
