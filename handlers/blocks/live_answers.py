"""How an answer from the team's own data looks: what is so, where it stands, and what to do next."""

from slack_sdk.models.blocks import ActionsBlock, Block, ButtonElement, ContextBlock, MarkdownTextObject, SectionBlock

from bot.domain.knowledge import Asked
from bot.domain.live_answers import LiveAnswer
from handlers.blocks.question_feedback import FOLLOW, Ref
from handlers.blocks.text import clip, escaped, safe


def live(asked: Asked, given: LiveAnswer) -> list[Block]:
    """The lines, what they come from, and what holds for teams in general as buttons."""
    lines = "\n".join(safe(line, 400) for line in given.lines)
    blocks: list[Block] = [SectionBlock(text=MarkdownTextObject(text=clip(lines, 2900)))]
    small = [f"From {safe(given.cites, 200)}" if given.cites else "", escaped(clip(given.then, 300))]
    if any(small):
        blocks.append(ContextBlock(elements=[MarkdownTextObject(text=" · ".join(one for one in small if one))]))
    general = [one.entry for one in asked.answer.found]
    if general:
        blocks += [
            ContextBlock(elements=[MarkdownTextObject(text="In general:")]),
            ActionsBlock(
                elements=[
                    ButtonElement(
                        text=clip(entry.title, 75),
                        action_id=f"{FOLLOW}.{place}",
                        value=Ref(question=asked.id, passage=entry.id).model_dump_json(exclude_defaults=True),
                    )
                    for place, entry in enumerate(general)
                ]
            ),
        ]
    return blocks


def live_text(given: LiveAnswer) -> str:
    """The same for a notification or a screen reader."""
    return clip(" ".join(safe(line, 400) for line in given.lines), 1500)
