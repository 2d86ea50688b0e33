"""The errors a person can meet. The docstring of each is the sentence that is read; a place may be added.

BarometerError
├── WrongInput        something given cannot be used; names the place
├── NotFound          what was asked for is not there
├── NotAllowed        the person may not do this
└── NothingYet        there is not enough to answer with
"""


class BarometerError(Exception):
    """Something went wrong; nothing was changed."""

    def __init__(self, sentence: str | None = None) -> None:
        super().__init__(sentence or type(self).__doc__)


class WrongInput(BarometerError):
    """That cannot be used as it is."""


class NotFound(BarometerError):
    """That is not here (any more)."""


class NotAllowed(BarometerError):
    """You may not do that; ask a manager of the team."""


class NothingYet(BarometerError):
    """There is not enough here to answer with yet."""
