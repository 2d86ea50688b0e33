"""What came of a request to Slack that did not succeed, as a delivery has to know it. Decides nothing."""

import socket
import ssl

from slack_sdk.errors import SlackApiError

from bot.domain.retry import Answer, code_in, said


def outcome_of(error: Exception) -> tuple[Answer, str]:
    """What Slack answered, whatever the body was, or that nothing came back; and the same for people to read."""
    if not isinstance(error, SlackApiError):
        return Answer(reached=not _surely_unsent(error)), str(error)[:300]
    code = str(error.response.get("error", ""))
    answer = Answer(
        # A code only if it looks like one of Slack's.
        error=code_in(said(code)),
        status=error.response.status_code,
        retry_after=_seconds(error.response.headers.get("Retry-After")),
    )
    return answer, said(code)


def _seconds(header: str | None) -> float | None:
    try:
        return float(header) if header else None
    except ValueError:
        return None


def _surely_unsent(error: Exception) -> bool:
    reason = getattr(error, "reason", error)
    return isinstance(reason, ConnectionRefusedError | socket.gaierror | ssl.SSLCertVerificationError)
