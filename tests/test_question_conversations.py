"""What people ask in a DM or a thread is answered there, once, whatever happens on the way."""

import pytest

from tests.play import Workplace, words

QUESTION = "who should own the data pipeline?"


@pytest.mark.parametrize("fault", ["drop_response", "rate_limit"])
def test_an_answer_whose_posting_went_wrong_is_there_once(workplace: Workplace, fault: str) -> None:
    """Slack took it and said nothing, or wants it later: the question is neither swallowed nor answered twice."""
    jonas = workplace.person("jonas")
    workplace.post("/faults", kind=fault, method="chat.postMessage", count=1)
    asked = jonas.says(QUESTION)
    workplace.move_clock(seconds=600)
    jonas.waits_for(lambda one: one["ts"] != asked, thread=asked)
    workplace.move_clock(seconds=1200)
    assert len(jonas.messages(thread=asked)) == 2


def test_a_question_in_the_thread_is_read_as_a_follow_up(workplace: Workplace) -> None:
    """On its own it could mean anything; below an answer it goes on from there."""
    jonas = workplace.person("jonas")
    alone = jonas.says("and a researcher?")
    by_itself = words(jonas.waits_for(lambda one: one["ts"] != alone, thread=alone))
    asked = jonas.says("how do I interview an ML engineer?")
    jonas.waits_for(lambda one: one["ts"] != asked, thread=asked)
    again = jonas.says("and a researcher?", thread=asked)
    later = words(jonas.waits_for(lambda one: one["ts"] > again, thread=asked))
    assert "Did you mean" in by_itself
    assert "Interviewing a researcher" in later
    assert "Did you mean" not in later
