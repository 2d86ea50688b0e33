"""How the weekly digest looks: one message that is read in a minute, and its details for the thread."""

from slack_sdk.models.blocks import (
    Block,
    ContextBlock,
    DividerBlock,
    HeaderBlock,
    ImageBlock,
    MarkdownTextObject,
    SectionBlock,
)
from slack_sdk.models.blocks.basic_components import SlackFile

from bot.domain.calibration import ENOUGH
from bot.domain.messages import Calibration, DigestDetails, ProjectFigures, RiskDigest
from handlers.blocks import forecasts
from handlers.blocks.text import clip, day, odds, percent, points, safe

MOST_PROJECTS = 8
MOST_RISKS = 3
ODDS_IN_WORDS = "Unlikely is below 45 %, about even up to 55 %, likely up to 80 %, very likely up to 95 %."


def digest(message: RiskDigest, picture: str | None) -> list[Block]:
    """The parent message: each project's odds with last week's beside them, and what could go wrong."""
    blocks: list[Block] = [HeaderBlock(text=clip(f"Risk digest: {message.team}", 150))]
    if not message.projects:
        blocks.append(_section("No project is in the plan yet, so there is nothing to forecast."))
    for project in message.projects[:MOST_PROJECTS]:
        blocks += [_section(_project(project)), *_risks(project)]
    if len(message.projects) > MOST_PROJECTS:
        blocks.append(_section(f"and {len(message.projects) - MOST_PROJECTS} more in the thread"))
    if picture:
        alt = " ".join(forecasts.summary(project) for project in message.projects)
        blocks.append(ImageBlock(slack_file=SlackFile(id=picture), alt_text=clip(f"Odds by project. {alt}", 1900)))
    closing = [calibration_line(message.calibration)] if message.calibration else []
    closing.append(f"{ODDS_IN_WORDS} Details are in the thread.")
    blocks += [DividerBlock(), *(ContextBlock(elements=[_mrkdwn(line)]) for line in closing)]
    return blocks


def digest_text(message: RiskDigest) -> str:
    """The whole digest for a notification or a screen reader."""
    lines = [forecasts.summary(project) for project in message.projects]
    return clip(" ".join([f"Risk digest of {safe(message.team, 80)}.", *lines]), 3000)


def calibration_line(record: Calibration) -> str:
    """How true the odds were, in one sentence that claims nothing on thin data."""
    if record.said is None or record.happened is None:
        return f"Too few tasks have ended to say how true these odds are: {record.tasks} of {ENOUGH} so far."
    return (
        f"Of the {record.of} things I called about {percent(record.said)}, {percent(record.happened)} happened; "
        f"{record.tasks} have ended so far."
    )


def details(message: DigestDetails) -> list[Block]:
    """One project in the thread: why its odds moved, what they hang on, the milestones."""
    project = message.project
    parts = [f"*{safe(project.name, 150)}*", f"*Since last week*: {forecasts.since_last_week(project)}"]
    if project.swings:
        parts.append(f"*What it hangs on*\n{forecasts.swing_lines(project)}")
    if project.milestones:
        lines = "\n".join(f"•  {safe(name, 100)}: {percent(chance)}" for name, chance in project.milestones[:20])
        parts.append(f"*Milestones, ever*\n{lines}")
    if project.waiting:
        parts.append("*Waiting on others*\n" + "\n".join(f"•  {safe(line, 150)}" for line in project.waiting[:5]))
    return [_section(part) for part in parts]


def details_text(message: DigestDetails) -> str:
    """The details in one line."""
    return f"Details: {forecasts.summary(message.project)}"


def _project(project: ProjectFigures) -> str:
    last = "" if project.last_by_target is None else f", last week {odds(project.last_by_target)}"
    change = ""
    if project.last_by_target is not None and round(abs(project.by_target - project.last_by_target) * 100):
        change = f" ({points(project.by_target - project.last_by_target)})"
    lines = [f"*{safe(project.name, 120)}*"]
    if project.impact:
        lines.append(safe(project.impact, 200))
    lines.append(
        f"*{odds(project.by_target)}* by {day(project.target)}{last}{change}: "
        f"{forecasts.in_words(project.by_target)}. {odds(project.ever)} that it works at all."
    )
    if project.p50 and project.p80:
        lines.append(f"If it works: even chance by {day(project.p50)}, four in five by {day(project.p80)}.")
    if project.fragile:
        lines.append(forecasts.fragile_line(project))
    if project.quick_wins:
        lines.append(f"Within reach: {safe(project.quick_wins[0], 120)}.")
    return "\n".join(lines)


def _risks(project: ProjectFigures) -> list[Block]:
    if not project.risks:
        return []
    lines = [
        f"{place}. *{safe(risk.task, 100)}* ({percent(risk.likelihood)}; "
        f"{round(risk.swing * 100)} points hang on it). {safe(risk.ask, 220)}"
        for place, risk in enumerate(project.risks[:MOST_RISKS], start=1)
    ]
    return [_section("*What could go wrong, and what you could do*\n" + "\n".join(lines))]


def _section(text: str) -> SectionBlock:
    return SectionBlock(text=_mrkdwn(clip(text, 2900)))


def _mrkdwn(text: str) -> MarkdownTextObject:
    return MarkdownTextObject(text=text)
