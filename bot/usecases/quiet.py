"""What an idle tick may leave unasked: check-ins that were looked at and have nothing due for a while.

Only saves work. Forgetting all of it is always right, and it decides nothing that the database does not.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.domain.rituals import Ritual

# A task given, a person joined or a zone changed after the prompts went out is noticed within this time.
NOTICED_WITHIN = timedelta(minutes=10)
# So that not all check-ins are looked at again in the same tick.
APART = timedelta(seconds=20)


@dataclass
class Quiet:
    """Until when each check-in's rule, as it was, has nothing due."""

    _known: dict[int, tuple[Ritual, datetime, datetime]] = field(default_factory=dict)

    def holds(self, ritual: Ritual, *, now: datetime) -> bool:
        """Whether a look at this check-in can wait; never after its rule changed or the clock went back."""
        known, since, until = self._known.get(ritual.id, (None, now, now))
        return known == ritual and since <= now < until

    def note(self, ritual: Ritual, *, now: datetime, strikes: datetime | None) -> None:
        """Nothing is due; the next time it strikes is `strikes`, for whom it asks today."""
        again = now + NOTICED_WITHIN + APART * (ritual.id % 30)
        self._known[ritual.id] = (ritual, now, min(again, strikes) if strikes is not None else again)
