"""A picture of a project with what it says in words, below the card that asked for it. Pure."""

from slack_sdk.models.blocks import Block, ContextBlock, ImageBlock, MarkdownTextObject, PlainTextObject, SectionBlock
from slack_sdk.models.blocks.basic_components import SlackFile

from bot.domain.pictures import OddsHistory, OddsPoint
from handlers.blocks.text import clip, day, fitted, odds, points, safe, short_day

MOST_WEEKS = 8
MOST_EVENTS = 8


def shown(title: str, words: str, *, alt: str, picture: str | None, below: str = "") -> list[Block]:
    """A picture under its title; the words carry the content when there is no picture, and for who cannot see it."""
    blocks: list[Block] = [_section(f"*{title}*\n{words}" if words else f"*{title}*")]
    if picture:
        blocks.append(ImageBlock(slack_file=SlackFile(id=picture), alt_text=clip(alt, 1900)))
    else:
        blocks.append(SectionBlock(text=PlainTextObject(text=clip(alt, 1900))))
    if below:
        blocks.append(ContextBlock(elements=[MarkdownTextObject(text=clip(below, 2900))]))
    return blocks


def history_words(history: OddsHistory) -> str:
    """The newest weeks in words: the odds, what they moved by, and what did it."""
    if not history.points:
        return "Nothing is known of it yet; its odds are kept from the first day on."
    weeks = list(zip((None, *history.points), history.points, strict=False))[-MOST_WEEKS:]
    lines = [_week(one, earlier) for earlier, one in reversed(weeks)]
    told = [f"•  {day(on)}: {safe(words, 160)}" for on, words in reversed(history.events[-MOST_EVENTS:])]
    return fitted([*lines, *(["*Events*", *told] if told else [])])


def _week(one: OddsPoint, earlier: OddsPoint | None) -> str:
    line = f"•  {short_day(one.on)}: *{odds(one.odds)}*"
    if earlier is None:
        return f"{line}, where it began"
    moved = f" ({points(one.odds - earlier.odds)})"
    return f"{line}{moved}" + (f": {safe(one.moved_by, 160)}" if one.moved_by else "")


def _section(text: str) -> SectionBlock:
    return SectionBlock(text=MarkdownTextObject(text=text))
