"""The README's promises as conversations, through the real Bolt app and the playground."""

from datetime import timedelta

import pytest

from tests.play import Workplace, elements, text_of, words


def test_a_due_check_in_reaches_an_engineer_with_four_ways_to_answer(workplace: Workplace) -> None:
    """At half past nine in Berlin, Jonas is asked about his two tasks; Mina in New York is not, at half past three."""
    jonas = workplace.person("jonas")
    prompt = jonas.newest()
    assert "Check-in for Tue 24 Nov 2026" in prompt["text"]
    assert "Graph network over shared cards" in words(prompt)
    buttons = [text_of(one) for one in elements(prompt["blocks"]) if one["type"] == "button"]
    assert buttons == ["Check in", "Nothing changed", "Skip today", "I'm away…"]
    assert "Leadership sees projects and odds: no names, no hours." in words(prompt)
    assert workplace.person("mina").messages() == []


def test_an_engineer_fills_one_form_and_reads_what_moved_and_why(workplace: Workplace) -> None:
    """Check in, one form with both tasks, and the confirmation names the moves, the points and the reasons."""
    jonas = workplace.person("jonas")
    jonas.click("Check in")
    form = jonas.modal()
    labels = [block["label"]["text"] for block in form["blocks"] if block["type"] == "input"]
    assert labels.count("How is it going?") == 2
    assert {"Experiments run since last time", "Approaches tried", "Blocked?"} <= set(labels)
    answer = jonas.submit(status="stalled", experiments="3", confidence="30", learned="Labels are noisy")
    assert answer == {"result": "closed"}
    workplace.let_everything_happen()
    recorded = jonas.newest()
    assert "Recorded for Tue 24 Nov 2026" in recorded["text"]
    said = words(recorded)
    assert "Labelling rules from chargebacks" in said
    assert "reported stalled" in said
    assert "planned experiments done" in said
    assert "points)" in said
    assert "Fewer false fraud alarms" in said
    prompt = jonas.messages()[0]
    assert "answered, thank you" in prompt["text"]
    assert prompt["edited"]


def test_an_answer_can_be_put_right_and_the_form_remembers_it(workplace: Workplace) -> None:
    """Edit my answer opens the form with what was said; the second answer takes the place of the first."""
    jonas = workplace.person("jonas")
    jonas.click("Check in")
    jonas.submit(status="stalled", experiments="3", confidence="30")
    workplace.let_everything_happen()
    after_first = jonas.newest()["text"]
    jonas.click("Edit my answer")
    form = jonas.modal()
    chosen = [one["initial_option"]["value"] for one in elements(form["blocks"]) if one.get("action_id") == "status"]
    assert chosen == ["stalled", "stalled"]
    jonas.submit(status="moving")
    workplace.let_everything_happen()
    second = jonas.newest()["text"]
    assert second.startswith("Changed for Tue 24 Nov 2026")
    assert second != after_first


def test_a_second_click_and_a_repeated_event_change_nothing(workplace: Workplace) -> None:
    """Nothing changed, twice: one confirmation. The same typed message delivered twice: one answer."""
    lena = workplace.person("lena")
    prompt = lena.newest()
    lena.click("Nothing changed", message=prompt)
    lena.click("Nothing changed", message=prompt)
    workplace.let_everything_happen()
    confirmations = [one for one in lena.messages() if one["text"].startswith("Recorded")]
    assert len(confirmations) == 1
    workplace.post("/faults", kind="duplicate_event", count=1)
    asked = lena.says("what does an ML engineer do?")
    workplace.let_everything_happen()
    assert len(lena.messages(thread=asked)) == 2


def test_skipping_moves_nothing_and_can_be_taken_back(workplace: Workplace) -> None:
    """Skip today closes the prompt kindly and still lets the person check in."""
    lena = workplace.person("lena")
    lena.click("Skip today")
    workplace.let_everything_happen()
    assert "skipped; nothing moves, and that is fine" in lena.newest()["text"]
    lena.click("Check in after all")
    assert lena.has_form()


def test_somebody_who_is_away_is_not_asked(workplace: Workplace) -> None:
    """I'm away until Friday: Thursday brings no prompt, next Tuesday does."""
    lena = workplace.person("lena")
    lena.click("I'm away…")
    lena.submit(first="2026-11-24", last="2026-11-27", reason="Sailing")
    workplace.let_everything_happen()
    assert "you are away; enjoy it" in lena.newest()["text"]
    workplace.move_clock(seconds=timedelta(days=3).total_seconds())
    assert [one["text"] for one in lena.messages() if "Thu 26 Nov" in one["text"]] == []
    workplace.move_clock(seconds=timedelta(days=5).total_seconds())
    assert any("Check-in for Tue 1 Dec 2026" in one["text"] for one in lena.messages())


