"""What a digest or a forecast says of a project: what changed, the risks that matter, what is within reach."""

import hashlib
import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from math import prod

from bot.domain.changes import Changes, Situation, changes
from bot.domain.forecasts import Forecast, TaskForecast, forecast
from bot.domain.likelihood import Likelihood, moved
from bot.domain.messages import Cause, Order, ProjectFigures, Risk, Swing, Waiting
from bot.domain.plans import Plan
from bot.domain.portfolios import advice, one_more_pays
from bot.domain.projects import Project

MOST_RISKS = 3
MOST_CAUSES = 8
# Below this many points of swing a failing task is not worth a leader's minute.
LEAST_SWING = 0.02
LEAST_CAUSE = 0.002
# Below this an approach is one to stop rather than one to wait for.
HOPELESS = 0.2
BLOCKED = "It waits on somebody outside: a word from you may free it."
TIME, THE_PLAN, EDITED = "Time", "The plan", "it was edited"


@dataclass(frozen=True)
class Moment:
    """A project at one moment: its plan with the likelihoods of then, and the ledgers behind them."""

    situation: Situation
    likelihoods: Mapping[str, Likelihood]


def figures(project: Project, now: Moment, before: Moment | None, *, waiting: Sequence[Waiting] = ()) -> ProjectFigures:
    """A project's figures, with what changed since `before` (None in a project's first week)."""
    plan, today = now.situation.plan, now.situation.today
    known = forecast(plan, today=today, conditions=now.situation.conditions)
    change = changes(before.situation, now.situation) if before else None
    titles = {key: task.title for key, task in project.tasks.items()}
    swings = sorted((task for task in known.tasks if titles.get(task.task)), key=lambda task: task.swing, reverse=True)
    return ProjectFigures(
        name=plan.project,
        impact=plan.impact,
        sponsor=plan.sponsor,
        target=plan.target,
        as_of=today,
        by_target=known.by_target,
        ever=known.ever,
        last_by_target=change.before if change else None,
        last_on=before.situation.today if before else None,
        p50=known.p50,
        p80=known.p80,
        p95=known.p95,
        causes=_causes(now, before, change, titles) if before and change else (),
        swings=tuple(
            _swing(task, titles[task.task], now.likelihoods.get(task.task))
            for task in swings
            if task.swing >= LEAST_SWING
        ),
        risks=tuple(_risks(plan, known, titles, {one.task for one in waiting})),
        fragile=tuple(_fragile(name, known, titles) for name in known.fragile),
        quick_wins=tuple(titles.get(key, key) for key in known.quick_wins),
        milestones=tuple(known.milestones),
        waiting=tuple(waiting),
        order=Order(
            tasks=tuple(titles.get(key, key) for key in known.order),
            exact=known.order_method == "exact",
            expected_effort=known.expected_effort,
            saves=known.order_saves,
        ),
        net_worth=bet.net if (bet := advice(plan)) else None,
        second_ways=tuple(
            one.name for one in plan.milestones if one.name in known.fragile and (one_more_pays(plan, one) or 0.0) > 0
        ),
        curve=tuple(known.curve),
    )


def _swing(task: TaskForecast, title: str, known: Likelihood | None) -> Swing:
    heard = known if known is not None and known.enough else None
    return Swing(
        task=title,
        likelihood=task.likelihood,
        swing=task.swing,
        low=heard.low if heard else None,
        high=heard.high if heard else None,
    )


def _causes(now: Moment, before: Moment, change: Changes, titles: Mapping[str, str]) -> tuple[Cause, ...]:
    """What moved the odds since `before`, task by task, with the strongest line of each task's ledger as the reason."""
    found = []
    for key, points in change.tasks.items():
        words = ""
        task = now.situation.plan.tasks[key]
        if key in now.likelihoods and key in before.likelihoods:
            lines = moved(before.likelihoods[key], now.likelihoods[key])
            words = lines[0].reason if lines else ""
        elif task.resolution is not None:
            words = f"it {task.resolution}"
        found.append(Cause(task=titles.get(key, key), points=points, words=words))
    days = (now.situation.today - before.situation.today).days
    less = "1 day" if days == 1 else f"{days} days"
    found.append(Cause(task=TIME, points=change.time, words=f"{less} less until the target"))
    found.append(Cause(task=THE_PLAN, points=change.plan, words=EDITED))
    return _worth_saying(found)


def _worth_saying(causes: Sequence[Cause]) -> tuple[Cause, ...]:
    ranked = sorted(causes, key=lambda cause: -abs(cause.points))
    return tuple(cause for cause in ranked if abs(cause.points) >= LEAST_CAUSE)[:MOST_CAUSES]


