"""Criteria that rest on the survey: self-score beside what the survey supports, in the same words on every page."""

from __future__ import annotations

import streamlit as st

from pages._shared import data
from pages._shared.tables import Column, column
from words import surveys

COLUMNS = [
    column("unit_name"),
    column("title", width=270),
    Column("finding_text", "Lưu ý", width=230),
    column("self_points"),
    column("verified_points"),
    Column("verified_text", "Thẩm định so với khảo sát", width=190),
    Column("survey_points", "Điểm theo khảo sát", "points"),
    Column("range_text", "Khoảng điểm theo khảo sát"),
    column("max_points"),
    Column("share_pct", "Tỷ lệ khảo sát", "share"),
    Column("interval_text", "Khoảng tin cậy 95%"),
    column("n_text"),
    column("block_name"),
]
NOTE = (
    "Điểm theo khảo sát: điểm của thang ứng với tỷ lệ khảo sát; khoảng điểm: ứng với hai đầu khoảng tin cậy 95%. “Tự chấm "
    "cao hơn khảo sát” khi tự chấm cao hơn cả mức ứng với cận trên; là lưu ý để thẩm định xem xét, điểm không tự thay đổi."
)


def rows(view, block: str | None = None, unit: str | None = None, criterion: str | None = None) -> list[dict]:  # fmt: skip
    """One row per unit and criterion that rests on the survey, those to look at first; with words."""
    found = data.rows("survey_criteria", year=view.year, block=block, scope=view.scope)
    return [
        surveys.in_words(row)
        for row in found
        if unit in (None, row["unit_code"]) and criterion in (None, row["criterion_code"])
    ]


OPENS = "xem điểm đó từ đâu mà có (trang Kết quả theo tiêu chí)"
STORY = "_story"  # a score that another page asks to be told on the page of criteria


def open_story(row: dict) -> None:
    """Leaves for the page that tells where the score of a row comes from, the survey with it."""
    st.session_state[STORY] = cell = (row["unit_code"], row["criterion_code"])
    st.switch_page("criteria.py", query_params={"nam": str(row["year"]), "dv": cell[0], "tc": cell[1]})
