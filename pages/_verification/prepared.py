"""The scores of several units as a workbook to be filled in Excel and loaded again, for who prefers that to the boxes."""

from __future__ import annotations

import streamlit as st

from etl.desk import prepared_book
from pages._shared import data, export, guard
from pages._shared.filters import View
from pages._verification import checks, queue
from words import labels


def show(view: View) -> None:
    """Of the units that are chosen: what one of several verifiers has to look at, or all."""
    units = queue.open_units(view)
    if not units:
        st.caption("Không còn đơn vị nào chờ ghi điểm.")
        return
    chosen = st.multiselect(
        f"Đơn vị (để trống: cả {len(units)} đơn vị chưa chốt)", list(units), format_func=units.get, key="bang_chuan_bi"
    )
    ask, year, facts = data.asker(), view.year, view.snapshot
    wanted = chosen or list(units)
    said = f"Bảng chuẩn bị trên trang Thẩm định điểm, {guard.person()}, {data.now():%d/%m/%Y %H:%M:%S}, mã lần cập nhật {facts.snapshot_id}"
    issue = prepared_book.Issue(
        year, facts.office_name, facts.verification_word, said,
        labels.sentence(facts.illustrative_words) if facts.illustrative else "",
    )  # fmt: skip

    def made(progress) -> bytes:
        def each():
            for n, code in enumerate(wanted, 1):
                yield code, units[code], [line(row) for row in ask("score_entry", year=year, unit=code)]
                progress(n, len(wanted))

        return prepared_book.write(issue, each())

    export.slow_document(
        f"bang-diem-chuan-bi-{year}.xlsx", f"Tạo bảng chuẩn bị sẵn ({len(wanted)} đơn vị)", "Tải bảng chuẩn bị sẵn (Excel)",
        (facts.snapshot_id, year, tuple(wanted)), made,
    )  # fmt: skip
    st.caption(
        "Mỗi đơn vị một trang: điểm tự chấm đã điền và khóa, ô điểm, tình trạng minh chứng và lý do để mở. Ghi xong nạp lại tệp ở trang Tiếp nhận hồ sơ; "
        "ô để trống không thay đổi gì; điểm tự chấm trong bảng khác điểm đang dùng thì phần mềm báo."
    )


def line(row: dict) -> prepared_book.Line:
    last = row["last_self"] is not None
    return prepared_book.Line(
        row["criterion_code"], row["criterion_name"], row["bound_low"], row["bound_high"], row["self_points"], row["self_na"],
        row["reported_pct"],
        f"{labels.points(row['last_self'])} → {labels.points(row['last_verified'])}" if last else "",
        checks.in_force(row), row["evidence"] or "", labels.sentence("; ".join(checks.bars(row))), row["in_maximum"],
    )  # fmt: skip
