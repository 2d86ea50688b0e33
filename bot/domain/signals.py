"""What was said of a task until a day, as named signals that a linear model weighs. Knows no weight and no outcome.

How many updates there are is no signal beyond what repetition is worth, and time counts only until the newest
update: silence moves nothing.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from bot.domain.histories import History, Update
from bot.domain.log_odds import logit, worth
from bot.domain.statuses import Status


class Kind(StrEnum):
    """Which line of the ledger a signal belongs to."""

    PRIOR = "prior"
    STATUS = "status"
    EXPOSURE = "exposure"
    CONFIDENCE = "confidence"
    CONFIDENCE_CHANGE = "confidence_change"
    STEPS = "steps"
    SLIP = "slip"
    LATENESS = "lateness"
    BLOCKER = "blocker"


@dataclass(frozen=True, slots=True)
class Signal:
    """One number that was said or follows from what was said, and the reply it comes from."""

    name: str
    value: float
    kind: Kind
    reply: str = ""


# How strongly a status speaks, relative to the others of its sign. Status reports lean to good news (Snow, Keil and
# Wallace 2007), so what their sum weighs is learnt apart for good and bad.
STRENGTH = {
    Status.MOVING: 1.0,
    Status.SLOW: -0.55,
    Status.STALLED: -1.0,
    Status.BLOCKED: -0.9,
}
STUCK = {Status.STALLED, Status.BLOCKED, Status.SLOW}
# The correlation between reports on one task: never more than two reports' worth.
REPETITION = 0.5
# Histories tell whether a task ended well in time. A plan keeps its dates apart from whether a task works at all, so
# that there these signals have weights of their own.
APART_IN_PLANS = {
    "good status",
    "bad status",
    "stuck now",
    "waiting now",
    "confidence change",
    "slip",
    "late",
    "blocked",
    "blocked weeks",
}
# People who forecast their own tasks say too much and too boldly: 81 % means about 60 %.
SAID_SHIFT, SAID_SLOPE = -0.58, 0.70
DEFAULT_EXPERIMENTS = 8
MOST_PLANS_OF_EXPERIMENTS = 3
MOST_BLOCKED_WEEKS = 4.0
A_WEEK = 7.0


def signals(history: History, share: float = math.inf) -> list[Signal]:
    """The signals of what was said until this share of the window, all of it by default; an absent one is zero."""
    told = [one for one in history.updates if one.day <= share * history.window + 1e-9]
    found = [
        *_start(history),
        *_status(told),
        *_exposure(told, history.planned_experiments),
        *_confidence(told, history),
        *_steps(told, history, share),
        *_promises(told, history),
        *_blocker(told),
    ]
    if history.prior is None:
        return found
    return [
        Signal(f"plan: {one.name}", one.value, one.kind, one.reply) if one.name in APART_IN_PLANS else one
        for one in found
    ]


def meant(stated: float) -> float:
    """The log-odds that stated confidence tends to mean."""
    return SAID_SHIFT + SAID_SLOPE * logit(stated)


def _start(history: History) -> Iterator[Signal]:
    if history.prior is None:
        yield Signal("always", 1.0, Kind.PRIOR)
        yield Signal("window", _length(history), Kind.PRIOR)
    else:
        yield Signal("prior", logit(history.prior), Kind.PRIOR)
        yield Signal("prior shift", 1.0, Kind.PRIOR)
    if history.own:
        yield Signal("own", 1.0, Kind.PRIOR)
    if history.team:
        yield Signal(f"team {history.team}", 1.0, Kind.PRIOR)


def _length(history: History) -> float:
    return min(max(math.log(history.window / 30), -3.0), 2.0)


def _status(told: Sequence[Update]) -> Iterator[Signal]:
    for sign, name in ((1, "good status"), (-1, "bad status")):
        spoken = [one for one in told if one.status and STRENGTH.get(one.status, 0.0) * sign > 0]
        # The clearest first, so that one more report never takes away from what others said in the same direction.
        spoken.sort(key=lambda one: (-abs(STRENGTH[one.status or Status.MOVING]), one.day, one.reply))
        for place, one in enumerate(spoken):
            assert one.status is not None
            share = worth(place + 1, REPETITION) - worth(place, REPETITION)
            yield Signal(name, abs(STRENGTH[one.status]) * share, Kind.STATUS, one.reply)
    heard = [one for one in told if one.status is not None]
    if heard and heard[-1].status in STUCK:
        yield Signal("stuck now", 1.0, Kind.STATUS, heard[-1].reply)
    if heard and heard[-1].status is Status.WAITING:
        yield Signal("waiting now", 1.0, Kind.STATUS, heard[-1].reply)


def _exposure(told: Sequence[Update], planned: int | None) -> Iterator[Signal]:
    expected = planned or DEFAULT_EXPERIMENTS
    most, done = MOST_PLANS_OF_EXPERIMENTS * expected, 0
    for one in told:
        if one.experiments:
            counted = min(done + one.experiments, most) - min(done, most)
            done += one.experiments
            yield Signal("exposure", counted / expected, Kind.EXPOSURE, one.reply)


def _confidence(told: Sequence[Update], history: History) -> Iterator[Signal]:
    first: dict[str, float] = {}
    newest: dict[str, float] = {}
    last = None
    for one in told:
        if one.confidence is not None:
            newest[one.reporter] = logit(one.confidence)
            first.setdefault(one.reporter, newest[one.reporter])
            last = one
    if last is None:
        return
    pooled = sum(newest.values()) / len(newest)
    change = pooled - sum(first.values()) / len(first)
    if history.prior is None:
        yield Signal("stated", 1.0, Kind.CONFIDENCE, last.reply)
        yield Signal("confidence", pooled, Kind.CONFIDENCE, last.reply)
        yield Signal("confidence of the first", next(iter(first.values())), Kind.CONFIDENCE, last.reply)
        # People who know different things deserve more together than their mean (Satopää et al. 2014).
        yield Signal("confidence x people", pooled * math.log(len(newest)), Kind.CONFIDENCE, last.reply)
    else:
        against = SAID_SHIFT + SAID_SLOPE * pooled - logit(history.prior)
        yield Signal("confidence against prior", against, Kind.CONFIDENCE, last.reply)
        yield Signal("stated with prior", 1.0, Kind.CONFIDENCE, last.reply)
    if abs(change) > 1e-9:
        yield Signal("confidence change", change, Kind.CONFIDENCE_CHANGE, last.reply)


def _steps(told: Sequence[Update], history: History, share: float) -> Iterator[Signal]:
    planned = [one for one in told if one.plan_done is not None]
    if not planned:
        return
    newest = planned[-1]
    done, at = _done(newest), min(newest.day / history.window, 1.0)
    if history.prior is not None:
        yield Signal("steps against time", math.log((1.05 - at) / (1.05 - done)), Kind.STEPS, newest.reply)
        return
    complete, left = float(done >= 1), math.log(1.05 / (1.05 - done))
    momentum = _momentum(planned, history.window) if at > 0 else 0.0
    # Nothing but its steps is known of such a task: that it is still open says something too.
    used, long = min(share, 1.0), _length(history)
    for name, value in (
        ("planned", 1.0),
        ("planned x window", long),
        ("time heard", at),
        ("time used", used),
        ("time used x window", long * used),
        ("complete, early", complete * (1 - at)),
        ("complete, late", complete * at),
        ("complete, at the end", complete * at * at),
        ("little left, early", left * (1 - at)),
        ("little left, late", left * at),
        ("little left, at the end", left * at * at),
        ("momentum", momentum),
        ("momentum, late", momentum * at),
    ):
        yield Signal(name, value, Kind.STEPS, newest.reply)


def _momentum(planned: Sequence[Update], window: float) -> float:
    """The pace since the last update against the pace that the rest needs, in logs."""
    newest, before = planned[-1], planned[-2] if len(planned) > 1 else None
    done, at = _done(newest), min(newest.day / window, 1.0)
    gained = max(done - (_done(before) if before else 0.0), 0.0)
    pace = gained / max(at - (before.day / window if before else 0.0), 0.02)
    return max(min(math.log((pace + 0.1) / ((1 - done) / (1.05 - at) + 0.1)), 3.0), -3.0)


def _promises(told: Sequence[Update], history: History) -> Iterator[Signal]:
    promised = [one for one in told if one.promised is not None]
    if not promised:
        return
    for before, one in pairwise(promised):
        assert before.promised is not None
        assert one.promised is not None
        if one.promised > before.promised * 1.005:
            yield Signal("slip", 1.0, Kind.SLIP, one.reply)
    newest = promised[-1]
    assert newest.promised is not None
    late = (newest.promised - history.window) / max(history.window, A_WEEK if history.prior is not None else 0.0)
    if history.prior is None:
        yield Signal("dated", 1.0, Kind.LATENESS, newest.reply)
    if late > 0 or history.prior is None:
        yield Signal("late", min(max(late, -1.0), 1.0), Kind.LATENESS, newest.reply)
    if history.prior is None:
        yield Signal("late at all", float(late > 0.02), Kind.LATENESS, newest.reply)
    if told[-1].promised is None and history.prior is None:
        yield Signal("promise withdrawn", 1.0, Kind.LATENESS, newest.reply)


def _blocker(told: Sequence[Update]) -> Iterator[Signal]:
    since: float | None = None
    newest: Update | None = None
    for one in told:
        if one.blocked is not None:
            since = (one.day if since is None else since) if one.blocked else None
            newest = one
    if since is not None and newest is not None:
        yield Signal("blocked", 1.0, Kind.BLOCKER, newest.reply)
        # Its age is taken at the newest report of it, because silence moves nothing.
        weeks = min((newest.day - since) / A_WEEK, MOST_BLOCKED_WEEKS)
        yield Signal("blocked weeks", weeks, Kind.BLOCKER, newest.reply)


def _done(update: Update) -> float:
    return min(max(update.plan_done or 0.0, 0.0), 1.0)
