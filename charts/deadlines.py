"""Chart template of the page of deadlines: one dot a unit on the day of its receipt."""

from __future__ import annotations

import altair as alt

from charts.templates import (
    IS_NARROW,
    MIDDLE,
    PICK,
    TEMPLATES,
    Palette,
    Spec,
    _by_width,
    _data,
    _names,
    _on_phone,
    _tip,
    in_lines,
)
from charts.theme import STATUS_COLOURS, STATUSES

COLOURS = dict(zip(STATUSES, STATUS_COLOURS, strict=True))
SHAPES = {"● Đúng hạn": "circle", "▲ Gửi chậm": "triangle-up", "◐ Bổ sung": "diamond"}
COLUMNS = alt.ExprRef(f"{IS_NARROW} ? 1 : containerSize()[0] < {MIDDLE} ? 2 : 4")
ROOM = 3  # dots on each other for which a row has room; more lie closer
ROW = 46  # height of a block, in which the dots of a day stand on each other


def _arrivals(p: Palette, words: tuple[str, ...]) -> Spec:
    """Days from the due date across, blocks down, the dots of one day on each other. units: block (with
    BREAK), days, height (0–1
    within the row), word, unit_code, tip; due: days, text, short. `words`: those that occur."""
    words = words or tuple(STATUSES)
    x = alt.X(
        "days:Q",
        scale=alt.Scale(nice=False, padding=12),
        axis=alt.Axis(
            title="Số ngày so với hạn (âm: gửi trước hạn)",
            format=",d",
            tickMinStep=1,
            tickCount=_by_width(10, 5),
            grid=True,
        ),
    )
    y = alt.Y(
        "block:N",
        sort=None,
        axis=_names(200, 110, labelExpr=in_lines("datum.label")),
        scale=alt.Scale(paddingInner=0.12, paddingOuter=0.06),
    )
    dots = (
        _data("units")
        .mark_point(filled=True, size=_by_width(64, 40), opacity=1, stroke=p.outline, strokeWidth=1)
        .encode(
            x=x,
            y=y,
            yOffset=alt.YOffset("height:Q", scale=alt.Scale(domain=[0, 1])),
            tooltip=_tip(),
            fill=alt.Fill(
                "word:N",
                scale=alt.Scale(domain=list(words), range=[COLOURS.get(word, p.page) for word in words]),
                legend=alt.Legend(
                    title=None, orient="bottom", columns=COLUMNS, labelLimit=200, symbolStrokeWidth=1, symbolSize=64
                ),
            ),
            shape=alt.Shape(
                "word:N", scale=alt.Scale(domain=list(words), range=[SHAPES.get(word, "circle") for word in words])
            ),
        )
        .add_params(alt.selection_point(name=PICK, fields=["unit_code"]))
    )
    rule = _data("due").mark_rule(color=p.soft, strokeWidth=1.5).encode(x=x)
    said = (
        _on_phone(_data("due"), "datum.short")
        .mark_text(align="right", baseline="bottom", dx=-4, y=-4, color=p.soft, fontSize=12)
        .encode(x=x, text="said:N")
    )
    return (rule + said + dots).properties(
        height=alt.Step(ROW, **{"for": "position"}), padding={"top": 8, "left": 4, "right": 6, "bottom": 4}
    )


TEMPLATES["arrivals"] = _arrivals


def piled(units: list[dict]) -> list[dict]:
    """`height` of each dot: those of one block and day stand on each other."""
    piles: dict[tuple, int] = {}
    for unit in units:
        unit["place"] = piles[unit["block"], unit["days"]] = piles.get((unit["block"], unit["days"]), -1) + 1
    most = max([ROOM, *piles.values()]) + 1
    return [unit | {"height": (unit["place"] + 0.5) / most} for unit in units]
