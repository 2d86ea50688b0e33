"""How fast a likelihood answers a reply, and how fast the model learns from resolved tasks."""

import time
from collections.abc import Iterator
from datetime import date, timedelta

import numpy as np

from bot.domain.histories import History, Outcome, Update
from bot.domain.learning import learn, looks
from bot.domain.likelihood import Report, assess
from bot.domain.statuses import Status
from bot.domain.weights import SHIPPED

RESOLVED = 5000


def measure() -> Iterator[tuple[str, str, str]]:
    """Each figure as its name, its value, and the bound it is held against."""
    start = date(2026, 9, 1)
    told = [
        Report(str(week), start + timedelta(weeks=week), Status.MOVING, experiments=2, confidence=0.6)
        for week in range(12)
    ]
    took = []
    for _ in range(201):
        began = time.perf_counter()
        assess(0.5, told, today=date(2026, 11, 24), started=start, deadline=date(2026, 12, 18))
        took.append(time.perf_counter() - began)
    yield "a likelihood after the twelfth reply, median of 201", f"{np.median(took) * 1000:.2f} ms", "at most 1 ms"
    histories, outcomes = _resolved()
    began = time.perf_counter()
    learn(SHIPPED, looks(histories, outcomes))
    yield f"learning from {RESOLVED:,} resolved tasks", f"{time.perf_counter() - began:.2f} s", "at most 2 s"


def _resolved() -> tuple[list[History], dict[str, Outcome]]:
    random = np.random.default_rng(7)
    histories, outcomes = [], {}
    for number in range(RESOLVED):
        luck = random.random()
        updates = tuple(
            Update(
                day,
                "one",
                "",
                Status.MOVING if random.random() < luck else Status.STALLED,
                float(luck),
                plan_done=day / 30,
            )
            for day in (0.0, 7.0, 14.0, 21.0)
        )
        histories.append(History(str(number), 30.0, str(number), False, updates))
        outcomes[str(number)] = Outcome(bool(random.random() < luck), 30.0)
    return histories, outcomes
