"""Questions about the asker's own team are told from questions about teams in general; unanswered ones are grouped."""

import pytest

from bot.domain.live_questions import LiveKind, live_question
from bot.domain.question_clusters import clusters
from bot.domain.role_coverage import Job
from bot.domain.structure_adviser import Archetype


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("who is our MLOps engineer?", LiveKind.WHO_IS),
        ("Who's our PM", LiveKind.WHO_IS),
        ("who owns our data pipeline", LiveKind.WHO_OWNS),
        ("who in our team works on the audit?", LiveKind.WHO_OWNS),
        ("which roles are we missing for an embedded team?", LiveKind.MISSING_JOBS),
        ("who has been blocked longest", LiveKind.LONGEST_BLOCKED),
        ("what are we doing about labels?", LiveKind.WORK_ON),
        ("what's next for me?", LiveKind.MINE),
        ("who is away today", LiveKind.AWAY),
        ("who manages us?", LiveKind.MANAGERS),
        ("how many of us are there", LiveKind.TEAM),
        ("what are the odds of the help page answers?", LiveKind.ODDS),
    ],
)
def test_our_we_and_who_here_are_looked_up(question: str, kind: LiveKind) -> None:
    found = live_question(question)
    assert found is not None
    assert found.kind is kind


@pytest.mark.parametrize(
    "question",
    [
        "who owns the data pipeline in an embedded team?",
        "what should we do about labels",
        "how do we get quick wins",
        "what does an MLOps engineer do",
        "who is our landlord",
        "who is responsible for pipelines according to RACI?",
        "what are the odds of an ML project in general",
        "",
    ],
)
def test_questions_about_teams_in_general_are_not(question: str) -> None:
    assert live_question(question) is None


def test_what_to_look_up_comes_with_the_question() -> None:
    job = live_question("who is our ml platform engineer?")
    missing = live_question("which jobs do we lack for an embedded team")
    work = live_question("what are we doing about the labels?")
    assert job is not None
    assert job.job is Job.MLOPS
    assert missing is not None
    assert missing.archetype is Archetype.EMBEDDED
    assert work is not None
    assert work.topic == "labels"


def test_questions_alike_fall_together_and_each_is_in_one_group() -> None:
    asked = ["how do I get GPU quota", "who feeds the office cat", "gpu quota request how?", "quota for gpus"]
    found = clusters(asked)
    assert [len(one.questions) for one in found] == [3, 1]
    assert sorted(question for one in found for question in one.questions) == sorted(asked)
    assert found[0].title in found[0].questions
