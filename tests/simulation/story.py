"""One simulated morning: some messages, two workers, a bad day; and what must be true of it afterwards."""

import random
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any, cast

from slack_sdk import WebClient
from sqlalchemy import text

from bot.domain.clock import Clock
from bot.domain.messages import AnyMessage, Welcome
from handlers.delivery import Courier, Timing
from handlers.lookups import opaque
from handlers.rendering import Rendered
from storage import outbox, people
from storage.database import Database
from tests.simulation.world import BEGAN, JournalSlack, Odds, SteppedDatabase, World

PEOPLE, EACH, WORKERS = 3, 3, 2
BAD_SECONDS, MOST_SECONDS = 250.0, 20_000.0
TIMING = Timing(workers=1, audit_after=timedelta(seconds=120))


@dataclass(frozen=True)
class Variant:
    """How the workers of a story differ from the real ones."""

    timing: Timing = TIMING
    clock: Callable[[World], Clock] = lambda world: world
    slack: Callable[[World], JournalSlack] = JournalSlack
    odds: Odds = field(default_factory=Odds)


@dataclass(frozen=True)
class Outcome:
    """What people saw, and what it took."""

    lost: int
    doubled: int
    seen_twice: int
    out_of_order: int
    impatient: int
    crashes: int
    freezes: int
    unfinished: int

    @property
    def broken(self) -> bool:
        """Whether a promise was broken."""
        return bool(self.lost or self.seen_twice or self.out_of_order or self.impatient or self.unfinished)


def simulated(database: Database) -> Database:
    """A database that is quick because nothing here survives a power cut, with a workspace."""
    with database.engine.connect() as connection:
        connection.exec_driver_sql("COMMIT")
        connection.exec_driver_sql("PRAGMA synchronous=OFF")
        connection.exec_driver_sql("BEGIN")
    with database.transaction() as tx:
        people.save_workspace(tx, "T1", name="Simulated", bot_user="UBOT")
    return database


def plain(message: AnyMessage, _picture: str | None) -> Rendered:
    """The message as its words; what it looks like is not the question here."""
    assert isinstance(message, Welcome)
    return Rendered(message.team, [])


def tell(database: Database, seed: int, variant: Variant | None = None) -> Outcome:
    """Run one story to its end."""
    variant = variant or Variant()
    world = World(seed, replace(variant.odds))
    slack = variant.slack(world)
    keys: list[tuple[str, str]] = []
    with database.transaction() as tx:
        tx.connection().execute(text("DELETE FROM outbox"))
        order = random.Random(seed)
        for number in range(EACH):
            for person in order.sample(range(PEOPLE), PEOPLE):
                message = Welcome(team=f"{person}-{number}", by="x", at=None, zone="UTC")
                keys.append((f"U{person}", f"k{person}-{number}"))
                outbox.add(
                    tx,
                    "T1",
                    key=keys[-1][1],
                    kind=message.kind,
                    payload=message.model_dump_json(),
                    conversation=keys[-1][0],
                    now=BEGAN + timedelta(seconds=number * 40),
                )
    stepped = cast(Any, SteppedDatabase(database, world))

    def work() -> None:
        clock = variant.clock(world)
        client = cast(WebClient, slack)
        courier = Courier(stepped, client, plain, clock, variant.timing, pause=world.sleep)
        while True:
            courier.deliver_due()
            world.sleep(world.random.uniform(2, 30))

    def all_settled() -> bool:
        if world.time > BAD_SECONDS:
            world.calm = True
        if not world.calm or int(world.time * 1000) % 50:
            return False
        with database.snapshot() as tx:
            rows = tx.connection().execute(text("SELECT COUNT(*) FROM outbox WHERE state <> 'sent' OR audited IS NULL"))
            return rows.scalar() == 0

    world.run([work] * WORKERS, all_settled, MOST_SECONDS)
    slack.arrive()
    return _outcome(database, world, slack, keys)


def _outcome(database: Database, world: World, slack: JournalSlack, keys: list[tuple[str, str]]) -> Outcome:
    with database.snapshot() as tx:
        rows = tx.connection().execute(text("SELECT key, state FROM outbox")).all()
        audited = tx.connection().execute(text("SELECT COUNT(*) FROM outbox WHERE audited IS NULL")).scalar()
    made, seen = Counter(one.key for one in slack.posted), Counter(one.key for one in slack.posted if not one.deleted)
    public = {key: opaque(cast(Any, _Key("T1", key))) for _, key in keys}
    disordered = 0
    for person in {person for person, _ in keys}:
        first = {one.key: place for place, one in reversed(list(enumerate(slack.posted))) if one.channel == person}
        places = [first[public[key]] for who, key in keys if who == person and public[key] in first]
        disordered += places != sorted(places)
    return Outcome(
        lost=sum(seen[one] == 0 for one in public.values()),
        doubled=sum(made[one] > 1 for one in public.values()),
        seen_twice=sum(seen[one] > 1 for one in public.values()),
        out_of_order=disordered,
        impatient=slack.impatient,
        crashes=world.crashes,
        freezes=world.freezes,
        unfinished=sum(state != "sent" for _, state in rows) + int(audited or 0),
    )


@dataclass(frozen=True)
class _Key:
    workspace: str
    key: str
