"""`make bench`: every figure in one run, with what it is compared against beside it."""

import gc
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import psutil

from bot.domain.plans import Leaf, Node, all_of, any_of
from bot.domain.success import outlook
from bot.usecases import due_checkins
from storage.database import Database
from tests.bench import crowds, deliveries, knowledge, learning, pictures, rush, submissions, workbooks

PEOPLE = 2000
NOW = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
Figure = tuple[str, str, str]


def main() -> None:
    """Print every figure with the bound it is held against."""
    with tempfile.TemporaryDirectory() as folder:
        for measure in MEASURES:
            for name, value, bound in measure(Path(folder)):
                print(f"{name:<62} {value:>22}   {bound}", flush=True)


def _ticks(folder: Path) -> Iterator[Figure]:
    database = Database(f"sqlite:///{folder / 'ticks.db'}")
    database.migrate()
    submissions.crowd(database, PEOPLE)
    gc.freeze()  # as the program does once it stands
    took = []
    for day in range(4):
        began = time.perf_counter()
        assert due_checkins.open_due(database, now=NOW + timedelta(days=day)) == PEOPLE
        took.append(time.perf_counter() - began)
    yield (
        f"a tick that opens {PEOPLE:,} check-ins (SQLite on disk), median of 4",
        f"{np.median(took) * 1000:.0f} ms",
        "at most 155 ms",
    )
    idle = []
    for second in range(21):
        began = time.perf_counter()
        assert due_checkins.open_due(database, now=NOW + timedelta(days=3, seconds=20 * second)) == 0
        idle.append(time.perf_counter() - began)
    yield f"an idle tick with {PEOPLE:,} people, median of 21", f"{np.median(idle) * 1000:.1f} ms", "at most 5 ms"
    database.close()


def _plans(_folder: Path) -> Iterator[Figure]:
    # As the bot does once it has started: what was loaded is not looked through again by the garbage collector.
    gc.collect()
    gc.freeze()
    for size, bound in ((1000, "at most 20 ms"), (10_000, "at most 150 ms")):
        graph, chances = _large_plan(size)
        outlook(graph, chances, correlation=0.2)
        began = time.perf_counter()
        outlook(graph, chances, correlation=0.2)
        exact = time.perf_counter() - began
        drawn = _by_simulation(size, chances)
        yield f"exact odds and all swings of {size:,} tasks", f"{exact * 1000:.0f} ms", bound
        yield "10,000 plain NumPy draws of the same plan, no swings", f"{drawn * 1000:.0f} ms", ""
        yield "ratio", f"{drawn / exact:.1f} x", "at least 10 x"


def _learning(_folder: Path) -> Iterator[Figure]:
    yield from learning.measure()


def _knowledge(_folder: Path) -> Iterator[Figure]:
    yield from knowledge.figures()


def _files(folder: Path) -> Iterator[Figure]:
    yield from pictures.measure()
    yield from workbooks.measure(folder)


def _demo(folder: Path) -> Iterator[Figure]:
    began = time.perf_counter()
    command = [sys.executable, "-m", "bot", "demo", "--no-browser", "--port", "0"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    assert process.stdout is not None
    line = process.stdout.readline()
    took = time.perf_counter() - began
    assert line.startswith("Playground: ")
    memory = psutil.Process(process.pid).memory_info().rss / 2**20
    process.terminate()
    process.wait(timeout=30)
    yield "the demo answers after a warm start", f"{took:.1f} s", "at most 5 s"
    yield "memory of the demo: playground and bot in one process", f"{memory:.0f} MB", "at most 200 MB"


def _large_plan(size: int) -> tuple[Node, dict[str, float]]:
    pairs = [(f"a{number}", f"b{number}") for number in range(size // 2)]
    graph = all_of(tuple(any_of((Leaf(first), Leaf(second))) for first, second in pairs))
    return graph, {task: 0.99 for pair in pairs for task in pair}


def _by_simulation(size: int, chances: dict[str, float]) -> float:
    began = time.perf_counter()
    random = np.random.default_rng(1)
    luck = random.standard_normal(10_000)
    threshold = 2.3263478740408408
    alive = np.ones(10_000, dtype=bool)
    for _ in range(size // 2):
        own = random.standard_normal((2, 10_000))
        alive &= ((np.sqrt(0.2) * luck + np.sqrt(0.8) * own) <= threshold).any(axis=0)
    return time.perf_counter() - began


MEASURES = (
    _ticks,
    crowds.measure,
    submissions.measure,
    rush.measure,
    deliveries.measure,
    _plans,
    _learning,
    _knowledge,
    _files,
    _demo,
)

if __name__ == "__main__":
    main()
