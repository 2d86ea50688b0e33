"""Why a line of the ledger weighs what it does, in words a manager can follow. Knows no weight."""

from bot.domain.histories import History, Update
from bot.domain.log_odds import logistic, logit
from bot.domain.signals import A_WEEK, DEFAULT_EXPERIMENTS, Kind, meant
from bot.domain.statuses import Status


def reason(kind: Kind, history: History, reply: str) -> str:
    """What a reply said that speaks for or against the task."""
    one = next((told for told in history.updates if told.reply == reply), None)
    if kind is Kind.PRIOR or one is None:
        return f"the plan began with {_percent(history.prior or 0.5)}"
    match kind:
        case Kind.STATUS:
            return _status(history, one)
        case Kind.EXPOSURE:
            done = sum(told.experiments or 0 for told in _until(history, one))
            planned = history.planned_experiments or DEFAULT_EXPERIMENTS
            return f"{done} of about {planned} planned experiments done, not there yet"
        case Kind.CONFIDENCE:
            said = one.confidence or 0.0
            return f"stated confidence of {_percent(said)}, which tends to mean {_percent(logistic(meant(said)))}"
        case Kind.CONFIDENCE_CHANGE:
            first = next(told.confidence for told in history.updates if told.confidence is not None)
            way = "risen" if logit(one.confidence or 0.0) > logit(first) else "fallen"
            return f"confidence has {way} from {_percent(first)}"
        case Kind.STEPS:
            used = min(one.day / history.window, 1.0)
            return f"{_percent(one.plan_done or 0.0)} of the steps done in {_percent(used)} of the time"
        case Kind.SLIP:
            earlier = [told.promised for told in _until(history, one)[:-1] if told.promised is not None]
            days = round((one.promised or 0.0) - earlier[-1]) if earlier else 0
            return f"the expected date moved {_days(days)} later"
        case Kind.LATENESS:
            return f"expected {_days(round((one.promised or 0.0) - history.window))} after the target"
        case Kind.BLOCKER:
            return _blocked(history, one)


def _status(history: History, one: Update) -> str:
    if one.status is None:
        return "reported"
    before = [told.status for told in _until(history, one)[:-1] if told.status is not None]
    again = ", as before" if one.status in before else ""
    word = {Status.WAITING: "waiting on something with a date"}.get(one.status, one.status.replace("_", " "))
    return f"reported {word}{again}"


def _blocked(history: History, one: Update) -> str:
    since: float | None = None
    for told in _until(history, one):
        if told.blocked is not None:
            since = (told.day if since is None else since) if told.blocked else None
    days = round(one.day - since) if since is not None else 0
    return f"blocked for {_days(days)}" if days else "blocked"


def _until(history: History, one: Update) -> list[Update]:
    return list(history.updates[: history.updates.index(one) + 1])


def _days(days: int) -> str:
    if days % int(A_WEEK) == 0 and days > int(A_WEEK):
        return f"{days // int(A_WEEK)} weeks"
    return "1 day" if days == 1 else f"{days} days"


def _percent(share: float) -> str:
    return f"{round(share * 100)} %"
