from dataclasses import replace
from pathlib import Path

import pytest

from antigone.engine.runtime import PackManifest, manifest_text, read_manifest, ready_manifests


@pytest.mark.parametrize("manifest", ready_manifests(), ids=lambda manifest: manifest.id)
def test_what_is_written_reads_as_the_same_manifest(tmp_path: Path, manifest: PackManifest) -> None:
    odd = replace(manifest, figures=('A "sentence"\nof two lines, ї \\ \x7f.',), meant_for=())
    (tmp_path / "pack.toml").write_text(manifest_text(odd), encoding="utf-8")
    assert replace(read_manifest(tmp_path), folder=odd.folder) == odd
