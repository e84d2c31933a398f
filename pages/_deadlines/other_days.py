"""What falls due next, and the years before."""

from __future__ import annotations

import streamlit as st

from pages._shared import data, export, frame
from pages._shared.filters import View
from pages._shared.tables import Column, column
from words import labels


def coming(view: View) -> None:
    """The calendar of the coming 60 days."""
    rows = data.rows("upcoming", days=60, scope=view.scope)
    if not rows:
        return
    for row in rows:
        row["sent_text"] = f"{row['required_sent']}/{row['required_units']}" if row["required_units"] else labels.NONE
        row["asked_text"] = (
            f"{row['requested_sent']}/{row['requested_units']}" if row["requested_units"] else labels.NONE
        )
        row["name"] = row["milestone_name"] + (" (gia hạn)" if row["is_extension"] else "")
    first = next((row for row in rows if not row["is_extension"]), rows[0])
    st.markdown(
        f"**Trong 60 ngày tới**: còn **{first['working_days_left']} ngày làm việc** đến {labels.before(first['due_on'])}: "
        f"{labels.inside(labels.plain(first['milestone_name']))} năm {first['year']}."
    )
    frame.section("lich-60-ngay", "Lịch 60 ngày tới", _calendar, view, rows)


def _calendar(view: View, rows: list[dict]) -> None:
    frame.table(
        "lich-60-ngay",
        f"Mốc thời hạn trong 60 ngày từ {labels.date(view.snapshot.as_of)}",
        view.facts(),
        rows,
        [
            column("due_on"),
            Column("name", "Nội dung", width=300),
            Column("year", "Năm đánh giá", "year"),
            Column("working_days_left", "Còn ngày làm việc", "integer"),
            Column("days_left", "Còn ngày", "integer"),
            Column("sent_text", "Bắt buộc: đã gửi"),
            Column("asked_text", "Đề nghị: đã gửi"),
        ],
    )


def by_year(view: View, milestone: str, name: str) -> None:
    """Share on time by year and block; years stand beside each other, since the duty stayed the same."""
    rows = data.rows("on_time_by_year", milestone=milestone, scope=view.scope)
    years = sorted({row["year"] for row in rows})
    if not years:
        st.caption("Chưa có mốc nào đã qua hạn.")
        return
    blocks: dict[str, dict] = {}
    for row in rows:
        shown = blocks.setdefault(row["block_name"], {"block_name": row["block_name"]})
        shown[str(row["year"])] = (
            f"{row['on_time_units']}/{row['dated_units']} ({labels.percent(row['on_time_pct'])})"
            if row["dated_units"]
            else "chưa rõ ngày gửi"
        )
    table_rows = [{str(year): labels.NONE for year in years} | shown for shown in blocks.values()]
    frame.table(
        f"dung-han-{export.in_file_name(name)}",
        f"{name}: đơn vị bắt buộc gửi đúng hạn theo năm và khối",
        view.facts(),
        table_rows,
        [column("block_name"), *(Column(str(year), f"Năm {year}") for year in years)],
    )
