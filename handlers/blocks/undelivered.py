"""How it is said that a message could not be delivered, and what to do about it. Pure."""

from slack_sdk.models.blocks import Block, MarkdownTextObject, SectionBlock

from bot.domain.messages import Undelivered
from handlers.blocks.text import safe

NAMES = {
    "checkin_prompt": "A check-in",
    "welcome": "A welcome",
    "reply_recorded": "A confirmation",
    "resolution_asked": "A question about how a task ended",
    "risk_digest": "The weekly digest",
    "digest_details": "A part of the weekly digest",
}
MENDING = {
    "not_in_channel": "Invite me to the channel.",
    "channel_not_found": "Invite me to the channel, or choose another one for the team on my Home tab.",
    "is_archived": "Choose another channel for the team on my Home tab.",
    "user_disabled": "If they have left, take them out of the team on my Home tab.",
    "user_not_found": "If they have left, take them out of the team on my Home tab.",
    "messages_tab_disabled": "Turn my Messages tab on, under *App Home* in my Slack app's settings.",
}
OTHERWISE = "Whoever runs me sees it with `barometer status`, and can send it again from there."


def word(message: Undelivered) -> list[Block]:
    """What could not be delivered to whom, why, and what helps."""
    place = f"<@{message.to}>" if message.to.startswith(("U", "W")) else f"<#{message.to}>"
    code = message.reason.removeprefix("Slack said ")
    sentence = f"{NAMES.get(message.what, 'A message')} did not reach {place}: {safe(message.reason)}."
    help = next((advice for known, advice in MENDING.items() if known in code), OTHERWISE)
    return [SectionBlock(text=MarkdownTextObject(text=f"{sentence} {help}"))]


def word_text(message: Undelivered) -> str:
    """The same in one line."""
    return f"{NAMES.get(message.what, 'A message')} could not be delivered."
