"""People at their work in the browser: a method an act, so that a journey reads like the story that it tells."""

import base64
import re
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from playwright.sync_api import Locator, Page, expect

from antigone.casework.examinations.components import Component
from builders.people import PASSWORD

PARTS = len(Component)
LAWFUL = {
    "Authority": "Prosecutor of Ithaca",
    "Purpose": "Identification of the dead",
    "Legal basis": "Act 12, article 3",
}
FARTHEST = 150
"""Presses of Tab after which nobody believes any more that they get anywhere."""
RESULT = re.compile(r"/searches/[0-9a-f-]{36}/$")
CARRIED = """files => {
  const carried = new DataTransfer();
  for (const [name, text] of files) {
    carried.items.add(new File([Uint8Array.from(atob(text), one => one.charCodeAt(0))], name));
  }
  return carried;
}"""
"""What the mouse carries when it drags files into a page."""


def sign_in(page: Page, address: str, username: str) -> None:
    page.goto(f"{address}/account/login/")
    page.locator("input[name=login]").fill(username)
    page.locator("input[name=password]").fill(PASSWORD)
    page.locator("input[name=password]").press("Enter")
    page.wait_for_url(lambda url: "/account/login/" not in url)


class Person:
    """Somebody with a browser. The page may be signed in already, or come by a link."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def presses(self, name: str | re.Pattern[str]) -> None:
        self.page.get_by_role("button", name=name, exact=isinstance(name, str)).click()

    def follows(self, name: str) -> None:
        self.page.get_by_role("link", name=name, exact=True).first.click()

    def fills(self, **answers: str) -> None:
        for name, text in answers.items():
            self.page.locator(f"[name={name}]").fill(text)

    def sees(self, text: str | re.Pattern[str]) -> Locator:
        """A heading of that text."""
        heading = self.page.get_by_role("heading", name=text).first
        expect(heading).to_be_visible()
        return heading

    def goes_home(self) -> None:
        self.page.get_by_role("link", name="Antigone", exact=True).click()

    def menu(self, section: str) -> None:
        self.page.get_by_role("navigation", name="Sections").get_by_role("link", name=section, exact=True).click()

    def joins(self, link: str, *, username: str) -> None:
        """Accepts an invitation."""
        self.page.goto(link)
        self.fills(username=username, password=PASSWORD, again=PASSWORD)
        self.presses("Create my account")
        self.sees("What waits for you")


class ByKeys(Person):
    """Who uses no mouse: whatever is pressed or filled in must first be reached with Tab."""

    def reaches(self, target: Locator) -> None:
        """Tab, and Tab again, until it has the focus."""
        expect(target).to_be_visible()
        for _step in range(FARTHEST):
            if target.evaluate("one => one === document.activeElement"):
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"{target} is not reached with Tab")

    def presses(self, name: str | re.Pattern[str]) -> None:
        self._enters(self.page.get_by_role("button", name=name, exact=isinstance(name, str)).first)

    def follows(self, name: str | re.Pattern[str]) -> None:
        self._enters(self.page.get_by_role("link", name=name, exact=isinstance(name, str)).first)

    def types(self, label: str, text: str) -> None:
        self.reaches(self.page.get_by_label(label))
        self.page.keyboard.type(text)

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    def _enters(self, target: Locator) -> None:
        self.reaches(target)
        self.page.keyboard.press("Enter")


class Administrator(Person):
    def invites(self, name: str, *roles: str) -> str:
        """The link to hand over."""
        self.menu("People")
        self.follows("Invite somebody")
        self.fills(display_name=name)
        for role in roles:
            self.page.get_by_label(role, exact=True).check()
        self.presses("Make the link")
        return self.page.locator("code[data-copied]").inner_text()

    def spares_examiners_known_answers(self) -> None:
        """Else one list in ten is one that nobody asked for."""
        self.menu("People")
        self.follows("Agency")
        self.page.get_by_label("Give examiners lists with a known answer").uncheck()
        self.presses("Save")


class Registrar(Person):
    def opens_case(self, number: str, *, kind: str = "Deceased") -> None:
        """Ends on the page of the case's photographs."""
        self.menu("Cases")
        self.follows("Open a case")
        self.page.locator(f".kinds a[href='?kind={kind.lower().replace(' ', '_')}']").click()
        self.page.get_by_label("Case number").fill(number)
        for label, text in LAWFUL.items():
            self.page.get_by_label(label).fill(text)
        self.page.get_by_label("Expires on").fill((datetime.now(UTC) + timedelta(days=90)).date().isoformat())
        self.presses("Open the case")
        self.sees(f"Case {number}")

    def drops(self, photographs: Sequence[Path]) -> None:
        """Lets files fall on the page, as from a folder beside the browser."""
        files = [(one.name, base64.b64encode(one.read_bytes()).decode()) for one in photographs]
        carried = self.page.evaluate_handle(CARRIED, files)
        self.page.dispatch_event("[data-intake]", "drop", {"dataTransfer": carried})

    def chooses(self, photographs: Sequence[Path]) -> None:
        """Picks files in the browser's own dialog."""
        self.page.locator("#files").set_input_files([str(one) for one in photographs])

    def is_told(self, count: int) -> list[str]:
        """What became of each of so many files, once all have arrived: `name: sentence`."""
        said = self.page.locator("[data-arrivals] li span:last-child")
        expect(said).to_have_count(count)
        expect(said.filter(has_text="Sending…")).to_have_count(0, timeout=60_000)
        return [" ".join(line.split()) for line in self.page.locator("[data-arrivals] li").all_inner_texts()]

    def waits_for_faces(self, count: int) -> None:
        """Until every photograph has been read."""
        expect(self.page.locator(".photograph")).to_have_count(count)
        expect(self.page.locator(".photograph .tag", has_text="Being read")).to_have_count(0, timeout=60_000)

    def describes(self, **found: str) -> None:
        """The condition; keys are names of fields, values what is chosen or written."""
        self.follows("Case")
        self.follows("Describe")
        for name, text in found.items():
            field = self.page.locator(f"[name={name}]").first
            if field.evaluate("field => field.tagName") == "SELECT":
                field.select_option(label=text)
            elif field.get_attribute("type") == "checkbox":
                self.page.get_by_label(text, exact=True).first.check()
            else:
                field.fill(text)
        self.presses("Write down")
        expect(self.page.get_by_text("The condition is written down.")).to_be_visible()

    def checks_the_capture(self, *done: str) -> None:
        """Of the first photograph: these points of the checklist were done."""
        self.follows("Photographs")
        self.page.locator(".photograph h3 a").first.click()
        self.follows("Checklist")
        for point in done:
            self.page.get_by_role("group", name=point).get_by_label("Done", exact=True).check()
        self.presses("Write down")
        expect(self.page.get_by_text("The checklist is written down.")).to_be_visible()

    def searches(self, case: str, *, closed: int = 0) -> str:
        """Asks for a search and waits; gives what the result says. closed: a list of that length that cuts nobody."""
        self.menu("Cases")
        self.follows(case)
        self.page.get_by_role("link", name="New search").click()
        if closed:
            self.page.get_by_label("A closed list").check()
            self.page.get_by_label("Longest list").fill(str(closed))
        self.presses("Search")
        return self.waits_for_result()

    def waits_for_result(self) -> str:
        """Watches the task, which leads to the result by itself; gives the heading."""
        self.page.wait_for_url(RESULT, timeout=60_000)
        return self.page.get_by_role("heading", level=1).inner_text()

    def adds_member(self, name: str) -> None:
        """From a page of the case."""
        self.follows("Members")
        self.page.get_by_label("Person").select_option(label=name)
        self.presses("Add")
        expect(self.page.get_by_role("row", name=name)).to_be_visible()

    def gives_to_examiners(self, first: str = "", *, never: str = "") -> None:
        """From the result's page. first: who is named for the first seat. never: who must not be offered for it."""
        self.follows("Examination")
        self.follows("Give it to examiners")
        offered = self.page.locator("select[name=first] option").all_inner_texts()
        assert never not in offered
        if first:
            self.page.get_by_label("First examiner").select_option(label=first)
        self.presses("Give it to examiners")
        self.sees("Examination")