def test_an_absence_that_ends_before_it_begins_is_refused_beside_the_field(workplace: Workplace) -> None:
    """One clear sentence, and the form stays open."""
    lena = workplace.person("lena")
    lena.click("I'm away…")
    answer = lena.submit(first="2026-11-27", last="2026-11-24")
    assert answer["result"] == "errors"
    assert "before the first day" in answer["errors"]["last"]
    assert lena.has_form()


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("experiments", "-1", "at least 0"),
        ("experiments", "2.5", "whole number"),
        ("hours", "1000", "at most 168"),
        ("confidence", "140", "at most 100"),
        ("learned", "x" * 1001, "At most 1000|at most 1000"),
        ("expected", "2020-01-01", "has passed"),
    ],
)
def test_a_field_that_cannot_be_used_is_named_and_nothing_is_saved(
    workplace: Workplace, field: str, value: str, sentence: str
) -> None:
    """The form stays open with one sentence beside the field; no confirmation comes."""
    jonas = workplace.person("jonas")
    jonas.click("Check in")
    answer = jonas.submit(**{field: value})
    assert answer["result"] == "errors"
    assert any(part in text for text in answer["errors"].values() for part in sentence.split("|"))
    workplace.let_everything_happen()
    assert jonas.has_form()
    assert all("Recorded" not in one["text"] for one in jonas.messages())


def test_a_mass_mention_typed_anywhere_notifies_nobody(workplace: Workplace) -> None:
    """<!channel> in every text field of the form, in a question and in a command comes back as harmless text."""
    jonas = workplace.person("jonas")
    jonas.click("Check in")
    jonas.submit(blocked="yes", blocker="<!channel> labels", learned="<!here> <@U123> *bold*")
    workplace.let_everything_happen()
    jonas.command("/ask", "<!everyone> what is a data scientist?", channel="payments-ml")
    jonas.says("<!channel> what does an MLOps engineer do?")
    jonas.command("/forecast", "<!channel>")
    jonas.waits_for(lambda one: "no project called" in one["text"])
    for channel in (None, "payments-ml"):
        assert [one["text"] for one in jonas.messages(channel) if one.get("notifies")] == []


def test_a_manager_gets_the_whole_forecast_from_one_command(workplace: Workplace) -> None:
    """/forecast: odds by the date and ever, dates, what changed and why, swings, fragile, order, picture."""
    mina = workplace.person("mina")
    assert mina.command("/forecast")["ack"] == "ok"
    card = mina.waits_for(lambda one: "Fewer false fraud alarms" in one["text"])
    assert card["ephemeral"]
    said = words(card)
    for part in (
        "that it works at all",
        "Even chance (P50)",
        "P80",
        "P95",
        "Since last week",
        "What it hangs on",
        "points hang on it",
        "Safe roll-out has a single approach",
        "Order of work",
        "person-days until its fate is known",
    ):
        assert part in said, part
    picture = next(block for block in card["blocks"] if block["type"] == "image")
    assert "Chance that Fewer false fraud alarms is finished by each date" in picture["alt_text"]
    assert workplace.person("jonas").messages("leadership") == workplace.person("jonas").messages("leadership")


def test_another_project_is_found_by_part_of_its_name_and_an_unknown_one_is_named(workplace: Workplace) -> None:
    """/forecast help finds the help pages; a project nobody knows is answered with those there are."""
    mina = workplace.person("mina")
    mina.command("/forecast", "help pages")
    mina.waits_for(lambda one: one["text"].startswith("Answers from the help pages"))
    mina.command("/forecast", "warp drive")
    answer = mina.waits_for(lambda one: "I know no project" in one["text"])
    assert "Fewer false fraud alarms" in answer["text"]


def test_a_forecast_is_shared_only_on_a_second_click(workplace: Workplace) -> None:
    """The card is private until Share here, and then says who shared it."""
    mina = workplace.person("mina")
    mina.command("/forecast", channel="payments-ml")
    mina.waits_for(lambda one: one.get("ephemeral") is True, "payments-ml")
    sam = workplace.person("sam")
    assert sam.messages("payments-ml") == []
    mina.click("Share here", "payments-ml")
    shared = sam.waits_for(lambda one: "Shared by" in words(one), "payments-ml")
    assert not any(one["type"] == "button" for one in elements(shared["blocks"]))


