"""Probabilities as log-odds and back, and what repeated reports are worth. The arithmetic all evidence shares."""

import math

# No likelihood is ever shown beyond these.
LEAST, MOST = 0.01, 0.99


def logit(share: float) -> float:
    """Log-odds of a probability; certainty is held to the limits that are ever shown."""
    held = min(max(share, LEAST), MOST)
    return math.log(held / (1 - held))


def logistic(log_odds: float) -> float:
    """The probability with these log-odds."""
    return 1 / (1 + math.exp(-min(max(log_odds, -40.0), 40.0)))


def worth(reports: int, repetition: float) -> float:
    """How many independent reports n correlated ones are worth: n / (1 + (n - 1) rho), Clemen and Winkler 1985."""
    return reports / (1 + (reports - 1) * repetition) if reports else 0.0
