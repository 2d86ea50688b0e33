"""What every schedule must keep, as laws that take the rules under test: the real ones keep all, wrong ones break some.

A law raises AssertionError. Randomness is seeded, so that a law that catches a wrong version always catches it.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from bot.domain import checkin_windows, schedule
from bot.domain.schedule import Kind, Planned, Rule
from tests.domain.clocks_of_the_world import A_DAY, FIRST, LAST, QUARTER, change_days, clocks, expected_due

Struck = Sequence[tuple[date, datetime]]
QUARTERS = tuple((datetime(2000, 1, 1, tzinfo=UTC) + number * QUARTER).time() for number in range(96))
TICK = timedelta(minutes=20)
A_SECOND = timedelta(seconds=1)


@dataclass(frozen=True)
class Rules:
    """An implementation of the schedule: the real one, or one with something wrong in it."""

    strikes: Callable[[Rule, date], bool] = Rule.strikes
    due_at: Callable[[time, date, ZoneInfo], datetime | None] = schedule.due_at
    struck: Callable[..., Struck] = schedule.struck
    plan: Callable[..., list[Planned]] = schedule.plan
    key: Callable[[Planned], Any] = lambda one: one.local_date
    window: Callable[..., checkin_windows.Window | None] = checkin_windows.window
    reminder_times: Callable[..., tuple[datetime, ...]] = checkin_windows.reminder_times


@dataclass(frozen=True)
class Moment:
    """One tick: what the wall clock says, where the person is and what the rule says by then."""

    now: datetime
    zone: str
    rule: Rule


@dataclass(frozen=True)
class Life:
    """Some weeks of one person with one ritual."""

    moments: tuple[Moment, ...]
    joined: date
    away: frozenset[date]
    grace: timedelta


@dataclass(frozen=True)
class Asked:
    """A prompt that went out, and the tick that sent it."""

    local_date: date
    moment: Moment


def matching(rule: Rule, on: date) -> bool:
    """Whether a rule strikes on a date, by walking there from the anchor's week."""
    monday = rule.anchor - rule.anchor.weekday() * A_DAY
    step = rule.every_weeks * 7 * A_DAY
    while monday > on:
        monday -= step
    while monday + step <= on:
        monday += step
    within = (rule.starts or date.min) <= on <= (rule.ends or date.max)
    return within and any(monday + weekday * A_DAY == on for weekday in rule.weekdays)


def live(
    rules: Rules, life: Life, *, replicas: int = 1, random: Random | None = None
) -> tuple[dict[Any, Planned], list[Asked]]:
    """Tick through a life: the table at the end, and what was asked. Further replicas read stale tables."""
    table: dict[Any, Planned] = {}
    asked: list[Asked] = []
    past: list[frozenset[Any]] = [frozenset()]
    for moment in life.moments:
        reads = [frozenset(table), *(random.choice(past[-6:]) for _ in range(replicas - 1) if random)]
        if random:
            random.shuffle(reads)
        for recorded in reads:
            found = rules.plan(
                rules.struck(moment.rule, ZoneInfo(moment.zone), now=moment.now),
                now=moment.now,
                joined=life.joined,
                away=life.away,
                recorded=recorded,
                grace=life.grace,
            )
            for one in found:
                if rules.key(one) not in table:
                    table[rules.key(one)] = one
                    if one.kind is Kind.PROMPT:
                        asked.append(Asked(one.local_date, moment))
        past.append(frozenset(table))
    return table, asked


def a_rule(random: Random, **changes: Any) -> Rule:
    """Any rule; often at night, where clocks change."""
    given = {
        "weekdays": frozenset(random.sample(range(7), random.randint(2, 7))),
        "at": random.choice([*QUARTERS[:16], *QUARTERS[-8:], *QUARTERS[32:44]]),
        "every_weeks": random.choice([1, 1, 1, 2, 3]),
        "anchor": date(2026, 1, 1) + random.randrange(400) * A_DAY,
    }
    return Rule(**{**given, **changes})


