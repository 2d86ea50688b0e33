"""Two options of a team's check-ins as conversations: asked sooner where it matters, and odds after the answer."""

from datetime import datetime, timedelta

from tests.play import Person, Workplace, elements, words
from tests.test_blocker_conversations import name_of, says

HOUR = timedelta(hours=1).total_seconds()


def turn_on(place: Workplace, option: str) -> None:
    """Mina ticks one of the two."""
    mina = place.person("mina")
    mina.use("Check-ins", home=True)
    assert mina.submit(options=[option]) == {"result": "closed"}


def prompts(person: Person) -> list[str]:
    """The check-ins that wait for somebody, or did."""
    return [words(one) for one in person.messages() if one["text"].startswith("Check-in for")]


def test_a_task_whose_date_is_near_is_asked_about_on_the_days_between(workplace: Workplace) -> None:
    """Jonas expects one of two tasks on Friday: Wednesday's check-in is about that one; Priya, quiet, gets none."""
    turn_on(workplace, "adaptive")
    jonas, lena = workplace.person("jonas"), workplace.person("lena")
    jonas.click("Check in")
    name = name_of(jonas.modal(), "Labelling rules")
    assert jonas.submit(status="moving", **{f"{name}.expected": "2026-11-27"}) == {"result": "closed"}
    jonas.waits_for(says("Recorded for"))
    workplace.move_clock(seconds=24 * HOUR)
    newest = prompts(jonas)[-1]
    assert "Wed 25 Nov 2026" in newest
    assert "Labelling rules" in newest
    assert "Graph network" not in newest
    jonas.click("Check in")
    assert "Graph network" not in words(jonas.modal())
    # Who has not answered yesterday's is not asked again today.
    assert not any("Wed 25 Nov" in one for one in prompts(lena))
    workplace.move_clock(seconds=24 * HOUR)
    assert "Graph network" in prompts(jonas)[-1]
    assert any("Thu 26 Nov" in one for one in prompts(lena))


def test_without_the_option_nobody_is_asked_on_the_days_between(workplace: Workplace) -> None:
    """The same answer, and a quiet Wednesday."""
    jonas = workplace.person("jonas")
    jonas.click("Check in")
    assert jonas.submit(status="moving", expected="2026-11-27") == {"result": "closed"}
    workplace.move_clock(seconds=24 * HOUR)
    assert not any("Wed 25 Nov" in one for one in prompts(jonas))


def test_days_between_that_need_nothing_leave_no_trace_in_the_counts(workplace: Workplace) -> None:
    """Nobody's task is near on the Monday after, so nobody is asked, and `/checkin` works all the same."""
    turn_on(workplace, "adaptive")
    jonas = workplace.person("jonas")
    jonas.click("Check in")
    assert jonas.submit(status="moving") == {"result": "closed"}
    jonas.waits_for(says("Recorded for"))
    workplace.move_clock(to=datetime.fromisoformat("2026-11-25T23:00:00+00:00"))
    assert not any("Wed 25 Nov" in one for one in prompts(jonas))
    jonas.command("/checkin")
    assert jonas.submit(status="slow") == {"result": "closed"}
    jonas.waits_for(says("Recorded for Thu 26 Nov"))


def test_odds_are_shown_only_after_the_answer_where_a_team_wants_that(workplace: Workplace) -> None:
    """Form and App Home keep quiet until Jonas has answered; then both say it."""
    turn_on(workplace, "blind")
    jonas = workplace.person("jonas")
    assert "after your check-in" in words(jonas.home())
    jonas.click("Check in")
    form = jonas.modal()
    assert "%" not in " ".join(one["text"]["text"] for one in form["blocks"] if one["type"] == "section")
    assert jonas.submit(status="moving", confidence="70") == {"result": "closed"}
    jonas.waits_for(says("Recorded for"))
    assert "after your check-in" not in words(jonas.home())
    jonas.click("Edit my answer")
    assert any("now" in one["text"]["text"] for one in jonas.modal()["blocks"] if one["type"] == "section")
    assert not [one for one in elements(jonas.modal()["blocks"]) if one.get("action_id") == "options"]
