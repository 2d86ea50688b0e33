"""The evidence ledger: its lines add up, and its laws hold whatever is said."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.likelihood import Correction, Likelihood, Report, assess, moved
from bot.domain.log_odds import logit
from bot.domain.statuses import Status

START, TARGET, TODAY = date(2026, 10, 1), date(2026, 12, 18), date(2026, 11, 24)

statuses = st.sampled_from([Status.MOVING, Status.SLOW, Status.STALLED, Status.BLOCKED, Status.WAITING])
reports = st.lists(
    st.builds(
        Report,
        reply=st.uuids().map(str),
        on=st.dates(START, TODAY),
        status=st.none() | statuses,
        experiments=st.none() | st.integers(0, 20),
        blocked=st.none() | st.booleans(),
        confidence=st.none() | st.floats(0, 1),
        expected=st.none() | st.dates(TODAY, date(2027, 6, 1)),
        plan_done=st.none() | st.floats(0, 1),
    ),
    max_size=8,
)
priors = st.floats(0, 1)


def likelihood(prior: float, told: list[Report], *, today: date = TODAY, **more: object) -> Likelihood:
    """The likelihood of a task with ten planned experiments."""
    return assess(prior, told, today=today, started=START, deadline=TARGET, planned_experiments=10, **more)  # type: ignore[arg-type]


@given(priors, reports)
def test_the_lines_add_up_to_the_number_shown(prior: float, told: list[Report]) -> None:
    """In log-odds and in points, exactly, and never below 1 % or above 99 %."""
    known = likelihood(prior, told)
    assert sum(line.weight for line in known.lines) == pytest.approx(logit(known.value), abs=1e-9)
    assert sum(line.points for line in known.lines) == pytest.approx(known.value * 100, abs=1e-9)
    assert 0.01 <= known.low <= known.value <= known.high <= 0.99


@given(priors, reports, st.randoms())
def test_the_order_of_replies_and_their_repetition_do_not_matter(
    prior: float, told: list[Report], chance: object
) -> None:
    """Shuffled and replayed twice: the same number."""
    again = told * 2
    chance.shuffle(again)  # type: ignore[attr-defined]
    assert likelihood(prior, again).value == pytest.approx(likelihood(prior, told).value, abs=1e-12)


@given(priors, reports, st.dates(START, TODAY))
def test_good_news_never_lowers_and_bad_news_never_raises(prior: float, told: list[Report], on: date) -> None:
    """One more report that a task moves, or stalls, among any others."""
    before = likelihood(prior, told).value
    assert likelihood(prior, [*told, Report("good", on, Status.MOVING)]).value >= before - 1e-12
    assert likelihood(prior, [*told, Report("bad", on, Status.STALLED)]).value <= before + 1e-12


@given(priors, reports, st.integers(0, 60))
def test_silence_moves_nothing_and_widens_the_range(prior: float, told: list[Report], days: int) -> None:
    """Asked later, with nothing said since: the same number, a range at least as wide."""
    now, later = likelihood(prior, told), likelihood(prior, told, today=TODAY + timedelta(days=days))
    assert later.value == pytest.approx(now.value, abs=1e-12)
    assert logit(later.high) - logit(later.low) >= logit(now.high) - logit(now.low) - 1e-9


@given(priors, reports, reports)
def test_an_explanation_adds_up_to_the_whole_move(prior: float, first: list[Report], more: list[Report]) -> None:
    """What moved a likelihood, in points, is the move."""
    before, after = likelihood(prior, first), likelihood(prior, [*first, *more])
    told = sum(line.points for line in moved(before, after))
    assert told == pytest.approx((after.value - before.value) * 100, abs=1e-6)


def test_one_stalled_week_moves_the_odds_a_little_and_repetition_is_discounted() -> None:
    """The first stalled report costs most; the tenth in a row hardly anything."""
    weeks = [Report(str(week), START + timedelta(days=week), Status.STALLED) for week in range(10)]
    values = [likelihood(0.5, weeks[:count]).value for count in range(11)]
    steps = [earlier - later for earlier, later in pairwise(values)]
    assert 0.05 < steps[0] < 0.15
    assert steps == sorted(steps, reverse=True)
    assert steps[-1] < 0.01


def test_experiments_without_success_lower_the_odds_and_a_week_without_any_does_not() -> None:
    """Effort is exposure: five of ten planned experiments cost something, none cost nothing."""
    assert likelihood(0.5, [Report("a", TODAY, experiments=5)]).value < 0.5
    assert likelihood(0.5, [Report("a", TODAY, experiments=0)]).value == pytest.approx(0.5)


def test_stated_confidence_is_not_taken_at_its_word() -> None:
    """81 % said of one's own task counts as about 60 %."""
    line = next(one for one in likelihood(0.5, [Report("a", TODAY, confidence=0.81)]).lines if one.kind == "confidence")
    assert "which tends to mean 61 %" in line.reason


def test_a_persons_correction_is_shown_at_once_and_what_comes_later_still_counts() -> None:
    """It should be 70 %: it is, and a stalled report the day after lowers it again."""
    told = [Report("a", TODAY - timedelta(days=3), Status.SLOW)]
    word = Correction("c", TODAY - timedelta(days=1), 0.7, "the data came")
    assert likelihood(0.5, told, corrections=[word]).value == pytest.approx(0.7)
    later = [*told, Report("b", TODAY, Status.STALLED)]
    assert likelihood(0.5, later, corrections=[word]).value < 0.7


def test_a_prior_alone_says_that_it_is_not_enough() -> None:
    """Before the first reply only the plan speaks."""
    assert not likelihood(0.5, []).enough
    assert likelihood(0.5, [Report("a", TODAY, Status.MOVING)]).enough
