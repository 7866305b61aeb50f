"""A card prints the figures of the file that holds them, of these two models and of no others."""

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from antigone.engine.errors import StateError
from antigone.engine.evaluation import StudySettings, evaluate
from antigone.engine.evaluation.cards import (
    EvaluationSummary,
    ModelCard,
    card_sections,
    project_summaries,
    read_summary,
    summary_bytes,
)
from antigone.engine.evaluation.report import metrics_document
from antigone.engine.runtime import PackManifest, read_manifest, ready_manifests
from antigone.engine.scoring import starter_calibration
from builders.calibrations import calibration
from builders.evaluations import basis, evaluation_set
from builders.metrics import CALIBRATION, metrics_of
from builders.packs import recogniser_onnx, write_pack

DAY = date(2026, 11, 25)


@pytest.fixture
def manifest(tmp_path: Path) -> PackManifest:
    return read_manifest(write_pack(tmp_path / "small"))


def site_card(manifest: PackManifest, *, calibrated: bool = True, calibration_sha256: str = CALIBRATION) -> ModelCard:
    summary = EvaluationSummary.of(metrics_of(manifest, calibrated=calibrated), day=DAY, note="A note.")
    return ModelCard.of(manifest, calibration_sha256=calibration_sha256, site=summary)


def words(card: ModelCard) -> dict[str, str]:
    """Each section as one text."""
    return {
        section.title: "\n".join((*(f"{name}: {text}" for name, text in section.facts), *section.sentences))
        for section in card_sections(card)
    }


def test_the_figures_are_those_of_the_evaluation(manifest: PackManifest) -> None:
    found = words(site_card(manifest))["Measured by this site"].splitlines()
    on = "families: 1,234 people, 456 with two photographs or more; 2,345 photographs, 1 without a face"
    assert found == [
        f"on: {on} (SHA-256 dddddddddddd)",
        "when: 2026-11-25, Antigone 1.2.3",
        "ranked by: ranking_score, calibration cccccccccccc (the families)",
        "FNIR, FPIR 1 %: too few absent.",
        "FNIR, FPIR 10 %: 12.3 % (10.0 % to 15.0 %): enrolled people missed by a list of 20, 987 enrolled",
        "rank 1: 91.2 % (90.0 % to 93.4 %): enrolled people who rank first, 1,230 enrolled",
        "Cllr: 0.061 (0.050 to 0.070); 1 bit says nothing, 0 is without error",
        "Cllr_cal: 0.011 (0.010 to 0.020); what bad calibration adds to it",
        "A note.",
    ]


def test_groups_have_their_rates_and_a_warning_where_they_fare_worse(manifest: PackManifest) -> None:
    found = words(site_card(manifest))["By group of people"].splitlines()
    assert found[:4] == [
        "sex f: FPIR 20.0 % (15.0 % to 25.0 %), FNIR 30.0 % (20.0 % to 40.0 %); 91 absent and 61 enrolled searched for",
        "sex m: FPIR 8.0 % (5.0 % to 11.0 %), FNIR too few people; 92 absent and 6 enrolled searched for",
        "Warning: sex f: strangers more often than over all, 20.0 % (15.0 % to 25.0 %) against 10 %.",
        "Warning: sex f: missed more often than over all, 30.0 % (20.0 % to 40.0 %) against 12.3 %.",
    ]
    assert found[4].startswith("Not measured by age band, region, condition:")


def test_figures_of_other_models_are_not_shown(manifest: PackManifest, tmp_path: Path) -> None:
    other = read_manifest(write_pack(tmp_path / "b", recogniser=recogniser_onnx(seed=1)))
    assert (other.id, other.detector.sha256) == (manifest.id, manifest.detector.sha256)
    summary = EvaluationSummary.of(metrics_of(manifest), day=DAY)
    card = ModelCard.of(other, site=summary)
    assert card.site is None
    assert "antigone evaluate" in words(card)["Measured"]
    assert ModelCard.of(manifest, site=summary).site == summary


def test_a_figure_changed_by_hand_is_refused(manifest: PackManifest) -> None:
    kept = summary_bytes(EvaluationSummary.of(metrics_of(manifest), day=DAY))
    assert kept.count(b"0.123") == 1
    for broken in (kept.replace(b"0.123", b"0.023"), kept[:-20], b"[]", b'{"version": 2}', b"\xff"):
        with pytest.raises(StateError, match=r"here is torn, changed or of a newer version"):
            read_summary(broken, where="here")


def test_a_summary_comes_back_as_it_was_kept(manifest: PackManifest) -> None:
    for metrics in (metrics_of(manifest), metrics_of(manifest, calibrated=False)):
        summary = EvaluationSummary.of(metrics, day=DAY)
        assert read_summary(summary_bytes(summary), where="here") == summary


def test_the_document_of_an_evaluation_is_read_and_no_name_kept() -> None:
    data = evaluation_set([2] * 40 + [1] * 60, groups={"sex": ["f", "m"] * 50})
    metrics = metrics_document(evaluate(data, calibration(), StudySettings(draws=2, replicates=20)), basis(data))
    summary = EvaluationSummary.of(metrics, day=DAY)
    assert summary.first.value == metrics["closed_set"]["ranking_score"]["cmc"]["value"][0]  # type: ignore[index,call-overload]
    assert [one.group for one in summary.groups] == ["f", "m"]
    assert (summary.cllr, summary.ratio_reason[:2]) == (None, "40")
    kept = summary_bytes(summary)
    assert read_summary(kept, where="here") == summary
    assert b"person 0" not in kept


def test_figures_made_with_another_calibration_say_so(manifest: PackManifest) -> None:
    then = words(site_card(manifest, calibration_sha256="a" * 64))["Measured by this site"]
    assert "another calibration (cccccccccccc) than now (aaaaaaaaaaaa is in use): evaluate again" in then
    never = words(site_card(manifest, calibrated=False))["Measured by this site"]
    assert "another calibration (none) than now (cccccccccccc is in use)" in never
    assert "another calibration" not in words(site_card(manifest))["Measured by this site"]


def test_a_copy_added_long_ago_has_today_s_words(tmp_path: Path) -> None:
    ready = next(pack for pack in ready_manifests() if pack.id == "starter")
    old = replace(ready, folder=tmp_path, title="Old", figures=("Old.",), not_for=(), groups=())
    card = ModelCard.of(old)
    assert (card.manifest.title, card.manifest.not_for, card.manifest.groups) == (
        ready.title,
        ready.not_for,
        ready.groups,
    )
    assert card.manifest.folder == tmp_path
    own = replace(old, id="my-own")
    assert ModelCard.of(own).manifest == own


def test_the_document_of_a_card_holds_every_figure(manifest: PackManifest) -> None:
    card = site_card(manifest)
    document = json.loads(json.dumps(card.document()))
    assert document["measured"]["by_the_project"] is None
    assert card.site is not None
    assert document["measured"]["by_this_site"] == json.loads(summary_bytes(card.site))
    assert document["not_for"] == ["Anything but tests."]


def test_every_shipped_figure_belongs_to_a_ready_pack() -> None:
    summaries = project_summaries()
    assert [summary.pack for summary in summaries] == ["mobilefacenet", "starter"]
    packs = {pack.id: pack for pack in ready_manifests()}
    assert all(summary.is_of(packs[summary.pack]) for summary in summaries)
    assert all(summary.note for summary in summaries)


def test_the_starter_was_measured_with_the_calibration_it_brings() -> None:
    (starter,) = [summary for summary in project_summaries() if summary.pack == "starter"]
    assert starter.calibration_sha256 == starter_calibration().sha256, "run tools/measure_packs.py"
