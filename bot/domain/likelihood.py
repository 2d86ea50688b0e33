"""A task's likelihood as an evidence ledger: lines of weight of evidence in log-odds that add up to the number.

Pure: the ledger is a function of what was said until a day. Likelihoods belong to tasks, so nobody's name is here.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from bot.domain.histories import History, Update
from bot.domain.log_odds import LEAST, MOST, logistic, logit
from bot.domain.reasons import reason
from bot.domain.signals import Kind, signals
from bot.domain.statuses import Status
from bot.domain.weights import SHIPPED, Model

# The range shown holds four likelihoods in five.
RANGE_SPREADS = 1.2815515655446004
# What no weight explains, as a standard deviation in log-odds: before anybody spoke, and for each silent week.
UNEXPLAINED, SILENT_WEEK = 0.55, 0.20
MOST_SILENT_WEEKS = 12.0
# What *too high* means without a number: from even to one in three.
NUDGE = math.log(2)
# Of these only the newest word counts, so that a new one takes the old one's place.
NEWEST_COUNTS = {Kind.CONFIDENCE, Kind.CONFIDENCE_CHANGE, Kind.LATENESS, Kind.BLOCKER, Kind.STEPS}

# The prior is taken as the plan states it: how far plans can be trusted is part of what is unexplained.
STATED = {"prior", "prior shift"}


@dataclass(frozen=True)
class Report:
    """What one reply says about one task. Confidence and `plan_done` are shares of one."""

    reply: str
    on: date
    status: Status | None = None
    experiments: int | None = None
    approaches: int | None = None
    hours: float | None = None
    blocked: bool | None = None
    confidence: float | None = None
    expected: date | None = None
    plan_done: float | None = None


@dataclass(frozen=True)
class Correction:
    """A person's word that the likelihood shown was wrong, and what it should have been."""

    reply: str
    on: date
    should_be: float
    reason: str = ""


@dataclass(frozen=True)
class LedgerLine:
    """One line of the ledger: its weight in log-odds, what it moved in percentage points, and why, in words."""

    kind: str
    reply: str
    on: date | None
    weight: float
    points: float
    reason: str


@dataclass(frozen=True)
class Likelihood:
    """A task's likelihood, its range, and the lines it is the sum of. `enough`: more than a prior speaks."""

    value: float
    low: float
    high: float
    lines: tuple[LedgerLine, ...]
    enough: bool


@dataclass(frozen=True)
class _Line:
    kind: str
    reply: str
    on: date | None
    weight: float
    reason: str


_T = TypeVar("_T", Report, Correction)


def assess(
    prior: float,
    reports: Iterable[Report],
    *,
    today: date,
    started: date,
    deadline: date,
    planned_experiments: int | None = None,
    corrections: Iterable[Correction] = (),
    team: str = "",
    model: Model = SHIPPED,
) -> Likelihood:
    """The likelihood of a task that is still open, from its prior and all that was said of it until `today`.

    The same reply given twice counts once. Silence moves nothing and widens the range.
    """
    told = _once([report for report in reports if report.on <= today])
    history = history_of(
        prior, told, started=started, deadline=deadline, planned_experiments=planned_experiments, team=team
    )
    lines, doubt = _evidence(history, told, model)
    for correction in _once([one for one in corrections if one.on <= today]):
        known = sum(line.weight for line in lines if line.on is None or line.on <= correction.on)
        words = f"somebody put it right: {correction.reason}" if correction.reason else "somebody put it right"
        lines.append(_Line("correction", correction.reply, correction.on, logit(correction.should_be) - known, words))
    total = sum(line.weight for line in lines)
    held = min(max(total, logit(LEAST)), logit(MOST))
    if held != total:
        lines.append(_Line("limit", "", None, held - total, "I never claim less than 1 % or more than 99 %"))
    spread = math.hypot(doubt, _unexplained(told, today, started))
    return Likelihood(
        value=logistic(held),
        low=max(LEAST, logistic(held - RANGE_SPREADS * spread)),
        high=min(MOST, logistic(held + RANGE_SPREADS * spread)),
        lines=_with_points(lines),
        enough=bool(told),
    )


