"""File names as they may be shown."""

# Joiners are part of correct spelling in Persian, Hindi and others; every other format character can disguise a name.
_JOINERS = "\u200c\u200d"


def printable(text: str, *, limit: int = 255) -> str:
    """`text` on one line: control, bidirectional and undecodable characters as escapes, at most `limit` characters."""
    shown = "".join(c if c.isprintable() or c in _JOINERS else _escape(c) for c in text[: limit + 1])
    return shown if len(shown) <= limit else shown[: limit - 1] + "…"


def _escape(character: str) -> str:
    code = ord(character)
    if 0xDC80 <= code <= 0xDCFF:  # a byte that was no UTF-8, as Python's surrogateescape keeps it
        return f"\\x{code - 0xDC00:02x}"
    return ascii(character)[1:-1]
