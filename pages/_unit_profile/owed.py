"""What it owed, what it sent, and what was changed."""

from __future__ import annotations

import streamlit as st

from pages._shared import data
from pages._shared.filters import View
from pages._shared.tables import Column, column
from pages._unit_profile.about import Unit, table
from words import labels

DEADLINE_COLUMNS = [
    column("milestone_name"),
    column("year"),
    column("due_on"),
    column("done_on"),
    column("status_text", width=330),
    column("head_text"),
]
VERSION_COLUMNS = [
    column("file_name"),
    column("version_text"),
    column("received_on"),
    Column("status_text", "Trạng thái"),
    column("errors"),
    column("warnings"),
]
FINDING_COLUMNS = [
    Column("message", "Nội dung", width=520),
    Column("severity_text", "Mức"),
    Column("place", "Vị trí"),
    column("file_name"),
]
DIFFERENCE_COLUMNS = [
    Column("what", "Nội dung"),
    column("version_text"),
    Column("before", "Trước", width=260),
    Column("after", "Sau", width=260),
    Column("place", "Vị trí"),
]
CORRECTION_COLUMNS = [
    Column("what", "Nội dung"),
    Column("before", "Trước"),
    Column("after", "Sau"),
    Column("reason", "Lý do", width=330),
    Column("decided_on", "Ngày quyết định", "date"),
    Column("decided_by", "Người quyết định"),
    Column("document_number", "Văn bản"),
]
FIELD = {
    "self_points": "điểm tự chấm",
    "reported_pct": "tỷ lệ báo cáo",
    "evidence": "tài liệu kiểm chứng",
    "note": "ghi chú",
}
SCORE_TYPE = {"self": "điểm tự chấm", "verified": "điểm thẩm định", "final": "điểm sau giải trình"}
SEVERITY = {"error": "Lỗi", "warning": "Lưu ý"}


def deadlines(view: View, about: Unit) -> None:
    rows = data.rows("unit_deadlines", unit=about.code, scope=view.scope)
    for row in rows:
        row["status_text"] = labels.status(row, view.snapshot.as_of)
        row["head_text"] = labels.head(row["head_position"], row["head_from"]) if row["head_position"] else "Khuyết"
    required = [r for r in rows if r["obligation"] == "required" and r["status"] not in ("not_due", "waiting")]
    kept = sum(r["status"] == "on_time" for r in required)
    heads = data.rows("unit_heads", year=view.year, unit=about.code, scope=view.scope)
    text = (
        f"Đúng hạn **{kept}/{len(required)}** lần phải gửi bắt buộc."
        if required
        else "Chưa có lần phải gửi bắt buộc nào đến hạn."
    )
    if heads:
        text += f" Người đứng đầu trong năm {view.year}: " + "; ".join(
            f"{labels.plain(labels.head(h['position'], h['term_from']))} ({h['days_in_office']} ngày{', chịu trách nhiệm chính' if h['is_accountable'] else ''})"
            for h in heads
        )
        text += "."
    st.markdown(text)
    if rows:
        table(view, about, "thoi-han", "Thời hạn gửi", rows, DEADLINE_COLUMNS)


def files(view: View, about: Unit) -> None:
    versions = data.rows("unit_versions", year=view.year, unit=about.code, scope=view.scope)
    findings = data.rows("unit_findings", year=view.year, unit=about.code, scope=view.scope)
    if not versions:
        st.caption(f"Chưa nhận tệp tự đánh giá nào của năm {view.year}.")
        return
    for row in versions:
        row["status_text"] = labels.FILE_STATUS.get(row["status"], row["status"])
        row["version_text"] = (
            f"{row['submission_version']}{' (đang dùng)' if row['is_current'] else ''}"
            if row["submission_version"]
            else labels.NONE
        )
    accepted = sum(bool(row["submission_version"]) for row in versions)
    st.markdown(f"Đã nhận **{accepted}** phiên bản; **{len(findings)}** lưu ý khi kiểm tra các tệp.")
    table(view, about, "phien-ban", "Các phiên bản báo cáo", versions, VERSION_COLUMNS)
    differences(view, about)
    corrections(view, about)
    if findings:
        for row in findings:
            row["severity_text"] = SEVERITY[row["severity"]]
            row["place"] = " ".join(part for part in (row["sheet"], row["cell"]) if part) or labels.NONE  # fmt: skip
        table(
            view,
            about,
            "luu-y",
            "Lưu ý khi kiểm tra",
            findings,
            FINDING_COLUMNS,
            folded=f"Lưu ý khi kiểm tra ({len(findings)})",
        )


def differences(view: View, about: Unit) -> None:
    """What each version changed against the one before it, cell by cell."""
    rows = data.rows("version_differences", year=view.year, unit=about.code, scope=view.scope)
    for row in rows:
        row["what"] = f"{row['criterion_code']}, {FIELD.get(row['field'], row['field'])}"
        row["version_text"] = f"{row['version'] - 1} → {row['version']}"
        row["place"] = " ".join(part for part in (row["sheet_after"], row["cell_after"]) if part) or labels.NONE  # fmt: skip
    if rows:
        table(
            view,
            about,
            "khac-biet",
            "Khác biệt giữa các phiên bản",
            rows,
            DIFFERENCE_COLUMNS,
            folded=f"Khác biệt giữa các phiên bản ({len(rows)})",
        )


def corrections(view: View, about: Unit) -> None:
    """Corrections of the unit's scores in this year: what, why, by whom."""

    def said(points: float | None, not_applicable: bool | None) -> str:
        return "không áp dụng" if not_applicable else labels.points(points)

    found = data.rows("corrections", year=view.year, block=about.own_years[-1]["block_code"], scope=view.scope)
    rows = [row for row in found if row["unit_code"] == about.code]
    for row in rows:
        row["what"] = f"{row['criterion_code']}, {SCORE_TYPE.get(row['score_type'], row['score_type'])}"
        row["before"] = said(row["old_points"], row["old_not_applicable"])
        row["after"] = said(row["new_points"], row["new_not_applicable"])
    if rows:
        table(
            view,
            about,
            "dinh-chinh",
            "Đính chính điểm",
            rows,
            CORRECTION_COLUMNS,
            folded=f"Đính chính điểm ({len(rows)})",
        )
