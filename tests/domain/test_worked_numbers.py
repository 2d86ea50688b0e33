"""Worked numbers of the methods that likelihoods and forecasts rest on, each computed by hand or published."""

import math
from dataclasses import replace
from datetime import date

import pytest

from bot.domain.calibration import Recalibration
from bot.domain.likelihood import Report, assess
from bot.domain.log_odds import logistic, logit, worth
from bot.domain.plans import Leaf, Node, all_of, any_of
from bot.domain.success import outlook
from bot.domain.weights import SHIPPED, Model

BRIDGE = (("1", "4"), ("2", "5"), ("1", "3", "5"), ("2", "3", "4"))


def paths(given: tuple[tuple[str, ...], ...]) -> Node:
    """Any of these sets of tasks."""
    return any_of(tuple(all_of(tuple(map(Leaf, path))) for path in given))


def with_weight(name: str, weight: float) -> Model:
    """The shipped model with one weight changed."""
    place = SHIPPED.names.index(name)
    return replace(SHIPPED, weights=(*SHIPPED.weights[:place], weight, *SHIPPED.weights[place + 1 :]))


def test_weights_of_evidence_add_up_in_log_odds() -> None:
    """Prior .30 and likelihood ratios 2, .5, 3, .8 make .5070422535 (Good 1950)."""
    total = logit(0.30) + sum(map(math.log, (2, 0.5, 3, 0.8)))
    assert logistic(total) == pytest.approx(0.5070422535)


@pytest.mark.parametrize(
    ("reports", "repetition", "effective"), [(5, 0.5, 1.6667), (5, 0.8, 1.1905), (20, 0.5, 1.9048)]
)
def test_correlated_reports_are_worth_fewer(reports: int, repetition: float, effective: float) -> None:
    """n / (1 + (n - 1) rho): Clemen and Winkler 1985."""
    assert worth(reports, repetition) == pytest.approx(effective, abs=5e-5)


def test_fruitless_experiments_are_a_fruitless_search() -> None:
    """Prior .6, each experiment would find success with .2: .545455, .489796, .434389, .380575, .329543."""
    searching = with_weight("exposure", 10 * math.log(0.8))
    found = [
        assess(
            0.6,
            [Report("a", date(2026, 10, 5), experiments=count)],
            today=date(2026, 10, 5),
            started=date(2026, 10, 1),
            deadline=date(2026, 12, 18),
            planned_experiments=10,
            model=searching,
        ).value
        for count in range(1, 6)
    ]
    assert found == pytest.approx([0.545455, 0.489796, 0.434389, 0.380575, 0.329543], abs=5e-7)


def test_recalibration_on_the_log_odds_scale() -> None:
    """gamma .7 and tau -.4 read .2, .5, .8 as .202554, .401312, .638857."""
    known = Recalibration(0.7, -0.4)
    assert [known.apply(said) for said in (0.2, 0.5, 0.8)] == pytest.approx([0.202554, 0.401312, 0.638857], abs=5e-7)


@pytest.mark.parametrize(
    ("chance", "reached", "side", "link"), [(0.9, 0.97848, 0.1062, 0.0162), (0.5, 0.5, 0.375, 0.125)]
)
def test_the_bridge_of_equal_parts(chance: float, reached: float, side: float, link: float) -> None:
    """2p^2 + 2p^3 - 5p^4 + 2p^5, and the importance of its sides and its link."""
    known = outlook(paths(BRIDGE), dict.fromkeys("12345", chance))
    assert known.probability == pytest.approx(reached)
    assert known.importance["1"].swing == pytest.approx(side)
    assert known.importance["3"].swing == pytest.approx(link)


def test_a_plan_with_shared_data_and_a_shared_queue() -> None:
    """data and ev and ((A and gpu) or (B and gpu) or C) and (D or E): .4534578, with every swing."""
    chances = {"data": 0.9, "ev": 0.95, "A": 0.4, "B": 0.35, "C": 0.3, "gpu": 0.85, "D": 0.6, "E": 0.5}
    graph = all_of(
        (
            Leaf("data"),
            Leaf("ev"),
            paths((("A", "gpu"), ("B", "gpu"), ("C",))),
            any_of((Leaf("D"), Leaf("E"))),
        )
    )
    known = outlook(graph, chances)
    assert known.probability == pytest.approx(0.4534578, abs=5e-8)
    swings = {task: one.swing for task, one in known.importance.items()}
    assert swings == pytest.approx(
        {
            "data": 0.503842,
            "gpu": 0.292068,
            "A": 0.264537,
            "B": 0.244188,
            "C": 0.329346,
            "D": 0.283411,
            "E": 0.226729,
            "ev": 0.477324,
        },
        abs=5e-7,
    )


@pytest.mark.parametrize(
    ("correlation", "reached"), [(0.0, 0.4096), (0.2, 0.468268), (0.4, 0.526059), (0.6, 0.586631), (0.8, 0.65678)]
)
def test_common_luck_helps_must_haves(correlation: float, reached: float) -> None:
    """All of four of 80 %: the more luck they share, the more often they work together."""
    graph = all_of(tuple(map(Leaf, "abcd")))
    found = outlook(graph, dict.fromkeys("abcd", 0.8), correlation=correlation).probability
    assert found == pytest.approx(reached, abs=2e-5)


def test_two_tasks_of_one_half_meet_sheppards_formula() -> None:
    """Both with correlation .3: 1/4 + asin(.3) / 2 pi = .298493."""
    found = outlook(all_of((Leaf("a"), Leaf("b"))), {"a": 0.5, "b": 0.5}, correlation=0.3).probability
    assert found == pytest.approx(0.25 + math.asin(0.3) / (2 * math.pi), abs=1e-9)


@pytest.mark.parametrize("correlation", [0.0, 0.2, 0.5, 0.8])
@pytest.mark.parametrize("chance", [0.01, 0.3, 0.7, 0.99])
def test_common_luck_leaves_every_task_as_likely_as_it_was(correlation: float, chance: float) -> None:
    """The copula keeps its marginals."""
    assert outlook(Leaf("a"), {"a": chance}, correlation=correlation).probability == pytest.approx(chance, abs=2e-5)


def test_a_plan_of_thousands_of_tasks_is_told_exactly_and_however_deep() -> None:
    """Five thousand nested must-haves of .999; a chain of pairs that share every second task."""
    graph: Node = Leaf("t0")
    for number in range(1, 5000):
        graph = all_of((Leaf(f"t{number}"), graph))
    chances = {f"t{number}": 0.999 for number in range(5000)}
    assert outlook(graph, chances).probability == pytest.approx(0.999**5000)
    # "No two neighbours fail": by the recursion of runs.
    pairs = all_of(tuple(any_of((Leaf(f"t{n}"), Leaf(f"t{n + 1}"))) for n in range(999)))
    last_works, last_fails = 0.9, 0.1
    for _ in range(999):
        last_works, last_fails = (last_works + last_fails) * 0.9, last_works * 0.1
    found = outlook(pairs, {f"t{n}": 0.9 for n in range(1000)}).probability
    assert found == pytest.approx(last_works + last_fails)