def a_life(random: Random, *, calm: bool, weeks: int = 2) -> Life:
    """Some weeks around a change of a clock. When not calm: outages, clock steps, moves, edits of the time."""
    zone = random.choice(clocks())
    changes = list(change_days(zone))
    on = random.choice(changes) if changes else date(2026, 11, 24)
    # Ticks are not in step with the hour, or a prompt that is a minute early would look punctual.
    begin = datetime.combine(on, time(0), UTC) - random.randint(3, 10) * A_DAY + random.randrange(1200) * A_SECOND
    begin = max(begin, datetime.combine(FIRST, time(0), UTC))
    rule = a_rule(random)
    joined = begin.date() + random.choice([-20, -20, 0, 3]) * A_DAY
    away = frozenset(begin.date() + day * A_DAY for day in range(7 * weeks + 4) if random.random() < 0.15)
    moments, skew, passed = [], timedelta(0), timedelta(0)
    while passed < (7 * weeks + 2) * A_DAY:
        moments.append(Moment(begin + passed + skew, zone, rule))
        passed += TICK
        happens = random.random() if not calm else 1.0
        if happens < 0.004:
            passed += random.randint(1, 100) * timedelta(hours=1)
        elif happens < 0.010:
            skew = random.randint(-30, 30) * timedelta(hours=1)
        elif happens < 0.015:
            zone = random.choice(clocks())
        elif happens < 0.025:
            days = random.choice([rule.weekdays, frozenset(range(7))])
            rule = a_rule(random, weekdays=days, every_weeks=rule.every_weeks, anchor=rule.anchor)
    return Life(tuple(moments), joined, away, timedelta(hours=random.choice([1, 6, 10, 30])))


def strikes_when_the_clock_first_shows_it(rules: Rules) -> None:
    """Laws 1, 3 and 10: every quarter of an hour of every day on which any clock changes, against the oracle."""
    for name in clocks():
        zone = ZoneInfo(name)
        for on in change_days(name):
            for at in QUARTERS:
                due = rules.due_at(at, on, zone)
                assert due == expected_due(at, on, name), (name, on, at, due)


def lies_on_its_date_in_order(rules: Rules) -> None:
    """Laws 1 to 3: on its date, or where that day's end is missing at the next day's first moment; never before."""
    for name in clocks():
        zone = ZoneInfo(name)
        for on in change_days(name):
            for at in QUARTERS[::7]:
                dues = [rules.due_at(at, on + day * A_DAY, zone) for day in (-1, 0, 1, 2)]
                there = [due for due in dues if due is not None]
                assert there == sorted(set(there)), (name, on, at)
                due = dues[1]
                if due is not None:
                    assert due.astimezone(zone).replace(tzinfo=UTC) >= datetime.combine(on, at, UTC), (name, on, at)
                    last_second_before = (due - A_SECOND).astimezone(zone)
                    assert on in (due.astimezone(zone).date(), last_second_before.date()), (name, on, at, due)


def strikes_on_its_weeks(rules: Rules) -> None:
    """Law 8: weekdays, every n weeks, first and last day."""
    random = Random(8)
    for _ in range(200):
        starts = random.choice([None, date(2026, 3, 4)])
        rule = a_rule(random, starts=starts, ends=random.choice([None, date(2026, 9, 1)]))
        for day in range(-20, 420, 3):
            on = date(2026, 1, 1) + day * A_DAY
            assert rules.strikes(rule, on) == matching(rule, on), (rule, on)
        for on in (date(2026, 3, 3), date(2026, 3, 4), date(2026, 9, 1), date(2026, 9, 2)):
            assert rules.strikes(rule, on) == matching(rule, on), (rule, on)


def asks_each_matching_day_once_on_time(rules: Rules) -> None:
    """Laws 4 and 8: with a regular tick, every matching day that is not off once, within a tick; days off as such."""
    for seed in range(60):
        life = a_life(Random(seed), calm=True)
        table, asked = live(rules, life)
        first, last = life.moments[0], life.moments[-1]
        dates = [first.now.date() + day * A_DAY for day in range(-2, 21)]
        dues = {
            on: due
            for on in dates
            if matching(first.rule, on) and (due := expected_due(first.rule.at, on, first.zone)) is not None
        }
        due_here = {on: due for on, due in dues.items() if first.now < due <= last.now and on >= life.joined}
        struck_before = {on for on, due in dues.items() if due <= first.now}
        here = [one for one in asked if one.local_date not in struck_before]
        assert [one.local_date for one in here] == [on for on in due_here if on not in life.away], (seed, asked)
        for one in here:
            assert timedelta(0) <= one.moment.now - due_here[one.local_date] < TICK, (seed, one)
        kinds = {one.local_date: one.kind for one in table.values()}
        for on in due_here:
            assert (kinds[on] is Kind.AWAY) == (on in life.away), (seed, on)


