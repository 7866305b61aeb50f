"""Findings: each says what is wrong and what to do."""

from pathlib import Path

import pytest

from antigone.casework.audit import Actor, create_signing_key
from antigone.casework.evidence.models import Photograph
from antigone.casework.evidence.selectors import originals_folder
from antigone.casework.evidence.services import register_photograph
from antigone.casework.evidence.storage import destroy_original
from antigone.site.doctor import Finding, Verdict, examine_home, examine_originals
from casework.evidence.builders import stored_facts
from casework.galleries.builders import operator

pytestmark = pytest.mark.django_db


@pytest.fixture
def by(antigone_home: Path) -> Actor:
    antigone_home.chmod(0o700)
    create_signing_key(antigone_home / "keys")
    return operator()


def registered(data: bytes, by: Actor) -> Photograph:
    return register_photograph(facts=stored_facts(data), by=by)


def finding(check: str) -> Finding:
    (found,) = [one for one in examine_home(examine_originals()) if one.check == check]
    return found


@pytest.mark.starter
@pytest.mark.usefixtures("starter_folder")
def test_nothing_is_wrong_with_a_good_home(by: Actor) -> None:
    registered(b"a photograph", by)
    findings = list(examine_home(examine_originals()))
    assert [one.check for one in findings if one.verdict is Verdict.BAD] == []
    assert {one.check for one in findings} >= {"permissions", "originals", "signing key", "model pack", "index"}
    assert len({one.check for one in findings}) == len(findings)


@pytest.mark.usefixtures("by")
def test_a_home_that_others_can_read_is_bad(antigone_home: Path) -> None:
    antigone_home.chmod(0o750)
    found = finding("permissions")
    assert found.verdict is Verdict.BAD
    assert found.sentence.endswith("chmod 700 it.")


def test_originals_are_counted_missed_and_left_over(by: Actor) -> None:
    kept, lost = registered(b"kept", by), registered(b"lost", by)
    stray = stored_facts(b"stray")
    destroy_original(originals_folder(), lost.sha256)
    (originals_folder() / ".unfinished" / "tmpx").write_bytes(b"half")
    found = examine_originals()
    assert (found.stored, found.missing) == (2, (lost.sha256,))
    assert {path.name for path in found.leftover} == {stray.sha256, "tmpx"}
    assert kept.sha256 not in {path.name for path in found.leftover}
    assert finding("originals").sentence == "1 originals are missing: restore them from a backup."


@pytest.mark.usefixtures("by")
def test_leftovers_are_a_note_that_names_the_cure() -> None:
    stored_facts(b"stray")
    found = finding("originals")
    assert found.verdict is Verdict.NOTE
    assert "antigone doctor --mend" in found.sentence


@pytest.mark.usefixtures("by")
def test_a_lost_signing_key_is_bad_with_the_way_out(antigone_home: Path) -> None:
    (antigone_home / "keys" / "audit-signing-key.pem").unlink()
    found = finding("signing key")
    assert found.verdict is Verdict.BAD
    assert "antigone audit checkpoint --new-key" in found.sentence


@pytest.mark.usefixtures("by")
def test_a_copy_from_before_an_upgrade_is_not_forgotten(antigone_home: Path) -> None:
    (antigone_home / "antigone-before-upgrade-20261125T000000000000Z.sqlite3").touch()
    found = finding("old copies")
    assert found.verdict is Verdict.NOTE
    assert "antigone-before-upgrade-20261125T000000000000Z.sqlite3" in found.sentence


@pytest.mark.usefixtures("by")
def test_a_pack_that_is_not_there_is_bad_and_the_rest_is_still_examined(settings: object) -> None:
    settings.ANTIGONE_PACK = "no-such-pack"  # type: ignore[attr-defined]
    found = finding("model pack")
    assert found.verdict is Verdict.BAD
    assert "No model pack 'no-such-pack' is installed." in found.sentence
