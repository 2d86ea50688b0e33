"""What an answer of Slack means for a delivery: it is sent, surely refused, or in doubt; and when to try again.

The table is the whole of it. What is not in it is doubt: a message that may have been posted is never posted again
before somebody has looked.
"""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum


class Verdict(StrEnum):
    """What is known of a delivery after one attempt."""

    SENT = "sent"
    AGAIN = "again"
    DEAD = "dead"
    DOUBT = "doubt"


# Slack surely did nothing, and trying later may work.
TEMPORARY = frozenset(
    {"ratelimited", "rate_limited", "message_limit_exceeded", "service_unavailable", "team_added_to_org"}
)

# Slack surely did nothing, and never will with this message, conversation or token.
PERMANENT = frozenset(
    {
        "account_inactive",
        "block_mismatch",
        "cannot_reply_to_message",
        "cant_update_message",
        "channel_not_found",
        "edit_window_closed",
        "invalid_arguments",
        "invalid_auth",
        "invalid_blocks",
        "invalid_blocks_format",
        "invalid_metadata_format",
        "invalid_metadata_schema",
        "is_archived",
        "message_not_found",
        "messages_tab_disabled",
        "metadata_too_large",
        "missing_scope",
        "msg_blocks_too_long",
        "msg_too_long",
        "no_permission",
        "no_text",
        "not_authed",
        "not_in_channel",
        "restricted_action",
        "restricted_action_non_threadable_channel",
        "restricted_action_read_only_channel",
        "restricted_action_thread_locked",
        "restricted_action_thread_only_channel",
        "thread_not_found",
        "token_expired",
        "token_revoked",
        "user_disabled",
        "user_not_found",
    }
)

FIRST_WAIT = timedelta(seconds=2)
LONGEST_WAIT = timedelta(minutes=5)


@dataclass(frozen=True)
class Answer:
    """What came back from one request: Slack's error code, an HTTP status, or nothing at all."""

    ok: bool = False
    error: str = ""
    status: int | None = None
    retry_after: float | None = None
    reached: bool = True


def verdict(answer: Answer) -> Verdict:
    """What is known after this answer."""
    if answer.ok:
        return Verdict.SENT
    if not answer.reached or answer.status == 429 or answer.error in TEMPORARY:
        return Verdict.AGAIN
    if answer.error in PERMANENT:
        return Verdict.DEAD
    return Verdict.DOUBT


def wait_before(attempt: int, answer: Answer) -> timedelta:
    """How long to leave a delivery alone before its next attempt; Slack's own word on that wins."""
    if answer.retry_after is not None:
        return timedelta(seconds=max(answer.retry_after, 1))
    return min(FIRST_WAIT * int(2 ** min(attempt, 10)), LONGEST_WAIT)
