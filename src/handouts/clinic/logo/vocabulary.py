"""Which parts and properties of SVG a logo may have, and what becomes of them."""

from __future__ import annotations


def words(text: str) -> frozenset[str]:
    """The words of a text."""
    return frozenset(text.split())


ELEMENTS = words(
    "svg g defs symbol use path rect circle ellipse line polyline polygon image"
    " clipPath mask pattern linearGradient radialGradient stop"
)
FILTER_ELEMENTS = words(
    "filter feBlend feColorMatrix feComponentTransfer feComposite feConvolveMatrix feDiffuseLighting feDisplacementMap"
    " feDistantLight feDropShadow feFlood feFuncA feFuncB feFuncG feFuncR feGaussianBlur feImage feMerge feMergeNode"
    " feMorphology feOffset fePointLight feSpecularLighting feSpotLight feTile feTurbulence"
)
UNPRINTED_ELEMENTS = FILTER_ELEMENTS | {"marker", "image"}
"""Checked, and left out of what we print: WeasyPrint cannot draw them, or would have to open another file for them."""
REFERRING = words("use image feImage pattern linearGradient radialGradient")
DROPPED = words("title desc metadata style view")
ADVICE = {
    **dict.fromkeys(
        ("text", "tspan", "textPath", "tref", "flowRoot", "font", "glyph"),
        "words set in a font that we may not have; convert text to outlines (paths) and save it again",
    ),
    **dict.fromkeys(("script", "handler"), "a script; save it again as plain SVG"),
    **dict.fromkeys(
        ("animate", "animateTransform", "animateMotion", "animateColor", "set"), "an animation; save it again without"
    ),
    "foreignObject": "web page content; save it again as plain SVG (from Illustrator: not editable)",
    "a": "a link; take the link off and save it again",
}
GEOMETRY = words(
    "x y width height cx cy r rx ry x1 y1 x2 y2 fx fy fr d points transform viewBox offset gradientTransform"
    " patternTransform"
)
STYLED_GEOMETRY = words("x y width height cx cy r rx ry")
KEYWORDS = words(
    "id gradientUnits clipPathUnits maskUnits maskContentUnits patternUnits patternContentUnits preserveAspectRatio"
)
NUMERIC_PROPERTIES = words("stroke-width stroke-miterlimit stroke-dasharray stroke-dashoffset")
PROPERTIES = NUMERIC_PROPERTIES | words(
    "fill fill-opacity fill-rule stroke stroke-opacity stroke-linecap stroke-linejoin opacity color display visibility"
    " overflow clip-path clip-rule mask stop-color stop-opacity"
)
PLAIN_NUMBERS = words("opacity fill-opacity stroke-opacity stop-opacity stroke-miterlimit")
UNPRINTED = words("filter marker marker-start marker-mid marker-end")
"""Properties that WeasyPrint cannot follow, and that refer to parts of the drawing."""
PLAIN = "none"
STYLES_ONLY = words(
    "transform transform-origin translate rotate scale offset-path d mask-image mask-border -webkit-mask"
    " -webkit-mask-image backdrop-filter"
)
"""What means this in a style, and as an attribute something else or nothing."""
UNDRAWN = dict.fromkeys(STYLES_ONLY | {"vector-effect"}, PLAIN)
"""Properties that change the look, and that neither WeasyPrint nor resvg follows; with what changes nothing."""
GROUNDS = words("none transparent white #fff #ffffff")
FUNCTIONS = words("url rgb rgba hsl hsla")
FILTERS = FUNCTIONS | words("blur brightness contrast drop-shadow grayscale hue-rotate invert opacity saturate sepia")
