import json
from collections.abc import Callable, Iterator
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pytest

from antigone.casework.audit import (
    VerificationReport,
    VerifierKey,
    Witness,
    create_signing_key,
    export_log,
    make_checkpoint,
    verify_export,
)
from antigone.engine.errors import AuditError, UsageError
from casework.audit import standalone_verifier
from casework.audit.builders import NOON, execute, without_triggers, write_log

pytestmark = pytest.mark.django_db

LATER = NOON + timedelta(days=1)
FIRST_EVENT = 3
"""Line of the export: header, key, checkpoint come before."""


@pytest.fixture
def key(tmp_path: Path) -> VerifierKey:
    return create_signing_key(tmp_path)


@pytest.fixture
def lines(key: VerifierKey, tmp_path: Path) -> list[bytes]:
    """The export of a log of eleven events, all covered by its checkpoint."""
    write_log(11)
    make_checkpoint(tmp_path, now=NOON)
    return exported()


def exported(since: int = 0) -> list[bytes]:
    out = BytesIO()
    export_log(out, since=since)
    return out.getvalue().splitlines(keepends=True)


def verify(lines: list[bytes], *witnesses: Witness, keys: tuple[VerifierKey, ...] = ()) -> VerificationReport:
    return verify_export(BytesIO(b"".join(lines)), now=LATER, witnesses=witnesses, keys=keys)


def test_the_format_is_the_documented_one(lines: list[bytes], key: VerifierKey) -> None:
    header, key_line, checkpoint, event = map(json.loads, lines[: FIRST_EVENT + 1])
    assert header == {
        "format": "antigone-audit-export",
        "version": 1,
        "origin": key.name,
        "since": 0,
        "size": 11,
        "subtrees": [],
    }
    assert key_line == {"verifier_key": key.text()}
    assert checkpoint["checkpoint"].startswith(f"{key.name}\n11\n")
    assert sorted(event) == ["actor", "agency", "at", "clock_behind_us", "door", "name", "payload", "seq"]
    assert len(lines) == FIRST_EVENT + 11


@pytest.mark.parametrize("since", range(12))
def test_an_export_from_any_event_on_is_clean_for_us_and_for_a_stranger(
    lines: list[bytes], key: VerifierKey, since: int
) -> None:
    part = exported(since)
    report = verify(part, keys=(key,))
    assert report.sentences()[:-1] == []
    assert (report.since, report.size, report.signed) == (since, 11, 11)
    assert standalone_verifier.verify(iter(part), key.text()) == 11


def test_a_witness_of_where_an_export_begins_is_compared_with_its_subtrees(key: VerifierKey, tmp_path: Path) -> None:
    write_log(5)
    paper = Witness(label="Paper", note=make_checkpoint(tmp_path, now=NOON).note, outside=True)
    write_log(3, first=5)
    assert verify(exported(5), paper).witnessed == 5
    report = verify(exported(6), paper)
    assert report.clean
    assert report.notes[0] == ("Paper covers 5 events and cannot be compared with an export that begins at event 6.")


def edited(lines: list[bytes]) -> list[bytes]:
    return [line.replace(b'"number":5', b'"number":6') for line in lines]


def shortened(lines: list[bytes]) -> list[bytes]:
    return [*lines[:7], *lines[8:]]


def swapped(lines: list[bytes]) -> list[bytes]:
    return [*lines[:7], lines[8], lines[7], *lines[9:]]


def doubled(lines: list[bytes]) -> list[bytes]:
    return [*lines[:7], lines[6], *lines[7:]]


def beheaded(lines: list[bytes]) -> list[bytes]:
    return [*lines[:FIRST_EVENT], *lines[FIRST_EVENT + 1 :]]


def ended_early(lines: list[bytes]) -> list[bytes]:
    return lines[:-2]


@pytest.mark.parametrize("change", [edited, shortened, swapped, doubled, beheaded, ended_early])
def test_a_changed_export_is_found_by_us_and_by_a_stranger(
    lines: list[bytes], key: VerifierKey, change: Callable[[list[bytes]], list[bytes]]
) -> None:
    changed = change(lines)
    report = verify(changed, keys=(key,))
    assert "checkpoint" in {finding.fault.value for finding in report.findings}
    with pytest.raises(AssertionError):
        standalone_verifier.verify(iter(changed), key.text())


