"""Who reads what: through files and back, by the hour of readers, and what a manager does with the next digest."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import delete

from bot.domain.audiences import Audience, jumped
from bot.domain.errors import NothingYet, WrongInput
from bot.domain.messages import NothingChanged, RiskDigest
from bot.domain.outlines import FormRefused
from bot.domain.team_files import parse_team
from bot.usecases.audiences import (
    MOST_AUDIENCES,
    AudienceWish,
    Preview,
    hold,
    preview,
    readers,
    save,
    send_now,
    set_note,
)
from bot.usecases.exports import export_team
from bot.usecases.files import preview_import, read_teams
from bot.usecases.teams import import_team
from storage import audiences, outlines, rituals
from storage.database import Database
from storage.tables import DigestRow
from tests.usecases.test_digests import BEGAN, DIGEST, FIRST, PLAN, SECOND, Team, db, set_up, team

__all__ = ["db", "team"]
CHANNELS = {"leadership": "C1", "sponsor": "C2"}


def audiences_of(db: Database) -> dict[str, tuple[frozenset[int], float | None]]:
    """What each channel reads, and from which move on it is told."""
    with db.snapshot() as tx:
        found = [one for one in rituals.rituals(tx, workspace="T1") if one.channel]
        known = {one.channel or "": audiences.audience(tx, "T1", one.id) for one in found}
        return {channel: (one.projects, one.jump) for channel, one in known.items()}


@pytest.mark.parametrize("ending", [".yaml", ".xlsx"])
def test_audiences_go_into_a_file_and_back(db: Database, tmp_path: Path, ending: str) -> None:
    """Projects, also one called *all* or with a comma in its name, and the jump; what a file does not say stays."""
    projects = [PLAN, {**PLAN, "project": "all"}, {**PLAN, "project": 'Fraud, "and" more; later'}]
    set_up(db, *projects, digest={**DIGEST, "projects": ["all", 'Fraud, "and" more; later'], "jump": 0})
    more: dict[str, Any] = {"team": "Payments", "digests": [{**DIGEST, "channel": "#sponsor", "projects": ["all"]}]}
    import_team(db, "T1", parse_team(more), channels=CHANNELS, now=BEGAN)
    with db.snapshot() as tx:
        ids = {one.name: one.id for one in outlines.outlines(tx, "T1")}
    before = audiences_of(db)
    assert before == {
        "C1": (frozenset({ids["all"], ids['Fraud, "and" more; later']}), None),
        "C2": (frozenset({ids["all"]}), 0.15),
    }
    path = tmp_path / f"team{ending}"
    export_team(db, path, now=BEGAN)
    given = read_teams(path)
    assert preview_import(db, "T1", given, channels=CHANNELS)[0].changes == 0
    silent = parse_team({"team": "Payments", "digests": [DIGEST]})
    import_team(db, "T1", silent, channels=CHANNELS, now=BEGAN)
    assert audiences_of(db) == before
    with db.transaction() as tx:
        for one in rituals.rituals(tx, workspace="T1"):
            audiences.save(tx, "T1", one.id, Audience())
    import_team(db, "T1", given[0], channels=CHANNELS, now=BEGAN)
    assert audiences_of(db) == before


@pytest.mark.parametrize(
    ("digests", "fault"),
    [
        ([{**DIGEST, "projects": ["Nobody's"]}], "digests.0.projects: the team has no project called"),
        ([{**DIGEST, "jump": 101}], "digests.0.jump"),
        ([DIGEST, {**DIGEST, "weekday": "tue"}], "digests.1.channel: #leadership stands there twice"),
    ],
)
def test_a_file_that_cannot_be_used_names_the_place(team: Team, digests: list[Any], fault: str) -> None:
    """And nothing is changed."""
    with pytest.raises(WrongInput, match=fault):
        import_team(team.db, "T1", parse_team({"team": "Payments", "digests": digests}), channels=CHANNELS, now=BEGAN)


def test_what_is_sent_by_hand_takes_the_place_of_the_days_own(team: Team) -> None:
    """At eight on Monday: nothing more comes at nine, and a second one is refused; a week later nothing changed."""
    by = {"by": "Umina", "team": team.id, "digest": team.digest}
    set_note(team.db, "T1", **by, note="Early", now=FIRST)  # type: ignore[arg-type]
    send_now(team.db, "T1", **by, now=FIRST - timedelta(hours=1))  # type: ignore[arg-type]
    (digest, _) = team.queued()
    assert isinstance(digest, RiskDigest)
    assert digest.note == "Early"
    assert team.publish(FIRST) == []
    with pytest.raises(NothingYet, match="Once a day"):
        send_now(team.db, "T1", **by, now=FIRST + timedelta(hours=1))  # type: ignore[arg-type]
    (line,) = team.publish(SECOND)
    assert isinstance(line, NothingChanged)
    with pytest.raises(NothingYet, match="today already"):
        send_now(team.db, "T1", **by, now=SECOND + timedelta(hours=1))  # type: ignore[arg-type]


def test_a_week_that_had_its_digest_has_no_second_one_when_the_day_is_moved(team: Team) -> None:
    """Published on Monday and moved to Friday: the next is on the Friday after, and that is the one that is held."""
    team.publish(FIRST)
    wish = AudienceWish("C1", 4, FIRST.time(), "Europe/Berlin")
    moved = FIRST + timedelta(days=1)
    save(team.db, "T1", by="Umina", team=team.id, digest=team.digest, wish=wish, now=moved)
    (reader,) = readers(team.db, "T1", by="Umina", team=team.id, now=moved).readers
    assert reader.next_on == date(2026, 11, 27)
    hold(team.db, "T1", by="Umina", team=team.id, digest=team.digest, held=True, now=moved)
    (reader,) = readers(team.db, "T1", by="Umina", team=team.id, now=moved).readers
    assert reader.held
    assert team.publish(FIRST + timedelta(days=4, hours=1)) == []
    assert team.publish(FIRST + timedelta(days=11, hours=1)) == []
    assert len(team.publish(FIRST + timedelta(days=18, hours=1))) == 1


def test_a_file_that_moves_the_day_brings_no_digest_of_a_day_that_has_passed(team: Team) -> None:
    """On Wednesday a file moves Monday's digest to Tuesday: the next one comes on the Tuesday after."""
    wednesday = FIRST + timedelta(days=2)
    with team.db.transaction() as tx:
        tx.exec(delete(DigestRow))
    given = parse_team({"team": "Payments", "digests": [{**DIGEST, "weekday": "tue"}]})
    import_team(team.db, "T1", given, channels=CHANNELS, now=wednesday)
    assert team.publish(wednesday) == []
    assert len(team.publish(FIRST + timedelta(days=8))) == 2


