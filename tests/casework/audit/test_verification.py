from datetime import timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.db import connection, transaction

from antigone.casework.audit import (
    VerificationReport,
    Witness,
    create_signing_key,
    make_checkpoint,
    parse_checkpoint,
    record,
    tree,
    verify_log,
)
from antigone.casework.audit.models import Event
from antigone.casework.audit.notes import sign_checkpoint, verifier_of
from antigone.casework.audit.rows import stored_rows
from antigone.casework.audit.signing import load_key_pair
from antigone.casework.audit.triggers import expected_triggers
from antigone.engine.errors import AuditError
from casework.audit.builders import ACTOR, NOON, ThingDone, execute, without_triggers, write_log

pytestmark = pytest.mark.django_db

LATER = NOON + timedelta(days=1)


@pytest.fixture
def keys(tmp_path: Path) -> Path:
    create_signing_key(tmp_path / "keys")
    return tmp_path / "keys"


@pytest.fixture
def witness(keys: Path) -> Witness:
    """Eleven events, a checkpoint of them that somebody keeps, three more events."""
    write_log(11)
    note = make_checkpoint(keys, now=NOON).note
    write_log(3, first=11)
    return Witness(label="Checkpoint paper.txt", note=note, outside=True)


def verify(*witnesses: Witness) -> VerificationReport:
    return verify_log(now=LATER, witnesses=witnesses)


def found(report: VerificationReport) -> list[tuple[str, int | None]]:
    return [(finding.fault.value, finding.seq) for finding in report.findings]


def rewrite_all() -> None:
    """The careful attacker: every hash is made to fit the changed rows."""
    execute("DELETE FROM audit_node")
    for row in list(stored_rows(0, 100)):
        assert row.leaf is not None
        execute("UPDATE audit_event SET leaf_hash = %s WHERE seq = %s", row.leaf.hash().hex(), row.seq)
        tree.append(row.seq, [row.leaf.hash()])


def test_an_untouched_log_is_clean_and_says_how_far_the_witness_reaches(witness: Witness) -> None:
    report = verify(witness)
    assert report.clean
    assert (report.size, report.witnessed, report.signed) == (14, 11, 11)
    (sentence,) = report.sentences()
    assert sentence == (
        "The first 11 events are those that a checkpoint kept outside attests. "
        "The 3 after them are protected by the database and its key alone."
    )


def test_without_a_witness_the_report_says_what_that_means(witness: Witness) -> None:
    report = verify()
    assert (report.clean, report.witnessed) == (True, 0)
    assert "could have rewritten it from the first event on" in report.reach()


def test_an_empty_log_is_clean() -> None:
    report = verify()
    assert (report.clean, report.size) == (True, 0)


def test_an_edited_row_is_named_and_nothing_else(witness: Witness) -> None:
    with without_triggers():
        execute("UPDATE audit_event SET payload = replace(payload, '\"number\":5', '\"number\":6') WHERE seq = 5")
    report = verify(witness)
    assert found(report) == [("event-changed", 5)]
    assert "Event 5 (tests.thing.done, 2026-03-01T12:00:05.000000Z) is not what was logged" in report.sentences()[0]


def test_a_payload_that_is_only_spelt_differently_is_found(witness: Witness) -> None:
    with without_triggers():
        execute("UPDATE audit_event SET payload = replace(payload, ':true', ': true') WHERE seq = 5")
    assert found(verify(witness)) == [("event-changed", 5)]


@pytest.mark.parametrize("column", ["actor", "agency", "door", "name"])
def test_an_edit_of_any_column_is_found(witness: Witness, column: str) -> None:
    with without_triggers():
        execute(f"UPDATE audit_event SET {column} = 'api' WHERE seq = 13")
    assert found(verify(witness)) == [("event-changed", 13)]


