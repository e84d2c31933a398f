"""Chart template of the page of the plan: its tasks down, its years across, what was reported of each."""

from __future__ import annotations

import textwrap

import altair as alt

from charts.templates import BREAK, IS_NARROW, MIDDLE, TEMPLATES, Palette, Spec, _by_width, _centred, _data, _tip

COLOURS = {  # by the status of a task in a year; the others have the ground of the page
    "done": "#2C7BB6",
    "in_progress": "#ABD9E9",
    "unfinished": "#FDAE61",
    "never_reported": "#D7191C",
}
NAMES = 0.44  # of the width, where they stand beside the bars; on a phone they stand above
LINES = {"text": 52, "short": 34}  # letters of each of two lines: of a wide chart, of one beside the menu of a tablet
ONE_LINE = 50  # letters, on a phone


def named(name: str) -> dict[str, str]:
    """The name of a task as each width of the chart writes it."""
    return {
        form: BREAK.join(textwrap.wrap(name, letters, max_lines=2, placeholder="…")) for form, letters in LINES.items()
    } | {"above": textwrap.shorten(name, ONE_LINE, placeholder="…")}


def _gantt(p: Palette, words: tuple[str, ...]) -> Spec:
    """tasks: row, text, short (two lines, broken), above (one), tip; bars: row, start, end, status, sign, said (broken; empty: the sign
    tells it), tip; years: year, middle; today: day (in years), text. `words`: nothing."""
    x = alt.X(
        "start:Q",
        axis=None,
        scale=alt.Scale(
            nice=False, zero=False, range=[alt.ExprRef(f"{IS_NARROW} ? 0 : {NAMES} * width"), alt.ExprRef("width")]
        ),
    )
    row = alt.Y("row:N", sort=None, axis=None)
    others = ["not_started", "not_reported", "not_due"]
    fills = alt.Scale(domain=[*COLOURS, *others], range=[*COLOURS.values(), *[p.page] * len(others)])
    bars = _data("bars").encode(x=x, y=row, tooltip=_tip())
    drawn = bars.mark_bar(
        stroke=p.outline, strokeWidth=1, fillOpacity=0.45, height=_by_width(24, 17), yOffset=_by_width(0, 7)
    ).encode(x2="end:Q", fill=alt.Fill("status:N", scale=fills, legend=None))
    signs = (
        bars.transform_calculate(
            middle="(datum.start + datum.end) / 2",
            written=f"containerSize()[0] < {MIDDLE} || datum.said == '' ? datum.sign : split(datum.said, '{BREAK}')",
        )
        .mark_text(
            fontSize=alt.ExprRef("datum.said == '' ? 12 : 10.5"), lineHeight=11, color=p.text, yOffset=_by_width(0, 7),
            baseline="middle", dy=_centred("datum.written", 11),
        )
        .encode(x=alt.X("middle:Q", axis=None), text="written:N")
    )  # fmt: skip
    names = (
        _data("tasks")
        .transform_calculate(
            written=f"{IS_NARROW} ? datum.above : split(containerSize()[0] < {MIDDLE} ? datum.short : datum.text, '{BREAK}')"
        )
        .mark_text(
            align="left", baseline="middle", x=0, fontSize=_by_width(12, 11), lineHeight=14, color=p.text,
            yOffset=_by_width(0, -9), dy=_centred("datum.written", 14),
        )
        .encode(y=row, text="written:N", tooltip=_tip())
    )  # fmt: skip
    years = (
        _data("years")
        .mark_text(baseline="bottom", y=-4, fontSize=12, fontWeight=600, color=p.text)
        .encode(x=alt.X("middle:Q", axis=None), text="year:N")
    )
    today = (
        _data("today").mark_rule(color=p.accent, strokeWidth=1.5, strokeDash=[4, 3]).encode(x=alt.X("day:Q", axis=None))
    )
    said = (
        _data("today")
        .mark_text(align="right", baseline="top", y=alt.ExprRef("height + 4"), fontSize=11, color=p.accent, dx=4)
        .encode(x=alt.X("day:Q", axis=None), text="text:N")
    )
    return (drawn + signs + names + years + today + said).properties(
        height=alt.Step(36), padding={"top": 22, "left": 2, "right": 4, "bottom": 20}
    )


TEMPLATES["gantt"] = _gantt
