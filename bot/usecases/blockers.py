"""Blockers: raised and ended by answers, taken on, changed and solved by whoever is involved. Each tells the others."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.domain.blockers import MOST_WHAT, Blocker, could_help, next_on, reachable
from bot.domain.checkins import Checkin, EffortInputs, FieldError
from bot.domain.messages import BlockerCard, BlockerNoted, Purpose
from bot.domain.outlines import FormRefused
from bot.domain.people import Person, ensure_may_change_blocker
from bot.domain.resolutions import ASK_FROM, kind_hour, next_kind_hour
from bot.domain.statuses import Status
from bot.usecases.evidence import Standing
from bot.usecases.plans import asker
from bot.usecases.rosters import can_join, managers
from storage import blockers, outbox, people
from storage.database import Database, Tx

LIVES = timedelta(days=3)
ENDED = {Status.DONE, Status.RULED_OUT}


@dataclass(frozen=True)
class Wish:
    """What a blocker should say."""

    what: str
    helper: str | None
    needed: date | None


def follow_answer(
    tx: Tx,
    workspace: str,
    checkin: Checkin,
    inputs: Sequence[EffortInputs],
    before: Sequence[Standing],
    *,
    key: str,
    now: datetime,
) -> tuple[BlockerNoted, ...]:
    """Raise, change or end the blockers that an answer speaks of; what its confirmation says of them."""
    places = {task.id: (one, name) for one in before for name, task in one.project.tasks.items()}
    known = {one.task: one for one in blockers.open_blockers(tx, workspace, tasks=[one.task for one in inputs])}
    noted = []
    for one in inputs:
        earlier = known.get(one.task)
        if one.blocked and one.status not in ENDED:
            wish = _wish_of(tx, workspace, one, by=checkin.person)
            blocker = _raise(tx, workspace, checkin, one.task, earlier, wish, key=key, now=now)
            noted.append(_noted(tx, workspace, blocker, *places[one.task]))
        elif earlier is not None and (one.blocked is False or one.status in ENDED):
            _solve(tx, workspace, earlier, by=checkin.person, on=checkin.local_date, now=now)
    return tuple(noted)


def take(db: Database, workspace: str, *, person: str, blocker: int, now: datetime) -> Blocker:
    """Say that one is on it; whoever is blocked reads it at once. Twice is once."""
    with db.transaction() as tx:
        known, today = _involved(tx, workspace, person, blocker, now)
        if known.resolved or known.taken_by == person:
            return known
        changed = blockers.change(tx, workspace, blocker, taken_by=person, heard=today)
        _show(tx, workspace, changed, "taken", actor=person, today=today, now=now)
        return plan_look(tx, workspace, changed, now=now)


def solve(db: Database, workspace: str, *, person: str, blocker: int, now: datetime) -> Blocker:
    """Say that it is gone; from then on it counts no more, and the others involved read it. Twice is once."""
    with db.transaction() as tx:
        known, today = _involved(tx, workspace, person, blocker, now)
        return known if known.resolved else _solve(tx, workspace, known, by=person, on=today, now=now)


def known(db: Database, workspace: str, *, person: str, blocker: int, now: datetime) -> Blocker:
    """A blocker as those involved may see it, or `NotAllowed`."""
    with db.snapshot() as tx:
        return _involved(tx, workspace, person, blocker, now)[0]


def change(db: Database, workspace: str, *, person: str, blocker: int, wish: Wish, now: datetime) -> Blocker:
    """Put right what it says, who could help and by when; somebody newly named is asked at once."""
    with db.transaction() as tx:
        earlier, today = _involved(tx, workspace, person, blocker, now)
        errors = []
        if len(wish.what) > MOST_WHAT:
            errors.append(FieldError("what", f"At most {MOST_WHAT} characters, please; this has {len(wish.what)}."))
        if wish.needed is not None and wish.needed < today and wish.needed != earlier.needed:
            errors.append(FieldError("needed", f"{wish.needed} has passed; choose today or later, or leave it empty."))
        if wish.helper not in (None, earlier.helper) and not can_join(tx, workspace, wish.helper or ""):
            errors.append(
                FieldError("helper", "A guest, a bot or somebody who has left cannot be asked; choose another.")
            )
        if errors:
            raise FormRefused(errors)
        return _change(tx, workspace, earlier, wish, on=today, key=f"{now.timestamp():.0f}", now=now)


def tell(
    tx: Tx,
    workspace: str,
    blocker: Blocker,
    purpose: Purpose,
    *,
    told: str,
    key: str,
    today: date,
    now: datetime,
    actor: str | None = None,
    edits: str | None = None,
    not_before: datetime | None = None,
) -> None:
    """Queue a card about a blocker for one person; the same key again changes nothing."""
    card = BlockerCard(
        blocker=blocker.id,
        purpose=purpose,
        title=blocker.title,
        project=blocker.project,
        what=blocker.what,
        by=blocker.by,
        helper=blocker.helper,
        needed=blocker.needed,
        days=blocker.days_open(today),
        told=told,
        actor=actor,
    )
    outbox.add(
        tx,
        workspace,
        key=key,
        kind=card.kind,
        payload=card.model_dump_json(),
        conversation=told,
        now=now,
        not_before=not_before,
        expires=None if edits else (not_before or now) + LIVES,
        edits=edits,
    )


def plan_look(tx: Tx, workspace: str, blocker: Blocker, *, now: datetime) -> Blocker:
    """Write down when something may next have to be said about it: in the working hours of whoever is blocked."""
    on = next_on(blocker)
    if on is None:
        return blockers.change(tx, workspace, blocker.id, look=None)
    local = now.astimezone(zone_of(tx, workspace, blocker.by))
    at = datetime.combine(on, ASK_FROM, local.tzinfo)
    if at <= local:
        at = local if kind_hour(local) else next_kind_hour(local)
    elif not kind_hour(at):
        at = next_kind_hour(at)
    return blockers.change(tx, workspace, blocker.id, look=at)


def zone_of(tx: Tx, workspace: str, person: str) -> ZoneInfo:
    """A person's time zone."""
    who = people.person(tx, workspace, person)
    return ZoneInfo(who.zone if who else "UTC")


