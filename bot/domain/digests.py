"""What a digest or a forecast says of a project: what changed, the risks that matter, what is within reach."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from bot.domain.changes import Changes, Situation, changes
from bot.domain.forecasts import Forecast, TaskForecast, forecast
from bot.domain.likelihood import Likelihood, moved
from bot.domain.messages import Cause, Order, ProjectFigures, Risk, Swing
from bot.domain.plans import Plan
from bot.domain.portfolios import advice, one_more_pays
from bot.domain.projects import Project

MOST_RISKS = 3
MOST_CAUSES = 8
# Below this many points of swing a failing task is not worth a leader's minute.
LEAST_SWING = 0.02
LEAST_CAUSE = 0.002


@dataclass(frozen=True)
class Moment:
    """A project at one moment: its plan with the likelihoods of then, and the ledgers behind them."""

    situation: Situation
    likelihoods: Mapping[str, Likelihood]


def figures(project: Project, now: Moment, before: Moment | None, *, waiting: Sequence[str] = ()) -> ProjectFigures:
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
        p50=known.p50,
        p80=known.p80,
        p95=known.p95,
        causes=_causes(now, before, change, titles) if before and change else (),
        swings=tuple(
            _swing(task, titles[task.task], now.likelihoods.get(task.task))
            for task in swings
            if task.swing >= LEAST_SWING
        ),
        risks=tuple(_risks(plan, known, titles)),
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
    found.append(Cause(task="Time", points=change.time, words=f"{days} days less until the target"))
    found.append(Cause(task="The plan", points=change.plan, words="it was edited"))
    found.sort(key=lambda cause: -abs(cause.points))
    return tuple(cause for cause in found if abs(cause.points) >= LEAST_CAUSE)[:MOST_CAUSES]


def _risks(plan: Plan, known: Forecast, titles: Mapping[str, str]) -> Iterator[Risk]:
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
            ask=_ask(plan, task.task, milestone in known.fragile, milestone),
        )


def _fragile(milestone: str, known: Forecast, titles: Mapping[str, str]) -> str:
    cause = known.shared_causes.get(milestone)
    if cause is None:
        return f"{milestone} has a single approach"
    return f"every approach to {milestone} needs {titles.get(cause, cause)}"


def _ask(plan: Plan, task: str, fragile: bool, milestone: str) -> str:
    if fragile:
        return f"{milestone} has no other way: fund a second approach, or agree now what happens without it."
    if plan.tasks[task].owner is None:
        return "Nobody owns it yet: name somebody."
    if any(task in other.needs for other in plan.tasks.values()):
        return "Other tasks wait for it: clear the way for it first."
    return "Keep the other approach going until this one has shown that it works."
