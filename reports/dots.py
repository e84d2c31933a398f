"""The picture of a unit sheet: percents of its rows as dots beside the medians, in the look of the chart of the page.

Drawn by typst, which has the font at hand: what draws the charts of pages opens its file anew for every letter, so 60 sheets
took half of their time for their pictures. The same rows give the same bytes.
"""

from __future__ import annotations

import json
from math import ceil, floor
from pathlib import Path
from typing import NamedTuple

from charts.render import FONTS
from charts.theme import Palette

TEMPLATE = Path(__file__).resolve().parent / "dots.typ"
TITLE = "% điểm tối đa"
SHARP = 144  # dots an inch of a picture that is two dots for a pixel of the page
AT_MOST = 6  # marks of the axis
STEPS = (1, 2, 5, 10, 20)  # percents between them


class Dot(NamedTuple):
    """A row: its name, its percent, the median beside it (None: there is none), the percent in words."""

    name: str
    pct: float
    median: float | None
    text: str


def png(rows: tuple[Dot, ...]) -> bytes:
    """The picture."""
    import typst

    shown = [value for row in rows for value in (row.pct, row.median) if value is not None]
    margin = max((max(shown) - min(shown)) / 20, 1)
    low, high = min(shown) - margin, max(shown) + margin

    def place(value: float) -> float:
        """From 0 to 1 across the picture."""
        return (value - low) / (high - low)

    palette = Palette(dark=False)
    given = {
        "rows": [
            {"name": row.name, "at": place(row.pct), "text": row.text, "median": None if row.median is None else place(row.median)}
            for row in rows
        ],
        "ticks": [{"at": place(value), "text": str(value)} for value in _ticks(low, high)],
        "title": TITLE,
        "colours": {"page": palette.page, "text": palette.text, "rule": palette.rule, "soft": palette.soft, "dot": palette.accent},
    }  # fmt: skip
    return typst.compile(
        str(TEMPLATE), font_paths=[str(FONTS)], ignore_system_fonts=True, format="png", ppi=SHARP,
        sys_inputs={"given": json.dumps(given)},
    )  # fmt: skip


def _ticks(low: float, high: float) -> list[int]:
    step = next((step for step in STEPS if floor(high / step) - ceil(low / step) < AT_MOST), STEPS[-1])
    return [number * step for number in range(ceil(low / step), floor(high / step) + 1)]