def test_an_edited_row_whose_leaf_hash_was_made_to_fit_is_found_by_the_tree(witness: Witness) -> None:
    with without_triggers():
        execute("UPDATE audit_event SET actor = 'x' WHERE seq = 5")
        (row,) = stored_rows(5, 6)
        assert row.leaf is not None
        execute("UPDATE audit_event SET leaf_hash = %s WHERE seq = 5", row.leaf.hash().hex())
    report = verify(witness)
    assert found(report) == [("tree", 4)]
    assert "The tree's hash over events 4 to 5 does not follow from theirs." in report.sentences()


@pytest.mark.parametrize(
    ("first", "last", "sentence"), [(5, 5, "Event 5 is missing"), (0, 2, "Events 0 to 2 are missing")]
)
def test_deleted_rows_are_named(witness: Witness, first: int, last: int, sentence: str) -> None:
    with without_triggers():
        execute("DELETE FROM audit_event WHERE seq BETWEEN %s AND %s", first, last)
    report = verify(witness)
    assert found(report) == [("event-missing", first)]
    assert sentence in report.sentences()[0]
    assert report.root is not None


def test_the_last_rows_deleted_are_missed_by_the_tree(witness: Witness) -> None:
    with without_triggers():
        execute("DELETE FROM audit_event WHERE seq >= 12")
    assert found(verify()) == [("event-missing", 12)]


def test_the_last_rows_and_nodes_deleted_are_missed_by_the_checkpoint_alone(witness: Witness) -> None:
    with without_triggers():
        execute("DELETE FROM audit_event WHERE seq >= 8")
        execute("DELETE FROM audit_node WHERE position >= 7")
        execute("DELETE FROM audit_signedcheckpoint")
    assert verify().clean, "nobody inside can tell"
    report = verify(witness)
    assert found(report) == [("checkpoint", None)]
    assert "attests 11 events, but the log has only 8: the last are gone" in report.sentences()[0]


def test_two_rows_swapped_are_both_named(witness: Witness) -> None:
    with without_triggers():
        for old, new in ((3, 100), (7, 3), (100, 7)):
            execute("UPDATE audit_event SET seq = %s WHERE seq = %s", new, old)
    assert found(verify(witness)) == [
        ("event-changed", 3),
        ("tree", 2),
        ("clock", 7),
        ("event-changed", 7),
        ("tree", 6),
    ]


def test_two_payloads_swapped_are_both_named(witness: Witness) -> None:
    payloads = dict(Event.objects.values_list("seq", "payload"))
    with without_triggers():
        for seq, other in ((7, 8), (8, 7)):
            execute("UPDATE audit_event SET payload = %s WHERE seq = %s", payloads[other], seq)
    assert found(verify(witness)) == [("event-changed", 7), ("event-changed", 8)]


def test_a_back_dated_row_is_named_as_such(witness: Witness) -> None:
    with without_triggers():
        execute("UPDATE audit_event SET at = '2026-02-01T12:00:00.000000Z' WHERE seq = 5")
        rewrite_all()
        execute("DELETE FROM audit_signedcheckpoint")
    report = verify()
    assert found(report) == [("clock", 5)]
    assert "before the event ahead of it" in report.sentences()[0]


def test_a_row_put_in_between_is_found(witness: Witness) -> None:
    with without_triggers():
        execute("UPDATE audit_event SET seq = seq + 1000 WHERE seq >= 6")
        execute("UPDATE audit_event SET seq = seq - 999 WHERE seq >= 1000")
        execute(
            "INSERT INTO audit_event SELECT 6, at, clock_behind_us, name, actor, agency, door, payload, leaf_hash"
            " FROM audit_event WHERE seq = 5"
        )
    faults = found(verify(witness))
    assert [seq for fault, seq in faults if fault == "event-changed"] == list(range(6, 15))


