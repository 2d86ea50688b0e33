"""A narrow metric is asked what it does for people: once, in private, and never in the way of what was being done."""

from tests.play import Workplace, words


def test_a_boast_in_an_answer_is_recorded_and_asked_about(workplace: Workplace) -> None:
    """The question stands in the confirmation, with the passage that says why one click away."""
    jonas = workplace.person("jonas")
    jonas.click("Check in")
    jonas.submit(learned="F1 +0.2 <!channel>, hooray")
    said = words(jonas.waits_for(lambda one: one["text"].startswith("Recorded for")))
    assert "You wrote “F1 +0.2”." in said
    assert "for the people who use the product" in said
    jonas.click("Why I ask")
    assert "Report product impact, not narrow metrics" in words(jonas.newest())
    lena = workplace.person("lena")
    lena.click("Check in")
    lena.submit(learned="The F1 team met; recall up 3 points, so 400 fewer blocked orders for customers")
    assert "You wrote" not in words(lena.waits_for(lambda one: one["text"].startswith("Recorded for")))


def test_a_boast_as_a_projects_impact_is_saved_and_asked_about(workplace: Workplace) -> None:
    """The form says so instead of closing; the next change of something else is left alone."""
    mina = workplace.person("mina")
    mina.command("/plan", "Fewer")
    mina.choose("Edit…", row="Fewer false fraud alarms")
    mina.submit(impact="F1 +0.2")
    hint = words(mina.modal())
    assert "*Saved.* The impact says “F1 +0.2”." in hint
    assert "ten percent more conversions" in hint
    mina.command("/plan", "Fewer")
    assert "F1 +0.2" in words(mina.modal())
    mina.choose("Edit…", row="Fewer false fraud alarms")
    assert mina.submit(sponsor="VP")["result"] == "closed"
