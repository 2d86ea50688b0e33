"""Which tasks are worth asking about on a day between check-ins: those that can have changed, or that soon must have.

Pure. Nobody is asked about the same task on two days in a row because it is uncertain; only because its date is near.
"""

from datetime import date

from bot.domain.likelihood import Likelihood

# Four likelihoods in five lie in the range; this wide, it says little more than that nobody knows.
WIDE = 0.40
WIDE_AFTER_DAYS = 2
NEAR_DAYS = 5


def worth_asking(likelihood: Likelihood, *, target: date, expected: date | None, today: date) -> bool:
    """Whether to ask about an open task on a day between: its range is wide, or its date is near; not twice a day."""
    heard = max((line.on for line in likelihood.lines if line.on is not None), default=None)
    quiet_days = (today - heard).days if heard is not None else WIDE_AFTER_DAYS
    left = (min(target, expected or target) - today).days
    near = 0 <= left <= NEAR_DAYS and quiet_days >= 1
    wide = likelihood.high - likelihood.low >= WIDE and quiet_days >= WIDE_AFTER_DAYS
    return near or wide
