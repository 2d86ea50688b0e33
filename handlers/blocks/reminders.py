"""How a reminder looks. Pure."""

from slack_sdk.models.blocks import ActionsBlock, Block, ButtonElement, ContextBlock, MarkdownTextObject, SectionBlock

from bot.domain.messages import CheckinReminder
from handlers.blocks.checkins import NOTHING_CHANGED, OPEN_FORM, SKIP
from handlers.blocks.settings import OPEN_SETTINGS
from handlers.blocks.text import day, safe


def reminder(message: CheckinReminder) -> list[Block]:
    """The same ways to answer as the prompt has, and where reminders are turned off."""
    value = str(message.checkin)
    note = "The last reminder for this one. " if message.last else ""
    return [
        SectionBlock(text=MarkdownTextObject(text=f"{reminder_text(message)} · {safe(message.team, 80)}")),
        ActionsBlock(
            elements=[
                ButtonElement(text="Check in", action_id=OPEN_FORM, value=value, style="primary"),
                ButtonElement(text="Nothing changed", action_id=NOTHING_CHANGED, value=value),
                ButtonElement(text="Skip today", action_id=SKIP, value=value),
                ButtonElement(text="Change reminders", action_id=OPEN_SETTINGS),
            ]
        ),
        ContextBlock(elements=[MarkdownTextObject(text=f"{note}Not answering is fine too: nobody is told.")]),
    ]


def reminder_text(message: CheckinReminder) -> str:
    """The same in one line."""
    return f"Still open: the check-in for {day(message.local_date)}, about two minutes."
