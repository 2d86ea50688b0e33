"""What people hate in bots that ask, as conversations; docs/explanation/check-ins.md says which test keeps which."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot import demo
from bot.playground import Playground
from handlers.manifest import read_manifest
from tests.play import Workplace, elements, words
from tests.test_blocker_conversations import name_of, says

ROOT = Path(__file__).parents[1]
HOUR = timedelta(hours=1).total_seconds()


def prompts(place: Workplace, handle: str) -> list[str]:
    """For which dates somebody was asked."""
    found = [one["text"] for one in place.person(handle).messages()]
    found += [words(one) for one in place.person(handle).messages()]
    return sorted({match[0] for text in found for match in re.finditer(r"(?<=Check-in for )\w+ \d+ \w+ \d+", text)})


def test_every_complaint_names_a_test_that_is_there() -> None:
    """The table of docs/explanation/check-ins.md has 25 rows, and every test it names exists."""
    table = (ROOT / "docs" / "explanation" / "check-ins.md").read_text("utf-8")
    named = re.findall(r"^\| \d+ \|.*`(test_\w+)` \|$", table, re.MULTILINE)
    there = "\n".join(one.read_text("utf-8") for one in (ROOT / "tests").glob("test_*_conversations.py"))
    there += (ROOT / "tests" / "test_conversations.py").read_text("utf-8")
    assert len(named) == 25
    assert [one for one in named if f"def {one}(" not in there] == []


def test_a_public_holiday_spares_whose_it_is(workplace: Workplace) -> None:
    """Thursday 26 November 2026 is Thanksgiving: Sam in New York is not asked, Jonas in Berlin is."""
    workplace.move_clock(to=datetime(2026, 11, 27, 12, tzinfo=UTC))
    assert "Thu 26 Nov 2026" in prompts(workplace, "jonas")
    assert "Thu 26 Nov 2026" not in prompts(workplace, "sam")


def test_half_past_nine_stays_half_past_nine_when_clocks_change(database_url: str) -> None:
    """Berlin's clock goes back on 25 October 2026: the 20th, 22nd, 27th and 29th each bring one, at half past nine."""
    begin = datetime(2026, 10, 19, 6, tzinfo=UTC)
    with Playground(demo.example_workspace(), read_manifest(), at=begin) as playground:
        bot = demo.connect(playground, database_url)
        place = Workplace(playground.url)
        place.move_clock(to=datetime(2026, 10, 30, 6, tzinfo=UTC))
        hours = {
            words(one).split("Check-in for ")[1][:10]: datetime.fromtimestamp(float(one["ts"]), UTC).strftime("%H:%M")
            for one in place.person("lena").messages()
            if "Check-in for" in words(one)
        }
        bot.stop()
    assert {day: at for day, at in hours.items() if at in {"07:30", "08:30"}} == {
        "Tue 20 Oct": "07:30",
        "Thu 22 Oct": "07:30",
        "Tue 27 Oct": "08:30",
        "Thu 29 Oct": "08:30",
    }


def test_a_late_answer_is_welcome_and_counted(workplace: Workplace) -> None:
    """Jonas answers Tuesday's check-in on Wednesday: recorded as late, and Tuesday's count goes up."""
    jonas, lena = workplace.person("jonas"), workplace.person("lena")
    lena.click("Nothing changed")
    lena.waits_for(says("Recorded for"))
    workplace.move_clock(seconds=24 * HOUR)
    jonas.click("Check in")
    assert jonas.submit(status="moving") == {"result": "closed"}
    assert "late, and welcome" in jonas.waits_for(says("Recorded for Tue 24 Nov"))["text"]
    workplace.let_everything_happen()
    (day, *_) = lena.messages("payments-ml")
    assert "2 of" in day["text"]


def test_every_second_week_is_every_second_week(workplace: Workplace) -> None:
    """Mondays, every second week: one in this week's turn, none in the next, one in the week after."""
    mina, jonas = workplace.person("mina"), workplace.person("jonas")
    mina.use("Check-ins", home=True)
    assert mina.submit(weekdays=["0"], every_weeks="2") == {"result": "closed"}
    workplace.move_clock(to=datetime(2026, 12, 23, tzinfo=UTC))
    asked = [one for one in prompts(workplace, "jonas") if one.startswith("Mon")]
    assert asked == ["Mon 21 Dec 2026", "Mon 7 Dec 2026"]
    assert jonas.home()


