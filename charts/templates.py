"""Chart templates: built once with Altair per theme and cached; only the data is put in each time.

A template names its data sets; a page or a document fills them with rows (the builder's docstring says which fields).
Labels and tooltips are ready Vietnamese strings made by the caller, and axes use our own number format, so nothing
follows the language of a browser.
"""

from __future__ import annotations

import textwrap
from collections.abc import Callable
from functools import lru_cache
from typing import TypeVar

import altair as alt

from charts.theme import (
    DARK_FILLS,
    FONT,
    FONT_IN_FILES,
    INK,
    NO_RESULT,
    NUMBERS,
    STATUS_COLOURS,
    STATUSES,
    Palette,
    class_colours,
)

PICK = "chon"  # the selection of a chart whose marks open something
# widths of the chart itself, not of the window: beside the menu of a tablet it is narrower than on a phone held across
NARROW, MIDDLE = 480, 760
IS_NARROW = f"containerSize()[0] < {NARROW}"  # false where there is no page: in documents
BREAK = "|"  # where a name may be broken into lines


def broken(name: str, letters: int) -> str:
    """A name with the places at which a chart may break it into lines of at most so many letters."""
    return BREAK.join(textwrap.wrap(name, letters, break_long_words=False))


def in_lines(field: str, expected: str = IS_NARROW) -> str:
    """The expression of a name that was broken: its lines where `expected` holds, else the whole."""
    return f"{expected} ? split({field}, '{BREAK}') : replace({field}, regexp('[{BREAK}]', 'g'), ' ')"


def _data(name: str) -> alt.Chart:
    return alt.Chart(alt.NamedData(name=name))


# the base class of charts: what a layer becomes depends on what it is given
Spec = alt.LayerChart | alt.FacetChart
Channel = TypeVar("Channel")


def _by_width(wide: float, narrow: float, below: int = NARROW) -> alt.ExprRef:
    """A length for wide charts and one for those of a phone; below MIDDLE: for those of a tablet too."""
    return alt.ExprRef(f"containerSize()[0] < {below} ? {narrow} : {wide}")


def _on_phone(chart: alt.Chart, short: str) -> alt.Chart:
    """`said`: the text of a mark, or on a phone the expression `short`."""
    return chart.transform_calculate(said=f"{IS_NARROW} ? {short} : datum.text")


def _centred(lines: str, height: int) -> alt.ExprRef:
    """How far a text of several lines is lifted, so that its middle stands where that of one line would: Vega puts the first there."""
    return alt.ExprRef(f"isArray({lines}) ? -{height} * (length({lines}) - 1) / 2 : 0")


def _names(wide: int = 330, narrow: int = 132, below: int = NARROW, **more) -> alt.Axis:
    return alt.Axis(
        **more,
        title=None,
        labelLimit=_by_width(wide, narrow, below),
        ticks=False,
        domain=False,
        labelPadding=6,
        grid=False,
        labelFlush=False,
    )


def _either(channel: Callable[..., Channel], test: str, yes: str | float, no: str | float) -> Channel:
    """A value by what a row is. As a class of its own: of what alt.condition gives Altair looks for the class among
    hundreds, which was a fifth of the work for all charts."""
    return channel(no, condition={"test": test, "value": yes})


def _tip() -> alt.Tooltip:
    return alt.Tooltip("tip:N", title=" ")


def _legend(columns: int, narrow: int) -> alt.Legend:
    return alt.Legend(
        title=None,
        orient="bottom",
        columns=_by_width(columns, narrow, below=MIDDLE),
        labelLimit=200,
        symbolType="square",
        symbolStrokeWidth=1,
    )


