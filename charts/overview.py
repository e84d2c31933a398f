"""Chart templates of the page that answers for the year: shares of the classes, middles by year, movers, tiles."""

from __future__ import annotations

from itertools import pairwise

import altair as alt

from charts.templates import (
    BREAK,
    IS_NARROW,
    MIDDLE,
    PICK,
    TEMPLATES,
    Palette,
    Spec,
    _by_width,
    _centred,
    _data,
    _either,
    _legend,
    _tip,
    in_lines,
)
from charts.theme import DARK_FILLS, INK, NO_RESULT, class_colours

UNKNOWN = "Chưa có kết quả thẩm định"
FITS = f"(containerSize()[0] < {MIDDLE} ? 24 : 14)"  # percent of a bar in which its share can be written
IS_SMALL = "containerSize()[0] < 620"  # tiles in which a name has no room on one line


def apart(ends: list[dict], drawn: list[float]) -> list[dict]:
    """Labels at the ends of lines, moved apart as far as the lines of their short form need, and back into the plot."""
    if not drawn:
        return ends
    line = max(max(drawn) - min(drawn), 1) / 26
    in_order = sorted(ends, key=lambda end: end["y"])
    gaps = [line * max(2, (a["short"].count(BREAK) + b["short"].count(BREAK)) / 2 + 1.2) for a, b in pairwise(in_order)]
    for gap, (lower, upper) in zip(gaps, pairwise(in_order), strict=True):
        upper["y"] = max(upper["y"], lower["y"] + gap)
    top = max(drawn)
    for gap, end in zip([*reversed(gaps), 0], reversed(in_order), strict=True):
        end["y"] = min(end["y"], top)
        top = end["y"] - gap
    return ends


def _class_shares(p: Palette, words: tuple[str, ...]) -> Spec:
    """How a block splits into classes, each block as long as the others. pieces: as templates.stack makes them, row
    broken, block_code,
    text, short. A click picks `block_code`."""
    base = (
        _data("pieces")
        .transform_joinaggregate(whole="max(end)", groupby=["row"])
        .transform_calculate(
            left="100 * datum.start / datum.whole",
            right="100 * datum.end / datum.whole",
            share="datum.right - datum.left",
            centre="(datum.left + datum.right) / 2",
            said=f"datum.share < ({IS_NARROW} ? 7 : 2.5) ? '' : {IS_NARROW} || datum.share < {FITS} ? datum.short : datum.text",
        )
    )
    axis = alt.Axis(
        title=None,
        ticks=False,
        domain=False,
        grid=False,
        labelPadding=6,
        labelExpr=in_lines("datum.label"),
        labelLimit=_by_width(300, 130),
    )
    base = base.encode(y=alt.Y("row:N", sort=None, axis=axis), tooltip=_tip())
    names = [*words, NO_RESULT]
    colours = [*class_colours(words)[: len(words)], p.page]
    bars = base.mark_bar(stroke=p.outline, strokeWidth=1, height=26).encode(
        x=alt.X("left:Q", scale=alt.Scale(domain=[0, 100], nice=False), axis=None),
        x2="right:Q",
        color=alt.Color("word:N", scale=alt.Scale(domain=names, range=colours), legend=_legend(len(names), narrow=2)),
    )
    bars = bars.add_params(alt.selection_point(name=PICK, fields=["block_code"]))
    text = base.mark_text(fontSize=12).encode(
        x=alt.X("centre:Q", axis=None), text="said:N", color=alt.Color("ink:N", scale=None, legend=None)
    )
    return (bars + text).properties(height=alt.Step(42))


def _middles(p: Palette, words: tuple[str, ...]) -> Spec:
    """One small line a block on one scale: its middles by year. points: place (0 first), blocks (how many), block
    (broken), piece (years joined by a line), year, pct, text (of the last year, else empty), is_first, tip."""
    columns = f"({IS_NARROW} ? 2 : max(datum.blocks, 1))"
    base = (
        _data("points")
        .transform_joinaggregate(start="min(year)", last="max(year)", low="min(pct)", high="max(pct)")
        .transform_calculate(
            column=f"datum.place % {columns}",
            line=f"floor(datum.place / {columns})",
            x=f"(datum.column + 0.06 + 0.5 * (datum.year - datum.start) / max(datum.last - datum.start, 1)) / {columns}",
            left=f"(datum.column + 0.06) / {columns}",
            # the name stands above: the line has the lower part of its row
            up="0.26 + 0.34 * (datum.pct - datum.low) / max(datum.high - datum.low, 1)",
            top="0.98",
            foot="0.02",
        )
    )
    across = alt.Scale(domain=[0, 1], nice=False, zero=False)
    upward = alt.Scale(domain=[0, 1], nice=False, zero=False)
    row = alt.Y("line:O", axis=None, sort="ascending")

    def at(x: str, y: str) -> dict:
        return {"x": alt.X(f"{x}:Q", scale=across, axis=None), "y": row, "yOffset": alt.YOffset(f"{y}:Q", scale=upward)}

    line = base.mark_line(strokeWidth=2, color=p.accent).encode(**at("x", "up"), detail="piece:N", order="year:Q")
    dots = base.mark_point(filled=True, size=45, opacity=1, color=p.accent).encode(**at("x", "up"), tooltip=_tip())
    ends = base.mark_text(align="left", dx=8, fontSize=12, fontWeight="bold", color=p.text).encode(
        **at("x", "up"), text="text:N"
    )
    names = (
        base.transform_filter("datum.is_first")
        .transform_calculate(name=f"split(datum.block, '{BREAK}')")
        .mark_text(align="left", baseline="top", fontSize=12, color=p.text, lineHeight=14)
        .encode(**at("left", "top"), text="name:N")
    )
    years = (
        base.transform_filter("datum.is_first || datum.text != ''")
        .mark_text(align="center", baseline="bottom", fontSize=11, color=p.soft)
        .encode(**at("x", "foot"), text="year:O")
    )
    return (line + dots + ends + names + years).properties(height=alt.Step(104))


