"""What a stranger may put into a PDF that says the right words, each found."""

from __future__ import annotations

import io
from collections.abc import Callable

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, Pdf, String

from handouts.proof.foreign import strange

Harm = Callable[[Pdf], object]


def blank() -> Pdf:
    pdf = Pdf.new()
    pdf.add_blank_page()
    return pdf


def saved(pdf: Pdf, **options: object) -> bytes:
    out = io.BytesIO()
    pdf.save(out, **options)
    return out.getvalue()


def note(**entries: object) -> Harm:
    """An annotation over the whole page."""

    def add(pdf: Pdf) -> None:
        given = {key: value for key, value in entries.items() if value is not None}
        made = Dictionary(Type=Name.Annot, Rect=Array([0, 0, 600, 800]), **given)
        pdf.pages[0].Annots = Array([pdf.make_indirect(made)])

    return add


def link(**action: object) -> Harm:
    return note(Subtype=Name.Link, A=Dictionary(action))


def catalog(**entries: object) -> Harm:
    return lambda pdf: pdf.Root.update(Dictionary({f"/{key}": value for key, value in entries.items()}))


def picture(pdf: Pdf) -> None:
    stream = pikepdf.Stream(pdf, b"\0", Type=Name.XObject, Subtype=Name.Image, Width=1, Height=1, BitsPerComponent=8)
    pdf.pages[0].Resources = Dictionary(XObject=Dictionary(x=stream))


RUN = Dictionary(S=Name.JavaScript, JS=String("app.alert(1)"))
HARM: dict[str, tuple[Harm, str]] = {
    "program": (catalog(OpenAction=RUN), "holds JS, which acts or hides"),
    "opening": (catalog(OpenAction=Array([])), "holds OpenAction, which acts or hides"),
    "form": (catalog(AcroForm=Dictionary(Fields=Array([]))), "holds AcroForm, which acts or hides"),
    "layers": (catalog(OCProperties=Dictionary()), "holds OCProperties, which acts or hides"),
    "event": (lambda pdf: pdf.pages[0].obj.update(Dictionary({"/AA": Dictionary()})), "holds AA, which acts or hides"),
    "launch": (link(**{"/S": Name.Launch, "/F": String("cmd")}), "holds an action (Launch)"),
    "other file": (link(**{"/S": Name.GoToR, "/F": String("a.pdf")}), "holds an action (GoToR)"),
    "form sent": (link(**{"/S": Name.SubmitForm}), "holds an action (SubmitForm)"),
    "file link": (link(**{"/S": Name.URI, "/URI": String("file:///etc/passwd")}), "holds a link to what is no page"),
    "script link": (link(**{"/S": Name.URI, "/URI": String("javascript:x")}), "holds a link to what is no page"),
    "words over it": (note(Subtype=Name.FreeText, Contents=String("Take twice the dose.")), "holds a note"),
    "stamp": (note(Subtype=Name.Stamp, AP=Dictionary()), "holds AP, which acts or hides"),
    "picture": (picture, "holds a picture, where none is composed"),
}


@pytest.mark.parametrize("name", HARM)
@pytest.mark.parametrize("packed", [False, True])
def test_what_acts_hides_or_draws_over_is_found(name: str, packed: bool) -> None:
    pdf = blank()
    harm, said = HARM[name]
    harm(pdf)
    mode = pikepdf.ObjectStreamMode.generate if packed else pikepdf.ObjectStreamMode.disable
    assert any(fault.startswith(said) for fault in strange(saved(pdf, object_stream_mode=mode), pictures=False))


def test_what_every_sheet_has_is_not_strange() -> None:
    pdf = blank()
    link(**{"/S": Name.URI, "/URI": String("https://example.org")})(pdf)
    assert strange(saved(pdf), pictures=False, links=["https://example.org"]) == []
    assert strange(saved(pdf), pictures=False, links=["tel:911"]) == ["holds a link that is not composed"]
    picture(pdf)
    assert strange(saved(pdf), pictures=True) == []


ENCRYPTED = saved(blank(), encryption=pikepdf.Encryption(owner="a", user="b"))
WHOLE = saved(blank())


@pytest.mark.parametrize(
    "data",
    [b"", b"%PDF-1.7", b"<html>", WHOLE + WHOLE, b"x" + WHOLE, WHOLE[:-20], ENCRYPTED],
    ids=["nothing", "a head", "a page", "two", "something before", "cut", "encrypted"],
)
def test_what_is_not_one_whole_file_is_refused(data: bytes) -> None:
    assert strange(data, pictures=True)
