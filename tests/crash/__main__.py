"""`make crash`: the whole campaign, over both engines and with one and three bots, and what it counted."""

import argparse
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from tests import postgres
from tests.crash.campaign import Figures, campaign

# Lives per campaign; each of its bots is killed once a life. Together more than a thousand kills.
LIVES = {("SQLite", 1): 150, ("SQLite", 3): 120, ("PostgreSQL", 1): 150, ("PostgreSQL", 3): 120}


def main() -> int:
    """Run them one after the other; the exit code says whether anything was lost or doubled."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--share", type=float, default=1.0, help="how much of the whole to run, such as 0.1")
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    broken = kills = 0
    for engine, replicas, lives in _campaigns(given.share):
        with tempfile.TemporaryDirectory(prefix="barometer-crash-") as folder:
            figures = _one(Path(folder), engine, seed=given.seed, lives=lives, replicas=replicas)
        kills += figures.kills
        broken += figures.broken
        print(f"{engine}, {replicas} at once: {figures}", flush=True)
    print(f"{kills} kills in all: {broken} lost or doubled")
    return int(broken > 0)


def _campaigns(share: float) -> Iterator[tuple[str, int, int]]:
    for (engine, replicas), lives in LIVES.items():
        if engine == "PostgreSQL" and postgres.programs() is None:
            print(f"{engine}, {replicas} at once: skipped. {postgres.MISSING}")
        else:
            yield engine, replicas, max(1, round(lives * share))


def _one(folder: Path, engine: str, *, seed: int, lives: int, replicas: int) -> Figures:
    if engine == "SQLite":
        return campaign(folder, f"sqlite:///{folder / 'crash.db'}", seed=seed, lives=lives, replicas=replicas)
    with postgres.serving() as server:
        url = server.database()
        return campaign(folder, url, seed=seed, lives=lives, replicas=replicas, restart=server.restart)


if __name__ == "__main__":
    sys.exit(main())
