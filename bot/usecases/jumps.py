"""Odds that moved far since an audience was last told: looked for once a working day, at the digest's own hour."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime

from bot.domain.audiences import NIGHT, Audience, Told, jumped, looking_rule, week_of
from bot.domain.messages import OddsMoved
from bot.domain.rituals import Ritual, RitualKind
from bot.domain.schedule import latest, next_after
from bot.usecases.digests import figures_beside, next_of, projects_of, zone_of
from bot.usecases.evidence import standing
from storage import audiences, digests, outbox, people, rituals
from storage.database import Database, Tx


def tell_due(db: Database, *, now: datetime) -> int:
    """Queue a word to every audience whose odds jumped and that no digest tells today. How many."""
    with db.snapshot() as tx:
        due = list(_due(tx, now))
    told = 0
    for ritual, on, at in due:
        with db.transaction() as tx:
            audience = audiences.audience(tx, ritual.workspace, ritual.id)
            if audience.looked != on:
                told += _look(tx, ritual, audience, on=on, at=at, now=now)
    return told


def next_due(tx: Tx, *, now: datetime) -> datetime | None:
    """When odds are looked at the next time."""
    digests_of_all = rituals.rituals(tx, kind=RitualKind.DIGEST)
    instants = [next_after(looking_rule(one.rule), zone_of(one), now=now) for one in digests_of_all]
    return min((one for one in instants if one is not None), default=None)


def _due(tx: Tx, now: datetime) -> Iterator[tuple[Ritual, date, datetime]]:
    for ritual in rituals.rituals(tx, kind=RitualKind.DIGEST):
        zone = zone_of(ritual)
        local = now.astimezone(zone)
        newest = latest(looking_rule(ritual.rule), zone, now=now)
        # Odds from this morning are no news to be told at night, and yesterday's are none at all.
        if newest is None or newest[0] != local.date() or local.time() >= NIGHT or ritual.rule.strikes(newest[0]):
            continue
        audience = audiences.audience(tx, ritual.workspace, ritual.id)
        if audience.jump is None or audience.looked == newest[0]:
            continue
        coming = next_of(tx, ritual, now=now)
        held = coming is not None and audience.held == week_of(coming)
        days_off = people.days_off(tx, ritual.workspace, since=newest[0]).get(ritual.team, frozenset())
        if not held and newest[0] not in days_off:
            yield ritual, *newest


def _look(tx: Tx, ritual: Ritual, audience: Audience, *, on: date, at: datetime, now: datetime) -> int:
    workspace, channel = ritual.workspace, ritual.channel
    audiences.save(tx, workspace, ritual.id, replace(audience, looked=on))
    told = digests.last_told(tx, workspace, ritual.id, channel=channel or "", before=at)
    if told is None or audience.jump is None or channel is None:
        return 0
    projects = projects_of(tx, ritual, audience)
    now_at = standing(tx, workspace, projects, today=on, until=at)
    odds = {one.project.id: one.situation.by_target() for one in now_at}
    moved = jumped(told.odds, odds, by=audience.jump)
    if not moved:
        return 0
    known = {one.id: one for one in projects}
    remembered = Told(at, channel, {**told.odds, **{id: odds[id] for id in moved}})
    if not digests.add_digest(tx, workspace, ritual.id, week=on.isoformat(), state="jump", due=at, told=remembered):
        return 0
    message = OddsMoved(
        team=ritual.team_name,
        projects=tuple(figures_beside(tx, ritual, known[id], told=told, at=at) for id in moved),
    )
    outbox.add(
        tx,
        workspace,
        key=f"v1:digest:{ritual.id}:{on}",
        kind=message.kind,
        payload=message.model_dump_json(),
        conversation=channel,
        now=now,
        expires=datetime.combine(on, NIGHT, zone_of(ritual)),
    )
    return 1
