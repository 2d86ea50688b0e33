"""Whoever manages a team looks after the answers on App Home; whoever waited is told, and nobody's name is shown."""

from datetime import date

from bot.app import Barometer
from storage import entries, entry_reviews
from storage.entry_reviews import EntryReview
from tests.play import Workplace, words
from tests.test_answer_feedback_conversations import KNOWN, UNKNOWN, asks

ALIKE = "where is the rollback checklist for the ranking model?"


def waits(workplace: Workplace, handle: str, question: str) -> None:
    """Somebody asks what nobody can answer, and wants to be told."""
    person = workplace.person(handle)
    asks(person, question)
    person.click("Tell me when you know")
    assert "I write to you once" in words(person.newest())


def test_an_unanswered_question_is_answered_for_all_who_wait(workplace: Workplace) -> None:
    """Asked by three in two wordings, two of whom wait: one group, no names; each is told once, in their DM."""
    mina, jonas, sam = (workplace.person(one) for one in ("mina", "jonas", "sam"))
    waits(workplace, "sam", "which radar vendor is cheapest for lidar sweeps?")
    mina.use("Look after the answers", home=True)
    mina_uses(workplace, "Not for us")
    sam.waits_for(lambda one: "not the one to answer it. Who may know" in words(one))
    waits(workplace, "jonas", UNKNOWN)
    waits(workplace, "jonas", ALIKE)
    waits(workplace, "sam", ALIKE)
    asks(workplace.person("priya"), UNKNOWN)
    assert "Look after the answers" not in words(jonas.home())
    mina.use("Look after the answers", home=True)
    page = workplace.get("/views", **{"as": "mina"})["home"]
    assert "Asked 4 times · 3 people waiting" in words(page)
    assert jonas.id not in words(page)
    mina_uses(workplace, "Write an answer")
    form = mina.modal()
    assert UNKNOWN in words(form) or UNKNOWN in repr(form)
    mina.submit(title="Rollback of the ranking model", text="It is in the runbook, page 3.", source="Tess")
    workplace.move_clock(seconds=90)
    for person in (jonas, sam):
        told = [one for one in person.messages() if "I can answer that now" in words(one)]
        assert len(told) == 1
        assert "page 3" in words(told[0])
    workplace.move_clock(seconds=600)
    assert sum("I can answer that now" in words(one) for one in jonas.messages()) == 1
    mina.home()
    mina.use("Look after the answers", home=True)
    assert "rollback" not in words(workplace.get("/views", **{"as": "mina"})["home"])


def test_disputes_and_corrections_are_decided_and_their_givers_told(workplace: Workplace) -> None:
    """Before and after stand side by side; accepted, it answers everybody; declined, nobody any more."""
    mina, jonas, sam = (workplace.person(one) for one in ("mina", "jonas", "sam"))
    asks(jonas, KNOWN)
    jonas.click("👎 Not that")
    jonas.click("Wrong for us")
    asks(jonas, UNKNOWN)
    jonas.click("Put it right…")
    jonas.submit(words="See the runbook, page 3.")
    mina.home()
    mina.use("Look after the answers", home=True)
    mina_uses(workplace, "Disputed (1)")
    page = words(workplace.get("/views", **{"as": "mina"})["home"])
    assert "one person said it is not right: wrong for us 1×" in page
    assert jonas.id not in page
    mina_uses(workplace, "Seen to")
    mina_uses(workplace, "Corrections (1)")
    page = words(workplace.get("/views", **{"as": "mina"})["home"])
    assert f"<@{jonas.id}> on _{UNKNOWN}_" in page
    assert "*Then:* “See the runbook, page 3.”" in page
    mina_uses(workplace, "Accept for everyone")
    assert "No correction waits" in words(workplace.get("/views", **{"as": "mina"})["home"])
    jonas.waits_for(lambda one: "agreed with how you put" in words(one))
    said = words(asks(sam, UNKNOWN))
    assert "See the runbook, page 3." in said
    assert "As you or a maintainer put it right" in said
    asks(jonas, KNOWN)
    jonas.click("Put it right…")
    jonas.submit(words="Nothing at all.")
    mina_uses(workplace, "Corrections")
    mina_uses(workplace, "Decline")
    jonas.waits_for(lambda one: "did not take your correction" in words(one))
    assert "Kafka" in words(asks(jonas, KNOWN))


def test_entries_past_their_date_are_confirmed_or_edited_and_the_figures_are_counted(
    workplace: Workplace, bot: Barometer
) -> None:
    """A year later everything is to be looked at; the pages hold within Slack's limits; a guess is never counted."""
    mina, sam = workplace.person("mina"), workplace.person("sam")
    asks(sam, KNOWN)
    sam.click("👍 Right")
    mina.use("Look after the answers", home=True)
    mina_uses(workplace, "How good they are")
    page = words(workplace.get("/views", **{"as": "mina"})["home"])
    assert "*1 of 1* were right, by those who said. I had said " in page
    with bot.deps.database.transaction() as tx:
        slugs = [entry.id for entry in bot.deps.knowledge.of(tx, "T0PLAYGRND").entries]
        for slug in slugs:
            entry_reviews.save(tx, "T0PLAYGRND", EntryReview(slug, mina.id, date(2026, 11, 24), date(2026, 11, 24)))
        entries.turn(tx, "T0PLAYGRND")
    assert len(slugs) > 100
    mina_uses(workplace, "To look at")
    mina_uses(workplace, "More ›")
    page = workplace.get("/views", **{"as": "mina"})["home"]
    assert len(page["blocks"]) < 50
    count = next(line for line in words(page).splitlines() if line.startswith("To look at ("))
    mina_uses(workplace, "Still true")
    after = words(workplace.get("/views", **{"as": "mina"})["home"])
    assert count not in after
    mina_uses(workplace, "Edit…")
    assert "Takes the place of" in words(mina.modal())


def mina_uses(workplace: Workplace, label: str) -> None:
    """Mina presses a button on the page as it is, without opening App Home anew."""
    view = workplace.get("/views", **{"as": "mina"})["home"]
    for block in view["blocks"]:
        for element in block.get("elements", []):
            if element.get("type") == "button" and element["text"]["text"].startswith(label):
                body = {"as": "mina", "view_id": view["id"], "action_id": element["action_id"]}
                assert workplace.post("/action", **body, block_id=block["block_id"])["ack"] == "ok"
                return
    raise AssertionError(f"no button {label!r}: {words(view)}")
