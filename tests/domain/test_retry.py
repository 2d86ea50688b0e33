"""The classification of Slack's answers, line by line, and how patience ends."""

from datetime import timedelta

import pytest

from bot.domain import retry
from bot.domain.retry import Answer, Verdict, cannot_look, code_in, give_up, said, verdict, wait_before

TABLE = [
    # Slack has it.
    (Answer(ok=True, status=200), Verdict.SENT),
    # Slack surely does not have it, for now.
    (Answer(reached=False), Verdict.AGAIN),
    (Answer(error="ratelimited", status=429, retry_after=30), Verdict.AGAIN),
    (Answer(error="", status=429), Verdict.AGAIN),
    (Answer(error="rate_limited", status=200), Verdict.AGAIN),
    (Answer(error="message_limit_exceeded", status=200), Verdict.AGAIN),
    (Answer(error="service_unavailable", status=200), Verdict.AGAIN),
    (Answer(error="request_timeout", status=200), Verdict.AGAIN),
    (Answer(error="team_added_to_org", status=200), Verdict.AGAIN),
    # Somebody has to mend the installation; the messages wait for it.
    (Answer(error="invalid_auth", status=200), Verdict.AGAIN),
    (Answer(error="token_revoked", status=200), Verdict.AGAIN),
    (Answer(error="token_expired", status=200), Verdict.AGAIN),
    (Answer(error="missing_scope", status=200), Verdict.AGAIN),
    (Answer(error="account_inactive", status=200), Verdict.AGAIN),
    # Slack surely does not have it and never will.
    (Answer(error="channel_not_found", status=200), Verdict.DEAD),
    (Answer(error="not_in_channel", status=200), Verdict.DEAD),
    (Answer(error="is_archived", status=200), Verdict.DEAD),
    (Answer(error="invalid_blocks", status=200), Verdict.DEAD),
    (Answer(error="msg_too_long", status=200), Verdict.DEAD),
    (Answer(error="user_disabled", status=200), Verdict.DEAD),
    (Answer(error="message_not_found", status=200), Verdict.DEAD),
    (Answer(error="metadata_too_large", status=200), Verdict.DEAD),
    (Answer(error="restricted_action_read_only_channel", status=200), Verdict.DEAD),
    # Everything else may be in Slack.
    (Answer(), Verdict.DOUBT),
    (Answer(status=200), Verdict.DOUBT),
    (Answer(error="fatal_error", status=200), Verdict.DOUBT),
    (Answer(error="internal_error", status=200), Verdict.DOUBT),
    (Answer(error="internal_error", status=500), Verdict.DOUBT),
    (Answer(error="an_error_of_next_year", status=200), Verdict.DOUBT),
    (Answer(status=502), Verdict.DOUBT),
    (Answer(error="service_unavailable", status=503), Verdict.DOUBT),
    (Answer(error="invalid_blocks", status=500), Verdict.DOUBT),
]


@pytest.mark.parametrize(("answer", "expected"), TABLE, ids=lambda one: str(one) if isinstance(one, Verdict) else None)
def test_each_answer_means_what_the_table_says(answer: Answer, expected: Verdict) -> None:
    """Only what is surely not in Slack is sent again, or given up, without a look."""
    assert verdict(answer) is expected


def test_no_code_is_in_two_lists() -> None:
    """An error is temporary, mendable, permanent or troubled, never two of them."""
    lists = [retry.TEMPORARY, retry.MENDABLE, retry.PERMANENT, retry.TROUBLED]
    assert sum(map(len, lists)) == len(frozenset().union(*lists))


def test_slacks_word_on_waiting_wins_within_reason() -> None:
    """Retry-After is honoured, but never less than a second and never more than an hour."""
    assert wait_before(1, Answer(status=429, retry_after=37)) == timedelta(seconds=37)
    assert wait_before(9, Answer(status=429, retry_after=0)) == timedelta(seconds=1)
    assert wait_before(1, Answer(status=429, retry_after=1e9)) == timedelta(hours=1)


def test_waits_grow_and_end() -> None:
    """Each wait is at least as long as the one before; none is longer than five minutes, unreached a minute."""
    named = [wait_before(attempt, Answer(error="message_limit_exceeded")) for attempt in range(1, 60)]
    assert named == sorted(named)
    assert named[0] == timedelta(seconds=4)
    assert named[-1] == timedelta(minutes=5)
    assert wait_before(50, Answer(reached=False)) == timedelta(minutes=1)


@pytest.mark.parametrize(
    ("error", "attempts"), [("an_error_of_next_year", 8), ("internal_error", 30), ("fatal_error", 30)]
)
def test_what_slack_keeps_refusing_ends(error: str, attempts: int) -> None:
    """A message with a poison of its own does not come back for ever; Slack's own trouble gets more patience."""
    assert not give_up(attempts - 1, error)
    assert give_up(attempts, error)


@pytest.mark.parametrize("error", ["", "ratelimited", "invalid_auth"])
def test_an_outage_never_ends_a_message(error: str) -> None:
    """Cut connections, rate limits and a token that must be replaced are waited out."""
    assert not give_up(10_000, error)


@pytest.mark.parametrize(
    ("code", "known"),
    [("channel_not_found", True), ("missing_scope", True), ("ratelimited", False), ("internal_error", False)],
)
def test_only_some_refusals_say_that_nobody_can_look(code: str, known: bool) -> None:
    """A look that was refused for now is made again."""
    assert cannot_look(code) is known


@pytest.mark.parametrize("body", ["<html>502 Bad Gateway</html>", "", "timed out", "Slack said"])
def test_only_codes_of_slack_are_read_back_as_codes(body: str) -> None:
    """What a proxy or a socket said never counts towards giving up."""
    assert code_in(said(body)) == ""
    assert code_in(body) == ""
    assert code_in(said("fatal_error")) == "fatal_error"
