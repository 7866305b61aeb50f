"""Writing into the log. Other rooms import their vocabulary from here: `AuditEvent`, `Actor`, `Door`, `record`."""

from antigone.casework.audit.actors import Actor, Door
from antigone.casework.audit.commitments import commitment, forget
from antigone.casework.audit.events import AuditEvent
from antigone.casework.audit.recording import record
from antigone.casework.audit.signing import create_signing_key, make_checkpoint, replace_lost_key

__all__ = [
    "Actor",
    "AuditEvent",
    "Door",
    "commitment",
    "create_signing_key",
    "forget",
    "make_checkpoint",
    "record",
    "replace_lost_key",
]
