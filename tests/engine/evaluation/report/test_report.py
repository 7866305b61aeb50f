import json
import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from antigone.engine.evaluation import Evaluation, EvaluationSet, StudySettings, evaluate
from antigone.engine.evaluation.degradation import LADDER
from antigone.engine.evaluation.ladder import LadderSettings, LadderStudy, ladder_document, ladder_study
from antigone.engine.evaluation.report import metrics_document, write_report
from antigone.engine.evaluation.report.document import plain
from antigone.engine.evaluation.report.markup import share
from builders.calibrations import calibration
from builders.evaluations import basis, evaluation_set
from engine.evaluation.ladder.builders import MeanColour, extractor, people

REPOSITORY = Path(__file__).resolve().parents[4]


@pytest.fixture(scope="module")
def data() -> EvaluationSet:
    groups = {"sex": ["female", "male"] * 150, "region": ["<b>north</b>"] * 295 + ["south"] * 5}
    made = evaluation_set([2] * 220 + [1] * 80, spread=0.45, groups=groups)
    made.vectors[-1] = made.vectors[0]  # a second name
    return replace(made, people=("<script>alert(1)</script>", *made.people[1:]))


@pytest.fixture(scope="module")
def evaluation(data: EvaluationSet) -> Evaluation:
    return evaluate(data, calibration(), StudySettings(draws=3, replicates=50))


