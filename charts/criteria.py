"""Chart template of the page of criteria: where the points are lost, the costliest first, with what they add up to."""

from __future__ import annotations

import textwrap

import altair as alt

from charts.templates import BREAK, MIDDLE, NARROW, PICK, TEMPLATES, Palette, Spec, _data, _either, _tip

ROOM = {"wide": (330, 52), "middle": (210, 33), "narrow": (0, 44)}  # pixels and letters of a line of a name, by form


def _pareto(p: Palette, words: tuple[str, ...]) -> Spec:
    """Criteria and their shares of the lost points. criteria: criterion_code, name_wide, name_middle, name_narrow
    (in_lines), place, share, so_far, text, said_so_far, most, tip. On a narrow chart the names stand above their bars."""

    def by_form(wide: int, middle: int, narrow: int) -> alt.ExprRef:
        return alt.ExprRef(f"width < {NARROW} ? {narrow} : width < {MIDDLE - 40} ? {middle} : {wide}")

    beside = by_form(*(ROOM[form][0] for form in ROOM))
    down = by_form(0, 0, 9)  # the bar is below its name
    scale = alt.Scale(domainMin=0, nice=False, zero=True, range=[beside, alt.ExprRef("width - 48")])
    base = _data("criteria").encode(y=alt.Y("place:O", axis=None, scale=alt.Scale(padding=0)), tooltip=_tip())
    x = alt.X("share:Q", scale=scale, axis=None)
    sum_ = alt.X("so_far:Q", scale=scale, axis=None)
    bars = base.mark_bar(stroke=p.outline, strokeWidth=1, height=by_form(18, 18, 12), yOffset=down).encode(
        x=x, color=_either(alt.ColorValue, "datum.most", p.accent, "#9AA5B1")
    )
    bars = bars.add_params(alt.selection_point(name=PICK, fields=["criterion_code"]))
    values = base.mark_text(align="left", dx=8, fontSize=12, color=p.text, yOffset=down).encode(x=x, text="text:N")
    # on a narrow chart it would cross the names; the message says what it comes to
    seen = by_form(1, 1, 0)
    line = base.mark_line(color=p.other, strokeWidth=1.4, yOffset=down, opacity=seen).encode(x=sum_, order="place:O")
    dots = base.mark_point(filled=True, size=34, opacity=seen, color=p.other, yOffset=down).encode(x=sum_)
    sums = (
        base.transform_filter("datum.said_so_far != ''")
        .mark_text(align="left", dx=7, fontSize=11, color=p.soft, yOffset=down, opacity=seen)
        .encode(x=sum_, text="said_so_far:N")
    )
    names = (
        base.transform_calculate(
            name=f"width < {NARROW} ? datum.name_narrow : width < {MIDDLE - 40} ? datum.name_middle : datum.name_wide",
            lines=f"split(datum.name, '{BREAK}')",
        )
        .mark_text(
            align="left", x=0, baseline="middle", fontSize=12, lineHeight=14, color=p.text, dy=by_form(-7, -7, -8)
        )
        .encode(text="lines:N")
    )
    return (bars + values + line + dots + sums + names).properties(
        height=alt.Step(38), padding={"top": 4, "left": 4, "right": 4, "bottom": 4}
    )


TEMPLATES["pareto"] = _pareto


def in_lines(name: str) -> dict[str, str]:
    """A name for each form of the chart: two lines at most beside a bar, one above it."""
    out = {}
    for form, (_, letters) in ROOM.items():
        lines = textwrap.wrap(name, letters, max_lines=1 if form == "narrow" else 2, placeholder="…")
        out[f"name_{form}"] = BREAK.join(lines)
    return out
