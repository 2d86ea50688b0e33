"""A milestone is one-sided when several open tasks are owned by one culture alone; the other one is named."""

from dataclasses import replace
from datetime import date

from bot.domain.cultures import Culture, culture_of, one_sided
from bot.domain.outlines import ApproachOutline, MilestoneOutline, Priority, ProjectOutline, TaskOutline
from bot.domain.statuses import Resolution

JOBS = {
    "R1": "ML researcher",
    "R2": "Data scientist",
    "E1": "ML engineer",
    "E2": "MLOps engineer",
    "P": "Product owner",
}


def task(id: int, owner: str | None, resolution: Resolution | None = None) -> TaskOutline:
    """A task of somebody."""
    return TaskOutline(id, f"t{id}", f"Task {id}", owner, 0.5, None, None, (), resolution, "")


def project(*tasks: TaskOutline) -> ProjectOutline:
    """A project with one milestone and one approach of these tasks."""
    ways = (ApproachOutline(1, "Way", tuple(one.id for one in tasks)),)
    return ProjectOutline(
        id=1,
        team=1,
        name="P",
        impact="",
        sponsor="",
        target=date(2027, 1, 1),
        priority=Priority.NORMAL,
        worth=None,
        closed=None,
        graph=False,
        milestones=(MilestoneOutline(7, "M", ways),),
        tasks={one.id: one for one in tasks},
    )


def test_one_culture_alone_is_found_and_the_freest_of_the_other_is_named() -> None:
    """Two researchers: the engineer with fewer open tasks is suggested, wherever those tasks are."""
    busy = replace(project(task(1, "R1"), task(2, "R2")))
    elsewhere = {**busy.tasks, 3: task(3, "E1")}
    (found,) = one_sided(replace(busy, tasks=elsewhere), JOBS)
    assert (found.milestone, found.culture, found.pair) == (7, Culture.RESEARCH, "E2")


def test_nothing_is_said_when_it_is_mixed_small_ended_or_unknown() -> None:
    """Both cultures, a single task, ended tasks, no owner, or jobs nobody knows: silence."""
    assert one_sided(project(task(1, "R1"), task(2, "E1")), JOBS) == ()
    assert one_sided(project(task(1, "R1")), JOBS) == ()
    assert one_sided(project(task(1, "R1"), task(2, "R2", Resolution.FAILED)), JOBS) == ()
    assert one_sided(project(task(1, "R1"), task(2, None)), JOBS) == ()
    assert one_sided(project(task(1, "P"), task(2, "P")), JOBS) == ()
    assert one_sided(project(task(1, "R1"), task(2, "R1")), {}) == ()


def test_with_nobody_to_pair_it_is_still_said() -> None:
    """A team of researchers only: flagged, and nobody named."""
    (found,) = one_sided(project(task(1, "R1"), task(2, "R2")), {"R1": "ML researcher", "R2": "Research scientist"})
    assert found.pair is None


def test_jobs_belong_to_a_culture_as_people_write_them() -> None:
    """Free text as in Slack titles."""
    assert culture_of("Senior Research Scientist") is Culture.RESEARCH
    assert culture_of("MLE") is Culture.ENGINEERING
    assert culture_of("ML product manager") is None
    assert culture_of("") is None
