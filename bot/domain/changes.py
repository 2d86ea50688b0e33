"""Why a project's odds by its target moved: task by task, by the passing of time, and by changes of the plan itself.

Pure; the parts add up to the whole change exactly.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from bot.domain.dates import USUAL, Conditions
from bot.domain.forecasts import odds
from bot.domain.plans import Plan, Task


@dataclass(frozen=True)
class Situation:
    """A plan with the likelihoods of a day, and what its dates depended on then."""

    plan: Plan
    today: date
    conditions: Conditions = USUAL

    def by_target(self) -> float:
        """P(success by the target date), as it was told on that day."""
        return odds(self.plan, today=self.today, conditions=self.conditions)[0]


@dataclass(frozen=True)
class Changes:
    """What moved the odds, in shares of one: each task, the time that passed, and tasks or dates that were edited."""

    before: float
    after: float
    tasks: Mapping[str, float]
    time: float
    plan: float


def changes(before: Situation, after: Situation) -> Changes:
    """By how much each thing changed the odds by the target date; the parts add up to the whole change.

    A task's part is the mean of its effect when it changes first and when it changes last (with two tasks that is
    Shapley's value), scaled so that nothing is left over.
    """
    told_before, told_after = before.by_target(), after.by_target()
    # The same evidence a while later, nothing done meanwhile.
    waited = replace(after, plan=before.plan).by_target()
    # Today's plan with what was known of its tasks then; in today's order, which is part of how people are busy.
    common = [key for key in after.plan.tasks if key in before.plan.tasks]
    old = {key: before.plan.tasks.get(key, task) for key, task in after.plan.tasks.items()}
    old_tasks = replace(after.plan, tasks=old)
    begun = replace(after, plan=old_tasks).by_target()
    parts = {}
    for key in common:
        was, is_now = before.plan.tasks[key], after.plan.tasks[key]
        if was == is_now:
            continue
        first = replace(after, plan=_with(old_tasks, key, is_now)).by_target()
        last = replace(after, plan=_with(after.plan, key, was)).by_target()
        parts[key] = (first - begun + told_after - last) / 2
    return Changes(
        before=told_before,
        after=told_after,
        tasks=_scaled(parts, told_after - begun),
        time=waited - told_before,
        plan=begun - waited,
    )


def _scaled(parts: Mapping[str, float], whole: float) -> dict[str, float]:
    weight = sum(abs(part) for part in parts.values())
    rest = whole - sum(parts.values())
    if weight == 0.0:
        return {key: whole / len(parts) for key in parts}
    return {key: part + rest * abs(part) / weight for key, part in parts.items()}


def _with(plan: Plan, key: str, task: Task) -> Plan:
    return replace(plan, tasks={**plan.tasks, key: task})
