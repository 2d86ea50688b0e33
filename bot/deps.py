"""What listeners and ticks are handed: made once by the composition root, never looked up."""

from collections.abc import Callable
from dataclasses import dataclass

from bot.domain.clock import Clock
from bot.right_of_way import RightOfWay
from bot.settings import Settings
from bot.usecases.knowledge import Library
from storage.database import Database


@dataclass(frozen=True)
class Deps:
    """`wake` says that something was written down which should be worked or delivered now, not at the next tick.

    `right_of_way` lets whoever waits for an acknowledgement go before that work.
    """

    database: Database
    clock: Clock
    settings: Settings
    knowledge: Library
    wake: Callable[[], None]
    right_of_way: RightOfWay

    def __deepcopy__(self, memo: object) -> "Deps":
        # Bolt copies the context for what it runs after the acknowledgement; this is shared on purpose.
        return self
