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
    """A rule with its audience. A digest has a zone and a channel; a check-in has each person's zone.

    An `adaptive` check-in also comes on working days between, to whoever has a task worth asking about; a `blind`
    one shows the odds only after the answer, so that nobody's word leans on them.
    """

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
    adaptive: bool = False
    blind: bool = False

    def between(self, on: date) -> bool:
        """Whether this local date is none of the rule's own, and people are asked on it only about some tasks."""
        return not self.rule.strikes(on)


WORKDAYS = frozenset(range(5))


def asking_rule(ritual: Ritual, at: time | None) -> Rule:
    """When a ritual may ask somebody, at the time they chose for themselves if they did."""
    rule = own_rule(ritual.rule, at)
    return replace(rule, weekdays=rule.weekdays | WORKDAYS, every_weeks=1) if ritual.adaptive else rule


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
