"""Names as other people wrote them: any script, any bytes, never trusted, never changed more than needed."""

import unicodedata

__all__ = ["LABEL_LENGTH", "identifier_of", "is_ignored", "printable", "raw_bytes"]

LABEL_LENGTH = 500
_IGNORED = frozenset({"thumbs.db", "desktop.ini", "__macosx", "@eadir"})
# Controls, lone surrogates, line and paragraph separators, and the marks that make text run backwards.
_UNPRINTABLE = frozenset({"Cc", "Cs", "Zl", "Zp"})
_TURNING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def printable(name: str) -> str:
    """The name with what a line of text cannot show written as an escape; every letter of every script stays."""
    if name.isascii() and name.isprintable():
        return name
    return "".join(_escaped(character) for character in name)


def raw_bytes(name: str) -> bytes | None:
    """The name's own bytes where `printable` had to change it, else None."""
    if printable(name) == name:
        return None
    try:
        return name.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:  # half a character, from a JSON escape
        return name.encode("utf-8", "surrogatepass")


def identifier_of(name: str) -> str:
    """What tells subjects apart: the printable name in Unicode's composed form (NFC).

    One file system composes letters and another takes them apart; the name is the same, and two names stay two.
    """
    return unicodedata.normalize("NFC", printable(name))


def is_ignored(name: str) -> bool:
    """Hidden files and what operating systems leave in folders: not the operator's, not worth a line in a report."""
    return name.startswith(".") or name.casefold() in _IGNORED


def _escaped(character: str) -> str:
    if "\udc80" <= character <= "\udcff":  # how Python carries a byte that is no UTF-8
        return f"\\x{ord(character) - 0xDC00:02x}"
    if unicodedata.category(character) in _UNPRINTABLE or character in _TURNING:
        return character.encode("unicode_escape").decode("ascii")
    return character
