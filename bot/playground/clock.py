"""The workspace's clock: runs with real time, and can be moved, step by step, while followers keep up.

A follower is a program that keeps up with this clock over HTTP. Coming back with the number of the step it has seen
means that everything due then is done; it may say when its next thing is due, so that the clock can go straight there.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

STEP_WITHOUT_HINTS = timedelta(seconds=60)
# A follower that has not been back for this long is taken for dead; nothing waits for it.
PATIENCE_SECONDS = 30.0


@dataclass
class _Follower:
    seen: int
    last_heard: float
    coming: datetime | None = None
    hinted: bool = False
    waiting: int = 0


class WorkspaceClock:
    """Tells the workspace's time and moves it, one step after the other."""

    def __init__(self, at: datetime | None = None) -> None:
        self._offset = (at - datetime.now(UTC)) if at else timedelta(0)
        self._sequence = 0
        self._followers: dict[str, _Follower] = {}
        self._changed = asyncio.Condition()
        self._moving = asyncio.Lock()

    def now(self) -> datetime:
        """The instant it is in the workspace, in UTC."""
        return datetime.now(UTC) + self._offset

    @property
    def offset(self) -> timedelta:
        """How far the workspace's time is from real time."""
        return self._offset

    @property
    def sequence(self) -> int:
        """The number of the newest step."""
        return self._sequence

    def next_due(self) -> datetime | None:
        """The next instant at which a follower says that something is due."""
        now = self.now()
        return min((one.coming for one in self._alive() if one.coming and one.coming > now), default=None)

    async def follow(self, name: str, *, seen: int, coming: datetime | None, wait: float) -> int:
        """Note what a follower has done, and answer with the next step's number as soon as there is one."""
        follower = self._followers.setdefault(name, _Follower(seen, time.monotonic()))
        follower.seen, follower.coming = seen, coming
        follower.hinted = True
        follower.last_heard = time.monotonic()
        async with self._changed:
            self._changed.notify_all()
            follower.waiting += 1
            try:
                news = self._changed.wait_for(lambda: self._sequence > seen or name not in self._followers)
                await asyncio.wait_for(news, max(wait, 0.001))
            except TimeoutError:
                pass
            finally:
                follower.waiting -= 1
                follower.last_heard = time.monotonic()
        return self._sequence

    async def leave(self, name: str) -> int:
        """Wait for a follower no longer, and let it go; the number of the newest step."""
        async with self._changed:
            self._followers.pop(name, None)
            self._changed.notify_all()
        return self._sequence

    async def move(
        self, target: datetime, *, step: timedelta | None, after_step: Callable[[], Awaitable[None]]
    ) -> datetime:
        """Go to an instant; everything due on the way happens, in order, before this returns."""
        async with self._moving:
            if target <= self.now():
                await self._set(target)
                await after_step()
                return self.now()
            while self.now() < target:
                await self._set(self._next_stop(target, step))
                await after_step()
                await self._caught_up()
            return self.now()

    def _next_stop(self, target: datetime, step: timedelta | None) -> datetime:
        now = self.now()
        alive = self._alive()
        stops = [target]
        if step is not None:
            stops.append(now + step)
        elif alive and not all(one.hinted for one in alive):
            stops.append(now + STEP_WITHOUT_HINTS)
        stops += [one.coming for one in alive if one.coming is not None and one.coming > now]
        return min(stops)

    async def _set(self, instant: datetime) -> None:
        async with self._changed:
            self._offset = instant - datetime.now(UTC)
            self._sequence += 1
            self._changed.notify_all()
        await self._caught_up()

    async def _caught_up(self) -> None:
        """Wait until every living follower has done what was due at this step."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        async with self._changed:
            while any(one.seen < self._sequence for one in self._alive()):
                left = deadline - time.monotonic()
                if left <= 0:
                    return
                try:
                    await asyncio.wait_for(self._changed.wait(), min(left, 0.5))
                except TimeoutError:
                    continue

    def _alive(self) -> list[_Follower]:
        earliest = time.monotonic() - PATIENCE_SECONDS
        self._followers = {
            name: one for name, one in self._followers.items() if one.waiting or one.last_heard >= earliest
        }
        return list(self._followers.values())
