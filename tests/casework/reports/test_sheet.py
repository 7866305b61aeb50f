"""Sheets hold whatever names they are given, say what they are, and are the same each time."""

from dataclasses import replace
from io import BytesIO

import numpy as np
import pytest
from PIL import Image, ImageFont

from antigone.casework.reports import (
    CandidateEntry,
    ComparisonDocument,
    FacePicture,
    GalleryCount,
    SheetDocument,
    SheetOutcome,
    candidate_sheet,
    comparison_sheet,
)
from antigone.casework.reports import sheet as layout
from antigone.casework.reports.canvas import Canvas, Style, clean, ellipsised, wrapped_lines
from antigone.casework.reports.furniture import UNWRITTEN, draw_foot
from antigone.casework.reports.typefaces import Typeface, installed_typefaces, typeface_for

CHIP = np.full((150, 150, 3), (180, 140, 120), np.uint8)
LONG = {
    "one long word": "Featherstonehaugh" * 20,
    "many words": "Олександр Петренко-Ковальчук " * 20,
    "right to left": "محمد بن عبد الله الأحمد " * 20,
    "mixed": "李 Иван עברית Ⅷ Nguyễn 😀 " * 20,
    "hidden and torn": "a\u202eb\nc\x00d\ud800 " * 40,
}
DEFAULT_ONLY = (Typeface(regular=None, bold=None),)


def candidate(rank: int = 1, **changes: object) -> CandidateEntry:
    plain = CandidateEntry(
        rank=rank,
        chip=CHIP,
        label="Anna",
        subject="s-1",
        gallery="missing",
        source="family",
        expected_strangers="0.01",
        score=0.9,
        ranking_score=5.0,
    )
    return replace(plain, **changes)


def document(*candidates: CandidateEntry, **changes: object) -> SheetDocument:
    plain = SheetDocument(
        case="C-1",
        search="0198c2f4",
        searched_at="14 May 2022, 16:20 EEST",
        pack="starter",
        recogniser_sha256="9f86d081884c7d65" * 4,
        population="LFW news photographs",
        galleries=(GalleryCount(name="missing", subjects=1680, templates=5200),),
        outcome=SheetOutcome.CANDIDATES if candidates else SheetOutcome.NONE,
        cut=3,
        strangers="1.0",
        probes=(FacePicture(chip=CHIP, file="probe.jpg"),),
        candidates=candidates,
    )
    return replace(plain, **changes)


def comparison(**changes: object) -> ComparisonDocument:
    face = FacePicture(chip=CHIP, file="a.jpg")
    plain = ComparisonDocument(
        case="C-1",
        search="0198c2f4",
        compared_at="14 May 2022",
        pack="starter",
        recogniser_sha256="9f86d081884c7d65" * 4,
        population="LFW news photographs",
        first=face,
        second=face,
        score=0.9,
        ranking_score=5.0,
        false_match_rate="< 1e-7",
        ratio="log10 LR +2.4 (+2.1 to +2.6): moderately strong support for one person. Measured on photographs.",
    )
    return replace(plain, **changes)


def pixels(png: bytes) -> np.ndarray:
    with Image.open(BytesIO(png)) as picture:
        return np.asarray(picture.convert("RGB"))


def differing_box(first: np.ndarray, second: np.ndarray) -> tuple[int, int, int, int]:
    """Left, top, right, bottom of where two sheets differ above their feet."""
    end = min(len(first), len(second)) - 180
    rows, columns = np.nonzero((first[:end] != second[:end]).any(axis=2))
    return columns.min(), rows.min(), columns.max(), rows.max()


def test_a_sheet_grows_by_rows_of_cards() -> None:
    heights = [pixels(candidate_sheet(document(*map(candidate, range(1, n + 1))))).shape for n in (4, 8, 9, 13)]
    assert {width for _, width, _ in heights} == {layout.WIDTH}
    assert heights[1][0] > heights[0][0] or heights[2][0] > heights[1][0]
    assert heights[3][0] - heights[2][0] == heights[2][0] - heights[1][0]


@pytest.mark.parametrize("name", LONG)
def test_no_text_leaves_its_card(name: str) -> None:
    text = LONG[name]
    plain = pixels(candidate_sheet(document(candidate(1), candidate(2))))
    changed = candidate(1, label=text, subject=text, gallery=text, source=text, expected_strangers=text)
    left, top, right, bottom = differing_box(plain, pixels(candidate_sheet(document(changed, candidate(2)))))
    card_left, card_right = layout._GRID_LEFT, layout._GRID_LEFT + layout._CARD_WIDTH
    assert card_left < left < right < card_right
    assert bottom - top < layout._CARD_HEIGHT - layout._CHIP


@pytest.mark.parametrize("name", LONG)
def test_long_words_around_the_candidates_fit_as_well(name: str) -> None:
    text = LONG[name]
    face = FacePicture(chip=CHIP, file=text, warnings=(text,) * 9)
    galleries = (GalleryCount(name=text, subjects=1, templates=1),) * 9
    sheet = candidate_sheet(
        document(candidate(), case=text, probes=(face,) * 8, galleries=galleries, population=text, pack=text)
    )
    edge = pixels(sheet)[:, -40:]
    assert (edge == edge[0, 0]).all()


def test_the_same_document_gives_the_same_bytes() -> None:
    assert candidate_sheet(document(candidate())) == candidate_sheet(document(candidate()))
    assert comparison_sheet(comparison()) == comparison_sheet(comparison())


