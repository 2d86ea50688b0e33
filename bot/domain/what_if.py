"""A plan as it would be: without an approach, with one more, with more people, or by another date.

Pure: nothing is stored, and the plan that is given stays as it is.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from bot.domain.dates import USUAL, Conditions
from bot.domain.errors import WrongInput
from bot.domain.plans import Approach, Effort, Milestone, Plan, Task, all_of, milestone_node


@dataclass(frozen=True)
class WithoutApproach:
    """An approach is dropped; a milestone keeps one at least."""

    milestone: str
    approach: str


@dataclass(frozen=True)
class WithApproach:
    """One more approach to a milestone, as a single task nobody owns yet."""

    milestone: str
    likelihood: float
    effort: Effort


@dataclass(frozen=True)
class MorePeople:
    """People who take what is next in line. They need no time to learn here, which is kinder than life."""

    count: int


@dataclass(frozen=True)
class ByDate:
    """Another target date."""

    target: date


WhatIf = WithoutApproach | WithApproach | MorePeople | ByDate
MOST_PEOPLE = 20


def supposed(plan: Plan, changes: Iterable[WhatIf], conditions: Conditions = USUAL) -> tuple[Plan, Conditions]:
    """The plan, and what its dates depend on, after these changes; `WrongInput` names one that cannot be."""
    for change in changes:
        match change:
            case WithoutApproach(milestone, approach):
                plan = _without(plan, milestone, approach)
            case WithApproach(milestone, likelihood, effort):
                plan = _with(plan, milestone, likelihood, effort)
            case MorePeople(count):
                if not 0 <= count <= MOST_PEOPLE:
                    raise WrongInput(f"{count} more people is not between 0 and {MOST_PEOPLE}.")
                conditions = replace(conditions, helpers=conditions.helpers + count)
            case ByDate(target):
                plan = replace(plan, target=target)
    return plan, conditions


def _without(plan: Plan, milestone: str, approach: str) -> Plan:
    known = _milestone(plan, milestone)
    left = tuple(way for way in known.approaches if way.name != approach)
    if len(left) == len(known.approaches):
        raise WrongInput(f"{milestone} has no approach called {approach}.")
    if not left:
        raise WrongInput(f"{approach} is the only approach to {milestone}; without it there is no way at all.")
    return _rebuilt(plan, replace(known, approaches=left), plan.tasks)


def _with(plan: Plan, milestone: str, likelihood: float, effort: Effort) -> Plan:
    known = _milestone(plan, milestone)
    number = 1
    while (key := f"what if {number}") in plan.tasks:
        number += 1
    tasks = {**plan.tasks, key: Task(key, "One more approach", likelihood, effort)}
    return _rebuilt(plan, replace(known, approaches=(*known.approaches, Approach(key, (key,)))), tasks)


def _milestone(plan: Plan, name: str) -> Milestone:
    for milestone in plan.milestones:
        if milestone.name == name:
            return milestone
    raise WrongInput(f"{plan.project} has no milestone called {name}.")


def _rebuilt(plan: Plan, changed: Milestone, tasks: Mapping[str, Task]) -> Plan:
    milestones = tuple(changed if one.name == changed.name else one for one in plan.milestones)
    kept = dict.fromkeys(task for one in milestones for way in one.approaches for task in way.tasks)
    waiting = list(kept)
    while waiting:
        behind = [needed for needed in tasks[waiting.pop()].needs if needed not in kept]
        kept |= dict.fromkeys(behind)
        waiting += behind
    return replace(
        plan,
        milestones=milestones,
        success=all_of(tuple(milestone_node(one) for one in milestones)),
        tasks={key: task for key, task in tasks.items() if key in kept},
    )
