import numpy as np
import pytest

from antigone.engine.evaluation.metrics import gini, mxog


def naive_gini(rates: list[float]) -> float:
    n = len(rates)
    total = sum(abs(a - b) for a in rates for b in rates)
    return n / (n - 1) * total / (2 * n * n * (sum(rates) / n))


@pytest.mark.parametrize("rates", [[0.1, 0.1, 0.1], [0.1, 0.2], [0.01, 0.3, 0.05, 0.05]])
def test_gini_agrees_with_its_formula(rates: list[float]) -> None:
    assert gini(rates) == pytest.approx(naive_gini(rates))


def test_gini_ends_where_one_group_has_all_errors() -> None:
    assert gini([0.2, 0.2]) == 0
    assert gini([0.3, 0.0, 0.0, 0.0]) == pytest.approx(1)
    assert np.isnan(gini([0.0, 0.0]))


def test_mxog_is_the_highest_over_the_geometric_mean() -> None:
    assert mxog([0.1, 0.4]) == pytest.approx(0.4 / (0.1 * 0.4) ** 0.5)
    assert mxog([0.2, 0.2, 0.2]) == pytest.approx(1)


def test_mxog_has_no_value_where_a_group_has_no_error() -> None:
    assert np.isnan(mxog([0.1, 0.0]))


@pytest.mark.parametrize("measure", [gini, mxog])
def test_one_group_cannot_be_compared(measure: object) -> None:
    with pytest.raises(ValueError, match="two or more, not 1"):
        measure([0.1])  # type: ignore[operator]
