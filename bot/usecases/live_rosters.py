"""What the roster says: who does what in the asker's teams, which jobs nobody does, who is away."""

from collections.abc import Sequence

from bot.domain.days_away import AnyOf, AwayDays, holiday_calendar
from bot.domain.live_answers import LiveAnswer
from bot.domain.live_questions import LiveQuestion
from bot.domain.people import Action, Role, Team
from bot.domain.role_coverage import Job, coverage, job_named
from bot.domain.structure_adviser import Archetype
from bot.usecases.live_asker import Asker, a_job, listed, of_roster, team_names, told
from storage import people

_SET_UPS = {
    Archetype.NASCENT: "a beginning",
    Archetype.RND: "an R&D lab",
    Archetype.EMBEDDED: "an embedded team",
    Archetype.INDEPENDENT: "an independent ML function",
    Archetype.MLFIRST: "an ML-first company",
}


def who_is(asker: Asker, asked: LiveQuestion) -> LiveAnswer | None:
    """Who holds a job."""
    holding = [(team, one, who) for team, one, who in asker.members() if job_named(one.job) is asked.job]
    if holding:
        lines = [f"{who.name} is {a_job(one.job)} in {team.name}." for team, one, who in holding]
        return told(lines, of_roster(asker))
    if not asked.sure:
        return None
    job = asked.job.value if asked.job else asked.topic
    return told([f"Nobody in {team_names(asker)} is {a_job(job)}, as far as the roster says."], of_roster(asker))


def who_manages(asker: Asker, asked: LiveQuestion) -> LiveAnswer:
    """Who manages each team."""
    lines = []
    for team in asker.teams:
        known = [who.name for other, one, who in asker.members() if other == team and one.role is Role.MANAGER]
        lines.append(f"{team.name} is managed by {listed(known)}." if known else f"Nobody manages {team.name} now.")
    return told(lines, of_roster(asker))


def who_is_here(asker: Asker, asked: LiveQuestion) -> LiveAnswer:
    """Everybody in each team, with what they do."""
    lines = []
    for team in asker.teams:
        there = [(one, who) for other, one, who in asker.members() if other == team and one.role is not Role.LEADER]
        lines.append(f"{team.name} has {len(there)} people:")
        lines += [f"• {who.name}, {one.job or one.role.value}" for one, who in there]
    return told(lines, of_roster(asker), most=40)


def missing_jobs(asker: Asker, asked: LiveQuestion) -> LiveAnswer:
    """Which jobs an archetype usually wants and nobody holds; every archetype when none is named."""
    lines = []
    for team in asker.teams:
        held = [job for other, one, _ in asker.members() if other == team and (job := job_named(one.job)) is not None]
        for archetype in (asked.archetype,) if asked.archetype else tuple(Archetype):
            lines.append(_lacks(team, archetype, held))
    return told(lines, of_roster(asker), "What each job does: `/ask what does a data engineer do`.")


def _lacks(team: Team, archetype: Archetype, held: Sequence[Job]) -> str:
    found = coverage(archetype, held)
    if not found.missing:
        return f"{team.name} has every job that {_SET_UPS[archetype]} usually wants."
    return f"For {_SET_UPS[archetype]}, {team.name} lacks {listed([a_job(job.value) for job in found.missing])}."


def who_is_away(asker: Asker, asked: LiveQuestion) -> LiveAnswer:
    """Who is away today: by name for managers, counted for everybody else."""
    absent = people.absences(asker.tx, asker.workspace, since=asker.today)
    free = people.days_off(asker.tx, asker.workspace, since=asker.today)
    lines = []
    for team in asker.teams:
        away = []
        for other, one, who in asker.members():
            calendar = holiday_calendar(who.country, who.subdivision)
            off = AnyOf(AwayDays(absent.get(one.person, ())), calendar, free.get(team.id, frozenset()))
            if other == team and one.role is not Role.LEADER and asker.today in off:
                away.append(who.name)
        if not away:
            lines.append(f"Nobody in {team.name} is noted as away today.")
        elif asker.may(Action.EDIT_TEAM, team.id):
            lines.append(f"Away today in {team.name}: {listed(away)}.")
        else:
            are = "one person is" if len(away) == 1 else f"{len(away)} people are"
            lines.append(f"In {team.name} {are} away today; its managers see who.")
    return told(lines, "the absences noted with me", "`I'm away…` and App Home note more.")
