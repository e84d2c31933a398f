"""A picture of a chart as PNG or SVG, drawn on this machine with the project's own font.

vl-convert draws a chart whose font it does not know without any text and without an error, so the font comes from
our own directory, and a test looks whether text is really there.
"""

from __future__ import annotations

import json
from functools import cache, lru_cache
from pathlib import Path

VEGA_LITE = "6.4"  # the version that the pinned Altair writes for
FONTS = Path(__file__).resolve().parent.parent / "pages" / "static"
NOTHING_OUTSIDE: list[str] = []  # a chart fetches nothing: its data are in it


@cache
def _converter():
    import vl_convert  # half a second, which only the first picture pays

    vl_convert.register_font_directory(str(FONTS))
    return vl_convert


def png(spec: dict, scale: float = 2.0) -> bytes:
    """PNG of a specification made by templates.figure; `scale` 2 is sharp in print (about 190 dots an inch)."""
    return _png(json.dumps(spec), scale)


@lru_cache(maxsize=64)  # a report is drawn on the page, in its Word file and in its PDF
def _png(spec: str, scale: float) -> bytes:
    return _converter().vegalite_to_png(spec, vl_version=VEGA_LITE, scale=scale, allowed_base_urls=NOTHING_OUTSIDE)


def svg(spec: dict) -> bytes:
    """SVG of the same, UTF-8. Its text stays text, so it can be searched and edited."""
    return _converter().vegalite_to_svg(spec, vl_version=VEGA_LITE, allowed_base_urls=NOTHING_OUTSIDE).encode("utf-8")
