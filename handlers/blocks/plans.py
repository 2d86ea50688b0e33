"""How `/plan` looks: the list of projects, and one project with its milestones, approaches and tasks.

Both are pages of one modal; forms open on top of it (plan_forms.py).
"""

from collections.abc import Mapping, Sequence
from typing import TypeVar

from pydantic import BaseModel, ConfigDict
from slack_sdk.models.blocks import (
    ActionsBlock,
    Block,
    ButtonElement,
    ContextBlock,
    DividerBlock,
    HeaderBlock,
    MarkdownTextObject,
    Option,
    OverflowMenuElement,
    PlainTextObject,
    SectionBlock,
)
from slack_sdk.models.views import View

from bot.domain.cultures import Culture
from bot.domain.outlines import ApproachOutline, MilestoneOutline, Priority, ProjectOutline, TaskOutline
from bot.domain.statuses import Resolution
from bot.usecases.plans import ProjectPlan, TeamPlan
from handlers.blocks.text import clip, day, odds, percent, plural, safe
from storage.audit import AuditLine

_Row = TypeVar("_Row")

OPEN = "plan.open"
ADD = "plan.add"
MENU = "plan.menu"
TURN = "plan.turn"
LIST = "plan.list"

# A modal holds 100 blocks; this many rows stay readable on a page.
ROWS_ON_PAGE = 40

OUTCOMES = {
    Resolution.SUCCEEDED: "✓ succeeded",
    Resolution.FAILED: "✗ did not work",
    Resolution.ABANDONED: "– abandoned",
}
CULTURES = {Culture.RESEARCH: "Researchers", Culture.ENGINEERING: "Engineers"}
PRIORITIES = {
    Priority.HIGHEST: "Highest",
    Priority.HIGH: "High",
    Priority.NORMAL: "Normal",
    Priority.LOW: "Low",
}


class Place(BaseModel):
    """Where in the plan somebody looks, and what a form on top is about. Ids only."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    page: int = 0
    root: str | None = None
    team: int | None = None
    project: int | None = None
    milestone: int | None = None
    approach: int | None = None
    task: int | None = None

    def dumped(self) -> str:
        """For a view's metadata."""
        return self.model_dump_json(exclude_defaults=True)


def project_list(teams: Sequence[TeamPlan], *, page: int) -> View:
    """Every project of a person's teams, some on each page."""
    rows: list[Block] = []
    for team in teams:
        rows.append(HeaderBlock(text=clip(team.team.name, 150)))
        rows += [_project_row(outline, chance) for outline, chance in team.projects]
        if not team.projects:
            start = "*Add a project* begins one." if team.may_edit else "A manager adds the first one."
            rows.append(_section(f"No project yet. {start}"))
        if team.may_edit:
            button = ButtonElement(text="Add a project", action_id=ADD, value=f"project:{team.team.id}")
            rows.append(ActionsBlock(elements=[button]))
    blocks, page, pages = _page(rows, page, ROWS_ON_PAGE)
    blocks += _turning(Place(), page, pages)
    return _modal("Plan", blocks, Place(page=page))


def project_page(plan: ProjectPlan, *, page: int, note: str = "") -> View:
    """One project in full, some rows on each page."""
    outline = plan.outline
    rows = _rows(plan)
    shown, page, pages = _page(rows, page, ROWS_ON_PAGE)
    place = Place(project=outline.id, page=page)
    back = ButtonElement(text="← All projects", action_id=LIST)
    blocks: list[Block] = [ActionsBlock(elements=[back])]
    if note:
        blocks.append(_section(note))
    blocks.append(_section(_headline(plan), menu=_project_menu(plan)))
    if plan.may_edit and not outline.graph:
        add = ButtonElement(text="Add a milestone", action_id=ADD, value=f"milestone:{outline.id}")
        blocks.append(ActionsBlock(elements=[add]))
    if not rows:
        blocks.append(_section(_EMPTY if plan.may_edit else "Nothing is planned yet. A manager adds milestones."))
    blocks += [DividerBlock(), *shown, *_turning(place, page, pages)]
    blocks.append(ContextBlock(elements=[MarkdownTextObject(text=_LEGEND)]))
    return _modal("Plan", blocks, place)


