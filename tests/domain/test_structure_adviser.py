"""The adviser is a table: the prescribed answers lead to the archetype they describe, and its texts exist."""

import itertools

import pytest

from bot.domain.role_cards import SECTIONS
from bot.domain.role_coverage import WANTED, Job, coverage, job_named
from bot.domain.structure_adviser import QUESTIONS, Archetype, advise
from bot.usecases.knowledge import load_index

TYPICAL = {
    Archetype.NASCENT: {
        "where": "nowhere", "reports": "nobody", "ship": "rarely", "data": "none", "leaders": "unaware"
    },
    Archetype.RND: {"where": "lab", "reports": "research", "ship": "rarely", "data": "none", "leaders": "distant"},
    Archetype.EMBEDDED: {
        "where": "product", "reports": "engineering", "ship": "own", "data": "with", "leaders": "feature"
    },
    Archetype.INDEPENDENT: {
        "where": "division", "reports": "top", "ship": "handed", "data": "voice", "leaders": "feature"
    },
    Archetype.MLFIRST: {"where": "everywhere", "reports": "top", "ship": "users", "data": "own", "leaders": "core"},
}  # fmt: skip


@pytest.mark.parametrize("archetype", Archetype)
def test_the_typical_answers_of_each_archetype_name_it_and_no_other(archetype: Archetype) -> None:
    advice = advise(TYPICAL[archetype])
    assert advice is not None
    assert advice.archetype is archetype
    assert advice.runner_up is None
    assert advice.unanswered == ()


def test_nothing_answered_is_no_advice_and_nonsense_counts_as_nothing() -> None:
    assert advise({}) is None
    assert advise({"where": "on the moon", "who": "me"}) is None


def test_a_close_call_names_the_runner_up() -> None:
    advice = advise({"leaders": "feature"})
    assert advice is not None
    assert advice.runner_up is Archetype.INDEPENDENT
    assert len(advice.unanswered) == 4


def test_every_text_it_can_show_is_an_entry() -> None:
    index = load_index()
    for options in itertools.product(*[[option.id for option in question.options] for question in QUESTIONS]):
        advice = advise(dict(zip([question.id for question in QUESTIONS], options, strict=True)))
        assert advice is not None
        for id in (*advice.traits, *advice.design, *(step.why for step in advice.next_steps)):
            assert index.entry(id) is not None, id
    cards = [id for sections in SECTIONS.values() for ids in sections.values() for id in ids]
    for id in (*cards, *(why for wanted in WANTED.values() for why in wanted.values())):
        assert index.entry(id) is not None, id


def test_coverage_names_what_nobody_holds_and_why() -> None:
    found = coverage(Archetype.EMBEDDED, [Job.ML_ENGINEER, Job.ML_ENGINEER, Job.RESEARCHER])
    assert found.held == {Job.ML_ENGINEER: 2, Job.RESEARCHER: 1}
    assert set(found.missing) == {Job.SOFTWARE_ENGINEER, Job.DATA_ENGINEER}


@pytest.mark.parametrize(
    ("title", "job"),
    [
        ("Senior MLOps Engineer", Job.MLOPS),
        ("staff machine learning engineer", Job.ML_ENGINEER),
        ("Research Scientist", Job.RESEARCHER),
        ("platform PM", Job.PRODUCT_MANAGER),
        ("backend dev", Job.SOFTWARE_ENGINEER),
        ("Data Engineer II", Job.DATA_ENGINEER),
        ("gardener", None),
    ],
)
def test_titles_are_read_as_people_write_them(title: str, job: Job | None) -> None:
    assert job_named(title) is job
