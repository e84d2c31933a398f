"""Chart templates of the page of years: small multiples on one scale, a panel for each block, content or unit."""

from __future__ import annotations

import math
import textwrap

import altair as alt

from charts.templates import BREAK, NARROW, TEMPLATES, Palette, Spec, _data, _tip

ACROSS = {"wide": 3, "narrow": 2}  # panels side by side
# by number of panels side by side: shares of a panel left and right of its plot, and letters of a line of its title
BESIDE = {1: (0.06, 0.12, 60), 2: (0.15, 0.3, 20), 3: (0.12, 0.24, 24)}
HEIGHT = 152  # of a panel, in pixels
FOOT, TOP = 0.16, 0.7  # of a panel: its years are below, its title is above


def _panels(p: Palette, words: tuple[str, ...]) -> Spec:
    """Small multiples as `panels` places them: points, ends, titles, scale, years, breaks; each row in one `form`."""
    shares = alt.Scale(domain=[0, 1], nice=False, zero=False)

    def layer(name: str, keep: str = "true") -> alt.Chart:
        return (
            _data(name)
            .transform_filter(f"datum.form == (width < {NARROW} ? 'narrow' : 'wide') && {keep}")
            .encode(
                x=alt.X("x:Q", scale=shares, axis=None),
                y=alt.Y("line:O", axis=None, sort="ascending", scale=alt.Scale(padding=0)),
                yOffset=alt.YOffset("down:Q", scale=alt.Scale(domain=[0, 1], range=[0, HEIGHT], nice=False)),
            )
        )

    def lines(name: str, keep: str = "true", **mark) -> alt.Chart:
        return layer(name, keep).mark_line(**mark).encode(detail="piece:N", order="x:Q")

    def series(keep: str, **mark) -> list[alt.Chart]:
        return [
            lines("points", f"{keep} && !datum.dashed", **mark),
            lines("points", f"{keep} && datum.dashed", strokeDash=[4, 4], **mark),
        ]

    def dots(keep: str, fill: str, **mark) -> alt.Chart:
        return (
            layer("points", f"{keep} && !datum.joint")
            .mark_point(filled=True, opacity=1, fill=fill, strokeWidth=1.5, **mark)
            .encode(tooltip=_tip())
        )

    return alt.layer(
        lines("scale", color=p.rule, strokeWidth=0.8),
        layer("scale", "datum.text != ''")
        .mark_text(align="right", dx=-4, fontSize=10, color=p.soft)
        .encode(text="text:N"),
        lines("breaks", color=p.soft, strokeWidth=1, strokeDash=[3, 3]),
        *series("!datum.main", color=p.other, strokeWidth=1.4),
        *series("datum.main", color=p.accent, strokeWidth=2.4),
        dots("!datum.main && !datum.hollow", p.other, stroke=p.other, size=22),
        dots("!datum.main && datum.hollow", p.page, stroke=p.other, size=22),
        dots("datum.main && !datum.hollow", p.accent, stroke=p.accent, size=48),
        dots("datum.main && datum.hollow", p.page, stroke=p.accent, size=48),
        layer("titles")
        .transform_calculate(said=f"split(datum.text, '{BREAK}')")
        .mark_text(align="left", baseline="top", fontSize=12, lineHeight=14, fontWeight=600, color=p.text)
        .encode(text="said:N"),
        layer("ends").mark_text(align="left", dx=7, fontSize=12, fontWeight=600, color=p.accent).encode(text="text:N"),
        layer("years").mark_text(fontSize=11, color=p.soft, baseline="bottom").encode(text="text:N"),
    ).properties(height=alt.Step(HEIGHT), padding={"top": 2, "left": 2, "right": 2, "bottom": 2})


TEMPLATES["panels"] = _panels


def panels(series: list[tuple[str, list[dict], list[dict]]], years: list[int], broken: list[int]) -> dict[str, list]:
    """The data sets of `panels`. series: title, points, grey points beside them (pages/_trends/pieces.py makes them);
    broken: years before which nothing is joined. All panels have one scale."""
    values = [point["pct"] for _, own, beside in series for point in [*own, *beside]]
    ticks = _ticks(min(values), max(values)) if values else [0.0, 100.0]
    out: dict[str, list] = {name: [] for name in ("points", "ends", "titles", "scale", "years", "breaks")}
    for form in ACROSS:
        for number, one in enumerate(series):
            for name, rows in _panel(form, number, len(series), one, years, broken, ticks).items():
                out[name] += [row | {"form": form} for row in rows]
    return out


def _panel(form: str, number: int, count: int, one: tuple, years: list[int], broken: list[int], ticks: list[float]):
    """The rows of one panel in one form of the chart. x: share of the width of all panels; down: share of its own height."""
    title, own, beside = one
    columns = min(ACROSS[form], count)
    left, right, letters = BESIDE[columns]
    start, line = number % columns, number // columns

    def at(share: float, up: float) -> dict:
        return {"line": line, "x": (start + left + share * (1 - left - right)) / columns, "down": 1 - up}

    def when(year: float) -> float:
        return (year - years[0]) / (years[-1] - years[0] or 1)

    def high(pct: float) -> float:
        return FOOT + (TOP - FOOT) * (pct - ticks[0]) / (ticks[-1] - ticks[0])

    written = years[:: -math.ceil(len(years) / 5)] if form == "wide" else {years[0], years[-1]}
    return {
        "titles": [
            at(0, 0.95) | {"x": (start + 0.02) / columns, "text": BREAK.join(textwrap.wrap(title, letters)[:2])}
        ],
        "scale": [
            at(share, high(tick)) | {"piece": f"{number}-{tick}", "text": text}
            for tick in ticks
            for share, text in ((-0.03, "" if start else f"{tick:g}"), (1.03, ""))
        ],
        "years": [at(when(year), 0) | {"text": str(year)} for year in years if year in written],
        "breaks": [at(when(year - 0.5), up) | {"piece": f"{number}-{year}"} for year in broken for up in (FOOT, TOP)],
        "points": [
            point
            | at(when(int(point["year"])), high(point["pct"]))
            | {"main": main, "piece": f"{number}-{main}-{point['piece']}"}
            for main, points in ((False, beside), (True, own))
            for point in points
        ],
        "ends": [at(when(int(last["year"])), high(last["pct"])) | {"text": last["shown"]} for last in own[-1:]],
    }


def _ticks(low: float, high: float) -> list[float]:
    """Three to five round numbers from below the lowest to above the highest."""
    step = next(s for s in (2, 5, 10, 20, 25, 50) if high - low <= 3 * s or s == 50)
    first, last = math.floor(low / step), math.ceil(high / step)
    return [float(step * n) for n in range(first, max(last, first + 1) + 1)]
