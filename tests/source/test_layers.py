"""The roots that files are looked up in, and which clinics have one of their own."""

from __future__ import annotations

from pathlib import Path

import pytest

from handouts.errors import InputInvalid
from handouts.source.layers import OVERLAYS, Layer, bundled_root, layers_of, make_layers


@pytest.mark.parametrize("name", OVERLAYS)
def test_each_folder_that_overlays_gives_a_clinic_layers_of_its_own(tmp_path: Path, name: str) -> None:
    (tmp_path / name).mkdir()
    assert layers_of(tmp_path) == make_layers(tmp_path) != layers_of(None)
    assert [layer.bundled for layer in layers_of(tmp_path).layers] == [True, False]


def test_clinics_that_bring_only_a_brand_share_the_packages_layer(tmp_path: Path) -> None:
    (tmp_path / "brand.yaml").touch()
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
    with pytest.raises(InputInvalid, match=r"styles/out\.css: is a link; put the file itself there"):
        layers_of(clinic).all("styles/*.css")
    assert [str(problem) for problem in layers_of(clinic).faults()] == [
        f"{clinic.as_posix()}/styles/out.css: is a link; put the file itself there"
    ]


def test_a_pattern_is_what_a_shell_takes_it_for(tmp_path: Path) -> None:
    for name in ("content/a.yaml", "content/en/a.yaml", "content/en/b/a.yaml", "content/en/b/[x].yaml", "styles/a.css"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    layer = Layer(tmp_path, "", bundled=False)
    assert [*layer.files("content/*/*.yaml")] == ["content/en/a.yaml"]
    assert [*layer.files("content/**/*.yaml")] == [name for name in sorted(layer.tree.files) if name != "styles/a.css"]
    assert [*layer.files("content/en/b/[x].yaml")] == ["content/en/b/[x].yaml"]
    assert [*layer.files("styles/**/*")] == ["styles/a.css"]
    assert [*layer.files("content/*")] == ["content/a.yaml"]


def test_a_layer_is_what_it_was_when_it_was_read(tmp_path: Path) -> None:
    """A style that is changed, replaced by a link or deleted in the middle of a build changes nothing of it."""
    clinic = tmp_path / "clinic"
    (clinic / "styles").mkdir(parents=True)
    (clinic / "styles/a.css").write_bytes(b"before")
    (clinic / "styles/b.css").write_bytes(b"before")
    layers = layers_of(clinic)
    (clinic / "styles/a.css").write_bytes(b"after")
    (clinic / "styles/b.css").unlink()
    (clinic / "styles/c.css").symlink_to("/etc/passwd")
    assert [found.data for found in layers.all("styles/*.css") if not found.layer.bundled] == [
        b"before",
        b"before",
    ]
    assert not layers.faults()
