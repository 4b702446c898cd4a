"""The page in a real Chromium: a newcomer's whole path, what goes wrong on it, and whether everybody can use it.

Skipped where there is no Chromium, Playwright or axe-core: scripts/install-browser.sh gets them.
"""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pypdfium2
import pytest

from building import BRAND, start, until, write
from handouts.clinic.new_table import table

sync_api = pytest.importorskip("playwright.sync_api", reason="needs Playwright: pip install playwright")

AXE_VERSION = "4.14.1"
AXE = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache", "handouts/axe-core", AXE_VERSION, "axe.min.js")
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
WIDE, PHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 844}
PATIENCE = 90_000

pytestmark = [
    pytest.mark.slow,
    pytest.mark.process,
    pytest.mark.skipif(CHROMIUM is None, reason="needs Chromium: scripts/install-browser.sh"),
    # One browser for all: in one process of several that share the tests.
    pytest.mark.xdist_group("browser"),
]

Browser, Page = "sync_api.Browser", "sync_api.Page"


class Running:
    """A page that was started, and can be stopped and started again."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.port = folder, "0"
        self.process: subprocess.Popen[str] | None = None

    def start(self) -> str:
        """The address with its key; the second time at the same port."""
        self.process = start("serve", "--port", self.port, "--clinics-dir", "clinics", "--jobs", "2", cwd=self.folder)
        address = self.process.stdout.readline().split()[-1]
        self.base = address.partition("/open")[0]
        self.port = self.base.rpartition(":")[2]
        return address

    def stop(self, number: signal.Signals = signal.SIGTERM) -> None:
        if self.process and self.process.poll() is None:
            os.killpg(self.process.pid, number)
            self.process.communicate(timeout=30)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_api.sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield opened
        opened.close()


@pytest.fixture
def running(tmp_path: Path) -> Iterator[Running]:
    write(tmp_path / "clinics/river/brand.yaml", BRAND.format(id="river", name="River Cancer Center"))
    found = Running(tmp_path)
    yield found
    found.stop(signal.SIGKILL)


@pytest.fixture
def visit(browser: Browser) -> Iterator[Callable[..., Page]]:
    """Opens a tab; whatever the browser complains of fails the test."""
    contexts, complaints = [], []

    def go(address: str, size: dict[str, int] = WIDE, scripts: bool = True, beside: Page | None = None) -> Page:
        context = beside.context if beside else browser.new_context(viewport=size, java_script_enabled=scripts)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(PATIENCE)
        page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(address)
        page.wait_for_url(re.compile("/(?!open)"))
        return page

    yield go
    for context in {*contexts}:
        context.close()
    assert [said for said in complaints if "status of 4" not in said and "ERR_CONNECTION" not in said] == []


def texts(folder: Path) -> dict[str, str]:
    """The words of each PDF that was made."""
    found = {}
    for path in sorted(folder.rglob("*.pdf")):
        document = pypdfium2.PdfDocument(path.read_bytes())
        found[path.relative_to(folder).as_posix()] = " ".join(
            " ".join(page.get_textpage().get_text_bounded().split()) for page in document
        )
        document.close()
    return found


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_from_the_first_page_to_a_sheet_with_the_clinics_name(
    running: Running, visit: Callable[..., Page], scripts: bool
) -> None:
    page = visit(running.start(), scripts=scripts)
    page.get_by_label("Clinic", exact=True).select_option("river")
    page.locator("form.top__clinic button").click()
    page.get_by_label("Type of mesothelioma").select_option("pericardial")
    page.get_by_role("button", name="Show these").click()
    page.get_by_label("Take this sheet: Pericardial mesothelioma: what it is and how it can spread").check()
    page.get_by_role("button", name="Take these away").first.click()
    assert page.get_by_label("Overview").nth(2).is_checked()
    page.get_by_role("button", name="Make these sheets").click()
    page.get_by_role("heading", name="Your sheets are ready").wait_for()
    assert page.get_by_text("It is a draft").is_visible()
    with page.expect_download() as download:
        page.get_by_role("link", name="Download", exact=True).first.click()
    assert download.value.suggested_filename == "handouts.zip"
    made = texts(running.folder / "output")
    assert [*made] == ["river/en/pericardial/overview.standard.letter.pdf"]
    assert "River Cancer Center" in next(iter(made.values()))


def test_a_sheet_is_looked_at_page_by_page_and_switched_in_its_place(
    running: Running, visit: Callable[..., Page]
) -> None:
    page = visit(running.start())
    page.goto(f"{running.base}/preview?clinic=river&document=en%2Fpericardial%2Fsymptom-checklist")
    image = page.locator(".paper img")
    wide = lambda: image.evaluate("image => image.decode().then(() => image.naturalWidth / image.naturalHeight)")  # noqa: E731
    assert wide() == pytest.approx(215.9 / 279.4, abs=0.002)
    page.get_by_role("link", name="Next page").click()
    sync_api.expect(image).to_have_attribute("alt", re.compile("^Page 2 of 4 "))
    assert page.evaluate("document.activeElement.textContent").startswith("Next"), "the keyboard stays where it was"
    page.get_by_label("Paper").focus()
    page.get_by_label("Paper").select_option("a4")
    sync_api.expect(page).to_have_url(re.compile("paper=a4"))
    assert wide() == pytest.approx(210 / 297, abs=0.002)
    sync_api.expect(image).to_have_attribute("alt", re.compile("^Page 2 of 4 "))
    assert page.evaluate("document.activeElement.name") == "paper"
    page.get_by_label("Grey, as a laser printer prints it").check()
    sync_api.expect(image).to_have_attribute("src", re.compile("grey=1"))
    page.get_by_label("Size").select_option("200")
    sync_api.expect(page.locator(".paper--200 img")).to_be_visible()
    assert page.locator("[role=status]").text_content().startswith("Page 2 of 4")


def test_two_tabs_do_not_get_in_each_others_way(running: Running, visit: Callable[..., Page]) -> None:
    write(running.folder / "clinics/lake/brand.yaml", BRAND.format(id="lake", name="Lake Clinic"))
    one = visit(running.start())
    two = visit(running.base, beside=one)
    one.goto(f"{running.base}/take?clinic=river&document=en%2Fpleural%2Fat-a-glance")
    two.goto(f"{running.base}/take?clinic=lake&document=en%2Fpleural%2Fat-a-glance")
    one.get_by_role("button", name="Make these sheets").click()
    one.get_by_role("heading", name="Your sheets are ready").wait_for()
    two.get_by_role("button", name="Make these sheets").click()
    two.get_by_role("heading", name="Your sheets are ready").wait_for()
    made = texts(running.folder / "output")
    assert ["River Cancer Center" in made["river/en/pleural/at-a-glance.standard.letter.pdf"],
            "Lake Clinic" in made["lake/en/pleural/at-a-glance.standard.letter.pdf"]] == [True, True]  # fmt: skip


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL])
def test_a_page_that_was_stopped_in_the_middle_goes_on_when_it_is_started_again(
    running: Running, visit: Callable[..., Page], number: signal.Signals
) -> None:
    page = visit(running.start())
    page.goto(f"{running.base}/take?clinic=river")
    for button in page.get_by_role("button", name="Tick all").all():
        button.click()
    page.get_by_role("button", name="Make these sheets").click()
    output = running.folder / "output"
    until(lambda: len([*output.rglob("*.pdf")]) > 1, 90)
    running.stop(number)
    page.get_by_text("The program has been stopped. What is finished is whole.").wait_for()
    before = texts(output)
    assert before and all("River Cancer Center" in text for text in before.values()), "what is there is whole"
    address = running.start()
    page.goto(f"{running.base}/take?clinic=river")
    assert "This page is closed to whoever does not have its key." in page.locator("body").text_content()
    page.goto(address)
    page.wait_for_url(re.compile("/(?!open)"))
    wanted = "document=en%2Fpleural%2Foverview&document=en%2Fpleural%2Fat-a-glance"
    page.goto(f"{running.base}/take?clinic=river&{wanted}")
    page.get_by_role("button", name="Make these sheets").click()
    page.get_by_role("heading", name="Your sheets are ready").wait_for()
    assert {*before} | {f"river/en/pleural/{kind}.standard.letter.pdf" for kind in ("overview", "at-a-glance")} == {
        *texts(output)
    }
    assert [*output.glob(".handouts-build-*")] == []


SCREENS = ["/", "/take?clinic=river", "/preview?clinic=river&document=en%2Fpleural%2Foverview", "/many",
           "/brand?clinic=river", "/brand", "/editors", "/nothing-here", "/?clinic=no-such-clinic",
           "/editors?clinic=river",
           "/editors/sheet?clinic=river&document=en%2Fpleural%2Foverview",
           "/editors/live?clinic=river&document=en%2Fpleural%2Foverview"]  # fmt: skip


@pytest.mark.skipif(not AXE.is_file(), reason="needs axe-core: scripts/install-browser.sh")
@pytest.mark.parametrize("size", [WIDE, PHONE, {"width": 640, "height": 450}], ids=["wide", "phone", "zoom of 200 %"])
def test_everybody_can_use_every_screen(running: Running, visit: Callable[..., Page], size: dict[str, int]) -> None:
    page = visit(running.start(), size)
    found = {}
    for screen in SCREENS:
        page.goto(f"{running.base}{screen}")
        found[screen] = faults(page)
    page.goto(f"{running.base}/take?clinic=river&document=en%2Fpleural%2Fat-a-glance")
    page.get_by_role("button", name="Make these sheets").click()
    found["making"] = faults(page)
    page.get_by_role("heading", name="Your sheets are ready").wait_for()
    found["made"] = faults(page)
    page.goto(f"{running.base}/many")
    (running.folder / "table.csv").write_bytes(table().replace(b",US,", b",XX,"))
    page.get_by_label("Your table").set_input_files(running.folder / "table.csv")
    page.get_by_role("button", name="Check the table").click()
    page.get_by_role("heading", name="To put right").wait_for()
    found["a table"] = faults(page)
    assert {screen: said for screen, said in found.items() if said} == {}


def faults(page: Page) -> list[str]:
    """What axe-core finds, and whether anything is wider than the window."""
    page.wait_for_load_state()
    page.evaluate(AXE.read_text(encoding="utf-8"))
    options = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
    violations = page.evaluate("options => axe.run(options)", options)["violations"]
    said = [f"{fault['id']}: {fault['help']}: {fault['nodes'][0]['html'][:150]}" for fault in violations]
    wider = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return said + ([f"{wider} px wider than the window"] if wider > 0 else [])


def test_all_is_reached_by_the_keyboard_and_the_focus_is_seen(running: Running, visit: Callable[..., Page]) -> None:
    page = visit(running.start())
    page.goto(f"{running.base}/take?clinic=river")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the page"
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.name") == "edition"
    outline = page.evaluate("getComputedStyle(document.activeElement).outlineWidth")
    assert outline == "3px"
    reached = set()
    for _ in range(80):
        page.keyboard.press("Tab")
        reached.add(page.evaluate("document.activeElement.value || document.activeElement.textContent.trim()"))
    assert {"en/pleural/overview", "en/testicular/at-a-glance", "Make these sheets"} <= reached


def test_a_failing_color_is_told_and_the_nearest_that_passes_is_a_click_away(
    running: Running, visit: Callable[..., Page]
) -> None:
    page = visit(running.start())
    page.goto(f"{running.base}/brand?clinic=river")
    page.locator("[name=primary]").fill("#e8a33d")
    page.get_by_role("button", name="Save").click()
    offer = page.get_by_role("button", name=re.compile("^Use #"))
    offer.wait_for()
    nearest = re.search("#[0-9a-f]{6}", offer.text_content())[0]
    assert "e8a33d" not in (running.folder / "clinics/river/brand.yaml").read_text(encoding="utf-8")
    offer.click()
    sync_api.expect(page.locator("[name=primary]")).to_have_value(nearest)
    page.get_by_role("button", name="Save").click()
    brand = running.folder / "clinics/river/brand.yaml"
    until(lambda: nearest in brand.read_text(encoding="utf-8"), 60)


def test_a_bad_logo_of_a_table_is_told_in_its_row(running: Running, visit: Callable[..., Page]) -> None:
    page = visit(running.start())
    page.goto(f"{running.base}/many")
    rows = table().replace(b"River Clinic,US,,,", b"River Clinic,US,logo.svg,A logo,")
    assert rows != table()
    (running.folder / "table.csv").write_bytes(rows)
    write(running.folder / "logo.svg", "<!DOCTYPE html><html><body>Not found</body></html>")
    page.get_by_label("Your table").set_input_files(running.folder / "table.csv")
    page.get_by_label("Logos that the table names, if any").set_input_files(running.folder / "logo.svg")
    page.get_by_role("button", name="Check the table").click()
    page.get_by_role("heading", name="To put right: 1 row").wait_for()
    row = page.locator("tbody tr").first.text_content()
    assert row.startswith("2logo") and "logo.svg" in row
    assert page.get_by_role("heading", name="Ready: 1 clinic").is_visible()
