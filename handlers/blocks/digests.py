"""How the weekly digest looks: one message that is read in a minute, and its details for the thread."""

from collections.abc import Sequence
from datetime import date
from html import unescape

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
from bot.domain.digests import THE_PLAN, TIME, in_whole_points, matter_most
from bot.domain.messages import (
    MOST_IN_FULL,
    Calibration,
    Cause,
    DigestDetails,
    NothingChanged,
    OddsMoved,
    ProjectFigures,
    Risk,
    RiskDigest,
    Waiting,
)
from handlers.blocks import forecasts
from handlers.blocks.text import clip, day, listed, odds, percent, plural, points, safe, short_day

# Of more projects than are told in full, two are, a few have a line each, and the rest is counted.
IN_FULL_OF_MANY, MOST_LINES = 2, 5
MOST_CAUSES, MOST_ALSO = 3, 2
MOST_JUMPS = 5
A_WEEK = range(5, 10)
MINUS = "−"
# What arithmetic leaves of certainty.
NEXT_TO_NOTHING = 1e-6
ODDS_IN_WORDS = (
    "Unlikely is below 45 %, about even up to 55 %, likely up to 80 %, very likely up to 95 %. "
    "What hangs on a task is how far the odds lie apart between it working and failing."
)


def digest(message: RiskDigest, picture: str | None) -> list[Block]:
    """The parent message: each project's odds with the last ones beside them, why, and what could go wrong."""
    blocks: list[Block] = [HeaderBlock(text=clip(title(message), 150))]
    if message.note:
        blocks.append(_section(f"*A word from the team*\n{_quoted(message.note)}"))
    if len(message.projects) > MOST_IN_FULL:
        blocks.append(_section(_summary(message.projects)))
    blocks += [_section(_project(project)) for project in _in_full(message)]
    blocks += _in_short(message)
    if message.projects:
        blocks += [_section(part) for part in (_risks(message), _also(message)) if part]
    else:
        blocks.append(_section(EMPTY))
    if message.unplanned:
        blocks.append(_section(_unplanned(message)))
    if picture:
        blocks.append(ImageBlock(slack_file=SlackFile(id=picture), alt_text=clip(alt_text(message), 1900)))
    closing = [f"{calibration_line(message.calibration)} {ODDS_IN_WORDS}"] if message.calibration else [ODDS_IN_WORDS]
    closing += ["Details of each project are in the thread."] if message.projects else []
    return [*blocks, DividerBlock(), *(ContextBlock(elements=[_mrkdwn(line)]) for line in closing)]


EMPTY = (
    "No project of this digest is open and has a task, so there is nothing to forecast. I say no more until one has."
)


def title(message: RiskDigest) -> str:
    """What the digest is about: a team, or the one project that its readers follow."""
    return f"Risk digest: {message.projects[0].name if len(message.projects) == 1 else message.team}"


def digest_text(message: RiskDigest) -> str:
    """The whole digest for a notification or a screen reader."""
    parts = [f"{safe(title(message), 150)}, {day(message.as_of)}."]
    if message.note:
        parts.append(f"A word from the team: {safe(message.note, 500)}")
    parts += [summary(project) for project in message.projects] or [EMPTY]
    for place, (project, risk) in enumerate(matter_most(message.projects), start=1):
        of = f" ({safe(project.name, 60)})" if len(message.projects) > 1 else ""
        parts.append(f"Risk {place}{of}: {safe(risk.task, 100)}, {_stakes(risk)}. {safe(risk.ask, 220)}")
    parts.append(_also(message).replace("*", "").replace("\n", " "))
    if message.calibration:
        parts.append(calibration_line(message.calibration))
    return clip(" ".join(part for part in parts if part), 3800)


def alt_text(message: RiskDigest) -> str:
    """The picture in words, in plain text."""
    said = " ".join(["Odds by project.", *(summary(project) for project in message.projects)])
    return unescape(said).replace("\u200b", "")


def summary(project: ProjectFigures) -> str:
    """One project in a few sentences, without formatting; product impact first here as well."""
    why = _why(project, MOST_CAUSES)
    what = f"{safe(project.impact, 120)} ({safe(project.name, 60)})" if project.impact else safe(project.name, 100)
    return f"{what}: {_odds(project)}" + (f" {why}" if why else "")


