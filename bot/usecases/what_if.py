"""What a project's odds and dates would be if something about it were different. Stores nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from bot.domain.changes import Situation
from bot.domain.forecasts import Forecast, forecast
from bot.domain.plans import Plan
from bot.domain.what_if import WhatIf, supposed
from bot.usecases.evidence import standing
from bot.usecases.forecasts import project_seen_by
from storage.database import Database


@dataclass(frozen=True)
class Outcome:
    """A project's odds and dates, in short."""

    by_target: float
    ever: float
    target: date
    p50: date | None
    p80: date | None


@dataclass(frozen=True)
class Supposition:
    """A project as it is, and as it would be; they are the same while nothing is supposed."""

    plan: Plan
    now: Outcome
    then: Outcome


def suppose(
    db: Database, workspace: str, *, person: str, project: int, changes: Sequence[WhatIf], now: datetime
) -> Supposition:
    """What would be, for somebody who may see the project's forecast; `WrongInput` names what cannot be supposed."""
    with db.snapshot() as tx:
        chosen = project_seen_by(tx, workspace, person, project)
        (current,) = standing(tx, workspace, [chosen], today=now.date())
    plan, conditions = supposed(current.plan, changes, current.situation.conditions)
    as_it_is = _outcome(current.situation)
    if not changes:
        return Supposition(current.plan, as_it_is, as_it_is)
    return Supposition(current.plan, as_it_is, _outcome(Situation(plan, now.date(), conditions)))


def _outcome(situation: Situation) -> Outcome:
    known: Forecast = forecast(situation.plan, today=situation.today, conditions=situation.conditions)
    return Outcome(known.by_target, known.ever, situation.plan.target, known.p50, known.p80)
