"""The file as a whole: the same bytes each time, quick to import, valid."""

import io
import os
import subprocess
import sys
from pathlib import Path

import pikepdf
import pytest
from PIL import Image

import handouts
from handouts.pdf import to_pdf
from pdf_pages import FEATURES, assets, feature, feature_pdf, page
from verapdf import validate

TESTS = Path(__file__).resolve().parents[1]
MAKE = "import sys; from pdf_pages import feature_pdf; sys.stdout.buffer.write(feature_pdf({!r}))"


def python(code, cwd, **environment):
    path = f"{TESTS}{os.pathsep}{Path(handouts.__file__).parents[1]}"
    env = {"PATH": "/usr/bin:/bin", "PYTHONPATH": path, **environment}
    return subprocess.run([sys.executable, "-c", code], cwd=cwd, env=env, capture_output=True, check=True).stdout


def test_same_bytes_in_other_processes_and_folders(tmp_path):
    (tmp_path / "other").mkdir()
    first = python(MAKE.format("list"), tmp_path, PYTHONHASHSEED="1", TZ="Asia/Tokyo")
    second = python(MAKE.format("list"), tmp_path / "other", PYTHONHASHSEED="2", LC_ALL="C", TMPDIR=str(tmp_path))
    assert first == second == feature_pdf("list")


def test_same_bytes_with_and_without_kept_styles():
    source = page("<h1>Title</h1><p>Words</p>", style="p { color: #123 }")
    assert to_pdf(source, assets=assets()) == to_pdf(source, assets=assets())


def test_style_sheets_are_parsed_once_for_the_same_files(monkeypatch):
    from handouts.pdf import render

    parsed, parse = [], render._parse
    monkeypatch.setattr(render, "_parse", lambda *arguments: parsed.append(1) or parse(*arguments))
    for number in range(3):
        to_pdf(page(f"<h1>Title {number}</h1>", style="h1 { color: #321 }"), assets=assets())
    assert parsed == [1]


def test_changed_style_sheet_is_not_taken_from_before():
    source = page("<h1>Title</h1>")
    large = assets(**{"page.css": assets()["page.css"] + b"html { font-size: 18pt }"})
    assert to_pdf(source, assets=assets()) != to_pdf(source, assets=large)


def test_identifier_is_the_files_permanent_id():
    def identity(name):
        with pikepdf.open(io.BytesIO(to_pdf(page("<h1>Title</h1>"), assets=assets(), identifier=name))) as pdf:
            return bytes(pdf.trailer.ID[0])

    assert identity("pleural/overview") == identity("pleural/overview") != identity("pleural/checklist")


def test_import_is_cheap_and_starts_no_process(tmp_path):
    code = (
        "import sys, subprocess; calls = []\n"
        "sys.addaudithook(lambda event, _: event in ('subprocess.Popen', 'os.posix_spawn', 'os.fork') "
        "and calls.append(event))\n"
        "import handouts.pdf; print('weasyprint' in sys.modules, 'pydyf' in sys.modules)\n"
        "from handouts.pdf import engine; engine.load()\n"
        "print('weasyprint' in sys.modules, calls if sys.platform == 'linux' else [])"
    )
    assert python(code, tmp_path).decode().split("\n")[:2] == ["False False", "True []"]


def test_scratch_folder_is_gone_when_the_process_ends(tmp_path):
    python(MAKE.format("paragraph"), tmp_path, TMPDIR=str(tmp_path))
    assert list(tmp_path.iterdir()) == []


def test_facts_of_the_file():
    proof = feature("section")
    assert (proof.title, proof.language, proof.page_labels) == ("Test", "en", ("1",))
    assert proof.bookmarks == ((1, "Title", 1), (2, "Part", 1))
    assert {font.name for font in proof.fonts} == {"Handouts-Sans", "Handouts-Sans-Bold"}
    assert all(font.embedded and font.to_unicode for font in proof.fonts)


def test_no_date_is_written():
    with pikepdf.open(io.BytesIO(feature_pdf("section"))) as pdf:
        assert set(pdf.docinfo.keys()) == {"/Title", "/Producer"}
        assert b"Date" not in pdf.Root.Metadata.read_bytes()


def with_pictures() -> bytes:
    """A page with a picture, and with one that lets the page shine through."""
    files = {}
    for name, mode, color in (("plain.png", "RGB", (9, 99, 9)), ("clear.png", "RGBA", (9, 99, 9, 99))):
        out = io.BytesIO()
        Image.new(mode, (60, 18), color).save(out, "PNG")
        files[name] = out.getvalue()
    pictures = "".join(f'<img style="width: 20mm" alt="River" src="asset:{name}">' for name in files)
    return to_pdf(page(f"<h1>Title</h1><p>{pictures}</p>"), assets=assets(**files))


def test_pictures_are_drawn_as_they_are():
    with pikepdf.open(io.BytesIO(with_pictures())) as pdf:
        pictures = [
            each for each in pdf.objects if isinstance(each, pikepdf.Stream) and each.get("/Subtype") == "/Image"
        ]
        assert len(pictures) == 3  # two, and the transparency of the second
        assert [each.get("/Interpolate", False) for each in pictures] == [False] * 3


@pytest.mark.verapdf
@pytest.mark.parametrize("flavour", ["ua1", "3a"])
def test_pictures_are_valid(flavour, tmp_path):
    (tmp_path / "pictures.pdf").write_bytes(with_pictures())
    assert validate([tmp_path / "pictures.pdf"], flavour) == {tmp_path / "pictures.pdf": []}


@pytest.mark.verapdf
@pytest.mark.parametrize("flavour", ["ua1", "3a"])
def test_every_feature_is_valid(flavour, tmp_path):
    files = {name: tmp_path / f"{name}.pdf" for name in FEATURES}
    for name, path in files.items():
        path.write_bytes(feature_pdf(name))
    assert {path.stem: found for path, found in validate(files.values(), flavour).items() if found} == {}


@pytest.mark.verapdf
def test_judge_sees_a_fault(tmp_path):
    with pikepdf.open(io.BytesIO(feature_pdf("section"))) as pdf:
        del pdf.Root.StructTreeRoot
        pdf.save(tmp_path / "untagged.pdf")
    (failures,) = validate([tmp_path / "untagged.pdf"], "ua1").values()
    assert any(failure.startswith("7.1-11:") for failure in failures)
