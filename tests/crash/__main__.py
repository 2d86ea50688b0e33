"""`make crash`: the whole campaign, over both engines and with one and three bots, and what it counted."""

import argparse
import multiprocessing
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed

from tests import postgres
from tests.crash.campaign import campaign_on

AT_ONCE = 2
# Lives per campaign; each of its bots is killed once a life. Together more than a thousand kills.
LIVES = {("SQLite", 1): 150, ("SQLite", 3): 120, ("PostgreSQL", 1): 150, ("PostgreSQL", 3): 120}


def main() -> int:
    """Run them side by side; the exit code says whether anything was lost or doubled."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--share", type=float, default=1.0, help="how much of the whole to run, such as 0.1")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--engine", choices=sorted({engine for engine, _ in LIVES}), help="only this one")
    given = parser.parse_args()
    broken = kills = 0
    began = time.monotonic()
    # Each in a process of its own, two at the same time: they mostly wait. Forking bots wants no other threads.
    processes = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(AT_ONCE, mp_context=processes, max_tasks_per_child=1) as pool:
        running = {
            pool.submit(campaign_on, engine, given.seed, lives, replicas): (engine, replicas)
            for engine, replicas, lives in _campaigns(given.share)
            if given.engine in (None, engine)
        }
        for done in as_completed(running):
            engine, replicas = running[done]
            figures = done.result()
            kills += figures.kills
            broken += figures.broken
            print(f"{engine}, {replicas} at once: {figures}", flush=True)
    print(f"{kills} kills in all: {broken} lost or doubled ({time.monotonic() - began:.0f} s)")
    return int(broken > 0)


def _campaigns(share: float) -> Iterator[tuple[str, int, int]]:
    for (engine, replicas), lives in LIVES.items():
        if engine == "PostgreSQL" and postgres.programs() is None:
            print(f"{engine}, {replicas} at once: skipped. {postgres.MISSING}")
        else:
            yield engine, replicas, max(1, round(lives * share))


if __name__ == "__main__":
    sys.exit(main())
