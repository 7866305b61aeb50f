"""A verifier of exported logs by somebody who has only docs/audit.md: it imports nothing of Antigone.

python standalone_verifier.py EXPORT VERIFIER_KEY_FILE
"""

import base64
import json
import sys
from hashlib import sha256
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey


def fold(peaks):
    """The root over complete subtrees [(level, hash)], from the right."""
    root = sha256(b"").digest() if not peaks else peaks[-1][1]
    for _, peak in reversed(peaks[:-1]):
        root = sha256(b"\x01" + peak + root).digest()
    return root


def read_note(note, verifier_key):
    """Size and root of a checkpoint; raises where the key did not sign it."""
    body, _, signatures = note.rpartition("\n\n")
    name, _, encoded = verifier_key.strip().split("+", 2)
    key = Ed25519PublicKey.from_public_bytes(base64.b64decode(encoded)[1:])
    (line,) = [line for line in signatures.splitlines() if line.startswith(f"\u2014 {name} ")]
    key.verify(base64.b64decode(line.split(" ")[2])[4:], (body + "\n").encode())
    origin, size, root = body.split("\n")[:3]
    assert origin == name, "the checkpoint is of another log"
    return int(size), base64.b64decode(root)


def verify(lines, verifier_key):
    """How many events the export's checkpoints prove; AssertionError where it is not what was signed."""
    header = json.loads(next(lines))
    levels = [level for level in range(62, -1, -1) if header["since"] >> level & 1]
    peaks = list(zip(levels, map(bytes.fromhex, header["subtrees"]), strict=True))
    size, roots, signed, proven = header["since"], {}, {}, 0
    roots[size] = fold(peaks)
    for line in lines:
        value = json.loads(line)
        if "checkpoint" in value:
            signed.update([read_note(value["checkpoint"], verifier_key)])
        elif "seq" in value:
            assert value["seq"] == size, f"event {size} is missing"
            peaks.append((0, sha256(b"\x00" + line.rstrip(b"\n")).digest()))
            while len(peaks) > 1 and peaks[-1][0] == peaks[-2][0]:
                (level, left), (_, right) = peaks[-2:]
                peaks[-2:] = [(level + 1, sha256(b"\x01" + left + right).digest())]
            size += 1
            if size in signed:
                roots[size] = fold(peaks)
    for covered, root in signed.items():
        assert roots.get(covered) == root, f"the first {covered} events are not those that were signed"
        proven = max(proven, covered)
    return proven


if __name__ == "__main__":
    with Path(sys.argv[1]).open("rb") as export:
        print(verify(iter(export), Path(sys.argv[2]).read_text()), "events proven")
