"""People, their roles in a team, and the one table that says who may do and see what.

Slack titles and channel membership grant nothing; a role is a row that a manager set.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, time
from enum import StrEnum

from bot.domain.errors import NotAllowed


class Role(StrEnum):
    """What a person is to a team."""

    MANAGER = "manager"
    MEMBER = "member"
    LEADER = "leader"


class Action(StrEnum):
    """What somebody may want to do or see in a team."""

    ANSWER_CHECKIN = "answer check-ins"
    SEE_FORECAST = "see the forecast"
    SEE_EFFORT = "see effort inputs and who is blocked"
    CORRECT_LIKELIHOOD = "correct a likelihood"
    SEE_PLAN = "see the plan"
    CHANGE_OWN_TASK = "change their own tasks"
    EDIT_PLAN = "edit the plan"
    EDIT_TEAM = "change members, rituals and audiences"
    SHARE_FORECAST = "share a forecast in a channel"
    KEEP_ENTRIES = "publish, change and retire answers"


ALLOWED: dict[Role, frozenset[Action]] = {
    Role.MANAGER: frozenset(Action),
    Role.MEMBER: frozenset(
        {
            Action.ANSWER_CHECKIN,
            Action.SEE_FORECAST,
            Action.CORRECT_LIKELIHOOD,
            Action.SEE_PLAN,
            Action.CHANGE_OWN_TASK,
            Action.SHARE_FORECAST,
        }
    ),
    Role.LEADER: frozenset({Action.SEE_FORECAST, Action.SHARE_FORECAST}),
}

AUDIENCE = (
    "You see all of your own answers. Your manager sees effort per task and who is blocked. "
    "Leadership sees projects and odds: no names, no hours."
)


@dataclass(frozen=True)
class Person:
    """Somebody in the workspace. `zone` is the one to use: their own choice, or else Slack's."""

    id: str
    name: str
    zone: str
    handle: str = ""
    country: str | None = None
    subdivision: str | None = None
    deactivated: bool = False
    external: bool = False


@dataclass(frozen=True)
class Settings:
    """What a person chose for themselves. None follows Slack's zone, or the team's time."""

    zone: str | None
    slack_zone: str
    checkin_at: time | None
    reminded: bool
    country: str | None
    subdivision: str | None


@dataclass(frozen=True)
class Absence:
    """Days on which a person is not asked, both ends included."""

    id: int
    person: str
    first: date
    last: date
    reason: str
    set_by: str


@dataclass(frozen=True)
class Team:
    """People who check in together, and the channel they live in."""

    id: int
    name: str
    channel: str | None


@dataclass(frozen=True)
class Membership:
    """A person's place in one team."""

    team: int
    person: str
    role: Role
    job: str
    joined: date
    left: date | None = None


def ensure_belongs(person: Person | None) -> None:
    """Raise `NotAllowed` unless somebody is of this workspace: known, not gone, no guest, of no other company."""
    if person is None or person.deactivated or person.external:
        raise NotAllowed("I work for the members of this workspace only, not for guests or people of other ones.")


def may(action: Action, person: Person, memberships: Iterable[Membership], team: int) -> bool:
    """Whether this person may do this in this team; nobody who has left or is not of the workspace may."""
    if person.deactivated or person.external:
        return False
    return any(
        action in ALLOWED[membership.role]
        for membership in memberships
        if membership.team == team and membership.person == person.id and membership.left is None
    )


def ensure(action: Action, person: Person, memberships: Iterable[Membership], team: int) -> None:
    """Raise `NotAllowed`, saying whom to ask, unless this person may do this in this team."""
    if not may(action, person, memberships, team):
        raise NotAllowed(
            f"You cannot {action.value} in this team. Ask one of its managers to give you the role for it."
        )


def may_keep_entries(person: Person, memberships: Iterable[Membership]) -> bool:
    """Whether this person may decide what the workspace's own answers are: whoever manages a team in it."""
    known = list(memberships)
    return any(may(Action.KEEP_ENTRIES, person, known, one.team) for one in known)


def may_change_task(person: Person, memberships: Iterable[Membership], team: int, *, owner: str | None) -> bool:
    """Whether this person may edit or resolve a task: managers any, its owner their own."""
    known = list(memberships)
    own = owner == person.id and may(Action.CHANGE_OWN_TASK, person, known, team)
    return own or may(Action.EDIT_PLAN, person, known, team)


def ensure_may_change_task(person: Person, memberships: Iterable[Membership], team: int, *, owner: str | None) -> None:
    """Raise `NotAllowed`, saying who may, unless this person may edit or resolve the task."""
    if not may_change_task(person, memberships, team, owner=owner):
        raise NotAllowed("Only its owner and the team's managers can change this task. Ask one of them.")


def ensure_may_change_blocker(
    person: Person, memberships: Iterable[Membership], team: int, *, involved: Iterable[str | None]
) -> None:
    """Raise `NotAllowed` unless this person may say something of a blocker: those involved, and the team's managers."""
    gone = person.deactivated or person.external
    if gone or (person.id not in set(involved) and not may(Action.SEE_EFFORT, person, memberships, team)):
        raise NotAllowed("Only who is blocked, who was asked to help and the team's managers can change this blocker.")