def _stacked(p: Palette, words: list[str], colours: list[str]) -> Spec:
    """Counts side by side on one bar per row. pieces: row, start, end, middle, word, text, ink, tip."""
    base = _data("pieces").encode(y=alt.Y("row:N", sort=None, axis=_names(270)), tooltip=_tip())
    shown = [p.page if colour == "#FFFFFF" else colour for colour in colours]
    bars = base.mark_bar(stroke=p.outline, strokeWidth=1, height=22).encode(
        x=alt.X("start:Q", axis=alt.Axis(title="Số đơn vị", format=",d", tickMinStep=1, grid=True)),
        x2="end:Q",
        color=alt.Color(
            "word:N",
            scale=alt.Scale(domain=words, range=shown),
            legend=_legend(len(words), narrow=2) if len(words) < 6 else _legend(3, narrow=1),
        ),
    )
    text = (
        _on_phone(base, "datum.end - datum.start < 3 ? '' : datum.text")
        .mark_text(fontSize=12)
        .encode(x="middle:Q", text="said:N", color=alt.Color("ink:N", scale=None, legend=None))
    )
    return (bars + text).properties(height=alt.Step(36))


def _classes(p: Palette, words: tuple[str, ...]) -> Spec:
    return _stacked(p, [*words, NO_RESULT], [*class_colours(words), "#FFFFFF"])


def _statuses(p: Palette, words: tuple[str, ...]) -> Spec:
    return _stacked(p, STATUSES, STATUS_COLOURS)


def _ranking(p: Palette, words: tuple[str, ...]) -> Spec:
    """Units from first to last. units: unit, unit_code, pct, text, short, class, provisional, chosen, tip, before (last
    year's, or null); bounds: lower, text, short; middle: median, text."""
    scale = alt.Scale(zero=False, nice=False, padding=24)
    axis = alt.Axis(title="% điểm tối đa", format=",d", grid=False, tickCount=6)
    units = _data("units").encode(y=alt.Y("unit:N", sort=None, axis=_names()), tooltip=_tip())
    x = alt.X("pct:Q", scale=scale, axis=axis)
    bounds = _data("bounds").mark_rule(color=p.rule, strokeWidth=1).encode(x="lower:Q")
    names = (
        _on_phone(_data("bounds"), "datum.short")
        .mark_text(align="left", baseline="bottom", dx=4, y=-4, color=p.soft, fontSize=11)
        .encode(x="lower:Q", text="said:N")
    )
    median = _data("middle").mark_rule(color=p.other, strokeDash=[4, 3], strokeWidth=1.5).encode(x="median:Q")
    middle = (
        _on_phone(_data("middle"), "''")
        .mark_text(
            # low on the right of the rule no unit can be: the last ones are left of the median
            align="left",
            baseline="bottom",
            dx=5,
            y=alt.ExprRef("height - 2"),
            color=p.soft,
            fontSize=11,
        )
        .encode(x="median:Q", text="said:N")
    )
    before = (
        units.transform_filter("isValid(datum.before)")
        .mark_point(filled=False, size=60, strokeWidth=1.2, color=p.other)
        .encode(x=alt.X("before:Q", scale=scale, axis=axis))
    )
    dots = units.mark_point(filled=True, size=110, strokeWidth=1.4, opacity=1).encode(
        x=x,
        fill=alt.Fill(
            "class:N",
            scale=alt.Scale(domain=list(words), range=class_colours(words)),
            legend=alt.Legend(
                title=None,
                orient="bottom",
                symbolType="circle",
                symbolStrokeWidth=1,
                symbolStrokeColor=p.outline,
                columns=_by_width(4, 2),
            ),
        ),
        fillOpacity=_either(alt.FillOpacityValue, "datum.provisional", 0.35, 1),
        stroke=_either(alt.StrokeValue, "datum.chosen", p.accent, p.outline),
        strokeWidth=_either(alt.StrokeWidthValue, "datum.chosen", 3, 1.2),
    )
    dots = dots.add_params(alt.selection_point(name=PICK, fields=["unit_code"]))
    values = (
        _on_phone(units, "datum.short")
        .mark_text(align="left", x=alt.ExprRef("width + 6"), fontSize=12)
        .encode(text="said:N", color=_either(alt.ColorValue, "datum.chosen", p.accent, p.text))
    )
    return (bounds + names + median + middle + dots + before + values).properties(
        height=alt.Step(24), padding={"top": 18, "left": 4, "right": 6, "bottom": 4}
    )


