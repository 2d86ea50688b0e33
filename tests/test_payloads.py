"""Slack's payloads as typed values."""

from handlers.payloads import submission_of


def test_a_submission_put_right_and_sent_again_is_another_one() -> None:
    """Slack brings the same one twice: once is enough. A person whose first was not taken may have changed it."""
    first = {"id": "V1", "hash": "a", "state": {"values": {"t1.status": {"status": {"value": "moving"}}}}}
    again = {**first, "hash": "b"}
    changed = {**first, "state": {"values": {"t1.status": {"status": {"value": "stalled"}}}}}
    assert submission_of(first) == submission_of(again)
    assert len({submission_of(one) for one in (first, changed, {**first, "id": "V2"})}) == 3
