"""The page of a year that has deadlines, and of one that has none."""

from __future__ import annotations

import streamlit as st

from pages._deadlines import board, by_block, every_unit, follow_ups, other_days, state, urging
from pages._shared import data, filters, frame, guard
from pages._shared.filters import View
from warehouse.reference_names import sheet
from words import labels


def show(view: View) -> None:
    owed = data.rows("deadlines", year=view.year, block=view.block, scope=view.scope)
    if not owed:
        frame.answer(f"Không có mốc thời hạn nào của năm {view.year} thuộc phạm vi đang xem.")
        st.info(
            f"Mốc thời hạn và nghĩa vụ gửi nằm ở {sheet('milestones')} và {sheet('obligations')}. Chọn năm hoặc khối khác."
        )
        frame.way_to_table("milestones", "obligations")
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
    has_days = any(row["days_after_due"] is not None and row["status"] != "undated" for row in shown)
    if has_days:
        by_block.arrivals(view, shown, name)
    else:
        by_block.block_chart(view, shown, name)
    by_block.still_out(view, shown)
    if today := board.is_due(view, owed, shown):
        title = f"Bảng theo dõi ngày {labels.date(view.snapshot.as_of)}"
        frame.section("theo-doi", title, board.show, view, milestone, shown, name, today)
    sent = data.rows("reminders", year=view.year, milestone=milestone, block=view.block, scope=view.scope)
    if guard.may_load():
        frame.section("don-doc", "Đôn đốc", urging.show, view, milestone, milestones, shown, sent)
    if sent:
        frame.section("so-don-doc", f"Sổ đôn đốc ({len(sent)})", urging.register, view, milestone, milestones, sent)
    frame.section("tung-don-vi", "Từng đơn vị", every_unit.show, view, milestone, shown)
    if has_days:
        frame.section("theo-khoi", "Số đơn vị theo tình trạng và khối", by_block.block_chart, view, shown, name)
        frame.section("tung-ngay", "Ngày gửi của từng đơn vị", by_block.unit_chart, view, shown, name)
    frame.section("khuyen-nghi", "Khuyến nghị và kết quả thực hiện", follow_ups.show, view)
    frame.section("qua-cac-nam", "Đúng hạn qua các năm", other_days.by_year, view, milestone, name)
