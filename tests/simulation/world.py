"""A world in which one thing happens at a time and the seed says which: clocks, workers that die and freeze, a Slack.

The Slack here is nothing but a journal of what was posted when. The workers are the real ones.
"""

import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from greenlet import getcurrent, greenlet
from slack_sdk.errors import SlackApiError

from storage.database import Database, Tx

BEGAN = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
REQUEST_SECONDS = 10.0
LATEST_ARRIVAL = 15.0
HISTORY_LAG = 4.0


class Crash(BaseException):
    """The process is gone."""


@dataclass
class Odds:
    """How often things go wrong, each a probability per chance it has."""

    crash: float = 0.02
    freeze: float = 0.03
    longest_freeze: float = 100.0
    step_of_the_clock: float = 0.004
    lost_answer: float = 0.05
    never_arrived: float = 0.04
    late: float = 0.05
    error_before: float = 0.03
    error_after: float = 0.03
    fatal_after: float = 0.02
    limited: float = 0.05
    twice_on_the_way: float = 0.0


@dataclass
class Posted:
    """A message in a conversation."""

    ts: str
    channel: str
    key: str
    at: float
    text: str
    deleted: bool = False


@dataclass
class World:
    """Time, chance, and who is to move next."""

    seed: int
    odds: Odds = field(default_factory=Odds)

    def __post_init__(self) -> None:
        self.random = random.Random(self.seed)
        self.time = 0.0
        self.wall_offset = 0.0
        self.calm = False
        self.crashes = 0
        self.freezes = 0
        self._waiting: dict[greenlet, float] = {}
        self._steps: list[tuple[float, float]] = []

    def now(self) -> datetime:
        """The wall clock, which somebody sets now and then."""
        return BEGAN + timedelta(seconds=self.time + self.wall_offset)

    def monotonic(self) -> float:
        """The clock nobody can set."""
        return self.time

    def was_set_beyond(self, offset: float, *, since: float) -> bool:
        """Whether the wall clock was ahead of where it was at some moment since then."""
        return any(at >= since and later > offset for at, later in self._steps)

    def happens(self, odds: float) -> bool:
        """Whether something with these odds happens now."""
        return not self.calm and self.random.random() < odds

    def sleep(self, seconds: float) -> None:
        """Let others move until the time is over; dying and freezing happen here."""
        me = getcurrent()
        if self.happens(self.odds.freeze):
            self.freezes += 1
            seconds += self.random.uniform(1, self.odds.longest_freeze)
        if self.happens(self.odds.step_of_the_clock):
            self.wall_offset += self.random.choice((-1, 1)) * self.random.uniform(1, 200)
            self._steps.append((self.time, self.wall_offset))
        self._waiting[me] = self.time + seconds
        if me.parent is not None:
            me.parent.switch()
        if self.happens(self.odds.crash):
            self.crashes += 1
            raise Crash

    def run(self, works: list[Callable[[], None]], until: Callable[[], bool], most_seconds: float) -> None:
        """Let the works take turns, each beginning anew when it dies, until it is enough."""
        hub = getcurrent()
        lives: dict[greenlet, Callable[[], None]] = {}

        def live(work: Callable[[], None]) -> Callable[[], None]:
            def life() -> None:
                try:
                    work()
                except Crash:
                    return

            return life

        def begin(work: Callable[[], None]) -> None:
            born = greenlet(live(work), hub)
            lives[born] = work
            self._waiting[born] = self.time + self.random.uniform(0, 5)

        for work in works:
            begin(work)
        while not until() and self.time < most_seconds:
            ready = [one for one, at in self._waiting.items() if at <= self.time]
            if not ready:
                self.time = min(self._waiting.values())
                continue
            chosen = self.random.choice(ready)
            del self._waiting[chosen]
            self.time += 0.001
            chosen.switch()
            if chosen.dead:
                begin(lives.pop(chosen))
        self.calm = True
        self._waiting.clear()


class SteppedDatabase:
    """The real database; before and after each transaction others may move, and the process may die."""

    def __init__(self, database: Database, world: World) -> None:
        self._database = database
        self._world = world

    @contextmanager
    def step(self) -> Iterator[Tx]:
        """A transaction."""
        self._world.sleep(self._world.random.uniform(0, 0.02))
        with self._database.transaction() as tx:
            yield tx
        self._world.sleep(self._world.random.uniform(0, 0.02))

    transaction = step

    @contextmanager
    def snapshot(self) -> Iterator[Tx]:
        """A look."""
        with self._database.snapshot() as tx:
            yield tx