def _weakness(p: Palette, words: tuple[str, ...]) -> Spec:
    """Criteria with their middle and middle half. criteria: name, median, low, high, weak, text, tip."""
    scale = alt.Scale(domain=[0, 100])
    base = _data("criteria").encode(y=alt.Y("name:N", sort=None, axis=_names(430, 150, below=MIDDLE)), tooltip=_tip())
    colour = _either(alt.ColorValue, "datum.weak", p.accent, p.other)
    half = base.mark_rule(strokeWidth=2, opacity=0.6).encode(
        x=alt.X(
            "low:Q", scale=scale, axis=alt.Axis(title="% điểm tối đa (trung vị, nửa giữa)", format=",d", tickCount=6)
        ),
        x2="high:Q",
        color=colour,
    )
    dots = base.mark_point(filled=True, size=80, opacity=1).encode(x=alt.X("median:Q", scale=scale), color=colour)
    values = base.mark_text(align="left", x=alt.ExprRef("width + 8"), fontSize=11).encode(
        text="text:N", color=alt.ColorValue(p.text)
    )
    return (half + dots + values).properties(
        height=alt.Step(22), padding={"left": 4, "top": 4, "right": 48, "bottom": 4}
    )


def _heat(p: Palette, words: tuple[str, ...]) -> Spec:
    """Units down, criteria or groups across (`words`: "names", then code|line of its name|…, the
    name left out where the chart is not wide). cells: unit, code, cell, pct, na, text, tip; groups: code (the first of each
    group). Not applicable is a dashed frame, missing is empty. A click picks `cell`."""
    across = alt.X(
        "code:N",
        sort=None,
        axis=alt.Axis(
            title=None,
            orient="top",
            labelAngle=0,
            labelOverlap=not words,
            ticks=False,
            domain=False,
            labelFontSize=10,
            labelExpr=f"containerSize()[0] < {MIDDLE} ? split(datum.label, '{BREAK}')[0] : split(datum.label, '{BREAK}')",
            # of four lines, which are written downwards
            labelPadding=_by_width(42, 4, below=MIDDLE) if words else alt.Undefined,
        ),
    )
    names = _names(300, 120) if not words else _names(300, 176, below=MIDDLE)
    base = _data("cells").encode(x=across, y=alt.Y("unit:N", sort=None, axis=names), tooltip=_tip())
    legend = alt.Legend(
        title="% điểm tối đa",
        orient="bottom",
        format=",d",
        gradientLength=_by_width(220, 140),
        titleLimit=200,
        direction="horizontal",
    )
    shade = alt.Color("pct:Q", scale=alt.Scale(domain=[0, 100], range=p.sequence, interpolate="rgb"), legend=legend)
    cells = base.mark_rect(stroke=p.page, strokeWidth=1, invalid=None).encode(
        color=alt.condition("isValid(datum.pct)", shade, alt.value("transparent"))
    )
    cells = cells.add_params(alt.selection_point(name=PICK, fields=["cell"]))
    apart = base.transform_filter("datum.na").mark_rect(
        filled=False, stroke=p.soft, strokeDash=[2, 2], strokeWidth=1, opacity=0.75
    )
    text = base.mark_text(fontSize=10, opacity=_by_width(1, 0)).encode(
        text="text:N", color=_either(alt.ColorValue, f"datum.pct >= {p.heat_turn}", p.heat_ink[1], p.heat_ink[0])
    )
    separators = (
        _data("groups")
        .mark_rule(color=p.soft, strokeWidth=1.2)
        # unsorted like the cells, or the scale that they share is put into the order of the alphabet
        .encode(x=alt.X("code:N", sort=None, bandPosition=0))
    )
    return (cells + apart + text + separators).properties(height=alt.Step(22))