def test_nothing_changed_is_one_click(workplace: Workplace) -> None:
    """What was said last time is said again, without its effort; the form has it filled in as well."""
    jonas = workplace.person("jonas")
    jonas.click("Nothing changed")
    jonas.waits_for(says("Recorded for Tue 24 Nov"))
    jonas.click("Edit my answer")
    chosen = {one["action_id"]: one for one in elements(jonas.modal()["blocks"]) if "action_id" in one}
    assert chosen["status"]["initial_option"]["value"]
    assert chosen["confidence"]["initial_value"]


def test_a_form_opened_before_a_restart_is_recorded_after_it(playground: Playground, database_url: str) -> None:
    """The bot goes away while a form is open; another one takes the answer."""
    first = demo.connect(playground, database_url)
    place = Workplace(playground.url)
    place.let_everything_happen()
    jonas = place.person("jonas")
    jonas.click("Check in")
    first.stop()
    second = demo.connect(playground, database_url)
    assert jonas.submit(status="moving", experiments="2") == {"result": "closed"}
    jonas.waits_for(says("Recorded for Tue 24 Nov"))
    second.stop()


def test_a_channel_that_is_gone_is_told_to_the_manager_once(workplace: Workplace) -> None:
    """The team's channel is archived: answers are recorded as ever, and Mina reads once that counts go nowhere."""
    jonas, lena, mina = workplace.person("jonas"), workplace.person("lena"), workplace.person("mina")
    channel = next(one["id"] for one in workplace.get("/workspace")["channels"] if one["name"] == "payments-ml")
    workplace.post("/membership", channel=channel, user=mina.id, archived=True)
    for one in (jonas, lena):
        one.click("Nothing changed")
        one.waits_for(says("Recorded for"))
    mina.waits_for(lambda one: "archived" in words(one))
    workplace.let_everything_happen()
    assert sum("archived" in words(one) for one in mina.messages()) == 1


def test_the_confirmation_says_where_the_count_stands(workplace: Workplace) -> None:
    """It links to the team's channel, and says that nobody reads there what was said."""
    jonas = workplace.person("jonas")
    channel = next(one["id"] for one in workplace.get("/workspace")["channels"] if one["name"] == "payments-ml")
    jonas.click("Nothing changed")
    recorded = words(jonas.waits_for(says("Recorded for")))
    assert f"<#{channel}> shows how many have answered, never what anybody said" in recorded


def test_a_status_is_all_that_is_needed(workplace: Workplace) -> None:
    """The status is chosen already; everything else may stay empty, and two clicks are enough."""
    jonas = workplace.person("jonas")
    jonas.click("Check in")
    asked = [one for one in jonas.modal()["blocks"] if one["type"] == "input" and not one.get("optional")]
    assert {one["block_id"].partition(".")[2] for one in asked} == {"status"}
    assert jonas.submit() == {"result": "closed"}
    jonas.waits_for(says("Recorded for"))


def test_ruling_out_is_progress_and_asks_what_it_taught(workplace: Workplace) -> None:
    """Without a word about it, the confirmation asks; the thread celebrates it like any other ending."""
    jonas = workplace.person("jonas")
    jonas.click("Check in")
    name = name_of(jonas.modal(), "Graph network")
    jonas.submit(**{f"{name}.status": "ruled_out"})
    assert "What did it teach?" in words(jonas.waits_for(says("Recorded for")))
    jonas.click("Write it down")
    jonas.submit(**{f"{name}.learned": "Shared cards are too rare to carry a graph"})
    assert "What did it teach?" not in words(jonas.waits_for(says("Changed for")))
    (day,) = jonas.messages("payments-ml")
    assert any("that is progress" in words(one) for one in jonas.messages("payments-ml", thread=day["ts"]))


def test_a_task_that_waits_for_a_date_is_not_asked_about_before(workplace: Workplace) -> None:
    """Waiting until 2 December: Thursday's check-in leaves it out, the one after that date has it again."""
    jonas = workplace.person("jonas")
    jonas.click("Check in")
    name = name_of(jonas.modal(), "Graph network")
    jonas.submit(**{f"{name}.status": "waiting", f"{name}.expected": "2026-12-02"})
    jonas.waits_for(says("Recorded for"))
    workplace.move_clock(to=datetime(2026, 11, 26, 9, tzinfo=UTC))
    assert "Graph network" not in words(jonas.newest())
    workplace.move_clock(to=datetime(2026, 12, 3, 9, tzinfo=UTC))
    assert "Graph network" in words(jonas.newest())
