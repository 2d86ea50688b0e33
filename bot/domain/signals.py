"""What the updates of a task say at a share of its window, as named numbers that a linear model can weigh.

How many updates there are is no signal beyond what repetition is worth: silence moves nothing. Knows no outcome.
"""

import math
from collections.abc import Iterable, Sequence
from itertools import pairwise

from bot.domain.histories import History, Update
from bot.domain.likelihood import logit, worth
from bot.domain.statuses import Status
from bot.domain.weights import SHIPPED

STUCK = {Status.STALLED, Status.BLOCKED, Status.SLOW}


def signals(history: History, share: float) -> dict[str, float]:
    """The signals of what was said until this share of the window; one that is absent is zero."""
    told = [one for one in history.updates if one.day <= share * history.window + 1e-9]
    found = {"always": 1.0, "window": min(max(math.log(history.window / 30), -1.5), 1.5)}
    if history.own:
        found["own"] = 1.0
    if not told:
        return found
    found |= _status(told)
    found |= _confidence(told, share)
    found |= _steps(told, history.window, share)
    found |= _promises(told, history.window)
    blocked = next((one.blocked for one in reversed(told) if one.blocked is not None), None)
    if blocked:
        found |= {"blocked": 1.0, "blocked x time": share}
    return found


def _status(told: Sequence[Update]) -> dict[str, float]:
    weights = [SHIPPED.status.get(one.status, 0.0) for one in told if one.status is not None]
    newest = told[-1].status
    return {
        "good status": _discounted(weight for weight in weights if weight > 0),
        "bad status": -_discounted(-weight for weight in weights if weight < 0),
        "waiting now": float(newest is Status.WAITING),
        "stuck now": float(newest in STUCK),
    }


def _discounted(weights: Iterable[float]) -> float:
    spoken = sorted(weights, reverse=True)
    return sum(
        weight * (worth(place + 1, SHIPPED.repetition) - worth(place, SHIPPED.repetition))
        for place, weight in enumerate(spoken)
    )


def _confidence(told: Sequence[Update], share: float) -> dict[str, float]:
    first: dict[str, float] = {}
    newest: dict[str, float] = {}
    for one in told:
        if one.confidence is not None:
            newest[one.reporter] = logit(one.confidence)
            first.setdefault(one.reporter, newest[one.reporter])
    if not newest:
        return {}
    pooled = sum(newest.values()) / len(newest)
    return {
        "stated": 1.0,
        "confidence": pooled,
        "confidence of the first": next(iter(first.values())),
        "confidence change": pooled - sum(first.values()) / len(first),
        # People who know different things deserve more together than their mean (Satopää et al. 2014).
        "confidence x people": pooled * math.log(len(newest)),
        "confidence x time": pooled * share,
    }


def _steps(told: Sequence[Update], window: float, share: float) -> dict[str, float]:
    planned = [one for one in told if one.plan_done is not None]
    if not planned:
        return {}
    newest = planned[-1]
    done, at = _done(newest), min(newest.day / window, 1.0)
    found = {
        "planned": 1.0,
        "time used": share,
        "time heard": at,
        "steps": done - 0.5,
        "steps odds": _held_logit(done),
        "steps odds x time": _held_logit(done) * at,
        "ahead": done - at,
        "ahead x time": (done - at) * at,
        "to do": math.log((1.05 - done) / (1.05 - at)),
        "to do x time": math.log((1.05 - done) / (1.05 - at)) * at,
        "complete": float(done >= 1),
        "complete x time": float(done >= 1) * at,
        "none done": float(done <= 0),
    }
    if at > 0:
        before = planned[-2] if len(planned) > 1 else None
        needed = (1 - done) / (1.05 - at)
        gained = max(done - (_done(before) if before else 0.0), 0.0)
        lately = gained / max(at - (before.day / window if before else 0.0), 0.02)
        found |= {"pace": _against(done / max(at, 0.02), needed), "momentum": _against(lately, needed)}
        found["momentum x time"] = found["momentum"] * at
    return found


def _done(update: Update) -> float:
    return min(max(update.plan_done or 0.0, 0.0), 1.0)


def _held_logit(done: float) -> float:
    held = min(max(done, 0.02), 0.98)
    return math.log(held / (1 - held))


def _against(pace: float, needed: float) -> float:
    return max(min(math.log((pace + 0.1) / (needed + 0.1)), 3.0), -3.0)


def _promises(told: Sequence[Update], window: float) -> dict[str, float]:
    promised = [one.promised for one in told if one.promised is not None]
    if not promised:
        return {}
    slips = sum(later > earlier * 1.005 for earlier, later in pairwise(promised))
    late = (promised[-1] - window) / window
    return {
        "late": min(max(late, -1.0), 1.0),
        "late at all": float(late > 0.02),
        "slips": float(min(slips, 4)),
        "slipped": float(slips > 0),
        "promise withdrawn": float(told[-1].promised is None),
    }
