"""Who reads what: managers choose the readers of digests, see the next one first, and say what becomes of it."""

import json
from datetime import timedelta
from typing import Any

from bot.app import Barometer
from storage import audit, outlines, people
from tests.play import Person, Workplace, words

# From Tuesday's half past nine in Berlin to Monday's nine in New York.
MONDAY_NINE = timedelta(days=6, hours=5, minutes=30)
A_DAY, A_WEEK = timedelta(days=1), timedelta(days=7)
FRAUD, ANSWERS = "Fewer false fraud alarms", "Answers from the help pages"


def channel(workplace: Workplace, name: str) -> str:
    """A channel's id."""
    return str(next(one["id"] for one in workplace.get("/workspace")["channels"] if one["name"] == name))


def digests_in(person: Person, place: str) -> list[dict[str, Any]]:
    """What somebody reads of digests in a channel."""
    return [one for one in person.messages(place) if one["text"].startswith(("Risk digest", "Odds have moved"))]


def to_monday(workplace: Workplace, weeks: int = 0) -> None:
    """To a minute past nine in New York on the coming Monday."""
    workplace.move_clock(to=workplace.now() + MONDAY_NINE + weeks * A_WEEK + timedelta(minutes=1))


def open_digests(workplace: Workplace) -> Person:
    """Mina on her page of audiences."""
    mina = workplace.person("mina")
    mina.use("Digests", home=True)
    return mina


def add(workplace: Workplace, mina: Person, place: str, **values: Any) -> dict[str, Any]:
    """Add an audience; the answer of the form."""
    mina.use("Add an audience…")
    return mina.submit(channel=channel(workplace, place), **values)


def ids(bot: Barometer) -> tuple[str, int, dict[str, int]]:
    """The workspace, its team, and its projects by name."""
    with bot.deps.database.snapshot() as tx:
        workspace = people.workspaces(tx)[0]
        team = people.teams(tx, workspace)[0].id
        return workspace, team, {one.name: one.id for one in outlines.outlines(tx, workspace, team=team)}


def test_a_sponsor_reads_of_one_project_and_leadership_of_all(workplace: Workplace, bot: Barometer) -> None:
    """Two audiences; bad input stands beside its field; a channel reads one digest; changed, moved and removed."""
    projects = ids(bot)[2]
    mina, sam = open_digests(workplace), workplace.person("sam")
    assert "All open projects · told at once from 15 points on" in words(mina.modal())
    assert "/invite @Barometer" in add(workplace, mina, "general")["errors"]["channel"]
    only = {"scope": "only", "weekday": "2", "at": "10:00"}
    assert "Choose a project" in mina.submit(channel=channel(workplace, "payments-ml"), **only)["errors"]["projects"]
    again = mina.submit(channel=channel(workplace, "leadership"), scope="all")
    assert "reads a digest of this team already" in again["errors"]["channel"]
    chosen = [str(projects[ANSWERS])]
    assert mina.submit(channel=channel(workplace, "payments-ml"), projects=chosen, jump="never", **only) == {
        "result": "closed"
    }
    page = words(mina.modal())
    assert "Wednesdays at 10:00 in America/New York" in page
    assert f"{ANSWERS} · nothing between digests" in page
    workplace.move_clock(seconds=2 * A_DAY.total_seconds())
    (posted,) = digests_in(sam, "payments-ml")
    assert posted["text"].startswith(f"Risk digest: {ANSWERS}")
    assert FRAUD not in words(posted)
    mina.use("Change…")
    taken = mina.submit(channel=channel(workplace, "payments-ml"))
    assert "reads a digest of this team already" in taken["errors"]["channel"]
    mina.submit(channel=channel(workplace, "leadership"), weekday="4")
    assert "Fridays at 09:00" in words(mina.modal())
    mina.use("Remove")
    page = words(mina.modal())
    assert "Fridays" not in page
    assert "Wednesdays at 10:00" in page


