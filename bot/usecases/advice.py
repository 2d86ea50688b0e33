"""Advice from prescribed answers, and role cards: passages put together with what the asker's own teams look like.

Reads; stores nothing. The passages are the workspace's own where it wrote any.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from bot.domain import process_adviser, structure_adviser
from bot.domain.entries import Entry
from bot.domain.errors import NothingYet
from bot.domain.knowledge import KnowledgeIndex
from bot.domain.people import Person, Role
from bot.domain.process_adviser import ProcessAdvice
from bot.domain.role_cards import SECTIONS, Section
from bot.domain.role_coverage import Job, coverage, job_named
from bot.domain.structure_adviser import CAVEAT, Advice, Archetype
from bot.usecases.knowledge import Library
from storage import people
from storage.database import Database, Tx

UNANSWERED = "Answer at least one of the questions, and I can say something."


@dataclass(frozen=True)
class TeamJobs:
    """Who of a team covers which job, by name; `unread` are those whose job is missing or not known to me."""

    team: str
    held: Mapping[Job, tuple[str, ...]]
    unread: tuple[str, ...]


@dataclass(frozen=True)
class TeamCoverage:
    """A team's jobs as they are, and those its archetype wants and nobody has, each with the passage that says why."""

    jobs: TeamJobs
    missing: Mapping[Job, Entry]


@dataclass(frozen=True)
class Structure:
    """What five answers come to. `teams` is empty for somebody who is in none."""

    advice: Advice
    caveat: Entry
    traits: tuple[Entry, ...]
    design: tuple[Entry, ...]
    steps: tuple[tuple[str, Entry], ...]
    teams: tuple[TeamCoverage, ...]


@dataclass(frozen=True)
class ProcessChoice:
    """What the answers about a process come to."""

    advice: ProcessAdvice
    why: tuple[Entry, ...]
    about: tuple[Entry, ...]


@dataclass(frozen=True)
class RoleCard:
    """A role: passages by section, and who holds it in the asker's teams."""

    job: Job
    sections: tuple[tuple[Section, tuple[Entry, ...]], ...]
    teams: tuple[TeamJobs, ...]


def structure(db: Database, library: Library, workspace: str, *, person: str, answers: Mapping[str, str]) -> Structure:
    """What the answers come to, with the asker's teams as they are now; `NothingYet` while nothing is answered."""
    advice = structure_adviser.advise(answers)
    if advice is None:
        raise NothingYet(UNANSWERED)
    with db.snapshot() as tx:
        index = library.of(tx, workspace)
        return Structure(
            advice=advice,
            caveat=_entries(index, [CAVEAT])[0],
            traits=_entries(index, advice.traits),
            design=_entries(index, advice.design),
            steps=tuple((step.words, why) for step in advice.next_steps for why in _entries(index, [step.why])),
            teams=tuple(_covered(index, advice.archetype, jobs) for jobs in _teams(tx, workspace, person)),
        )


def process(db: Database, library: Library, workspace: str, *, answers: Mapping[str, str]) -> ProcessChoice:
    """What the answers come to; `NothingYet` while nothing is answered."""
    advice = process_adviser.advise(answers)
    if advice is None:
        raise NothingYet(UNANSWERED)
    with db.snapshot() as tx:
        index = library.of(tx, workspace)
    return ProcessChoice(advice, _entries(index, advice.why), _entries(index, advice.about))


def role_card(db: Database, library: Library, workspace: str, *, person: str, job: Job) -> RoleCard:
    """A role's card, with who holds it in the asker's own teams."""
    with db.snapshot() as tx:
        index = library.of(tx, workspace)
        sections = tuple((section, _entries(index, ids)) for section, ids in SECTIONS[job].items())
        return RoleCard(job, sections, _teams(tx, workspace, person))


def _entries(index: KnowledgeIndex, ids: Iterable[str]) -> tuple[Entry, ...]:
    found = (index.entry(id) for id in ids)
    return tuple(one for one in found if one is not None)


def _covered(index: KnowledgeIndex, archetype: Archetype, jobs: TeamJobs) -> TeamCoverage:
    found = coverage(archetype, [job for job, names in jobs.held.items() for _ in names])
    missing = {job: entry for job, why in found.missing.items() if (entry := index.entry(why)) is not None}
    return TeamCoverage(jobs, missing)


def _teams(tx: Tx, workspace: str, person: str) -> tuple[TeamJobs, ...]:
    """The teams somebody is in now; none for guests, who may see no roster."""
    who = people.person(tx, workspace, person)
    if who is None or who.external or who.deactivated:
        return ()
    mine = [one.team for one in people.memberships(tx, workspace, person=person) if one.left is None]
    return tuple(team_jobs(tx, workspace, team) for team in mine)


def team_jobs(tx: Tx, workspace: str, team: int) -> TeamJobs:
    """Who of a team covers which job as of now; leaders and whoever has gone are left out."""
    members = [
        one for one in people.memberships(tx, workspace, team=team) if one.left is None and one.role is not Role.LEADER
    ]
    known: Mapping[str, Person] = people.people(tx, workspace, [one.person for one in members])
    held: dict[Job, tuple[str, ...]] = {}
    unread: list[str] = []
    for one in members:
        person = known.get(one.person)
        if person is None or person.deactivated:
            continue
        job = job_named(one.job)
        if job is None:
            unread.append(person.name)
        else:
            held[job] = (*held.get(job, ()), person.name)
    ordered = {job: held[job] for job in Job if job in held}
    return TeamJobs(people.team(tx, workspace, team).name, ordered, tuple(unread))
