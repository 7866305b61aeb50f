"""A pack's model card: its manifest's own words, what the project measured, what this site measured."""

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Self

from antigone.engine.evaluation.cards.summary import EvaluationSummary, read_summary, summary_document
from antigone.engine.runtime import ModelSpec, PackManifest, RecogniserSpec, ready_manifests

FIGURES = Path(__file__).with_name("figures")
"""What the project measured, one file a pack; `tools/measure_packs.py` writes them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelCard:
    """calibration_sha256: of the one in use, empty without one: figures made with another say so.

    project, site: None where nothing was measured with these two models.
    """

    manifest: PackManifest
    calibration_sha256: str
    project: EvaluationSummary | None
    site: EvaluationSummary | None

    @classmethod
    def of(cls, manifest: PackManifest, *, calibration_sha256: str = "", site: EvaluationSummary | None = None) -> Self:
        """The card of an installed or a ready pack. Figures of other models are left out, whoever brings them."""
        return cls(
            manifest=_in_our_words(manifest),
            calibration_sha256=calibration_sha256,
            project=next((summary for summary in project_summaries() if summary.is_of(manifest)), None),
            site=site if site is not None and site.is_of(manifest) else None,
        )

    def document(self) -> dict[str, Any]:
        """The card as JSON."""
        pack = self.manifest
        return {
            "id": pack.id,
            "title": pack.title,
            "folder": str(pack.folder),
            "bytes": pack.size(),
            "meant_for": list(pack.meant_for),
            "not_for": list(pack.not_for),
            "models": [model_facts(model) for model in pack.models],
            "figures": list(pack.figures),
            "groups": list(pack.groups),
            "calibration_sha256": self.calibration_sha256,
            "measured": {
                "by_the_project": None if self.project is None else summary_document(self.project),
                "by_this_site": None if self.site is None else summary_document(self.site),
            },
        }


def project_summaries() -> tuple[EvaluationSummary, ...]:
    """All that the project measured and ships. Raises StateError where a file was changed."""
    return tuple(read_summary(path.read_bytes(), where=path.name) for path in sorted(FIGURES.glob("*.json")))


def model_facts(model: ModelSpec) -> dict[str, str]:
    """Every line of a model's card; the same for a person and for `--json`."""
    use = "allows production use" if model.licence.production_use else "does NOT allow production use"
    facts = {
        "kind": f"{model.kind} {model.id}",
        "file": model.file,
        "sha256": model.sha256,
        "source": model.source,
        "licence": f"{model.licence.name}, {use}. {model.licence.notice}",
        "training_data": model.training_data.description,
        "withdrawn": model.training_data.withdrawn.value,
        "input": f"{model.input.describe()}, {model.input.channel_order}",
        "output": model.output,
    }
    if isinstance(model, RecogniserSpec):
        facts["alignment"] = model.alignment.value
        facts["template_length"] = str(model.template_length)
    return facts


def _in_our_words(manifest: PackManifest) -> PackManifest:
    """A ready pack that was added some versions ago brought the words of then: these are today's."""
    for ready in ready_manifests():
        if ready.id == manifest.id and [one.sha256 for one in ready.models] == [one.sha256 for one in manifest.models]:
            return replace(
                manifest,
                title=ready.title,
                meant_for=ready.meant_for,
                not_for=ready.not_for,
                figures=ready.figures,
                groups=ready.groups,
            )
    return manifest
