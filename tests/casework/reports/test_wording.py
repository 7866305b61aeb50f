"""Words for figures: a likelihood ratio never appears without the data that validate it."""

import pytest

from antigone.casework.reports.wording import absence_text, ratio_figure, ratio_text, support_words

RATIO = {
    "log10": 2.4, "low": 2.1, "high": 2.6, "capped": False, "method": "kde",
    "validated_on": "photographs of the living",
}  # fmt: skip


def test_a_ratio_is_a_sentence_with_bounds_words_and_data() -> None:
    assert ratio_text(RATIO) == (
        "log10 LR +2.4 (+2.1 to +2.6): moderately strong support for one person. "
        "Measured on photographs of the living (method: kde)."
    )
    assert "(+2.1 to +2.6, the most that these data support)" in ratio_text({**RATIO, "capped": True})


def test_a_bare_figure_has_bounds_and_no_words() -> None:
    assert ratio_figure(RATIO) == "log10 LR +2.4 (+2.1 to +2.6)"
    assert ratio_figure({**RATIO, "capped": True}) == "log10 LR +2.4 (+2.1 to cap)"
    assert ratio_figure({**RATIO, "log10": -2.2, "low": -2.2, "high": -1.9, "capped": True}).endswith("(cap to -1.9)")


def test_a_ratio_that_is_not_there_has_its_reason() -> None:
    assert absence_text("no validation data of photographs of the dead") == (
        "none: no validation data of photographs of the dead"
    )
    assert "no reason was kept" in absence_text("")


@pytest.mark.parametrize(
    ("low", "high", "words"),
    [
        (-0.2, 0.9, "no support for either proposition"),
        (0.2, 0.9, "no support for either proposition"),
        (0.31, 0.9, "weak support for one person"),
        (1.0, 1.5, "moderate support for one person"),
        (2.0, 2.5, "moderately strong support for one person"),
        (3.0, 3.1, "strong support for one person"),
        (4.0, 9.0, "very strong support for one person"),
        (6.0, 9.0, "extremely strong support for one person"),
        (-2.2, -1.1, "moderate support for two different people"),
        (-0.9, 0.0, "no support for either proposition"),
    ],
)
def test_words_follow_the_bound_nearer_to_one(low: float, high: float, words: str) -> None:
    assert support_words(low, high) == words
