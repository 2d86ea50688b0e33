"""The knowledge base finds more than its engines alone, and its confidence can be trusted."""

import pytest

from bot.domain.confidence import Weights, confidence, fit
from bot.usecases.knowledge import load_index
from tests.knowledge.compare import measured, only_bm25s, only_fts5, ours, trusted
from tests.knowledge.samples import development, own

INDEX = load_index()


def test_it_finds_more_than_bm25s_or_fts5_over_the_same_passages() -> None:
    this = measured(ours(INDEX), own())
    for alone in (only_bm25s(INDEX.entries), only_fts5(INDEX.entries)):
        other = measured(alone, own())
        assert this.first > other.first
        assert this.third > other.third


def test_questions_worded_unlike_any_entry_still_find_theirs() -> None:
    """Three questions in four of our own are worded on purpose unlike the entries."""
    this = measured(ours(INDEX), own())
    assert this.first >= 0.60
    assert this.third >= 0.75


def test_confidence_holds_on_questions_it_never_saw() -> None:
    trust = trusted(INDEX, own(), unseen=False)
    assert trust.auroc >= 0.80
    assert trust.precision >= 0.85
    assert trust.slipped <= 0.05


def test_the_development_questions_where_they_are_present() -> None:
    samples = development()
    if not samples:
        pytest.skip("the development questions are not beside this checkout")
    this, trust = measured(ours(INDEX), samples), trusted(INDEX, samples, unseen=True)
    assert this.first >= 0.78
    assert this.third >= 0.88
    assert trust.auroc >= 0.90
    assert trust.precision >= 0.85
    assert trust.answered >= 0.40
    assert trust.slipped <= 0.03


def test_the_fit_recovers_what_made_the_labels() -> None:
    """A signal that decides gets the weight; one that is noise gets almost none."""
    rows = [{"tells": float(n % 2), "noise": float(n % 3)} for n in range(120)]
    bias, signals = fit(rows, [bool(n % 2) for n in range(120)])
    assert signals["tells"] > 3
    assert abs(signals["noise"]) < 0.2
    weights = Weights(bias, signals, 0.5, 0.2)
    assert confidence({"tells": 1.0}, weights) > 0.8 > 0.2 > confidence({"tells": 0.0}, weights)
    assert 0 < confidence({"tells": -1e9}, weights) < confidence({"tells": 1e9}, weights) < 1
