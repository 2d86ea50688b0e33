"""The weekly digest: which are due, what each one says, and what its readers then know."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.domain.audiences import Audience, Told, week_of
from bot.domain.digests import as_told, by_attention, fingerprint
from bot.domain.messages import (
    MOST_IN_FULL,
    Calibration,
    DigestDetails,
    NothingChanged,
    ProjectFigures,
    RiskDigest,
    Unmoved,
)
from bot.domain.projects import Project
from bot.domain.rituals import Ritual, RitualKind
from bot.domain.schedule import latest, upcoming
from bot.usecases.calibration import track_record_of
from bot.usecases.forecasts import A_WEEK, project_figures
from storage import audiences, digests, outbox, outlines, plans, rituals
from storage.database import Database, Tx

# Nobody compares a digest with one that is older than this.
REMEMBERED = timedelta(weeks=6)


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


@dataclass(frozen=True)
class Composed:
    """A digest as it reads at an instant, what its readers know by it, and what they knew before."""

    message: RiskDigest
    told: Told
    before: Told | None

    @property
    def says_the_same(self) -> bool:
        """Whether the newest thing they read says all of it; a note is always something new."""
        return self.before is not None and self.before.fingerprint == self.told.fingerprint and not self.message.note


def compose(tx: Tx, ritual: Ritual, audience: Audience, *, at: datetime) -> Composed:
    """What a digest says at an instant, from what was known then, beside what its readers were told last."""
    workspace, channel, zone = ritual.workspace, ritual.channel or "", zone_of(ritual)
    newest = _remembered(digests.last_told(tx, workspace, ritual.id, channel=channel, before=at), at)
    whole = _remembered(
        digests.last_told(tx, workspace, ritual.id, channel=channel, before=at, states=digests.WHOLE), at
    )
    projects = projects_of(tx, ritual, audience)
    shown = [figures_beside(tx, ritual, project, told=whole, at=at) for project in projects]
    odds = {project.id: one.by_target for project, one in zip(projects, shown, strict=True)}
    unplanned = _unplanned(tx, ritual, audience, projects)
    today = at.astimezone(zone).date()
    record = track_record_of(tx, workspace, ritual.team, today=today)
    message = RiskDigest(
        team=ritual.team_name,
        as_of=today,
        week=week_of(today),
        # A few keep their places from week to week; of many the first are read.
        projects=tuple(shown if len(shown) <= MOST_IN_FULL else by_attention(shown)),
        calibration=Calibration(tasks=record.tasks, said=record.said, happened=record.happened, of=record.of),
        note=audience.note,
        unplanned=tuple(unplanned),
    )
    return Composed(message, Told(at, channel, odds, fingerprint(shown, unplanned)), newest)


def publish(tx: Tx, ritual: Ritual, composed: Composed, *, week: str, at: datetime, now: datetime) -> bool:
    """Queue a digest with its details in its thread, and take its note off; False if it was queued already."""
    workspace = ritual.workspace
    if not digests.add_digest(tx, workspace, ritual.id, week=week, state="published", due=at, told=composed.told):
        return False
    message, parent = composed.message, f"v1:digest:{ritual.id}:{week}"
    _queue(tx, ritual, message, key=parent, at=at, now=now)
    for place, project in enumerate(message.projects):
        details = DigestDetails(week=message.week, project=project)
        outbox.add(
            tx,
            workspace,
            key=f"{parent}:{place}",
            kind=details.kind,
            payload=details.model_dump_json(),
            conversation=ritual.channel or "",
            now=now,
            thread_of=parent,
        )
    if message.note:
        known = audiences.audience(tx, workspace, ritual.id)
        audiences.save(tx, workspace, ritual.id, replace(known, note="", noted_by=None))
    return True


def projects_of(tx: Tx, ritual: Ritual, audience: Audience) -> list[Project]:
    """The open projects that an audience reads of; none when all those it names are closed."""
    every = plans.projects(tx, ritual.workspace, team=ritual.team)
    return [one for one in every if not audience.projects or one.id in audience.projects]


def figures_beside(tx: Tx, ritual: Ritual, project: Project, *, told: Told | None, at: datetime) -> ProjectFigures:
    """A project's figures beside those that its readers were told, or of a week before when they were told none."""
    zone, since = zone_of(ritual), told.at if told else at - A_WEEK
    found = project_figures(tx, ritual.workspace, project, now=at, since=since, zone=zone)
    if told is None or project.id not in told.odds:
        return found
    return as_told(found, told.odds[project.id], since.astimezone(zone).date())


