"""Clinics' folders with links out, pipes, devices, and files in every wrong form, as `handouts check` and `build` meet
them."""

from __future__ import annotations

import base64
import io
import json
import os
import sys
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess
from xml.etree import ElementTree

import pypdfium2
import pytest
from hostile_clinic import BRAND, SECRET, add, handouts, make_clinic, spilled, write
from PIL import Image

pytestmark = [
    pytest.mark.process,
    pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="makes pipes and links"),
]
LINK = "is a link; put the file itself there"
GOOD = BRAND.format(id="hostile")
WITH_LOGO = GOOD + "logo: {file: logo.svg, alt: Hostile}\n"
SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 60 18"><rect width="60" height="18"/>{}</svg>'


Harm = Callable[[Path, Path], object]


def brand(text: str | bytes) -> Harm:
    return lambda folder, _: write(folder / "brand.yaml", text)


def link(name: str) -> Harm:
    """A link to the secret under a name in the clinic's folder."""

    def make(folder: Path, secret: Path) -> None:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).symlink_to(secret)

    return make


def pipe(name: str) -> Harm:
    def make(folder: Path, _: Path) -> None:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).unlink(missing_ok=True)
        os.mkfifo(folder / name)

    return make


def huge(name: str, size: int) -> Harm:
    def make(folder: Path, _: Path) -> None:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        with (folder / name).open("wb") as file:
            file.truncate(size)

    return make


def device(folder: Path, _: Path) -> None:
    (folder / "brand.yaml").unlink()
    (folder / "brand.yaml").symlink_to("/dev/zero")


def styles_elsewhere(folder: Path, secret: Path) -> None:
    (folder / "styles").symlink_to(secret.parent)


def logo(data: str | bytes) -> Harm:
    def make(folder: Path, _: Path) -> None:
        write(folder / "brand.yaml", WITH_LOGO)
        write(folder / "logo.svg", data)

    return make


def both(*made: Harm) -> Harm:
    return lambda folder, secret: [make(folder, secret) for make in made]


