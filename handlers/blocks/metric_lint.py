"""The question of product impact that a narrow metric is asked: kind, private, never in the way. Pure."""

from slack_sdk.models.blocks import (
    Block,
    ButtonElement,
    ContextBlock,
    MarkdownTextObject,
    PlainTextObject,
    SectionBlock,
)
from slack_sdk.models.views import View

from bot.domain.entries import Entry
from bot.domain.messages import NarrowMetric
from handlers.blocks.text import paragraphs, safe

WHY = "metric.why"


def question(asked: NarrowMetric) -> list[Block]:
    """What a metric somebody wrote does for people, and the way to why that is asked."""
    text = f"You wrote “{safe(asked.said, 100)}”. {safe(asked.question)} A sentence on that is what others can use."
    button = ButtonElement(text="Why I ask", action_id=WHY, value=asked.why)
    return [SectionBlock(text=MarkdownTextObject(text=text), accessory=button)]


def hint(asked: NarrowMetric, why: Entry) -> View:
    """The same where a form was just saved: it is saved as it stands."""
    text = f"*Saved.* The impact says “{safe(asked.said, 100)}”. {safe(asked.question)}"
    return View(
        type="modal",
        title=PlainTextObject(text="One question"),
        close=PlainTextObject(text="Leave it as it is"),
        blocks=[SectionBlock(text=MarkdownTextObject(text=text)), *passage(why)],
    )


def passage(why: Entry) -> list[Block]:
    """The passage that says why, with its source."""
    source = f"<{why.url}|{safe(why.source, 150)}>" if why.url else safe(why.source, 150)
    return [
        SectionBlock(text=MarkdownTextObject(text=f"*{safe(why.title, 150)}*\n{paragraphs(why.text)}")),
        ContextBlock(elements=[MarkdownTextObject(text=source)]),
    ]
