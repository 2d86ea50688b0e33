"""Typed messages as check-ins: what is read, what is left to be a question, and that nothing breaks the reader."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.statuses import Status
from bot.domain.typed_replies import read

TODAY = date(2026, 11, 24)  # a Tuesday
RULES, GRAPH = (1, "Labelling rules from chargebacks"), (2, "Graph network over shared cards and addresses")


def only(text: str, tasks: tuple[tuple[int, str], ...] = (RULES,)):  # type: ignore[no-untyped-def]
    """The one task a message speaks of."""
    reading = read(text, tasks, today=TODAY)
    assert reading is not None, text
    (inputs,) = reading.inputs
    return inputs


def test_the_usual_line_becomes_fields() -> None:
    """Stalled on label noise, 3 experiments, 6h."""
    inputs = only("stalled on label noise, 3 experiments, 6h")
    assert (inputs.status, inputs.experiments, inputs.hours) == (Status.STALLED, 3, 6.0)
    assert inputs.learned == "label noise"
    assert inputs.blocked is None


def test_a_blocker_with_who_could_help_and_by_when() -> None:
    """Blocked by, a mention, and a date in words."""
    inputs = only("blocked by the infra quota, need <@U123ABC>, by Friday")
    assert (inputs.status, inputs.blocked, inputs.helper) == (Status.BLOCKED, True, "U123ABC")
    assert inputs.blocker == "the infra quota"
    assert inputs.expected == date(2026, 11, 27)


@pytest.mark.parametrize(
    "words",
    [
        "no blockers",
        "not blocked",
        "blockers: none",
        "blocker? nope",
        "nothing blocking me",
        "no longer blocked",
        "unblocked",
        "Blockers - n/a",
        "without any blockers",
        "nothing in my way",
    ],
)
def test_no_blocker_is_no_blocker(words: str) -> None:
    """However it is said."""
    inputs = only(f"moving, 2 runs, {words}")
    assert inputs.status is Status.MOVING
    assert inputs.blocked is False
    assert inputs.blocker == ""


def test_several_tasks_in_one_message_are_told_apart_by_their_words() -> None:
    """A line for each; labels means the labelling rules."""
    reading = read(
        "labels: moving, 2 experiments, 70%\ngraph ruled out, learned that cards are rarely shared",
        (RULES, GRAPH),
        today=TODAY,
    )
    assert reading is not None
    first, second = reading.inputs
    assert (first.task, first.status, first.confidence) == (1, Status.MOVING, 0.7)
    assert (second.task, second.status, second.learned) == (2, Status.RULED_OUT, "cards are rarely shared")
    assert not reading.guessed


def test_a_message_that_names_no_task_says_that_it_was_guessed() -> None:
    """With several tasks the card must ask."""
    reading = read("slow, 4h", (RULES, GRAPH), today=TODAY)
    assert reading is not None
    assert reading.guessed


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("waiting for the labels until 2026-12-01", date(2026, 12, 1)),
        ("moving, expect it by 5 Dec", date(2026, 12, 5)),
        ("moving, eta Jan 12", date(2027, 1, 12)),
        ("moving, done by tomorrow", date(2026, 11, 25)),
        ("moving, by 31 Feb", None),
    ],
)
def test_dates_are_the_next_ones_of_that_name(words: str, expected: date | None) -> None:
    """Never one that has passed, never one that does not exist."""
    assert only(words).expected == expected


@pytest.mark.parametrize("words", ["moving, done by Friday", "nearly done, slow", "it will be done, moving"])
def test_what_will_be_done_is_not_done(words: str) -> None:
    """Only what is done is done."""
    assert only(words).status is not Status.DONE
    assert only("done, finally").status is Status.DONE


def test_nothing_changed_is_one_click_in_words() -> None:
    """For all tasks at once."""
    reading = read("Nothing changed", (RULES, GRAPH), today=TODAY)
    assert reading is not None
    assert reading.unchanged


@pytest.mark.parametrize(
    "words",
    [
        "how do I get unblocked?",
        "who owns the data pipeline",
        "what does an ML engineer do, 3 experiments?",
        "thanks!",
        "hello there",
        "I will be in a meeting",
        "🙂",
        "",
    ],
)
def test_questions_and_chatter_are_no_check_in(words: str) -> None:
    """They go where they belong."""
    assert read(words, (RULES, GRAPH), today=TODAY) is None


@given(st.text(max_size=400), st.lists(st.tuples(st.integers(1, 9), st.text(max_size=60)), max_size=4))
def test_any_text_is_read_or_left_alone(text: str, tasks: list[tuple[int, str]]) -> None:
    """It never raises, and names only tasks that were given."""
    reading = read(text, tuple(tasks), today=TODAY)
    if reading is not None:
        assert {one.task for one in reading.inputs} <= {id for id, _ in tasks}


@given(
    st.lists(
        st.sampled_from(
            ["blocked by", "3", "experiments", "6h", "%", "until", "31", "Feb", ";", "\n", "-1", "no", "labels"]
        ),
        max_size=12,
    )
)
def test_any_mixture_of_its_own_words_is_read_or_left_alone(words: list[str]) -> None:
    """Numbers stay within what a form takes."""
    reading = read(" ".join(words), (RULES,), today=TODAY)
    for one in reading.inputs if reading else ():
        assert one.hours is None or 0 <= one.hours <= 168
        assert one.confidence is None or 0 <= one.confidence <= 1
