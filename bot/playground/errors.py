"""How the playground says no: to an app in Slack's shape, to a person or a test in a sentence."""

from collections.abc import Sequence
from typing import Any


class SlackError(Exception):
    """A refusal in the shape of Slack's Web API."""

    def __init__(self, code: str, *, messages: Sequence[str] = (), **more: Any) -> None:
        super().__init__(code)
        self.code = code
        self.messages = list(messages)
        self.more = more

    def body(self) -> dict[str, Any]:
        """The answer's JSON."""
        body: dict[str, Any] = {"ok": False, "error": self.code, **self.more}
        if self.messages:
            body["response_metadata"] = {"messages": [f"[ERROR] {message}" for message in self.messages]}
        return body


class ControlError(Exception):
    """A refusal of the control interface: an HTTP status, a code and one sentence."""

    def __init__(self, code: str, sentence: str, status: int = 400) -> None:
        super().__init__(sentence)
        self.code = code
        self.sentence = sentence
        self.status = status
