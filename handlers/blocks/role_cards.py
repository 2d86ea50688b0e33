"""Role cards: what somebody in a role does, how to hire and interview them, and who holds it here. Pure."""

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

from bot.domain.entries import Entry
from bot.domain.role_cards import job_of_passage
from bot.domain.role_coverage import Job
from bot.usecases.advice import RoleCard
from handlers.blocks.text import clip, listed, passages, safe

ROLE = "role.card"
ROLES = "role.list"
MOST_NAMES = 12


def roles(*, named: str = "") -> list[Block]:
    """All the roles, to choose from; `named` is what somebody asked for and I have no card of."""
    text = "Which role? A card says what they do, how to hire and interview them, and who holds it here."
    if named:
        text = f"I have no card for _{safe(named, 80)}_. {text}"
    return [SectionBlock(text=MarkdownTextObject(text=text)), buttons(list(Job))]


def buttons(jobs: Sequence[Job]) -> ActionsBlock:
    """Each role as a button that opens its card."""
    return ActionsBlock(
        elements=[
            ButtonElement(text=_title(job), action_id=f"{ROLE}.{job.name.lower()}", value=job.name) for job in jobs
        ]
    )


def list_button() -> ButtonElement:
    """The way to all of them."""
    return ButtonElement(text="Roles", action_id=ROLES)


def offer(shown: Entry | None) -> list[Block]:
    """The whole card, below a passage that is about one role."""
    job = job_of_passage(shown.id) if shown else None
    if job is None:
        return []
    button = ButtonElement(text=f"The whole card: {job}", action_id=f"{ROLE}.{job.name.lower()}", value=job.name)
    return [ActionsBlock(elements=[button])]


def card(found: RoleCard) -> list[Block]:
    """The card, section by section."""
    blocks: list[Block] = [HeaderBlock(text=_title(found.job))]
    for section, entries in found.sections:
        text = clip(f"*{section}*\n{passages(entries)}", 2900)
        blocks.append(SectionBlock(text=MarkdownTextObject(text=text)))
    blocks.append(SectionBlock(text=MarkdownTextObject(text=f"*Here*\n{_here(found)}")))
    used = dict.fromkeys(
        f"<{one.url}|{safe(one.source, 120)}>" if one.url else safe(one.source, 120)
        for _, entries in found.sections
        for one in entries
    )
    return [*blocks, ContextBlock(elements=[MarkdownTextObject(text=clip(f"Sources: {' · '.join(used)}", 2900))])]


def card_text(found: RoleCard) -> str:
    """The same in one line."""
    return f"{_title(found.job)}: what they do, how to hire and interview them, and who holds it here."


def _here(found: RoleCard) -> str:
    if not found.teams:
        return "You are in no team here, so I cannot say who holds it."
    lines = []
    for team in found.teams:
        who = team.held.get(found.job, ())
        more = [f"{len(who) - MOST_NAMES} more"] if len(who) > MOST_NAMES else []
        names = listed([safe(name, 60) for name in who[:MOST_NAMES]] + more) if who else "nobody in this role"
        lines.append(f"{safe(team.team, 100)}: {names}.")
    return "\n".join(lines)


def _title(job: Job) -> str:
    return job[0].upper() + job[1:]