def history_of(
    prior: float,
    reports: Sequence[Report],
    *,
    started: date,
    deadline: date,
    planned_experiments: int | None = None,
    team: str = "",
    task: str = "",
) -> History:
    """A task of a plan as a history: days counted from its start, its window until the target."""
    return History(
        task=task,
        window=float(max((deadline - started).days, 1)),
        group=task,
        own=False,
        updates=tuple(_update(one, started) for one in _once(list(reports))),
        prior=prior,
        planned_experiments=planned_experiments,
        team=team,
    )


def probability(model: Model, history: History, share: float = math.inf) -> float:
    """The probability of success, from what was said until this share of the window."""
    return min(max(logistic(model.log_odds(signals(history, share))), LEAST), MOST)


def nudged(shown: float, *, down: bool) -> float:
    """What a likelihood should be for somebody who only says that it is too low, or with `down` too high."""
    return logistic(logit(shown) + (-NUDGE if down else NUDGE))


def moved(before: Likelihood, after: Likelihood) -> list[LedgerLine]:
    """What moved a likelihood, line by line: the points add up to the whole move."""
    earlier = {_key(line): line for line in before.lines}
    later = {_key(line): line for line in after.lines}
    changed = []
    reweighed = 0.0
    for key in [*later, *(key for key in earlier if key not in later)]:
        line = later.get(key) or earlier[key]
        weight = (later[key].weight if key in later else 0.0) - (earlier[key].weight if key in earlier else 0.0)
        if key in earlier and key in later and line.kind == "status":
            reweighed += weight
        elif abs(weight) > 1e-9:
            changed.append(_Line(line.kind, line.reply, line.on, weight, line.reason))
    if abs(reweighed) > 1e-9:
        changed.append(_Line("repeated", "", None, reweighed, "the newest word on it counts most, repeated ones less"))
    at = logit(before.value)
    found = []
    for entry in sorted(changed, key=lambda one: -abs(one.weight)):
        points = (logistic(at + entry.weight) - logistic(at)) * 100
        found.append(LedgerLine(entry.kind, entry.reply, entry.on, entry.weight, points, entry.reason))
        at += entry.weight
    return found


def _evidence(history: History, told: Sequence[Report], model: Model) -> tuple[list[_Line], float]:
    """A line for each kind and reply that speaks, and how unsure the weights make their sum."""
    found = signals(history)
    weights: dict[tuple[Kind, str], float] = {}
    values: dict[str, float] = {}
    for one in found:
        key = (one.kind, one.reply)
        weights[key] = weights.get(key, 0.0) + model.weight(one.name) * one.value
        values[one.name] = values.get(one.name, 0.0) + one.value
    said_on = {report.reply: report.on for report in told}
    lines = [
        _Line(kind.value, reply, said_on.get(reply), weight, reason(kind, history, reply))
        for (kind, reply), weight in weights.items()
        if weight or kind is Kind.PRIOR
    ]
    doubt = math.sqrt(sum((model.spread(name) * value) ** 2 for name, value in values.items() if name not in STATED))
    return lines, doubt


def _update(report: Report, started: date) -> Update:
    return Update(
        day=float(max((report.on - started).days, 0)),
        reply=report.reply,
        status=report.status,
        confidence=report.confidence,
        promised=None if report.expected is None else float((report.expected - started).days),
        plan_done=report.plan_done,
        blocked=report.blocked,
        experiments=report.experiments,
    )


def _key(line: LedgerLine) -> tuple[str, str]:
    return (line.kind, "" if line.kind in NEWEST_COUNTS else line.reply)


def _once(told: Sequence[_T]) -> list[_T]:
    return sorted({one.reply: one for one in told}.values(), key=lambda one: (one.on, one.reply))


def _unexplained(told: Sequence[Report], today: date, started: date) -> float:
    heard = told[-1].on if told else started
    silent_weeks = min(max((today - heard).days, 0) / 7, MOST_SILENT_WEEKS)
    return math.sqrt(UNEXPLAINED**2 / (1 + 0.5 * math.log1p(len(told))) + SILENT_WEEK**2 * silent_weeks)


def _with_points(lines: Sequence[_Line]) -> tuple[LedgerLine, ...]:
    at = 0.0
    found = []
    for place, line in enumerate(lines):
        before = logistic(at) if place else 0.0
        at += line.weight
        found.append(
            LedgerLine(line.kind, line.reply, line.on, line.weight, (logistic(at) - before) * 100, line.reason)
        )
    return tuple(found)
