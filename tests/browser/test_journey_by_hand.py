"""A photograph in which the program sees no face: it is shown five points, by mouse or by keys, and searches."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image, ImageFilter
from playwright.sync_api import Page, expect

from browser.acting import ByKeys, Registrar
from browser.places import Place

pytestmark = [pytest.mark.browser, pytest.mark.data, pytest.mark.starter]

EYES_NOSE_MOUTH = ((0.40, 0.45), (0.60, 0.45), (0.50, 0.57), (0.42, 0.68), (0.58, 0.68))
"""Where an LFW photograph has them, in parts of its size."""


@pytest.fixture
def faceless(portraits: dict[str, list[Path]], tmp_path: Path) -> list[Path]:
    """Two photographs of the first person, out of focus beyond what a detector bears."""
    made = []
    for photograph in next(iter(portraits.values()))[2:4]:
        with Image.open(photograph) as picture:
            made.append(tmp_path / photograph.name)
            picture.filter(ImageFilter.GaussianBlur(22)).save(made[-1], quality=92)
    return made


def test_points_set_by_mouse_and_by_keys(office: Place, enter: Callable[..., Page], faceless: list[Path]) -> None:
    page = enter("Registrar")
    registrar = Registrar(page)
    registrar.opens_case("2026/2")
    registrar.chooses(faceless)
    registrar.waits_for_faces(2)
    expect(page.locator(".tag", has_text="No face found")).to_have_count(2)
    registrar.goes_home()
    expect(page.locator(".work-group", has_text="Photographs without a face")).to_be_visible()

    registrar.follows("Case 2026/2")
    show_by_mouse(page)
    is_set_by_hand(page)

    registrar.goes_home()
    ByKeys(page).follows("Case 2026/2")
    show_by_keys(ByKeys(page))
    is_set_by_hand(page)

    registrar.goes_home()
    expect(page.locator(".work-group", has_text="Photographs without a face")).to_have_count(0)
    assert "No face" not in registrar.searches("2026/2")
    expect(page.locator(".probe")).to_have_count(2)
    templates = office.rows("SELECT landmarks_by FROM recognition_storedtemplate ORDER BY id DESC LIMIT 2")
    assert templates == [("hand",), ("hand",)]


def show_by_mouse(page: Page) -> None:
    page.get_by_role("button", name="Set five points").click()
    canvas = page.locator("[data-canvas]")
    box = canvas.bounding_box()
    assert box is not None
    for across, down in EYES_NOSE_MOUTH:
        page.mouse.click(box["x"] + across * box["width"], box["y"] + down * box["height"])
    expect(page.locator("[data-canvas] .handle")).to_have_count(5)
    page.get_by_role("button", name="Use these points").click()


def show_by_keys(person: ByKeys) -> None:
    """The five points put in the middle, and the first of them moved."""
    person.presses("Put them in the middle")
    handles = person.page.locator("[data-canvas] .handle")
    expect(handles).to_have_count(5)
    before = handles.first.get_attribute("aria-label")
    person.press("ArrowLeft", "Shift+ArrowUp")
    assert handles.first.get_attribute("aria-label") != before
    person.presses("Use these points")


def is_set_by_hand(page: Page) -> None:
    expect(page.locator(".tag", has_text="Set by hand").first).to_be_visible()
    expect(page.locator("[data-faces] circle")).to_have_count(5)
