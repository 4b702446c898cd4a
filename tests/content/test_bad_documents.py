"""Each bad document gives exactly the messages that stand beside it."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from handouts.content.load import load_catalogue
from handouts.errors import InputInvalid
from handouts.source.layers import make_layers

HERE = Path(__file__).parents[1]
BAD = sorted((HERE / "bad" / "document").glob("*.yaml"))
FILE = "content/en/pleural/note.yaml"


def messages(bad: Path, tmp_path: Path) -> str:
    folder = tmp_path / "clinic"
    shutil.copytree(HERE / "demo_clinic", folder)
    shutil.copy(bad, folder / FILE)
    with pytest.raises(InputInvalid) as caught:
        load_catalogue(make_layers(folder), lambda identity: identity.kind == "note")
    return str(caught.value).replace(f"{(folder / FILE).as_posix()}:", "note.yaml:") + "\n"


def test_there_are_bad_documents() -> None:
    assert len(BAD) >= 35


@pytest.mark.parametrize("bad", BAD, ids=lambda path: path.stem)
def test_message(bad: Path, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    golden = bad.with_suffix(".txt")
    found = messages(bad, tmp_path)
    if request.config.getoption("--update-golden"):
        golden.write_text(found, encoding="utf-8")
    assert found == golden.read_text(encoding="utf-8")
