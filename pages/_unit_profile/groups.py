"""Strong and weak sides beside the block."""

from __future__ import annotations

import streamlit as st

from charts import templates
from charts import units as unit_charts
from pages._shared import charts, data
from pages._shared.filters import View
from pages._shared.tables import Column, column
from pages._unit_profile.about import Unit, facts, twin
from words import labels

COLUMNS = [
    Column("group_text", "Nhóm tiêu chí", width=330),
    column("unit_name"),
    column("score_pct"),
    Column("block_median", "Trung vị khối", "percent"),
    Column("rank_block", "Thứ trong khối", "integer"),
    Column("points", "Điểm", "points"),
    column("max_points"),
]


def lost(row: dict) -> str:
    """`74,5% · −2,55 điểm`; of another unit no points are known."""
    said = labels.percent(row["score_pct"], row["bounds"])
    if row["points"] is None:
        return said
    if row["criteria_scored"] < row["criteria_applicable"]:
        return f"{said} · chưa chấm đủ"
    away = row["max_points"] - row["points"]
    return f"{said} · " + (f"−{labels.points(away)} điểm" if away else "đủ điểm")


def marks_in_words(about: Unit, shown: dict[str, str]) -> str:
    """Which mark is which unit, for a picture, which has no line of symbols under it."""
    said = [f"{unit_charts.SHAPES_IN_WORDS[n]}: {shown[c]}" for n, c in enumerate(about.compared) if c in shown]
    return "; ".join([*said, "vạch: trung vị khối"])


def show(view: View, about: Unit) -> None:
    rows = data.rows("unit_parts", year=view.year, units=tuple(about.compared), scope=view.scope)
    rows = [row for row in rows if row["framework_code"] == about.now["framework_code"]]
    own = [row for row in rows if row["unit_code"] == about.code and row["score_pct"] is not None]
    if not own:
        return

    def row_name(row: dict) -> str:
        return f"{row['group_code']}. {row['group_name']}"

    def broken(row: dict) -> str:
        return templates.broken(row_name(row), 42)

    shown = {row["unit_code"]: row["unit_name"] for row in rows}
    compared = [row for row in own if row["block_median"] is not None]  # of few units it would tell of each
    behind = [row for row in compared if row["score_pct"] < row["block_median"]]
    if about.now["ranked"] == 1:
        message = "Kết quả theo nhóm tiêu chí; khối chỉ có một đơn vị có kết quả"
    elif about.now["ranked"] is None:
        message = f"Kết quả theo nhóm tiêu chí; {labels.RANK_LATER}"
    elif not compared:
        message = "Kết quả theo nhóm tiêu chí; khối có ít đơn vị nên không nêu trung vị khối"
    elif behind:
        message = f"Thấp hơn trung vị khối ở {len(behind)}/{len(compared)} nhóm tiêu chí: " + ", ".join(
            row["group_code"] for row in behind
        )
    else:
        message = "Không nhóm tiêu chí nào thấp hơn trung vị khối"
    charts.show(
        "bullet",
        message,
        f"Kết quả theo nhóm tiêu chí, {about.own_years[0]['unit_name']}, năm {view.year}: "
        + "; ".join(
            f"{row_name(row)} {labels.percent(row['score_pct'], row['bounds'])}, trung vị khối {labels.percent(row['block_median'], row['bounds'])}"
            for row in own
        ),
        "nhom",
        facts=[*facts(view, about), ("Ký hiệu", marks_in_words(about, shown))],
        table=twin(
            view,
            about,
            "nhom",
            "Kết quả theo nhóm tiêu chí",
            [row | {"group_text": row_name(row)} for row in rows],
            COLUMNS,
        ),
        groups=[
            {
                "row": broken(row),
                "pct": row["score_pct"],
                "text": lost(row),
                "short": lost(row),
                "tip": f"{row['unit_name']}, nhóm {row_name(row)}: {labels.percent(row['score_pct'], row['bounds'])} điểm tối đa",
            }
            for row in own
        ],
        others=[
            {
                "row": broken(row),
                "pct": row["score_pct"],
                "series": charts.SERIES[about.compared.index(row["unit_code"])],
                "tip": f"{row['unit_name']}, nhóm {row_name(row)}: {labels.percent(row['score_pct'], row['bounds'])} điểm tối đa",
            }
            for row in rows
            if row["score_pct"] is not None and row["unit_code"] != about.code
        ],
        middle=[
            {
                "row": broken(row),
                "pct": row["block_median"],
                "tip": f"Trung vị khối, nhóm {row_name(row)}: {labels.percent(row['block_median'], row['bounds'])}",
            }
            for row in compared
        ],
    )
    marks = [f"{charts.SERIES_SYMBOLS[n] if n else '▬'} {shown[c]}" for n, c in enumerate(about.compared) if c in shown]
    lost_said = ["bên phải: kết quả và điểm đã mất"] if own[0]["points"] is not None else []
    st.caption(labels.plain(" · ".join([*marks, "❙ trung vị khối", *lost_said])))
