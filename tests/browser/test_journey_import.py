"""A thousand photographs handed in through the browser, hostile files among them; somebody erased again."""

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


@pytest.fixture(scope="module")
def folder(lfw: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder a person, 1,000 photographs in all, and files that are none."""
    made = tmp_path_factory.mktemp("handed in")
    photographs = [one for person in sorted(lfw.iterdir()) if person.is_dir() for one in sorted(person.iterdir())]
    for photograph in photographs[:THOUSAND]:
        (made / photograph.parent.name).mkdir(exist_ok=True)
        (made / photograph.parent.name / photograph.name).symlink_to(photograph)
    (made / "Hostile").mkdir()
    for name, (data, _) in broken_files(photographs[0].read_bytes()).items():
        (made / "Hostile" / name).write_bytes(data)
    return made


@pytest.fixture(scope="module")
def archive(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder as a zip file."""
    made = tmp_path_factory.mktemp("archive") / "handed in.zip"
    with zipfile.ZipFile(made, "w") as file:
        for path in sorted(folder.rglob("*.*")):
            file.write(path, path.relative_to(folder))
    return made


def test_import_with_progress_report_and_erasure(
    office: Place, enter: Callable[..., Page], folder: Path, archive: Path, lfw: Path
) -> None:
    manager = GalleryManager(enter("Gallery manager"))
    manager.opens_gallery("returned")
    manager.imports(archive)
    seen = watches_the_progress(manager.page)
    assert len(seen) > 5
    assert seen == sorted(seen), "it moves, and never back"
    manager.follows("Report")
    report = figures(manager.page)
    refused = dict(row.locator("th, td").all_inner_texts()[::2] for row in manager.page.locator("tbody tr").all())
    erases(manager, "returned", next(iter(sorted(folder.iterdir()))).name)

    told = office.document("enrol", folder, "--gallery", "by command", "--basis", "family", "--workers", "1")
    assert report == {"enrolled": told["enrolled"], "there already": 0, "refused": len(told["refused"])}
    assert refused == {one["name"]: one["reason"] for one in told["refused"]}


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
