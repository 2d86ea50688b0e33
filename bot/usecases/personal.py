"""A person's right to see and to take back what is kept about them, and forgetting what people wrote long ago."""

import secrets
from datetime import datetime, timedelta
from typing import Any

from bot.domain.errors import NotAllowed, NotFound
from bot.domain.people import Role
from storage import people, personal
from storage.database import Database, Tx


def kept_about(db: Database, workspace: str, person: str) -> dict[str, list[dict[str, Any]]]:
    """Everything that is kept about a person, by table, or `NotFound`."""
    with db.snapshot() as tx:
        _known(tx, workspace, person)
        return personal.kept_about(tx, workspace, person)


def erase(db: Database, workspace: str, person: str, *, now: datetime) -> str:
    """Forget a person; the alias that stands in their place. Likelihoods, efforts and counts stay as they were.

    Raises `NotFound`, or `NotAllowed` where a team would be left without a manager.
    """
    with db.transaction() as tx:
        name = _known(tx, workspace, person)
        for one in people.memberships(tx, workspace, person=person):
            if one.role is Role.MANAGER and one.left is None:
                _expect_another_manager(tx, workspace, one.team, but=person)
        alias = f"erased-{secrets.token_hex(4)}"
        personal.forget_person(tx, workspace, person, name=name, alias=alias, on=now.date())
        return alias


def forget_due(db: Database, *, now: datetime, keep: timedelta) -> int:
    """Take away what people wrote longer ago than is kept; how many rows spoke."""
    with db.transaction() as tx:
        return personal.forget_words(tx, before=(now - keep).date(), instant=now - keep)


def _known(tx: Tx, workspace: str, person: str) -> str:
    known = people.person(tx, workspace, person)
    if known is None:
        raise NotFound(f"Nobody with the id {person!r} is known here. A profile in Slack shows it: *Copy member ID*.")
    return known.name


def _expect_another_manager(tx: Tx, workspace: str, team: int, *, but: str) -> None:
    others = [
        one.person
        for one in people.memberships(tx, workspace, team=team)
        if one.role is Role.MANAGER and one.left is None and one.person != but
    ]
    if not others:
        name = people.team(tx, workspace, team).name
        raise NotAllowed(f"{name} would have no manager left. Make somebody else one first; then this works.")
