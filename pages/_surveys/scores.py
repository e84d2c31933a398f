"""Scores that rest on the survey."""

from __future__ import annotations

import streamlit as st

from pages._shared import frame, survey_scores
from pages._shared.filters import View
from pages._surveys.figure import facts
from words import labels


def show(view: View) -> None:
    rows = survey_scores.rows(view, view.block)
    if not rows:
        st.info(f"Năm {view.year} chưa có tiêu chí nào dựa vào khảo sát mà đơn vị đã gửi điểm.")
        return
    above = [r for r in rows if r["finding"]]
    units = list(dict.fromkeys(r["unit_name"] for r in above))
    st.markdown(
        f"**{len(above)}** trường hợp tự chấm cao hơn mức khảo sát ủng hộ (kể cả cận trên của khoảng tin cậy)"
        + (f", ở {len(units)} đơn vị: {labels.plain(labels.names(units))}." if above else ".")
        + " Danh sách để thẩm định xem xét; điểm không tự thay đổi."
    )
    frame.table(f"khao-sat-diem-{view.year}", f"Điểm tự chấm và kết quả khảo sát năm {view.year}", facts(view), rows, survey_scores.COLUMNS, folded="Danh sách theo đơn vị và tiêu chí",
                opens=survey_scores.open_story, opens_what=survey_scores.OPENS)  # fmt: skip
    frame.notes(survey_scores.NOTE)


def rows_in_words(wave: dict) -> str:
    """What became of the rows of a wave; not said where they would tell how few answered somewhere."""
    if wave["rows_in"] is None:
        return "không nêu tổng số phiếu, vì trừ đi sẽ lộ số phiếu rất nhỏ của một đơn vị; "
    return (
        f"đọc {labels.number(wave['rows_in'], 0)} phiếu, nạp {labels.number(wave['loaded'], 0)}, "
        f"để ngoài theo quy tắc {labels.number(wave['kept_out'], 0)}, từ chối {labels.number(wave['refused'], 0)}, "
    )