def never_twice_early_stale_or_in_a_heap(rules: Rules) -> None:
    """Law 5: whatever outages, clock steps, moves and edits come, and with two replicas."""
    for seed in range(60):
        random = Random(seed)
        life = a_life(random, calm=False)
        _, asked = live(rules, life, replicas=2, random=random)
        dates = [one.local_date for one in asked]
        assert len(set(dates)) == len(dates), (seed, "twice")
        assert len({one.moment.now for one in asked}) == len(asked), (seed, "in a heap")
        for one in asked:
            on, moment = one.local_date, one.moment
            assert matching(moment.rule, on), (seed, on)
            assert on not in life.away, (seed, on)
            assert on >= life.joined, (seed, on)
            due = expected_due(moment.rule.at, on, moment.zone)
            assert due is not None, (seed, on)
            assert timedelta(0) <= moment.now - due <= life.grace, (seed, on, moment.now - due)
            for later in (on + day * A_DAY for day in range(1, 8)):
                following = expected_due(moment.rule.at, later, moment.zone) if matching(moment.rule, later) else None
                assert following is None or following > moment.now, (seed, on, later)


def after_an_outage_only_the_latest(rules: Rules) -> None:
    """Law 6: back after days, the newest is asked if it is within grace, and the others become rows."""
    for seed in range(300):
        random = Random(seed)
        zone, rule = random.choice(clocks()), a_rule(random)
        back = datetime(2026, 3, 20, tzinfo=UTC) + random.randrange(20 * 96) * QUARTER
        joined = back.date() - random.choice([2, 30]) * A_DAY
        away = frozenset(back.date() - day * A_DAY for day in range(-1, 9) if random.random() < 0.2)
        life = Life((Moment(back, zone, rule),), joined, away, timedelta(hours=random.choice([2, 10, 30])))
        table, asked = live(rules, life)
        dates = [back.date() + day * A_DAY for day in range(-9, 3)]
        dues = {
            on: due
            for on in dates
            if matching(rule, on)
            and (due := expected_due(rule.at, on, zone)) is not None
            and back - 7 * A_DAY < due <= back
        }
        newest = max(dues, default=None)
        wanted = {}
        for on, due in dues.items():
            if on >= joined:
                late = Kind.PROMPT if back - due <= life.grace else Kind.SKIPPED_LATE
                wanted[on] = Kind.AWAY if on in away else late if on == newest else Kind.SUPERSEDED
        assert {one.local_date: one.kind for one in table.values()} == wanted, seed
        assert len(asked) <= 1, seed


def two_replicas_make_the_table_of_one(rules: Rules) -> None:
    """Law 7: stale reads in any order change nothing, and each prompt is sent once."""
    for seed in range(25):
        random = Random(seed)
        life = a_life(random, calm=False, weeks=1)
        assert live(rules, life) == live(rules, life, replicas=2, random=random), seed


def an_edit_never_asks_twice_in_a_day(rules: Rules) -> None:
    """Law 9: a new time after today's prompt holds from the next date, one before it holds today."""
    zone, every_day = "Europe/Berlin", frozenset(range(7))
    midnight = datetime(2026, 6, 10, tzinfo=UTC) - timedelta(hours=2)
    for before in QUARTERS[::8]:
        for after in QUARTERS[::8]:
            for edited in range(0, 72, 7):
                moments = tuple(
                    Moment(
                        midnight + tick * TICK,
                        zone,
                        Rule(every_day, before if tick < edited else after, starts=date(2026, 6, 10)),
                    )
                    for tick in range(144)
                )
                life = Life(moments, date(2026, 6, 1), frozenset(), timedelta(hours=24))
                asked = [one.local_date for one in live(rules, life)[1]]
                assert asked == [date(2026, 6, 10), date(2026, 6, 11)], (before, after, edited)


