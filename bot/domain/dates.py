"""When a plan would be finished if it succeeds, by seeded simulation: efforts, people's load, and what waits for what.

Working days from Monday to Friday; a person works on one task at a time, in the plan's order. Durations share a
factor, because independent ones would make the range too narrow.
"""

import math
import zlib
from collections.abc import Mapping
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bot.domain.normal import quantile
from bot.domain.plans import Effort, Leaf, Node, Plan

Values = NDArray[np.float64]

DRAWS = 4000
DURATION_CORRELATION = 0.3
# The 90 % quantile of a standard normal: what lies between a task's P50 and P90.
Z90 = 1.2815515655446004
UNKNOWN_EFFORT = Effort(5.0, 12.0)


def finish_days(plan: Plan, *, today: date) -> Values:
    """Working days from today until success, one per simulated world in which the plan succeeds, sorted."""
    random = np.random.default_rng(zlib.crc32(f"{plan.project}|{today.isoformat()}".encode()))
    order = _in_order(plan)
    finished = _finish_times(plan, order, random)
    works = _works(plan, order, random)
    times = {key: np.where(works[place], finished[key], np.inf) for place, key in enumerate(order)}
    reached = _reached(plan.success, times)
    return np.sort(reached[np.isfinite(reached)])


def workday(today: date, days: float) -> date:
    """The date on which work that takes this many working days from today is done."""
    whole = max(math.ceil(days - 1e-9), 0)
    found: date = np.busday_offset(np.datetime64(today), max(whole - 1, 0), roll="forward").astype(date)
    return found


def lognormal(effort: Effort, deviates: Values) -> Values:
    """Efforts in person-days with these P50 and P90, for standard normal deviates."""
    spread = math.log(effort.p90 / effort.p50) / Z90
    values: Values = effort.p50 * np.exp(spread * deviates)
    return values


def _finish_times(plan: Plan, order: list[str], random: np.random.Generator) -> dict[str, Values]:
    shared = random.standard_normal(DRAWS)
    finished: dict[str, Values] = {}
    free: dict[str, Values] = {}
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
        if task.owner is not None and task.owner in free:
            begins = np.maximum(begins, free[task.owner])
        finished[key] = begins + lognormal(task.effort or UNKNOWN_EFFORT, deviates)
        if task.owner is not None:
            free[task.owner] = finished[key]
    return finished


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
