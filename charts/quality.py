"""How good the data of each year are: shares by year, one line a measure."""

from __future__ import annotations

import altair as alt

from charts.templates import SERIES_SHAPES, TEMPLATES, Palette, Spec, _data, _legend, _tip, series_colours


def _quality(p: Palette, words: tuple[str, ...]) -> Spec:
    """points: year, series (one of words), pct, tip."""
    points = _data("points").encode(
        x=alt.X("year:O", axis=alt.Axis(title="Năm đánh giá", labelAngle=0, grid=False)),
        y=alt.Y("pct:Q", scale=alt.Scale(domain=[0, 100]), axis=alt.Axis(title="%", format=",d", tickCount=5)),
        color=alt.Color(
            "series:N", scale=alt.Scale(domain=words, range=series_colours(p)), legend=_legend(len(words), narrow=1)
        ),
    )
    shape = alt.Shape(
        "series:N", scale=alt.Scale(domain=words, range=SERIES_SHAPES), legend=_legend(len(words), narrow=1)
    )
    dots = points.mark_point(filled=True, size=110, opacity=1, stroke=p.outline, strokeWidth=1).encode(
        shape=shape, tooltip=_tip()
    )
    return (points.mark_line(strokeWidth=2) + dots).properties(height=280)


TEMPLATES["quality"] = _quality
