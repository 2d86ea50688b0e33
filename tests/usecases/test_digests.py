"""What leadership reads, against numbers worked out here by listing every way a plan can end; and when it is told."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from html import unescape
from itertools import product
from math import prod
from pathlib import Path
from statistics import NormalDist
from typing import Any

import pytest
from sqlmodel import select

from bot.domain.audiences import Audience
from bot.domain.checkins import EffortInputs, Reply, Source
from bot.domain.digests import in_whole_points
from bot.domain.messages import MESSAGES, NothingChanged, OddsMoved, RiskDigest
from bot.domain.people import Person
from bot.domain.statuses import Resolution, Status
from bot.domain.team_files import parse_team
from bot.usecases import digests, jumps
from bot.usecases.audiences import AudienceWish, save
from bot.usecases.evidence import standing
from bot.usecases.teams import import_team
from handlers.rendering import render
from storage import audiences, checkins, outlines, people, plans, rituals
from storage.database import Database
from storage.tables import DigestRow, OutboxRow, ProjectRow, TaskRow
from tests.play import words

BEGAN = datetime(2026, 10, 1, 9, 0, tzinfo=UTC)
# Mondays at nine in Berlin, winter time.
FIRST = datetime(2026, 11, 16, 8, 0, tzinfo=UTC)
SECOND = FIRST + timedelta(days=7)
TARGET = date(2026, 12, 18)
LIKELIHOODS = {"sample": 0.7, "audit": 0.5, "rules": 0.4, "boost": 0.6, "graph": 0.3, "shadow": 0.85}
WAYS: Mapping[str, Mapping[str, Sequence[str]]] = {
    "Labels": {"Audit": ["sample", "audit"], "Rules": ["sample", "rules"]},
    "Model": {"Boosting": ["boost"], "Graph": ["graph"]},
    "Roll-out": {"Shadow": ["shadow"]},
}
RHO, LUCK = 0.2, 200
NORMAL = NormalDist()
PLAN: dict[str, Any] = {
    "project": "Fraud",
    "impact": "One wrongly blocked order in ten fewer",
    "target": TARGET,
    "correlation": RHO,
    "milestones": [
        {"name": name, "approaches": [{"name": way, "tasks": tasks} for way, tasks in ways.items()]}
        for name, ways in WAYS.items()
    ],
    # Efforts so small that the target is no matter, so that what is left is the chance to succeed at all.
    "tasks": {
        key: {"title": key.title(), "likelihood": one, "owner": "@jonas", "effort": [0.1, 0.2]}
        for key, one in LIKELIHOODS.items()
    },
}
DIGEST = {"channel": "#leadership", "weekday": "mon", "at": "09:00", "zone": "Europe/Berlin"}


def works(done: Mapping[str, bool]) -> bool:
    """Whether the project succeeds when its tasks end like this."""
    return all(any(all(done[task] for task in way) for way in ways.values()) for ways in WAYS.values())


def endings(likelihoods: Mapping[str, float]) -> Iterator[tuple[dict[str, bool], float]]:
    """Every way in which the tasks can end with its probability, over a fine grid of the luck they share."""
    open_tasks = [key for key, one in likelihoods.items() if 0 < one < 1]
    sure = {key: one == 1 for key, one in likelihoods.items()}
    for step in range(LUCK):
        luck = -6 + 12 * (step + 0.5) / LUCK
        given = {
            key: NORMAL.cdf((NORMAL.inv_cdf(likelihoods[key]) + RHO**0.5 * luck) / (1 - RHO) ** 0.5)
            for key in open_tasks
        }
        for ends in product((True, False), repeat=len(open_tasks)):
            done = dict(zip(open_tasks, ends, strict=True))
            parts = (given[key] if worked else 1 - given[key] for key, worked in done.items())
            yield sure | done, prod(parts) * NORMAL.pdf(luck) * 12 / LUCK


def chance(likelihoods: Mapping[str, float]) -> float:
    """P(success)."""
    return sum(weight for done, weight in endings(likelihoods) if works(done))


def swing(likelihoods: Mapping[str, float], task: str) -> float:
    """How far the chance lies apart between a task that works and one that fails."""
    found = ((works(done | {task: True}) - works(done | {task: False})) * one for done, one in endings(likelihoods))
    return sum(found)


@dataclass
class Team:
    """A team with its plan, as its database holds it."""

    db: Database
    id: int
    digest: int
    project: int
    tasks: dict[str, int]

    def publish(self, now: datetime) -> list[Any]:
        """What a tick at this instant queues."""
        before = len(self.queued())
        digests.publish_due(self.db, now=now)
        jumps.tell_due(self.db, now=now)
        return self.queued()[before:]

    def queued(self) -> list[Any]:
        """Every message for a channel, in order."""
        with self.db.snapshot() as tx:
            rows = tx.exec(select(OutboxRow).order_by(OutboxRow.id)).all()  # type: ignore[arg-type]
            return [MESSAGES.validate_json(row.payload) for row in rows]

    def end(self, task: str, how: Resolution, at: datetime) -> None:
        """A task ends."""
        with self.db.transaction() as tx:
            plans.resolve_task(tx, "T1", self.tasks[task], how, on=at.date())

    def says(self, task: str, status: Status, at: datetime, **values: Any) -> None:
        """Its owner answers about a task."""
        inputs = EffortInputs(self.tasks[task], status, **values)
        reply = Reply(f"{task}{at}", "Ujonas", None, at.date(), Source.FORM, (inputs,))
        with self.db.transaction() as tx:
            checkins.add_reply(tx, "T1", reply, now=at, late=False)

    def likelihoods(self, at: datetime) -> dict[str, float]:
        """Each task's likelihood at an instant, as its ledger has it; 1 or 0 once it has ended."""
        with self.db.snapshot() as tx:
            (one,) = standing(tx, "T1", plans.projects(tx, "T1"), today=at.date(), until=at)
            return {key: task.probability for key, task in one.plan.tasks.items()}

    def audience(self, **values: Any) -> None:
        """Its manager changes the audience."""
        with self.db.snapshot() as tx:
            known = rituals.ritual(tx, "T1", self.digest)
        wish = {"weekday": 0, "at": known.rule.at, "zone": known.zone or "", "channel": known.channel or ""}
        save(
            self.db,
            "T1",
            by="Umina",
            team=self.id,
            digest=self.digest,
            wish=AudienceWish(**{**wish, **values}),
            now=values.pop("now", BEGAN),
        )


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Database]:
    """A fresh database."""
    database = Database(f"sqlite:///{tmp_path / 'digests.db'}")
    database.migrate()
    yield database
    database.close()