def _slopes(p: Palette, words: tuple[str, ...]) -> Spec:
    """Units that moved most, from one year to the next. moves: unit, year, pct, is_up, tip; ends: unit, year, y, text,
    short (with its line breaks), is_up."""
    x = alt.X(
        "year:O",
        axis=alt.Axis(title=None, labelAngle=0, grid=False, orient="top", ticks=False, domain=False),
        scale=alt.Scale(type="point", padding=0),
    )
    y = alt.Y(
        "pct:Q",
        scale=alt.Scale(zero=False, nice=False, padding=14),
        axis=alt.Axis(title=None, format=",d", tickCount=5, grid=True),
    )
    ink = _either(alt.ColorValue, "datum.is_up", p.accent, "#B35900" if p.page == "#FFFFFF" else "#FDAE61")
    base = _data("moves").encode(x=x, y=y, detail="unit:N", color=ink, tooltip=_tip())
    said = (
        _data("ends")
        .transform_calculate(said=f"containerSize()[0] < {MIDDLE} ? split(datum.short, '{BREAK}') : datum.text")
        .mark_text(
            align="left",
            dx=10,
            fontSize=_by_width(12, 11),
            lineHeight=12,
            baseline="middle",
            dy=_centred("datum.said", 12),
        )
        .encode(x=x, y=alt.Y("y:Q"), text="said:N", color=ink)
    )
    dots = base.mark_point(filled=True, size=60, opacity=1)
    return (base.mark_line(strokeWidth=2) + dots + said).properties(height=380)


def _tiles(p: Palette, words: tuple[str, ...]) -> Spec:
    """One tile a unit. tiles: column, row, unit (broken), unit_code, text, short, tip, and word (its class) or pct. A click
    picks `unit_code`. `words`: the classes, or one word, the title of a scale of percent."""
    x = alt.X("column:O", axis=None, scale=alt.Scale(paddingInner=0.04, paddingOuter=0))
    y = alt.Y("row:O", axis=None, scale=alt.Scale(paddingInner=0.04, paddingOuter=0))
    base = _data("tiles").encode(x=x, y=y, tooltip=_tip())
    if len(words) == 1:
        legend = alt.Legend(
            title=words[0], orient="bottom", format=",d", gradientLength=_by_width(220, 140), titleLimit=280,
            direction="horizontal",
        )  # fmt: skip
        shade = alt.Color("pct:Q", scale=alt.Scale(domain=[0, 100], range=p.sequence, interpolate="rgb"), legend=legend)
        fill = alt.condition("isValid(datum.pct)", shade, alt.value(p.page))
        is_dark_ink = f"!isValid(datum.pct) || datum.pct < {p.heat_turn}"
        inks = p.heat_ink
    else:
        names = [*words, UNKNOWN]
        colours = [*class_colours(words)[: len(words)], p.page]
        fill = alt.Color("word:N", scale=alt.Scale(domain=names, range=colours), legend=_legend(len(names), narrow=2))
        pale = [name for name, colour in zip(names, colours, strict=True) if colour not in DARK_FILLS]
        is_dark_ink = f"indexof({pale}, datum.word) >= 0"
        inks = (INK, "#FFFFFF")
    conditions = [{"test": is_dark_ink, "value": inks[0]}]
    if len(words) > 1:  # a tile without a class has the ground of the page
        conditions.insert(0, {"test": f"datum.word == '{UNKNOWN}'", "value": p.text})
    ink = {"condition": conditions, "value": inks[1]}
    tiles = base.mark_rect(stroke=p.outline, strokeWidth=1, cornerRadius=3, cursor="pointer").encode(color=fill)
    tiles = tiles.add_params(alt.selection_point(name=PICK, fields=["unit_code"]))
    names = (
        base.transform_calculate(name=in_lines("datum.unit", IS_SMALL))
        .mark_text(fontSize=alt.ExprRef(f"{IS_SMALL} ? 10 : 12"), lineHeight=12, baseline="middle", dy=-11)
        .encode(text="name:N", color=ink)
    )
    values = (
        base.transform_calculate(said=f"{IS_SMALL} ? datum.short : datum.text")
        .mark_text(fontSize=alt.ExprRef(f"{IS_SMALL} ? 10 : 12"), fontWeight="bold", baseline="bottom", dy=31)
        .encode(text="said:N", color=ink)
    )
    return (tiles + names + values).properties(height=alt.Step(68))


TEMPLATES.update({"class_shares": _class_shares, "middles": _middles, "slopes": _slopes, "tiles": _tiles})
