"""How unequal an error rate is over groups of people, at one threshold for all: ISO/IEC 19795-10."""

import numpy as np
from numpy.typing import ArrayLike


def gini(rates: ArrayLike) -> float:
    """Gini coefficient of the groups' rates: 0 all alike, 1 all errors in one group; NaN where no group has any.

    With the factor n / (n - 1) for small numbers of groups (Howard, Laird, Rubin, Sirotin, Tipton, Vemury 2022: GARBE;
    NIST IR 8429).
    """
    values = np.asarray(rates, np.float64)
    groups = len(values)
    if groups < 2:
        raise ValueError(f"a comparison of groups needs two or more, not {groups}")
    if not values.any():
        return float("nan")
    differences = np.abs(values[:, None] - values).sum()
    return float(groups / (groups - 1) * differences / (2 * groups**2 * values.mean()))


def mxog(rates: ArrayLike) -> float:
    """The highest rate over the geometric mean of all (NIST IR 8429): 1 all alike.

    NaN where a group has no error: the geometric mean is then 0, and how unequal the groups are cannot be told.
    """
    values = np.asarray(rates, np.float64)
    if len(values) < 2:
        raise ValueError(f"a comparison of groups needs two or more, not {len(values)}")
    if not values.all():
        return float("nan")
    return float(values.max() / np.exp(np.log(values).mean()))
