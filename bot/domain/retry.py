"""What an answer of Slack means for a delivery: it is sent, surely refused, or in doubt; and when to try again.

The table is the whole of it. What is not in it is doubt: a message that may have been posted is never posted again
before somebody has looked.
"""

import re
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
    {
        "accesslimited",
        "message_limit_exceeded",
        "rate_limited",
        "ratelimited",
        "request_timeout",
        "service_unavailable",
        "team_added_to_org",
    }
)

# Slack surely did nothing, and does nothing for any message until somebody mends the installation. Messages wait
# for that as long as they may: a token replaced an hour late must not have cost a day's prompts.
MENDABLE = frozenset(
    {
        "access_denied",
        "account_inactive",
        "ekm_access_denied",
        "enterprise_is_restricted",
        "invalid_auth",
        "missing_scope",
        "not_allowed_token_type",
        "not_authed",
        "org_login_required",
        "token_expired",
        "token_revoked",
    }
)

# Slack surely did nothing, and never will with this message in this conversation.
PERMANENT = frozenset(
    {
        "block_mismatch",
        "cannot_reply_to_message",
        "cant_update_message",
        "channel_not_found",
        "edit_window_closed",
        "invalid_arguments",
        "invalid_attachments",
        "invalid_blocks",
        "invalid_blocks_format",
        "invalid_metadata_format",
        "invalid_metadata_schema",
        "is_archived",
        "is_inactive",
        "message_not_found",
        "messages_tab_disabled",
        "metadata_too_large",
        "msg_blocks_too_long",
        "msg_too_long",
        "no_permission",
        "no_text",
        "markdown_text_conflict",
        "not_in_channel",
        "restricted_action",
        "restricted_action_non_threadable_channel",
        "restricted_action_read_only_channel",
        "restricted_action_thread_locked",
        "restricted_action_thread_only_channel",
        "team_not_found",
        "thread_not_found",
        "too_many_attachments",
        "user_disabled",
        "user_not_found",
        "user_not_visible",
    }
)

SAID = "Slack said "
CODE = re.compile(r"[a-z0-9_]{1,80}")

FIRST_WAIT = timedelta(seconds=2)
LONGEST_WAIT = timedelta(minutes=5)
LONGEST_UNREACHED = timedelta(minutes=1)
LONGEST_WORD = timedelta(hours=1)
MOST_ATTEMPTS = 8
MOST_ATTEMPTS_IN_TROUBLE = 30

# Slack says of itself that it is in trouble; part of the work may have been done.
TROUBLED = frozenset({"fatal_error", "internal_error"})

# Somebody waits for these, so they go before a crowd's prompts.
FIRST_KINDS = frozenset({"answered", "reply_recorded", "understood"})


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
    if not answer.reached or answer.status == 429:
        return Verdict.AGAIN
    if answer.status is not None and answer.status >= 500:
        # Something on the way failed; whether that was before or after Slack took the message, it does not say.
        return Verdict.DOUBT
    if answer.error in TEMPORARY or answer.error in MENDABLE:
        return Verdict.AGAIN
    if answer.error in PERMANENT:
        return Verdict.DEAD
    return Verdict.DOUBT


def wait_before(attempt: int, answer: Answer) -> timedelta:
    """How long to leave a delivery alone before its next attempt; Slack's own word on that wins, up to an hour."""
    if answer.retry_after is not None:
        return min(timedelta(seconds=max(answer.retry_after, 1)), LONGEST_WORD)
    return min(FIRST_WAIT * int(2 ** min(attempt, 10)), LONGEST_WAIT if answer.reached else LONGEST_UNREACHED)


def give_up(attempt: int, error: str) -> bool:
    """Whether a delivery that is surely not in Slack has been tried often enough.

    Only what Slack itself keeps answering counts; an outage is waited out until the message expires. `error` is
    Slack's own code for the last attempt, or empty when there was no such answer.
    """
    if not error or error in TEMPORARY | MENDABLE:
        return False
    return attempt >= (MOST_ATTEMPTS_IN_TROUBLE if error in TROUBLED else MOST_ATTEMPTS)


def cannot_look(error: str) -> bool:
    """Whether this answer to a look-up says that nobody can look there, now or later."""
    return error in PERMANENT or error in {"missing_scope", "invalid_cursor", "method_deprecated"}


def said(code: str) -> str:
    """What is written down about an attempt that Slack answered with this code."""
    return f"{SAID}{code}"[:300]


def code_in(note: str) -> str:
    """Slack's code in what was written down about an attempt; empty when something else failed."""
    code = note.removeprefix(SAID)
    return code if note.startswith(SAID) and CODE.fullmatch(code) else ""