def calibration_line(record: Calibration) -> str:
    """How true the odds were, in one sentence that claims nothing on thin data."""
    if record.said is None or record.happened is None:
        return f"Too few tasks have ended to say how true these odds are: {record.tasks} of {ENOUGH} so far."
    return (
        f"Of the {record.of} things I called about {percent(record.said)}, {percent(record.happened)} happened; "
        f"{record.tasks} have ended so far."
    )


def details(message: DigestDetails) -> list[Block]:
    """One project in the thread: why its odds moved, what they hang on, its risks, the milestones."""
    project = message.project
    parts = [f"*{safe(project.name, 150)}*\n{_bold(project, _odds(project))}"]
    causes = _causes(project, len(project.causes))
    if causes:
        parts.append(f"*Why, since {_when(project)}*\n" + "\n".join(f"•  {cause}" for cause in causes))
    if project.swings:
        parts.append(f"*What it hangs on*\n{forecasts.swing_lines(project)}")
    if project.risks:
        lines = [
            f"•  *{safe(risk.task, 100)}* ({percent(risk.likelihood)}). {safe(risk.ask, 220)}" for risk in project.risks
        ]
        parts.append("*What could go wrong, and what you could do*\n" + "\n".join(lines))
    if project.fragile:
        parts.append(f"*Fragile*\n{forecasts.fragile_line(project)}")
    if project.quick_wins:
        parts.append(
            "*Quick wins within reach*\n" + "\n".join(f"•  {safe(one, 150)}" for one in project.quick_wins[:5])
        )
    if project.waiting:
        parts.append("*Waiting on others*\n" + "\n".join(f"•  {_waits(one)}" for one in project.waiting[:8]))
    if project.milestones:
        lines = [f"•  {safe(name, 100)}: {percent(chance)}" for name, chance in project.milestones[:20]]
        parts.append("*Milestones, ever*\n" + "\n".join(lines))
    return [_section(part) for part in parts]


def details_text(message: DigestDetails) -> str:
    """The details in a few sentences."""
    project = message.project
    also = [f"{safe(risk.task, 100)} could go wrong. {safe(risk.ask, 220)}" for risk in project.risks]
    also += [f"{_waits(one)}." for one in project.waiting[:8]]
    return clip(" ".join([f"Details: {summary(project)}", *also]), 3800)


def nothing_changed(message: NothingChanged) -> list[Block]:
    """One short line in place of a digest that would say the same."""
    return [_section(f"*Risk digest: {safe(message.team, 80)}.* {_nothing(message)}")]


def nothing_changed_text(message: NothingChanged) -> str:
    """The same without formatting."""
    return f"Risk digest: {safe(message.team, 80)}. {_nothing(message)}"


def odds_moved(message: OddsMoved) -> list[Block]:
    """What moved far between two digests, why, and what a reader could do."""
    blocks: list[Block] = [HeaderBlock(text=clip(f"Odds have moved: {message.team}", 150))]
    for project in message.projects[:MOST_JUMPS]:
        lines = [_project(project)]
        if project.risks:
            risk = project.risks[0]
            lines.append(f"*{safe(risk.task, 100)}* is what to look at first. {safe(risk.ask, 220)}")
        blocks.append(_section("\n".join(lines)))
    if len(message.projects) > MOST_JUMPS:
        blocks.append(_section(f"And {len(message.projects) - MOST_JUMPS} more moved as far."))
    note = "I say this between digests, once, when odds are far from what you were told last."
    return [*blocks, ContextBlock(elements=[_mrkdwn(note)])]


def odds_moved_text(message: OddsMoved) -> str:
    """The same for a notification or a screen reader."""
    parts = [summary(project) for project in message.projects[:MOST_JUMPS]]
    asks = [safe(project.risks[0].ask, 220) for project in message.projects[:MOST_JUMPS] if project.risks]
    return clip(" ".join([f"Odds have moved: {safe(message.team, 80)}.", *parts, *asks]), 3800)


