"""The roots that files are looked up in, and which clinics have one of their own."""

from __future__ import annotations

from pathlib import Path

import pytest

from handouts.errors import InputInvalid
from handouts.source.layers import OVERLAYS, bundled_root, layers_of, make_layers


@pytest.mark.parametrize("name", OVERLAYS)
def test_each_folder_that_overlays_gives_a_clinic_layers_of_its_own(tmp_path: Path, name: str) -> None:
    (tmp_path / name).mkdir()
    assert layers_of(tmp_path) == make_layers(tmp_path) != layers_of(None)
    assert [layer.bundled for layer in layers_of(tmp_path).layers] == [True, False]


def test_clinics_that_bring_only_a_brand_share_the_packages_layer(tmp_path: Path) -> None:
    (tmp_path / "brand.yaml").touch()
    (tmp_path / "content").touch()
    (tmp_path / "approved-words").mkdir()
    assert layers_of(tmp_path) == layers_of(tmp_path / "nowhere") == layers_of(None)
    assert [layer.root for layer in layers_of(None).layers] == [bundled_root()]


def test_the_highest_layer_wins_and_a_link_out_is_refused(tmp_path: Path) -> None:
    clinic, style = tmp_path / "clinic", "styles/page.css"
    (clinic / "styles").mkdir(parents=True)
    assert (bundled_root() / style).is_file()
    (clinic / style).write_text("p {}", encoding="utf-8")
    found = layers_of(clinic).find(style)
    assert found and found.shown == f"{clinic.as_posix()}/{style}"
    assert [entry.layer.bundled for entry in layers_of(clinic).every(style)] == [True, False]
    (tmp_path / "secret.css").touch()
    (clinic / "styles/out.css").symlink_to(tmp_path / "secret.css")
    with pytest.raises(InputInvalid, match=r"styles/out\.css: is a link out of its folder; put the file itself there"):
        layers_of(clinic).all("styles/*.css")
    assert [str(problem) for problem in layers_of(clinic).faults()] == [
        f"{clinic.as_posix()}/styles/out.css: is a link out of its folder; put the file itself there"
    ]
