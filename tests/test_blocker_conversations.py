"""Blockers as conversations: said once, asked of who could help, taken on, solved, and never nagged about."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from tests.play import Person, Workplace, elements, words

NO_BLOCKER = ["none", "none so far", "nope!", "no blockers", "nothing", "n/a", "-", "no"]


def cards(person: Person, beginning: str) -> list[str]:
    """The cards about blockers that somebody got, in their plain words."""
    return [words(one) for one in person.messages() if one["text"].startswith(beginning)]


def says(beginning: str) -> Callable[[dict[str, Any]], bool]:
    """A message that begins like this."""
    return lambda message: str(message["text"]).startswith(beginning)


def block(person: Person, task: str, **values: str) -> None:
    """Say in the check-in's form that a task is blocked."""
    person.click("Check in")
    form = person.modal()
    name = name_of(form, task)
    person.place.post(
        "/action",
        **{"as": person.handle},
        view_id=form["id"],
        block_id=f"{name}.blocked",
        action_id="blocked",
        value="yes",
    )
    assert person.submit(**{f"{name}.{field}": value for field, value in values.items()}) == {"result": "closed"}
    person.waits_for(says("Recorded for"))


def name_of(form: dict[str, Any], task: str) -> str:
    """How the form calls a task's fields."""
    blocks = form["blocks"]
    at = next(index for index, one in enumerate(blocks) if task in str(one.get("text", "")))
    return str(blocks[at + 1]["block_id"]).partition(".")[0]


def test_who_could_help_is_asked_takes_it_on_and_says_that_it_is_solved(workplace: Workplace) -> None:
    """Jonas names Diego: one card in Diego's daytime, each answer read by Jonas, and the odds free of it again."""
    jonas, diego = workplace.person("jonas"), workplace.person("diego")
    before = odds_of(jonas)
    block(jonas, "Labelling rules", blocker="Chargeback export is broken", helper=diego.id, needed="2026-11-27")
    assert "could help. I ask them" in words(jonas.newest())
    blocked = odds_of(jonas)
    assert blocked < before
    workplace.let_everything_happen()
    assert cards(diego, "Can you help?") == []  # it is half past midnight where he lives
    workplace.move_clock(to=datetime.fromisoformat("2026-11-24T08:00:05-08:00"))
    (card,) = cards(diego, "Can you help?")
    assert "Chargeback export is broken" in card
    assert "needed by Fri 27 Nov 2026" in card
    diego.click("I'm on it")
    jonas.waits_for(says("Somebody is on it"))
    assert "You are on it" in words(next(one for one in diego.messages() if "Labelling rules" in words(one)))
    diego.click("It's solved")
    jonas.waits_for(says("Solved:"))
    assert odds_of(jonas) > blocked
    assert not [one for one in elements(diego.newest()["blocks"]) if one.get("type") == "button"]


def odds_of(person: Person) -> float:
    """What App Home says of the labelling rules, in percent."""
    text = words(person.home())
    line = next(one for one in text.splitlines() if "Labelling rules" in one and "%" in one)
    return float(line.split("%")[0].split()[-1].strip("*\u00a0"))


def test_no_blocker_in_other_words_is_no_blocker(workplace: Workplace) -> None:
    """Typed eight ways, one after the other: none of them makes a blocker."""
    jonas, mina = workplace.person("jonas"), workplace.person("mina")
    for said in NO_BLOCKER:
        jonas.says(f"moving on labelling rules, 2 experiments, blockers: {said}")
        jonas.waits_for(lambda one: one["text"].startswith("I understood") and "buttons" not in one["text"])
        jonas.click("Record")
        jonas.waits_for(lambda one: one["text"].startswith(("Recorded for", "Changed for")))
        assert "What is blocked" not in words(jonas.home()) + words(mina.home()), said


def test_nobody_named_brings_a_suggestion_and_the_next_answer_ends_it(workplace: Workplace) -> None:
    """Rules need the sample, which is Sam's: he is suggested; *Ask somebody…* asks; *no* in the next answer ends it."""
    jonas, sam = workplace.person("jonas"), workplace.person("sam")
    block(jonas, "Labelling rules", blocker="No sample yet")
    assert f"Perhaps <@{sam.id}>" in words(jonas.newest())
    jonas.click("Ask somebody…")
    assert jonas.submit(helper=sam.id) == {"result": "closed"}
    workplace.move_clock(to=datetime.fromisoformat("2026-11-24T08:00:05-05:00"))
    sam.waits_for(says("Can you help?"))
    jonas.click("Edit my answer")
    name = name_of(jonas.modal(), "Labelling rules")
    jonas.submit(**{f"{name}.blocked": "no"})
    jonas.waits_for(says("Changed for"))
    assert "Solved" in cards(sam, "Solved")[0]
    assert "What is blocked" not in words(jonas.home())


def test_one_nudge_one_escalation_and_then_silence(workplace: Workplace) -> None:
    """Three days of silence: Diego reads it once more. After a week: Mina, once. Then nothing for a month."""
    jonas, diego, mina = (workplace.person(one) for one in ("jonas", "diego", "mina"))
    block(jonas, "Labelling rules", blocker="Chargeback export is broken", helper=diego.id)
    workplace.move_clock(to=datetime.fromisoformat("2026-11-26T23:59:00+00:00"))
    assert cards(diego, "Still in the way?") == []
    workplace.move_clock(to=datetime.fromisoformat("2026-11-28T00:00:00+00:00"))
    assert len(cards(diego, "Still in the way?")) == 1
    assert cards(mina, "In the way") == []
    workplace.move_clock(to=datetime.fromisoformat("2026-12-02T00:00:00+00:00"))
    (card,) = cards(mina, "In the way")
    assert "blocked for 7 days" in card
    workplace.move_clock(to=datetime.fromisoformat("2026-12-24T00:00:00+00:00"))
    assert len(cards(diego, "Still in the way?")) == len(cards(mina, "In the way")) == 1
    assert "What is blocked" in words(mina.home())


def test_only_those_involved_and_managers_may_say_anything_of_it(workplace: Workplace) -> None:
    """Vera leads, and sees no blockers; Priya is in the team, and may not change Jonas's."""
    jonas, vera, mina = (workplace.person(one) for one in ("jonas", "vera", "mina"))
    block(jonas, "Labelling rules", blocker="Chargeback export is broken")
    assert "Chargeback" not in words(vera.home())
    mina.use("Change…", home=True)
    assert mina.submit(what="The export of chargebacks fails at night") == {"result": "closed"}
    assert "fails at night" in words(jonas.home())
    mina.use("Change…", home=True)
    assert mina.submit(needed="2020-01-01")["result"] == "errors"