def _in_full(message: RiskDigest) -> Sequence[ProjectFigures]:
    few = len(message.projects) <= MOST_IN_FULL
    return message.projects if few else message.projects[:IN_FULL_OF_MANY]


def _in_short(message: RiskDigest) -> list[Block]:
    rest = message.projects[len(_in_full(message)) :]
    if not rest:
        return []
    lines = [
        f"•  {safe(project.impact or project.name, 50)}{_named(project)}: *{odds(project.by_target)}*"
        f"{_short_change(project)} by {short_day(project.target)}"
        for project in rest[:MOST_LINES]
    ]
    if len(rest) > MOST_LINES:
        lines.append(f"and {len(rest) - MOST_LINES} more in the thread, that moved less")
    return [_section("\n".join(lines))]


def _named(project: ProjectFigures) -> str:
    return f" ({safe(project.name, 30)})" if project.impact else ""


def _summary(projects: Sequence[ProjectFigures]) -> str:
    moves = [_move(one) for one in projects]
    lower, higher = sum(move < 0 for move in moves), sum(move > 0 for move in moves)
    said = [f"{count} {word}" for count, word in ((lower, "less likely"), (higher, "likelier")) if count]
    same = len(projects) - lower - higher
    said += [f"{same} as before"] if same else []
    return f"*{plural(len(projects), 'project')}*: {listed(said)}."


def _project(project: ProjectFigures) -> str:
    """Product impact first, then the odds beside the last ones, then why."""
    impact = f"*{safe(project.impact, 120)}*\n{safe(project.name, 60)}: " if project.impact else ""
    name = impact or f"*{safe(project.name, 120)}*: "
    why = _why(project, MOST_CAUSES)
    return f"{name}{_bold(project, _odds(project))}" + (f"\n{why}" if why else "")


def _odds(project: ProjectFigures) -> str:
    """The odds by the date and ever, in words, with those of before and the date that success would take."""
    if project.ever > 1 - NEXT_TO_NOTHING:
        return f"reached. All that it needed has worked; its date was {_day(project.target, project)}."
    if project.ever < NEXT_TO_NOTHING:
        return (
            "cannot succeed as planned: every way to one of its must-haves is closed. It takes another way, or an end."
        )
    by = f"; if so, four chances in five by {_day(project.p80, project)}" if project.p80 else ""
    at_all = f"{odds(project.ever)} that it works at all{by}."
    if project.target < project.as_of:
        return f"its date, {_day(project.target, project)}, has passed. {at_all} A new date is due."
    last = ""
    if project.last_by_target is not None:
        was, move = odds(project.last_by_target), _move(project)
        last = f" {_begun(_when(project))} {was} ({points(move / 100)})." if move else f" The same {_when(project)}."
    words = forecasts.in_words(project.by_target)
    return f"{odds(project.by_target)} by {_day(project.target, project)}, {words}.{last} {at_all}"


def _begun(words: str) -> str:
    return words[:1].upper() + words[1:]


def _day(on: date, project: ProjectFigures) -> str:
    """A date, with its year where that is not the one its reader is in."""
    return day(on) if on.year != project.as_of.year else f"{on:%a} {short_day(on)}"


def _bold(project: ProjectFigures, said: str) -> str:
    """The same with the number that matters in bold."""
    head = odds(project.by_target)
    return f"*{head}*{said[len(head) :]}" if said.startswith(head) else f"*{_begun(said)}*"


def _move(project: ProjectFigures) -> int:
    """By how many whole points the odds differ from the last ones: as they are told, so that nobody subtracts wrong."""
    if project.last_by_target is None:
        return 0
    return round(project.by_target * 100) - round(project.last_by_target * 100)


def _short_change(project: ProjectFigures) -> str:
    move = _move(project)
    return f" ({_signed(move)})" if move else ""


def _when(project: ProjectFigures) -> str:
    days = (project.as_of - project.last_on).days if project.last_on else 7
    return "last week" if days in A_WEEK else f"on {_day(project.last_on or project.as_of, project)}"


