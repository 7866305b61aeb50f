"""Codes that an authenticator app would show, computed from the secret as RFC 6238 says."""

import base64
import hmac
import struct
import time


def totp(secret: str, *, steps: int = 0) -> str:
    """The six digits of the half minute that lies `steps` after this one."""
    counter = struct.pack(">Q", int(time.time()) // 30 + steps)
    digest = hmac.new(base64.b32decode(secret), counter, "sha1").digest()
    offset = digest[-1] & 15
    value = struct.unpack(">I", digest[offset : offset + 4])[0] & 0x7FFFFFFF
    return f"{value % 1_000_000:06d}"
