"""Days between check-ins: what is worth asking about then, for teams that want to be asked sooner where it matters."""

from collections.abc import Iterable
from datetime import date

from bot.domain.cadence import worth_asking
from bot.usecases.evidence import standing
from storage import checkins, plans
from storage.database import Tx


def worth_asking_of(tx: Tx, workspace: str, tasks: Iterable[int], *, today: date) -> set[int]:
    """Those of these open tasks that are worth asking about on a day between."""
    wanted = set(tasks)
    if not wanted:
        return set()
    told = checkins.reports(tx, workspace, wanted)
    return {
        task.id
        for one in standing(tx, workspace, plans.projects_of_tasks(tx, workspace, wanted), today=today)
        for key, task in one.project.tasks.items()
        if task.id in wanted
        and key in one.likelihoods
        and worth_asking(
            one.likelihoods[key],
            target=one.project.plan.target,
            expected=told[task.id][-1].expected if task.id in told else None,
            today=today,
        )
    }