def _lines(p: Palette, words: tuple[str, ...]) -> Spec:
    """Results by year; a new `piece` begins wherever the framework changes or the year is running.

    points: year, series, piece, pct, low, high, main, dashed, tip; ends: year, y, text, short, main; breaks: year, text;
    counts: year, text, short (the number of units behind a year).
    """
    x = alt.X(
        "year:O",
        axis=alt.Axis(title="Năm đánh giá", labelAngle=0, grid=False),
        scale=alt.Scale(type="band", paddingInner=0, paddingOuter=_by_width(1, 0.4), align=0),
    )
    y = alt.Y(
        "pct:Q",
        scale=alt.Scale(zero=False, nice=True, padding=10),
        axis=alt.Axis(title="% điểm tối đa (trung vị)", format=",d", tickCount=6),
    )
    colour = _either(alt.ColorValue, "datum.main", p.accent, p.other)
    points = _data("points")
    band = (
        points.transform_filter("datum.main && isValid(datum.low)")
        .mark_area(color=p.accent, opacity=0.14)
        .encode(x=x, y=alt.Y("low:Q"), y2="high:Q", detail="piece:N")
    )
    bars = (
        points.transform_filter("datum.main && isValid(datum.low)")
        .mark_rule(color=p.accent, opacity=0.3, strokeWidth=5)
        .encode(x=x, y=alt.Y("low:Q"), y2="high:Q")
    )
    solid = (
        points.transform_filter("!datum.dashed")
        .mark_line(strokeWidth=2)
        .encode(x=x, y=y, detail="piece:N", color=colour)
    )
    dashed = (
        points.transform_filter("datum.dashed")
        .mark_line(strokeWidth=2, strokeDash=[4, 4])
        .encode(x=x, y=y, detail="piece:N", color=colour)
    )
    dots = (
        points.transform_filter("!datum.joint")
        .mark_point(filled=True, size=60, opacity=1)
        .encode(x=x, y=y, color=colour, tooltip=_tip())
    )
    said = _on_phone(_data("ends"), "datum.short").encode(x=x, y=alt.Y("y:Q"), text="said:N")
    halo = said.mark_text(align="left", dx=10, fontSize=12, stroke=p.page, strokeWidth=4, color=p.page)
    ends = said.mark_text(align="left", dx=10, fontSize=12).encode(color=colour)
    breaks = _data("breaks").mark_rule(color=p.soft, strokeDash=[4, 4]).encode(x=alt.X("year:O", bandPosition=0))
    text = (
        _data("breaks")
        .mark_text(align="left", baseline="bottom", dx=5, y=alt.ExprRef("height - 4"), color=p.soft, fontSize=11)
        .encode(x=alt.X("year:O", bandPosition=0), text="text:N")
    )
    counts = (
        _on_phone(_data("counts"), "datum.short")
        .mark_text(baseline="bottom", color=p.soft, fontSize=11, y=-6)
        .encode(x=x, text="said:N")
    )
    return (band + bars + breaks + text + solid + dashed + dots + halo + ends + counts).properties(height=360)


