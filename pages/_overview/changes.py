"""What changed since the year before."""

from __future__ import annotations

import streamlit as st

from pages._overview.summary import comparison, has_framework, is_same_framework
from pages._shared import data, frame
from pages._shared.filters import View
from pages._shared.tables import Column
from words import labels


def first_names(rows: list[dict]) -> str:
    return labels.names([labels.plain(row["unit_name"]) for row in rows])


def show(view: View) -> None:
    if not view.previous_year:
        return
    st.subheader(f"Thay đổi so với năm {view.previous_year}", anchor=False)
    ranking = data.rows("ranking", year=view.year, block=view.block, scope=view.scope)
    known = [r for r in ranking if r["score_pct_previous"] is not None and r["score_pct"] is not None]
    same = comparison(view)
    is_same = is_same_framework(view)
    if known and is_same and (same is None or not same["is_comparable"]):
        word = view.snapshot.verification_word
        st.info(
            f"{labels.sentence(labels.not_compared(same, word))}." if same else "Năm chưa kết thúc nên chưa so sánh."
        )
        return
    moved = [r for r in known if r["is_rated"] and (same is None or r["unit_code"] in same["compared_units"])]
    if known and not moved:
        st.info(f"{labels.NOT_RATED}.")
        return
    unlike = [r for r in moved if r["score_change"] is None]
    moved = [r for r in moved if r["score_change"] is not None]
    if unlike and not moved:
        st.info(f"{labels.NOT_COMPARED}: các đơn vị không có đủ tiêu chí chung, cùng cơ sở điểm của hai năm.")
        return
    if not moved:
        reason = (
            f"Không so sánh với năm {view.previous_year}: năm đó {labels.NO_FRAMEWORK}."
            if not has_framework(view)
            else f"Không so sánh với năm {view.previous_year} do {labels.FRAMEWORK_CHANGED}."
            if not is_same
            else f"Chưa có đơn vị nào có kết quả của cả hai năm {view.previous_year} và {view.year}."
        )
        st.info(reason)
        return
    for row in moved:
        row["compared_text"] = labels.compared_on(row)
        row["class_now"] = (
            row["class_name"] if not row["class_steps"] else f"{row['class_name_previous']} → {row['class_name']}"
        )
        row["rank_change"] = labels.rank_change(row)
    up = sorted((r for r in moved if (r["class_steps"] or 0) > 0), key=lambda r: -r["score_change"])
    down = sorted((r for r in moved if (r["class_steps"] or 0) < 0), key=lambda r: r["score_change"])
    others = sum(r["compared_on"] == "common" for r in moved)
    classed = len(moved) - others
    of_classes = (
        (f"trong {classed} đơn vị có cùng tiêu chí áp dụng, " if others else "")
        + f"**{len(up)}** đơn vị tăng mức xếp loại"
        + (f" ({first_names(up)})" if up else "")
        + f"; **{len(down)}** đơn vị giảm mức xếp loại"
        + (f" ({first_names(down)})" if down else "")
        + "; "
    )
    text = labels.sentence(
        (of_classes if classed else "")
        + f"{sum(r['score_change'] > 0 for r in moved)}/{len(moved)} đơn vị đạt cao hơn năm trước"
        + (f", so sánh {labels.compared(same, view.snapshot.verification_word)}." if same else ".")
    )
    st.markdown(text)
    if others:
        st.caption(
            f"{others} đơn vị có tiêu chí áp dụng hoặc cơ sở điểm khác năm trước: thay đổi tính trên tiêu chí chung, mức xếp "
            "loại không so."
        )
    if unlike:
        st.caption(f"{labels.NOT_COMPARED}: {first_names(unlike)}.")
    moved.sort(key=lambda r: (-abs(r["score_change"]), r["unit_name"]))
    columns = [
        Column("unit_name", "Đơn vị"),
        Column("score_pct", f"Năm {view.year}", "percent"),
        Column("score_pct_previous", f"Năm {view.previous_year}", "percent"),
        Column("score_change", "Thay đổi (điểm phần trăm)", "signed"),
        Column("compared_text", "Cơ sở so sánh"),
        Column("class_now", "Xếp loại", width=150),
        Column("rank_change", "Thứ hạng tham khảo"),
        Column("block_name", "Khối"),
    ]
    st.caption(f"Sắp theo mức thay đổi, nhiều nhất trước. {labels.RANK_CHANGE}")
    frame.table(f"thay-doi-{view.year}", f"Thay đổi so với năm {view.previous_year}", view.facts(), moved, columns)
