"""How it is asked how a task ended. Pure; ids are constants here."""

from slack_sdk.models.blocks import ActionsBlock, Block, ButtonElement, ContextBlock, MarkdownTextObject, SectionBlock

from bot.domain.messages import ResolutionAsked
from bot.domain.statuses import Resolution
from handlers.blocks.text import day, safe

ENDED = "resolution."
STILL_OPEN = "open"
CHOICES = (
    (Resolution.SUCCEEDED.value, "It worked"),
    (Resolution.FAILED.value, "It did not"),
    (Resolution.ABANDONED.value, "We dropped it"),
    (STILL_OPEN, "Still open"),
)


def question(message: ResolutionAsked) -> list[Block]:
    """The question with its four answers."""
    return [
        SectionBlock(text=_mrkdwn(_asked(message))),
        ActionsBlock(
            elements=[
                ButtonElement(text=label, action_id=f"{ENDED}{value}", value=str(message.task))
                for value, label in CHOICES
            ]
        ),
        ContextBlock(
            elements=[
                _mrkdwn("Knowing how things ended keeps the odds honest; it is never counted for or against anybody.")
            ]
        ),
    ]


def question_text(message: ResolutionAsked) -> str:
    """The question in one line."""
    return f"How did {safe(message.title, 150)} end?"


def answered(title: str, choice: str) -> list[Block]:
    """What takes the question's place."""
    words = {
        Resolution.SUCCEEDED.value: "it worked. Congratulations!",
        Resolution.FAILED.value: "it did not work. Thank you: that is worth as much to know.",
        Resolution.ABANDONED.value: "you dropped it. Thank you for saying so.",
        STILL_OPEN: "still open. I will ask again in a week; a new target date in `/plan` stops that.",
    }[choice]
    return [SectionBlock(text=_mrkdwn(f"*{safe(title, 200)}*: {words}"))]


def _asked(message: ResolutionAsked) -> str:
    name, project = safe(message.title, 200), safe(message.project, 150)
    passed = f"The target of *{project}* was {day(message.target)}."
    if not message.owned:
        return f"{passed} *{name}* is still open in the plan. Do you know how it ended?"
    return f"{passed} How did *{name}* end?"


def _mrkdwn(text: str) -> MarkdownTextObject:
    return MarkdownTextObject(text=text)
