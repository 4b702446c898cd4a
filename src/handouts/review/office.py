"""Papers for those who look after the sheets, set with the package's own templates whatever a clinic has of its own."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from handouts.source.layers import Layers

FOLDER = "styles/review-pack"


def office_pdf(layers: Layers, template: str, styles: Sequence[str], name: str, **context: Any) -> bytes:
    """A template of `review-pack/` as one tagged PDF; `name` goes into its permanent ID.

    Raises DocumentFailed and EnvironmentFault as `to_pdf` does.
    """
    from handouts import __version__
    from handouts.page.assets import FONTS, read_assets
    from handouts.page.html import make_environment
    from handouts.pdf import to_pdf

    bundled = read_assets(Layers(layers.layers[:1]), office=True)
    assets = {name: data for name, data in bundled.linked.items() if name.endswith(FONTS[1])}
    assets |= {style: bundled.find(f"{FOLDER}/{style}")[1] for style in styles}
    html = make_environment(bundled).get_template(f"review-pack/{template}").render(context, version=__version__)
    return to_pdf(html, assets=assets, identifier=name)
