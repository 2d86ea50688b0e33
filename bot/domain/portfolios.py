"""What a portfolio of approaches is worth: how many side by side pay, and when going on is worth less than its cost.

Worth and cost are in the same unit, person-days. Parallel approaches buy time, not learning between them (Loch,
Terwiesch and Thomke 2001); approaches that share luck are worth fewer (the copula of `success`).
"""

from dataclasses import dataclass

import numpy as np

from bot.domain.orders import best_order
from bot.domain.plans import AtLeast, Leaf, Milestone, Node, Plan, all_of, any_of, milestone_node
from bot.domain.success import outlook

MOST_APPROACHES = 20


@dataclass(frozen=True)
class Advice:
    """Whether a project is worth going on with: what it may still bring less what finding out costs."""

    worth: float
    expected_effort: float
    net: float

    @property
    def stop(self) -> bool:
        """Going on is worth less than its cost."""
        return self.net < 0


def approaches_that_pay(worth: float, likelihood: float, cost: float, *, correlation: float = 0.0) -> int:
    """The largest number of like approaches side by side of which the last one still adds more than it costs."""
    count, before = 0, 0.0
    while count < MOST_APPROACHES:
        names = tuple(map(str, range(count + 1)))
        graph = any_of(tuple(map(Leaf, names)))
        reached = outlook(graph, dict.fromkeys(names, likelihood), correlation=correlation).probability
        # With common luck each one more adds less than the one before, so that the first that does not pay ends it.
        if worth * (reached - before) < cost - 1e-12:
            break
        count, before = count + 1, reached
    return count


def one_more_pays(plan: Plan, milestone: Milestone) -> float | None:
    """What another approach like the milestone's usual one would add, in person-days of the project's worth.

    None without a stated worth. Less its cost: negative when it does not pay.
    """
    if plan.worth is None:
        return None
    likelihoods = {key: task.probability for key, task in plan.tasks.items()}
    chances, costs = [], []
    for way in milestone.approaches:
        graph = all_of(tuple(Leaf(task) for task in way.tasks))
        chances.append(outlook(graph, likelihoods, correlation=plan.correlation).probability)
        costs.append(sum(_cost(plan, task) for task in way.tasks))
    usual, cost = float(np.median(chances)), float(np.median(costs))
    before = outlook(plan.success, likelihoods, correlation=plan.correlation).probability
    extra = "one more approach"
    graph = _with_alternative(plan.success, milestone_node(milestone), Leaf(extra))
    after = outlook(graph, {**likelihoods, extra: usual}, correlation=plan.correlation).probability
    return plan.worth * (after - before) - cost


def advice(plan: Plan) -> Advice | None:
    """Whether to go on, in the best order and dropping what no longer matters; None without a stated worth."""
    if plan.worth is None:
        return None
    likelihoods = {key: task.probability for key, task in plan.tasks.items()}
    ever = outlook(plan.success, likelihoods, correlation=plan.correlation).probability
    effort = best_order(plan).expected_effort
    return Advice(plan.worth, effort, plan.worth * ever - effort)


def _cost(plan: Plan, task: str) -> float:
    known = plan.tasks[task]
    return 0.0 if known.resolution is not None or known.effort is None else known.effort.p50


def _with_alternative(node: Node, milestone: Node, extra: Leaf) -> Node:
    if node == milestone:
        return any_of((milestone, extra))
    if isinstance(node, Leaf):
        return node
    return AtLeast(node.count, tuple(_with_alternative(part, milestone, extra) for part in node.parts))
