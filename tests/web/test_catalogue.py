"""The catalogue of every language: whole, up to date, and in the field's words."""

import gettext
import importlib
import re
import shutil
from collections import Counter
from functools import partial
from pathlib import Path
from types import ModuleType

import polib
import pytest
from django.conf import settings
from django.utils import translation

from antigone.casework.audit import AuditEvent, describe
from antigone.casework.galleries.events import GalleryOpened
from builders.required import missing

REPOSITORY = Path(__file__).parents[2]
LOCALE = REPOSITORY / "src" / "antigone" / "locale"
UKRAINIAN = LOCALE / "uk" / "LC_MESSAGES" / "django.po"
PLACES = re.compile(r"%\(\w+\)[sd]|\{\w+\}")
TAGS = re.compile(r"</?\w+[^>]*>")


@pytest.fixture(scope="module")
def catalogue() -> polib.POFile:
    return polib.pofile(UKRAINIAN)


@pytest.fixture
def tool(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.syspath_prepend(str(REPOSITORY / "tools"))
    return importlib.import_module("write_messages")


def texts(entry: polib.POEntry) -> list[str]:
    return list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]


def test_every_language_has_a_catalogue() -> None:
    folders = {folder.name for folder in LOCALE.iterdir() if folder.is_dir()}

    assert folders == {code for code, _ in settings.LANGUAGES} - {"en"}


def test_nothing_is_without_a_translation(catalogue: polib.POFile) -> None:
    left = [entry.msgid for entry in catalogue if not all(texts(entry)) or entry.fuzzy or entry.obsolete]

    assert left == []


def test_it_holds_what_the_program_says_now(catalogue: polib.POFile, tool: ModuleType) -> None:
    if shutil.which("xgettext") is None:
        missing("xgettext is not there: install Debian's gettext")

    said = {tool.key(entry) for entry in tool.catalogue("uk")}

    assert said == {tool.key(entry) for entry in catalogue}, "run `make messages`, then translate what is new"


def test_it_holds_the_sentences_outside_gettext(catalogue: polib.POFile, tool: ModuleType) -> None:
    assert set(tool.sentences()) <= {entry.msgid for entry in catalogue}, "run `make messages`"


def test_the_sentences_with_places_are_written_down(tool: ModuleType) -> None:
    if shutil.which("xgettext") is None:
        missing("xgettext is not there: install Debian's gettext")

    written = tool.SENTENCES.read_text(encoding="utf-8")

    assert written == tool.written_sentences(), "run `make messages`"


def test_the_compiled_file_is_the_written_one(catalogue: polib.POFile) -> None:
    with UKRAINIAN.with_suffix(".mo").open("rb") as file:
        compiled = gettext.GNUTranslations(file)

    for entry in catalogue:
        if entry.msgid_plural:
            said = partial(compiled.npgettext, entry.msgctxt) if entry.msgctxt else compiled.ngettext
            for number, form in ((1, 0), (2, 1), (5, 2)):
                assert said(entry.msgid, entry.msgid_plural, number) == entry.msgstr_plural[form]
        elif entry.msgctxt:
            assert compiled.pgettext(entry.msgctxt, entry.msgid) == entry.msgstr
        else:
            assert compiled.gettext(entry.msgid) == entry.msgstr


def test_values_and_tags_stand_in_the_translation_too(catalogue: polib.POFile) -> None:
    """In each form of a plural as well: Ukrainian takes the first one for 21, too."""
    for entry in catalogue:
        own = entry.msgid_plural or entry.msgid
        for text in texts(entry):
            assert set(PLACES.findall(text)) == set(PLACES.findall(own)), entry.msgid
            assert Counter(TAGS.findall(text)) == Counter(TAGS.findall(own)), entry.msgid


def test_it_is_written_in_ukrainian(catalogue: polib.POFile) -> None:
    for entry in catalogue:
        for text in texts(entry):
            assert not re.search("[ыэъёЫЭЪЁ]", text), text
            assert not re.search("[A-Za-z][а-яґєіїА-ЯҐЄІЇ]|[а-яґєіїА-ЯҐЄІЇ][A-Za-z]", text), f"two alphabets: {text}"


def test_no_word_claims_an_identity_from_a_face(catalogue: polib.POFile) -> None:
    for entry in catalogue:
        for text in texts(entry):
            assert not re.search(r"збіг|збіж|ідентифік(?!атор)|упізна|впізна|розпізнан[аоі]", text.lower()), text


def test_only_a_closing_establishes_an_identity(catalogue: polib.POFile) -> None:
    """Where Ukrainian says that a person's identity is established, English says so too."""
    for entry in catalogue:
        for text in texts(entry):
            if re.search(r"особу встановлено|встановлено особу|установлено осіб", text.lower()):
                assert re.search(r"identit|decide", entry.msgid.lower()), entry.msgid


def test_every_act_of_the_log_is_a_ukrainian_sentence(catalogue: polib.POFile) -> None:
    known = {entry.msgid for entry in catalogue}
    for path in (REPOSITORY / "src/antigone/casework").glob("*/events.py"):
        importlib.import_module(f"antigone.casework.{path.parent.name}.events")
    own = [event for event in AuditEvent._classes.values() if event.__module__.startswith("antigone.")]

    assert len(own) > 60
    assert [event.name for event in own if event.sentence and event.sentence not in known] == []


def test_an_act_is_told_in_the_language_in_force() -> None:
    with translation.override("uk"):
        told = describe(GalleryOpened.name, {"gallery": "Зниклі"})

    assert told == "відкрито галерею Зниклі"


@pytest.mark.parametrize(
    ("number", "shown"), [(1, "1 особа"), (2, "2 особи"), (5, "5 осіб"), (11, "11 осіб"), (21, "21 особа")]
)
def test_plurals_follow_the_number(number: int, shown: str) -> None:
    with translation.override("uk"):
        text = translation.ngettext("%(people)s person", "%(people)s people", number) % {"people": number}

    assert text == shown
