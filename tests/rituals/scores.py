"""Two scores by which bots that ask can be compared, through the real tick, database and outbox."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.domain.messages import CheckinPrompt
from bot.domain.people import Membership, Person, Role, Settings
from bot.domain.plan_documents import parse_plan
from bot.domain.rituals import RitualKind
from bot.domain.schedule import Rule
from bot.usecases import due_checkins
from storage import outbox, people, plans, rituals
from storage.database import Database

SIX = (
    "Pacific/Auckland",
    "Asia/Kolkata",
    "Europe/Berlin",
    "Europe/London",
    "America/New_York",
    "America/Los_Angeles",
)
HARD_ZONES = ("America/New_York", "Africa/Cairo", "Australia/Lord_Howe", "America/Sao_Paulo")
HARD_TIMES = (time(0, 30), time(1, 30), time(2, 30), time(9))
HALF_PAST_NINE = time(9, 30)
FIVE_MINUTES = timedelta(minutes=5)
A_DAY = timedelta(days=1)
WORKSPACE = "T1"


@dataclass(frozen=True)
class Prompt:
    """A prompt as it was sent: to whom, for which date, and what their clock said."""

    person: str
    local_date: date
    local: datetime


@dataclass(frozen=True)
class Score:
    """How well people were asked."""

    wanted: int
    on_time: int
    at_night: int
    at_weekends: int
    missed: int
    twice: int

    def __str__(self) -> str:
        return (
            f"{self.on_time} of {self.wanted} on time, {self.at_night} at night, {self.at_weekends} at weekends, "
            f"{self.missed} missed, {self.twice} twice"
        )


def six_people(database: Database) -> Score:
    """Fourteen working days for six people around the world, while four clocks change: half past nine, ±5 minutes."""
    first, last = date(2026, 10, 20), date(2026, 11, 6)
    team(database, {zone: (zone, HALF_PAST_NINE) for zone in SIX}, weekdays=range(5), first=first, last=last)
    begin = datetime(2026, 10, 19, 0, 2, tzinfo=UTC)
    sent = list(asked(database, (begin + tick * timedelta(minutes=4) for tick in range(20 * 360))))
    days = [on for on in _dates(first, last) if on.weekday() < 5]
    return score(sent, {zone: (days, HALF_PAST_NINE) for zone in SIX}, within=FIVE_MINUTES)


def a_year(database: Database, *, year: int, times: Sequence[time] = HARD_TIMES) -> Score:
    """Every day of a year at hours that clock changes skip or repeat: exactly one prompt per local date.

    On time is within an hour, because a skipped hour moves what would have struck in it.
    """
    first, last = date(year, 1, 1), date(year, 12, 31)
    hard = {f"{zone} {at}": (zone, at) for zone in HARD_ZONES for at in times}
    team(database, hard, weekdays=range(7), first=first, last=last)
    begin = datetime(year, 1, 1, tzinfo=UTC) - A_DAY
    sent = list(asked(database, (begin + tick * timedelta(minutes=30) for tick in range(367 * 48))))
    days = list(_dates(first, last))
    return score(sent, {name: (days, at) for name, (_, at) in hard.items()}, within=timedelta(hours=1, minutes=1))


def team(
    database: Database, members: Mapping[str, tuple[str, time]], *, weekdays: Sequence[int], first: date, last: date
) -> None:
    """A team of people, each with a zone, a time of their own and a task that never ends."""
    with database.transaction() as tx:
        people.save_workspace(tx, WORKSPACE, name="Scores", bot_user="UBOT")
        people.save_people(tx, WORKSPACE, [Person(name, name, zone) for name, (zone, _) in members.items()])
        found = people.save_team(tx, WORKSPACE, name="Team", channel=None)
        for name, (zone, at) in members.items():
            people.save_member(tx, WORKSPACE, Membership(found.id, name, Role.MEMBER, "", date(2000, 1, 1)))
            people.save_settings(tx, WORKSPACE, name, Settings(None, zone, at, False, None, None))
        rule = Rule(frozenset(weekdays), HALF_PAST_NINE, anchor=first, starts=first)
        rituals.save_ritual(tx, WORKSPACE, team=found.id, kind=RitualKind.CHECKIN, rule=rule, grace=timedelta(hours=6))
        tasks = {f"t{n}": {"likelihood": 0.5, "owner": name} for n, name in enumerate(members)}
        document = {
            "project": "Scores",
            "target": last + timedelta(days=365),
            "milestones": [{"name": "M", "approaches": [{"name": "A", "tasks": list(tasks)}]}],
            "tasks": tasks,
        }
        plans.save_plan(tx, WORKSPACE, found.id, parse_plan(document), owners={}, today=first)


def asked(database: Database, ticks: Iterator[datetime]) -> Iterator[Prompt]:
    """The prompts that a clock with these ticks hands to Slack, taken from the outbox as the courier takes them."""
    zones = {}
    with database.snapshot() as tx:
        zones = {id: ZoneInfo(one.zone) for id, one in people.people(tx, WORKSPACE).items()}
    for now in ticks:
        if not due_checkins.open_due(database, now=now):
            continue
        while True:
            with database.step() as tx:
                taken = outbox.claim(tx, owner="scores", now=now, lease_until=now + timedelta(minutes=1))
                if taken is None:
                    break
                outbox.sent(tx, taken, owner="scores", channel="D", ts=str(now.timestamp()), now=now)
            if taken.kind == "checkin_prompt":
                prompt = CheckinPrompt.model_validate_json(taken.payload)
                local = now.astimezone(zones[taken.conversation])
                yield Prompt(taken.conversation, prompt.local_date, local)


def score(sent: Sequence[Prompt], wanted: Mapping[str, tuple[Sequence[date], time]], *, within: timedelta) -> Score:
    """What was sent for these dates against who should have been asked on them, and at which time."""
    last = max(on for days, _ in wanted.values() for on in days)
    sent = [one for one in sent if one.local_date <= last]
    counted = Counter((one.person, one.local_date) for one in sent)
    every = {(person, on) for person, (days, _) in wanted.items() for on in days}
    return Score(
        wanted=len(every),
        on_time=sum(
            _late(one, wanted[one.person][1]) <= within for one in sent if (one.person, one.local_date) in every
        ),
        at_night=sum(one.local.hour < 7 or one.local.hour >= 20 for one in sent),
        at_weekends=sum(one.local.weekday() >= 5 for one in sent),
        missed=len(every - set(counted)),
        twice=sum(count > 1 for count in counted.values()) + len(set(counted) - every),
    )


def _late(one: Prompt, at: time) -> timedelta:
    return abs(one.local.replace(tzinfo=None) - datetime.combine(one.local_date, at))


def _dates(first: date, last: date) -> Iterator[date]:
    return (first + n * A_DAY for n in range((last - first).days + 1))
