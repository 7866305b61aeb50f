"""The comparison viewer in Chromium on real photographs: by buttons, by keys alone, with nothing from elsewhere."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from browser.places import Place, place

pytestmark = [pytest.mark.browser, pytest.mark.data, pytest.mark.starter]

SignIn = Callable[..., Page]


@pytest.fixture
def sheet(enrolled: Place, portraits: dict[str, list[Path]], tmp_path: Path) -> Iterator[tuple[str, str]]:
    """The address of a served home, and the path of a sheet of the examiner `examiner`."""
    with place(tmp_path / "place" / "home", like=enrolled) as home:
        probe = next(iter(portraits.values()))[2]
        home.document("search", probe, "--case", "V-1", "--strangers", "off")
        path = home.inside("browser.examined_home")
        with home.served() as server:
            yield server.started["address"], path


def opened(sign_in: SignIn, sheet: tuple[str, str], **options: object) -> Page:
    """The sheet with both photographs shown."""
    address, path = sheet
    page = sign_in(address, "examiner", **options)
    page.goto(address + path)
    expect(page.locator(".pane-status:empty")).to_have_count(2)
    return page


def says(page: Page, name: str) -> str:
    return page.locator(f"[data-says='{name}']").inner_text()


def pressed(page: Page, name: str) -> bool:
    return page.get_by_role("button", name=name, exact=True).get_attribute("aria-pressed") == "true"


def marks(page: Page, side: str) -> list[tuple[float, float]]:
    """Where the five landmarks are drawn in that pane, in pixels of the pane."""
    paths = page.locator(f".pane-{side} .pane-marks path").evaluate_all("all => all.map(one => one.getAttribute('d'))")
    points = [path[1:].split("h")[0].split() for path in paths]
    return [(float(x) + 9, float(y)) for x, y in points]


def apart(page: Page, *, mirrored: bool = False) -> float:
    """The mean distance between the same landmarks of both, in pixels; of a mirrored face left is right."""
    reference = marks(page, "reference")
    order = (1, 0, 2, 4, 3) if mirrored else range(5)
    both = zip(marks(page, "probe"), [reference[place] for place in order], strict=True)
    return sum(abs(complex(*one) - complex(*other)) for one, other in both) / 5


def colour(page: Page, side: str) -> list[int]:
    """Of the middle of what is drawn in that pane."""
    script = """canvas => [...canvas.getContext('2d').getImageData(canvas.width / 2, canvas.height / 2, 1, 1).data]"""
    return page.locator(f".pane-{side} canvas").first.evaluate(script)


def button(page: Page, name: str) -> Locator:
    return page.get_by_role("button", name=name, exact=True)


def drag(page: Page) -> None:
    """The reference, 60 pixels to the right."""
    box = page.locator(".pane-reference").bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 200, box["y"] + 200)
    page.mouse.down()
    page.mouse.move(box["x"] + 260, box["y"] + 230, steps=4)
    page.mouse.up()
    page.wait_for_timeout(600)


def test_the_viewer_by_buttons(sheet: tuple[str, str], signed_in: SignIn) -> None:
    page = opened(signed_in, sheet)
    veil_is_lifted_when_asked(page)
    locked_views_move_as_one(page)
    mirror_turn_and_contrast_change_one_side(page)
    views_lie_over_each_other(page)
    blinks_by_itself_and_by_hand(page)
    button(page, "Side by side").click()
    button(page, "Similarity map").click()
    expect(page.locator(".pane-status:empty")).to_have_count(2, timeout=60000)


def veil_is_lifted_when_asked(page: Page) -> None:
    filtered = "canvas => getComputedStyle(canvas).filter"
    canvas = page.locator(".pane-probe canvas").first
    assert str(canvas.evaluate(filtered)).startswith("blur")
    button(page, "Show").click()
    assert canvas.evaluate(filtered) == "none"
    assert colour(page, "probe")[3] == 255
    assert colour(page, "reference")[3] == 255


def locked_views_move_as_one(page: Page) -> None:
    button(page, "Landmarks").click()
    assert len(marks(page, "probe")) == 5
    registered, before = apart(page), marks(page, "probe")[0]
    assert registered < 20
    drag(page)
    assert marks(page, "probe")[0][0] - before[0] == pytest.approx(60, abs=15)
    assert apart(page) == pytest.approx(registered, abs=0.5)

    button(page, "Locked").click()
    assert says(page, "lock") == "each by itself"
    drag(page)
    assert apart(page) > 40
    button(page, "Locked").click()
    button(page, "Align faces").click()
    page.wait_for_timeout(400)
    assert apart(page) == pytest.approx(registered, abs=0.5)


def mirror_turn_and_contrast_change_one_side(page: Page) -> None:
    """A mirrored face lies in the frame as well; a turned one does not."""
    button(page, "Mirror").click()
    assert pressed(page, "Mirror")
    assert says(page, "reference") == "mirrored"
    assert apart(page, mirrored=True) < 20
    button(page, "Turn 90°").click()
    assert apart(page, mirrored=True) > 40
    page.get_by_label("Contrast").fill("150")
    assert says(page, "reference") == "mirrored · 90° · contrast 150 %"
    assert "contrast(1.5)" in page.locator(".pane-reference .pane-frame").evaluate("e => getComputedStyle(e).filter")
    assert page.locator(".pane-probe .pane-frame").evaluate("e => getComputedStyle(e).filter") == "none"
    button(page, "Reset").click()
    assert says(page, "reference") == "as it is"


def views_lie_over_each_other(page: Page) -> None:
    reference = page.locator(".pane-reference")
    button(page, "Swipe").click()
    divider = page.locator(".divider")
    divider.press("ArrowRight")
    assert divider.get_attribute("aria-valuenow") == "55"
    assert "55%" in reference.evaluate("pane => pane.style.clipPath")
    button(page, "Overlay").click()
    page.get_by_label("Share of the reference").fill("20")
    assert reference.evaluate("pane => getComputedStyle(pane).opacity") == "0.2"
    button(page, "Difference").click()
    assert reference.evaluate("pane => getComputedStyle(pane).mixBlendMode") == "difference"


def blinks_by_itself_and_by_hand(page: Page) -> None:
    reference, stage = page.locator(".pane-reference"), page.locator(".viewer-stage")
    button(page, "Blink").click()
    expect(stage).to_have_attribute("data-seen", "probe")
    expect(stage).to_have_attribute("data-seen", "both")
    button(page, "The other").click()
    assert not pressed(page, "By itself")
    seen = reference.is_visible()
    page.wait_for_timeout(1200)
    assert reference.is_visible() == seen
    button(page, "The other").click()
    assert reference.is_visible() != seen


def test_by_keys_alone_a_sheet_is_filled_in_and_signed(sheet: tuple[str, str], signed_in: SignIn) -> None:
    page = opened(signed_in, sheet, reduced_motion="reduce")
    press = page.keyboard.press
    help_opens_and_closes(page)
    for key in ("g", "k", "m", "t", "]", "c"):
        press(key)
    assert says(page, "reference") == "mirrored · 91° · contrast 110 %"
    assert pressed(page, "Grid")
    press("b")
    assert not pressed(page, "By itself"), "what moves by itself waits to be asked for"
    expect(button(page, "The other")).to_be_visible()
    press(" ")
    expect(page.locator(".viewer-stage")).to_have_attribute("data-seen", "probe")
    press("r")
    assert says(page, "mode") == "Side by side"

    press("1")
    page.wait_for_timeout(700)
    for _number in range(18):
        press("s")
    press("n")
    press(" ")
    press("Escape")
    press("j")
    press("ArrowRight")
    with page.expect_response(lambda answer: answer.url.endswith("/draft/")):
        press("ArrowRight")
    page.locator("#sheet-state").get_by_text("Complete: it can be signed").wait_for()
    assert page.locator("#sheet-state").get_by_text("Saved").is_visible()
    assert page.locator(".component input:checked[value='similar']").count() == 18
    page.get_by_role("button", name="Sign and lock").focus()
    press("Enter")
    page.get_by_role("heading", name="Candidate 2 of").wait_for()


def test_help_just_closed_keeps_no_key(sheet: tuple[str, str], signed_in: SignIn) -> None:
    """The key comes before the page is drawn again: until then the button of the closed help still has the focus."""
    page = opened(signed_in, sheet, reduced_motion="reduce")
    page.keyboard.press("b")
    closed_then_space = """help => {
        help.showModal();
        help.close();
        const focused = document.activeElement;
        focused.dispatchEvent(new KeyboardEvent("keydown", { key: " ", bubbles: true, cancelable: true }));
        return focused.textContent;
    }"""
    assert page.locator(".viewer-help").evaluate(closed_then_space) == "Close"
    expect(page.locator(".viewer-stage")).to_have_attribute("data-seen", "probe")


def help_opens_and_closes(page: Page) -> None:
    """Seen, not only asked for: a dialog still open would keep the next keys to itself."""
    page.keyboard.press("?")
    expect(page.locator(".viewer-help")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator(".viewer-help")).to_be_hidden()


def test_on_a_small_screen_the_two_views_stand_above_each_other(sheet: tuple[str, str], signed_in: SignIn) -> None:
    page = opened(signed_in, sheet)
    page.set_viewport_size({"width": 390, "height": 844})
    probe, reference = (page.locator(f".pane-{side}").bounding_box() for side in ("probe", "reference"))
    assert probe is not None
    assert reference is not None
    assert probe["x"] == reference["x"]
    assert probe["y"] + probe["height"] <= reference["y"]
    assert page.evaluate("document.documentElement.scrollWidth") == 390
