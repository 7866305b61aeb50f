from pathlib import Path

import pytest

from antigone.engine.errors import PackManifestError
from antigone.engine.runtime import Alignment, ChannelOrder, Withdrawn, read_manifest
from builders.packs import manifest_text, write_pack


def written(folder: Path, old: str = "", new: str = "") -> Path:
    """A folder with the small pack's manifest, `old` replaced by `new` in it."""
    text = manifest_text(b"d", b"r")
    assert old in text
    (folder / "pack.toml").write_text(text.replace(old, new, 1))
    return folder


def test_every_field_arrives(tmp_path: Path) -> None:
    manifest = read_manifest(written(tmp_path))
    assert (manifest.id, manifest.title, manifest.folder) == ("small", "A small pack", tmp_path)
    assert manifest.not_for == ("Anything but tests.",)
    assert manifest.detector.input.width is None
    assert manifest.detector.input.multiple_of == 32
    assert manifest.detector.input.channel_order is ChannelOrder.BGR
    recogniser = manifest.recogniser
    assert recogniser.alignment is Alignment.DLIB_150
    assert recogniser.template_length == 4
    assert recogniser.input.mean == (127.5, 127.5, 127.5)
    assert recogniser.input.std == (128.0, 128.0, 128.0)
    assert recogniser.training_data.withdrawn is Withdrawn.UNKNOWN
    assert recogniser.identity.id == "small-recogniser"
    assert recogniser.identity.sha256 == recogniser.sha256
    assert manifest.path(recogniser) == tmp_path / "recogniser.onnx"
    assert manifest.gated_licence is None


def test_the_licence_that_needs_a_yes_is_found(tmp_path: Path) -> None:
    write_pack(tmp_path / "pack", licence="Research only", production_use=False)
    licence = read_manifest(tmp_path / "pack").gated_licence
    assert licence is not None
    assert licence.name == "Research only"


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        pytest.param('title = "A small pack"', "", "title is missing", id="missing key"),
        pytest.param("format = 1", "format = 2", "format must be a whole number from 1 to 1", id="newer format"),
        pytest.param("figures = []", "figures = []\ncolour = 1", "unknown key colour", id="unknown key"),
        pytest.param(
            "withdrawn = ", "when = 1, withdrawn = ", r"models\[1\], training_data: unknown key when", id="deep"
        ),
        pytest.param('output = "the', 'size = 1\noutput = "the', r"models\[1\]: unknown key size", id="in a model"),
        pytest.param(
            '"dlib-150"\n', '"dlib-150"\nalign = 1\n', r"models\[2\]: unknown key align", id="in a recogniser"
        ),
        pytest.param('id = "small"', 'id = "Big One"', "id must be a short name", id="id with a space"),
        pytest.param('id = "small"', 'id = "../small"', "id must be a short name", id="id that leaves the folder"),
        pytest.param('"detector.onnx"', '"../detector.onnx"', "file must be the plain name", id="file outside"),
        pytest.param('"detector.onnx"', '"/etc/passwd"', "file must be the plain name", id="absolute file"),
        pytest.param('"detector.onnx"', '"sub/x.onnx"', "file must be the plain name", id="file in a folder"),
        pytest.param('"detector.onnx"', '".."', "file must be the plain name", id="file is the folder above"),
        pytest.param('"detector.onnx"', "7", "file must be the plain name .* not 7", id="file is a number"),
        pytest.param('"small-recogniser"', '"small-detector"', "two models have the id", id="same id twice"),
        pytest.param('"recogniser.onnx"', '"detector.onnx"', "two models have the file", id="same file twice"),
        pytest.param('sha256 = "', 'sha256 = "0', "sha256 must be a SHA-256", id="hash too long"),
        pytest.param('sha256 = "1', 'sha256 = "G', "sha256 must be a SHA-256", id="hash with a G"),
        pytest.param('kind = "detector"', 'kind = "quality"', "kind must be one of detector, recogniser", id="kind"),
        pytest.param('family = "embedding"', 'family = "yunet"', "yunet is a detector's", id="family of another kind"),
        pytest.param('"dlib-150"', '"arcface-112"', "chips of 112 x 112", id="alignment of another size"),
        pytest.param("template_length = 4", "template_length = true", "whole number", id="true for a number"),
        pytest.param("template_length = 4", "template_length = 0", "from 2 to 4096", id="no length"),
        pytest.param("production_use = true", "production_use = 1", "true or false, not 1", id="number for a yes"),
        pytest.param("mean = [0, 0, 0]", "mean = [0, 0]", "a list of 3 numbers", id="two means"),
        pytest.param("mean = [0, 0, 0]", 'mean = ["0", 0, 0]', "a list of 3 numbers", id="text for a mean"),
        pytest.param("std = [1, 1, 1]", "std = [1, 0, 1]", "above zero", id="division by zero"),
        pytest.param("std = [1, 1, 1]", "std = [1, nan, 1]", "a list of 3 numbers", id="not a number"),
        pytest.param("not_for = [", 'not_for = ["", ', "a list of texts", id="empty text"),
        pytest.param("not_for = [", "not_for = [1, ", "a list of texts", id="number among texts"),
        pytest.param('notice = "Ours."', 'notice = " "', "notice must be text, not empty", id="blank text"),
        pytest.param("format = 1", "format = ", "no TOML file", id="no TOML"),
        pytest.param("[[models]]", "[models]", "no TOML file|a list of tables", id="one table for a list"),
        pytest.param("{ name", '"MIT" #', "no TOML file|a table", id="text for a table"),
    ],
)
def test_a_broken_manifest_is_refused_naming_the_key(tmp_path: Path, old: str, new: str, said: str) -> None:
    with pytest.raises(PackManifestError, match=said):
        read_manifest(written(tmp_path, old, new))


def test_a_pack_needs_both_kinds_once(tmp_path: Path) -> None:
    text = manifest_text(b"d", b"r")
    (tmp_path / "pack.toml").write_text(text[: text.rindex("[[models]]")])
    with pytest.raises(PackManifestError, match="one detector and one recogniser; its models are: detector"):
        read_manifest(tmp_path)


def test_two_licences_that_need_acceptance_are_refused(tmp_path: Path) -> None:
    text = manifest_text(b"d", b"r", licence="Research A", production_use=False)
    (tmp_path / "pack.toml").write_text(text.replace('"MIT", production_use = true', '"B", production_use = false'))
    with pytest.raises(PackManifestError, match=r"two licences need acceptance \(B, Research A\)"):
        read_manifest(tmp_path)


def test_a_folder_without_manifest_is_refused(tmp_path: Path) -> None:
    with pytest.raises(PackManifestError, match=r"pack\.toml cannot be read: No such file"):
        read_manifest(tmp_path)


def test_a_manifest_in_another_encoding_is_refused(tmp_path: Path) -> None:
    (tmp_path / "pack.toml").write_bytes(manifest_text(b"d", b"r").encode("utf-16"))
    with pytest.raises(PackManifestError, match="no TOML file"):
        read_manifest(tmp_path)


def test_a_huge_manifest_is_not_read(tmp_path: Path) -> None:
    (tmp_path / "pack.toml").write_bytes(b"#" * 300_000)
    with pytest.raises(PackManifestError, match="larger than"):
        read_manifest(tmp_path)