def zone_of(ritual: Ritual) -> ZoneInfo:
    """Where a digest's readers are."""
    return ZoneInfo(ritual.zone or "UTC")


def next_of(tx: Tx, ritual: Ritual, *, now: datetime) -> date | None:
    """The local date of the next digest: one a week at most, so that a week that has had its own is passed over."""
    coming = upcoming(ritual.rule, zone_of(ritual), now=now)
    while coming is not None and digests.is_recorded(tx, ritual.workspace, ritual.id, week_of(coming[0])):
        coming = upcoming(ritual.rule, zone_of(ritual), now=coming[1])
    return coming[0] if coming else None


def sent_today(ritual: Ritual, at: datetime) -> str:
    """The name under which a digest that its manager sent on this local date is recorded."""
    return f"now-{at.astimezone(zone_of(ritual)).date()}"


def _remembered(told: Told | None, at: datetime) -> Told | None:
    return told if told is not None and at - told.at <= REMEMBERED else None


def _due_week(tx: Tx, ritual: Ritual, now: datetime) -> tuple[str, datetime] | None:
    newest = latest(ritual.rule, zone_of(ritual), now=now)
    if newest is None:
        return None
    local_date, due = newest
    week = week_of(local_date)
    return None if digests.is_recorded(tx, ritual.workspace, ritual.id, week) else (week, due)


def _publish(tx: Tx, ritual: Ritual, *, week: str, due: datetime, now: datetime) -> int:
    workspace, channel = ritual.workspace, ritual.channel
    audience = audiences.audience(tx, workspace, ritual.id)

    def passed_over(state: str) -> int:
        digests.add_digest(tx, workspace, ritual.id, week=week, state=state, due=due)
        return 0

    if now - due > ritual.grace or channel is None:
        # Too late to be this week's news: recorded as missed, so that the next one comes alone.
        return passed_over("skipped_late")
    if audience.held == week:
        return passed_over("held")
    if digests.is_recorded(tx, workspace, ritual.id, sent_today(ritual, due)):
        return passed_over("sent_before")
    # A late digest shows what it would have shown on time.
    composed = compose(tx, ritual, audience, at=due)
    if not composed.says_the_same:
        return int(publish(tx, ritual, composed, week=week, at=due, now=now))
    if not composed.message.projects:
        return passed_over("nothing_to_say")
    return _say_nothing_changed(tx, ritual, composed, week=week, due=due, now=now)


def _say_nothing_changed(tx: Tx, ritual: Ritual, composed: Composed, *, week: str, due: datetime, now: datetime) -> int:
    assert composed.before is not None
    zone = zone_of(ritual)
    message = NothingChanged(
        team=ritual.team_name,
        since=composed.before.at.astimezone(zone).date(),
        projects=tuple(
            Unmoved(name=one.name, by_target=one.by_target, target=one.target) for one in composed.message.projects
        ),
        next_on=next_of(tx, ritual, now=max(now, due)),
    )
    if not digests.add_digest(
        tx, ritual.workspace, ritual.id, week=week, state="unchanged", due=due, told=composed.told
    ):
        return 0
    _queue(tx, ritual, message, key=f"v1:digest:{ritual.id}:{week}", at=due, now=now)
    return 1


def _queue(
    tx: Tx, ritual: Ritual, message: RiskDigest | NothingChanged, *, key: str, at: datetime, now: datetime
) -> None:
    outbox.add(
        tx,
        ritual.workspace,
        key=key,
        kind=message.kind,
        payload=message.model_dump_json(),
        conversation=ritual.channel or "",
        now=now,
        expires=at + ritual.grace,
    )


def _unplanned(tx: Tx, ritual: Ritual, audience: Audience, projects: list[Project]) -> list[str]:
    """The open projects an audience reads of that have no odds yet."""
    planned = {one.id for one in projects}
    return [
        one.name
        for one in outlines.outlines(tx, ritual.workspace, team=ritual.team)
        if one.id not in planned and (not audience.projects or one.id in audience.projects)
    ]