@pytest.fixture(scope="module")
def page(data: EvaluationSet, evaluation: Evaluation, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("report") / "new"
    files = write_report(folder, evaluation, basis(data))
    assert sorted(files) == sorted(folder.iterdir())
    return folder / "report.html"


@pytest.fixture(scope="module")
def ladder() -> LadderStudy:
    probes, gallery = people(4)
    return ladder_study(
        probes,
        gallery,
        extractor(MeanColour(blind_below=60)),
        settings=LadderSettings(replicates=20),
        degradations=[LADDER[name] for name in ("low-light", "over-exposure", "grey")],
    )


class Tags(HTMLParser):
    """Every tag with its attributes; and whether they close in order."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))
        if tag not in {"meta", "br"}:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def test_the_page_is_whole_and_needs_nothing_else(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    tags = Tags(text)
    assert tags.open == []
    assert {"script", "link", "img", "iframe"} & {tag for tag, _ in tags.found} == set()
    assert "default-src 'none'" in text
    addresses = set(re.findall(r'(?:src|href)="([^"]*)"', text))
    assert all(address.startswith("#") for address in addresses)


def test_every_reference_inside_a_figure_leads_somewhere_of_its_own(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    ids = re.findall(r'\bid="([^"]+)"', text)
    assert len(ids) == len(set(ids))
    referred = set(re.findall(r'(?:href="#|url\(#)([^")]+)', text))
    assert referred - set(ids) == set()


def test_the_page_has_every_figure_and_names_the_standards(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    pictures = sorted(path.stem for path in page.parent.glob("*.png"))
    assert pictures == [
        "cmc", "det", "ece", "expected-strangers", "gallery-size", "groups-region", "groups-sex", "tippett",
    ]  # fmt: skip
    assert text.count("<svg") == text.count("<figcaption>") == len(pictures)
    for standard in ("ISO/IEC 19795-1", "19795-10", "ISO/IEC 2382-37"):
        assert standard in text
    assert "no evidence of fitness for photographs of the dead" in text


def test_names_out_of_the_data_are_text(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in text
    assert "&lt;b&gt;north" in text


def test_pictures_can_be_opened(page: Path) -> None:
    for path in page.parent.glob("*.png"):
        with Image.open(path) as picture:
            assert picture.width > 1000


def test_metrics_hold_what_was_found(page: Path, data: EvaluationSet, evaluation: Evaluation) -> None:
    document = json.loads((page.parent / "metrics.json").read_text(encoding="utf-8"))
    assert document == metrics_document(evaluation, basis(data))
    assert (document["format"], document["version"]) == ("antigone-evaluation", 1)
    point = evaluation.open_set[evaluation.scoring].fnir_at_fpir[1]
    assert point.fnir is not None
    written = document["open_set"]["ranking_score"]["fnir_at_fpir"][1]["fnir"]
    assert written["value"] == pytest.approx(point.fnir.value, rel=1e-5)


def test_a_second_report_is_the_same_to_the_byte(
    page: Path, data: EvaluationSet, evaluation: Evaluation, tmp_path: Path
) -> None:
    for path in write_report(tmp_path, evaluation, basis(data)):
        assert path.read_bytes() == (page.parent / path.name).read_bytes(), path.name


def test_the_ladder_is_a_section_with_a_figure_a_family(
    data: EvaluationSet, evaluation: Evaluation, ladder: LadderStudy, tmp_path: Path
) -> None:
    files = write_report(tmp_path, evaluation, basis(data), ladder)
    assert {path.name for path in files} >= {"ladder-light.png", "ladder-colour.png", "report.html"}
    text = (tmp_path / "report.html").read_text(encoding="utf-8")
    assert Tags(text).open == []
    assert "It validates no tier of decedents" in text
    assert text.count("<svg") == text.count("<figcaption>") == len([*tmp_path.glob("*.png")])
    assert "0.0&nbsp;% (Low light with sensor noise)" in text
    document = json.loads((tmp_path / "metrics.json").read_text(encoding="utf-8"))
    assert document["ladder"] == ladder_document(ladder)


def test_without_a_ladder_there_is_none(page: Path) -> None:
    assert json.loads((page.parent / "metrics.json").read_text(encoding="utf-8"))["ladder"] is None
    assert "degradation ladder" not in page.read_text(encoding="utf-8")


def test_several_references_are_compared_with_one(tmp_path: Path) -> None:
    data = evaluation_set([4] * 100 + [1] * 50, spread=0.6)
    found = evaluate(data, None, StudySettings(draws=2, replicates=20))
    write_report(tmp_path, found, basis(data))
    text = (tmp_path / "report.html").read_text(encoding="utf-8")
    assert "People who then have two or more in the gallery" in text
    names = metrics_document(found, basis(data))["several_references"]
    assert set(names) == {"subjects", "mean_references", "rank", "everybody", "with_several"}  # type: ignore[arg-type]


def test_a_report_without_calibration_groups_and_pairs_says_so(tmp_path: Path) -> None:
    data = evaluation_set([2] * 40 + [1] * 30)
    found = evaluate(data, None, StudySettings(draws=2, replicates=20))
    write_report(tmp_path, found, replace(basis(data), calibration=None))
    text = (tmp_path / "report.html").read_text(encoding="utf-8")
    assert "This pack has no calibration" in text
    assert "The data set names no groups" in text
    assert "are too few for likelihood ratios" in text


def test_every_field_of_the_metrics_is_documented(
    data: EvaluationSet, evaluation: Evaluation, ladder: LadderStudy
) -> None:
    text = (REPOSITORY / "docs" / "evaluation.md").read_text(encoding="utf-8")
    names: set[str] = set()

    def collect(value: object) -> None:
        if isinstance(value, dict):
            names.update(value)
            for each in value.values():
                collect(each)
        elif isinstance(value, list):
            for each in value:
                collect(each)

    collect(metrics_document(evaluation, basis(data), ladder))
    several = evaluate(evaluation_set([3] * 60), None, StudySettings(draws=2, replicates=20))
    collect(metrics_document(several, basis(data)))
    assert sorted(name for name in names if f"`{name}`" not in text) == []


def test_what_has_no_value_is_null() -> None:
    assert plain((float("nan"), np.inf, np.float32(0.123456789), np.arange(2))) == [None, None, 0.123457, [0, 1]]


@pytest.mark.parametrize(
    ("value", "text"), [(0.17, "17.0 %"), (0.0, "0.0 %"), (1.0, "100.0 %"), (0.00839, "0.84 %"), (0.00002, "0.002 %")]
)
def test_shares_are_printed_with_the_digits_they_need(value: float, text: str) -> None:
    assert share(value) == text
