"""Pages that are read from right to left hold together, and pictures are never turned round by it."""

from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Page, Route, expect

from browser.places import Place
from builders.serving import Server

pytestmark = [pytest.mark.browser, pytest.mark.data, pytest.mark.starter]

HEBREW = "דוד כהן (1987)"


@pytest.fixture
def pages(office: Place, portraits: dict[str, list[Path]]) -> dict[str, list[str]]:
    probe = next(iter(portraits.values()))[2]
    done = office.command("search", probe, "--case", "Ж-7", "--strangers", "off")
    assert done.returncode == 0, done.stdout + done.stderr
    return dict(office.inside("browser.worked_home"))


@pytest.fixture
def served(office: Place, pages: dict[str, list[str]]) -> Iterator[Server]:
    with office.served() as server:
        yield server


def turned(page: Page) -> Page:
    """From now on every page comes as it would in Arabic or Hebrew."""

    def turn(route: Route) -> None:
        if route.request.resource_type != "document":
            route.fallback()
            return
        answer = route.fetch()
        route.fulfill(response=answer, body=answer.text().replace('dir="ltr"', 'dir="rtl"', 1))

    page.route("**/*", turn)
    return page


@pytest.mark.parametrize("width", [1440, 390])
def test_nothing_reaches_out_of_the_page(
    served: Server, signed_in: Callable[..., Page], pages: dict[str, list[str]], width: int
) -> None:
    wide = {}
    for name, paths in pages.items():
        page = turned(signed_in(served.started["address"], name, viewport={"width": width, "height": 900}))
        for path in paths:
            page.goto(served.started["address"] + path)
            expect(page.locator("html")).to_have_attribute("dir", "rtl")
            if over := page.evaluate("document.documentElement.scrollWidth - innerWidth"):
                wide[path] = over

    assert wide == {}


def test_the_viewer_shows_the_same_picture(
    served: Server, signed_in: Callable[..., Page], pages: dict[str, list[str]]
) -> None:
    address = served.started["address"] + next(path for path in pages["examiner-one"] if "/candidates/" in path)
    page = signed_in(served.started["address"], "examiner-one")

    there = [shown(page, address), shown(turned(page), address)]

    assert there[0].shape == there[1].shape
    # Whose photograph it is falls by chance, and a shift by a pixel weighs more in one than in another.
    mirrored = np.abs(there[0] - there[1][:, ::-1]).mean()
    assert mirrored > 10
    assert np.abs(there[0] - there[1]).mean() < mirrored / 4


def test_points_lie_on_the_same_places_of_the_picture(
    served: Server, signed_in: Callable[..., Page], pages: dict[str, list[str]], portraits: dict[str, list[Path]]
) -> None:
    page = signed_in(served.started["address"], "registrar")
    page.goto(served.started["address"] + next(path for path in pages["registrar"] if path.endswith("photographs/")))
    page.locator("#files").set_input_files(next(iter(portraits.values()))[3])
    expect(page.locator(".photograph .tag-good")).to_be_visible()
    page.locator(".photograph a").first.click()
    page.wait_for_url("**/photographs/*/")
    address = page.url

    there = [places(page, address), places(turned(page), address)]

    assert there[0].size
    assert np.allclose(there[0], there[1], atol=0.01)


def test_a_name_from_right_to_left_keeps_to_itself(
    served: Server, signed_in: Callable[..., Page], pages: dict[str, list[str]]
) -> None:
    page = signed_in(served.started["address"], "gallery-manager", locale="uk-UA")
    page.goto(served.started["address"] + pages["gallery-manager"][1])
    expect(page.locator("bdi", has_text=HEBREW)).to_be_visible()
    page.goto(served.started["address"] + pages["gallery-manager"][-1])
    expect(page.get_by_role("heading", level=1)).to_contain_text(f"\u2068{HEBREW}\u2069")


def shown(page: Page, address: str) -> "np.ndarray[tuple[int, ...], np.dtype[np.float64]]":
    """The pixels of the candidate's photograph in the viewer."""
    page.goto(address)
    expect(page.locator(".pane-status:empty")).to_have_count(2)
    page.wait_for_timeout(1000)
    picture = page.locator(".pane-picture").nth(1).screenshot()
    return np.asarray(Image.open(BytesIO(picture)).convert("RGB"), np.float64)[60:-60, 60:-60]


def places(page: Page, address: str) -> "np.ndarray[tuple[int, ...], np.dtype[np.float64]]":
    """Where the marks of the face lie in the picture, as shares of its breadth and height."""
    page.goto(address)
    expect(page.locator(".case-picture image").first).to_be_visible()
    found = page.evaluate(
        """() => {
          const frame = document.querySelector(".case-picture image").getBoundingClientRect();
          return [...document.querySelectorAll("[data-faces] rect, [data-faces] circle")].map(one => {
            const box = one.getBoundingClientRect();
            return [(box.x - frame.x) / frame.width, (box.y - frame.y) / frame.height];
          });
        }"""
    )
    return np.array(found)
