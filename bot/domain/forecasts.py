"""What a plan promises: the odds by its date and ever, dates given success, what they hang on, what to do next.

Pure and repeatable: randomness is seeded by the project and the day, so everybody who asks on a day reads the same.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np

from bot.domain.dates import USUAL, Conditions, finish_days, workday
from bot.domain.orders import best_order
from bot.domain.plans import Approach, Milestone, Plan, milestone_node
from bot.domain.success import outlook

CURVE_POINTS = 60
QUICK_WIN_LIKELIHOOD = 0.6
QUICK_WIN_DAYS = 5.0
# Below this a task that all approaches share makes them one approach.
DOUBTFUL = 0.75


@dataclass(frozen=True)
class TaskForecast:
    """One open task's part in its project."""

    task: str
    likelihood: float
    swing: float
    improvement_potential: float
    variance_share: float


@dataclass(frozen=True)
class Forecast:
    """A project's forecast. Dates are given success; a date is None while no effort is known to end in success."""

    project: str
    by_target: float
    ever: float
    p50: date | None
    p80: date | None
    p95: date | None
    tasks: tuple[TaskForecast, ...]
    milestones: tuple[tuple[str, float], ...]
    fragile: tuple[str, ...]
    shared_causes: Mapping[str, str]
    quick_wins: tuple[str, ...]
    order: tuple[str, ...]
    order_method: str
    expected_effort: float
    order_saves: float
    curve: tuple[tuple[date, float], ...]


def odds(plan: Plan, *, today: date, conditions: Conditions = USUAL) -> tuple[float, float]:
    """P(success by the target date) and P(success ever), without the rest of a forecast."""
    ever = outlook(plan.success, _probabilities(plan), correlation=plan.correlation).probability
    days = finish_days(plan, today=today, conditions=conditions)
    return ever * _share_by(plan.target, days, today), ever


def forecast(plan: Plan, *, today: date, conditions: Conditions = USUAL) -> Forecast:
    """The whole forecast of a plan as of a day."""
    probabilities = _probabilities(plan)
    known = outlook(plan.success, probabilities, correlation=plan.correlation)
    days = finish_days(plan, today=today, conditions=conditions)
    ordered = best_order(plan)
    p50, p80, p95 = (
        workday(today, float(np.quantile(days, share))) if days.size else None for share in (0.5, 0.8, 0.95)
    )
    return Forecast(
        project=plan.project,
        by_target=known.probability * _share_by(plan.target, days, today),
        ever=known.probability,
        p50=p50,
        p80=p80,
        p95=p95,
        tasks=tuple(
            TaskForecast(
                task=key,
                likelihood=task.probability,
                swing=known.importance[key].swing,
                improvement_potential=known.importance[key].improvement_potential,
                variance_share=known.importance[key].variance_share,
            )
            for key, task in plan.tasks.items()
            if key in known.importance and task.resolution is None
        ),
        milestones=tuple(
            (one.name, outlook(milestone_node(one), probabilities, correlation=plan.correlation).probability)
            for one in plan.milestones
        ),
        fragile=tuple(one.name for one in plan.milestones if _is_fragile(one, probabilities)),
        shared_causes={
            one.name: cause for one in plan.milestones if (cause := _shared_cause(one, probabilities)) is not None
        },
        quick_wins=_quick_wins(plan),
        order=ordered.tasks,
        order_method="exact" if ordered.exact else "ratio",
        expected_effort=ordered.expected_effort,
        order_saves=ordered.saves,
        curve=_curve(plan, known.probability, days, today),
    )


def forecast_document(known: Forecast) -> dict[str, Any]:
    """The forecast as one JSON document, for other programs."""

    def shown(day: date | None) -> str | None:
        return day.isoformat() if day else None

    return {
        "project": known.project,
        "probability": {"by_target": known.by_target, "ever": known.ever},
        "finish": {"p50": shown(known.p50), "p80": shown(known.p80), "p95": shown(known.p95)},
        "tasks": [
            {
                "task": task.task,
                "likelihood": task.likelihood,
                "swing": task.swing,
                "improvement_potential": task.improvement_potential,
                "variance_share": task.variance_share,
            }
            for task in known.tasks
        ],
        "order": list(known.order),
        "order_method": known.order_method,
        "expected_effort": known.expected_effort,
        "fragile": list(known.fragile),
    }


def _probabilities(plan: Plan) -> Mapping[str, float]:
    return {key: task.probability for key, task in plan.tasks.items()}


def _share_by(target: date, days: np.ndarray[Any, Any], today: date) -> float:
    if not days.size:
        return 1.0 if today <= target else 0.0
    available = float(np.busday_count(today, target)) + (1.0 if np.is_busday(target) else 0.0)
    return float(np.mean(days <= max(available, 0.0)))


def _curve(plan: Plan, ever: float, days: np.ndarray[Any, Any], today: date) -> tuple[tuple[date, float], ...]:
    if not days.size:
        return ()
    target = float(np.busday_count(today, plan.target))
    end = max(float(np.quantile(days, 0.97)), target * 1.15, 5.0)
    steps = np.unique(np.linspace(0.0, end, CURVE_POINTS).round())
    return tuple((workday(today, float(step)), ever * float(np.mean(days <= step))) for step in steps)


def _is_fragile(milestone: Milestone, probabilities: Mapping[str, float]) -> bool:
    ways = _open_ways(milestone, probabilities)
    if any(all(probabilities[task] == 1.0 for task in way.tasks) for way in ways):
        return False
    return len(ways) <= 1 or _shared_cause(milestone, probabilities) is not None


def _shared_cause(milestone: Milestone, probabilities: Mapping[str, float]) -> str | None:
    """The doubtful task that every approach still open hangs on: they fail together."""
    ways = _open_ways(milestone, probabilities)
    if len(ways) < 2:
        return None
    shared = set.intersection(*(set(way.tasks) for way in ways))
    doubtful = sorted((probabilities[task], task) for task in shared if probabilities[task] < DOUBTFUL)
    return doubtful[0][1] if doubtful else None


def _open_ways(milestone: Milestone, probabilities: Mapping[str, float]) -> list[Approach]:
    return [way for way in milestone.approaches if all(probabilities[task] > 0.0 for task in way.tasks)]


def _quick_wins(plan: Plan) -> tuple[str, ...]:
    ready = [
        task
        for task in plan.tasks.values()
        if task.resolution is None
        and task.likelihood >= QUICK_WIN_LIKELIHOOD
        and task.effort is not None
        and task.effort.p50 <= QUICK_WIN_DAYS
        and all(plan.tasks[needed].probability == 1.0 for needed in task.needs)
    ]
    ready.sort(key=lambda task: (task.effort.p50 if task.effort else 0.0) / task.likelihood)
    return tuple(task.key for task in ready[:3])
