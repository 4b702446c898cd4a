"""A worker that forges what it gives back: nothing of it is written, and what is honest is."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import Path

import pikepdf
import pytest
from click.testing import CliRunner

from building import listed, pdfs
from handouts.batch.checked import MOST_BYTES, Checked, Checker
from handouts.batch.crew import Order, failed
from handouts.cli import main
from handouts.errors import Problem
from handouts.page.assets import Assets, LayerFiles
from handouts.page.html import Printer
from handouts.page.render import Made, make_pdf
from handouts.pdf.render import LaidOut

pytestmark = [pytest.mark.process, pytest.mark.slow]
TEMPLATE, FOOT, SHEET = "templates/quick.html.j2", "templates/parts/foot.html.j2", "styles/tiny.css"
ADVICE = "see who can reach the cluster (docs/cluster.md), then make it again"


def tampered(assets: Assets, name: str, old: str, new: str) -> Assets:
    """The files for pages with other words in one of them, as a forger has them."""
    *lower, own = assets.layers
    text = assets.find(name)[1].decode()
    assert old in text
    return Assets((*lower, LayerFiles(own.shown, own.bundled, {**own.files, name: text.replace(old, new).encode()})))


def pages_from(name: str, old: str, new: str) -> Callable[[Order], Made]:
    return lambda order: unlooked_at(order, tampered(order[1], name, old, new))


def unlooked_at(order: Order, assets: Assets) -> Made:
    """A forger does not look at what he has laid out, and proves nothing."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(LaidOut, "check", lambda _: None)
        return make_pdf(order[0], Printer(assets), order[2])


def honest(order: Order) -> Made:
    return make_pdf(order[0], Printer(order[1]), order[2])


def edited(harm: Callable[[pikepdf.Pdf], object]) -> Callable[[Order], Made]:
    """An honest file with something more in it."""

    def forge(order: Order) -> Made:
        made, out = honest(order), io.BytesIO()
        with pikepdf.open(io.BytesIO(made.pdf)) as pdf:
            harm(pdf)
            pdf.save(out)
        return replace(made, pdf=out.getvalue())

    return forge


def program(pdf: pikepdf.Pdf) -> None:
    pdf.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS=pikepdf.String("app.alert(1)"))


def bomb(pdf: pikepdf.Pdf) -> None:
    """A page whose drawing has two thousand million characters."""
    import zlib

    packer = zlib.compressobj(9)
    data = b"".join(packer.compress(b" " * 10_000_000) for _ in range(200)) + packer.flush()
    stream = pikepdf.Stream(pdf, b"")
    stream.write(data, filter=pikepdf.Name.FlateDecode)
    pdf.pages[0].Contents = pikepdf.Array([pdf.pages[0].Contents, pdf.make_indirect(stream)])


def renamed(pdf: pikepdf.Pdf) -> None:
    pdf.add_blank_page()


class Pretender(Made):
    """What a forger calls a finished PDF."""


def changed(**values: object) -> Callable[[Order], Made]:
    return lambda order: replace(honest(order), **values)


DOSE = "<p>Take twice the dose.</p>"
# The document that is forged, how, and what is said of it.
FORGED: dict[str, tuple[Callable[[Order], object], str]] = {
    "added": (
        pages_from(TEMPLATE, "</body>", f"{DOSE}</body>"),
        "says 'Take twice the dose.' on page 1, where nothing more is composed",
    ),
    "other": (pages_from(TEMPLATE, "inline(handout.document.lead)", "'Other words.'"), "says 'Other words.' on page 1"),
    "hidden": (pages_from(SHEET, "h1, h2, p", "p + p { display: none } h1, h2, p"), "is without "),
    "state": (
        pages_from(FOOT, "handout.state_words", "'Approved by a doctor'"),
        "is without 'Draft, not approved.'",
    ),
    "program": (edited(program), "holds JS, which acts or hides"),
    "page": (edited(renamed), "has 2 pages, but 1 were laid out"),
    "bomb": (edited(bomb), ""),
    "cut": (lambda order: replace(honest(order), pdf=honest(order).pdf[:5000]), "is not one whole PDF"),
    "text": (lambda _: "a PDF", "is no PDF of a sheet"),
    "class": (lambda order: Pretender(**vars(honest(order))), "is no PDF of a sheet"),
    "kind": (changed(pdf="%PDF-1.7"), "is no PDF of a sheet"),
    "huge": (changed(pdf=b"%PDF-1.7" + b" " * MOST_BYTES), "is no PDF of a sheet"),
    "lines": (changed(lines=10**9), "is no PDF of a sheet"),
    "tightness": (changed(tightness=99), "is set in a way that there is not"),
    "error": (lambda order: failed(order[2], "\x1b[2J" + "x" * 5000), "x" * 900),
}


