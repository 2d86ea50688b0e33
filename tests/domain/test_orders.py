"""The order of work: worked numbers of the sequential testing literature, and what no order may violate."""

import random
from datetime import date

import pytest

from bot.domain.orders import best_order
from bot.domain.plans import AtLeast, Effort, Leaf, Node, Plan, Task, all_of, any_of


def plan(
    costs: list[float], chances: list[float], graph: Node, needs: dict[int, tuple[int, ...]] | None = None
) -> Plan:
    """Numbered tasks with these costs and chances."""
    tasks = {
        str(place): Task(
            str(place),
            str(place),
            chances[place],
            Effort(costs[place], costs[place] * 2),
            needs=tuple(map(str, (needs or {}).get(place, ()))),
        )
        for place in range(len(costs))
    }
    return Plan("Test", date(2026, 12, 1), graph, tasks)


def tasks(*numbers: int) -> tuple[Leaf, ...]:
    """Leaves by number."""
    return tuple(Leaf(str(number)) for number in numbers)


def test_must_haves_come_by_cost_over_chance_to_fail() -> None:
    """Series 5 3 8 2 with .9 .5 .6 .8: order 2, 4, 3, 1 for 8.4 days."""
    best = best_order(plan([5, 3, 8, 2], [0.9, 0.5, 0.6, 0.8], all_of(tasks(0, 1, 2, 3))))
    assert best.tasks == ("1", "3", "2", "0")
    assert best.expected_effort == pytest.approx(8.4)


def test_alternatives_come_by_cost_over_chance_to_work() -> None:
    """The same in parallel: order 4, 1, 2, 3 for 3.14 days."""
    best = best_order(plan([5, 3, 8, 2], [0.9, 0.5, 0.6, 0.8], any_of(tasks(0, 1, 2, 3))))
    assert best.tasks == ("3", "0", "1", "2")
    assert best.expected_effort == pytest.approx(3.14)


def test_modules_follow_the_same_rule() -> None:
    """Seven tasks in two modules and two must-haves: 17.61856 days, the optimum."""
    graph = all_of((any_of(tasks(0, 1)), any_of(tasks(2, 3, 5)), *tasks(4, 6)))
    best = best_order(plan([4, 6, 3, 5, 7, 2, 9], [0.4, 0.7, 0.3, 0.5, 0.6, 0.2, 0.9], graph))
    assert best.expected_effort == pytest.approx(17.61856)
    assert best.tasks[0] == "4"


def test_deeper_nesting_needs_the_exact_method() -> None:
    """Depth three: 13.34265984 days exactly, where the ratio rule would cost 17.5."""
    graph = all_of((Leaf("0"), any_of((Leaf("1"), all_of(tasks(2, 3)))), Leaf("4")))
    best = best_order(plan([16, 4, 1, 15, 16], [0.91, 0.09, 0.53, 0.86, 0.08], graph))
    assert best.exact
    assert best.expected_effort == pytest.approx(13.34265984)


def test_three_of_five() -> None:
    """At least three of five: 17.089 days."""
    best = best_order(plan([4, 7, 3, 6, 5], [0.8, 0.6, 0.5, 0.7, 0.9], AtLeast(3, tasks(0, 1, 2, 3, 4))))
    assert best.expected_effort == pytest.approx(17.089)


def test_a_task_that_unlocks_a_cheap_killer_comes_first() -> None:
    """A before B, C free: ABC for 3.33 days, which looking at single tasks would miss."""
    best = best_order(plan([2, 1, 4], [0.95, 0.1, 0.6], all_of(tasks(0, 1, 2)), {1: (0,)}))
    assert best.tasks == ("0", "1", "2")
    assert best.expected_effort == pytest.approx(3.33)


@pytest.mark.parametrize("seed", range(20))
def test_no_order_puts_a_task_before_what_it_needs_or_forgets_one(seed: int) -> None:
    """Random plans, small and large: every open task once, behind those it needs."""
    chance = random.Random(seed)
    count = chance.choice([5, 8, 20])
    needs = {place: (chance.randrange(place),) for place in range(1, count) if chance.random() < 0.4}
    graph = all_of(tuple(any_of(tasks(*range(start, min(start + 3, count)))) for start in range(0, count, 3)))
    given = plan(
        [chance.uniform(1, 9) for _ in range(count)], [chance.uniform(0.1, 0.9) for _ in range(count)], graph, needs
    )
    best = best_order(given)
    assert sorted(best.tasks) == sorted(given.tasks)
    for place, task in enumerate(best.tasks):
        assert set(given.tasks[task].needs) <= set(best.tasks[:place])


def test_a_large_plan_says_what_its_order_saves_against_the_listed_one() -> None:
    """Twenty must-haves, the cheap killers listed last: the rule's order costs what the formula says, and saves."""
    costs = [9.0] * 10 + [1.0] * 10
    chances = [0.95] * 10 + [0.5] * 10
    best = best_order(plan(costs, chances, all_of(tasks(*range(20)))))
    assert not best.exact
    assert set(best.tasks[:10]) == {str(place) for place in range(10, 20)}
    expected, alive = 0.0, 1.0
    for place in map(int, best.tasks):
        expected += alive * costs[place]
        alive *= chances[place]
    assert best.expected_effort == pytest.approx(expected, rel=0.15)
    assert best.saves > 20
