"""How good probabilities were: published worked numbers, two independent programs as oracles, and the laws."""

import numpy as np
import pytest
import scoringrules
from hypothesis import given
from hypothesis import strategies as st
from model_diagnostics.scoring import LogLoss, SquaredError, decompose

from bot.domain.calibration import Recalibration, learn_recalibration, log_score, recalibrated, score

CHANCES = [0.1] * 5 + [0.3] * 5 + [0.6] * 5 + [0.9] * 5
WORKED = [mark == "1" for mark in "00000001011011011110"]

pairs = st.lists(st.tuples(st.floats(0, 1), st.booleans()), min_size=1, max_size=40)


def test_the_documented_example_of_scikit_learn() -> None:
    """Outcomes 0 1 1 0 at .1 .9 .8 .3 have a Brier score of .0375."""
    assert score([0.1, 0.9, 0.8, 0.3], [False, True, True, False]).brier == pytest.approx(0.0375)


def test_twenty_forecasts_at_four_levels() -> None:
    """Brier .1675 = miscalibration .0075 - discrimination .0875 + uncertainty .2475; log score .504693."""
    known = score(CHANCES, WORKED)
    assert known.brier == pytest.approx(0.1675)
    parts = (known.miscalibration, known.discrimination, known.uncertainty)
    assert parts == pytest.approx((0.0075, 0.0875, 0.2475))
    assert known.log_score == pytest.approx(0.504693, abs=1e-6)


def test_neighbours_in_the_wrong_order_are_pooled() -> None:
    """.1 .4 .6 .9 with 0 1 0 1 becomes 0 .5 .5 1: score .185, parts .06 .125 .25."""
    known = score([0.1, 0.4, 0.6, 0.9], [False, True, False, True])
    assert recalibrated([0.1, 0.4, 0.6, 0.9], [False, True, False, True]) == pytest.approx([0, 0.5, 0.5, 1])
    parts = (known.brier, known.miscalibration, known.discrimination, known.uncertainty)
    assert parts == pytest.approx((0.185, 0.06, 0.125, 0.25))


def test_two_other_programs_agree() -> None:
    """scoringrules on the scores and model-diagnostics on the decomposition, in every digit."""
    known = score(CHANCES, WORKED)
    y, p = np.array(WORKED, dtype=float), np.array(CHANCES)
    assert known.brier == pytest.approx(float(np.mean(scoringrules.brier_score(y, p))), abs=1e-12)
    assert known.log_score == pytest.approx(float(np.mean(scoringrules.log_score(y, p))), abs=1e-12)
    theirs = decompose(y, p, scoring_function=SquaredError())
    assert known.miscalibration == pytest.approx(theirs["miscalibration"][0], abs=1e-12)
    assert known.discrimination == pytest.approx(theirs["discrimination"][0], abs=1e-12)
    assert known.log_score == pytest.approx(decompose(y, p, scoring_function=LogLoss())["score"][0], abs=1e-12)


@given(pairs, st.randoms())
def test_the_parts_add_up_are_never_negative_and_know_no_order(told: list[tuple[float, bool]], chance: object) -> None:
    """Miscalibration and discrimination are at least zero, and the Brier score is what they make."""
    known = score([p for p, _ in told], [one for _, one in told])
    assert known.brier == pytest.approx(known.miscalibration - known.discrimination + known.uncertainty, abs=1e-12)
    assert known.miscalibration >= -1e-12
    assert known.discrimination >= -1e-12
    chance.shuffle(told)  # type: ignore[attr-defined]
    again = score([p for p, _ in told], [one for _, one in told])
    assert again.miscalibration == pytest.approx(known.miscalibration, abs=1e-12)


def test_perfectly_calibrated_forecasters_stay_within_the_null_band() -> None:
    """Fifty tasks with true probabilities: about one in twenty is called miscalibrated, hardly more."""
    random = np.random.default_rng(5)
    called = 0
    for _ in range(100):
        p = random.random(50)
        known = score(list(p), list(random.random(50) < p))
        called += known.miscalibration > known.null_miscalibration
    assert called <= 12


def test_too_few_tasks_say_so() -> None:
    """Nineteen resolved tasks are not enough, twenty are."""
    assert not score(CHANCES[:19], WORKED[:19]).enough
    assert score(CHANCES, WORKED).enough


def test_certainty_that_was_wrong_costs_much_and_not_everything() -> None:
    """0 % of what then happened counts as 1 %."""
    assert log_score([0.0], [True]) == pytest.approx(4.60517, abs=1e-5)


def test_a_recalibration_reads_what_is_said_as_what_is_meant() -> None:
    """Slope .7 and shift -.4 read .2 .5 .8 as .202554 .401312 .638857."""
    known = Recalibration(0.7, -0.4)
    assert [known.apply(p) for p in (0.2, 0.5, 0.8)] == pytest.approx([0.202554, 0.401312, 0.638857], abs=1e-6)


def test_a_recalibration_moves_little_on_little_and_finds_the_truth_on_much() -> None:
    """One task leaves it near what is said; five thousand teach the map they were drawn from."""
    one = learn_recalibration([0.8], [False])
    assert abs(one.slope - 1) < 0.3
    assert abs(one.shift) < 0.3
    random = np.random.default_rng(3)
    said = random.uniform(0.05, 0.95, 5000)
    meant = np.array([Recalibration(0.6, -0.4).apply(p) for p in said])
    much = learn_recalibration(list(said), list(random.random(5000) < meant))
    assert (much.slope, much.shift) == pytest.approx((0.6, -0.4), abs=0.1)