def _ranks(p: Palette, words: tuple[str, ...]) -> Spec:
    """Ranks of a block by year, first on top; a new `piece` begins wherever the framework changes.

    points: year, rank, piece, chosen, dashed, joint, tip; ends: year, rank, text, short, chosen; breaks: year, text.
    """
    x = alt.X(
        "year:O",
        axis=alt.Axis(title="Năm đánh giá", labelAngle=0, grid=False, orient="top"),
        scale=alt.Scale(type="band", paddingInner=0, paddingOuter=_by_width(0.55, 0.3), align=0.12),
    )
    y = alt.Y("rank:O", axis=alt.Axis(title="Thứ hạng tham khảo", ticks=False, domain=False))
    colour = _either(alt.ColorValue, "datum.chosen", p.accent, p.other)
    wide = _either(alt.StrokeWidthValue, "datum.chosen", 3, 1.2)
    points = _data("points")
    lines = [
        points.transform_filter(keep)
        .mark_line(strokeDash=dash)
        .encode(x=x, y=y, detail="piece:N", color=colour, strokeWidth=wide)
        for keep, dash in (("!datum.dashed", alt.Undefined), ("datum.dashed", [4, 4]))
    ]
    dots = (
        points.transform_filter("!datum.joint")
        .mark_point(filled=True, size=60, opacity=1)
        .encode(x=x, y=y, color=colour, tooltip=_tip())
    )
    ends = (
        _on_phone(_data("ends"), "datum.short")
        .mark_text(align="left", dx=10, fontSize=11, limit=_by_width(330, 150))
        .encode(x=x, y=y, text="said:N", color=colour)
    )
    breaks = _data("breaks").mark_rule(color=p.soft, strokeDash=[4, 4]).encode(x=alt.X("year:O", bandPosition=0))
    text = (
        _data("breaks")
        .mark_text(align="left", baseline="top", dx=5, y=alt.ExprRef("height + 6"), color=p.soft, fontSize=11)
        .encode(x=alt.X("year:O", bandPosition=0), text="text:N")
    )
    return (breaks + text + lines[0] + lines[1] + dots + ends).properties(height=alt.Step(20))


def _moves(p: Palette, words: tuple[str, ...]) -> Spec:
    """What a change is made of, in percentage points. moves: name, change, text, tip."""
    axis = alt.Axis(title="Đóng góp (điểm phần trăm)", format="+,", grid=True, tickCount=6)
    base = _data("moves").encode(y=alt.Y("name:N", sort=None, axis=_names(400, 120)), tooltip=_tip())
    x = alt.X("change:Q", axis=axis, scale=alt.Scale(padding=46))
    bars = base.mark_bar(height=14, stroke=p.outline, strokeWidth=1).encode(
        x=x, color=_either(alt.ColorValue, "datum.change < 0", "#FDAE61", "#2C7BB6")
    )
    zero = _data("zero").mark_rule(color=p.soft, strokeWidth=1.2).encode(x=alt.X("change:Q", axis=axis))
    text = [
        base.transform_filter(keep).mark_text(fontSize=11, color=p.text, **place).encode(x=x, text="text:N")
        for keep, place in (
            ("datum.change >= 0", {"align": "left", "dx": 5}),
            ("datum.change < 0", {"align": "right", "dx": -5}),
        )
    ]
    return (bars + zero + text[0] + text[1]).properties(height=alt.Step(24))


def _spread(p: Palette, words: tuple[str, ...]) -> Spec:
    """How many units lie in each tenth of the maximum. bins: name, units, text, tip."""
    base = _data("bins").encode(
        x=alt.X(
            "name:N",
            sort=None,
            axis=alt.Axis(title="% điểm tối đa", labelAngle=0, ticks=False, labelFontSize=_by_width(12, 9)),
        ),
        tooltip=_tip(),
    )
    axis = alt.Axis(title="Số đơn vị", format=",d", tickMinStep=1, tickCount=5)
    bars = base.mark_bar(color=p.accent).encode(y=alt.Y("units:Q", axis=axis))
    text = base.mark_text(dy=-7, fontSize=12, color=p.text).encode(y=alt.Y("units:Q", axis=axis), text="text:N")
    return (bars + text).properties(height=200)


