"""A thousand photographs handed in through the browser, hostile files among them; somebody erased again."""

import json
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from browser.acting import GalleryManager
from browser.places import Place
from builders.hostile import broken_files

pytestmark = [pytest.mark.browser, pytest.mark.data, pytest.mark.starter]

THOUSAND = 1000
SOME_REFUSED = 4
"""How `antigone enrol` ends where some files gave no template."""


def test_a_thousand_photographs_and_somebody_erased(enter: Callable[..., Page], lfw: Path, tmp_path: Path) -> None:
    folder = handed_in(lfw, tmp_path / "people", photographs=THOUSAND)
    manager = GalleryManager(enter("Gallery manager"))
    manager.opens_gallery("returned")
    manager.imports(zipped(folder, tmp_path))
    seen = watches_the_progress(manager.page)
    assert len(seen) > 5
    assert seen == sorted(seen), "it moves, and never back"
    manager.follows("Report")
    assert figures(manager.page)["enrolled"] > THOUSAND * 0.99
    erases(manager, "returned", min(folder.iterdir()).name)


def test_the_report_is_that_of_the_command_line(
    office: Place, enter: Callable[..., Page], lfw: Path, tmp_path: Path
) -> None:
    folder = handed_in(lfw, tmp_path / "people", photographs=12)
    manager = GalleryManager(enter("Gallery manager"))
    manager.opens_gallery("returned")
    manager.imports(zipped(folder, tmp_path))
    watches_the_progress(manager.page)
    manager.follows("Report")
    done = office.command("enrol", folder, "--gallery", "by command", "--basis", "family", "--workers", "1", "--json")
    assert done.returncode == SOME_REFUSED, done.stderr
    told = json.loads(done.stdout)
    report = {"enrolled": told["enrolled"], "there already": told["already_there"], "refused": len(told["refused"])}
    assert figures(manager.page) == report
    rows = [row.locator("th, td").all_inner_texts() for row in manager.page.locator("tbody tr").all()]
    assert {name: why.rstrip(".") for name, _subject, why in rows} == {
        one["name"]: one["reason"].rstrip(".") for one in told["refused"]
    }


def handed_in(lfw: Path, folder: Path, *, photographs: int) -> Path:
    """A folder a person, so many photographs in all, and one of files that are none."""
    known = [one for person in sorted(lfw.iterdir()) if person.is_dir() for one in sorted(person.iterdir())]
    for photograph in known[:photographs]:
        (folder / photograph.parent.name).mkdir(parents=True, exist_ok=True)
        (folder / photograph.parent.name / photograph.name).symlink_to(photograph)
    (folder / "Hostile").mkdir()
    for name, (data, _) in broken_files(known[0].read_bytes()).items():
        (folder / "Hostile" / name).write_bytes(data)
    return folder


def zipped(folder: Path, beside: Path) -> Path:
    """The folder as a zip file."""
    made = beside / "handed in.zip"
    with zipfile.ZipFile(made, "w") as file:
        for path in sorted(folder.rglob("*.*")):
            file.write(path, path.relative_to(folder))
    return made


def watches_the_progress(page: Page) -> list[int]:
    """How many photographs were said to be done, each time that it changed, until the import is over."""
    expect(page.locator("#progress")).to_be_visible()
    page.evaluate(
        """() => {
          const say = () => Number(document.querySelector('#progress progress').value);
          window.seen = [say()];
          new MutationObserver(() => say() !== window.seen.at(-1) && window.seen.push(say()))
            .observe(document.querySelector('main'), {childList: true, subtree: true});
        }"""
    )
    expect(page.get_by_role("link", name="To the gallery")).to_be_visible(timeout=500_000)
    expect(page.locator("#progress .tag-good")).to_be_visible()
    return list(page.evaluate("window.seen"))


def figures(page: Page) -> dict[str, int]:
    """Of a report: what is counted, by its words."""
    said = (line.split(maxsplit=1) for line in page.locator(".figures li").all_inner_texts())
    return {words: int(number) for number, words in said}


def erases(manager: GalleryManager, gallery: str, label: str) -> None:
    """Somebody of the gallery, by the pages; ends on the finished receipt."""
    page = manager.page
    manager.menu("Galleries")
    manager.follows(gallery)
    page.get_by_label("Find by name or identifier").fill(label)
    manager.follows(label)
    kept = page.locator(".reference").count()
    manager.follows("Erase …")
    manager.presses("Erase for good")
    manager.sees("Receipt of an erasure")
    destroyed = page.get_by_role("row", name="Original photographs destroyed").locator("td")
    expect(destroyed).to_have_text(str(kept))
    expect(page.get_by_role("row", name="Templates destroyed").locator("td")).to_have_text(str(kept))
    assert label not in page.content()
    manager.menu("Galleries")
    manager.follows(gallery)
    page.get_by_label("Find by name or identifier").fill(label)
    expect(page.get_by_text("Nobody's name or identifier contains this.")).to_be_visible()
