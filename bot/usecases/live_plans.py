"""What the plan and the check-ins say: who owns what, what stands still, the odds, what is next for the asker."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import takewhile
from zoneinfo import ZoneInfo

from bot.domain.blockers import in_force
from bot.domain.live_answers import LiveAnswer, about, best_named
from bot.domain.live_questions import LiveQuestion
from bot.domain.people import Action, Team
from bot.domain.projects import Project, TrackedTask
from bot.domain.role_coverage import Job, job_named
from bot.usecases.forecasts import project_figures
from bot.usecases.live_asker import IN_PRIVATE, Asker, a_job, day, listed, of_plan, of_roster, team_names, told
from bot.usecases.next_checkins import next_checkin
from storage import blockers, checkins, plans


@dataclass(frozen=True)
class _Blocked:
    """A task that stands still, since when, and who is involved."""

    team: int
    title: str
    project: str
    since: date
    by: str | None
    helper: str | None = None
    what: str = ""


def who_owns(asker: Asker, asked: LiveQuestion) -> LiveAnswer | None:
    """Who owns a task, or whose job a thing usually is."""
    seen = asker.projects(Action.SEE_PLAN)
    tasks = _tasks_about(seen, asked.topic)
    if tasks:
        lines = [
            f"{task.title}: {asker.person_named(task.owner)}{_state(task)} ({project.name})." for project, task in tasks
        ]
        return told(lines, of_plan(asker), "`/plan` shows and changes who owns what.")
    job = job_named(asked.topic) or _job_for(asked.topic)
    holding = [(team, one, who) for team, one, who in asker.members() if job is not None and job_named(one.job) is job]
    if holding:
        lines = [
            f"No task in the plan is called that. {who.name} is {a_job(one.job)} in {team.name}."
            for team, one, who in holding
        ]
        return told(lines, of_roster(asker))
    return _nothing_found(asker, asked, seen)


def work_on(asker: Asker, asked: LiveQuestion) -> LiveAnswer | None:
    """The tasks that are about something, with their owners."""
    seen = asker.projects(Action.SEE_PLAN)
    tasks = _tasks_about(seen, asked.topic)
    if not tasks:
        named = best_named(asked.topic, [(one.name, (one.name, one.plan.impact)) for one in seen])
        tasks = [
            (one, task) for one in seen if one.name in named for task in one.tasks.values() if task.resolution is None
        ]
    if tasks:
        lines = [
            f"{task.title}: {asker.person_named(task.owner)}{_state(task)} ({project.name})." for project, task in tasks
        ]
        return told(lines, of_plan(asker), "`/plan` shows the whole plan, `/forecast` the odds.")
    return _nothing_found(asker, asked, seen)


def _nothing_found(asker: Asker, asked: LiveQuestion, seen: Sequence[Project]) -> LiveAnswer | None:
    if not asked.sure:
        return None
    if not seen:
        if asker.channel is not None:
            return LiveAnswer((IN_PRIVATE,))
        hidden = any(plans.projects(asker.tx, asker.workspace, team=team.id) for team in asker.teams)
        if hidden:
            return LiveAnswer(
                ("Who works on what is for the team's members and managers.",),
                then="`/forecast` shows you its projects.",
            )
        return told([f"{team_names(asker)} has no plan yet, so I cannot look that up."], "", "`/plan` begins one.")
    return told(
        [f"Nothing in the plan of {team_names(asker)} is called {asked.topic[:60]!r}."],
        of_plan(asker),
        "`/plan` shows what there is.",
    )


def blocked_longest(asker: Asker, asked: LiveQuestion) -> LiveAnswer:
    """What has stood still longest; who, only for managers and for those involved."""
    if asker.channel is not None and not any(asker.may(Action.SEE_PLAN, team.id) for team in asker.teams):
        return LiveAnswer((IN_PRIVATE,))
    found = [
        one
        for team in asker.teams
        if asker.channel is None or asker.may(Action.SEE_PLAN, team.id)
        for one in _standing_still(asker, team)
    ]
    if not found:
        return told([f"Nothing is noted as blocked in {team_names(asker)}."], of_plan(asker))
    found.sort(key=lambda one: (one.since, one.title))
    named = all(asker.may(Action.SEE_EFFORT, one.team) for one in found)
    then = "" if named else "Who is blocked, the team's managers see."
    return told([_one_blocked(asker, one) for one in found], "what was said in check-ins", then, most=5)


def _standing_still(asker: Asker, team: Team) -> Iterator[_Blocked]:
    """The blockers that stand in a team's way, and the tasks last reported as blocked, as imported reports do."""
    known = blockers.open_blockers(asker.tx, asker.workspace, team=team.id)
    for one in known:
        yield _Blocked(team.id, one.title, one.project, one.raised, one.by, one.helper, one.what)
    having = {one.task for one in known}
    for project in plans.projects(asker.tx, asker.workspace, team=team.id):
        open_tasks = {one.id: one for one in project.tasks.values() if one.resolution is None and one.id not in having}
        spans = blockers.spans(asker.tx, asker.workspace, open_tasks)
        for id, said in checkins.reports(asker.tx, asker.workspace, open_tasks).items():
            heard = [one for one in in_force(said, spans.get(id, ())) if one.blocked is not None]
            newest = list(takewhile(lambda one: one.blocked, reversed(heard)))
            if newest:
                task = open_tasks[id]
                yield _Blocked(team.id, task.title, project.name, newest[-1].on, task.owner)


