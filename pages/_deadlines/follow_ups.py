"""Recommendations and what became of them."""

from __future__ import annotations

import streamlit as st

from etl.desk import register_book
from pages._deadlines.urging import register_names
from pages._shared import data, export, frame, guard
from pages._shared.filters import View
from pages._shared.tables import Column, column
from words import labels


def show(view: View) -> None:
    """Recommendation → date → proof; open ones of earlier years come along; what repeats is marked."""
    rows = data.rows("follow_ups", year=view.year, block=view.block, unit=None, scope=view.scope)
    repeated = data.rows("repeated_by_unit", year=view.year, block=view.block, scope=view.scope)
    count = {code: sum(row["status"] == code for row in rows) for code in labels.FOLLOW_UP}
    earlier = sum(row["is_earlier"] for row in rows)
    if rows:
        st.markdown(
            f"**{len(rows)}** khuyến nghị"
            + (f" (**{earlier}** chuyển từ các năm trước)" if earlier else "")
            + f": **{count['done']}** đã thực hiện, **{count['open']}** chưa đến hạn, **{count['overdue']}** quá hạn"
            + (f", **{count['asked']}** của đơn vị thuộc diện đề nghị chưa thực hiện." if count["asked"] else ".")
        )
        for row in rows:
            row["status_text"] = labels.FOLLOW_UP[row["status"]] + (f" {row['days_overdue']} ngày" if row["days_overdue"] else "")  # fmt: skip
            row["carried_text"] = f"Chuyển từ năm {row['year']}" if row["is_earlier"] else None
            row["repeats_text"] = "Lặp lại hai năm liền" if row["repeats"] else None
        frame.table(
            f"khuyen-nghi-{view.year}",
            f"Khuyến nghị năm {view.year} và các năm trước chưa xong",
            view.facts(),
            rows,
            [
                column("unit_name"),
                Column("content", "Khuyến nghị", width=330),
                column("status_text", width=170),
                Column("due_on", "Hạn thực hiện", "date"),
                Column("done_on", "Ngày thực hiện xong", "date"),
                column("proof", width=220),
                Column("carried_text", "Chuyển tiếp"),
                Column("repeats_text", "Lặp lại"),
                Column("criterion_code", "Tiêu chí"),
                column("made_on"),
                Column("basis", "Căn cứ"),
            ],
        )
    else:
        st.caption(f"Chưa có khuyến nghị nào của năm {view.year} và không có khuyến nghị nào từ các năm trước còn dở.")  # fmt: skip
    if repeated:
        frame.table(
            f"lap-lai-{view.year}",
            f"Tiêu chí dưới một nửa điểm tối đa hai năm liền, {view.year - 1} và {view.year}",
            view.facts(),
            repeated,
            [
                column("unit_name"),
                column("criteria"),
                Column("codes", "Tiêu chí"),
                Column("recommended", "Đã có khuyến nghị", "integer"),
                column("block_name"),
            ],
            folded=f"Tồn tại lặp lại hai năm liền: {len(repeated)} đơn vị",
        )
    if guard.may_load():
        ask, names = data.asker(), register_names()
        said = view.snapshot.illustrative_words if view.snapshot.illustrative else ""

        def write() -> bytes:
            found = {"recommendation": ask("recommendations"), "reminder": ask("all_reminders")}
            return register_book.write("follow_up", names, found, said)

        export.document("so-khuyen-nghi-don-doc.xlsx", "Tải sổ khuyến nghị, đôn đốc để ghi tiếp (Excel)", write)
        st.caption("Ghi thêm hoặc sửa dòng rồi nạp lại ở trang Tiếp nhận hồ sơ; dòng sửa thay dòng cũ.")
