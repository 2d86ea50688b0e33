"""The real courier on simulated bad days: nothing lost, nothing seen twice; and a version without a rule is caught.

Every story is told by its seed alone: the same seed is the same story.
"""

from collections.abc import Callable, Iterator
from contextlib import nullcontext
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from unittest.mock import patch

import pytest
from sqlmodel import col, update

from bot.domain.retry import Answer, Verdict, verdict
from handlers import delivery as courier
from handlers import lookups, second_looks
from storage import outbox
from storage.database import Database, Tx
from storage.tables import OutboxRow
from tests.simulation import story
from tests.simulation.story import Outcome, Variant
from tests.simulation.world import JournalSlack, Odds, World

SEEDS = 200
MOST_SEEDS = 150


@pytest.fixture(scope="module")
def simulated(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """A quick database that all stories share, one after the other."""
    database = Database(f"sqlite:///{tmp_path_factory.mktemp('simulation') / 'simulated.db'}")
    database.migrate()
    yield story.simulated(database)
    database.close()


def test_on_two_hundred_bad_days_nothing_is_lost_and_nothing_is_doubled(simulated: Database) -> None:
    """Crashes, freezes, clock steps, late requests, lost answers, 429, 5xx: each message once, in order, in time."""
    outcomes = {seed: story.tell(simulated, seed) for seed in range(SEEDS)}
    assert {seed: one for seed, one in outcomes.items() if one.broken or one.doubled} == {}
    assert sum(one.crashes for one in outcomes.values()) > SEEDS
    assert sum(one.freezes for one in outcomes.values()) > SEEDS


def test_the_same_seed_is_the_same_story(simulated: Database) -> None:
    """So that what one machine finds, another can look at."""
    assert story.tell(simulated, 7) == story.tell(simulated, 7)


def test_two_copies_made_on_the_way_are_one_by_the_end(simulated: Database) -> None:
    """When the network itself delivers twice, the second look takes the later copy away."""
    outcomes = [story.tell(simulated, seed, TWICE) for seed in range(10)]
    assert sum(one.doubled for one in outcomes) > 0
    assert [one for one in outcomes if one.broken] == []


TWICE = Variant(odds=Odds(twice_on_the_way=0.2))


class RetryingSlack(JournalSlack):
    """The SDK with its own retries on."""

    def chat_postMessage(self, **given: Any) -> Any:
        """Once more when the connection was cut."""
        try:
            return super().chat_postMessage(**given)
        except ConnectionResetError:
            return super().chat_postMessage(**given)


class WallClock:
    """A clock whose every word is the wall clock's."""

    def __init__(self, world: World) -> None:
        self.now = world.now
        self._world = world

    def monotonic(self) -> float:
        """Not monotonic at all."""
        return self._world.time + self._world.wall_offset


def _never(_client: object, _delivery: object, *, by: str, since: datetime | None = None) -> None:
    """A look that sees nothing."""


def _as_refusal(answer: Answer) -> Verdict:
    return Verdict.AGAIN if answer.status is not None and answer.status >= 500 else verdict(answer)


def _fatal_as_refusal(answer: Answer) -> Verdict:
    return Verdict.AGAIN if answer.error == "fatal_error" else verdict(answer)


def _cut_as_refusal(answer: Answer) -> Verdict:
    return verdict(answer) if answer.ok or answer.error or answer.status else Verdict.AGAIN


def _unguarded(tx: Tx, delivery: outbox.Delivery, _owner: str, **values: Any) -> bool:
    return bool(tx.exec(update(OutboxRow).where(col(OutboxRow.id) == delivery.id).values(**values)).rowcount)


def _lapse_to_pending(tx: Tx, *, now: datetime) -> int:
    lapsed = update(OutboxRow).where(col(OutboxRow.state) == "sending", col(OutboxRow.lease_until) < now)
    return int(tx.exec(lapsed.values(state="pending")).rowcount)


def _never_resent(tx: Tx, delivery: outbox.Delivery, **_: Any) -> bool:
    return outbox.unknowable(tx, delivery, error="")


def _impatient(_attempt: int, _answer: Answer) -> timedelta:
    return timedelta(0)


def _changing_key() -> Callable[[outbox.Delivery], str]:
    return lambda delivery: lookups.opaque(delivery) if delivery.attempt == 1 else f"attempt {delivery.attempt}"


def _first_only(self: second_looks.SecondLooks) -> None:
    """No second look; everything counts as looked at."""
    with self._database.step() as tx:
        tx.exec(update(OutboxRow).where(col(OutboxRow.state) == "sent").values(audited=self._clock.now()))


WRONG: dict[str, tuple[Variant, Any]] = {
    "it does not wait for a doubt to settle": (Variant(timing=replace(story.TIMING, settle_seconds=0)), None),
    "it waits too short": (Variant(timing=replace(story.TIMING, settle_seconds=6), odds=Odds(late=0.3)), None),
    "it settles on the wall clock": (Variant(clock=WallClock, odds=Odds(step_of_the_clock=0.15, late=0.3)), None),
    "it sends again without a look": (Variant(), patch.object(second_looks, "find", _never)),
    "it never sends again": (Variant(odds=Odds(never_arrived=0.5)), patch.object(outbox, "absent", _never_resent)),
    "a 5xx is a refusal": (Variant(), patch.object(courier, "verdict", _as_refusal)),
    "fatal_error is a refusal": (Variant(), patch.object(courier, "verdict", _fatal_as_refusal)),
    "a cut connection is a refusal": (Variant(), patch.object(courier, "verdict", _cut_as_refusal)),
    "a dead worker's message is simply sent again": (Variant(), patch.object(outbox, "lapse", _lapse_to_pending)),
    "anybody's word about a delivery counts": (
        Variant(odds=Odds(freeze=0.06, longest_freeze=300, error_before=0.2)),
        patch.object(outbox, "_settle", _unguarded),
    ),
    "it looks by its own clock and not far back": (
        Variant(),
        patch.object(lookups, "LOOK_BACK", timedelta(seconds=-1)),
    ),
    "each attempt has a key of its own": (Variant(), patch.object(courier, "opaque", _changing_key())),
    "it does not wait as long as Slack asks": (Variant(), patch.object(courier, "wait_before", _impatient)),
    "the SDK sends again by itself": (Variant(slack=RetryingSlack), None),
    "nobody looks twice": (TWICE, patch.object(second_looks.SecondLooks, "audit", _first_only)),
}


@pytest.mark.parametrize("wrong", WRONG)
def test_a_wrong_version_is_caught(simulated: Database, wrong: str) -> None:
    """Without this rule some day goes wrong: a message lost, made twice, out of order, or sent too early."""
    variant, patched = WRONG[wrong]
    with patched or nullcontext():
        assert any(_is_caught(story.tell(simulated, seed, variant), variant) for seed in range(MOST_SEEDS))


def _is_caught(outcome: Outcome, variant: Variant) -> bool:
    return outcome.broken or (outcome.doubled > 0 and variant.odds.twice_on_the_way == 0)