def a_day_added_afterwards_is_not_asked(rules: Rules) -> None:
    """Laws 5 and 9: after Thursday's prompt nobody is asked about a Wednesday that the rule has only now."""
    thursday = datetime(2026, 11, 26, 12, tzinfo=UTC)
    old, new = Rule(frozenset({1, 3}), time(9, 30)), Rule(frozenset({1, 2, 3}), time(9, 30))
    moments = (Moment(thursday, "Europe/Berlin", old), Moment(thursday + TICK, "Europe/Berlin", new))
    life = Life(moments, date(2026, 11, 24), frozenset(), timedelta(hours=30))
    table, asked = live(rules, life)
    assert [one.local_date for one in asked] == [date(2026, 11, 26)]
    assert table[date(2026, 11, 25)].kind is Kind.SUPERSEDED


def a_reply_belongs_to_the_open_date_or_the_next(rules: Rules) -> None:
    """A window opens as soon as the last one closes, and closing moves on by one date at a time."""
    for seed in range(400):
        random = Random(seed)
        name = random.choice(clocks())
        rule, zone = a_rule(random), ZoneInfo(name)
        now = datetime(2026, 2, 1, tzinfo=UTC) + random.randrange(300 * 96) * QUARTER
        dates = [now.date() + day * A_DAY for day in range(-30, 60)]
        off = frozenset(on for on in dates if random.random() < 0.2)
        joined = random.choice([None, now.date() - 2 * A_DAY, now.date() + A_DAY])
        closed = {on for on in dates if on < now.date() + A_DAY and random.random() < 0.6}
        dues = [
            (on, due)
            for on in dates
            if matching(rule, on) and on not in off and (due := expected_due(rule.at, on, name)) is not None
        ]
        struck = [one for one in dues if one[1] <= now][-1:]
        coming = [one for one in dues if one[1] > now and (joined is None or one[0] >= joined)]
        mine = [one for one in struck if one[0] not in closed and (joined is None or one[0] >= joined)]
        found = rules.window(rule, zone, now=now, closed=closed, joined=joined, days_off=off)
        assert found is not None, seed
        assert (found.local_date, found.due) == (mine or coming)[0], (seed, found)
        assert found.early == (not mine), seed
        assert found.late == bool(mine and found.local_date < now.astimezone(zone).date()), seed
        following = rules.window(rule, zone, now=now, closed={*closed, found.local_date}, joined=joined, days_off=off)
        assert following is not None, seed
        assert following.local_date == coming[0][0], (seed, following)


def reminders_are_few_and_by_day(rules: Rules) -> None:
    """After the prompt, on its date, from nine to six, not crowded; and somebody asked in the morning gets them all."""
    for name in clocks():
        zone = ZoneInfo(name)
        for on in [*list(change_days(name))[-6:], date(2026, 11, 24)]:
            for at in QUARTERS[::6]:
                due = expected_due(at, on, name)
                if due is None:
                    continue
                today = due.astimezone(zone).date()
                for count in range(3):
                    times = rules.reminder_times(due, zone, count=count)
                    assert len(times) <= count, (name, on, at)
                    if at <= time(14):
                        assert len(times) == count, (name, on, at)
                    for earlier, later in zip((due, *times), times, strict=False):
                        assert later - earlier >= timedelta(minutes=45), (name, on, at)
                        assert later.astimezone(zone).date() == today, (name, on, at)
                        assert time(9) <= later.astimezone(zone).time() <= time(18), (name, on, at)


LAWS: tuple[Callable[[Rules], None], ...] = (
    strikes_when_the_clock_first_shows_it,
    lies_on_its_date_in_order,
    strikes_on_its_weeks,
    asks_each_matching_day_once_on_time,
    never_twice_early_stale_or_in_a_heap,
    after_an_outage_only_the_latest,
    two_replicas_make_the_table_of_one,
    an_edit_never_asks_twice_in_a_day,
    a_day_added_afterwards_is_not_asked,
    a_reply_belongs_to_the_open_date_or_the_next,
    reminders_are_few_and_by_day,
)


def struck_by(
    strikes: Callable[[Rule, date], bool], due_at: Callable[[time, date, ZoneInfo], datetime | None]
) -> Callable[..., Struck]:
    """What has struck within a week, by other notions of when a rule strikes."""

    def struck(rule: Rule, zone: ZoneInfo, *, now: datetime) -> Struck:
        today = now.astimezone(zone).date()
        dates = [today + day * A_DAY for day in range(-8, 2)]
        dues = [(on, due_at(rule.at, on, zone)) for on in dates if FIRST <= on <= LAST and strikes(rule, on)]
        return [(on, due) for on, due in dues if due is not None and now - 7 * A_DAY < due <= now]

    return struck
