"""What Barometer knows of a workspace and the people in it."""

from collections.abc import Sequence

from bot.domain.people import Person
from storage import people
from storage.database import Database


def learn(db: Database, workspace: str, *, name: str, bot_user: str, everybody: Sequence[Person]) -> None:
    """Remember a workspace and everybody in it."""
    with db.transaction() as tx:
        people.save_workspace(tx, workspace, name=name, bot_user=bot_user)
        people.save_people(tx, workspace, everybody)


def update_people(db: Database, workspace: str, changed: Sequence[Person]) -> None:
    """Remember what is new about some people."""
    with db.transaction() as tx:
        people.save_people(tx, workspace, changed)
