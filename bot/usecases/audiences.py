"""Who reads a team's digests: audiences come, change and go; the next digest is seen, noted, held, sent."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo, available_timezones

from bot.domain.audiences import MOST_AUDIENCES, MOST_NOTE, USUAL_JUMP, Audience, week_of
from bot.domain.checkins import FieldError
from bot.domain.errors import NotFound, NothingYet
from bot.domain.messages import RiskDigest
from bot.domain.outlines import Change, FormRefused, changes
from bot.domain.people import Action, Team, ensure
from bot.domain.rituals import Ritual, RitualKind
from bot.domain.schedule import Rule, latest
from bot.domain.team_files import WEEKDAYS
from bot.usecases.digests import compose, next_of, publish, sent_today, zone_of
from bot.usecases.plans import Asker, asker
from bot.usecases.teams import DIGEST_GRACE
from storage import audiences, audit, digests, outlines, people, rituals
from storage.audit import Author
from storage.database import Database, Tx

A_MOMENT = timedelta(seconds=1)


@dataclass(frozen=True)
class AudienceWish:
    """Where and when somebody reads a digest, of which projects (none: of all), and from which move on at once."""

    channel: str
    weekday: int
    at: time
    zone: str
    projects: frozenset[int] = frozenset()
    jump: float | None = USUAL_JUMP


@dataclass(frozen=True)
class Reader:
    """An audience as its manager sees it: what it reads of, when next, and whether that one is held."""

    ritual: Ritual
    audience: Audience
    projects: tuple[str, ...]
    next_on: date | None
    held: bool


@dataclass(frozen=True)
class Readers:
    """A team's audiences, the projects there are to choose from, and the zone of whoever looks."""

    team: Team
    readers: tuple[Reader, ...]
    projects: tuple[tuple[int, str], ...]
    zone: str

    def reader(self, digest: int) -> Reader:
        """One of them, or `NotFound`."""
        for one in self.readers:
            if one.ritual.id == digest:
                return one
        raise NotFound("Nobody reads that digest any more. Somebody took it off the list.")


def readers(db: Database, workspace: str, *, by: str, team: int, now: datetime) -> Readers:
    """A team's audiences, for one of its managers."""
    with db.snapshot() as tx:
        who = _manager(tx, workspace, by, team, now)
        return _readers(tx, workspace, team, who.person.zone, now)


def save(
    db: Database, workspace: str, *, by: str, team: int, digest: int | None, wish: AudienceWish, now: datetime
) -> None:
    """Add an audience, or change the one of a digest; takes effect with the next one."""
    with db.transaction() as tx:
        _manager(tx, workspace, by, team, now)
        save_audience(tx, workspace, by=by, team=team, digest=digest, wish=wish, now=now)


def save_audience(
    tx: Tx, workspace: str, *, by: str, team: int, digest: int | None, wish: AudienceWish, now: datetime
) -> None:
    """The same inside a transaction, for somebody whose permission was looked at."""
    if wish.zone not in available_timezones():
        raise FormRefused([FieldError("zone", f"{wish.zone[:40]!r} is not a time zone.")])
    known = _readers(tx, workspace, team, wish.zone, now)
    was = known.reader(digest) if digest is not None else None
    if wish.channel in {one.ritual.channel for one in known.readers if one != was}:
        raise FormRefused([FieldError("channel", "That channel reads a digest of this team already. Change that one.")])
    if was is None and len(known.readers) >= MOST_AUDIENCES:
        raise FormRefused([FieldError("channel", f"{MOST_AUDIENCES} audiences are the most a team can have.")])
    if wish.projects and not wish.projects <= {one for one, _ in known.projects}:
        # Whoever was to read of one project must not read of all because it is gone.
        raise FormRefused([FieldError("projects", "One of these projects is not open any more. Choose again.")])
    if was is not None and was.ritual.channel != wish.channel:
        rituals.move_digest(tx, workspace, was.ritual.id, channel=wish.channel)
    id = _save_ritual(tx, workspace, team, wish, was, now)
    before = was.audience if was else Audience()
    audiences.save(tx, workspace, id, replace(before, projects=wish.projects, jump=wish.jump))
    becomes = _readers(tx, workspace, team, wish.zone, now).reader(id)
    _note(tx, workspace, by, team, changes(_words(was) if was else {}, _words(becomes)), now)


def remove(db: Database, workspace: str, *, by: str, team: int, digest: int, now: datetime) -> None:
    """Let an audience read no more digests."""
    with db.transaction() as tx:
        one = _reader(tx, workspace, by, team, digest, now)
        rituals.end_ritual(tx, workspace, digest)
        _note(tx, workspace, by, team, [Change("removed", _words(one)["channel"], "")], now)


def set_note(db: Database, workspace: str, *, by: str, team: int, digest: int, note: str, now: datetime) -> None:
    """Say what stands at the head of the next digest; empty takes it away."""
    if len(note) > MOST_NOTE:
        raise FormRefused([FieldError("note", f"At most {MOST_NOTE} characters, please; this has {len(note)}.")])
    with db.transaction() as tx:
        one = _reader(tx, workspace, by, team, digest, now)
        audiences.save(tx, workspace, digest, replace(one.audience, note=note, noted_by=by if note else None))
        _note(tx, workspace, by, team, changes({"note": one.audience.note}, {"note": note}), now)


