"""Bring the catalogue of every language up to what the program says, and compile it.

Needs xgettext (Debian's gettext). What is new stands without a translation until somebody writes one into the `.po`;
`tests/web/test_catalogue.py` says what is missing.
"""

import json
import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory

import polib
from django.utils.translation.template import templatize

from collected_sentences import ROOT, sentences

LOCALE = ROOT / "locale"
SENTENCES = LOCALE / "sentences.json"
_KEYWORDS = (
    "gettext_noop", "gettext_lazy", "ngettext_lazy:1,2", "pgettext:1c,2", "npgettext:1c,2,3", "pgettext_lazy:1c,2",
    "npgettext_lazy:1c,2,3",
)  # fmt: skip
_HEADER = {
    "Project-Id-Version": "Antigone",
    "MIME-Version": "1.0",
    "Content-Type": "text/plain; charset=UTF-8",
    "Content-Transfer-Encoding": "8bit",
}
# Django's own rule for the language: two rules in one process would count differently.
_PLURALS = {
    "uk": "nplurals=4; plural=(n % 1 == 0 && n % 10 == 1 && n % 100 != 11 ? 0 : n % 1 == 0 && n % 10 >= 2 && "
    "n % 10 <= 4 && (n % 100 < 12 || n % 100 > 14) ? 1 : n % 1 == 0 && (n % 10 ==0 || (n % 10 >=5 && n % 10 <=9) || "
    "(n % 100 >=11 && n % 100 <=14 )) ? 2: 3);",
}

Key = tuple[str | None, str]


def marked() -> polib.POFile:
    """What gettext marks in modules and templates."""
    with TemporaryDirectory() as folder:
        sources = [path for path in sorted(ROOT.rglob("*.py")) if "migrations" not in path.parts]
        for path in sorted(ROOT.rglob("templates/**/*.*")):
            source = Path(folder) / (path.relative_to(ROOT).as_posix().replace("/", "__") + ".py")
            source.write_text(templatize(path.read_text(encoding="utf-8")), encoding="utf-8")
            sources.append(source)
        command = ["xgettext", "--language=Python", "--from-code=UTF-8", "--no-location", "--output=-", "--keyword=_"]
        command += [f"--keyword={keyword}" for keyword in _KEYWORDS]
        found = subprocess.run([*command, *map(str, sources)], check=True, capture_output=True, text=True)
    return polib.pofile(found.stdout)


def patterns() -> list[str]:
    """The sentences that have a place for a value: those outside gettext, and gettext's where a row keeps them."""
    kept = (entry.msgid for entry in marked() if "python-format" in entry.flags and not entry.msgid_plural)
    return sorted({*sentences(), *kept})


def written_sentences() -> str:
    """`patterns` as they are checked in."""
    return json.dumps(patterns(), indent=0, ensure_ascii=False) + "\n"


def catalogue(language: str) -> polib.POFile:
    """Everything that is said now, with the translations that the written catalogue has."""
    path = LOCALE / language / "LC_MESSAGES" / "django.po"
    written = {key(entry): entry for entry in polib.pofile(path)} if path.exists() else {}
    wanted: dict[Key, polib.POEntry] = {key(entry): _bare(entry) for entry in marked()}
    for sentence in sentences():
        wanted.setdefault((None, sentence), polib.POEntry(msgid=sentence))
    new = polib.POFile(wrapwidth=120)
    new.metadata = {**_HEADER, "Language": language, "Plural-Forms": _PLURALS[language]}
    for name in sorted(wanted, key=lambda one: (one[1], one[0] or "")):
        entry = wanted[name]
        old = written.get(name)
        if old is not None and bool(old.msgid_plural) == bool(entry.msgid_plural):
            entry.msgstr, entry.msgstr_plural = old.msgstr, old.msgstr_plural
        new.append(entry)
    return new


def key(entry: polib.POEntry) -> Key:
    return entry.msgctxt, entry.msgid


def main() -> None:
    SENTENCES.write_text(written_sentences(), encoding="utf-8")
    for folder in sorted(LOCALE.iterdir()):
        if folder.is_dir():
            new = catalogue(folder.name)
            messages = folder / "LC_MESSAGES"
            messages.mkdir(exist_ok=True)
            new.save(str(messages / "django.po"))
            new.save_as_mofile(str(messages / "django.mo"))
            left = [entry for entry in new if not entry.translated()]
            print(f"{folder.name}: {len(new)} texts, {len(left)} without a translation")


def _bare(entry: polib.POEntry) -> polib.POEntry:
    """Of xgettext's flags only the one that says how values are written in."""
    flags = [flag for flag in entry.flags if flag == "python-format"]
    plural = dict.fromkeys(range(4), "") if entry.msgid_plural else {}
    return polib.POEntry(
        msgid=entry.msgid, msgid_plural=entry.msgid_plural, msgctxt=entry.msgctxt, msgstr_plural=plural, flags=flags
    )


if __name__ == "__main__":
    main()
