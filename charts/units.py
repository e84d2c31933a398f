"""Chart template of the sheet of a unit: its groups of criteria beside the block, and the points lost."""

from __future__ import annotations

import altair as alt

from charts.templates import (
    BREAK,
    IS_NARROW,
    SERIES,
    SERIES_SHAPES,
    TEMPLATES,
    Palette,
    Spec,
    _by_width,
    _data,
    _names,
    _on_phone,
    _tip,
    series_colours,
)

SHAPES_IN_WORDS = ("thanh ngang", "hình vuông", "hình tam giác", "hình thoi")  # of SERIES
NAME_ON_PHONE = f"{IS_NARROW} ? 'Nhóm ' + split(datum.label, '.')[0] : split(datum.label, '{BREAK}')"


def _bullet(p: Palette, words: tuple[str, ...]) -> Spec:
    """Groups down; a bar to the percent of the maximum, the block's median as a mark, at the right what was lost. groups:
    row (with BREAK), pct, text, short, tip; middle: row, pct, tip; others: row, pct, series, tip (units beside it)."""
    y = alt.Y("row:N", sort=None, axis=_names(330, 60, labelExpr=NAME_ON_PHONE))
    x = alt.X(
        "pct:Q",
        scale=alt.Scale(domain=[0, 100]),
        axis=alt.Axis(title="% điểm tối đa", format=",d", tickCount=_by_width(6, 4)),
    )
    own = _data("groups").encode(y=y, tooltip=_tip())
    bars = own.mark_bar(color=p.accent, height=14).encode(x=x)
    middle = _data("middle").mark_tick(color=p.text, thickness=3, height=26).encode(x=x, y=y, tooltip=_tip())
    others = (
        _data("others")
        .mark_point(filled=True, size=90, opacity=1, stroke=p.outline, strokeWidth=1.2)
        .encode(
            x=x,
            y=y,
            tooltip=_tip(),
            fill=alt.Fill("series:N", scale=alt.Scale(domain=SERIES, range=series_colours(p)), legend=None),
            shape=alt.Shape("series:N", scale=alt.Scale(domain=SERIES, range=SERIES_SHAPES), legend=None),
        )
    )
    lost = (
        _on_phone(own, "datum.short")
        .mark_text(align="left", x=alt.ExprRef("width + 8"), fontSize=12, color=p.text)
        .encode(text="said:N")
    )
    return (bars + middle + others + lost).properties(
        height=alt.Step(38), padding={"left": 4, "top": 4, "right": 6, "bottom": 4}
    )


TEMPLATES["bullet"] = _bullet
