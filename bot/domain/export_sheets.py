"""The sheets an export adds for reading: their columns with the notes that explain them. `team_sheets` has the rest.

No sheet names somebody beside an odd or a silence: effort is told by task, check-ins are counts.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from bot.domain.calibration import recalibrated
from bot.domain.forecasts import Forecast
from bot.domain.likelihood import Likelihood
from bot.domain.sheets import Chart, Column, Kind, Sheet

Rows = Iterable[Mapping[str, Any]]
MOST_DRAWN = 20

_TEAM = Column("team", "Team", width=18, note="The team this row is about.")
_PROJECT = Column("project", "Project", width=28, note="The project this row is about.")
_TASK = Column("task", "Task", width=40, note="The task this row is about.")
FORECAST = (
    _TEAM,
    _PROJECT,
    Column("impact", "Impact", width=40, note="The product impact that success would have."),
    Column("target", "Target", Kind.DAY, "The date it is promised for."),
    Column("by_target", "Odds by target", Kind.SHARE, "The chance that it works by its target date.", shaded=True),
    Column("ever", "Odds ever", Kind.SHARE, "The chance that it works at all.", shaded=True),
    Column("p50", "P50", Kind.DAY, "If it works: as likely before this date as after it."),
    Column("p80", "P80", Kind.DAY, "If it works: by this date four times out of five."),
    Column("p95", "P95", Kind.DAY, "If it works: by this date nineteen times out of twenty."),
    Column("effort", "Expected effort", Kind.MEASURE, "Person-days until its fate is known, in the best order."),
    Column("next", "Next", width=40, note="The task to work on first."),
    Column(
        "fragile", "Fragile", width=40, note="Milestones that hang on a single approach, or a doubtful shared task."
    ),
)
ODDS = (
    _TEAM,
    _PROJECT,
    _TASK,
    Column("likelihood", "Likelihood", Kind.SHARE, "The chance that this task works, as of today.", shaded=True),
    Column("low", "From", Kind.SHARE, "The lower end of its range: what is not known makes it wide."),
    Column("high", "To", Kind.SHARE, "The upper end of its range."),
    Column("swing", "Swing", Kind.SHARE, "How much the project's odds hang on it: if it works, less if it fails."),
    Column("potential", "Improvement", Kind.SHARE, "How much the odds would rise were it sure to work."),
    Column("order", "Place in order", Kind.NUMBER, "When to work on it: 1 is next."),
)
LEDGER = (
    _TEAM,
    _PROJECT,
    _TASK,
    Column("on", "Day", Kind.DAY, "When the evidence came; empty for what holds all the time."),
    Column("kind", "Signal", width=20, note="The kind of evidence."),
    Column("weight", "Weight", Kind.WEIGHT, "What it adds to the likelihood in log-odds.", shaded=True),
    Column("points", "Points", Kind.MEASURE, "What it moved the likelihood by, in percentage points.", shaded=True),
    Column("reason", "Why", width=60, note="The same in words."),
)
INPUTS = (
    _TEAM,
    _PROJECT,
    _TASK,
    Column("on", "Day", Kind.DAY, "The local date of the check-in."),
    Column("submitted", "Handed in (UTC)", Kind.INSTANT, "When it was handed in.", width=18),
    Column("counts", "Counts", note="yes, or replaced when a later reply to the same check-in took its place."),
    Column("source", "Source", note="How it was given: a form, one click, typed, or imported."),
    Column("status", "Status", note="How the task goes."),
    Column("experiments", "Experiments", Kind.NUMBER, "How many were run since the last check-in."),
    Column("approaches", "Approaches", Kind.NUMBER, "How many approaches were tried."),
    Column("hours", "Hours", Kind.NUMBER, "Hours given, where somebody said so; nobody has to."),
    Column("confidence", "Confidence", Kind.SHARE, "What the person who works on it would bet.", shaded=True),
    Column("expected", "Expected", Kind.DAY, "When they expect it to be done."),
    Column("learned", "Learned", width=50, note="What was learned, in their words."),
)
CHECKINS = (
    _TEAM,
    Column("on", "Day", Kind.DAY, "The local date of the check-in."),
    Column("asked", "Asked", Kind.NUMBER, "How many people were asked."),
    Column("answered", "Answered", Kind.NUMBER, "How many answered."),
    Column("away", "Away or skipped", Kind.NUMBER, "How many were away, or had nothing to say.", width=18),
    Column("rate", "Answered of those there", Kind.SHARE, "Answers among those who were not away.", 24, shaded=True),
)
BLOCKERS = (
    _TEAM,
    _PROJECT,
    _TASK,
    Column("on", "Day", Kind.DAY, "When it was reported."),
    Column("owner", "Owner", note="Who is blocked."),
    Column("blocker", "Blocker", width=60, note="What is in the way, in their words."),
    Column("helper", "Who could help", width=20, note="Whom they named."),
    Column("open", "Still so", note="yes while the newest word on the task says blocked."),
)
CORRECTIONS = (
    _TEAM,
    _PROJECT,
    _TASK,
    Column("at", "At (UTC)", Kind.INSTANT, "When somebody put the likelihood right.", width=18),
    Column("shown", "Shown", Kind.SHARE, "What I had said."),
    Column("should_be", "Should be", Kind.SHARE, "What they said it should be."),
    Column("reason", "Why", width=60, note="Their reason."),
    Column("undone", "Taken back (UTC)", Kind.INSTANT, "When it was taken back, if it was.", width=18),
)
CALIBRATION = (
    _TEAM,
    Column("said", "Said", Kind.SHARE, "The likelihood half-way through a task that has ended since."),
    Column("happened", "Happened", Kind.NUMBER, "1 if it worked, 0 if not; abandoned tasks count as not."),
    Column("shares", "Share that worked", Kind.SHARE, "The share that worked among tasks told like this.", width=18),
    Column("true", "If every odd were true", Kind.SHARE, "The diagonal: what was said.", width=20),
)
ABOUT = (
    Column("sheet", "Sheet", width=30, note="The sheet's name."),
    Column("holds", "What it holds", width=100, note="What you can read there. Point at a heading for more."),
)
PURPOSES = {
    "Forecast": "One row for each project: its odds, its dates if it works, and what to do next.",
    "Odds by week": "Each project's odds by its target, week by week, as they were told then.",
    "Task odds": "One row for each open task: its likelihood with its range, and how much hangs on it.",
    "Calibration": "What was said of tasks that have ended since, against what happened.",
    "Evidence ledger": "Every line that today's likelihoods are the sum of.",
    "Effort inputs": "What check-ins said of each task, by task and never by person.",
    "Check-ins": "How many were asked and answered, by team and day. Nobody is named.",
    "Blockers": "What was in the way, and what still is.",
    "Corrections": "Where people put a likelihood right, and what was taken back.",
    "Team, Members, Digests, Projects, Approaches, Tasks": "The plan. Change it here and give it back with "
    "`barometer import`, or send it to me in Slack.",
}


def about(titles: Sequence[str], *, now: datetime) -> Sheet:
    """The first sheet: what the others hold."""
    known = set(titles)
    rows = [{"sheet": "Exported", "holds": f"{now:%d %B %Y, %H:%M} UTC, by Barometer. Odds are as of that day."}]
    rows += [
        {"sheet": title, "holds": holds}
        for title, holds in PURPOSES.items()
        if known.intersection(part.strip() for part in title.split(","))
    ]
    return Sheet("About", ABOUT, rows)


def forecast_sheet(rows: Sequence[Mapping[str, Any]]) -> Sheet:
    """Every project with its odds, drawn as bars."""
    chart = Chart("bar", "Odds by the target date, and ever", "project", ("by_target", "ever"), MOST_DRAWN)
    return Sheet("Forecast", FORECAST, rows, (chart,))


def forecast_row(team: str, impact: str, target: Any, known: Forecast, titles: Mapping[str, str]) -> Mapping[str, Any]:
    """A project's row."""
    return {
        "team": team,
        "project": known.project,
        "impact": impact,
        "target": target,
        "by_target": known.by_target,
        "ever": known.ever,
        "p50": known.p50,
        "p80": known.p80,
        "p95": known.p95,
        "effort": known.expected_effort,
        "next": titles.get(known.order[0], known.order[0]) if known.order else None,
        "fragile": ", ".join(known.fragile),
    }


