"""A narrow metric that stands alone becomes a question of product impact; everything else is left in peace."""

import pytest

from bot.domain.metric_lint import WHY, boast
from bot.usecases.knowledge import load_index


@pytest.mark.parametrize(
    ("text", "metric"),
    [
        ("F1 +0.2!", "F1"),
        ("we improved AUC from 0.81 to 0.84", "AUC"),
        ("Accuracy is 93%", "Accuracy"),
        ("+4% precision on the held-out set", "precision"),
        ("The new model has a much better NDCG@10", "NDCG@10"),
        ("Labels are clean now. RMSE dropped by 12 percent", "RMSE"),
        ("val loss down to 0.3", "val loss"),
        ("F1: 0.83 → 0.85", "F1"),
        ("we are at 0.91 AUC now", "AUC"),
        ("perplexity 12", "perplexity"),
        ("best accuracy of any approach so far", "accuracy"),
    ],
)
def test_a_boast_is_caught_with_its_metric(text: str, metric: str) -> None:
    found = boast(text)
    assert found is not None
    assert found.metric == metric
    assert metric in found.question


@pytest.mark.parametrize(
    "text",
    [
        "",
        "3 experiments, 6h, stalled on labels",
        "map 3 tables to the new schema",
        "Recall up 3 points, so 400 fewer blocked orders a week for customers",
        "we need more accuracy in the address data",
        "ruled out the weak-supervision approach",
        "precision is a product decision",
        "F1 team met on Tuesday",
        "F1 team of 3 met",
        "version 1.2 works",
        "took 3 h",
        "recall the meeting of 3 people",
        "dice 3 experiments",
        "the MAE module took 3 h",
        "mae 3 h",
        "precision to 2 decimal places",
        "upload to R2 at 5 MB/s",
        "benchmark 3 done",
        "accuracy dropped to 0.7",
        "F1 fell by 3 points",
        "F1 is only 0.6",
        "AUC has not improved",
        "no better F1",
    ],
)
def test_what_names_its_effect_or_boasts_of_nothing_is_left_alone(text: str) -> None:
    assert boast(text) is None


def test_the_passage_that_says_why_is_built_in() -> None:
    assert load_index().entry(WHY) is not None


def test_a_very_long_text_is_looked_at_without_delay() -> None:
    assert boast("f1 " * 20_000) is None


def test_no_text_keeps_it_busy() -> None:
    """Nested repetition in a pattern would show here as a test that never ends."""
    assert boast("auc " + "up " * 1300 + "x") is None
    assert boast("f1 " + "+" * 3900) is None
