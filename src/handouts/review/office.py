"""Papers for those who look after the sheets, set with the package's own templates whatever a clinic has of its own."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from handouts.source.layers import Layers

if TYPE_CHECKING:
    from handouts.pdf.attached import Attached

FOLDER = "styles/review-pack"


def office_pdf(
    layers: Layers, template: str, styles: Sequence[str], name: str, attached: Sequence[Attached] = (), **context: Any
) -> bytes:
    """A template of `review-pack/` as one tagged PDF with files inside; `name` goes into its permanent ID.

    Raises DocumentFailed and EnvironmentFault as `to_pdf` does.
    """
    from handouts import __version__
    from handouts.page.assets import FONTS, read_assets
    from handouts.page.html import make_environment
    from handouts.pdf import lay_out

    bundled = read_assets(Layers(layers.layers[:1]), office=True)
    assets = {name: data for name, data in bundled.linked.items() if name.endswith(FONTS[1])}
    assets |= {style: bundled.find(f"{FOLDER}/{style}")[1] for style in styles}
    html = make_environment(bundled).get_template(f"review-pack/{template}").render(context, version=__version__)
    return lay_out(html, assets=assets, identifier=name).write(attached)