def history(outline: ProjectOutline, lines: Sequence[AuditLine], names: Mapping[str, str]) -> View:
    """Who changed what, the newest first."""
    blocks: list[Block] = [_section(f"*{safe(outline.name, 300)}*: the newest changes")]
    blocks += [_section(_history_line(line, names)) for line in lines]
    if not lines:
        blocks.append(_section("Nothing was changed here yet."))
    return View(
        type="modal",
        title=PlainTextObject(text="Who changed what"),
        close=PlainTextObject(text="Back"),
        blocks=blocks,
    )


_EMPTY = (
    "Nothing is planned yet. A *milestone* is a must-have; an *approach* is one way to reach it, and any that works "
    "is enough; an approach is made of *tasks*, all of which it needs."
)
_LEGEND = (
    "All milestones are needed; any approach reaches its milestone; an approach needs all its tasks. "
    "Likelihoods belong to tasks, never to people."
)


def _headline(plan: ProjectPlan) -> str:
    outline = plan.outline
    lines = [f"*{safe(outline.name, 300)}*"]
    if outline.impact:
        lines.append(safe(outline.impact, 300))
    facts = [f"by {day(outline.target)}", f"importance: {PRIORITIES[outline.priority].lower()}"]
    if outline.sponsor:
        facts.append(f"for {safe(outline.sponsor, 150)}")
    if plan.by_target is not None and outline.closed is None:
        facts.append(f"*{odds(plan.by_target)}* by its date")
    if outline.closed is not None:
        facts.append(f"closed on {day(outline.closed)}")
    lines.append(" · ".join(facts))
    if outline.uncounted:
        names = ", ".join(safe(name, 60) for name in outline.uncounted[:5])
        lines.append(f"⚠ Not in the odds until a task is added: {names}")
    if outline.graph:
        lines.append("What its tasks add up to is written as a graph in its plan file.")
    return "\n".join(lines)


def _rows(plan: ProjectPlan) -> list[Block]:
    outline = plan.outline
    rows: list[Block] = []
    for milestone in outline.milestones:
        rows.append(_milestone_row(plan, milestone))
        for approach in milestone.approaches:
            rows.append(_approach_row(plan, milestone, approach))
            rows += [_task_row(plan, outline.tasks[task]) for task in approach.tasks]
    loose = [task for task in outline.tasks.values() if not outline.approaches_of(task.id)]
    if loose:
        rows.append(_section("*Tasks*" if outline.graph else "*In no approach, and in no odds*"))
        rows += [_task_row(plan, task) for task in loose]
    return rows


def _project_row(outline: ProjectOutline, chance: float | None) -> SectionBlock:
    open_tasks = sum(task.resolution is None for task in outline.tasks.values())
    facts = [f"by {day(outline.target)}", plural(len(outline.milestones), "milestone"), plural(open_tasks, "open task")]
    if outline.closed is not None:
        facts = [f"closed on {day(outline.closed)}"]
    elif chance is not None:
        facts.insert(0, f"*{odds(chance)}* by its date")
    else:
        facts.insert(0, "no task yet, so no odds")
    if outline.priority is not Priority.NORMAL and outline.closed is None:
        facts.append(f"importance: {PRIORITIES[outline.priority].lower()}")
    text = MarkdownTextObject(text=f"*{safe(outline.name, 300)}*\n{' · '.join(facts)}")
    button = ButtonElement(text="Open", action_id=OPEN, value=str(outline.id))
    return SectionBlock(text=text, accessory=button, block_id=f"project.{outline.id}")


def _milestone_row(plan: ProjectPlan, milestone: MilestoneOutline) -> SectionBlock:
    menu = {"approach_add": "Add an approach…", "milestone_edit": "Rename…", "milestone_remove": "Remove…"}
    count = len(milestone.approaches)
    note = "" if count > 1 else " · a single approach: fragile" if count else " · no approach yet"
    flag = plan.one_sided.get(milestone.id)
    if flag is not None:
        name = plan.names.get(flag.pair or "")
        pairing = f": pair them with {safe(name, 60)}?" if name else "."
        note += f"\n_{CULTURES[flag.culture]} work on it alone{pairing}_"
    text = f"*◆ {safe(milestone.name, 300)}*{note}"
    return _section(text, menu=_menu(menu, milestone.id) if plan.may_edit else None, id=f"milestone.{milestone.id}")


