"""The weekly digest: which are due, and what each one says."""

from datetime import datetime
from zoneinfo import ZoneInfo

from bot.domain.messages import Calibration, DigestDetails, RiskDigest
from bot.domain.rituals import Ritual, RitualKind
from bot.domain.schedule import latest
from bot.usecases.calibration import track_record_of
from bot.usecases.forecasts import project_figures
from storage import digests, outbox, plans, rituals
from storage.database import Database, Tx


def publish_due(db: Database, *, now: datetime) -> int:
    """Queue every digest that is due and not yet dealt with: once per audience and ISO week. How many."""
    with db.snapshot() as tx:
        due = [one for one in rituals.rituals(tx, kind=RitualKind.DIGEST) if _due_week(tx, one, now)]
    published = 0
    for ritual in due:
        with db.transaction() as tx:
            found = _due_week(tx, ritual, now)
            if found is not None:
                week, at = found
                published += _publish(tx, ritual, week=week, due=at, now=now)
    return published


def _due_week(tx: Tx, ritual: Ritual, now: datetime) -> tuple[str, datetime] | None:
    zone = ZoneInfo(ritual.zone or "UTC")
    newest = latest(ritual.rule, zone, now=now)
    if newest is None:
        return None
    local_date, due = newest
    year, number, _ = local_date.isocalendar()
    week = f"{year}-W{number:02d}"
    return None if digests.is_recorded(tx, ritual.id, week) else (week, due)


def _publish(tx: Tx, ritual: Ritual, *, week: str, due: datetime, now: datetime) -> int:
    workspace = ritual.workspace
    if now - due > ritual.grace or ritual.channel is None:
        # Too late to be this week's news: recorded as missed, so that the next one comes alone.
        digests.add_digest(tx, workspace, ritual.id, week=week, state="skipped_late", due=due, figures={})
        return 0
    # A late digest shows what it would have shown on time.
    projects = plans.projects(tx, workspace, team=ritual.team)
    shown = tuple(project_figures(tx, workspace, project, now=due) for project in projects)
    record = track_record_of(tx, workspace, ritual.team, today=due.date())
    message = RiskDigest(
        team=ritual.team_name,
        as_of=due,
        week=week,
        projects=shown,
        calibration=Calibration(tasks=record.tasks, said=record.said, happened=record.happened, of=record.of),
    )
    parent = f"v1:digest:{ritual.id}:{week}"
    outbox.add(
        tx,
        workspace,
        key=parent,
        kind=message.kind,
        payload=message.model_dump_json(),
        conversation=ritual.channel,
        now=now,
        expires=due + ritual.grace,
    )
    for place, project in enumerate(shown):
        details = DigestDetails(week=week, project=project)
        outbox.add(
            tx,
            workspace,
            key=f"{parent}:{place}",
            kind=details.kind,
            payload=details.model_dump_json(),
            conversation=ritual.channel,
            now=now,
            thread_of=parent,
        )
    odds = {project.name: project.by_target for project in shown}
    digests.add_digest(tx, workspace, ritual.id, week=week, state="published", due=due, figures=odds)
    return 1