def _raise(
    tx: Tx,
    workspace: str,
    checkin: Checkin,
    task: int,
    earlier: Blocker | None,
    wish: Wish,
    *,
    key: str,
    now: datetime,
) -> Blocker:
    if earlier is not None:
        # A form that asks less leaves what is known as it is.
        kept = Wish(wish.what or earlier.what, wish.helper or earlier.helper, wish.needed or earlier.needed)
        return _change(tx, workspace, earlier, kept, on=checkin.local_date, key=key, now=now)
    blocker = blockers.add(
        tx,
        workspace,
        task=task,
        what=wish.what,
        by=checkin.person,
        helper=wish.helper,
        needed=wish.needed,
        on=checkin.local_date,
    )
    _ask(tx, workspace, blocker, today=checkin.local_date, now=now)
    return plan_look(tx, workspace, blocker, now=now)


def _change(tx: Tx, workspace: str, earlier: Blocker, wish: Wish, *, on: date, key: str, now: datetime) -> Blocker:
    if wish == Wish(earlier.what, earlier.helper, earlier.needed):
        return earlier
    moved = wish.helper != earlier.helper
    values = {"what": wish.what, "helper": wish.helper, "needed": wish.needed, "heard": max(on, earlier.heard)}
    changed = blockers.change(tx, workspace, earlier.id, **values, **({"taken_by": None} if moved else {}))
    if moved and earlier.helper:
        _edit(tx, workspace, earlier, "passed_on", key=key, today=on, now=now)
    if moved:
        _ask(tx, workspace, changed, today=on, now=now)
    return plan_look(tx, workspace, changed, now=now)


def _solve(tx: Tx, workspace: str, blocker: Blocker, *, by: str, on: date, now: datetime) -> Blocker:
    solved = blockers.change(tx, workspace, blocker.id, resolved=on, resolved_by=by, look=None)
    _show(tx, workspace, solved, "solved", actor=by, today=on, now=now)
    return solved


def _show(
    tx: Tx, workspace: str, blocker: Blocker, purpose: Purpose, *, actor: str, today: date, now: datetime
) -> None:
    _edit(tx, workspace, blocker, purpose, key=purpose, today=today, now=now, actor=actor)
    if actor != blocker.by:
        key = f"v1:blocker:{blocker.id}:{purpose}:{actor}:{blocker.by}"
        tell(tx, workspace, blocker, purpose, told=blocker.by, key=key, today=today, now=now, actor=actor)


def _ask(tx: Tx, workspace: str, blocker: Blocker, *, today: date, now: datetime) -> None:
    if blocker.helper is not None and blocker.helper != blocker.by:
        at = reachable(now.astimezone(zone_of(tx, workspace, blocker.helper)))
        tell(
            tx,
            workspace,
            blocker,
            "help_wanted",
            told=blocker.helper,
            key=_asking(blocker),
            today=today,
            now=now,
            not_before=at,
        )


def _edit(
    tx: Tx,
    workspace: str,
    blocker: Blocker,
    purpose: Purpose,
    *,
    key: str,
    today: date,
    now: datetime,
    actor: str | None = None,
) -> None:
    """Let the card that asked for help say what became of it."""
    asking = _asking(blocker)
    if blocker.helper is not None and outbox.known(tx, [(workspace, asking)]):
        tell(
            tx,
            workspace,
            blocker,
            purpose,
            told=blocker.helper,
            key=f"{asking}:{key}",
            today=today,
            now=now,
            actor=actor,
            edits=asking,
        )


def _asking(blocker: Blocker) -> str:
    return f"v1:blocker:{blocker.id}:ask:{blocker.helper}"


def _involved(tx: Tx, workspace: str, person: str, id: int, now: datetime) -> tuple[Blocker, date]:
    who = asker(tx, workspace, person, now)
    blocker = blockers.blocker(tx, workspace, id)
    ensure_may_change_blocker(who.person, who.memberships, blocker.team, involved=(blocker.by, blocker.helper))
    return blocker, who.today


def _wish_of(tx: Tx, workspace: str, inputs: EffortInputs, *, by: str) -> Wish:
    helper = inputs.helper if inputs.helper != by and can_join(tx, workspace, inputs.helper or "") else None
    return Wish(inputs.blocker or inputs.learned, helper, inputs.needed)


def _noted(tx: Tx, workspace: str, blocker: Blocker, one: Standing, key: str) -> BlockerNoted:
    suggested: tuple[str, ...] = ()
    if blocker.helper is None:
        found = could_help(one.plan, key, managers=managers(tx, workspace, blocker.team), but=blocker.by)
        known: Mapping[str, Person] = people.people(tx, workspace, found)
        suggested = tuple(id for id in found if id in known and not known[id].deactivated)
    return BlockerNoted(
        task=blocker.title, what=blocker.what, helper=blocker.helper, blocker=blocker.id, suggested=suggested
    )
