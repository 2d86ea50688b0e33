"""What Barometer knows of a workspace and the people in it; who is gone is asked and written to no more."""

from collections.abc import Sequence
from datetime import datetime

from bot.domain.checkins import CheckinState
from bot.domain.people import Person
from storage import checkins, outbox, people
from storage.database import Database, Tx

NEWEST = 20
FEW = 500


def learn(
    db: Database, workspace: str, *, name: str, bot_user: str, everybody: Sequence[Person], now: datetime
) -> None:
    """Remember a workspace and everybody in it, and notice who went while nobody listened."""
    with db.transaction() as tx:
        people.save_workspace(tx, workspace, name=name, bot_user=bot_user)
        _save(tx, workspace, everybody, now)


def update_people(db: Database, workspace: str, changed: Sequence[Person], *, now: datetime) -> None:
    """Remember what is new about some people, and notice who is gone."""
    with db.transaction() as tx:
        _save(tx, workspace, changed, now)


def is_ours(db: Database, workspace: str) -> bool:
    """Whether I was installed in this workspace."""
    with db.snapshot() as tx:
        return workspace in people.workspaces(tx)


def who_is(db: Database, workspace: str, person: str) -> Person | None:
    """What Slack said of somebody; None when it has said nothing yet."""
    with db.snapshot() as tx:
        return people.person(tx, workspace, person)


def _save(tx: Tx, workspace: str, changed: Sequence[Person], now: datetime) -> None:
    known = people.people(tx, workspace, [person.id for person in changed] if len(changed) <= FEW else None)
    people.save_people(tx, workspace, changed)
    for person in changed:
        was = known.get(person.id)
        if _gone(person) and was is not None and not _gone(was):
            _let_go(tx, workspace, person.id, now)


def _gone(person: Person) -> bool:
    return person.deactivated or person.external


def _let_go(tx: Tx, workspace: str, person: str, now: datetime) -> None:
    # The prompt stays as it is in Slack: whoever is gone reads no edit of it.
    for checkin in checkins.latest_checkins(tx, workspace, person, limit=NEWEST):
        if checkin.state is CheckinState.OPEN:
            checkins.close_checkin(tx, workspace, checkin.id, CheckinState.SUPERSEDED, now=now)
    outbox.end_for(tx, workspace, person, error="this person is not in the workspace any more")
