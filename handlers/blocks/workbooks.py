"""How a file that somebody sent is shown before it is imported. Pure; ids are constants here."""

from collections.abc import Sequence

from slack_sdk.models.blocks import (
    ActionsBlock,
    Block,
    ButtonElement,
    ContextBlock,
    HeaderBlock,
    MarkdownTextObject,
    SectionBlock,
)

from bot.domain.import_previews import preview_lines
from bot.usecases.imports import Offered
from bot.usecases.teams import Imported
from handlers.blocks.text import clip, escaped, safe

IMPORT = "workbook.import"
CANCEL = "workbook.cancel"
TEMPLATE = "workbook.template"
MOST_LINES = 12
MOST_NOTES = 5


def offer(offered: Offered, *, name: str, file: str) -> list[Block]:
    """What importing the file would change, team by team, with *Import* and *Cancel*."""
    blocks: list[Block] = [HeaderBlock(text=clip(f"Import {name}?", 150))]
    for known in offered.previews[:10]:
        lines = "\n".join(safe(line, 200) for line in preview_lines(known, most=MOST_LINES))
        blocks.append(_section(f"*{safe(known.team, 100)}*\n{lines}"))
    notes = list(dict.fromkeys(note for team in offered.teams for note in team.passed_over))
    if notes:
        more = f" And {len(notes) - MOST_NOTES} more like this." if len(notes) > MOST_NOTES else ""
        shown = " ".join(f"{safe(note, 200)}." for note in notes[:MOST_NOTES])
        blocks.append(ContextBlock(elements=[MarkdownTextObject(text=clip(f"Not used: {shown}{more}", 2900))]))
    buttons = [ButtonElement(text="Cancel", action_id=CANCEL, value=file)]
    if any(known.changes or known.tasks_left_out for known in offered.previews):
        buttons.insert(0, ButtonElement(text="Import", action_id=IMPORT, value=file, style="primary"))
    return [*blocks, ActionsBlock(elements=buttons)]


def offer_text(offered: Offered, *, name: str) -> str:
    """The same in one line."""
    count = sum(known.changes for known in offered.previews)
    return f"Import {safe(name, 100)}? {count} {'thing' if count == 1 else 'things'} would change."


def faults_text(error: Exception, *, name: str) -> str:
    """Why a file cannot be imported, place by place as far as a message reaches."""
    return clip(f"{escaped(name)}: {escaped(str(error))}", 2900)


def refusal(text: str) -> list[Block]:
    """Why a file cannot be used, and a workbook to fill in instead."""
    button = ButtonElement(text="Send me a template", action_id=TEMPLATE, value="template")
    return [_section(text), ActionsBlock(elements=[button])]


def done_text(done: Sequence[Imported], *, by: str) -> str:
    """What was imported."""
    lines = [f"{safe(one.team, 100)}: {one.members} people, {one.tasks} tasks." for one in done]
    return clip(f"<@{by}> imported it. {' '.join(lines)} `/plan` shows it.", 2900)


def _section(text: str) -> SectionBlock:
    return SectionBlock(text=MarkdownTextObject(text=clip(text, 2900)))