# name: how the folder is made bad, and what is said of it
BAD: dict[str, tuple[Harm, str]] = {
    "brand-pipe": (pipe("brand.yaml"), "brand.yaml: is not a regular file; put a YAML file there"),
    "brand-device": (device, "brand.yaml: is a link; put the file itself there"),
    "brand-100-mb": (huge("brand.yaml", 100_000_000), "brand.yaml: is over 1,000,000 bytes; split it"),
    "brand-utf-16": (brand(GOOD.encode("utf-16")), "brand.yaml:1:1: is not UTF-8 text; save the file as UTF-8"),
    "brand-utf-16-bare": (brand(GOOD.encode("utf-16-le")), "and more like these follow; see whether the file is text"),
    "brand-latin": (brand(GOOD.replace("Clinic", "\u00e9").encode("latin-1")), "brand.yaml:2:1: is not UTF-8 text"),
    "brand-surrogate": (brand(GOOD.encode() + b"made_by: \xed\xa0\x80\n"), "brand.yaml:8:1: is not UTF-8 text"),
    "brand-surrogate-escape": (brand(GOOD + 'made_by: "\\ud800"\n'), "brand.yaml:8:"),
    "brand-nul": (brand(GOOD + "made_by: a\0b\n"), "brand.yaml:8:11: holds a control character (U+0000); delete it"),
    "brand-bidi": (brand(GOOD + "made_by: 1\u202e2\n"), "a character that reverses the reading direction (U+202E)"),
    "brand-zero-width": (brand(GOOD + "made_by: a\u200bb\n"), "8:11: holds an invisible character (U+200B)"),
    "brand-key-escape": (brand(GOOD + '"\\e[2Jgone": x\n'), "holds a control character (U+001B); delete it"),
    "brand-tabs": (brand(GOOD + "made_by: x" + "\t" * 900_000 + "y\n"), "made_by: has 900,002 characters, at most"),
    "brand-deep": (brand(GOOD + "made_by: " + "[" * 400_000 + "\n"), "is nested deeper than 20; flatten it"),
    "brand-bomb": (brand("a: &a [x,x]\nb: &b [*a,*a]\nc: &c [*b,*b]\n"), "an anchor (&) is not allowed"),
    "brand-many-keys": (brand("".join(f"k{n}: 1\n" for n in range(40_000))), "of which 500 are told; mend these first"),
    "brand-many-values": (brand("languages: [" + "a," * 400_000 + "]\n"), "is the file's value number 50,000"),
    "brand-python": (brand("id: !!python/object/apply:os.system [id]\n"), "a tag (!) is not allowed"),
    "brand-up": (brand(GOOD.replace("id: hostile", "id: ../../x")), "id: '../../x' is not an id"),
    "brand-reserved": (brand(GOOD.replace("id: hostile", "id: con")), "id: 'con' cannot be a folder's name on Windows"),
    "logo-pipe": (both(brand(WITH_LOGO), pipe("logo.svg")), "'logo.svg' is not a regular file"),
    "logo-link": (both(brand(WITH_LOGO), link("logo.svg")), "'logo.svg' is a link; put the file itself there"),
    "logo-net": (logo(SVG.format('<image href="http://127.0.0.1:PORT/a.png"/>')), "points to another file"),
    "logo-file": (logo(SVG.format('<use href="file://SECRET#a"/>')), "points to another file"),
    "logo-entity": (
        logo('<!DOCTYPE svg [<!ENTITY x SYSTEM "file://SECRET">]>' + SVG.format("&x;")),
        "defines entities of its own",
    ),
    "logo-selectors": (
        logo(SVG.format(f"<style>q {'g ' * 12} rect {{fill:red}}</style>{'<g>' * 45}<rect/>{'</g>' * 45}")),
        "has too many style rules; simplify the drawing",
    ),
    "logo-path": (logo(SVG.format(f'<path d="M0 0{"a1 1 0 011 1" * 160_000}"/>')), "repeats its parts over 20,000"),
    "template-link": (link("templates/plain.html.j2"), f"templates/plain.html.j2: {LINK}"),
    "style-link": (link("styles/more.css"), f"styles/more.css: {LINK}"),
    "styles-link": (styles_elsewhere, f"styles: {LINK}"),
    "font-link": (link("styles/fonts/a.ttf"), f"styles/fonts/a.ttf: {LINK}"),
    "asset-link": (link("assets/a.png"), f"assets/a.png: {LINK}"),
    "content-link": (link("content/en/pleural/overview.yaml"), f"content/en/pleural/overview.yaml: {LINK}"),
    "link-to-itself": (lambda f, _: write(f / "styles/a.css", "").with_name("x").symlink_to("x"), f"styles/x: {LINK}"),
    "style-pipe": (pipe("styles/x.css"), "styles/x.css: is not a regular file; put a file there, or delete it"),
    "template-pipe": (pipe("templates/x.html.j2"), "templates/x.html.j2: is not a regular file"),
    "content-pipe": (pipe("content/en/pleural/overview.yaml"), "overview.yaml: is not a regular file"),
    "style-huge": (huge("styles/x.css", 200_000_000), "styles/x.css: is over 20,000,000 bytes; make it smaller"),
    "name-escape": (lambda f, _: write(f / "styles/\x1b[2J.css", ""), "\\x1b[2J.css: has a name that"),
    "name-not-utf-8": (
        lambda f, _: write(Path(os.fsdecode(os.fsencode(f) + b"/content/\xff.yaml")), ""),
        "content/\\udcff.yaml: has a name that cannot be printed; rename it",
    ),
    "kind-reserved": (lambda f, _: write(f / "content/kinds/aux.yaml", ""), "'aux' cannot be a file's name on Windows"),
    "kind-spaced": (lambda f, _: write(f / "content/kinds/a b.yaml", ""), "'a b' is not an id; rename it"),
    "language-dots": (lambda f, _: write(f / "content/.../labels.yaml", ""), "'...' is not an id; rename it"),
    "many-terms": (
        lambda f, _: write(f / "content/en/shared/x.yaml", "items:\n" + "- {text: '[[aaaa]] [[bbbb]]'}\n" * 9_000),
        "stopped at 500 problems; mend these first, then check again",
    ),
    "many-claims": (
        lambda f, _: write(f / "content/en/shared/x.yaml", "items:\n- {text: x, claims: [" + "a-b," * 40_000 + "]}\n"),
        "has 40,000 entries, at most 200; keep those that are needed",
    ),
}


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory, secret: Path, port: int) -> Path:
    """A folder of bad clinics, each by its name."""
    root = tmp_path_factory.mktemp("folders")
    for name, (make, _) in BAD.items():
        write(root / name / "brand.yaml", GOOD)
        make(root / name, secret)
        logo = root / name / "logo.svg"
        if logo.is_file() and not logo.is_symlink():
            write(logo, logo.read_text().replace("PORT", str(port)).replace("SECRET", str(secret)))
    return root


@pytest.fixture(scope="module")
def checked(root: Path) -> CompletedProcess[str]:
    """All of them, checked in one go."""
    return handouts("check", *(f"--clinic={name}" for name in BAD), folder=root, seconds=40)


@pytest.mark.parametrize("name", BAD)
def test_each_folder_is_refused_with_its_reason(name: str, checked: CompletedProcess[str]) -> None:
    lines = [line for line in checked.stdout.splitlines() if line.startswith(f"{name}/")]
    assert any(BAD[name][1] in line for line in lines), lines[:5]
    assert len(lines) < 600


def test_what_is_told_neither_leaks_nor_steers_the_terminal(checked: CompletedProcess[str]) -> None:
    assert checked.returncode == 1
    assert SECRET not in checked.stdout + checked.stderr
    assert checked.stdout.replace("\n", "").isprintable()
    assert max(map(len, checked.stdout.splitlines())) < 1000