def test_a_row_added_at_the_end_by_hand_is_found(witness: Witness) -> None:
    with without_triggers():
        execute(
            "INSERT INTO audit_event SELECT 14, at, clock_behind_us, name, actor, agency, door, payload, leaf_hash"
            " FROM audit_event WHERE seq = 13"
        )
    assert ("event-changed", 14) in found(verify(witness))


def test_a_log_rewritten_whole_fails_against_the_earlier_checkpoint(witness: Witness, keys: Path) -> None:
    with without_triggers():
        execute("UPDATE audit_event SET payload = replace(payload, '\"number\":5', '\"number\":6') WHERE seq = 5")
        rewrite_all()
        execute("DELETE FROM audit_signedcheckpoint")
    make_checkpoint(keys, now=LATER)
    assert verify().clean, "without a witness it cannot be seen, and the report says so"
    report = verify(witness)
    assert found(report) == [("checkpoint", None)]
    assert report.sentences()[0] == (
        "Checkpoint paper.txt attests another log: something in its first 11 events was changed after it was signed."
    )
    assert report.witnessed == 0


def test_two_witnesses_narrow_the_change_down(keys: Path) -> None:
    notes = []
    for first in (0, 4, 8):
        write_log(4, first=first)
        notes.append(make_checkpoint(keys, now=NOON).note)
    with without_triggers():
        execute("UPDATE audit_event SET actor = 'x' WHERE seq = 6")
        rewrite_all()
        execute("DELETE FROM audit_signedcheckpoint")
    report = verify(*(Witness(label=f"Paper {n}", note=note, outside=True) for n, note in enumerate(notes)))
    assert report.witnessed == 4
    assert "Paper 1 attests another log: something in events 4 to 7 was changed" in report.sentences()[0]


def test_a_stored_checkpoint_counts_too(witness: Witness) -> None:
    with without_triggers():
        execute("UPDATE audit_event SET actor = 'x' WHERE seq = 6")
        rewrite_all()
    assert found(verify()) == [("checkpoint", None)]


def test_a_dropped_trigger_is_named(witness: Witness) -> None:
    gone = expected_triggers(connection.vendor)[1]
    execute(gone.drop)
    report = verify(witness)
    assert found(report) == [("trigger", None)]
    assert gone.name in report.sentences()[0]


def test_missing_and_changed_nodes_are_named(witness: Witness) -> None:
    with without_triggers():
        execute("UPDATE audit_node SET hash = %s WHERE position = 0", "0" * 64)
        execute("DELETE FROM audit_node WHERE position = 3")
    sentences = verify(witness).sentences()
    assert "The tree's hash over events 0 to 1 does not follow from theirs." in sentences
    assert "The tree's hash over events 4 to 5 is missing." in sentences


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("payload", b"\x00"),
        ("at", "yesterday"),
        pytest.param("clock_behind_us", "soon", marks=pytest.mark.sqlite),
        ("leaf_hash", "XX"),
    ],
)
def test_values_the_log_never_writes_are_findings(witness: Witness, column: str, value: object) -> None:
    with without_triggers():
        execute(f"UPDATE audit_event SET {column} = %s WHERE seq = 5", value)
    report = verify(witness)
    assert report.findings
    assert {finding.seq for finding in report.findings} <= {4, 5}


@pytest.mark.parametrize(
    "seq", [-1, 2**62, 1_000_000_000, *(pytest.param(seq, marks=pytest.mark.sqlite) for seq in (3.5, "x"))]
)
def test_a_row_with_an_impossible_number_is_a_finding_and_not_an_endless_search(witness: Witness, seq: object) -> None:
    with without_triggers():
        execute(
            "INSERT INTO audit_event SELECT %s, at, clock_behind_us, name, actor, agency, door, payload, leaf_hash"
            " FROM audit_event WHERE seq = 13",
            seq,
        )
    report = verify(witness)
    assert "form" in [fault for fault, _ in found(report)]


