"""Telling a team's managers, once, that a message of theirs could not be delivered. Joins the caller's transaction.

Whether it could not be delivered is decided elsewhere.
"""

from collections.abc import Sequence
from datetime import datetime

from bot.domain.messages import Undelivered
from bot.domain.people import Role
from storage import outbox, people
from storage.database import Tx
from storage.outbox import Delivery


def tell(tx: Tx, delivery: Delivery, *, reason: str, now: datetime) -> int:
    """Queue a word to everybody who manages the team it was for; again for the same delivery changes nothing."""
    if delivery.kind == KIND or delivery.edits is not None:
        # What cannot be told is counted, not told about; an edit lost is a message that looks older than it is.
        return 0
    word = Undelivered(what=delivery.kind, to=delivery.conversation, reason=reason[:300])
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
        for manager in _managers(tx, delivery)
        if manager != delivery.conversation
    ]
    return outbox.add_many(tx, rows)


KIND = "undelivered"


def _managers(tx: Tx, delivery: Delivery) -> Sequence[str]:
    workspace, place = delivery.workspace, delivery.conversation
    memberships = [one for one in people.memberships(tx, workspace) if one.left is None]
    if place.startswith(("U", "W")):
        teams = {one.team for one in memberships if one.person == place}
    else:
        teams = {team.id for team in people.teams(tx, workspace) if team.channel == place}
    return sorted({one.person for one in memberships if one.team in teams and one.role is Role.MANAGER})