def set_up(db: Database, *projects: dict[str, Any], digest: Mapping[str, Any] = DIGEST) -> Team:
    """A team of three with these projects."""
    with db.transaction() as tx:
        people.save_workspace(tx, "T1", name="Test", bot_user="UBOT")
        everybody = [Person(f"U{name}", f"{name.title()} Tester", "UTC", name) for name in ("mina", "jonas")]
        people.save_people(tx, "T1", everybody)
    members = [{"handle": "@mina", "role": "manager"}, {"handle": "@jonas"}]
    document = {"team": "Payments", "members": members, "digests": [digest], "projects": projects or (PLAN,)}
    import_team(db, "T1", parse_team(document), channels={"leadership": "C1", "sponsor": "C2"}, now=BEGAN)
    with db.snapshot() as tx:
        team = people.teams(tx, "T1")[0].id
        found = next(one for one in rituals.rituals(tx, workspace="T1", team=team) if one.channel)
        first = plans.projects(tx, "T1")[0]
        return Team(db, team, found.id, first.id, {key: task.id for key, task in first.tasks.items()})


@pytest.fixture
def team(db: Database) -> Team:
    """The team with its plan."""
    return set_up(db)


def shown(message: Any) -> str:
    """All that a message says, the thin spaces made plain."""
    rendered = render(message)
    return words({"text": rendered.text, "blocks": rendered.blocks}).replace("\u00a0", " ")