@pytest.mark.parametrize("name", ["template-link", "styles-link", "font-link", "style-pipe", "logo-entity"])
def test_a_build_refuses_them_too(name: str, root: Path, tmp_path: Path) -> None:
    found = handouts("build", "pleural", "--clinic", name, "--output", tmp_path, folder=root)
    assert found.returncode == 4
    assert BAD[name][1] in found.stderr
    assert list(tmp_path.iterdir()) == []


def test_an_inclusion_in_a_logo_is_left_out(tmp_path: Path, secret: Path) -> None:
    clinic = make_clinic(tmp_path / "clinic")
    include = f'<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="file://{secret}" parse="text"/>'
    write(clinic / "brand.yaml", WITH_LOGO)
    write(clinic / "logo.svg", SVG.format(include))
    add(clinic, "plain", body='<img alt="{{ logo.alt }}" src="asset:{{ logo_name }}">')
    found = handouts("build", "pleural", "--kind", "plain", "--clinic", clinic, "--output", tmp_path / "out")
    assert (found.returncode, found.stderr) == (0, "")
    assert spilled(tmp_path / "out") == []


def picture_url() -> str:
    out = io.BytesIO()
    Image.new("RGB", (60, 18), (255, 0, 0)).save(out, "PNG")
    return "data:image/png;base64," + base64.b64encode(out.getvalue()).decode()


RED = {
    "picture-inside": f'<image width="60" height="18" href="{picture_url()}"/>',
    "filter": '<filter id="f"><feFlood flood-color="red"/></filter><rect width="60" height="18" filter="url(#f)"/>',
    "mask": (
        '<linearGradient id="g"><stop stop-color="red"/></linearGradient>'
        '<mask id="m"><circle r="99" fill="#fff"/></mask>'
        '<g mask="url(#m)"><rect width="60" height="18" fill="url(#g)"/></g>'
    ),
}


@pytest.mark.parametrize("name", RED)
def test_what_a_check_accepts_is_printed_in_full(name: str, tmp_path: Path) -> None:
    clinic = make_clinic(tmp_path / "clinic")
    write(clinic / "brand.yaml", WITH_LOGO)
    write(clinic / "logo.svg", SVG.replace('<rect width="60" height="18"/>', "").format(RED[name]))
    add(clinic, "plain", body='<img alt="{{ logo.alt }}" style="width: 60mm" src="asset:{{ logo_name }}">')
    assert "logo" not in handouts("check", "--clinic", clinic).stdout
    found = handouts("build", "pleural", "--kind", "plain", "--clinic", clinic, "--output", tmp_path / "out")
    assert (found.returncode, found.stderr) == (0, "")
    (pdf,) = (tmp_path / "out").rglob("plain*.pdf")
    page = pypdfium2.PdfDocument(pdf)[0].render(scale=1).to_pil().convert("RGB")
    red = sum(count for count, color in page.getcolors(page.width * page.height) if color == (255, 0, 0))
    assert red / (60 * 18) == pytest.approx((72 / 25.4) ** 2, rel=0.1)


@pytest.mark.parametrize("form", ["json", "junit", "github"])
def test_names_that_cannot_be_printed_break_no_format(form: str, root: Path) -> None:
    names = ("name-escape", "name-not-utf-8", "brand-key-escape")
    found = handouts("check", *(f"--clinic={name}" for name in names), "--format", form, folder=root)
    assert found.returncode == 1
    assert "\x1b" not in found.stdout
    if form == "json":
        assert {problem["path"].split("/")[0] for problem in json.loads(found.stdout)["problems"]} == set(names)
    if form == "junit":
        assert ElementTree.fromstring(found.stdout).get("failures") == "3"


@pytest.mark.parametrize(
    "text",
    [b"\xef\xbb\xbf" + GOOD.encode(), GOOD.replace("\n", "\r\n").encode(), GOOD.replace("\n", "\r").encode()],
    ids=["BOM", "CRLF", "CR"],
)
def test_what_windows_and_old_macs_save_is_read(text: bytes, tmp_path: Path) -> None:
    clinic = make_clinic(tmp_path / "clinic")
    (clinic / "styles/plain.css").unlink()  # a style that no shipped sheet could bear
    write(clinic / "brand.yaml", text)
    found = handouts("check", "--clinic", "clinic", folder=tmp_path)
    assert (found.returncode, found.stdout) == (0, "")


@pytest.mark.skipif(sys.platform == "darwin", reason="file names there are one in any case")
def test_hidden_files_of_editors_do_no_harm(tmp_path: Path) -> None:
    clinic = make_clinic(tmp_path / "clinic")
    (clinic / "styles/.#plain.css").symlink_to("someone@somewhere.123:456")
    write(clinic / "content/.DS_Store", b"\0\1")
    add(clinic, "plain")
    found = handouts("build", "pleural", "--kind", "plain", "--clinic", clinic, "--output", tmp_path / "out")
    assert (found.returncode, found.stderr) == (0, "")