def as_told(known: ProjectFigures, told: float, on: date) -> ProjectFigures:
    """The figures beside the odds that their readers were told on a day, which an edited plan no longer yields.

    What was edited since then is one of the causes, so that these still add up.
    """
    was = known.by_target if known.last_by_target is None else known.last_by_target
    plan = was - told + sum(cause.points for cause in known.causes if cause.task == THE_PLAN)
    rest = [cause for cause in known.causes if cause.task != THE_PLAN]
    causes = _worth_saying([*rest, Cause(task=THE_PLAN, points=plan, words=EDITED)])
    return known.model_copy(update={"last_by_target": told, "last_on": on, "causes": causes})


def matter_most(projects: Sequence[ProjectFigures], most: int = MOST_RISKS) -> list[tuple[ProjectFigures, Risk]]:
    """The risks of all these projects that matter most: what hangs on a task, times how likely it is to fail."""
    every = [(project, risk) for project in projects for risk in project.risks]
    return sorted(every, key=lambda one: -one[1].swing * (1 - one[1].likelihood))[:most]


def by_attention(projects: Sequence[ProjectFigures]) -> list[ProjectFigures]:
    """What a leader should look at first, first: the odds that moved farthest, then the lowest."""

    def move(one: ProjectFigures) -> int:
        return 0 if one.last_by_target is None else round(one.by_target * 100) - round(one.last_by_target * 100)

    return sorted(projects, key=lambda one: (-abs(move(one)), one.by_target))


def in_whole_points(parts: Sequence[float], total: int) -> list[int]:
    """Parts of a change, in shares of one, as whole points that add up to what the whole change is told as."""
    told = [round(part * 100) for part in parts]
    while parts and sum(told) != total:
        step = 1 if sum(told) < total else -1
        # Whoever lost most by rounding is given the point.
        place = max(range(len(parts)), key=lambda one: step * (parts[one] * 100 - told[one]))
        told[place] += step
    return told


def fingerprint(projects: Sequence[ProjectFigures], unplanned: Sequence[str]) -> str:
    """The same for two digests that would say the same: odds in whole points, targets, risks, and all that is listed.

    Dates given success are left out: they move with every day, and the odds tell what that means.
    """
    said = [
        [
            *(one.name, one.impact, one.target.isoformat(), round(one.by_target * 100), round(one.ever * 100)),
            [risk.task for risk in one.risks],
            [*one.fragile, "", *one.quick_wins],
            [[wait.task, wait.blocked, str(wait.by)] for wait in one.waiting],
        ]
        for one in projects
    ]
    return hashlib.sha256(json.dumps([said, list(unplanned)]).encode()).hexdigest()[:16]


def _risks(plan: Plan, known: Forecast, titles: Mapping[str, str], waiting: Collection[str]) -> Iterator[Risk]:
    """The tasks whose failing would cost the most odds, weighed by how likely that is, and what a leader can do."""
    ranked = sorted(known.tasks, key=lambda task: task.swing * (1 - task.likelihood), reverse=True)
    for task in ranked[:MOST_RISKS]:
        if task.swing < LEAST_SWING:
            continue
        milestone = next(
            (one.name for one in plan.milestones if any(task.task in way.tasks for way in one.approaches)), ""
        )
        yield Risk(
            task=titles.get(task.task, task.task),
            milestone=milestone,
            likelihood=task.likelihood,
            swing=task.swing,
            ask=BLOCKED if titles.get(task.task) in waiting else _ask(plan, task.task, milestone, known),
        )


def _fragile(milestone: str, known: Forecast, titles: Mapping[str, str]) -> str:
    cause = known.shared_causes.get(milestone)
    if cause is None:
        return f"{milestone} has a single approach"
    return f"every approach to {milestone} needs {titles.get(cause, cause)}"


def _ask(plan: Plan, task: str, milestone: str, known: Forecast) -> str:
    if known.shared_causes.get(milestone) == task:
        return f"Every way to {milestone} needs it: fund one that does not, or agree now what happens without it."
    if milestone in known.fragile and milestone not in known.shared_causes:
        return f"{milestone} has no other way: fund a second approach, or agree now what happens without it."
    if plan.tasks[task].owner is None:
        return "Nobody owns it yet: name somebody."
    if any(task in other.needs for other in plan.tasks.values()):
        return "Other tasks wait for it: clear the way for it first."
    other = _other_way(plan, task, milestone)
    if other is None:
        return "Agree now what happens if it fails."
    if plan.tasks[task].likelihood < HOPELESS:
        return f"Agree on a day to stop it, and back “{other}” instead."
    return f"“{other}” is the way left if it fails: keep it going until this one has shown that it works."


def _other_way(plan: Plan, task: str, milestone: str) -> str | None:
    """The likeliest approach to a milestone that does without a task."""
    ways = [way for one in plan.milestones if one.name == milestone for way in one.approaches if task not in way.tasks]
    likeliest = max(ways, key=lambda way: prod(plan.tasks[key].probability for key in way.tasks), default=None)
    return likeliest.name if likeliest else None
