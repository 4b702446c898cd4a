"""`handouts preview`: one handout in a browser, made anew with each file that is saved."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import click

from handouts.cli import _documents, _options, serve


@click.command("preview")
@click.argument("disease", metavar="TYPE")
@click.argument("kind", metavar="KIND")
@_options.clinic()
@_options.lang()
@serve.port(0)
@serve.in_browser()
@_options.as_of()
def preview(
    disease: str, kind: str, clinic: Path | None, lang: str, port: int, open_: bool, as_of: dt.date | None
) -> None:
    """Watch one handout in a browser while you change it.

    The page shows the sheet as it prints. When you save a file of its content, a template, a style or the brand, it is
    made anew and you stay where you were. It runs on this computer alone; Ctrl-C ends it.
    """
    serve.require_extra()
    from handouts.studio.page import address

    if clinic:
        from handouts.clinic.load import load_clinic

        load_clinic(clinic)
    document = _documents.find(clinic, f"{disease}/{kind}", lang)
    begin = address("/editors/live", clinic=clinic.resolve().name if clinic else "", document=str(document))
    day = _options.today(as_of)
    serve.run(port, open_, clinic=clinic, clinics_dir=Path(), output=_options.DEFAULT_OUTPUT, as_of=day, begin=begin)