def _approach_row(plan: ProjectPlan, milestone: MilestoneOutline, approach: ApproachOutline) -> SectionBlock:
    menu = {"task_add": "Add a task…", "approach_edit": "Rename…", "approach_remove": "Remove…"}
    word = "one way" if len(milestone.approaches) == 1 else f"way {milestone.approaches.index(approach) + 1}"
    text = f"›  _{word}:_ {safe(approach.name, 300)}"
    if not approach.tasks:
        text += " · no task yet"
    return _section(text, menu=_menu(menu, approach.id) if plan.may_edit else None, id=f"approach.{approach.id}")


def _task_row(plan: ProjectPlan, task: TaskOutline) -> SectionBlock:
    menu = {"task_edit": "Edit…", "task_resolve": "It has ended…"}
    if task.resolution is not None:
        menu = {"task_edit": "Edit…", "task_reopen": "Open it again"}
        facts = [OUTCOMES[task.resolution], *([safe(task.reason, 200)] if task.reason else [])]
    else:
        facts = [f"*{percent(plan.likelihoods[task.id])}*"]
        swing = plan.swings.get(task.id)
        if swing is not None:
            facts.append(f"{plural(round(swing * 100), 'point')} hang on it")
        owner = plan.names.get(task.owner or "")
        facts.append(safe(owner, 60) if owner else "no owner, so nobody is asked")
        if owner and task.owner not in plan.asked:
            facts.append("is not asked in this team")
        if task.effort:
            facts.append(f"{task.effort.p50:g} to {task.effort.p90:g} days left")
    text = f"•  {safe(task.title, 300)}\n     {' · '.join(facts)}"
    return _section(text, menu=_menu(menu, task.id) if task.id in plan.mine else None)


def _project_menu(plan: ProjectPlan) -> OverflowMenuElement:
    menu = {"history": "Who changed what"}
    if plan.may_edit:
        closing = {"project_reopen": "Open it again"} if plan.outline.closed else {"project_close": "Close it…"}
        menu = {"project_edit": "Edit…", **menu, **closing}
    return _menu(menu, plan.outline.id)


def _history_line(line: AuditLine, names: Mapping[str, str]) -> str:
    when = f"<!date^{int(line.at.timestamp())}^{{date_short_pretty}} {{time}}|{line.at:%Y-%m-%d %H:%M} UTC>"
    change = line.change
    value = f"{safe(change.before, 120) or '(empty)'} → {safe(change.after, 120) or '(empty)'}"
    if change.field in {"added", "removed"}:
        value = ""
    reason = f" · because {safe(line.reason, 200)}" if line.reason else ""
    who = safe(names.get(line.person, line.person), 60)
    return f"{when} · {who} · {line.what} {safe(line.subject, 100)}: *{safe(change.field, 40)}* {value}{reason}"


def _turning(place: Place, page: int, pages: int) -> list[Block]:
    if pages < 2:
        return []
    where = place.project or 0
    buttons = []
    if page > 0:
        buttons.append(ButtonElement(text="← Page before", action_id=f"{TURN}.back", value=f"{where}:{page - 1}"))
    if page < pages - 1:
        buttons.append(ButtonElement(text="Next page →", action_id=f"{TURN}.on", value=f"{where}:{page + 1}"))
    return [
        ContextBlock(elements=[MarkdownTextObject(text=f"Page {page + 1} of {pages}")]),
        ActionsBlock(elements=buttons),
    ]


def _page(rows: list[_Row], page: int, size: int) -> tuple[list[_Row], int, int]:
    pages = max(1, -(-len(rows) // size))
    page = min(max(page, 0), pages - 1)
    return rows[page * size : (page + 1) * size], page, pages


def _menu(options: Mapping[str, str], id: int) -> OverflowMenuElement:
    return OverflowMenuElement(
        action_id=MENU, options=[Option(value=f"{name}:{id}", label=label) for name, label in options.items()]
    )


def _section(text: str, *, menu: OverflowMenuElement | None = None, id: str | None = None) -> SectionBlock:
    return SectionBlock(text=MarkdownTextObject(text=clip(text, 2990)), accessory=menu, block_id=id)


def _modal(title: str, blocks: list[Block], place: Place) -> View:
    return View(
        type="modal",
        title=PlainTextObject(text=title),
        close=PlainTextObject(text="Done"),
        private_metadata=place.dumped(),
        blocks=blocks,
    )
