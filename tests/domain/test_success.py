"""The probability of a plan: published worked numbers, brute force as the oracle, and its laws."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.plans import AtLeast, Leaf, Node, all_of, any_of
from bot.domain.success import outlook

BRIDGE = [("1", "4"), ("2", "5"), ("1", "3", "5"), ("2", "3", "4")]
TASKS = "abcdef"


def paths(*given: tuple[str, ...]) -> Node:
    """Any of these sets of tasks."""
    return any_of(tuple(all_of(tuple(map(Leaf, path))) for path in given))


def test_the_bridge_has_its_textbook_reliability_and_importance() -> None:
    """Barlow and Proschan's bridge with .9 .8 .7 .6 .5: R = .766, and Birnbaum's measures."""
    known = outlook(paths(*BRIDGE), {"1": 0.9, "2": 0.8, "3": 0.7, "4": 0.6, "5": 0.5})
    assert known.probability == pytest.approx(0.766)
    swings = {task: one.swing for task, one in known.importance.items()}
    assert swings == pytest.approx({"1": 0.22, "2": 0.125, "3": 0.06, "4": 0.505, "5": 0.3848})
    assert known.importance["4"].variance_share == pytest.approx(0.341467, abs=1e-6)


def test_a_shared_task_counts_once() -> None:
    """data .7 AND (A .5 OR B .4), with data in both branches: .49, not the .532 of an independent product."""
    graph = paths(("data", "A"), ("data", "B"))
    assert outlook(graph, {"data": 0.7, "A": 0.5, "B": 0.4}).probability == pytest.approx(0.49)


def test_two_of_three() -> None:
    """2 of 3 with .9 .8 .7 works with .902."""
    graph = AtLeast(2, tuple(map(Leaf, "abc")))
    known = outlook(graph, {"a": 0.9, "b": 0.8, "c": 0.7})
    assert known.probability == pytest.approx(0.902)
    assert [known.importance[task].swing for task in "abc"] == pytest.approx([0.38, 0.34, 0.26])


@pytest.mark.parametrize(
    ("correlation", "expected"), [(0.0, 0.657), (0.2, 0.606993), (0.4, 0.556674), (0.6, 0.502765), (0.8, 0.43867)]
)
def test_common_luck_hurts_a_portfolio(correlation: float, expected: float) -> None:
    """Any of three approaches of 30 %: the more luck they share, the less three of them help."""
    graph = any_of(tuple(map(Leaf, "abc")))
    known = outlook(graph, dict.fromkeys("abc", 0.3), correlation=correlation)
    assert known.probability == pytest.approx(expected, abs=2e-5)


@pytest.mark.parametrize("count", [2, 3, 5])
def test_common_luck_of_one_half_has_a_closed_form(count: int) -> None:
    """With p = rho = 1/2, all of n succeed with 1/(n+1)."""
    names = TASKS[:count]
    graph = all_of(tuple(map(Leaf, names)))
    known = outlook(graph, dict.fromkeys(names, 0.5), correlation=0.5)
    assert known.probability == pytest.approx(1 / (count + 1), abs=1e-9)


nodes: st.SearchStrategy[Node] = st.recursive(
    st.sampled_from(TASKS).map(Leaf),
    lambda inner: st.lists(inner, min_size=1, max_size=4).flatmap(
        lambda parts: st.integers(1, len(parts)).map(lambda count: AtLeast(count, tuple(parts)))
    ),
    max_leaves=9,
)
chances = st.fixed_dictionaries({task: st.floats(0, 1) for task in TASKS})


def works(node: Node, state: dict[str, int]) -> int:
    """Brute force: whether a graph succeeds in one state of the world."""
    if isinstance(node, Leaf):
        return state[node.task]
    return int(sum(works(part, state) for part in node.parts) >= node.count)


@given(nodes, chances)
def test_any_graph_agrees_with_counting_all_worlds(graph: Node, probabilities: dict[str, float]) -> None:
    """Shared tasks and all: the diagram equals the sum over all 64 worlds."""
    total = 0.0
    for bits in itertools.product((0, 1), repeat=len(TASKS)):
        state = dict(zip(TASKS, bits, strict=True))
        weight = 1.0
        for task, bit in state.items():
            weight *= probabilities[task] if bit else 1 - probabilities[task]
        total += weight * works(graph, state)
    assert outlook(graph, probabilities).probability == pytest.approx(total, abs=1e-9)


@given(nodes, chances, st.sampled_from(TASKS), st.sampled_from([0.0, 0.3]))
def test_a_swing_is_the_difference_a_task_makes(
    graph: Node, probabilities: dict[str, float], task: str, correlation: float
) -> None:
    """P with the task sure to work, less P with it sure to fail; and it is never negative."""
    known = outlook(graph, probabilities, correlation=correlation)
    if task not in known.importance:
        return
    sure = outlook(graph, probabilities | {task: 1.0}, correlation=correlation).probability
    lost = outlook(graph, probabilities | {task: 0.0}, correlation=correlation).probability
    assert known.importance[task].swing == pytest.approx(sure - lost, abs=1e-9)
    assert known.importance[task].swing >= -1e-12
