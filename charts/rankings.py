"""Chart templates of the page of ranks: the units of every block on one scale, over the zones of the classes; the places that
each unit of a block may take."""

from __future__ import annotations

import altair as alt

from charts.templates import PICK, TEMPLATES, Palette, Spec, _by_width, _data, _either, _names, _on_phone, _tip
from charts.theme import class_colours


def _block_dots(p: Palette, words: tuple[str, ...]) -> Spec:
    """One row a block. zones: block, lower, upper, class (pale ground); units: block, unit_code, pct, class, provisional,
    chosen, tip; before: block, pct, tip (last year's result, where it may be compared); titles: block, text, above its row; names: block, text, short, below it."""
    scale = alt.Scale(zero=False, nice=False, padding=0)
    x = alt.X("pct:Q", scale=scale, axis=alt.Axis(title="% điểm tối đa", format=",d", grid=False, tickCount=6))
    y = alt.Y("block:N", sort=None, axis=None, scale=alt.Scale(padding=0))
    colours = alt.Scale(domain=list(words), range=class_colours(words))
    legend = alt.Legend(
        title=None,
        orient="bottom",
        symbolType="circle",
        symbolOpacity=1,
        symbolStrokeWidth=1,
        symbolStrokeColor=p.outline,
        columns=_by_width(5, 2),
    )
    fill = alt.Fill("class:N", scale=colours, legend=legend)
    zones = (
        _data("zones")
        .mark_rect(opacity=0.16, height=26)
        .encode(x=alt.X("lower:Q", scale=scale), x2="upper:Q", y=y, fill=fill)
    )
    before = (
        _data("before")
        .mark_point(filled=False, size=50, strokeWidth=1.2, color=p.other, opacity=0.8)
        .encode(x=x, y=y, tooltip=_tip())
    )
    units = _data("units").encode(x=x, y=y, tooltip=_tip())
    dots = units.mark_point(filled=True, size=85, opacity=1).encode(
        fill=fill,
        fillOpacity=_either(alt.FillOpacityValue, "datum.provisional", 0.35, 1),
        stroke=_either(alt.StrokeValue, "datum.chosen", p.accent, p.outline),
        strokeWidth=_either(alt.StrokeWidthValue, "datum.chosen", 3, 1),
    )
    dots = dots.add_params(alt.selection_point(name=PICK, fields=["unit_code"]))
    titles = (
        _data("titles")
        .mark_text(align="left", x=2, dy=-25, fontSize=12, fontWeight=600, color=p.text)
        .encode(y=y, text="text:N")
    )
    names = (
        _on_phone(_data("names"), "datum.short")
        .mark_text(align="left", x=2, dy=24, fontSize=11, color=p.soft)
        .encode(y=y, text="said:N")
    )
    return (zones + before + dots + titles + names).properties(
        height=alt.Step(82), padding={"top": 4, "left": 4, "right": 4, "bottom": 4}
    )


TEMPLATES["block_dots"] = _block_dots


def _rank_band(p: Palette, words: tuple[str, ...]) -> Spec:
    """The units of one field in order, over the places that each may take. units: unit, unit_code, place, low, high (ends of the
    band), text, chosen, tip."""
    scale = alt.Scale(zero=False, nice=False, padding=6)
    axis = alt.Axis(title="Thứ hạng tham khảo", orient="top", format=",d", tickMinStep=1, tickCount=8, grid=True)
    x = alt.X("place:Q", scale=scale, axis=axis)
    units = _data("units").encode(y=alt.Y("unit:N", sort=None, axis=_names()), tooltip=_tip())
    bands = units.mark_bar(color=p.accent, opacity=0.25, height=14, cornerRadius=3).encode(
        x=alt.X("low:Q", scale=scale, axis=axis), x2="high:Q"
    )
    dots = units.mark_point(filled=True, size=70, opacity=1, color=p.accent, strokeWidth=3).encode(
        x=x, stroke=_either(alt.StrokeValue, "datum.chosen", p.text, p.accent)
    )
    dots = dots.add_params(alt.selection_point(name=PICK, fields=["unit_code"]))
    values = _on_phone(units, "''").mark_text(align="left", x=alt.ExprRef("width + 6"), fontSize=12, color=p.text)
    values = values.encode(text="said:N")
    return (bands + dots + values).properties(
        height=alt.Step(22), padding={"top": 4, "left": 4, "right": 6, "bottom": 4}
    )


TEMPLATES["rank_band"] = _rank_band


def zones(block: str, bounds: list[dict], low: float) -> list[dict]:
    """The ground of one row: from where to where each class reaches, from the lowest result on. bounds: class_name,
    lower_pct of one framework."""
    upwards = sorted(bounds, key=lambda b: b["lower_pct"])
    above = [*[b["lower_pct"] for b in upwards[1:]], 100.0]
    return [
        {"block": block, "class": b["class_name"], "lower": max(b["lower_pct"], low), "upper": upper}
        for b, upper in zip(upwards, above, strict=True)
        if upper > low
    ]