def test_a_preview_says_when_the_next_one_would_be_a_line(team: Team) -> None:
    """It shows all of it either way; nothing is posted by looking; a note makes it whole again."""

    def seen() -> Preview:
        return preview(team.db, "T1", by="Umina", team=team.id, digest=team.digest, now=FIRST + timedelta(days=1))

    assert seen().same_since is None
    team.publish(FIRST)
    count = len(team.queued())
    assert seen().same_since == FIRST.date()
    assert seen().digest.projects[0].name == "Fraud"
    set_note(team.db, "T1", by="Umina", team=team.id, digest=team.digest, note="News", now=FIRST)
    assert seen().same_since is None
    assert len(team.queued()) == count


def test_what_cannot_be_saved_is_said_and_changes_nothing(team: Team) -> None:
    """A zone that is none, a project that is gone, one audience too many."""

    def add(channel: str, **values: Any) -> None:
        wish = AudienceWish(channel, 0, FIRST.time(), **{"zone": "Europe/Berlin", **values})
        save(team.db, "T1", by="Umina", team=team.id, digest=None, wish=wish, now=BEGAN)

    before = audiences_of(team.db)
    for values in ({"zone": "Mars/Olympus"}, {"projects": frozenset({team.project, 99})}):
        with pytest.raises(FormRefused):
            add("C5", **values)
    assert audiences_of(team.db) == before
    for place in range(MOST_AUDIENCES - 1):
        add(f"D{place}")
    with pytest.raises(FormRefused):
        add("D99")


def test_a_jump_is_measured_in_points_as_they_are_told() -> None:
    """From 41 to 26 is fifteen; a project nobody was told of is none; the farthest comes first."""
    told, now = {1: 0.412, 2: 0.5, 3: 0.9}, {1: 0.264, 2: 0.36, 3: 0.2, 4: 0.9}
    assert jumped(told, now, by=0.15) == [3, 1]