def test_every_number_of_a_digest_is_what_listing_all_ends_of_the_plan_gives(team: Team) -> None:
    """Odds, last week's, what moved them, swings and risks in their order: line by line."""
    past = {"project": "Past", "target": date(2026, 11, 12), "milestones": [], "tasks": {}}
    past["tasks"] = {f"t{place}": {"likelihood": 0.7} for place in range(41)}
    past["milestones"] = [{"name": "M", "approaches": [{"name": "A", "tasks": list(past["tasks"])}]}]
    import_team(team.db, "T1", parse_team({"team": "Payments", "projects": [past]}), channels={}, now=BEGAN)
    with team.db.transaction() as tx:
        ended = next(one for one in plans.projects(tx, "T1") if one.name == "Past")
        for place, task in enumerate(ended.tasks.values()):
            how = Resolution.SUCCEEDED if place < 27 else Resolution.FAILED
            plans.resolve_task(tx, "T1", task.id, how, on=date(2026, 11, 10))
        outlines.close_project(tx, "T1", ended.id, on=date(2026, 11, 12))
    team.says("audit", Status.BLOCKED, FIRST - timedelta(days=4), blocked=True, blocker="Ask Bob at the fraud desk")
    first, *_ = team.publish(FIRST)
    was = team.likelihoods(FIRST)
    team.end("boost", Resolution.FAILED, SECOND - timedelta(days=3))
    team.end("shadow", Resolution.SUCCEEDED, SECOND - timedelta(days=2))
    second, details = team.publish(SECOND + timedelta(hours=1))
    now = team.likelihoods(SECOND)

    before, after = chance(was), chance(now)
    assert f"Fraud: *{before:.0%}* by Fri 18 Dec" in shown(first).replace(" %", "%")
    move = round(after * 100) - round(before * 100)
    changed = [key for key in now if now[key] != was[key]]
    parts = {
        key: (chance(was | {key: now[key]}) - before + after - chance(now | {key: was[key]})) / 2 for key in changed
    }
    left = after - before - sum(parts.values())
    weight = sum(abs(part) for part in parts.values())
    parts = {key: part + left * abs(part) / weight for key, part in parts.items()}
    assert sum(parts.values()) == pytest.approx(after - before)
    said = shown(second).replace(" %", "%")
    sign = "+" if move > 0 else "−"
    assert f"Fraud: *{after:.0%}* by Fri 18 Dec, " in said
    assert f"Last week {before:.0%} ({sign}{abs(move)} points). {after:.0%} that it works at all; if so, " in said
    ranked = sorted(parts, key=lambda key: -abs(parts[key]))
    for key, words_of in (("boost", "it failed"), ("shadow", "it succeeded")):
        points = round(parts[key] * 100)
        assert key in ranked[:2]
        assert f"{'+' if points > 0 else '−'}{abs(points)} for {key.title()} ({words_of})" in said

    swings = {key: swing(now, key) for key in now if 0 < now[key] < 1}
    risks = sorted(swings, key=lambda key: -swings[key] * (1 - now[key]))[:3]
    for place, key in enumerate(risks, start=1):
        line = f"{place}. *{key.title()}*: {now[key]:.0%} that it works, {round(swings[key] * 100)} points hang on it."
        assert line in said
    assert "*Fragile*: every approach to Labels needs Sample; Model has a single approach." in said
    assert "*Waiting on somebody outside*: Audit (blocked since 12 Nov)." in said
    assert "It waits on somebody outside: a word from you may free it." in said
    assert "Of the 41 things I called about 70 %, 66 % happened; 41 have ended so far." in shown(first)
    # Two have ended since: one called 60 % failed, one called 85 % worked; of two bands as full the higher is told.
    assert "Of the 42 things I called about 70%, 67% happened; 43 have ended so far." in said
    for private in ("Bob", "Jonas", "jonas", "hour"):
        assert private not in said + shown(details)


@pytest.mark.parametrize(
    ("parts", "total", "told"),
    [
        ([-0.033, -0.0049], -4, [-3, -1]),
        ([0.004, 0.004, 0.004], 1, [1, 0, 0]),
        ([-0.06, 0.02], -4, [-6, 2]),
        ([], 0, []),
    ],
)
def test_points_add_up_as_they_are_told(parts: list[float], total: int, told: list[int]) -> None:
    """What is left by rounding goes to whoever lost most."""
    assert in_whole_points(parts, total) == told