def _days(p: Palette, words: tuple[str, ...]) -> Spec:
    """Days before (left) and after (right) the due date. units: unit, days, word, text, short, tip."""
    base = _data("units").encode(y=alt.Y("unit:N", sort=None, axis=_names()), tooltip=_tip())
    x = alt.X(
        "days:Q",
        scale=alt.Scale(padding=14, nice=False),
        axis=alt.Axis(title="Số ngày so với hạn (âm: gửi trước hạn)", format=",d", tickMinStep=1),
    )
    rule = alt.Chart(alt.NamedData(name="zero")).mark_rule(color=p.soft, strokeWidth=1.5).encode(x="days:Q")
    stem = base.mark_rule(color=p.rule).encode(x=x, x2="zero:Q")
    dots = base.mark_point(filled=True, size=110, opacity=1, stroke=p.outline, strokeWidth=1.2).encode(
        x=x,
        fill=alt.Fill("word:N", scale=alt.Scale(domain=STATUSES, range=STATUS_COLOURS), legend=None),
        shape=alt.Shape(
            "word:N",
            scale=alt.Scale(
                domain=STATUSES,
                range=[
                    "circle",
                    "triangle-up",
                    "diamond",
                    "triangle-right",
                    "cross",
                    "stroke",
                    "circle",
                    "circle",
                    "circle",
                ],
            ),
            legend=None,
        ),
    )
    text = (
        _on_phone(base, "datum.short")
        .mark_text(align="left", dx=10, fontSize=12, color=p.text)
        .encode(x=x, text="said:N")
    )
    return (rule + stem + dots + text).properties(height=alt.Step(24))


SERIES = ["1", "2", "3", "4"]  # the unit itself, then those beside it
SERIES_SHAPES = ["circle", "square", "triangle-up", "diamond"]
SERIES_SYMBOLS = ["●", "■", "▲", "◆"]


def series_colours(p: Palette) -> list[str]:
    """The unit itself in the accent; the others apart by shape and lightness, also in greyscale."""
    return [p.accent, "#FDAE61", "#ABD9E9", p.other]


def _groups(p: Palette, words: tuple[str, ...]) -> Spec:
    """Groups down, percent of maximum across. units: row, pct, series, text, tip; middle: row, pct, tip."""
    scale = alt.Scale(zero=False, nice=True, padding=14)
    y = alt.Y("row:N", sort=None, axis=_names(360, 132))
    x = alt.X("pct:Q", scale=scale, axis=alt.Axis(title="% điểm tối đa", format=",d", tickCount=6))
    middle = _data("middle").mark_tick(color=p.soft, thickness=3, height=20).encode(x=x, y=y, tooltip=_tip())
    units = _data("units").encode(y=y, tooltip=_tip())
    dots = units.mark_point(filled=True, size=130, opacity=1, stroke=p.outline, strokeWidth=1.2).encode(
        x=x,
        fill=alt.Fill("series:N", scale=alt.Scale(domain=SERIES, range=series_colours(p)), legend=None),
        shape=alt.Shape("series:N", scale=alt.Scale(domain=SERIES, range=SERIES_SHAPES), legend=None),
    )
    values = (
        units.transform_filter("datum.series == '1'")
        .mark_text(align="left", x=alt.ExprRef("width + 8"), fontSize=12, color=p.text)
        .encode(text="text:N")
    )
    return (middle + dots + values).properties(
        height=alt.Step(34), padding={"left": 4, "top": 4, "right": 6, "bottom": 4}
    )


def _waterfall(p: Palette, words: tuple[str, ...]) -> Spec:
    """From 100 % down to the score. steps: name, start, end, kind (lost, waiting, score), text, tip."""
    base = _data("steps").encode(y=alt.Y("name:N", sort=None, axis=_names(360, 132)), tooltip=_tip())
    bars = base.mark_bar(stroke=p.outline, strokeWidth=1, height=20).encode(
        x=alt.X(
            "start:Q", scale=alt.Scale(domain=[0, 100]), axis=alt.Axis(title="% điểm tối đa", format=",d", tickCount=6)
        ),
        x2="end:Q",
        color=alt.Color(
            "kind:N",
            scale=alt.Scale(domain=["lost", "waiting", "score"], range=["#FDAE61", p.page, p.accent]),
            legend=None,
        ),
    )
    values = base.mark_text(align="left", x=alt.ExprRef("width + 8"), fontSize=12, color=p.text).encode(text="text:N")
    return (bars + values).properties(height=alt.Step(30), padding={"left": 4, "top": 4, "right": 6, "bottom": 4})


