"""Sentences that stand over a candidate list, beside those of the engine."""

from collections.abc import Iterator, Sequence

from antigone.casework.cases.models import Case, CaseKind
from antigone.casework.galleries.models import Gallery
from antigone.casework.recognition.bridge import Recogniser
from antigone.casework.recognition.comparing import GalleryHoldings
from antigone.casework.recognition.selectors import foreign_templates
from antigone.casework.searches.probes import AnyProbe

__all__ = ["basis_warnings", "gallery_warnings", "not_used", "probe_warnings"]


def basis_warnings(recogniser: Recogniser, case: Case) -> Iterator[str]:
    """What the figures rest on, and what the pack is not for."""
    calibration = recogniser.calibration
    if calibration is not None:
        yield f"The figures rest on {calibration.population}; other people and other pictures may score otherwise."
    if calibration is not None and case.kind == CaseKind.DECEASED:
        yield "No photographs of the dead stand behind the figures: how strangers score there was never measured."
    if recogniser.manifest.not_for:
        yield f"What pack {recogniser.manifest.id} is not for: {' '.join(recogniser.manifest.not_for)}"


def gallery_warnings(
    recogniser: Recogniser, galleries: Sequence[Gallery], holdings: Sequence[GalleryHoldings]
) -> Iterator[str]:
    """Galleries that are not there, are empty, or hold what this recogniser cannot compare."""
    names = {gallery.pk: gallery.name for gallery in galleries}
    if not names:
        yield "There is no gallery yet, so the probe was compared with nobody: enrol one with `antigone enrol`."
    for held in holdings:
        if held.templates == 0:
            yield f"Gallery {names[held.gallery]} holds no template of this recogniser."
    foreign = foreign_templates(recogniser, names)
    if foreign:
        yield (
            f"{foreign} templates of these galleries were made by another recogniser and could not be compared: "
            f"enrol their photographs again with pack {recogniser.manifest.id}."
        )


def probe_warnings(probes: Sequence[AnyProbe]) -> Iterator[str]:
    """Several probes of which some give no template."""
    faceless = [probe.name for probe in probes if probe.template is None]
    if len(faceless) < len(probes):
        yield from not_used(faceless)


def not_used(names: Sequence[str]) -> Iterator[str]:
    """Photographs beside those that were searched with."""
    if names:
        yield f"Not used, because no template came of it: {', '.join(names)}."