def test_a_missing_event_is_named(lines: list[bytes]) -> None:
    assert "Where event 4 should be there is event 5." in verify(shortened(lines)).sentences()


def test_an_export_that_ends_early_says_where(lines: list[bytes]) -> None:
    assert "The export announces 11 events and ends after 9." in verify(ended_early(lines)).sentences()


@pytest.mark.parametrize(
    "line",
    [
        b"\n",
        b"[]\n",
        b"{}\n",
        b'{"seq":4}\n',
        b"\xff\n",
        b'{"actor":"a","agency":"b","at":"c","clock_behind_us":true,"door":"d","name":"e","payload":{},"seq":4}\n',
        b"[" * 100_000 + b"\n",
    ],
)
def test_a_line_that_is_no_event_is_a_finding(lines: list[bytes], line: bytes) -> None:
    lines[FIRST_EVENT + 4] = line
    report = verify(lines)
    assert ("form", 4) in {(finding.fault.value, finding.seq) for finding in report.findings}


def test_an_event_spelt_differently_is_a_finding(lines: list[bytes]) -> None:
    lines[FIRST_EVENT + 4] = lines[FIRST_EVENT + 4].replace(b":", b": ", 1)
    assert verify(lines).findings[0].seq == 4


def test_a_cut_off_last_line_is_a_finding(lines: list[bytes]) -> None:
    lines[-1] = lines[-1][:-5]
    assert "A line of the export is cut off or longer than the log writes any." in verify(lines).sentences()


def test_without_a_key_of_ones_own_the_report_says_so(lines: list[bytes], key: VerifierKey) -> None:
    assert "hand in yours with --key" in verify(lines).notes[-1]
    assert verify(lines, keys=(key,)).notes == ()


def test_a_damaged_key_line_is_a_finding(lines: list[bytes]) -> None:
    lines[1] = b'{"verifier_key":"x"}\n'
    report = verify(lines)
    assert [finding.fault.value for finding in report.findings] == ["key", "checkpoint"]
    assert "This is not a verifier key" in report.sentences()[0]


@pytest.mark.parametrize("first", [b"", b"x\n", b"{}\n", b'{"format":"another"}\n'])
def test_what_is_no_export_is_refused(first: bytes) -> None:
    with pytest.raises(AuditError, match="This file is no export of an Antigone log"):
        verify([first])


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (b'"version":1', b'"version":2', "has format version 2; this program reads version 1"),
        (b'"since":0', b'"since":3', "contradicts itself"),
        (b'"size":11', b'"size":-1', "contradicts itself"),
        (b'"subtrees":[]', b'"subtrees":["x"]', "contradicts itself"),
        (b'"subtrees":[]', b'"subtrees":{}', "contradicts itself"),
    ],
)
def test_a_header_that_cannot_be_is_refused(lines: list[bytes], old: bytes, new: bytes, message: str) -> None:
    with pytest.raises(AuditError, match=message):
        verify([lines[0].replace(old, new), *lines[1:]])


def test_there_is_no_export_from_beyond_the_end(lines: list[bytes]) -> None:
    with pytest.raises(UsageError, match="The log has 11 events; there is none to begin with at 12"):
        export_log(BytesIO(), since=12)


@pytest.mark.sqlite
def test_a_row_that_is_no_event_cannot_be_exported(lines: list[bytes]) -> None:
    with without_triggers():
        execute("UPDATE audit_event SET payload = %s WHERE seq = 5", b"\x00")
    with pytest.raises(AuditError, match="Event 5 holds a value that the log never writes"):
        exported()


def test_the_export_is_streamed(lines: list[bytes]) -> None:
    """Both ways: the reader asks for a line at a time and keeps none of them."""

    class OneLine(BytesIO):
        longest = 0

        def read(self, *_: object) -> bytes:
            raise AssertionError("the whole file was read")

        def __iter__(self) -> Iterator[bytes]:
            raise AssertionError("lines of any length were read")

    assert verify_export(OneLine(b"".join(lines)), now=LATER).clean
