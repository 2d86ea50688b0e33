"""What a team's channel shows of one date's check-ins: counts in the message, what ended in its thread. Pure."""

from slack_sdk.models.blocks import Block, MarkdownTextObject, SectionBlock

from bot.domain.messages import TeamDay, TeamNews
from handlers.blocks.text import day, plural, safe


def day_blocks(message: TeamDay) -> list[Block]:
    """The counts, edited in place as answers come in."""
    return [_section(day_text(message))]


def day_text(message: TeamDay) -> str:
    """The counts in one line."""
    away = f", {message.away} away" if message.away else ""
    return (
        f"{safe(message.team, 80)}, {day(message.local_date)}: "
        f"{message.answered} of {plural(message.asked, 'check-in')} in{away}."
    )


def news_blocks(message: TeamNews) -> list[Block]:
    """A task that ended, and what was learned on the way."""
    return [_section(news_text(message))]


def news_text(message: TeamNews) -> str:
    """The same in one line."""
    title = safe(message.title, 200)
    if message.status == "done":
        head = f"*{title}* is done. Well worked!"
    else:
        head = f"*{title}* is ruled out: that is progress, and it frees somebody for the next approach."
    return f"{head} Learned: {safe(message.learned, 400)}" if message.learned else head


def _section(text: str) -> SectionBlock:
    return SectionBlock(text=MarkdownTextObject(text=text))
