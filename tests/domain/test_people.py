"""Who may do what: every action and role, in one's own team, in another, after leaving, gone from Slack, as a guest."""

from dataclasses import replace
from datetime import date
from itertools import product

import pytest

from bot.domain.errors import NotAllowed
from bot.domain.people import (
    ALLOWED,
    Action,
    Membership,
    Person,
    Role,
    ensure,
    ensure_may_change_blocker,
    ensure_may_change_task,
    may,
    may_change_task,
)

OWN, OTHER = 1, 2
SOMEBODY = Person("U1", "Somebody", "UTC")
JOINED, LEFT = date(2026, 1, 1), date(2026, 6, 1)


def place(role: Role, *, left: date | None = None) -> Membership:
    """A place in the own team."""
    return Membership(OWN, SOMEBODY.id, role, "", JOINED, left)


@pytest.mark.parametrize(("action", "role"), list(product(Action, Role)))
def test_a_role_is_worth_something_in_ones_own_team_only(action: Action, role: Role) -> None:
    """What the table allows, and nothing of it elsewhere, after leaving, deactivated, as a guest, or for another."""
    assert may(action, SOMEBODY, [place(role)], OWN) is (action in ALLOWED[role])
    assert not may(action, SOMEBODY, [place(role)], OTHER)
    assert not may(action, SOMEBODY, [place(role, left=LEFT)], OWN)
    assert not may(action, replace(SOMEBODY, deactivated=True), [place(role)], OWN)
    assert not may(action, replace(SOMEBODY, external=True), [place(role)], OWN)
    assert not may(action, replace(SOMEBODY, id="U2"), [place(role)], OWN)
    assert not may(action, SOMEBODY, [], OWN)


@pytest.mark.parametrize("action", Action)
def test_whoever_may_not_is_told_whom_to_ask(action: Action) -> None:
    """A sentence, not a silence."""
    with pytest.raises(NotAllowed, match="Ask one of its managers"):
        ensure(action, SOMEBODY, [], OWN)


@pytest.mark.parametrize(
    ("role", "owner", "allowed"),
    [
        (Role.MANAGER, "U1", True),
        (Role.MANAGER, "U2", True),
        (Role.MANAGER, None, True),
        (Role.MEMBER, "U1", True),
        (Role.MEMBER, "U2", False),
        (Role.MEMBER, None, False),
        (Role.LEADER, "U1", False),
        (Role.LEADER, None, False),
    ],
)
def test_a_task_is_changed_by_its_owner_and_by_managers(role: Role, owner: str | None, allowed: bool) -> None:
    """And by nobody else, whatever they own elsewhere."""
    assert may_change_task(SOMEBODY, [place(role)], OWN, owner=owner) is allowed
    assert not may_change_task(SOMEBODY, [place(role)], OTHER, owner=owner)
    if not allowed:
        with pytest.raises(NotAllowed, match="its owner and the team's managers"):
            ensure_may_change_task(SOMEBODY, [place(role)], OWN, owner=owner)


def test_a_blocker_is_changed_by_those_involved_and_by_managers() -> None:
    """A helper from elsewhere may; a colleague who was not asked may not; nobody who has gone may."""
    ensure_may_change_blocker(SOMEBODY, [], OWN, involved=("U1", None))
    ensure_may_change_blocker(SOMEBODY, [place(Role.MANAGER)], OWN, involved=("U2", "U3"))
    for who, places in ((SOMEBODY, [place(Role.MEMBER)]), (replace(SOMEBODY, deactivated=True), [])):
        with pytest.raises(NotAllowed, match="who is blocked"):
            ensure_may_change_blocker(who, places, OWN, involved=("U2", "U1") if who.deactivated else ("U2", None))