class Examiner(Person):
    def takes_list(self) -> None:
        """The first that waits, from the start page; ends on the notes."""
        self.goes_home()
        self.page.get_by_role("link", name=re.compile(r"^List \d+$")).first.click()
        self.follows("Describe the probe")

    def locks_notes(self, text: str = "as in the photograph") -> None:
        self.sees("Notes on the probe")
        for note in self.page.locator(".component textarea").all():
            note.fill(text)
        self.presses("Lock the notes")
        self.page.get_by_role("dialog").get_by_role("button", name="Lock", exact=True).click()
        self.sees(re.compile(r"^List \d+$"))

    def examines_all(self, conclusions: Sequence[int], *, look: Callable[[Page], None] | None = None) -> None:
        """Every candidate, in the list's order: -3 to +3 for each. look: called on each open sheet."""
        self.page.get_by_role("link", name=re.compile("^Examine candidate")).click()
        for position, conclusion in enumerate(conclusions, start=1):
            self.sees(f"Candidate {position} of {len(conclusions)}")
            if look is not None:
                look(self.page)
            self.signs(conclusion)
        self.sees(re.compile(r"^List \d+$"))

    def signs(self, conclusion: int) -> None:
        """One sheet: every component comparable, and found to say what the conclusion says."""
        finding = "similar" if conclusion >= 0 else "different"
        for part in self.page.locator(".component").all():
            part.locator(f"label.finding-{finding}").click()
        self.page.locator(f"#conclusion input[value='{conclusion}']").check()
        self.presses("Sign and lock")


