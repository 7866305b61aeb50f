"""The append-only log: what was done, by whom, through which door, provable to somebody outside.

Everything here may be imported before Django has loaded its models; the names that need them arrive on first use.
"""

from importlib import import_module
from typing import TYPE_CHECKING

from antigone.casework.audit.actors import Actor, Door
from antigone.casework.audit.events import AuditEvent, describe

if TYPE_CHECKING:
    from antigone.casework.audit.commitments import commitment, commitment_holds, commitments_to, forget
    from antigone.casework.audit.export import export_log, exported_log
    from antigone.casework.audit.export_verification import verify_export
    from antigone.casework.audit.notes import Checkpoint, VerifierKey, parse_checkpoint, parse_verifier_key
    from antigone.casework.audit.recording import event_recorded, record, record_all
    from antigone.casework.audit.report import Finding, VerificationReport
    from antigone.casework.audit.signing import create_signing_key, load_key_pair, make_checkpoint, replace_lost_key
    from antigone.casework.audit.transactions import writing
    from antigone.casework.audit.verification import verify_log
    from antigone.casework.audit.witnesses import Witness, read_keys, read_witness

_HOMES = {
    "Checkpoint": "notes",
    "Finding": "report",
    "VerificationReport": "report",
    "VerifierKey": "notes",
    "Witness": "witnesses",
    "commitment": "commitments",
    "commitment_holds": "commitments",
    "commitments_to": "commitments",
    "create_signing_key": "signing",
    "event_recorded": "recording",
    "export_log": "export",
    "exported_log": "export",
    "forget": "commitments",
    "load_key_pair": "signing",
    "make_checkpoint": "signing",
    "parse_checkpoint": "notes",
    "parse_verifier_key": "notes",
    "read_keys": "witnesses",
    "read_witness": "witnesses",
    "record": "recording",
    "record_all": "recording",
    "replace_lost_key": "signing",
    "verify_export": "export_verification",
    "verify_log": "verification",
    "writing": "transactions",
}

__all__ = [
    "Actor",
    "AuditEvent",
    "Checkpoint",
    "Door",
    "Finding",
    "VerificationReport",
    "VerifierKey",
    "Witness",
    "commitment",
    "commitment_holds",
    "commitments_to",
    "create_signing_key",
    "describe",
    "event_recorded",
    "export_log",
    "exported_log",
    "forget",
    "load_key_pair",
    "make_checkpoint",
    "parse_checkpoint",
    "parse_verifier_key",
    "read_keys",
    "read_witness",
    "record",
    "record_all",
    "replace_lost_key",
    "verify_export",
    "verify_log",
    "writing",
]


def __getattr__(name: str) -> object:
    # Django imports this package while it collects the apps, when a model cannot be imported yet.
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