def odds_sheet(rows: Sequence[Mapping[str, Any]]) -> Sheet:
    """Open tasks, those the most hangs on first, drawn as bars."""
    ordered = sorted(rows, key=lambda row: -row["swing"])
    return Sheet(
        "Task odds", ODDS, ordered, (Chart("bar", "What the odds hang on most", "task", ("swing",), MOST_DRAWN),)
    )


def odds_rows(
    team: str, known: Forecast, likelihoods: Mapping[str, Likelihood], titles: Mapping[str, str]
) -> list[Mapping[str, Any]]:
    """A row for each open task of a project."""
    place = {task: number for number, task in enumerate(known.order, start=1)}
    return [
        {
            "team": team,
            "project": known.project,
            "task": titles.get(task.task, task.task),
            "likelihood": task.likelihood,
            "low": likelihoods[task.task].low if task.task in likelihoods else None,
            "high": likelihoods[task.task].high if task.task in likelihoods else None,
            "swing": task.swing,
            "potential": task.improvement_potential,
            "order": place.get(task.task),
        }
        for task in known.tasks
    ]


def weeks_sheet(projects: Sequence[str], rows: Sequence[Mapping[str, Any]]) -> Sheet:
    """Each project's odds in a column of its own, week by week, drawn as lines. Rows hold them by project's name."""
    names = {project: f"project {number}" for number, project in enumerate(projects)}
    columns = [Column("on", "Day", Kind.DAY, "The odds as they were told at the end of this day.")]
    columns += [
        Column(names[project], project, Kind.SHARE, "The chance that it works by its target date.", 24, shaded=True)
        for project in projects
    ]
    renamed = [{"on": row["on"], **{names[one]: row[one] for one in projects if one in row}} for row in rows]
    chart = Chart("line", "Odds by the target date, week by week", "on", tuple(names.values())[:8], len(renamed))
    return Sheet("Odds by week", columns, renamed, (chart,) if projects else ())


def ledger_rows(
    team: str, project: str, likelihoods: Mapping[str, Likelihood], titles: Mapping[str, str]
) -> list[Mapping[str, Any]]:
    """A row for each line of each ledger of a project."""
    return [
        {
            "team": team,
            "project": project,
            "task": titles.get(key, key),
            "on": line.on,
            "kind": line.kind.replace("_", " "),
            "weight": line.weight,
            "points": line.points,
            "reason": line.reason,
        }
        for key, likelihood in likelihoods.items()
        for line in likelihood.lines
    ]


def calibration_sheet(told: Sequence[tuple[str, Sequence[float], Sequence[bool]]]) -> Sheet:
    """What was said of each ended task, by team, and the share that worked among those told alike."""
    rows = []
    for team, chances, worked in told:
        if chances:
            shares = recalibrated(chances, worked)
            rows += [
                {"team": team, "said": said, "happened": int(one), "shares": float(share), "true": said}
                for said, one, share in sorted(zip(chances, worked, shares, strict=True))
            ]
    chart = Chart("scatter", "What was said, and the share that worked", "said", ("shares", "true"), len(rows))
    return Sheet("Calibration", CALIBRATION, rows, (chart,))
