import json
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from antigone.casework.recognition.evaluations import keep_evaluation_summary
from antigone.cli import models as module
from antigone.cli.context import ExitCode
from antigone.engine.errors import LicenceNotAccepted, PackNotFound
from antigone.engine.runtime import PackStore, read_manifest
from builders.metrics import metrics_of
from builders.packs import write_pack


@pytest.fixture(autouse=True)
def installation(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An installation with no packs."""
    monkeypatch.setattr(module, "installation_packs", lambda: tmp_path / "installation")
    return tmp_path / "installation"


def call(*arguments: object) -> Result:
    result = CliRunner().invoke(module.models, [str(each) for each in arguments], standalone_mode=False)
    if result.exception is not None:
        raise result.exception
    return result


def document(*arguments: object) -> dict[str, object]:
    read = json.loads(call(*arguments, "--json").stdout)
    assert isinstance(read, dict)
    return read


def test_an_added_pack_is_listed_with_hash_and_licence(tmp_path: Path, antigone_home: Path) -> None:
    added = document("add", write_pack(tmp_path / "a"))
    assert added["folder"] == str(antigone_home / "models" / "small")
    listed = document("list")
    assert listed == {"packs": [added], "broken": []}
    assert added["evaluated"] is None
    detector, recogniser = listed["packs"][0]["models"]  # type: ignore[index]
    assert (detector["kind"], detector["licence"], detector["production_use"]) == ("detector", "MIT", True)
    assert len(recogniser["sha256"]) == 64
    table = call("list").stdout
    assert "small-recogniser" in table
    assert recogniser["sha256"][:12] in table


def test_an_empty_list_says_what_to_do() -> None:
    assert "make setup" in call("list").stdout


def test_packs_of_the_installation_are_listed(tmp_path: Path, installation: Path) -> None:
    PackStore([installation]).add(write_pack(tmp_path / "a"))
    (pack,) = document("list")["packs"]  # type: ignore[misc]
    assert pack["folder"] == str(installation / "small")


def test_the_card_says_source_licence_training_data_and_limits(tmp_path: Path) -> None:
    call(
        "add",
        write_pack(tmp_path / "a", licence="Research Only", production_use=False),
        "--accept-licence",
        "Research Only",
    )
    card = call("show", "small").stdout
    for text in ("made by code", "Research Only, does NOT allow production use", "withdrawn", "Anything but tests."):
        assert text in card
    shown = document("show", "small")
    assert shown["not_for"] == ["Anything but tests."]


def test_the_card_shows_what_this_site_measured_and_nothing_else(tmp_path: Path, antigone_home: Path) -> None:
    call("add", write_pack(tmp_path / "a"))
    assert "Not evaluated" in call("show", "small").stdout
    assert "small: not evaluated" in call("list").stdout
    manifest = read_manifest(antigone_home / "models" / "small")
    kept = keep_evaluation_summary(metrics_of(manifest, calibrated=False), home=antigone_home, day=date(2026, 11, 25))
    card = call("show", "small").stdout
    assert "Measured by this site:" in card
    assert "12.3 % (10.0 % to 15.0 %)" in card
    assert max(map(len, card.replace(str(antigone_home), "HOME").splitlines())) <= 80
    measured = document("show", "small")["measured"]
    assert measured["by_this_site"]["missed"][1]["fnir"]["value"] == 0.123  # type: ignore[index]
    assert "small: FNIR 12.3 % at FPIR 10 % (families, 2026-11-25)." in call("list").stdout
    (listed,) = document("list")["packs"]  # type: ignore[misc]
    assert listed["evaluated"]["fnir_at_fpir"][1]["fnir"]["value"] == 0.123

    kept.write_bytes(kept.read_bytes().replace(b"0.123", b"0.023"))
    result = call("show", "small")
    assert "0.023" not in result.stdout
    assert "2.3 %" not in result.stdout
    assert "is torn, changed" in result.stderr


def test_the_licence_gate_is_told_with_what_to_type(tmp_path: Path) -> None:
    with pytest.raises(LicenceNotAccepted) as caught:
        call("add", write_pack(tmp_path / "a", licence="Research Only", production_use=False))
    assert "--accept-licence 'Research Only'" in caught.value.diagnostics()


def test_verify_fails_on_a_changed_file(tmp_path: Path, antigone_home: Path) -> None:
    call("add", write_pack(tmp_path / "a"))
    assert call("verify").return_value == ExitCode.DONE
    (antigone_home / "models" / "small" / "detector.onnx").write_bytes(b"changed")
    result = call("verify", "small")
    assert result.return_value == ExitCode.FAILED
    assert "small/detector.onnx: CHANGED" in result.stdout
    assert "small/recogniser.onnx: intact" in result.stdout
    assert document("verify")["intact"] is False


def test_a_broken_pack_is_told_beside_the_others(tmp_path: Path, antigone_home: Path) -> None:
    call("add", write_pack(tmp_path / "a"))
    (antigone_home / "models" / "torn").mkdir()
    (antigone_home / "models" / "torn" / "pack.toml").write_text("id = ")
    result = call("list")
    assert "small" in result.stdout
    assert "Broken:" in result.stderr
    assert call("verify").return_value == ExitCode.FAILED


def test_an_unknown_pack_is_refused() -> None:
    with pytest.raises(PackNotFound):
        call("show", "nobody")


@pytest.mark.usefixtures("made_home")
def test_a_pack_is_removed_unless_the_home_uses_it(run_cli, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    run_cli("models", "add", write_pack(tmp_path / "a"))
    run_cli("models", "add", write_pack(tmp_path / "b", pack_id="starter"))
    refused = run_cli("models", "remove", "starter")
    assert refused.returncode == ExitCode.FAILED
    assert "in use by this home (the setting ANTIGONE_PACK)" in refused.stderr
    assert run_cli("models", "remove", "small").returncode == ExitCode.DONE
    left = json.loads(run_cli("models", "list", "--json").stdout)["packs"]
    assert "small" not in [pack["id"] for pack in left]
