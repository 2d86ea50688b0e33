"""Who asks about their own team, what they and those who read along may see, and what every answer is made of."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from bot.domain.live_answers import LiveAnswer
from bot.domain.people import Action, Membership, Person, Team, may
from bot.domain.projects import Project
from storage import people, plans
from storage.database import Tx

MOST_LINES = 8
IN_PRIVATE = "Others read along here. Ask me in a DM, or with `/ask`, and I tell you alone."


@dataclass(frozen=True)
class Asker:
    """Who asks, what they are to which teams, and the channel that reads along; None when nobody does."""

    tx: Tx
    workspace: str
    person: Person
    memberships: Sequence[Membership]
    teams: Sequence[Team]
    channel: str | None
    now: datetime

    @property
    def today(self) -> date:
        """The date where the asker is."""
        return self.now.astimezone(ZoneInfo(self.person.zone)).date()

    def may(self, action: Action, team: int) -> bool:
        """Whether they may see it, and whoever reads along may too."""
        if not may(action, self.person, self.memberships, team):
            return False
        if self.channel is None:
            return True
        here = next(one.channel for one in self.teams if one.id == team) == self.channel
        return action is Action.SEE_PLAN and here

    def projects(self, action: Action) -> list[Project]:
        """The projects of the teams of which this may be seen."""
        return [
            project
            for team in self.teams
            if self.may(action, team.id)
            for project in plans.projects(self.tx, self.workspace, team=team.id)
        ]

    def members(self) -> Iterator[tuple[Team, Membership, Person]]:
        """Everybody in the asker's teams, by team and name."""
        for team in self.teams:
            there = [one for one in people.memberships(self.tx, self.workspace, team=team.id) if one.left is None]
            known = people.people(self.tx, self.workspace, [one.person for one in there])
            known = {id: one for id, one in known.items() if not one.deactivated}
            for one in sorted(
                (one for one in there if one.person in known), key=lambda one: known[one.person].name.lower()
            ):
                yield team, one, known[one.person]

    def person_named(self, id: str | None) -> str:
        """The name of an owner, as people call them."""
        if id is None:
            return "nobody yet"
        known = people.person(self.tx, self.workspace, id)
        return "you" if id == self.person.id else known.name if known else "somebody who left"


def asker_of(tx: Tx, workspace: str, person: str, channel: str | None, now: datetime) -> Asker:
    """Who asks; somebody nobody told us of is in no team."""
    who = people.person(tx, workspace, person) or Person(person, "", "UTC")
    mine = people.memberships(tx, workspace, person=person)
    teams = [one for one in people.teams(tx, workspace) if may(Action.SEE_FORECAST, who, mine, one.id)]
    return Asker(tx, workspace, who, mine, teams, channel, now)


def told(lines: Sequence[str], cites: str, then: str = "", *, most: int = MOST_LINES) -> LiveAnswer:
    """These lines as an answer, the last ones counted where there are too many."""
    shown = list(lines[:most])
    if len(lines) > most:
        shown.append(f"… and {len(lines) - most} more.")
    return LiveAnswer(tuple(shown), cites, then)


def of_plan(asker: Asker) -> str:
    """The plan as a source."""
    return f"the plan of {team_names(asker)}"


def of_roster(asker: Asker) -> str:
    """The roster as a source."""
    return f"the roster of {team_names(asker)}"


def team_names(asker: Asker) -> str:
    """What the asker's teams are called."""
    return listed([team.name for team in asker.teams])


def listed(items: Sequence[str]) -> str:
    """`a`, `a and b`, `a, b and c`."""
    return " and ".join([", ".join(items[:-1]), items[-1]] if len(items) > 1 else items)


def a_job(job: str) -> str:
    """A job with its article."""
    first = job.strip().lower()
    return f"{'an' if first[:1] in 'aeiou' or first.startswith(('ml ', 'mlops')) else 'a'} {job.strip()}"


def day(on: date | None) -> str:
    """A date as a sentence has it."""
    return f"{on.day} {on:%B %Y}" if on else "no date"