def hold(db: Database, workspace: str, *, by: str, team: int, digest: int, held: bool, now: datetime) -> None:
    """Let the next digest not go, or go after all; the one after it is not touched."""
    with db.transaction() as tx:
        one = _reader(tx, workspace, by, team, digest, now)
        if one.next_on is None:
            raise NothingYet("There is no next digest to hold.")
        week = week_of(one.next_on) if held else ""
        audiences.save(tx, workspace, digest, replace(one.audience, held=week))
        said = changes({"held": one.audience.held if one.held else ""}, {"held": week})
        _note(tx, workspace, by, team, said, now)


@dataclass(frozen=True)
class Preview:
    """The digest as it would be posted now; `same_since` says since when its readers have known all of it."""

    digest: RiskDigest
    same_since: date | None


def preview(db: Database, workspace: str, *, by: str, team: int, digest: int, now: datetime) -> Preview:
    """The next digest as it stands; nothing is posted."""
    with db.snapshot() as tx:
        one = _reader(tx, workspace, by, team, digest, now)
        composed = compose(tx, one.ritual, one.audience, at=now)
        before = composed.before if composed.says_the_same else None
        return Preview(composed.message, before.at.astimezone(zone_of(one.ritual)).date() if before else None)


def send_now(db: Database, workspace: str, *, by: str, team: int, digest: int, now: datetime) -> None:
    """Post the digest as it is now, once a day and instead of one that is due today."""
    with db.transaction() as tx:
        one = _reader(tx, workspace, by, team, digest, now)
        today = now.astimezone(zone_of(one.ritual)).date()
        newest = digests.last_told(
            tx, workspace, digest, channel=one.ritual.channel or "", before=now + A_MOMENT, states=digests.WHOLE
        )
        went = newest is not None and newest.at.astimezone(zone_of(one.ritual)).date() == today
        composed = compose(tx, one.ritual, one.audience, at=now)
        if went or not publish(tx, one.ritual, composed, week=sent_today(one.ritual, now), at=now, now=now):
            raise NothingYet("It was sent today already. Once a day is enough for those who read it.")
        _note(tx, workspace, by, team, [Change("sent now", "", today.isoformat())], now)


def _readers(tx: Tx, workspace: str, team: int, zone: str, now: datetime) -> Readers:
    found = rituals.rituals(tx, workspace=workspace, team=team, kind=RitualKind.DIGEST)
    known = audiences.audiences(tx, workspace, [one.id for one in found])
    projects = tuple((one.id, one.name) for one in outlines.outlines(tx, workspace, team=team))
    return Readers(
        team=people.team(tx, workspace, team),
        readers=tuple(_as_reader(tx, one, known[one.id], projects, now) for one in found if one.channel),
        projects=projects,
        zone=zone,
    )


def _as_reader(
    tx: Tx, ritual: Ritual, audience: Audience, projects: Sequence[tuple[int, str]], now: datetime
) -> Reader:
    coming = next_of(tx, ritual, now=now)
    return Reader(
        ritual=ritual,
        audience=audience,
        projects=tuple(name for id, name in projects if id in audience.projects),
        next_on=coming,
        held=coming is not None and audience.held == week_of(coming),
    )


def _reader(tx: Tx, workspace: str, by: str, team: int, digest: int, now: datetime) -> Reader:
    who = _manager(tx, workspace, by, team, now)
    return _readers(tx, workspace, team, who.person.zone, now).reader(digest)


def _save_ritual(tx: Tx, workspace: str, team: int, wish: AudienceWish, was: Reader | None, now: datetime) -> int:
    today = now.astimezone(ZoneInfo(wish.zone)).date()
    starts = was.ritual.rule.starts or today if was else today
    rule = Rule(frozenset({wish.weekday}), wish.at, 1, starts - timedelta(days=starts.weekday()), starts=starts)
    id = rituals.save_ritual(
        tx,
        workspace,
        team=team,
        kind=RitualKind.DIGEST,
        rule=rule,
        grace=DIGEST_GRACE,
        zone=wish.zone,
        channel=wish.channel,
    )
    struck = latest(rule, ZoneInfo(wish.zone), now=now)
    if struck is not None:
        # What would have struck already under the new rule is no digest that anybody missed.
        digests.add_digest(tx, workspace, id, week=week_of(struck[0]), state="before", due=struck[1])
    return id


def _words(one: Reader) -> dict[str, str]:
    """An audience in the words of the audit."""
    return {
        "channel": one.ritual.channel or "",
        "weekday": WEEKDAYS[min(one.ritual.rule.weekdays)],
        "time": f"{one.ritual.rule.at:%H:%M}",
        "zone": one.ritual.zone or "",
        "projects": ", ".join(one.projects) or "all",
        "told at once from": "never" if one.audience.jump is None else f"{round(one.audience.jump * 100)} points",
    }


def _manager(tx: Tx, workspace: str, by: str, team: int, now: datetime) -> Asker:
    who = asker(tx, workspace, by, now)
    ensure(Action.EDIT_TEAM, who.person, who.memberships, team)
    return who


def _note(tx: Tx, workspace: str, by: str, team: int, changed: Sequence[Change], now: datetime) -> None:
    audit.note(tx, Author(workspace, by, now, team=team), what="team", subject="digest", changes=changed)