def test_a_week_in_which_nothing_changed_says_so_in_a_line_and_a_note_makes_it_whole(team: Team) -> None:
    """The same odds, risks and lists: one line, no thread; a word of the manager is news."""
    whole, _ = team.publish(FIRST)
    assert isinstance(whole, RiskDigest)
    (line,) = team.publish(SECOND)
    assert isinstance(line, NothingChanged)
    assert "Nothing changed since Mon 16 Nov 2026: Fraud" in shown(line)
    assert "The next one comes Mon 30 Nov 2026." in shown(line)
    with team.db.transaction() as tx:
        audiences.save(tx, "T1", team.digest, Audience(note="New lead"))
    again, _ = team.publish(SECOND + timedelta(days=7))
    assert again.note == "New lead"
    with team.db.snapshot() as tx:
        assert audiences.audience(tx, "T1", team.digest).note == ""


def test_a_late_digest_shows_what_was_known_when_it_was_due_and_a_later_one_is_left_out(team: Team) -> None:
    """A day late, after a task failed; four days late it is recorded and not posted; a restart posts nothing twice."""
    odds = chance(team.likelihoods(FIRST))
    team.says("shadow", Status.RULED_OUT, FIRST + timedelta(hours=3))
    team.end("shadow", Resolution.FAILED, FIRST + timedelta(hours=3))
    late, _, word = team.publish(FIRST + timedelta(days=1))
    assert isinstance(word, OddsMoved)
    assert late.projects[0].by_target == pytest.approx(odds, abs=1e-6)
    assert late.as_of == FIRST.date()
    team.db.close()
    again = Database(team.db.url)
    assert digests.publish_due(again, now=FIRST + timedelta(days=2)) == 0
    assert team.publish(SECOND + timedelta(days=4)) == []
    with team.db.snapshot() as tx:
        assert {row.week: row.state for row in tx.exec(select(DigestRow))}["2026-W48"] == "skipped_late"


def test_a_jump_is_told_once_by_day_and_never_on_the_digests_own(team: Team) -> None:
    """Tuesday's failure is told on Wednesday at nine with its cause; not at night, not twice, not while held."""
    team.publish(FIRST)
    tuesday = FIRST + timedelta(days=1)
    assert team.publish(tuesday + timedelta(minutes=1)) == []
    team.end("shadow", Resolution.FAILED, tuesday + timedelta(hours=2))
    assert team.publish(tuesday + timedelta(hours=3)) == []
    assert team.publish(tuesday + timedelta(hours=20)) == []
    (word,) = team.publish(tuesday + timedelta(days=1, minutes=1))
    assert isinstance(word, OddsMoved)
    said = shown(word)
    assert "Odds have moved: Payments" in said
    assert "One wrongly blocked order in ten fewer" in said
    assert "cannot succeed as planned" in said
    assert team.publish(tuesday + timedelta(days=1, hours=1)) == []
    assert team.publish(tuesday + timedelta(days=2)) == []
    whole, _ = team.publish(SECOND)
    assert isinstance(whole, RiskDigest)
    team.end("shadow", Resolution.SUCCEEDED, SECOND + timedelta(days=1))
    with team.db.transaction() as tx:
        known = audiences.audience(tx, "T1", team.digest)
        audiences.save(tx, "T1", team.digest, Audience(looked=known.looked, held="2026-W49"))
    assert team.publish(SECOND + timedelta(days=2)) == []
    with team.db.transaction() as tx:
        people.add_day_off(tx, "T1", team.id, (SECOND + timedelta(days=3)).date(), "Offsite")
        audiences.save(tx, "T1", team.digest, Audience())
    assert team.publish(SECOND + timedelta(days=3)) == []
    assert team.publish(SECOND + timedelta(days=4, hours=12)) == []
    assert team.publish(SECOND + timedelta(days=5)) == []


def test_a_closed_project_is_said_once_and_its_readers_never_read_of_another(team: Team) -> None:
    """Nothing is left to say: once in words, then silence; the other project stays where it belongs."""
    team.audience(projects=frozenset({team.project}))
    other = {**PLAN, "project": "Secret", "tasks": PLAN["tasks"]}
    import_team(team.db, "T1", parse_team({"team": "Payments", "projects": [other]}), channels={}, now=BEGAN)
    whole, _ = team.publish(FIRST)
    assert shown(whole).startswith("Risk digest: Fraud")
    with team.db.transaction() as tx:
        outlines.close_project(tx, "T1", team.project, on=FIRST.date())
    (last,) = team.publish(SECOND)
    assert "nothing to forecast" in shown(last)
    assert "Secret" not in shown(last)
    assert team.publish(SECOND + timedelta(days=7)) == []


