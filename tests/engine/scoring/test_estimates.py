import pytest

from antigone.engine.scoring import Estimate


def test_a_resolved_figure_is_printed_with_two_digits() -> None:
    assert str(Estimate(value=0.000_412, low=0.0002, high=0.0008)) == "0.00041"


def test_an_unresolved_figure_is_printed_as_a_limit() -> None:
    assert str(Estimate(value=2.88e-6, low=0.0, high=7e-6, resolved=False)) == "< 2.9e-06"


@pytest.mark.parametrize(("low", "high"), [(0.2, 0.3), (0.0, 0.05), (-0.1, 0.3), (float("nan"), 0.3)])
def test_bounds_that_do_not_enclose_the_value_do_not_construct(low: float, high: float) -> None:
    with pytest.raises(ValueError, match="bounds must enclose"):
        Estimate(value=0.1, low=low, high=high)
