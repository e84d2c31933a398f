"""All heads as a table, and as an annex."""

from __future__ import annotations

from pages._shared import data, export, frame
from pages._shared.filters import View
from pages._shared.tables import Column, column
from reports import heads_annex


def show(view: View, rows: list[dict]) -> None:
    columns = [
        column("unit_name"),
        Column("position", "Chức danh"),
        Column("term_from", "Nhiệm kỳ từ", "date"),
        Column("finding_text", "Căn cứ tham khảo"),
        Column("reasons", "Lý do", width=420),
        Column("score_pct", "Kết quả đơn vị", "percent"),
        Column("class_name", "Xếp loại đơn vị"),
        Column("late_count", "Gửi chậm", "integer"),
        Column("missing_count", "Chưa gửi", "integer"),
        Column("open_follow_ups", "Khuyến nghị quá hạn", "integer"),
        Column("days_in_office", "Số ngày tại nhiệm", "integer"),
        Column("accountable_text", "Chịu trách nhiệm chính"),
        Column("capacity_text", "Tư cách"),
        Column("term_from", "Từ ngày", "date"),
        Column("term_to", "Đến ngày", "date"),
        column("block_name"),
        Column("rule_version", "Phiên bản quy tắc"),
    ]
    frame.table(
        f"nguoi-dung-dau-{view.year}",
        f"Căn cứ tham khảo về người đứng đầu, năm {view.year}",
        view.facts(),
        sorted(rows, key=lambda row: row["finding_order"]),
        columns,
    )


def annex(view: View, rows: list[dict]) -> None:
    ask, year, block, shown = data.asker(), view.year, view.block_name, rows
    export.document(
        f"phu-luc-nguoi-dung-dau-{year}.docx",
        "Tải phụ lục theo khối (Word)",
        lambda: heads_annex.docx(ask, shown, year, block),
    )