class Response(dict[str, Any]):
    """What the SDK hands out."""

    def __init__(self, body: dict[str, Any], status: int, headers: dict[str, str]) -> None:
        super().__init__(body)
        self.status_code = status
        self.headers = headers


class JournalSlack:
    """Takes posts and shows history; loses answers, is late, and asks for patience."""

    base_url = "http://simulated/"

    def __init__(self, world: World) -> None:
        self._world = world
        self.posted: list[Posted] = []
        self.refused: dict[str, tuple[float, float, float]] = {}
        self.impatient = 0
        self._late: list[tuple[float, Posted]] = []
        self._number = 0

    def chat_postMessage(self, *, channel: str, metadata: dict[str, Any], text: str, **_: Any) -> Response:
        """Post, on whatever kind of day it is."""
        world, odds = self._world, self._world.odds
        self.arrive()
        since, until, offset = self.refused.get(channel, (-1.0, -1.0, 0.0))
        # The wait is kept on the wall clock, for all processes; set forward meanwhile, it may end early.
        if world.time < until and not world.was_set_beyond(offset, since=since):
            self.impatient += 1
        if world.happens(odds.limited):
            wait = world.random.randint(1, 40)
            self.refused[channel] = world.time, world.time + wait, world.wall_offset
            raise self._error("ratelimited", 429, {"Retry-After": str(wait)})
        if world.happens(odds.error_before):
            world.sleep(0.1)
            raise self._error("internal_error", 500)
        if world.happens(odds.never_arrived):
            world.sleep(REQUEST_SECONDS)
            raise TimeoutError("timed out")
        key = metadata["event_payload"]["key"]
        if world.happens(odds.late):
            at = world.time + REQUEST_SECONDS + world.random.uniform(0, LATEST_ARRIVAL)
            self._late.append((at, Posted("", channel, key, at, text)))
            world.sleep(REQUEST_SECONDS)
            raise TimeoutError("timed out")
        message = self._accept(channel, key, text)
        if world.happens(odds.twice_on_the_way):
            self._accept(channel, key, text)
        world.sleep(world.random.uniform(0.05, 1))
        if world.happens(odds.lost_answer):
            raise ConnectionResetError("cut")
        if world.happens(odds.error_after):
            raise self._error("internal_error", 500)
        if world.happens(odds.fatal_after):
            raise self._error("fatal_error", 200)
        return Response({"ok": True, "channel": channel, "ts": message.ts}, 200, {})

    def conversations_open(self, *, users: str) -> Response:
        """The DM with somebody; it has their id here."""
        return Response({"ok": True, "channel": {"id": users}}, 200, {})

    def conversations_history(self, *, channel: str, oldest: str, cursor: str, limit: int, **_: Any) -> Response:
        """What is there and shown by now, newest first."""
        world = self._world
        world.sleep(world.random.uniform(0.05, 0.5))
        if world.happens(0.05):
            raise self._error("internal_error", 500)
        self.arrive()
        shown = [
            {
                "ts": one.ts,
                "user": "UBOT",
                "metadata": {"event_type": "barometer_delivery", "event_payload": {"key": one.key}},
            }
            for one in reversed(self.posted)
            if one.channel == channel
            and not one.deleted
            and one.at <= world.time - (0 if world.calm else HISTORY_LAG)
            and float(one.ts) >= float(oldest)
        ]
        first = int(cursor or 0)
        following = str(first + limit) if first + limit < len(shown) else ""
        body = {"ok": True, "messages": shown[first : first + limit], "response_metadata": {"next_cursor": following}}
        return Response(body, 200, {})

    def chat_delete(self, *, channel: str, ts: str) -> Response:
        """Take a message away."""
        self._world.sleep(0.1)
        for one in self.posted:
            if one.channel == channel and one.ts == ts:
                one.deleted = True
        return Response({"ok": True}, 200, {})

    def arrive(self) -> None:
        """What was on its way when its sender gave up arrives."""
        for at, one in [pair for pair in self._late if pair[0] <= self._world.time]:
            self._late.remove((at, one))
            self._accept(one.channel, one.key, one.text, at)

    def _accept(self, channel: str, key: str, text: str, at: float | None = None) -> Posted:
        self._number += 1
        # Slack's own clock is right, whatever ours says.
        at = self._world.time if at is None else at
        ts = f"{(BEGAN + timedelta(seconds=at)).timestamp():.0f}.{self._number:06d}"
        message = Posted(ts, channel, key, at, text)
        self.posted.append(message)
        return message

    def _error(self, code: str, status: int, headers: dict[str, str] | None = None) -> SlackApiError:
        return SlackApiError(code, Response({"ok": False, "error": code}, status, headers or {}))
