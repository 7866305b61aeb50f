import pytest

from antigone.engine.imaging import printable


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("портрет (1).jpg", "портрет (1).jpg"),
        ("a\tb\r\nc", "a\\tb\\r\\nc"),
        ("photo\u202egpj.exe", "photo\\u202egpj.exe"),
        ("می\u200cخواهم.jpg", "می\u200cخواهم.jpg"),
        ("\udcff.jpg", "\\xff.jpg"),
        ("\ud800", "\\ud800"),
        ("😀.png", "😀.png"),
        ("", ""),
    ],
)
def test_names_as_shown(name: str, shown: str) -> None:
    assert printable(name) == shown
    shown.encode()


def test_long_names_are_cut() -> None:
    assert printable("x" * 300, limit=10) == "xxxxxxxxx…"
    assert printable("x" * 10, limit=10) == "x" * 10
    assert len(printable("\n" * 300, limit=10)) == 10
