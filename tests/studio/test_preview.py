"""`handouts preview`: the page opens at one handout and is told of each file that is saved."""

from __future__ import annotations

import html
import re
import shutil
import signal
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest
from click.testing import CliRunner, Result

from building import BRAND, write
from handouts.cli import main, serve

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
Start = Callable[..., subprocess.Popen[str]]


def typed(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["preview", *arguments], prog_name="handouts")


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        (("pleural", "overveiw"), 2, "'pleural/overveiw' is not a document; did you mean 'pleural/overview'?"),
        (("pleural", "overview", "--lang", "fr"), 2, "'fr' is not a language here; known: en"),
        (("pleural", "overview", "--clinic", "nowhere"), 4, "nowhere: is not a folder; name a folder that holds brand"),
        (("pleural",), 2, "Missing argument 'KIND'."),
    ],
)
def test_a_slip_is_told_before_anything_is_opened(arguments: tuple[str, ...], code: int, told: str) -> None:
    result = typed(*arguments)
    assert (result.exit_code, told in result.stderr, result.stdout) == (code, True, "")


def test_without_the_extra_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(serve, "find_spec", lambda name: None if name == "watchfiles" else object())
    result = typed("pleural", "overview")
    assert result.exit_code == 5
    assert "install them with: python -m pip install 'handouts[serve]'" in result.stderr


def lines_of(answer: httpx.Response) -> Iterator[str]:
    return (line for line in answer.iter_lines() if line)


@pytest.mark.process
def test_the_page_follows_each_saved_file(handouts: Start, make_clinic: Callable, tmp_path: Path) -> None:
    clinic = make_clinic("quick")
    process = handouts("preview", "pleural", "quick", "--clinic", str(clinic.folder), cwd=tmp_path)
    address = re.search(r"http://\S+", process.stdout.readline())
    assert address
    with httpx.Client(timeout=60) as browser:
        begin = html.unescape(re.search(r"url=([^\"]+)", browser.get(address[0]).text)[1])
        assert begin == "/editors/live?clinic=tiny-clinic&document=en%2Fpleural%2Fquick"
        base = address[0].partition("/open")[0]

        def page() -> str:
            return browser.get(base + begin).text

        first = page()
        picture = re.search(r'src="(/preview/\w+/1\.png)"', first)[1]
        assert browser.get(base + picture).headers["content-type"] == "image/png"
        with browser.stream("GET", f"{base}/editors/changes?clinic=tiny-clinic") as told:
            heard = lines_of(told)
            assert [next(heard), next(heard)] == ["retry: 2000", ": listening"]
            for name, old, new in (
                ("content/en/pleural/quick.yaml", "Words of quick.", "Other words."),
                ("templates/quick.html.j2", "<h1>", '<h1 class="other">'),
                ("styles/tiny.css", "14pt", "15pt"),
                ("brand.yaml", "Tiny Clinic", "Larger Clinic"),
            ):
                path = clinic.folder / name
                text = path.read_text()
                assert old in text
                path.write_text(text.replace(old, new))
                assert next(line for line in heard if line.startswith("data:")) == "data: saved"
                assert picture != (picture := re.search(r'src="(/preview/\w+/1\.png)"', page())[1]), name
            template = clinic.folder / "templates/quick.html.j2"
            template.write_text(template.read_text().replace("</h1>", "</h1><p>Take twice the dose.</p>"))
            assert next(line for line in heard if line.startswith("data:")) == "data: saved"
            assert "Take twice the dose." in page()  # refused, for nobody has composed that
            assert "/1.png" not in page()
            (clinic.folder / "brand.yaml").write_text("id: [")
            assert next(line for line in heard if line.startswith("data:")) == "data: saved"
            assert "is not valid YAML" in page()
            process.send_signal(signal.SIGINT)
            assert process.wait(20) == 0
    assert process.stderr.read() == ""


@pytest.mark.slow
@pytest.mark.process
@pytest.mark.xdist_group("browser")
@pytest.mark.skipif(CHROMIUM is None, reason="needs Chromium: scripts/install-browser.sh")
def test_in_a_browser_the_place_on_the_page_is_kept(handouts: Start, tmp_path: Path) -> None:
    sync_api = pytest.importorskip("playwright.sync_api", reason="needs Playwright: pip install playwright")
    brand = tmp_path / "tiny/brand.yaml"
    write(brand, BRAND.format(id="tiny", name="Tiny Clinic"))
    process = handouts("preview", "pleural", "overview", "--clinic", str(brand.parent), cwd=tmp_path)
    address = re.search(r"http://\S+", process.stdout.readline())[0]
    with sync_api.sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = opened.new_page(viewport={"width": 1000, "height": 800})
        page.set_default_timeout(90_000)
        page.goto(address)
        follows = page.get_by_text("This page follows the files")
        follows.wait_for()
        page.wait_for_function("() => [...document.querySelectorAll('.sheet-page img')].every(each => each.complete)")
        page.evaluate("window.scrollTo(0, 900)")

        def saved(text: str, shown: str) -> int:
            brand.write_text(text)
            page.wait_for_function(f"() => {shown}")
            return page.evaluate("scrollY")

        text, first = brand.read_text(), page.locator(".sheet-page img").first.get_attribute("src")
        changed = f"document.querySelector('.sheet-page img').getAttribute('src') !== '{first}'"
        assert saved(text.replace("Tiny Clinic", "Larger Clinic"), changed) == 900
        assert saved(text.replace('"911"', '"333"'), "document.querySelector('.trouble')") == 900
        assert "use 911, or `blank`" in page.locator(".trouble").inner_text()
        assert "The pages below are from before this mistake." in page.locator(".trouble").inner_text()
        assert page.locator(".sheet-page img").count() > 1
        assert saved(text, "!document.querySelector('.trouble')") == 900
        opened.close()