def test_the_next_digest_is_seen_noted_held_let_go_and_sent(workplace: Workplace, bot: Barometer) -> None:
    """Only the manager sees the preview, which is what is posted; a narrow metric is asked about once; all is noted."""
    mina, vera = open_digests(workplace), workplace.person("vera")
    before = len(digests_in(vera, "leadership"))
    mina.use("Note…")
    assert "At most 500" in str(mina.submit(note="x" * 501)["errors"])
    assert mina.submit(note="F1 is up by 0.2 <!channel>\nThanks to all")["result"] == "updated"
    assert "What does the change in F1 do for the people" in words(mina.modal())
    assert mina.submit(note="One wrongly blocked order in five fewer <!channel>\nThanks") == {"result": "closed"}
    assert "At its head: _One wrongly blocked order in five fewer" in words(mina.modal())
    mina.use("Preview")
    workplace.let_everything_happen()
    seen = _until(workplace, mina, "In its thread")
    assert "> One wrongly blocked order in five fewer &lt;!channel&gt;\n> Thanks" in words(seen)
    assert len(digests_in(vera, "leadership")) == before
    workplace.post("/close", **{"as": "mina"}, view_id=seen["id"])
    mina.use("Hold the next")
    assert "*Held*: the one of Mon 30 Nov 2026 does not go out" in words(mina.modal())
    mina.use("Let it go out")
    assert "Next: Mon 30 Nov 2026" in words(mina.modal())
    mina.use("Send now")
    workplace.let_everything_happen()
    posted = digests_in(vera, "leadership")
    assert len(posted) == before + 1
    head = [block for block in posted[-1]["blocks"] if block["type"] in ("header", "section")]
    shown = [block for block in seen["blocks"] if block["type"] in ("header", "section")]
    assert [_said(one) for one in shown[: len(head)]] == [_said(one) for one in head]
    mina.use("Send now")
    assert "once a day" in words(mina.modal()).lower()
    workspace, team, _ = ids(bot)
    with bot.deps.database.snapshot() as tx:
        lines = audit.lines(tx, workspace, team=team)
    assert {line.change.field for line in lines} >= {"note", "held", "sent now"}
    assert {line.person for line in lines} == {mina.id}


def _said(block: dict[str, Any]) -> str:
    return json.dumps(block["text"])


def _until(workplace: Workplace, person: Person, part: str) -> dict[str, Any]:
    for _ in range(200):
        if part in words(person.modal()):
            break
        workplace.let_everything_happen()
    assert part in words(person.modal())
    return person.modal()


def test_a_held_digest_stays_away_and_the_one_after_it_comes(workplace: Workplace) -> None:
    """Held on Monday, nothing on that Monday; a week later it is compared with the last one that was read."""
    mina, vera = open_digests(workplace), workplace.person("vera")
    mina.use("Hold the next")
    before = len(digests_in(vera, "leadership"))
    to_monday(workplace)
    assert len(digests_in(vera, "leadership")) == before
    workplace.move_clock(seconds=A_WEEK.total_seconds())
    posted = digests_in(vera, "leadership")
    assert len(posted) == before + 1


def test_a_digest_that_found_its_channel_archived_goes_where_its_audience_moves(workplace: Workplace) -> None:
    """It is kept, the page says why and what mends it, the manager is told; moved, it is sent again where they are."""
    mina, sam = workplace.person("mina"), workplace.person("sam")
    workplace.post("/membership", user="vera", channel=channel(workplace, "leadership"), archived=True)
    to_monday(workplace)
    mina.waits_for(lambda one: "could not be delivered" in one["text"])
    open_digests(workplace)
    assert "That channel is archived" in words(mina.modal())
    mina.use("Change…")
    assert "archived" in mina.submit(weekday="0")["errors"]["channel"]
    assert mina.submit(channel=channel(workplace, "payments-ml")) == {"result": "closed"}
    assert "archived" not in words(mina.modal())
    mina.use("Send again", home=True)
    workplace.let_everything_happen()
    (posted,) = digests_in(sam, "payments-ml")
    assert any("Details" in one["text"] for one in sam.messages("payments-ml", thread=posted["ts"]))
    assert len(_words_read(posted)) <= 270


def _words_read(digest: dict[str, Any]) -> list[str]:
    """What a reader of the example team's digest reads, without the small print."""
    return " ".join(one["text"]["text"] for one in digest["blocks"] if one["type"] in ("header", "section")).split()


def test_only_managers_reach_the_audiences(workplace: Workplace, bot: Barometer) -> None:
    """A member's or leader's hand on the manager's buttons gets one sentence, and nothing is changed."""
    mina = open_digests(workplace)
    view = mina.modal()
    jonas = workplace.person("jonas")
    assert "Digests" not in [one for one in words(jonas.home()).splitlines() if one == "Digests"]
    mina.use("Members", home=True)
    mina.choose("Role and job…", row="Jonas Weber")
    mina.submit(role="manager")
    jonas.use("Digests", home=True)
    mina.choose("Role and job…", row="Jonas Weber")
    mina.submit(role="member")
    jonas.use("Send now")
    assert "You cannot change members, rituals and audiences" in words(jonas.modal())
    assert view["title"]["text"] == "Digests"
