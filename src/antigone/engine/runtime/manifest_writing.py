"""Writes `pack.toml`: what `manifest` reads, from the values it gives."""

import json
from collections.abc import Iterator

from antigone.engine.runtime.specs import ModelSpec, PackManifest, RecogniserSpec


def manifest_text(manifest: PackManifest) -> str:
    """The text that reads as this manifest, its folder aside."""
    lines = [
        "format = 1",
        f"id = {_text(manifest.id)}",
        f"title = {_text(manifest.title)}",
        *(
            f"{name} = [{', '.join(_text(each) for each in getattr(manifest, name))}]"
            for name in ("figures", "meant_for", "not_for", "groups")
        ),
    ]
    for model in manifest.models:
        lines += ["", "[[models]]", *_model(model)]
    return "\n".join(lines) + "\n"


def _model(model: ModelSpec) -> Iterator[str]:
    for name in ("id", "kind", "family", "file", "sha256", "source", "output"):
        yield f"{name} = {_text(getattr(model, name))}"
    if isinstance(model, RecogniserSpec):
        yield f"alignment = {_text(model.alignment)}"
        yield f"template_length = {model.template_length}"
    licence, data, fmt = model.licence, model.training_data, model.input
    yield from ("", "[models.licence]", f"name = {_text(licence.name)}")
    yield from (f"production_use = {str(licence.production_use).lower()}", f"notice = {_text(licence.notice)}")
    yield from ("", "[models.training_data]", f"description = {_text(data.description)}")
    yield from (f"withdrawn = {_text(data.withdrawn)}", "", "[models.input]")
    if fmt.width is None or fmt.height is None:
        yield f"multiple_of = {fmt.multiple_of}"
    else:
        yield from (f"width = {fmt.width}", f"height = {fmt.height}")
    yield f"channel_order = {_text(fmt.channel_order)}"
    yield from (f"mean = {list(fmt.mean)}", f"std = {list(fmt.std)}")


def _text(value: str) -> str:
    """A basic string of TOML: JSON's are, but for DEL."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
