"""What could not be delivered: telling a team's managers once, and doing what they decide about it.

Whether it could not be delivered is decided elsewhere.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from bot.domain.checkins import CheckinState
from bot.domain.errors import NotFound, NothingYet
from bot.domain.messages import CheckinPrompt, Undelivered
from bot.domain.outlines import Change
from bot.domain.people import Action, ensure, may
from bot.domain.rituals import Ritual, RitualKind
from bot.usecases.plans import asker
from bot.usecases.rosters import managers
from storage import aftercare, audit, checkins, outbox, people, rituals
from storage.audit import Author
from storage.database import Database, Tx
from storage.outbox import Delivery


def tell(tx: Tx, delivery: Delivery, *, reason: str, now: datetime) -> int:
    """Queue a word to everybody who manages the team it was for; again for the same delivery changes nothing."""
    if delivery.kind == KIND or delivery.edits is not None:
        # What cannot be told is counted, not told about; an edit lost is a message that looks older than it is.
        return 0
    # Nobody but the two of us sees what is in a DM, so nobody else can be asked to look there.
    doubtful = delivery.id if _is_doubtful(reason) and not delivery.conversation.startswith(PEOPLE) else None
    word = Undelivered(what=delivery.kind, to=delivery.conversation, reason=reason[:300], doubtful=doubtful)
    teams = _teams(tx, delivery)
    rows = [
        {
            "workspace": delivery.workspace,
            "key": f"v1:undelivered:{manager}:{delivery.key}",
            "kind": word.kind,
            "payload": word.model_dump_json(),
            "conversation": manager,
            "created": now,
            "not_before": now,
        }
        for manager in sorted({one for team in teams for one in managers(tx, delivery.workspace, team)})
        if manager != delivery.conversation
    ]
    return outbox.add_many(tx, rows)


@dataclass(frozen=True)
class Lost:
    """A message that somebody has to decide about. `doubtful`: it may be there all the same."""

    id: int
    what: str
    to: str
    reason: str
    since: datetime
    doubtful: bool


def of_teams(tx: Tx, workspace: str, teams: Collection[int]) -> tuple[Lost, ...]:
    """What could not be delivered to these teams, their people or their audiences; oldest first."""
    found = [one for one in aftercare.unfinished(tx, workspace) if one.edits is None and one.kind != KIND]
    return tuple(_lost(one) for one in found if teams and _teams(tx, one) & set(teams))


def send_again(db: Database, workspace: str, *, by: str, id: int, now: datetime) -> None:
    """Try once more, where the message belongs today; refused for a check-in that needs no answer any more."""
    with db.transaction() as tx:
        delivery = _decided(tx, workspace, by, id, now)
        if delivery.kind == "checkin_prompt":
            prompt = CheckinPrompt.model_validate_json(delivery.payload)
            if checkins.checkin(tx, workspace, prompt.checkin).state is not CheckinState.OPEN:
                raise NothingYet("That check-in needs no answer any more. *Let it go* takes it off your page.")
        aftercare.repair(tx, workspace, delivery.key, now=now, to=_place_today(tx, delivery))
        _note(tx, workspace, by, delivery, "sent again", now)


def let_go(db: Database, workspace: str, *, by: str, id: int, now: datetime) -> None:
    """Say that nobody needs it any more."""
    with db.transaction() as tx:
        delivery = _decided(tx, workspace, by, id, now)
        aftercare.let_go(tx, workspace, delivery.key, error="let go by a manager")
        _note(tx, workspace, by, delivery, "let go", now)


def it_is_there(db: Database, workspace: str, *, by: str, id: int, now: datetime) -> None:
    """Say that a message of which I could not tell has arrived: it is not sent again."""
    with db.transaction() as tx:
        delivery = _decided(tx, workspace, by, id, now)
        aftercare.let_go(tx, workspace, delivery.key, error="a manager saw it there")
        _note(tx, workspace, by, delivery, "seen there", now)


KIND = "undelivered"
PEOPLE = ("U", "W")
TO_AUDIENCES = ("risk_digest", "nothing_changed", "odds_moved")


def _lost(delivery: Delivery) -> Lost:
    doubtful = _is_doubtful(delivery.error)
    return Lost(delivery.id, delivery.kind, delivery.conversation, delivery.error, delivery.due, doubtful)


def _is_doubtful(reason: str) -> bool:
    return not reason.startswith(("Slack said ", "cannot be rendered"))


def _decided(tx: Tx, workspace: str, by: str, id: int, now: datetime) -> Delivery:
    found = next((one for one in aftercare.unfinished(tx, workspace) if one.id == id), None)
    if found is None:
        raise NotFound("Somebody has seen to this already. Open my *Home* tab again to see what is left.")
    who = asker(tx, workspace, by, now)
    teams = _teams(tx, found)
    if not any(may(Action.EDIT_TEAM, who.person, who.memberships, team) for team in teams):
        ensure(Action.EDIT_TEAM, who.person, who.memberships, min(teams, default=0))
    return found


def _teams(tx: Tx, delivery: Delivery) -> set[int]:
    workspace, place = delivery.workspace, delivery.conversation
    if place.startswith(PEOPLE):
        return {one.team for one in people.memberships(tx, workspace, person=place) if one.left is None}
    theirs = {team.id for team in people.teams(tx, workspace) if team.channel == place}
    return theirs | {ritual.team for ritual in _told_there(tx, delivery)}


def _told_there(tx: Tx, delivery: Delivery) -> list[Ritual]:
    """The digests that go where this delivery went, or that it is one of."""
    digests = rituals.rituals(tx, workspace=delivery.workspace, kind=RitualKind.DIGEST)
    named = delivery.key.split(":")
    own = named[2] if named[:2] == ["v1", "digest"] else ""
    return [one for one in digests if str(one.id) == own or (not own and one.channel == delivery.conversation)]


def _place_today(tx: Tx, delivery: Delivery) -> str | None:
    if delivery.kind not in TO_AUDIENCES:
        return None
    return next((one.channel for one in _told_there(tx, delivery)), None)


def _note(tx: Tx, workspace: str, by: str, delivery: Delivery, did: str, now: datetime) -> None:
    author = Author(workspace, by, now, team=min(_teams(tx, delivery), default=None))
    change = Change("delivery", delivery.error[:200], did)
    audit.note(tx, author, what="message", subject=f"{delivery.kind} to {delivery.conversation}", changes=[change])