@pytest.mark.sqlite
def test_text_that_the_database_itself_cannot_read_is_a_finding(witness: Witness) -> None:
    with without_triggers():
        execute("UPDATE audit_event SET payload = CAST(x'ff' AS TEXT) WHERE seq = 5")
    report = verify(witness)
    assert "form" in [fault for fault, _ in found(report)]


def test_a_checkpoint_of_another_log_is_refused(witness: Witness) -> None:
    foreign = sign_checkpoint(Ed25519PrivateKey.generate(), origin="antigone.log/other", size=11, root=bytes(32))
    report = verify(Witness(label="Paper", note=foreign.note, outside=True))
    assert report.sentences()[0] == "Paper is of another log (antigone.log/other)."


def test_a_checkpoint_with_a_forged_signature_attests_nothing(witness: Witness, keys: Path) -> None:
    origin = load_key_pair(keys).verifier.name
    true = parse_checkpoint(witness.note)
    forged = sign_checkpoint(Ed25519PrivateKey.generate(), origin=origin, size=true.size, root=true.root)
    report = verify(Witness(label="Paper", note=forged.note, outside=True))
    assert report.sentences()[0] == "Paper bears no valid signature of a key of this log."
    assert report.witnessed == 0


def test_a_key_handed_in_is_the_only_one_believed(witness: Witness, keys: Path) -> None:
    verifier = load_key_pair(keys).verifier
    assert verify_log(now=LATER, witnesses=[witness], keys=[verifier]).witnessed == 11
    stranger = verifier_of(Ed25519PrivateKey.generate(), name=verifier.name)
    report = verify_log(now=LATER, witnesses=[witness], keys=[stranger])
    assert [fault for fault, _ in found(report)] == ["checkpoint", "checkpoint"]


@pytest.mark.parametrize("note", ["", "a photograph of a checkpoint", "antigone.log/x\n5\n"])
def test_what_is_no_checkpoint_is_a_finding(witness: Witness, note: str) -> None:
    report = verify(Witness(label="Paper", note=note, outside=True))
    assert report.sentences()[0].startswith("Paper: This is not a checkpoint")


def test_a_spoilt_key_row_is_a_finding(witness: Witness) -> None:
    with without_triggers():
        execute("UPDATE audit_signingkey SET verifier = 'nonsense'")
    assert ("key", None) in found(verify(witness))


def test_a_clock_that_went_back_is_a_note_and_no_fault() -> None:
    write_log(3)
    with transaction.atomic():
        record(ThingDone(number=3), by=ACTOR, clock=lambda: NOON - timedelta(hours=1))
    report = verify()
    assert report.clean
    (note,) = report.notes
    assert note == (
        "Events logged while the computer's clock had gone back: 1, the first is 3, by up to 3602.000000 s. "
        "They carry the time of the event ahead of them."
    )


def test_a_log_ahead_of_the_clock_is_a_note() -> None:
    write_log(3)
    (note,) = verify_log(now=NOON).notes
    assert note == (
        "The last event is dated 2026-03-01T12:00:02.000000Z, which this computer's clock has not reached yet."
    )


def test_a_ruined_log_is_reported_in_bounded_length() -> None:
    write_log(1100)
    with without_triggers():
        execute("UPDATE audit_event SET actor = 'x'")
    report = verify()
    assert (len(report.findings), report.findings_left_out) == (1000, 100)
    assert "100 more findings are not listed." in report.sentences()


def test_progress_adds_up_to_the_size_of_the_log() -> None:
    write_log(1100)
    steps: list[int] = []
    assert verify_log(now=LATER, on_events=steps.append).clean
    assert steps == [1000, 100]


def test_a_log_cut_short_is_not_signed(witness: Witness, keys: Path) -> None:
    with without_triggers():
        execute("DELETE FROM audit_event WHERE seq >= 10")
    with pytest.raises(AuditError, match="its first 11 events have changed or are gone"):
        make_checkpoint(keys, now=LATER)
