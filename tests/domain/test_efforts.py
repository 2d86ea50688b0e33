"""Efforts: what remains once some is spent, what estimates were worth, and who has how much of a day."""

import csv
import random
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest

from bot.domain.efforts import Reference, pace, reference, remaining
from bot.domain.likelihood import Report
from bot.domain.plans import Effort

WORLDS = np.random.default_rng(7).standard_normal(200_000)
ESTIMATES = Path(__file__).parents[3] / "shared" / "history" / "estimates"


@pytest.mark.parametrize(("spent", "median"), [(0.0, 4.0), (2.0, 2.6473), (4.0, 2.4789), (8.0, 2.7650), (12.0, 3.1749)])
def test_late_things_get_later(spent: float, median: float) -> None:
    """Lognormal through P50 4 and P90 10: the median of what remains falls, and grows again in the tail."""
    assert float(np.median(remaining(Effort(4, 10), spent, WORLDS))) == pytest.approx(median, rel=0.01)


def test_an_effort_keeps_its_p50_and_p90_and_nothing_is_ever_negative() -> None:
    """Unspent: the two numbers that were given. Far beyond the P90: still something to come."""
    days = remaining(Effort(4, 10), 0.0, WORLDS)
    assert float(np.quantile(days, 0.9)) == pytest.approx(10, rel=0.01)
    assert float(remaining(Effort(4, 10), 400.0, WORLDS).min()) >= 0
    assert np.isfinite(remaining(Effort(4, 10), 1e6, WORLDS)).all()
    assert float(remaining(Effort(3, 3), 1.0, WORLDS).max()) == pytest.approx(2)


def test_a_team_that_takes_twice_its_estimates_is_believed_slowly() -> None:
    """Shrunk toward the published ratios, which are right in the median: two tasks say little, sixty nearly all."""
    assert Reference().multiplier == pytest.approx(1.0)
    assert reference([2.0] * 2).multiplier < 1.2
    assert reference([2.0] * 60).multiplier == pytest.approx(2.0)


def test_a_single_estimate_has_a_heavy_tail() -> None:
    """Nobody knows the P90 of a number that came alone: published tasks do."""
    effort = Reference().effort(3)
    assert effort.p50 == pytest.approx(3)
    assert 5 < effort.p90 < 9


def test_a_persons_pace_comes_from_the_hours_they_told() -> None:
    """Four hours on each working day are half a day's pace; too few replies say nothing."""
    monday = date(2026, 11, 2)
    told = [Report(str(day), monday + timedelta(days=day), hours=4) for day in range(5)]
    assert pace(told, today=date(2026, 11, 6)) == pytest.approx(0.5)
    assert pace(told[:2], today=date(2026, 11, 6)) == 1.0
    assert pace([Report("a", monday)] * 5, today=date(2026, 11, 6)) == 1.0


@pytest.mark.skipif(not ESTIMATES.is_dir(), reason="the histories are not beside this checkout")
@pytest.mark.parametrize("seed", range(3))
def test_intervals_of_four_in_five_hold_four_in_five_of_tasks_they_never_saw(seed: int) -> None:
    """Real estimates: what half of the finished tasks took tells the other half."""
    rows = []
    for name in ("sip.csv", "metr_oss.csv"):
        with (ESTIMATES / name).open() as file:
            rows += [(float(row["estimate"]), float(row["actual"])) for row in csv.DictReader(file)]
    rows = [(estimate, actual) for estimate, actual in rows if estimate > 0 and actual > 0]
    random.Random(seed).shuffle(rows)
    known, hidden = rows[: len(rows) // 2], rows[len(rows) // 2 :]
    told = reference(actual / estimate for estimate, actual in known)
    bounds = [told.interval(estimate) for estimate, _ in hidden]
    inside = sum(low <= actual <= high for (low, high), (_, actual) in zip(bounds, hidden, strict=True))
    assert 0.78 <= inside / len(hidden) <= 0.82
