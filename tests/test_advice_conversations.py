"""Prescribed questions with buttons: private, one at a time, in place; role cards; and what leads to them."""

from collections.abc import Sequence
from typing import Any

import pytest

from bot import demo
from bot.playground import Playground
from tests.play import Person, Workplace, elements, text_of, words

EMBEDDED = (
    "In product or business teams",
    "The engineering or tech lead of a product team",
    "Those who made it ship it and run it",
    "They build pipelines together with data engineers",
    "One way to improve products",
)


def presses(person: Person, labels: Sequence[str]) -> None:
    """Somebody answers one question after the other."""
    for label in labels:
        assert person.click(label) == "ok"


def buttons(message: dict[str, Any]) -> list[str]:
    """What can be pressed."""
    return [text_of(one) for one in elements(message.get("blocks", [])) if one.get("type") == "button"]


def test_five_answers_come_to_a_structure_with_our_own_roles_in_it(workplace: Workplace) -> None:
    """Back, skip and change work; the team is told as it is; shared, it names nobody and nothing can be pressed."""
    priya = workplace.person("priya")
    channel = next(one["id"] for one in workplace.get("/workspace")["channels"] if one["name"] == "payments-ml")
    priya.command("/ask", "adviser", channel=channel)
    before = len(priya.messages(channel))
    assert "question 1 of 5" in words(priya.newest(channel))
    assert len(workplace.person("jonas").messages(channel)) == before - 1
    for label in EMBEDDED[:2]:
        priya.click(label, channel)
    priya.click("← Back", channel)
    assert "question 2 of 5" in words(priya.newest(channel))
    for label in EMBEDDED[1:]:
        priya.click(label, channel)
    found = words(priya.newest(channel))
    assert len(priya.messages(channel)) == before
    for expected in (
        "This resembles ML embedded in product teams",
        "long ML projects are hard to defend",
        "*Software engineering or research.*",
        "*Who owns the models.* ML engineers fully own the models they deploy.",
        "ML engineer (Priya",
        "Nobody yet: *software engineer*",
        "1.  ",
        "3.  ",
        "Sources: ",
        "Nobody agrees on one right structure",
    ):
        assert expected in found, expected
    priya.click("Software engineer", channel)
    assert "How to interview" in words(priya.newest(channel))
    card = priya.newest(channel)
    assert "nobody in this role" in words(card)
    priya.click("Share here", channel)
    shared = workplace.person("jonas").newest(channel)
    assert "Payments ML* has: " in words(shared)
    assert "Priya" not in words(shared)
    assert buttons(shared) == []
    priya.click("Change", channel)
    priya.click("Everywhere, and in a central division too", channel)
    assert "Everywhere, and in a central division too" in words(priya.messages(channel)[before - 1])


def test_nothing_but_skipping_is_no_advice(workplace: Workplace) -> None:
    """It says so, and the last question stays."""
    jonas = workplace.person("jonas")
    jonas.command("/ask", "Advisor")
    presses(jonas, ["Skip this one"] * 5)
    assert "Answer at least one of the questions" in jonas.newest()["text"]
    presses(jonas, ["The core of the business"])
    assert "This resembles ML-first" in words(jonas.messages()[-2])


def test_a_restart_in_the_middle_loses_nothing(playground: Playground, database_url: str) -> None:
    """What was answered is in the buttons, so that another process goes on from there."""
    bot = demo.connect(playground, database_url)
    place = Workplace(playground.url)
    place.let_everything_happen()
    sam = place.person("sam")
    sam.command("/ask", "adviser")
    presses(sam, EMBEDDED[:3])
    bot.stop()
    again = demo.connect(playground, database_url)
    try:
        presses(sam, EMBEDDED[3:])
        assert "This resembles ML embedded in product teams" in words(sam.newest())
        assert "Start over" in buttons(sam.newest())
    finally:
        again.stop()


def test_a_question_about_ourselves_offers_the_five_questions(workplace: Workplace) -> None:
    """In a DM's thread as well; a leader without a job of theirs in the roster is answered too."""
    vera = workplace.person("vera")
    asked = vera.says("How should we be organised?")
    answer = vera.waits_for(lambda one: one["ts"] != asked, thread=asked)
    assert "Five questions about our structure" in buttons(answer)
    vera.click("Five questions about our structure", message=answer)
    assert "question 1 of 5" in words(vera.messages(thread=asked)[-1])
    vera.command("/ask", "what does an ML researcher do?")
    vera.click("The whole card: ML researcher")
    assert "Jonas" in words(vera.newest())


def test_somebody_without_a_team_is_advised_without_roles(workplace: Workplace) -> None:
    """And is told that this is left out."""
    workplace.post("/users", handle="zoe", name="Zoe <!here>", tz="UTC")
    zoe = workplace.person("zoe")
    zoe.command("/ask", "structure")
    presses(zoe, EMBEDDED)
    found = words(zoe.newest())
    assert "You are in no team here" in found
    assert "Payments ML" not in found


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ("role ML engineer", ("TensorFlow", "such unicorn adverts", "Priya", "Sources: ")),
        ("Role of an MLOps engineer?", ("Kafka", "Lena")),
        ("role data engineer", ("accountable for building data pipelines", "Diego")),
        ("roles", ("Which role?",)),
        ("roles in MLOps?", ("Seven roles in MLOps",)),
        ("role <!channel> gardener", ("I have no card for", "&lt;!channel&gt; gardener")),
    ],
)
def test_a_role_has_a_card(workplace: Workplace, asked: str, expected: tuple[str, ...]) -> None:
    """What they do, how to hire and interview, who holds it here; or the list, to choose from."""
    mina = workplace.person("mina")
    mina.command("/ask", asked)
    found = words(mina.newest())
    for text in expected:
        assert text in found, text
    if "Which role?" in found:
        mina.click("ML researcher")
        assert "creative thinking" in words(mina.newest())


def test_tdsp_or_crisp_dm_or_neither(workplace: Workplace) -> None:
    """Three questions; the reasons come with their sources, and another answer leads elsewhere at once."""
    mina = workplace.person("mina")
    mina.command("/ask", "process")
    presses(mina, ["No, we know what everybody does", "ML inside a product"])
    mina.click("Nothing of this: we want to go faster")
    found = words(mina.newest())
    assert "Neither TDSP nor CRISP-DM" in found
    assert "genuine problem" in found
    assert "eugeneyan.com" in found
    presses(mina, ["Start over", "Yes, it costs us a lot", "Skip this one"])
    mina.click("Defined roles, stages and documents to run projects by")
    assert "TDSP, if any" in words(mina.newest())


def test_the_same_stands_on_app_home_in_a_form(workplace: Workplace) -> None:
    """In place as well; a card lies on top of it; and there is no channel there to share it in."""
    lena = workplace.person("lena")
    lena.home()
    lena.use("Five questions about our structure", home=True)
    for label in EMBEDDED:
        lena.use(label)
    assert "This resembles ML embedded" in words(lena.modal())
    assert "Share here" not in buttons(lena.modal())
    lena.use("Change", row="What becomes of a model?")
    assert "question 3 of 5" in words(lena.modal())
    lena.use("← Back")
    lena.use("Start over")
    lena.home()
    lena.use("Roles", home=True)
    lena.use("Data scientist")
    assert "Sam" in words(lena.modal())
