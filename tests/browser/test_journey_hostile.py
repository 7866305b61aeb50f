"""Files that are no photographs, handed in through the browser: each is refused by name, and nothing of it is kept."""

import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from browser.acting import GalleryManager, Registrar
from browser.places import Place
from builders.hostile import broken_files

pytestmark = [pytest.mark.browser, pytest.mark.data, pytest.mark.starter]


@pytest.fixture
def hostile(portraits: dict[str, list[Path]], tmp_path: Path) -> list[Path]:
    """A file of each kind."""
    (tmp_path / "hostile").mkdir()
    good = next(iter(portraits.values()))[2]
    for name, (data, _) in broken_files(good.read_bytes()).items():
        (tmp_path / "hostile" / name).write_bytes(data)
    return sorted((tmp_path / "hostile").iterdir())


def test_into_a_case(
    office: Place, enter: Callable[..., Page], hostile: list[Path], portraits: dict[str, list[Path]]
) -> None:
    before = originals(office)
    registrar = Registrar(enter("Registrar"))
    registrar.opens_case("2026/6")
    registrar.chooses(hostile)
    told = registrar.is_told(len(hostile))
    for file in hostile:
        (line,) = [line for line in told if line.startswith(file.name)]
        assert re.search(r"\w{4,}.*\.$", line.removeprefix(file.name)), line
    expect(registrar.page.locator("[data-arrivals] .refused")).to_have_count(len(hostile))
    expect(registrar.page.locator(".photograph")).to_have_count(0)
    assert originals(office) == before

    registrar.drops(next(iter(portraits.values()))[2:3])
    registrar.waits_for_faces(1)
    assert originals(office) == {**before, "stored": before["stored"] + 1}


def test_into_a_gallery(office: Place, enter: Callable[..., Page], hostile: list[Path], tmp_path: Path) -> None:
    before = originals(office)
    manager = GalleryManager(enter("Gallery manager"))
    manager.menu("Galleries")
    manager.follows("missing")
    manager.imports(hostile[0].parent / "text.jpg")
    expect(manager.page.get_by_role("alert")).to_contain_text(re.compile(r"zip"))

    with zipfile.ZipFile(tmp_path / "hostile.zip", "w") as archive:
        for file in hostile:
            archive.write(file, f"Nobody/{file.name}")
        archive.writestr("../../outside.jpg", b"a path that leads out")
    manager.hands_in(tmp_path / "hostile.zip")
    expect(manager.page.get_by_role("link", name="To the gallery")).to_be_visible(timeout=60_000)
    manager.follows("Report")
    for file in hostile:
        row = manager.page.get_by_role("row", name=file.name)
        expect(row.locator("td").last).to_have_text(re.compile(r"\w{4,}.*\.$"))
    expect(manager.page.get_by_role("row", name="outside.jpg")).to_be_visible()
    assert originals(office) == before


def originals(office: Place) -> dict[str, int]:
    """Files kept, missing, and named by nothing."""
    counted = office.document("doctor")["originals"]
    assert counted["leftover"] == counted["missing"] == 0
    return dict(counted)
