"""What people say and do of answers becomes labels, and labels move confidence the right way and not too far."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given as given_any
from hypothesis import settings
from hypothesis import strategies as st

from bot.domain.answer_corrections import AnswerCorrection, CorrectionState, standing
from bot.domain.confidence import Weights, confidence
from bot.domain.confidence_learning import FEWEST_LABELS, Example, shifted, shifts
from bot.domain.entries import Entry
from bot.domain.knowledge import Tier
from bot.domain.maintenance import disputes, open_questions
from bot.domain.question_feedback import NONE_OF_THESE, Given, Label, PastQuestion, Reason, Thumb, given, label
from bot.domain.question_habits import asked_again, never_returned

START = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
# Weights of the shape that ships; what is promised holds whatever they are refitted to.
SHIPPED = Weights(
    bias=-5.5,
    signals={"best": 0.8, "margin": 1.0, "lead": 0.8, "meaning": 3.0, "known": 0.1, "phrasing": 1.4, "agreement": 1.0},
    answer_from=0.76,
    choices_from=0.32,
)
SURE = {"best": 0.8, "margin": 0.6, "lead": 0.7, "meaning": 1.0, "known": 1.0, "phrasing": 0.9, "agreement": 1.0}


def asked(id: int, words: str, *, minutes: float = 0, person: str = "ada", tier: Tier = Tier.ANSWER) -> PastQuestion:
    """A question somebody asked some minutes in; it was answered with a passage."""
    return PastQuestion(id, person, START + timedelta(minutes=minutes), words, tier, 0.8, "right", signals=SURE)


@pytest.mark.parametrize(
    ("said", "right"),
    [
        ([("thumb", "up")], True),
        ([("thumb", "down")], False),
        ([("thumb", "down"), ("reason", "not my question")], False),
        ([("thumb", "down"), ("reason", "out of date")], None),
        ([("thumb", "down"), ("reason", "a reason of a newer program")], False),
        ([("choice", "right")], True),
        ([("choice", NONE_OF_THESE)], False),
        ([("words", "hm")], None),
    ],
)
def test_only_what_is_about_the_match_is_a_label(said: list[tuple[str, str]], right: bool | None) -> None:
    """An answer that is out of date was still the one to find."""
    found = label(asked(1, "who owns data?"), "ada", given(said))
    assert (found.right if found else None) == right


def test_a_deed_is_worth_less_than_a_word_and_a_correction_says_most() -> None:
    """Sharing hints that it was right, asking again that it was not; whoever says so is believed."""
    question = asked(1, "who owns data?")
    shared, again = label(question, "ada", Given(shared="C1")), label(question, "ada", Given(), asked_again=True)
    assert shared is not None
    assert again is not None
    assert (shared.right, again.right) == (True, False)
    assert shared.worth == again.worth < 1
    corrected = label(question, "ada", Given(thumb=Thumb.UP, corrected="another"), asked_again=True)
    assert corrected == Label(1, "ada", False)
    assert label(question, "ada", Given(corrected="")) is None


def test_asking_again_in_other_words_within_minutes_and_never_coming_back_are_seen() -> None:
    """By the same person, something alike, soon; parts of one message are no repetition."""
    questions = [
        asked(1, "who owns the training data?"),
        asked(2, "owner of training data", minutes=4),
        asked(3, "who owns the training data?", minutes=5, person="bob"),
        asked(4, "how do we hire?", minutes=6),
        asked(5, "owner of training data", minutes=60),
        asked(6, "what is a model card?", minutes=70, person="cid"),
        asked(7, "what is a model card?", minutes=70, person="cid"),
    ]
    assert asked_again(questions) == {1}
    later = START + timedelta(days=40)
    assert never_returned(questions, [3], now=later) == 1
    assert never_returned(questions, [3], now=START + timedelta(days=2)) == 0
    assert never_returned(questions, [1], now=later) == 0


def examples(count: int, right: bool, *, people: int = 1000) -> list[Example]:
    """As many labels that say the same of a sure answer."""
    return [Example(SURE, Label(number, f"p{number % people}", right)) for number in range(count)]


def test_confidence_follows_enough_labels_and_not_a_handful() -> None:
    """A hundred people who say that sure answers are wrong are believed; a handful is not, nor one who clicks a lot."""
    shipped = confidence(SURE, SHIPPED)

    def after(told: list[Example]) -> float:
        return confidence(SURE, shifted(SHIPPED, shifts(SHIPPED, told)))

    assert shipped > 0.8
    assert after(examples(FEWEST_LABELS - 1, False)) == shipped
    assert after(examples(100, False)) < 0.35
    assert after(examples(100, True)) > shipped
    assert after(examples(200, False, people=1)) > 0.6
    assert after([*examples(90, True), *examples(5, False)]) > shipped - 0.05


@settings(max_examples=40)
@given_any(st.lists(st.tuples(st.booleans(), st.integers(0, 30)), min_size=FEWEST_LABELS, max_size=60))
def test_more_labels_that_say_right_never_make_it_less_sure(told: list[tuple[bool, int]]) -> None:
    """Whatever people say, the weights stay finite, and one more who agrees moves it up if anything."""
    said = [Example(SURE, Label(number, f"p{who}", right)) for number, (right, who) in enumerate(told)]
    less = confidence(SURE, shifted(SHIPPED, shifts(SHIPPED, said)))
    more = confidence(SURE, shifted(SHIPPED, shifts(SHIPPED, [*said, Example(SURE, Label(999, "new", True))])))
    assert 0 < less <= more + 1e-6 < 1.001


def test_ones_own_correction_goes_before_what_holds_for_everybody_and_a_declined_one_speaks_to_nobody() -> None:
    """An entry that is gone answers nothing."""
    entries = {id: Entry(id, id, "text") for id in ("mine", "all")}

    def word(id: int, passage: str, state: CorrectionState) -> AnswerCorrection:
        return AnswerCorrection(id, "ada", 1, "data own", "was", passage, "", state, START)

    everybodys = [word(1, "all", CorrectionState.ACCEPTED)]
    assert standing([], everybodys, entries.get)["data own"].id == "all"
    assert standing([word(2, "mine", CorrectionState.OWN)], everybodys, entries.get)["data own"].id == "mine"
    assert standing([word(2, "mine", CorrectionState.DECLINED)], everybodys, entries.get)["data own"].id == "all"
    assert standing([word(2, "gone", CorrectionState.WAITING)], [], entries.get) == {}


def test_what_sounds_private_is_not_shown_to_maintainers_unless_its_asker_waits() -> None:
    """Small talk never is; the rest stands in groups, those that somebody waits for first."""
    questions = [
        asked(1, "what does ada earn?", tier=Tier.ABSTAIN),
        asked(2, "tell me a joke", tier=Tier.ABSTAIN),
        asked(3, "where is the rollback checklist?", tier=Tier.ABSTAIN),
        asked(4, "rollback checklist where?", tier=Tier.ABSTAIN, person="bob"),
        asked(5, "which radar labels are bad?", tier=Tier.ABSTAIN),
        asked(6, "who owns data?"),
    ]
    found = open_questions(questions, {5: {"ada": Given(waits=True)}, 6: {"ada": Given(reason=Reason.NOT_MY_QUESTION)}})
    assert [sorted(one.questions) for one in found] == [[5], [3, 4], [6]]
    assert open_questions(questions, {1: {"ada": Given(waits=True)}})[0].title == "what does ada earn?"


def test_disputes_name_only_who_wrote_a_sentence() -> None:
    """By entry: votes, reasons, what was asked."""
    questions = [asked(1, "who owns data?"), asked(2, "data owner?", person="bob")]
    said = {
        1: {"ada": Given(thumb=Thumb.DOWN, reason=Reason.OUT_OF_DATE)},
        2: {"bob": Given(thumb=Thumb.DOWN, words="we moved")},
    }
    (found,) = disputes(questions, said)
    assert (found.votes, found.reasons, found.sentences) == (2, {Reason.OUT_OF_DATE: 1}, (("bob", "we moved"),))
    assert "ada" not in repr(found)
