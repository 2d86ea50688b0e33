"""Supposing, correcting and ending, as conversations through the real Bolt app and the playground."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

from tests.play import Person, Workplace, elements, text_of, words


def card_of(person: Person) -> dict[str, Any]:
    """The forecast card somebody asked for."""
    person.command("/forecast", "fraud")
    return person.waits_for(lambda one: one["text"].startswith("Fewer false fraud alarms"))


def sets(person: Person, field: str, value: str) -> str:
    """Fill a field of the open form in; what the form says then."""
    view = person.modal()
    person.place.post("/action", **{"as": person.handle}, view_id=view["id"], action_id=field, value=value)
    return words(person.modal())


def questions_to(person: Person) -> list[dict[str, Any]]:
    """What somebody was asked about how tasks ended."""
    return [one for one in person.messages() if re.match(r"How did .* end\?", one["text"])]


def percentages(message: dict[str, Any]) -> list[int]:
    """The percentages a message says, in order."""
    return [int(one) for one in re.findall(r"(\d+)\s*%", words(message))]


def test_what_if_follows_each_change_and_stores_nothing(workplace: Workplace) -> None:
    """A later date raises the odds in place, more people are added to it, and the card afterwards is as it was."""
    mina = workplace.person("mina")
    before = card_of(mina)
    mina.click("What if…", message=before)
    assert "As it is:" in words(mina.modal())
    later = sets(mina, "what_if.target", "2027-06-30")
    assert "By Wed 30 Jun 2027" in later
    assert re.search(r"\(\+\d+ points?\)", later)
    helped = sets(mina, "what_if.people", "2")
    assert "By Wed 30 Jun 2027" in helped
    assert helped != later
    assert card_of(mina)["text"] == before["text"]


def test_dropping_and_adding_approaches_moves_the_odds_ever(workplace: Workplace) -> None:
    """One approach less lowers them, one more raises them."""
    mina = workplace.person("mina")
    mina.click("What if…", message=card_of(mina))
    fields = {one.get("action_id"): one for one in elements(mina.modal()["blocks"])}
    way = fields["what_if.drop"]["options"][0]["value"]
    less = re.findall(r"Ever: [<>]?(\d+)\s*% → \*[<>]?(\d+)", sets(mina, "what_if.drop", way))[0]
    assert int(less[1]) < int(less[0])
    mina.click("What if…", message=card_of(mina))
    fields = {one.get("action_id"): one for one in elements(mina.modal()["blocks"])}
    milestone = fields["what_if.add"]["options"][0]["value"]
    sets(mina, "what_if.likelihood", "90")
    more = re.findall(r"Ever: [<>]?(\d+)\s*% → \*[<>]?(\d+)", sets(mina, "what_if.add", milestone))[0]
    assert int(more[1]) > int(more[0])


def test_a_supposition_that_cannot_be_says_why_and_keeps_the_form(workplace: Workplace) -> None:
    """Two hundred more people: one sentence, and the fields stay."""
    mina = workplace.person("mina")
    mina.click("What if…", message=card_of(mina))
    assert "200 more people is not between 0 and 20" in sets(mina, "what_if.people", "200")
    assert "what_if.people" in {one.get("action_id") for one in elements(mina.modal()["blocks"])}


def test_a_correction_can_be_a_direction_and_be_taken_back(workplace: Workplace) -> None:
    """Too high, without a number: it falls. Take it back: it is what it was."""
    jonas = workplace.person("jonas")
    jonas.click("Check in")
    jonas.submit(status="slow", confidence="60")
    workplace.let_everything_happen()
    jonas.click("That's wrong")
    assert jonas.submit()["result"] == "errors"
    assert jonas.submit(direction="high", reason="The vendor left") == {"result": "closed"}
    workplace.let_everything_happen()
    corrected = jonas.newest()
    before, after = percentages(corrected)[:2]
    assert after < before
    jonas.click("Take it back", message=corrected)
    workplace.let_everything_happen()
    assert percentages(jonas.newest())[:2] == [after, before]


def test_a_task_past_its_target_is_asked_about_each_week_and_its_manager_later(workplace: Workplace) -> None:
    """The owner first; the manager from the third time; a click ends the task and the questions about it."""
    jonas, mina = workplace.person("jonas"), workplace.person("mina")
    named = re.search(r"by \w+ (\d+ \w+ \d{4})", card_of(mina)["text"])
    assert named is not None
    target = datetime.strptime(named[1], "%d %b %Y").replace(hour=18, tzinfo=UTC)
    workplace.move_clock(to=target + timedelta(days=4))
    first = questions_to(jonas)
    assert len({one["text"] for one in first}) == len(first) == 2  # he owns two of its tasks
    labels = [text_of(one) for one in elements(first[0]["blocks"]) if one["type"] == "button"]
    assert labels == ["It worked", "It did not", "We dropped it", "Still open"]
    others = [one for one in questions_to(mina) if one["text"] == first[0]["text"]]
    assert others == []
    workplace.move_clock(to=target + timedelta(days=18))
    again = [one for one in questions_to(jonas) if one["text"] == first[0]["text"]]
    assert len(again) == 3
    assert [one for one in questions_to(mina) if one["text"] == first[0]["text"]]
    jonas.click("It did not", message=again[-1])
    workplace.let_everything_happen()
    closed = next(one for one in jonas.messages() if one["ts"] == again[-1]["ts"])
    assert "it did not work" in words(closed)
    workplace.move_clock(seconds=timedelta(days=9).total_seconds())
    assert len([one for one in questions_to(jonas) if one["text"] == first[0]["text"]]) == 2


def test_the_card_is_a_dashboard_of_one_and_of_all_projects(workplace: Workplace) -> None:
    """All projects in a table, pictures with words below it; which project is meant is asked and never guessed."""
    mina = workplace.person("mina")
    mina.command("/forecast")
    card = mina.waits_for(lambda one: one["text"].startswith("Fewer false fraud alarms"))
    (table,) = [block for block in card["blocks"] if block["type"] == "table"]
    assert [row[0]["text"] for row in table["rows"]] == [
        "Project",
        "Fewer false fraud alarms",
        "Answers from the help pages",
    ]
    assert all(re.fullmatch(r"\d+\s%", row[1]["text"]) for row in table["rows"][1:])

    mina.click("History", message=card)
    history = mina.waits_for(lambda one: "How the odds of Fewer false fraud alarms went" in words(one))
    assert re.search(r"24 Nov: \*\d+\s%\* \(.\d+ points?\): .+: .+", words(history))
    for look, said in (
        ("swings", r"points on .+, which stands at"),
        ("success", "What success takes.*fragile"),
        ("reliability", "tasks have ended"),
    ):
        workplace.post(
            "/action", **{"as": "mina"}, channel=mina.dm, ts=card["ts"], action_id="forecast.look",
            value=next(one for one in _options(card, "forecast.look") if one.startswith(look)),
        )  # fmt: skip
        seen = mina.waits_for(lambda one, said=said: bool(re.search(said, one["text"], re.DOTALL)))
        (picture,) = [block for block in seen["blocks"] if block["type"] == "image"]
        assert picture["alt_text"]

    mina.command("/forecast", "a")
    both = mina.waits_for(lambda one: "2 projects match" in one["text"])
    mina.click("Answers from the help pages", message=both)
    mina.waits_for(lambda one: one["text"].startswith("Answers from the help pages"))
    mina.command("/forecast", "frod alarm")
    near = mina.waits_for(lambda one: "no project called “frod alarm”" in one["text"])
    assert [text_of(one) for one in elements(near["blocks"])] == ["Fewer false fraud alarms"]

    mina.click("Share here", message=card)
    mina.waits_for(lambda one: "Only you and I read here" in one["text"])
    mina.click("All projects", message=card)
    mina.waits_for(lambda one: one["text"].startswith("All projects, by their targets"))


def _options(message: dict[str, Any], action: str) -> list[str]:
    (menu,) = [one for one in elements(message["blocks"]) if one.get("action_id") == action]
    return [str(one["value"]) for one in menu["options"]]
