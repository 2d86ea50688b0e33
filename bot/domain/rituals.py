"""What recurs for a team: its check-in, asked per person, and its digests, posted per channel."""

from dataclasses import dataclass, replace
from datetime import date, time, timedelta
from enum import StrEnum

from bot.domain.schedule import Rule


class RitualKind(StrEnum):
    """The two things that come round."""

    CHECKIN = "checkin"
    DIGEST = "digest"


@dataclass(frozen=True)
class Ritual:
    """A rule with its audience. A digest has a zone and a channel; a check-in has each person's zone."""

    id: int
    workspace: str
    team: int
    team_name: str
    kind: RitualKind
    rule: Rule
    grace: timedelta
    reminders: int
    zone: str | None = None
    channel: str | None = None


def own_rule(rule: Rule, at: time | None) -> Rule:
    """A team's rule at the time somebody chose for themselves, if they did."""
    return rule if at is None else replace(rule, at=at)


@dataclass(frozen=True)
class Participant:
    """Somebody a check-in asks, with what decides when. `at` is the time they chose in place of the team's."""

    person: str
    zone: str
    joined: date
    country: str | None = None
    subdivision: str | None = None
    at: time | None = None