TEMPLATES: dict[str, Callable[[Palette, tuple[str, ...]], Spec]] = {
    "classes": _classes,
    "statuses": _statuses,
    "ranking": _ranking,
    "groups": _groups,
    "waterfall": _waterfall,
    "weakness": _weakness,
    "heat": _heat,
    "lines": _lines,
    "days": _days,
    "ranks": _ranks,
    "moves": _moves,
    "spread": _spread,
}


@lru_cache(maxsize=128)
def template(kind: str, dark: bool, words: tuple[str, ...] = ()) -> dict:
    """The Vega-Lite specification of a kind of chart, without data; `words` are the classes it colours."""
    p = Palette(dark)
    chart = TEMPLATES[kind](p, words).configure(
        font=f"{FONT}, sans-serif", locale=alt.Locale(number=alt.NumberLocale(**NUMBERS)), aria=False
    )
    return _silent(
        chart.configure_view(stroke=None)
        .configure_axis(labelFontSize=12, titleFontSize=12, titleFontWeight="normal")
        .to_dict()
    )


def _silent(spec: dict) -> dict:
    """The marks without a voice of their own, like the axes by `aria=False` of the whole: they would be read as names of
    fields, in English. The chart has a sentence, and its table."""
    if "mark" in spec:
        spec["mark"]["aria"] = False
    inner = [spec["spec"]] if "spec" in spec else []
    for part in (*inner, *spec.get("layer", ()), *spec.get("hconcat", ()), *spec.get("vconcat", ())):
        _silent(part)
    return spec


def build_all() -> None:
    """At the start of the server, so that no visitor pays for Altair."""
    for kind in TEMPLATES:
        for dark in (False, True):
            template(kind, dark, ("Tốt", "Khá", "Trung bình", "Yếu") if kind in ("classes", "ranking") else ())


def figure(
    kind: str,
    message: str,
    description: str,
    *,
    words: tuple[str, ...] = (),
    notes: tuple[str, ...] = (),
    dark: bool = False,
    width: int = 900,
    **datasets: list[dict],
) -> dict:
    """A whole picture for charts.render: the chart with its message and `notes` (what the figures are) above,
    and `description` for those who cannot see it. `width` in pixels of the plot without its labels."""
    p = Palette(dark)
    spec = template(kind, dark, words)
    ink = {"labelColor": p.text, "titleColor": p.text}
    config = {
        **spec["config"],
        "font": f"{FONT_IN_FILES}, sans-serif",
        "background": p.page,
        "axis": {**spec["config"]["axis"], **ink, "gridColor": p.rule, "domainColor": p.soft},
        "legend": ink,
    }
    return {
        **spec,
        "config": config,
        "width": width,
        "description": description,
        "padding": 16,
        "title": {
            "text": textwrap.wrap(message, 100),
            "subtitle": [line for note in notes for line in textwrap.wrap(note, 125)],
            "anchor": "start",
            "frame": "bounds",
            "offset": 14,
            "color": p.text,
            "fontSize": 16,
            "fontWeight": 600,
            "subtitleColor": p.soft,
            "subtitleFontSize": 12,
            "subtitlePadding": 6,
        },
        "datasets": datasets,
    }


def stack(
    row: str, pieces: list[tuple[str, int, str]], words: list[str], colours: list[str], dark: bool = False
) -> list[dict]:
    """The pieces of one stacked bar: (word, count, tooltip) → start, end, middle, ink."""
    out, start = [], 0
    for word, count, tip in pieces:
        if not count:
            continue
        colour = colours[words.index(word)]
        out.append(
            {
                "row": row,
                "word": word,
                "start": start,
                "end": start + count,
                "middle": start + count / 2,
                "text": str(count),
                "ink": "#FFFFFF" if colour in DARK_FILLS else Palette(dark).text if colour == "#FFFFFF" else INK,
                "tip": tip,
            }
        )
        start += count
    return out
