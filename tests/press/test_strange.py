"""Clinics by which others' sheets could come out otherwise, and stores that hold what no build has put there."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from handouts.batch.jobs import Job
from handouts.clinic.brand import Brand, Colors
from handouts.clinic.load import Clinic
from handouts.page.own import agrees, digest_of
from handouts.page.press import Press
from handouts.press.store import Store
from printing import CLINICS, Drawer, alone, jobs_of, made, printer_of, with_brand, write_table

SHEET = ("at-a-glance", "standard", "letter")
BARE = {"name": "Plain Clinic", "web": "", "address1": "", "address2": ""}
STRANGE = (b"", b"7", b"{", b"{}", b"[[]]", b"3\n[1]", b"[" * 200_000, b"\xff")


@pytest.fixture(scope="module")
def jobs(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Job]:
    rows = {
        **{id_: CLINICS[id_] for id_ in ("plain", "long")},
        "bare": BARE,
        "turkish": {**BARE, "language_notice": "[tr] Biri iyi mi?"},
        "accented": {**BARE, "name": "Clinic b\u0301 J\u0301"},
    }
    table = write_table(tmp_path_factory.mktemp("clinics"), rows)
    return {key[0]: job for key, job in jobs_of(table, SHEET[:1], SHEET[1:2], SHEET[2:]).items()}


def crisis(country: str) -> Clinic:
    line = {"label": "Crisis line", "number": "0800 111 1111"}
    given = {"id": "x", "name": "X", "country": country, "phones": "blank", "emergency_number": "112", "fever": "38 C"}
    return Clinic(Brand.model_validate({**given, "paper": "a4", "crisis_line": line}))


def test_the_same_digits_in_another_country_are_another_number() -> None:
    british, german = crisis("GB"), crisis("DE")
    notes = {"brand.crisis_line": digest_of(british.brand.crisis_line)}
    assert british.brand.crisis_line.uri != german.brand.crisis_line.uri
    assert agrees(crisis("GB"), notes)
    assert not agrees(german, notes)


@pytest.mark.process
@pytest.mark.slow
@pytest.mark.parametrize("other", ["turkish", "accented"])
def test_letters_that_no_plate_has_change_nobody_else_s_sheet(other: str, jobs: dict[str, Job]) -> None:
    store = Drawer()
    assert made(jobs[other], store).pdf == alone(jobs[other]).pdf
    assert made(jobs["bare"], store) == made(jobs["bare"], Drawer())


@pytest.mark.process
@pytest.mark.slow
@pytest.mark.parametrize("primary", ["#051ec8", "#051fc8", "#0520c8"])
def test_a_brand_may_have_a_color_that_stands_for_another(primary: str, jobs: dict[str, Job]) -> None:
    job = with_brand(jobs["plain"], colors=Colors(primary=primary, accent="#8a3b12"))
    way = Press(job.handout(), printer_of(job.assets, Drawer()), job.target)._shared()
    assert f"--primary: {primary};" in way._clinics._head(0)
    assert "--accent: #8a3b12;" in way._clinics._head(0)


@pytest.mark.process
@pytest.mark.slow
@pytest.mark.parametrize("kind", ["sheet", "parts", "fit", "plate", "box"])
def test_what_no_build_has_kept_is_made_anew(kind: str, jobs: dict[str, Job]) -> None:
    store = Drawer()
    wanted = made(jobs["plain"], store)
    for data in STRANGE:
        other = jobs["long"] if kind == "parts" else jobs["plain"]
        changed = Drawer({key: data if key.startswith(f"{kind}-") else kept for key, kept in store.items()})
        assert made(other, changed).pages == wanted.pages, data[:9]
        assert other is not jobs["plain"] or made(other, changed) == wanted


@pytest.mark.process
@pytest.mark.slow
def test_a_part_that_no_template_has_any_more_costs_nothing(jobs: dict[str, Job]) -> None:
    store = Drawer()
    made(jobs["plain"], store)
    ((key, data),) = store.of("parts").items()
    store[key] = json.dumps([*json.loads(data), ["gone", {}, "", ""]]).encode()
    assert made(jobs["long"], store) == made(jobs["long"], Drawer())


def test_what_another_process_adds_is_seen(tmp_path: Path) -> None:
    mine, other = Store(tmp_path / "cache"), Store(tmp_path / "cache")
    for kind, seen in (("sheet", b"two"), ("parts", b"two"), ("box", b"one")):
        key = f"{kind}-{1:064x}"
        mine.put(key, b"one")
        other.put(key, b"two")
        assert mine.get(key) == seen
