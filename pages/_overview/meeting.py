"""What changed since an earlier state of the figures: since the last meeting."""

from __future__ import annotations

import streamlit as st

from pages._shared import changed_scores, data, filters, frame
from pages._shared.filters import View
from pages._shared.tables import Column, column
from words import labels


def show(view: View) -> None:
    earlier = data.earlier_snapshots()
    if not earlier:
        st.caption("Kho chỉ còn giữ số liệu hiện nay. Lần cập nhật sau sẽ so được với lần này.")
        return
    chosen = filters.choose(
        st.selectbox, "tu", list(earlier), next(iter(earlier)), label="So với số liệu cập nhật ngày",
        format_func=lambda one: f"{labels.date(earlier[one])} (mã {one})", width=340,
    )  # fmt: skip
    changed = data.changes_since(chosen)
    if changed is None:
        st.info("Bản số liệu đó do bản phần mềm trước lập, không so được với bản hiện nay. Chọn ngày khác.")
        return
    known = {row["unit_code"]: row for row in data.rows("ranking", year=view.year, block=view.block, scope=view.scope)}
    own = [row for row in changed if row["year"] == view.year and row["unit_code"] in known]
    told = []
    for row in own:
        now = known[row["unit_code"]]
        said = {
            "received": not row["submission_version_before"] and row["submission_version_after"],
            "verified": row["score_basis_before"] != "verified" and row["score_basis_after"] == "verified",
            "late": row["status_before"] != "late" and now["status"] == "late" and now["obligation"] == "required",
            "class": now["is_rated"]
            and None not in (row["class_name_before"], row["class_name_after"])
            and row["class_name_before"] != row["class_name_after"],
        }
        words = [
            "đã nhận báo cáo" if said["received"] else "",
            f"đã {view.snapshot.verification_word} đầy đủ" if said["verified"] else "",
            "gửi chậm" if said["late"] else "",
            f"xếp loại {row['class_name_before']} → {row['class_name_after']}" if said["class"] else "",
        ]
        if any(words):
            told.append(said | {"unit_name": now["unit_name"], "what": labels.sentence("; ".join(filter(None, words)))})
    count = {name: sum(bool(row[name]) for row in told) for name in ("received", "verified", "late", "class")}
    st.markdown(
        f"Từ {labels.date(earlier[chosen])}, số liệu năm {view.year}: thêm **{count['received']}** báo cáo, **{count['verified']}** kết quả được "
        f"{view.snapshot.verification_word} đầy đủ, **{count['late']}** đơn vị gửi chậm, **{count['class']}** đơn vị đổi xếp loại."
    )
    if told:
        frame.table(
            f"tu-lan-truoc-{view.year}", f"Thay đổi số liệu năm {view.year} từ {labels.date(earlier[chosen])}", view.facts(), told,
            [column("unit_name"), Column("what", "Thay đổi", width=420)], whole=True,
        )  # fmt: skip
    if view.scope is None:
        changed_scores.show(view, chosen, f"thay đổi từ {labels.date(earlier[chosen])}")