def _one_blocked(asker: Asker, one: _Blocked) -> str:
    days = (asker.today - one.since).days
    since = "since today" if days <= 0 else "for a day" if days == 1 else f"for {days} days"
    involved = asker.channel is None and asker.person.id in (one.by, one.helper)
    if not involved and not asker.may(Action.SEE_EFFORT, one.team):
        return f"{one.title} ({one.project}), {since}."
    who = "You" if one.by == asker.person.id else asker.person_named(one.by)
    return f"{who}, on {one.title} ({one.project}), {since}{': ' if one.what else '.'}{one.what}"


def odds(asker: Asker, asked: LiveQuestion) -> LiveAnswer | None:
    """How likely a project is and when, for the asker alone."""
    known = [one for team in asker.teams for one in plans.projects(asker.tx, asker.workspace, team=team.id)]
    meant = best_named(asked.topic, [(one.name, (one.name,)) for one in known])
    chosen = [one for one in known if one.name in meant] if meant else known if asked.sure else []
    if not chosen:
        return None
    if asker.channel is not None:
        return LiveAnswer((IN_PRIVATE,), then=f"`/forecast {chosen[0].name}` can be shared from there.")
    lines = []
    for project in chosen[:3]:
        figures = project_figures(asker.tx, asker.workspace, project, now=asker.now)
        dates = f" If it works, most likely by {day(figures.p50)}." if figures.p50 else ""
        lines.append(
            f"{project.name}: {_percent(figures.by_target)} by {day(figures.target)}, its target; "
            f"{_percent(figures.ever)} that it works at all.{dates}"
        )
    return told(lines, "the forecast of today", f"`/forecast {chosen[0].name}` shows what that hangs on.")


def next_for_asker(asker: Asker, asked: LiveQuestion) -> LiveAnswer:
    """The asker's own tasks in the order of work, and their next check-in."""
    if asker.channel is not None:
        return LiveAnswer((IN_PRIVATE,))
    ready, waiting = [], []
    for project in asker.projects(Action.SEE_PLAN):
        figures = project_figures(asker.tx, asker.workspace, project, now=asker.now)
        order = {title: place for place, title in enumerate(figures.order.tasks if figures.order else ())}
        mine = [one for one in project.tasks.values() if one.owner == asker.person.id and one.resolution is None]
        for task in sorted(mine, key=lambda one: order.get(one.title, len(order))):
            needs = [
                project.tasks[one].title
                for one in project.plan.tasks[task.key].needs
                if not project.tasks[one].resolution
            ]
            if needs:
                waiting.append(f"• {task.title} ({project.name}), after {listed(needs)}")
            else:
                ready.append(f"• {task.title} ({project.name})")
    lines = ["Nothing in the plan has your name on it."] if not ready + waiting else []
    lines += ["Next for you, in the order that settles the project soonest:", *ready] if ready else []
    lines += ["Later:", *waiting] if waiting else []
    at = next_checkin(
        asker.tx, asker.workspace, asker.person, [one for one in asker.memberships if one.left is None], now=asker.now
    )
    if at is not None:
        local = at.astimezone(ZoneInfo(asker.person.zone))
        lines.append(f"Your next check-in is on {day(local.date())} at {local:%H:%M}.")
    return told(lines, of_plan(asker), "`/forecast` shows the whole order of work.", most=20)


def _tasks_about(projects: Sequence[Project], topic: str) -> list[tuple[Project, TrackedTask]]:
    """The tasks whose title names the topic, or else those of a milestone or an approach that does."""
    every = [(project, task) for project in projects for task in project.tasks.values()]
    titled = best_named(topic, [(str(task.id), (task.title,)) for _, task in every])
    around = {
        str(project.tasks[key].id)
        for project in projects
        for milestone in project.plan.milestones
        for approach in milestone.approaches
        for key in approach.tasks
        if about(topic, milestone.name) > 0.5 or about(topic, approach.name) > 0.5
    }
    return [(project, task) for project, task in every if str(task.id) in {*titled, *around}]


def _job_for(topic: str) -> Job | None:
    """Whose job a thing usually is that no task is called by."""
    usual = (
        (Job.DATA_ENGINEER, "data pipeline warehouse etl ingestion"),
        (Job.MLOPS, "deployment serving infrastructure"),
    )
    return next((job for job, words in usual if about(topic, words) > 0.5), None)


def _state(task: TrackedTask) -> str:
    if task.resolution is not None:
        return f", {task.resolution.value}"
    return f", waiting until {day(task.waiting_until)}" if task.waiting_until else ""


def _percent(share: float) -> str:
    return f"{min(99, max(1, round(share * 100)))} %"
