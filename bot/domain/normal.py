"""The normal distribution, for arrays: what the standard library has for single numbers."""

import math
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

_STANDARD = NormalDist()
_erfc = np.frompyfunc(math.erfc, 1, 1)
_inverse = np.frompyfunc(_STANDARD.inv_cdf, 1, 1)


def cdf(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """P(Z <= value) for a standard normal Z."""
    return np.asarray(0.5 * _erfc(-values / math.sqrt(2.0)), dtype=np.float64)


def quantile(shares: NDArray[np.float64]) -> NDArray[np.float64]:
    """The value with P(Z <= value) = share; infinite at 0 and 1."""
    found = np.full(shares.shape, np.inf)
    found[shares <= 0.0] = -np.inf
    inside = (shares > 0.0) & (shares < 1.0)
    found[inside] = np.asarray(_inverse(shares[inside]), dtype=np.float64)
    return found
