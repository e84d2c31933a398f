"""What was asked, and what was answered."""

from __future__ import annotations

import streamlit as st

from charts import surveys as charts_survey
from charts.theme import DARK_FILLS, INK
from pages._shared import charts, data, filters, frame
from pages._shared.filters import View
from pages._shared.tables import Column, column
from pages._surveys.figure import above, facts, lines, min_n, short
from words import labels

ANSWER_COLUMNS = [
    Column("wording", "Câu hỏi", width=380),
    Column("label", "Trả lời"),
    column("share_pct"),
    Column("answers", "Số người chọn", "integer"),
    Column("n", "Số người trả lời (n)", "integer"),
    Column("favourable_text", "Tính là tích cực"),
]


def pieces(rows: list[dict]) -> tuple[list[dict], list[dict]]:
    """Bars and the words around them."""
    drawn, asked = [], []
    for code in dict.fromkeys(r["question_code"] for r in rows):
        own = [r for r in rows if r["question_code"] == code and r["option_code"] is not None]
        own.sort(key=lambda r: {True: 0, False: 1, None: 2}[r["favourable"]])  # the good answers first
        start, said = 0.0, []
        for r in own:
            kin = [o["option_code"] for o in own if o["favourable"] == r["favourable"]]
            colour = charts_survey.answer_colour(r["favourable"], kin.index(r["option_code"]), len(kin))
            share = 100 * (r["share"] or 0)
            drawn.append(
                {
                    "row": code,
                    "start": start,
                    "end": min(start + share, 100.0),
                    "middle": start + share / 2,
                    "colour": colour,
                    "ink": "#FFFFFF" if colour in DARK_FILLS else INK,
                    "number": labels.number(share, 0) + "%",
                    "text": f"{r['label']} {labels.number(share, 0)}%",
                    "tip": f"{r['wording']}: {r['label']} {labels.percent(share)} ({r['answers']}/{r['n']} người)",
                }
            )
            said.append(f"{r['label']} {labels.percent(share)}")
            start += share
        if own:
            wording = f"{' '.join(own[0]['wording'].split())} (n = {labels.number(own[0]['n'], 0)})"
            answers = " · ".join(said)
            asked.append(
                {
                    "row": code,
                    "asked": above(wording, 120),
                    "asked_short": above(wording, 44),
                    "said": "\n".join(lines(answers, 130)),
                    "said_short": "\n".join(lines(answers, 48)),
                }
            )
    return drawn, asked


def show(view: View, indicator: str, units: list[dict]) -> None:
    known = {u["unit_code"] for u in units}
    names = {code: name for code, name in data.unit_names().items() if code in known}
    unit = filters.choose(
        st.selectbox,
        "dv",
        [labels.ALL_BLOCKS, *names],
        labels.ALL_BLOCKS,
        label="Phạm vi",
        format_func=lambda code: names.get(code, labels.sentence(view.everywhere)),
    )
    unit = None if unit == labels.ALL_BLOCKS else unit
    rows = data.rows(
        "survey_answers", year=view.year, indicator=indicator, block=view.block, unit=unit, scope=view.scope
    )
    place = names.get(unit, view.everywhere)
    if not rows or all(r["suppressed"] for r in rows):
        st.info(
            f"{labels.sentence(labels.plain(place))}: không hiển thị câu trả lời theo từng câu hỏi vì quá ít phiếu "
            f"(dưới {labels.points(min_n())}), hoặc vì có thể suy ra số liệu của đơn vị khác."
        )
        return
    drawn = [r for r in rows if not r["suppressed"]]
    for r in drawn:
        r["share_pct"] = None if r["share"] is None else 100 * r["share"]
        r["favourable_text"] = {True: "có", False: "không", None: None}[r["favourable"]]
    left_out = len({r["question_code"] for r in rows}) - len({r["question_code"] for r in drawn})
    bars, asked = pieces([r for r in drawn if r["answer_kind"] != "multiple"])
    several = sorted({r["wording"] for r in drawn if r["answer_kind"] == "multiple"})
    message = f"Câu trả lời – {labels.plain(place)}, năm {view.year}" + (
        f"; {left_out} câu không hiển thị vì quá ít phiếu" if left_out else ""
    )
    if several:
        st.caption(f"Câu hỏi được chọn nhiều câu trả lời chỉ có trong bảng: {labels.plain('; '.join(several))}")
    if bars:
        answers_chart(view, message, place, drawn, bars, asked)
    frame.table(
        f"khao-sat-cau-hoi-{view.year}",
        f"Câu trả lời theo câu hỏi – {place}, năm {view.year}",
        facts(view),
        drawn,
        ANSWER_COLUMNS,
        folded=labels.TABLE if bars else None,
    )


def answers_chart(view: View, message: str, place: str, drawn: list[dict], bars: list[dict], asked: list[dict]) -> None:
    charts.show(
        "survey_answers",
        message,
        f"Câu trả lời theo câu hỏi, {place}, năm {view.year}: "
        + "; ".join(f"{short(r['wording'], 40)}: {r['label']} {labels.percent(r['share_pct'])}" for r in drawn),
        "bieu_do_cau_hoi",
        facts=facts(view),
        pieces=bars,
        questions=asked,
    )
