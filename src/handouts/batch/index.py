"""A page that shows what was built: static, without script, readable offline."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby
from urllib.parse import quote

from handouts.batch.jobs import GENERIC
from handouts.batch.manifest import Entry
from handouts.source.layers import bundled_root

INDEX = "index.html"
TEMPLATE = "site/index.html.j2"


def index_page(entries: Iterable[Entry]) -> bytes:
    """The page of these files, by clinic and disease type."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader(bundled_root() / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["address"] = quote
    files = sorted(entries, key=lambda entry: (entry.clinic != GENERIC, entry.clinic, entry.type, entry.path))
    clinics = [(name, _types(group)) for name, group in groupby(files, lambda entry: entry.clinic)]
    page = environment.get_template(TEMPLATE).render(clinics=clinics, count=len(files), generic=GENERIC)
    return page.encode()


def _types(files: Iterable[Entry]) -> list[tuple[str, list[Entry]]]:
    return [(name, list(group)) for name, group in groupby(files, lambda entry: entry.type)]