def _why(project: ProjectFigures, most: int) -> str:
    causes = _causes(project, most) if _move(project) else []
    return f"Why: {'; '.join(causes)}." if causes else ""


def _causes(project: ProjectFigures, most: int) -> list[str]:
    """What moved the odds, in whole points that add up to the move as it is told."""
    if project.last_by_target is None:
        return []
    named = project.causes[:most]
    rest = project.by_target - project.last_by_target - sum(cause.points for cause in named)
    told = in_whole_points([*(cause.points for cause in named), rest], _move(project))
    lines = [f"{_signed(moved)} for {_cause(cause)}" for cause, moved in zip(named, told[:-1], strict=True) if moved]
    return [*lines, *([f"{_signed(told[-1])} for everything else"] if told[-1] else [])]


def _cause(cause: Cause) -> str:
    # Time and the plan are no task's title, and stand within a sentence.
    name = cause.task.lower() if cause.task in (TIME, THE_PLAN) else safe(cause.task, 80)
    return name + (f" ({safe(cause.words, 120)})" if cause.words else "")


def _signed(whole: int) -> str:
    return f"{'+' if whole > 0 else MINUS}{abs(whole)}"


def _risks(message: RiskDigest) -> str:
    ranked = matter_most(message.projects)
    many = len(message.projects) > 1
    lines = [
        f"{place}. *{safe(risk.task, 80)}*{f' ({safe(project.name, 30)})' if many else ''}: {_stakes(risk)}. "
        f"{safe(risk.ask, 220)}"
        for place, (project, risk) in enumerate(ranked, start=1)
    ]
    return "*What could go wrong, and what you could do*\n" + "\n".join(lines) if lines else ""


def _stakes(risk: Risk) -> str:
    return f"{percent(risk.likelihood)} that it works, {round(risk.swing * 100)} points hang on it"


def _also(message: RiskDigest) -> str:
    """What is fragile, within reach, and waiting on somebody outside; a line each."""
    fragile = [safe(one, 100) for project in message.projects for one in project.fragile]
    wins = [safe(one, 80) for project in message.projects for one in project.quick_wins]
    waits = sorted((one for project in message.projects for one in project.waiting), key=lambda one: one.by or date.max)
    lines = [
        _line("Fragile", fragile),
        _line("Quick wins within reach", wins),
        _line("Waiting on somebody outside", [_waits(one) for one in waits]),
    ]
    return "\n".join(line for line in lines if line)


def _line(lead: str, items: Sequence[str]) -> str:
    if not items:
        return ""
    more = f"; and {len(items) - MOST_ALSO} more" if len(items) > MOST_ALSO else ""
    return f"*{lead}*: {'; '.join(items[:MOST_ALSO])}{more}."


def _waits(one: Waiting) -> str:
    since = f" since {short_day(one.since)}" if one.since else ""
    by = f", {'needed' if one.blocked else 'expected'} by {short_day(one.by)}" if one.by else ""
    return f"{safe(one.task, 80)} ({'blocked' if one.blocked else 'waiting'}{since}{by})"


def _unplanned(message: RiskDigest) -> str:
    names = [safe(name, 60) for name in message.unplanned[:MOST_ALSO]]
    more = len(message.unplanned) - len(names)
    return f"No odds yet, for want of a task: {listed([*names, *([f'{more} more'] if more else [])])}."


def _nothing(message: NothingChanged) -> str:
    named = [
        f"{safe(one.name, 60)} {odds(one.by_target)} by {short_day(one.target)}"
        for one in message.projects[:MOST_JUMPS]
    ]
    more = len(message.projects) - len(named)
    coming = f" The next one comes {day(message.next_on)}." if message.next_on else ""
    return (
        f"Nothing changed since {day(message.since)}: {listed([*named, *([f'{more} more'] if more else [])])}.{coming}"
    )


def _quoted(note: str) -> str:
    return "\n".join(f"> {safe(line, 500)}" for line in note.splitlines() if line.strip())


def _section(text: str) -> SectionBlock:
    return SectionBlock(text=_mrkdwn(clip(text, 2900)))


def _mrkdwn(text: str) -> MarkdownTextObject:
    return MarkdownTextObject(text=text)