def test_leadership_reads_the_digest_when_its_time_comes(workplace: Workplace) -> None:
    """Monday at nine in New York: one message with both projects, last week beside this week, details in its thread."""
    vera = workplace.person("vera")
    before = len(vera.messages("leadership"))
    workplace.move_clock(seconds=timedelta(days=6, hours=6).total_seconds())
    digests = vera.messages("leadership")
    assert len(digests) == before + 1
    newest = digests[-1]
    said = words(newest)
    for part in ("Risk digest", "Fewer false fraud alarms", "Last week", "What could go wrong, and what you could do"):
        assert part in said, part
    for name in ("Jonas", "Priya", "Lena", "Sam", "Diego"):
        assert name not in said
    details = vera.messages("leadership", thread=newest["ts"])
    assert len(details) == 3
    workplace.move_clock(seconds=timedelta(days=1).total_seconds())
    assert len(vera.messages("leadership")) == before + 1


def test_anybody_can_ask_and_gets_a_source_or_an_honest_no(workplace: Workplace) -> None:
    """/ask answers with where it comes from, says when it does not know, and sends pay to HR."""
    vera = workplace.person("vera")
    answer = vera.command("/ask", "what does an ml product manager do?", channel="general")
    assert "ML product manager" in answer["text"]
    assert "FSDL 2022" in words(answer)
    unknown = vera.command("/ask", "when does the moon eat purple bicycles?", channel="general")
    assert "I don't know" in words(unknown)
    pay = vera.command("/ask", "what is the salary of an ML engineer here?", channel="general")
    assert "HR" in words(pay)
    empty = vera.command("/ask", "", channel="general")
    assert "/ask who should own the data pipeline?" in empty["text"]


def test_a_person_may_doubt_a_number_and_sees_it_change(workplace: Workplace) -> None:
    """That's wrong: my own number counts at once, and I read what it did to the project."""
    jonas = workplace.person("jonas")
    jonas.click("Check in")
    jonas.submit(status="slow", experiments="1")
    workplace.let_everything_happen()
    jonas.click("That's wrong")
    assert jonas.submit(should_be="70", reason="The chargebacks came in yesterday") == {"result": "closed"}
    workplace.let_everything_happen()
    changed = words(jonas.newest())
    assert "*70\u00a0%*" in changed
    assert "Fewer false fraud alarms" in changed
    mina = workplace.person("mina")
    mina.command("/plan")
    mina.use("Open", row="Fewer false fraud alarms")
    mina.choose("Who changed what", row="Fewer false fraud alarms")
    assert "likelihood corrected" in words(mina.modal())
    assert "The chargebacks came in yesterday" in words(mina.modal())


def test_check_in_works_any_time_also_before(workplace: Workplace) -> None:
    """Sam answers by /checkin hours before he would be asked, and is not asked again that day."""
    sam = workplace.person("sam")
    assert sam.messages() == []
    sam.command("/checkin")
    sam.submit(status="moving", experiments="1")
    workplace.let_everything_happen()
    assert "Recorded for Tue 24 Nov 2026" in sam.newest()["text"]
    workplace.move_clock(seconds=timedelta(hours=10).total_seconds())
    assert all("Check-in for Tue 24 Nov" not in one["text"] for one in sam.messages())


def test_a_done_task_is_not_asked_about_again(workplace: Workplace) -> None:
    """Done ends a task: the next form has it no more."""
    jonas = workplace.person("jonas")
    jonas.click("Check in")
    form = jonas.modal()
    first = next(block["block_id"] for block in form["blocks"] if block["block_id"].endswith(".status"))
    jonas.submit(**{first: "done"})
    workplace.move_clock(seconds=timedelta(days=2).total_seconds())
    assert "Check-in for Thu 26 Nov 2026: 1 task" in jonas.newest()["text"]


def test_app_home_shows_my_tasks_and_never_somebody_elses_answers(workplace: Workplace) -> None:
    """Jonas sees his tasks with their odds; Vera, who leads, sees projects and no tasks."""
    jonas_page = words(workplace.person("jonas").home())
    assert "Graph network over shared cards and addresses" in jonas_page
    assert "A check-in is waiting for you" in jonas_page
    vera_page = words(workplace.person("vera").home())
    assert "Fewer false fraud alarms" in vera_page
    assert "Graph network" not in vera_page


def test_a_newcomer_without_a_team_is_told_what_to_do(workplace: Workplace) -> None:
    """Somebody who just joined: App Home welcomes, /checkin and /forecast say whom to ask."""
    workplace.post("/users", handle="nora", tz="Europe/Oslo")
    nora = workplace.person("nora")
    assert "You are in no team yet" in words(nora.home())
    nora.command("/checkin")
    assert "no team that checks in" in words(nora.modal())
    nora.command("/forecast")
    nora.waits_for(lambda one: "You are in no team yet" in one["text"])
