"""What was found in the files, what was recorded, and how that is taken back."""

from __future__ import annotations

from collections import Counter
from pathlib import PurePath

import streamlit as st

from pages._intake import frameworks, place
from pages._shared import data, frame, mapping, withdrawal
from pages._shared.door import Intake
from pages._shared.tables import Column, column
from words import labels

COLUMNS = [
    Column("name", "Tệp"),
    Column("result", "Kết quả"),
    Column("kind", "Loại hồ sơ"),
    Column("unit", "Đơn vị"),
    Column("year", "Năm đánh giá", "year"),
    Column("rows", "Số dòng ghi nhận", "integer"),
    column("errors"),
    column("warnings"),
]
FINDINGS = [Column("level", "Mức"), column("message", width=640), Column("name", "Tệp"), Column("code", "Mã")]


def waits(file: dict) -> bool:
    """Whether nothing is wrong with a file but that nobody has said what its columns mean."""
    return any(f["code"] == "survey_unmapped" for f in file["findings"])


def answer(result: dict, done: bool) -> str:
    """What became, or would become, of the files."""
    count = Counter(file["status"] for file in result["files"])
    taken = count["accepted"] + count["accepted_with_warnings"] + count["superseded"]
    words = [f"**{taken}** tệp {'đã được ghi nhận' if done else 'sẽ được ghi nhận'}"]
    if count["accepted_with_warnings"]:
        words[0] += f" ({count['accepted_with_warnings']} tệp có lưu ý)"
    unmapped = sum(map(waits, result["files"]))
    if unmapped:
        words.append(
            f"**{unmapped}** tệp khảo sát chờ khai báo cột, không phải sửa tệp"
            + ("" if done else " (bấm “Ghi nhận số liệu”, rồi mở tệp để ghép)")
        )
    if refused := count["rejected"] - unmapped:
        words.append(f"**{refused}** tệp không nhận được, cần sửa hoặc thay bằng tệp khác")
    if count["duplicate"]:
        words.append(f"{count['duplicate']} tệp trùng với hồ sơ đã có")
    text = "; ".join(words) + "."
    if done:
        text += f" Đã cập nhật số liệu (mã lần cập nhật {result['snapshot']})." if result["snapshot"] else " Số liệu không thay đổi."  # fmt: skip
    return text


def table(result: dict) -> None:
    """The files, then everything that was noticed in them."""
    names = data.unit_names() if place.is_own() else {}
    files, findings = [], []
    for file in result["files"]:
        name = file["path"].split("!/")[-1].rsplit("/", 1)[-1]
        level = Counter(f["severity"] for f in file["findings"])
        files.append(
            {
                "name": name,
                "result": "Chờ khai báo cột" if waits(file) else labels.FILE_STATUS[file["status"]],
                "kind": labels.FILE_KIND[file["kind"]],
                "unit": names.get(file["unit_code"], file["unit_code"]),
                "year": file["year"],
                "rows": file["rows"],
                "errors": level["error"],
                "warnings": level["warning"],
            }
        )
        findings += [{"name": name, "level": labels.LEVEL[f["severity"]], **f} for f in file["findings"]]
    frame.table("tiep-nhan-tep", "Kết quả kiểm tra hồ sơ", [], files, COLUMNS)
    if findings:
        order = list(labels.LEVEL.values())
        findings.sort(key=lambda row: order.index(row["level"]))
        st.header("Lỗi và lưu ý", anchor=False)
        frame.table("tiep-nhan-loi", "Lỗi và lưu ý trong hồ sơ", [], findings, FINDINGS, whole=True)  # fmt: skip


def offer_mapping() -> None:
    """Tables that may be surveys wait for a person to say what their columns mean; the dialogue is on another page."""
    found = mapping.waiting() if place.is_own() else None
    if found:
        st.markdown(
            f"**{len(found.files)}** tệp đang chờ khai báo cột. Nếu là kết quả khảo sát, mở tệp để chọn câu hỏi cho từng cột:"
        )
        mapping.links(found)


def offer_marked(intake: Intake) -> None:
    """The sender's own workbook with coloured cells and comments, to be sent back."""
    st.header("Trả lại tệp đã đánh dấu", anchor=False)
    st.caption(
        "Tệp của đơn vị, giữ nguyên nội dung, thêm ô tô màu có ghi chú cách sửa và trang đầu liệt kê lỗi, lưu ý. Tệp không"
        " ghi lại được (.xls, Word, PDF…) chỉ có trang danh sách."
    )
    left, right = st.columns([3, 1], vertical_alignment="bottom")
    number = left.selectbox("Tệp cần trả lại", range(len(intake.names)), format_func=intake.names.__getitem__)
    right.download_button(
        "Tải tệp đã đánh dấu",
        data=lambda: intake.marked(number),
        file_name=f"ket_qua_kiem_tra_{PurePath(intake.names[number]).stem}.xlsx",
        mime="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        on_click="ignore",
        width="stretch",
    )


def show(intake: Intake) -> None:
    if intake.said:
        st.success("  \n".join(labels.plain(line) for line in intake.said))
    if intake.problem:
        st.error(labels.plain(intake.problem))
    if intake.recorded:
        frame.answer(answer(intake.recorded, done=True))
        if intake.recorded["snapshot"]:
            said = withdrawal.offer(
                withdrawal.run_of(intake.recorded["snapshot"]),
                "Hủy lần nhập này",
                "Nếu nạp nhầm, có thể rút riêng lần nhập này; việc của người khác giữ nguyên, tệp đã nhận vẫn được lưu.",
            )
            if said:
                intake.forget()
                intake.said = said
                st.rerun()
        offer_mapping()
        table(intake.recorded)
    elif intake.checked:
        frame.answer(answer(intake.checked, done=False))
        statuses = {file["status"] for file in intake.checked["files"]}
        if statuses - {"duplicate"}:
            st.button("Ghi nhận số liệu", type="primary", on_click=intake.confirm)
        if intake.confirmed:
            frame.with_progress("Đang ghi nhận và tính lại số liệu…", intake.record)
            st.rerun()
        if any(f["status"] == "rejected" and f["kind"] != "survey" for f in intake.checked["files"]):
            st.caption(
                "Tệp không nhận được số liệu cũng được lưu lại khi ghi nhận: báo cáo của đơn vị thì đó là bằng chứng đã gửi."
            )
        table(intake.checked)
        frameworks.offer_preview(intake)
        offer_marked(intake)
    else:
        offer_mapping()