class Rogue:
    """A crew that forges each document by its kind."""

    def take(self, orders: Iterable[Order]) -> None:
        self.orders = list(orders)

    def fill(self) -> bool:
        return bool(self.orders)

    def finished(self) -> Iterator[tuple[str, object]]:
        order = self.orders.pop()
        kind = Path(order[2]).name.split(".")[0]
        if kind == "error":
            error = failed(order[2], "")
            object.__setattr__(error.problems[0], "message", "\x1b[2J" + "x" * 5000)
            yield order[2], error
        else:
            yield order[2], FORGED[kind][0](order) if kind in FORGED else changed(thumbnail=b"no picture")(order)

    def end(self) -> None:
        pass


@pytest.fixture(scope="module")
def night(tmp_path_factory: pytest.TempPathFactory):
    """Every forgery, with two honest sheets among them, in one build."""
    from building import BRAND, PAGE, TinyClinic, write
    from building import SHEET as STYLE

    root = tmp_path_factory.mktemp("rogue")
    clinic = TinyClinic(root / "tiny-clinic")
    write(clinic.folder / "brand.yaml", BRAND.format(id="tiny", name="Tiny Clinic"))
    write(clinic.folder / "styles/tiny.css", STYLE)
    write(clinic.folder / "templates/quick.html.j2", PAGE.replace("WAIT", ""))
    kinds = ("a-fine", *FORGED, "z-fine")
    clinic.add(*kinds)
    (root / "scratch").mkdir()
    crew = Checked(Rogue(), Checker(1, 30, str(root / "scratch")))
    result = CliRunner().invoke(main, clinic.arguments(root / "output", *kinds), obj=crew)
    return root / "output", result


def test_only_what_is_honest_is_written(night) -> None:
    output, result = night
    assert (result.exit_code, result.stdout.split(";")[0]) == (3, f"2 made, 0 unchanged, {len(FORGED)} failed")
    assert sorted(pdfs(output)) == listed(output)
    assert [Path(name).name.split(".")[0] for name in listed(output)] == ["a-fine", "z-fine"]
    for picture in output.rglob("*.png"):
        assert picture.read_bytes().startswith(b"\x89PNG"), "the picture is taken of what was looked at"


@pytest.mark.parametrize("kind", FORGED)
def test_each_forgery_is_told(kind: str, night) -> None:
    lines = [line for line in night[1].stderr.splitlines() if f"/{kind}.standard.letter.pdf: " in line]
    assert any(FORGED[kind][1] in line for line in lines), lines
    assert "\x1b" not in night[1].stderr
    assert max(map(len, night[1].stderr.splitlines())) < 1500
    if kind not in ("bomb", "error"):
        assert any(line.endswith(ADVICE) for line in lines)


def test_a_problem_is_plain_again() -> None:
    """It may have been made without being looked at, as what comes in a pickle is."""
    from handouts.batch.crew import told

    error = failed("a", "b")
    object.__setattr__(error, "problems", [object()])
    assert told(error).problems == (
        Problem("worker", 0, 0, "", "gave back an error that is none; see who can reach the cluster"),
    )