class Supervisor(Person):
    def decides(self, outcome: str, reason: str) -> None:
        """The first disagreement that waits on the start page."""
        self.goes_home()
        group = self.page.locator(".work-group", has_text="Examiners disagree")
        group.get_by_role("link").first.click()
        self.page.get_by_label(outcome).check()
        self.page.get_by_label("Reasons").fill(reason)
        self.presses("Decide")
        self.sees("Examinations")

    def closes_by_dna(self, *, laboratory: str, reference: str, official: str, name: str) -> None:
        """From the page of the closing."""
        self.page.get_by_label("DNA").check()
        self.page.get_by_label("Laboratory or authority").fill(laboratory)
        self.page.get_by_label("Reference").fill(reference)
        self.page.get_by_label("Date of the report or decision").fill(datetime.now(UTC).date().isoformat())
        self.page.get_by_label("Official").fill(official)
        self.page.get_by_label("Name of the person").fill(name)
        self.presses("Close the case: identity established")


class Auditor(Person):
    def reads(self) -> list[tuple[str, str]]:
        """Who did what, all pages of the log, the first act first; in whatever language the pages are."""
        self._goes("/log/")
        acts: list[tuple[str, str]] = []
        while True:
            rows = [row.split("\t") for row in self.page.locator("tbody tr").all_inner_texts()]
            acts += [(row[2], row[3].splitlines()[0]) for row in rows]
            if not self.page.locator(".more a").count():
                return acts[::-1]
            self.page.locator(".more a").click()
            self.page.wait_for_url(f"**before={rows[-1][0].strip()}")

    def reads_in(self, language: str) -> list[tuple[str, str]]:
        """The same after a change of the language of the pages."""
        self._goes("/account/")
        self.page.locator("select[name=language]").select_option(label=language)
        self.page.locator("form[action$='/language/'] button").click()
        expect(self.page.locator("html[lang=uk]")).to_be_visible()
        return self.reads()

    def _goes(self, path: str) -> None:
        self.page.goto(self.page.evaluate("location.origin") + path)


class GalleryManager(Person):
    def opens_gallery(self, name: str) -> None:
        self.menu("Galleries")
        self.follows("New gallery")
        self.fills(name=name)
        self.page.locator("main form button").first.click()
        self.sees(name)

    def imports(self, archive: Path) -> None:
        """From the gallery's page; ends on the page that shows the progress."""
        self.follows("Import photographs")
        self.hands_in(archive)

    def hands_in(self, archive: Path) -> None:
        """The form filled in and sent."""
        self.page.get_by_label("Photographs", exact=True).set_input_files(str(archive))
        self.page.locator("select[name=basis]").select_option("family")
        self.page.get_by_role("button", name="Import", exact=True).click()
