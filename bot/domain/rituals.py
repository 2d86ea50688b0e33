"""What recurs for a team: its check-in, asked per person, and its digests, posted per channel."""

from dataclasses import dataclass
from datetime import date, timedelta
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


@dataclass(frozen=True)
class Participant:
    """Somebody a check-in asks, with what decides when."""

    person: str
    zone: str
    joined: date
    country: str | None = None
    subdivision: str | None = None
