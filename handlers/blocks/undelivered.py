"""How it is said that a message could not be delivered, and what to do about it. Pure."""

from slack_sdk.models.blocks import (
    ActionsBlock,
    Block,
    ButtonElement,
    ConfirmObject,
    MarkdownTextObject,
    PlainTextObject,
    SectionBlock,
)

from bot.domain.messages import Undelivered
from bot.usecases.undelivered import Lost
from handlers.blocks.text import instant, safe

SEND_AGAIN = "undelivered.send_again"
LET_GO = "undelivered.let_go"
IT_IS_THERE = "undelivered.it_is_there"

NAMES = {
    "checkin_prompt": "A check-in",
    "welcome": "A welcome",
    "reply_recorded": "A confirmation",
    "answered": "An answer to a question",
    "left_unanswered": "A word about a question somebody asked",
    "now_known": "An answer somebody waited for",
    "correction_decided": "A word about a correction somebody gave",
    "entry_decided": "A word about an answer somebody wrote",
    "resolution_asked": "A question about how a task ended",
    "risk_digest": "The weekly digest",
    "nothing_changed": "The weekly digest",
    "odds_moved": "A word about odds that moved",
    "digest_details": "A part of the weekly digest",
}
GONE = ("they cannot be written to any more", "If they have left, take them out of the team below *You manage*.")
# Slack's codes in words, and what mends each.
MENDING = {
    "not_in_channel": ("I am not in that channel", "Invite me to it."),
    "channel_not_found": ("I cannot find that channel", "Invite me to it, or choose another one for the team."),
    "is_archived": ("that channel is archived", "Bring it back, or choose another one for the team."),
    "user_disabled": GONE,
    "user_not_found": GONE,
    "messages_tab_disabled": ("my Messages tab is off", "Turn it on, under *App Home* in my Slack app's settings."),
}
AGAIN = "My *Home* tab lists it, with *Send again*."


def word(message: Undelivered) -> list[Block]:
    """What could not be delivered to whom, why, and what helps; of what may be there, two answers to choose from."""
    if message.doubtful is not None:
        name, place = NAMES.get(message.what, "A message"), _place(message.to)
        asked = (
            f"{name} may or may not have reached {place}: the connection broke off while I sent it, and I cannot look "
            "there myself. Please look for me. If it is there I leave it at that; if not, I send it now."
        )
        return [
            SectionBlock(text=MarkdownTextObject(text=asked)),
            ActionsBlock(
                elements=[
                    ButtonElement(text="It is there", action_id=IT_IS_THERE, value=str(message.doubtful)),
                    ButtonElement(text="Send it", action_id=SEND_AGAIN, value=str(message.doubtful)),
                ]
            ),
        ]
    why, help = _why(message.reason)
    sentence = f"{NAMES.get(message.what, 'A message')} did not reach {_place(message.to)}: {why}."
    return [SectionBlock(text=MarkdownTextObject(text=" ".join(filter(None, [sentence, help, AGAIN]))))]


def word_text(message: Undelivered) -> str:
    """The same in one line."""
    if message.doubtful is not None:
        return f"{NAMES.get(message.what, 'A message')} may not have arrived. Please have a look."
    return f"{NAMES.get(message.what, 'A message')} could not be delivered."


def line(lost: Lost) -> list[Block]:
    """The same on App Home, with what can be done about it."""
    name = NAMES.get(lost.what, "A message")
    why, help = _why(lost.reason)
    sentence = f"*{name}* to {_place(lost.to)}, {instant(lost.since)}: {why}. {help}"
    doubt = ConfirmObject(
        title="Send it again?",
        text=PlainTextObject(text="It may be there already, and would then be there twice. Have a look first."),
        confirm="Send it again",
        deny="Not now",
    )
    again = ButtonElement(
        text="Send again", action_id=SEND_AGAIN, value=str(lost.id), confirm=doubt if lost.doubtful else None
    )
    return [
        SectionBlock(text=MarkdownTextObject(text=sentence.strip())),
        ActionsBlock(elements=[again, ButtonElement(text="Let it go", action_id=LET_GO, value=str(lost.id))]),
    ]


def _place(id: str) -> str:
    return f"<@{id}>" if id.startswith(("U", "W")) else f"<#{id}>"


def _why(reason: str) -> tuple[str, str]:
    code = reason.removeprefix("Slack said ")
    return next((words for known, words in MENDING.items() if known in code), (safe(reason, 200), ""))
