"""How App Home looks."""

from slack_sdk.models.blocks import (
    ActionsBlock,
    Block,
    ButtonElement,
    ContextBlock,
    DividerBlock,
    HeaderBlock,
    MarkdownTextObject,
    SectionBlock,
)
from slack_sdk.models.views import View

from bot.domain.people import AUDIENCE
from bot.usecases.home import Home
from handlers.blocks.checkins import OPEN_FORM
from handlers.blocks.text import instant, listed, odds, percent, safe

MOST_TASKS = 25
MOST_PROJECTS = 20

WELCOME = (
    "*Welcome.* I ask engineers twice a week what effort went into their tasks, keep the odds of every project "
    "honest, and tell leadership once a week in plain words.\n\nYou are in no team yet. Whoever runs me imports "
    "a team with `barometer import team.yaml`; until then, ask me anything about how machine-learning teams work: "
    "`/ask who should own the data pipeline?`"
)


def home(page: Home) -> View:
    """One person's page."""
    return View(type="home", blocks=_blocks(page) if page.known else [_section(WELCOME)])


def _blocks(page: Home) -> list[Block]:
    blocks: list[Block] = [HeaderBlock(text="Your check-ins")]
    if page.open_checkin is not None:
        button = ButtonElement(text="Check in", action_id=OPEN_FORM, value=str(page.open_checkin), style="primary")
        blocks += [_section("A check-in is waiting for you."), ActionsBlock(elements=[button])]
    when = f"Your next one comes {instant(page.next_checkin)}" if page.next_checkin else "None is planned"
    blocks.append(_section(f"{when}. `/checkin` works any time, also before."))
    blocks += [DividerBlock(), HeaderBlock(text="Your tasks")]
    lines = [
        f"•  {safe(task.title, 120)} · *{percent(task.likelihood)}* · {safe(task.project, 60)}"
        for task in page.tasks[:MOST_TASKS]
    ]
    blocks += _paragraphs(lines) or [_section("No open task is yours.")]
    blocks += [DividerBlock(), HeaderBlock(text=f"Projects of {listed(list(page.teams))}"[:150])]
    lines = [
        f"•  {safe(project.name, 120)} · *{odds(project.by_target)}* by its date · {odds(project.ever)} ever"
        for project in page.projects[:MOST_PROJECTS]
    ]
    blocks += _paragraphs(lines) or [_section("No project yet. A plan file or `barometer import` adds one.")]
    note = "`/forecast` shows what these hang on and what to do next. "
    blocks.append(ContextBlock(elements=[MarkdownTextObject(text=note + AUDIENCE)]))
    return blocks


def _paragraphs(lines: list[str]) -> list[Block]:
    return [_section("\n".join(lines[start : start + 10])) for start in range(0, len(lines), 10)]


def _section(text: str) -> SectionBlock:
    return SectionBlock(text=MarkdownTextObject(text=text))