@pytest.mark.parametrize("png", [candidate_sheet(document(candidate(label="Anna"))), comparison_sheet(comparison())])
def test_nothing_but_the_search_is_written_beside_the_pixels(png: bytes) -> None:
    with Image.open(BytesIO(png)) as picture:
        assert picture.info == {"Search": "0198c2f4"}


def test_the_chip_is_shown_as_it_is() -> None:
    assert (pixels(candidate_sheet(document(candidate()))) == CHIP[0, 0]).all(axis=2).sum() > 400 * 400 + 200 * 200


@pytest.mark.parametrize("shape", [(1, 900, 3), (900, 1, 3), (3, 2, 3)])
def test_chips_of_any_shape(shape: tuple[int, int, int]) -> None:
    assert candidate_sheet(document(candidate(chip=np.zeros(shape, np.uint8))))


LONGEST = "log10 LR +3.0 (+3.0 to cap)"


def test_a_ratio_stands_on_its_card_and_with_its_data_at_the_side() -> None:
    sentence = (
        "log10 LR +3.0 (+3.0 to +3.0): strong support for one person. Measured on photographs of the living. " * 2
    )
    without, bare = document(candidate()), document(candidate(ratio=LONGEST))
    whole = document(candidate(ratio=LONGEST), ratio=sentence)
    plain, figure, data = (pixels(candidate_sheet(each)) for each in (without, bare, whole))
    left, top, right, bottom = differing_box(plain, figure)
    card_right = layout._GRID_LEFT + layout._CARD_WIDTH
    assert layout._GRID_LEFT < left < right < card_right
    assert bottom - top < 20
    assert differing_box(figure, data)[2] < layout._GRID_LEFT
    assert len(data) > len(figure)


def test_the_longest_bare_ratio_fits_on_a_card() -> None:
    canvas = Canvas.blank(10, 10)
    assert canvas.width_of("log10 LR +3.0 (+2.9 to +3.0)", layout._TINY) <= layout._CHIP


def test_a_comparison_names_its_ratio_or_the_reason() -> None:
    sheets = [comparison_sheet(comparison(ratio=text)) for text in ("none: no data", "log10 LR +1.0", "")]
    assert len(set(sheets)) == 3


def test_no_candidate_no_picture_no_face() -> None:
    none = candidate_sheet(document())
    no_face = candidate_sheet(document(outcome=SheetOutcome.NO_FACE, probes=(FacePicture(chip=None, file="a"),)))
    no_probe = candidate_sheet(document(probes=()))
    assert len({none, no_face, no_probe}) == 3


def test_only_greys_besides_the_pictures() -> None:
    """No figure is coloured, so none looks like a verdict."""
    page = pixels(candidate_sheet(document(candidate(chip=None), probes=(FacePicture(chip=None, file="a"),))))
    assert (page == page[..., :1]).all()


def test_outcome_and_candidates_must_agree() -> None:
    with pytest.raises(ValueError, match="outcome none with 1 candidates"):
        document(candidate(), outcome=SheetOutcome.NONE)


def test_a_chip_must_be_a_picture() -> None:
    with pytest.raises(ValueError, match="a chip is uint8"):
        FacePicture(chip=np.zeros((8, 8), np.uint8), file="a")


@pytest.mark.parametrize("swap", ["first", "second"])
def test_a_comparison_shows_both_faces_at_the_same_size(swap: str) -> None:
    other = FacePicture(chip=np.full((112, 112, 3), (10, 200, 30), np.uint8), file="a.jpg")
    page = pixels(comparison_sheet(comparison(**{swap: other})))
    counts = [(page == colour).all(axis=2).sum() for colour in (CHIP[0, 0], other.chip[0, 0])]
    assert counts[0] == counts[1] > 600 * 600


def test_text_that_could_reorder_a_line_is_cleaned() -> None:
    assert clean("a\u202eb\n c\x00\td\u2028e") == "ab c d e"
    assert clean("می\u200cخواهم") == "می\u200cخواهم"


def test_ellipsis() -> None:
    font = ImageFont.load_default(20)
    cut = ellipsised("abcdefghijklmnopqrstuvwxyz", font, 100)
    assert cut.endswith("…")
    assert font.getlength(cut) <= 100 < font.getlength(cut[:-1] + "xx…")
    assert ellipsised("ab", font, 100) == "ab"


def test_wrapping_keeps_every_word() -> None:
    text = "one two three four five six seven"
    lines = wrapped_lines(text, ImageFont.load_default(20), 90, limit=3)
    assert len(lines) == 3
    assert " ".join(lines) == text


def test_a_machine_without_fonts_says_what_is_missing() -> None:
    canvas = Canvas(image=Image.new("RGB", (800, 600)), typefaces=DEFAULT_ONLY)
    canvas.line("Anna", (0, 0), 200, Style(size=16))
    assert canvas.unwritten == 0
    plain = draw_foot(canvas, 100, ())
    canvas.line("Олена", (0, 0), 200, Style(size=16))
    assert canvas.unwritten == 5
    assert draw_foot(canvas, 100, ()) > plain
    assert "DejaVu" in UNWRITTEN


def test_the_typeface_is_one_that_can_write_the_name() -> None:
    able = [face for face in installed_typefaces() if not face.missing("Олена")]
    if not able:
        pytest.skip("no typeface on this machine writes Cyrillic")
    assert typeface_for("Олена", (*DEFAULT_ONLY, *able)) == able[0]
    assert typeface_for("Olena", (*DEFAULT_ONLY, *able)) == DEFAULT_ONLY[0]
