"""The page of a year that has deadlines, and of one that has none."""

from __future__ import annotations

import streamlit as st

from pages._deadlines import board, by_block, every_unit, follow_ups, other_days, state, urging
from pages._shared import data, filters, frame
from pages._shared.filters import View
from warehouse.reference_names import sheet


def show(view: View) -> None:
    owed = data.rows("deadlines", year=view.year, block=view.block, scope=view.scope)
    if not owed:
        frame.answer(f"Không có mốc thời hạn nào của năm {view.year} thuộc phạm vi đang xem.")
        st.info(
            f"Mốc thời hạn và nghĩa vụ gửi nằm ở {sheet('milestones')} và {sheet('obligations')}. Chọn năm hoặc khối khác."
        )
    else:
        _show(view, owed)
    other_days.coming(view)


def _chosen(milestones: dict[str, str]) -> str:
    """The milestone that the page is about."""
    default = "self_assessment" if "self_assessment" in milestones else next(iter(milestones))
    if len(milestones) == 1:
        return default
    return filters.choose(
        st.pills, "moc", list(milestones), default, label="Mốc thời hạn", format_func=milestones.get, required=True,
        label_visibility="collapsed",
    )  # fmt: skip


def _show(view: View, owed: list[dict]) -> None:
    in_order = sorted(owed, key=lambda row: row["milestone_order"])
    milestones = {row["milestone_code"]: row["milestone_name"] for row in in_order}
    milestone = _chosen(milestones)
    name = milestones[milestone]
    shown = [state.in_words(view, row) for row in owed if row["milestone_code"] == milestone]
    frame.answer(state.answer(view, shown, name))
    frame.metrics(state.figures(view, shown))
    board.show(view, owed, milestone, shown, name)
    if view.block is None:
        by_block.block_chart(view, shown, name)
    elif any(row["status"] != "not_due" or row["done_on"] for row in shown):
        by_block.unit_chart(view, shown, name)
    sent = data.rows("reminders", year=view.year, milestone=milestone, block=view.block, scope=view.scope)
    urging.show(view, milestone, milestones, shown, sent)
    st.subheader("Từng đơn vị", anchor=False)
    if chosen := every_unit.listed(shown):
        side_by_side, in_full = st.tabs(["Bảng các mốc", "Chi tiết và hai ngày nhận"])
        with side_by_side:
            every_unit.matrix(view, milestone, chosen)
        with in_full:
            every_unit.table(view, chosen)
    else:
        st.info("Không có đơn vị nào khớp điều kiện lọc. Bỏ bớt điều kiện hoặc chọn lại khối.")
    urging.register(view, milestone, milestones, sent)
    follow_ups.show(view)
    other_days.by_year(view, milestone, name)
