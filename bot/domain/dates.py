"""When a plan would be finished if it succeeds, by seeded simulation: efforts, people's load, and what waits for what.

Working days from Monday to Friday; a person works on one task at a time, in the plan's order. Durations share a
factor, because independent ones would make the range too narrow.
"""

import math
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bot.domain.efforts import Reference, remaining
from bot.domain.normal import quantile
from bot.domain.plans import Effort, Leaf, Node, Plan, Task

Values = NDArray[np.float64]

DRAWS = 4000
DURATION_CORRELATION = 0.3
UNKNOWN_EFFORT = Effort(5.0, 12.0)


@dataclass(frozen=True)
class Conditions:
    """What a plan's dates depend on beside the plan.

    `pace`: person-days that an owner has lately given to a working day, 1 when unknown. `reference`: what estimates
    were worth. `helpers`: people beside the owners, who take what is next in line.
    """

    pace: Mapping[str, float] = field(default_factory=dict)
    reference: Reference = field(default_factory=Reference)
    helpers: int = 0


USUAL = Conditions()


def finish_days(plan: Plan, *, today: date, conditions: Conditions = USUAL) -> Values:
    """Working days from today until success, one per simulated world in which the plan succeeds, sorted."""
    random = np.random.default_rng(zlib.crc32(f"{plan.project}|{today.isoformat()}".encode()))
    order = _in_order(plan)
    finished = _finish_times(plan, order, random, conditions)
    works = _works(plan, order, random)
    times = {key: np.where(works[place], finished[key], np.inf) for place, key in enumerate(order)}
    reached = _reached(plan.success, times)
    return np.sort(reached[np.isfinite(reached)])


def workday(today: date, days: float) -> date:
    """The date on which work that takes this many working days from today is done."""
    whole = max(math.ceil(days - 1e-9), 0)
    found: date = np.busday_offset(np.datetime64(today), max(whole - 1, 0), roll="forward").astype(date)
    return found


def _finish_times(
    plan: Plan, order: list[str], random: np.random.Generator, conditions: Conditions
) -> dict[str, Values]:
    shared = random.standard_normal(DRAWS)
    finished: dict[str, Values] = {}
    free: dict[str, Values] = {}
    helpers = np.zeros((conditions.helpers, DRAWS))
    for key in order:
        task = plan.tasks[key]
        own = random.standard_normal(DRAWS)
        if task.resolution is not None:
            finished[key] = np.zeros(DRAWS)
            continue
        deviates = math.sqrt(DURATION_CORRELATION) * shared + math.sqrt(1 - DURATION_CORRELATION) * own
        begins = np.zeros(DRAWS)
        for needed in task.needs:
            begins = np.maximum(begins, finished[needed])
        days = _effort(task, deviates, conditions)
        if task.owner is None:
            finished[key] = begins + days
            continue
        mine = np.maximum(begins, free.get(task.owner, 0.0)) + days / conditions.pace.get(task.owner, 1.0)
        finished[key], free[task.owner] = _handed_over(mine, begins, days, free.get(task.owner), helpers)
    return finished


def _handed_over(
    mine: Values, begins: Values, days: Values, free: Values | None, helpers: Values
) -> tuple[Values, Values]:
    """When a task is finished and its owner free again, if the first free helper takes it wherever that is sooner."""
    if not len(helpers):
        return mine, mine
    worlds = np.arange(helpers.shape[1])
    first = helpers.argmin(axis=0)
    theirs = np.maximum(begins, helpers[first, worlds]) + days
    sooner = theirs < mine
    helpers[first[sooner], worlds[sooner]] = theirs[sooner]
    return np.where(sooner, theirs, mine), np.where(sooner, 0.0 if free is None else free, mine)


def _effort(task: Task, deviates: Values, conditions: Conditions) -> Values:
    effort = task.effort or UNKNOWN_EFFORT
    days = remaining(effort, task.spent, deviates)
    return days * conditions.reference.multiplier


def _works(plan: Plan, order: list[str], random: np.random.Generator) -> NDArray[np.bool_]:
    chances = np.array([plan.tasks[key].probability for key in order])
    luck = random.standard_normal(DRAWS)
    own = random.standard_normal((len(order), DRAWS))
    deviates = math.sqrt(plan.correlation) * luck + math.sqrt(1 - plan.correlation) * own
    works: NDArray[np.bool_] = deviates <= quantile(chances)[:, None]
    return works


def _reached(node: Node, times: Mapping[str, Values]) -> Values:
    if isinstance(node, Leaf):
        return times[node.task]
    parts = np.stack([_reached(part, times) for part in node.parts])
    place = node.count - 1
    values: Values = np.partition(parts, place, axis=0)[place]
    return values


def _in_order(plan: Plan) -> list[str]:
    """The plan's tasks, each after those it needs, otherwise as the plan lists them."""
    done: dict[str, None] = {}
    for start in plan.tasks:
        stack: list[tuple[str, Any]] = [(start, iter(plan.tasks[start].needs))]
        while stack:
            key, coming = stack[-1]
            following = next((needed for needed in coming if needed not in done), None)
            if following is not None:
                stack.append((following, iter(plan.tasks[following].needs)))
            else:
                stack.pop()
                done.setdefault(key)
    return list(done)
