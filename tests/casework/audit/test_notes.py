import base64
from dataclasses import replace

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from antigone.casework.audit.notes import (
    Checkpoint,
    VerifierKey,
    parse_checkpoint,
    parse_verifier_key,
    sign_checkpoint,
    verifier_of,
)
from antigone.engine.errors import AuditError

# The published example of golang.org/x/mod/sumdb/note, whose form C2SP signed-note describes.
NEUMANN_KEY = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
NEUMANN_TEXT = b"If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n"
NEUMANN_SIGNATURE = "x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM="

ROOT = bytes(range(32))


@pytest.fixture
def private() -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(bytes(32))


@pytest.fixture
def checkpoint(private: Ed25519PrivateKey) -> Checkpoint:
    return sign_checkpoint(private, origin="antigone.log/test", size=1532, root=ROOT)


def test_the_published_signature_verifies() -> None:
    key = parse_verifier_key(NEUMANN_KEY)
    data = base64.b64decode(NEUMANN_SIGNATURE)
    assert (key.name, key.id) == ("PeterNeumann", data[:4])
    assert key.verifies(data[4:], NEUMANN_TEXT)
    assert not key.verifies(data[4:], NEUMANN_TEXT + b" ")
    assert key.text() == NEUMANN_KEY


def test_a_checkpoint_has_the_form_of_the_specification(checkpoint: Checkpoint) -> None:
    origin, size, root, empty, signature, end = checkpoint.note.split("\n")
    assert (origin, size, root) == ("antigone.log/test", "1532", "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=")
    assert (empty, end) == ("", "")
    assert signature.startswith("\u2014 antigone.log/test ")
    assert checkpoint.body == b"antigone.log/test\n1532\nAAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\n"


def test_reading_gives_back_what_was_signed(private: Ed25519PrivateKey, checkpoint: Checkpoint) -> None:
    read = parse_checkpoint(checkpoint.note)
    key = verifier_of(private, name="antigone.log/test")
    assert (read.origin, read.size, read.root) == ("antigone.log/test", 1532, ROOT)
    assert read.signer([key]) == key


def test_signing_twice_gives_the_same_text(private: Ed25519PrivateKey, checkpoint: Checkpoint) -> None:
    assert sign_checkpoint(private, origin="antigone.log/test", size=1532, root=ROOT) == checkpoint


def test_signatures_of_others_are_passed_over(private: Ed25519PrivateKey, checkpoint: Checkpoint) -> None:
    cosigned = parse_checkpoint(checkpoint.note + "\u2014 witness.example AAAAAAAA\n")
    key = verifier_of(private, name="antigone.log/test")
    assert len(cosigned.signatures) == 2
    assert cosigned.signer([key]) == key


@pytest.mark.parametrize(("old", "new"), [("1532", "1533"), ("AAEC", "AAED"), ("log/test\n1", "log/tesT\n1")])
def test_a_changed_checkpoint_has_no_signer(
    private: Ed25519PrivateKey, checkpoint: Checkpoint, old: str, new: str
) -> None:
    changed = parse_checkpoint(checkpoint.note.replace(old, new, 1))
    assert (
        changed.signer([verifier_of(private, name=changed.origin), verifier_of(private, name=checkpoint.origin)])
        is None
    )


def test_another_key_of_the_same_name_is_no_signer(checkpoint: Checkpoint) -> None:
    stranger = verifier_of(Ed25519PrivateKey.from_private_bytes(b"\x01" * 32), name=checkpoint.origin)
    assert checkpoint.signer([stranger]) is None
    forged = replace(checkpoint, signatures=(replace(checkpoint.signatures[0], key_id=stranger.id),))
    assert forged.signer([stranger]) is None


@pytest.mark.parametrize(
    "text",
    [
        "",
        "origin\n12\n",
        "origin\n12\n\n\u2014 origin AAAAAAAA\n",
        "origin\n-1\nAAAA\n\n\u2014 origin AAAAAAAA\n",
        "origin\n01\nAAAA\n\n\u2014 origin AAAAAAAA\n",
        "origin\n12\nAAAA\n\n\u2014 origin AAAAAAAA\n",
        "origin\n12\nnot base64!\n\n\u2014 origin AAAAAAAA\n",
        "\n12\nAAAA\n\n\u2014 origin AAAAAAAA\n",
        f"origin\n12\n{'A' * 43}=\n\norigin AAAAAAAA\n",
        f"origin\n12\n{'A' * 43}=\n\n\u2014 origin AAAA\n",
        f"origin\n12\n{'A' * 43}=\n\n\u2014 origin AAAAAAAA",
    ],
)
def test_what_is_no_checkpoint_is_refused(text: str) -> None:
    with pytest.raises(AuditError, match="This is not a checkpoint"):
        parse_checkpoint(text)


@pytest.mark.parametrize(
    "text",
    ["", "name", "name+00000000+AAAA", NEUMANN_KEY.replace("c74f", "c74e"), NEUMANN_KEY.replace("+AR", "+BR"), "a+b+ї"],
)
def test_what_is_no_verifier_key_is_refused(text: str) -> None:
    with pytest.raises(AuditError, match="This is not a verifier key"):
        parse_verifier_key(text)


@pytest.mark.parametrize("name", ["", "a b", "a+b", "a\nb"])
def test_a_key_name_that_would_break_the_form_does_not_construct(name: str) -> None:
    with pytest.raises(ValueError, match="a key name has no spaces"):
        VerifierKey(name=name, raw=bytes(32))
