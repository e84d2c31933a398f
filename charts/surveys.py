"""Chart templates of the page of surveys: dot and whisker, stacked answers, responses by day."""

from __future__ import annotations

import altair as alt

from charts.templates import IS_NARROW, TEMPLATES, Palette, Spec, _by_width, _data, _names, _on_phone, _tip

RESULTS = ["▲ Tốt hơn", "● Tương đương", "▼ Kém hơn", "○ Không so sánh"]
RESULT_OF = dict(zip(("better", "similar", "worse", "not_compared"), RESULTS, strict=True))
SHAPES = ["triangle-up", "circle", "triangle-down", "circle"]


def _dots(p: Palette, words: tuple[str, ...]) -> Spec:
    """Shares with their intervals, in percent. units: unit, share, low, high, text, short, result, tip; area: low,
    high, share, text; hidden: unit, text, short. `words`: title of the axis, then "zero" where zero is a rule of its own."""
    title, *more = words or ("% người trả lời",)
    axis = alt.Axis(title=title, format=",d", grid=True, tickCount=6)
    scale = alt.Scale(zero=bool(more), nice=False, padding=_by_width(30, 8))
    y = alt.Y("unit:N", sort=None, axis=_names(narrow=146))
    band = (
        _data("area")
        .mark_rect(color=p.accent, opacity=0.14)
        .encode(x=alt.X("low:Q", scale=scale, axis=axis), x2="high:Q")
    )
    middle = _data("area").mark_rule(color=p.accent, strokeWidth=1.5, strokeDash=[4, 3]).encode(x="share:Q")
    said = (
        _on_phone(_data("area"), "''")
        .mark_text(align="left", baseline="bottom", dx=5, y=-4, color=p.soft, fontSize=11)
        .encode(x="share:Q", text="said:N")
    )
    base = _data("units").encode(y=y, tooltip=_tip())
    whisker = base.mark_rule(color=p.other, strokeWidth=1.6).encode(
        x=alt.X("low:Q", scale=scale, axis=axis), x2="high:Q"
    )
    fills = ["#2C7BB6", "#9AA5B1", "#FDAE61", p.page]
    dots = base.mark_point(filled=True, size=100, opacity=1, stroke=p.outline, strokeWidth=1.2).encode(
        x=alt.X("share:Q", scale=scale, axis=axis),
        fill=alt.Fill("result:N", scale=alt.Scale(domain=RESULTS, range=fills), legend=None),
        shape=alt.Shape("result:N", scale=alt.Scale(domain=RESULTS, range=SHAPES), legend=None),
    )
    values = (
        _on_phone(base, "datum.short")
        # a column of its own, or it lies over the band and other whiskers
        .mark_text(align="left", x=alt.ExprRef("width + 8"), fontSize=12, color=p.text)
        .encode(text="said:N")
    )
    hidden = (
        _on_phone(_data("hidden"), "datum.short")  # the whole text would take the room of the intervals
        .mark_text(align="left", fontSize=11, color=p.soft, x=8)
        .encode(y=y, text="said:N", tooltip=_tip())
    )
    return (band + middle + said + whisker + dots + values + hidden).properties(
        height=alt.Step(24), padding=alt.ExprRef(f"{IS_NARROW} ? {_around(8)} : {_around(58)}")
    )


def _around(right: int) -> str:
    """Space around a chart; `right`: what the last value needs beyond its interval."""
    return f"{{top: 18, left: 4, right: {right}, bottom: 4}}"


def _answers(p: Palette, words: tuple[str, ...]) -> Spec:
    """Answers of each question side by side, in percent; the question above its bar, all answers in words below it.
    pieces: row, start, end, middle, colour, ink, number, text, tip; questions: row, asked, asked_short (three lines, the
    upper ones empty where it is shorter), said, said_short; the short ones are for a phone."""
    y = alt.Y("row:N", sort=None, axis=None)
    axis = alt.Axis(title="% người trả lời", format=",d", grid=False, values=[0, 25, 50, 75, 100])
    x = alt.X("start:Q", scale=alt.Scale(domain=[0, 100]), axis=axis)
    base = _data("pieces").encode(y=y, tooltip=_tip())
    bars = base.mark_bar(stroke=p.outline, strokeWidth=1, height=26).encode(
        x=x, x2="end:Q", color=alt.Color("colour:N", scale=None, legend=None)
    )
    share = "datum.end - datum.start"
    text = (
        base.transform_calculate(
            said=f"{share} < ({IS_NARROW} ? 14 : 6) ? '' : {IS_NARROW}"
            f" || {share} < 0.75 * length(datum.text) ? datum.number : datum.text"
        )
        .mark_text(fontSize=12)
        .encode(x="middle:Q", text="said:N", color=alt.Color("ink:N", scale=None, legend=None))
    )
    questions = _data("questions").encode(y=y)
    lines = {"align": "left", "x": 0, "lineBreak": "\n"}
    asked = questions.transform_calculate(line=f"{IS_NARROW} ? datum.asked_short : datum.asked").mark_text(
        **lines, dy=-65, baseline="line-top", lineHeight=16, fontSize=13, color=p.text
    )
    said = questions.transform_calculate(line=f"{IS_NARROW} ? datum.said_short : datum.said").mark_text(
        **lines, dy=18, baseline="line-top", fontSize=11, color=p.soft
    )
    return (bars + text + asked.encode(text="line:N") + said.encode(text="line:N")).properties(height=alt.Step(128))


def _response_days(p: Palette, words: tuple[str, ...]) -> Spec:
    """Responses by day. days: day, responses, tip."""
    base = _data("days").encode(
        x=alt.X("day:O", sort=None, axis=alt.Axis(title="Ngày trả lời", labelAngle=0, labelOverlap=True)),
        tooltip=_tip(),
    )
    bars = base.mark_bar(color=p.accent).encode(
        y=alt.Y("responses:Q", axis=alt.Axis(title="Số phiếu", format=",d", tickMinStep=1))
    )
    return (bars + base.mark_text(opacity=0).encode(text="day:O")).properties(height=220)


TEMPLATES.update({"survey_dots": _dots, "survey_answers": _answers, "survey_days": _response_days})


def answer_colour(favourable: bool | None, place: int, count: int) -> str:
    """Colour of an answer: the better, the bluer; grey where an answer is neither."""
    if favourable is None:
        return "#9AA5B1"
    if favourable:
        return "#2C7BB6" if place == 0 else "#ABD9E9"
    return "#D7191C" if count > 1 and place == count - 1 else "#FDAE61"