def test_a_new_target_stands_beside_what_was_told_and_a_passed_one_is_said(team: Team) -> None:
    """Last week's number is the one that was read; what an edit did to it is a cause; a date that passed is named."""
    told, _ = team.publish(FIRST)
    with team.db.transaction() as tx:
        row = tx.get_one(TaskRow, team.tasks["shadow"])
        row.effort_p50, row.effort_p90 = 30.0, 60.0
        tx.add(row)
    edited, _ = team.publish(SECOND)
    (figures,) = edited.projects
    assert figures.last_by_target == told.projects[0].by_target
    assert sum(cause.points for cause in figures.causes) == pytest.approx(
        figures.by_target - figures.last_by_target, abs=0.01
    )
    assert "for the plan (it was edited)" in shown(edited)
    with team.db.transaction() as tx:
        tx.get_one(ProjectRow, team.project).target = date(2026, 11, 27)
    passed, _ = team.publish(SECOND + timedelta(days=7))
    assert "Its date, Fri 27 Nov, has passed." in shown(passed)
    assert "A new date is due." in shown(passed)


@pytest.mark.parametrize(
    ("zone", "due"),
    [
        # Nine on Monday in Apia is Sunday evening in UTC.
        ("Pacific/Apia", datetime(2026, 11, 15, 20, 0, tzinfo=UTC)),
        ("America/New_York", datetime(2026, 11, 16, 14, 0, tzinfo=UTC)),
        ("Europe/Berlin", FIRST),
    ],
)
def test_it_comes_at_nine_where_its_readers_are(db: Database, zone: str, due: datetime) -> None:
    """Dated with the readers' own Monday, however far they are from UTC."""
    team = set_up(db, digest={**DIGEST, "zone": zone})
    assert team.publish(due - timedelta(minutes=1)) == []
    message, _ = team.publish(due)
    assert message.as_of == date(2026, 11, 16)


def test_the_hour_stays_when_clocks_change(db: Database) -> None:
    """In Berlin the digest of 19 October comes at seven UTC, that of 26 October at eight."""
    team = set_up(db)
    assert len(team.publish(datetime(2026, 10, 19, 7, 0, tzinfo=UTC))) == 2
    assert team.publish(datetime(2026, 10, 26, 7, 59, tzinfo=UTC)) == []
    assert len(team.publish(datetime(2026, 10, 26, 8, 0, tzinfo=UTC))) == 1


def test_an_audience_that_is_added_waits_for_its_next_day(team: Team) -> None:
    """What would have struck this morning, or on Monday, is no digest that anybody missed."""
    noon = FIRST + timedelta(hours=4)
    wish = AudienceWish("C2", 0, FIRST.time(), "Europe/Berlin")
    save(team.db, "T1", by="Umina", team=team.id, digest=None, wish=wish, now=noon)
    with team.db.snapshot() as tx:
        new = next(one.id for one in rituals.rituals(tx, workspace="T1", team=team.id) if one.channel == "C2")
    team.publish(noon)
    with team.db.snapshot() as tx:
        assert tx.exec(select(DigestRow.state).where(DigestRow.ritual_id == new)).all() == ["before"]
    assert len(team.publish(SECOND)) == 3


def test_twenty_projects_with_long_names_are_read_in_a_minute(db: Database) -> None:
    """What needs a look stands first, the rest is counted; within Slack's limits, the details in the thread."""
    many = [
        {**PLAN, "project": f"{place} {'very long name ' * 12}"[:140].strip(), "impact": "Impact & <more> " * 12}
        for place in range(20)
    ]
    team = set_up(db, *many)
    message, *thread = team.publish(FIRST)
    assert len(thread) == 20
    rendered = render(message)
    assert len(rendered.blocks) <= 20
    assert len(str(rendered.blocks)) < 12_000
    assert len(rendered.text) <= 4000
    read = " ".join(one["text"]["text"] for one in rendered.blocks if one["type"] == "section")
    assert len(unescape(read)) <= 2200
    assert "*20 projects*: 20 as before." in read
    assert "and 13 more in the thread" in read
    for one in thread:
        assert all(len(block["text"]["text"]) <= 3000 for block in render(one).blocks)
