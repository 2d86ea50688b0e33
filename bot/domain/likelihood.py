"""A task's likelihood as an evidence ledger: lines of weight of evidence in log-odds that add up to the number.

Pure: the ledger is a function of what was said until a day. Likelihoods belong to tasks, so nobody's name is here.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from bot.domain.statuses import Status
from bot.domain.weights import SHIPPED, Weights

LEAST, MOST = 0.01, 0.99
# The range shown holds four likelihoods in five.
RANGE_SPREADS = 1.2815515655446004


@dataclass(frozen=True)
class Report:
    """What one reply says about one task. Confidence is a share of one."""

    reply: str
    on: date
    status: Status | None = None
    experiments: int | None = None
    approaches: int | None = None
    hours: float | None = None
    blocked: bool | None = None
    confidence: float | None = None
    expected: date | None = None


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
    weights: Weights = SHIPPED,
) -> Likelihood:
    """The likelihood of a task that is still open, from its prior and all that was said of it until `today`.

    The same reply given twice counts once. Silence moves nothing and widens the range.
    """
    told = _once([report for report in reports if report.on <= today])
    lines = [_Line("prior", "", None, logit(prior), f"the plan began with {round(prior * 100)} %")]
    lines += _status_lines(told, weights)
    lines += _exposure_lines(told, planned_experiments, weights)
    lines += _confidence_lines(told, logit(prior), weights)
    lines += _date_lines(told, started, deadline, weights)
    lines += _blocker_lines(told, today, weights)
    for correction in _once([one for one in corrections if one.on <= today]):
        known = sum(line.weight for line in lines if line.on is None or line.on <= correction.on)
        reason = f"somebody put it right: {correction.reason}" if correction.reason else "somebody put it right"
        lines.append(_Line("correction", correction.reply, correction.on, logit(correction.should_be) - known, reason))
    total = sum(line.weight for line in lines)
    held = min(max(total, logit(LEAST)), logit(MOST))
    if held != total:
        lines.append(_Line("limit", "", None, held - total, "I never claim less than 1 % or more than 99 %"))
    spread = _spread(told, today, started, weights)
    return Likelihood(
        value=logistic(held),
        low=max(LEAST, logistic(held - RANGE_SPREADS * spread)),
        high=min(MOST, logistic(held + RANGE_SPREADS * spread)),
        lines=_with_points(lines),
        enough=bool(told),
    )


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
        changed.append(_Line("repeated", "", None, reweighed, "repeated reports say less than the first"))
    at = logit(before.value)
    found = []
    for entry in sorted(changed, key=lambda one: -abs(one.weight)):
        points = (logistic(at + entry.weight) - logistic(at)) * 100
        found.append(LedgerLine(entry.kind, entry.reply, entry.on, entry.weight, points, entry.reason))
        at += entry.weight
    return found


def _key(line: LedgerLine) -> tuple[str, str]:
    # Of these only the newest word counts, so that a new one takes the old one's place.
    return (line.kind, "" if line.kind in {"confidence", "confidence_change", "lateness", "blocker"} else line.reply)


def logit(share: float) -> float:
    """Log-odds of a probability; certainty is held to the limits that are ever shown."""
    held = min(max(share, LEAST), MOST)
    return math.log(held / (1 - held))


def logistic(log_odds: float) -> float:
    """The probability with these log-odds."""
    return 1 / (1 + math.exp(-log_odds))


def _once(told: Sequence[_T]) -> list[_T]:
    return sorted({one.reply: one for one in told}.values(), key=lambda one: (one.on, one.reply))


def _status_lines(told: Sequence[Report], weights: Weights) -> list[_Line]:
    lines = []
    for sign in (1, -1):
        spoken = [report for report in told if report.status and weights.status.get(report.status, 0.0) * sign > 0]
        # The clearest first, so that one more report never takes away from what others said in the same direction.
        spoken.sort(key=lambda report: (-abs(weights.status[report.status or Status.MOVING]), report.on, report.reply))
        for place, report in enumerate(spoken):
            assert report.status is not None
            share = worth(place + 1, weights.repetition) - worth(place, weights.repetition)
            words = f"reported {report.status.replace('_', ' ')}" + (", as before" if place else "")
            lines.append(_Line("status", report.reply, report.on, weights.status[report.status] * share, words))
    return lines


def worth(reports: int, repetition: float) -> float:
    """How many independent reports n correlated ones are worth: n / (1 + (n - 1) rho), Clemen and Winkler 1985."""
    return reports / (1 + (reports - 1) * repetition) if reports else 0.0


def _exposure_lines(told: Sequence[Report], planned: int | None, weights: Weights) -> list[_Line]:
    expected = planned or weights.default_experiments
    lines, done = [], 0
    for report in told:
        if not report.experiments:
            continue
        counted = min(done + report.experiments, 3 * expected) - min(done, 3 * expected)
        done += report.experiments
        lines.append(
            _Line(
                "exposure",
                report.reply,
                report.on,
                -weights.exposure * counted / expected,
                f"{done} of about {expected} planned experiments done, not there yet",
            )
        )
    return lines


def _confidence_lines(told: Sequence[Report], start: float, weights: Weights) -> list[_Line]:
    stated = [report for report in told if report.confidence is not None]
    if not stated:
        return []
    newest = stated[-1]
    assert newest.confidence is not None
    meant = weights.confidence_shift + weights.confidence_slope * logit(newest.confidence)
    lines = [
        _Line(
            "confidence",
            newest.reply,
            newest.on,
            weights.confidence_trust * (meant - start),
            f"stated confidence of {newest.confidence:.0%}, which tends to mean {logistic(meant):.0%}",
        )
    ]
    first = stated[0].confidence
    assert first is not None
    change = logit(newest.confidence) - logit(first)
    if abs(change) > 1e-9:
        way = "risen" if change > 0 else "fallen"
        lines.append(
            _Line(
                "confidence_change",
                newest.reply,
                newest.on,
                weights.confidence_change * change,
                f"confidence has {way} from {round(first * 100)} %",
            )
        )
    return lines


def _date_lines(told: Sequence[Report], started: date, deadline: date, weights: Weights) -> list[_Line]:
    dated = [report for report in told if report.expected is not None]
    lines = []
    for earlier, report in zip([None, *dated], dated, strict=False):
        assert report.expected is not None
        if earlier is not None and earlier.expected is not None and report.expected > earlier.expected:
            days = (report.expected - earlier.expected).days
            lines.append(
                _Line("slip", report.reply, report.on, -weights.slip, f"the expected date moved {days} days later")
            )
    if dated:
        newest = dated[-1]
        assert newest.expected is not None
        window = max((deadline - started).days, 7)
        late = min(max((newest.expected - deadline).days / window, 0.0), 1.0)
        if late > 0:
            days = (newest.expected - deadline).days
            lines.append(
                _Line(
                    "lateness",
                    newest.reply,
                    newest.on,
                    -weights.lateness * late,
                    f"expected {days} days after the target",
                )
            )
    return lines


def _blocker_lines(told: Sequence[Report], today: date, weights: Weights) -> list[_Line]:
    since: date | None = None
    newest: Report | None = None
    for report in told:
        if report.blocked is None:
            continue
        since = (since or report.on) if report.blocked else None
        newest = report
    if since is None or newest is None:
        return []
    # Its age is taken at the newest report, because silence moves nothing.
    weeks = (newest.on - since).days / 7
    age = f" for {(newest.on - since).days} days" if newest.on > since else ""
    weight = -(weights.blocker + weights.blocker_week * min(weeks, 4))
    return [_Line("blocker", newest.reply, newest.on, weight, f"blocked{age}")]


def _spread(told: Sequence[Report], today: date, started: date, weights: Weights) -> float:
    heard = told[-1].on if told else started
    silent_weeks = max((today - heard).days, 0) / 7
    known = weights.prior_spread**2 / (1 + 0.5 * math.log1p(len(told)))
    return math.sqrt(known + weights.silence_spread**2 * min(silent_weeks, 12))


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
