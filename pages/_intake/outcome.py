"""What was found in the files, what was recorded, and how that is taken back."""

from __future__ import annotations

from collections import Counter

import streamlit as st

from etl.run import changed
from pages._intake import frameworks, sent_back, todo
from pages._intake.upload import Intake
from pages._shared import data, frame, mapping, withdrawal
from words import labels

WITHHELD = (
    "Tệp dưới đây đã bị bỏ khỏi các tệp tải lên, không được lưu; tên chỉ hiện ở đây lần này. Tệp nén, thư có tệp như vậy bị bỏ cả: "
    "lấy tệp ấy ra rồi tải lại phần còn lại."
)


def answer(result: dict, done: bool) -> str:
    """What became, or would become, of the files."""
    count = Counter(file["status"] for file in result["files"])
    taken = count["accepted"] + count["accepted_with_warnings"] + count["superseded"]
    words = [f"**{taken}** tệp {'đã được ghi nhận' if done else 'sẽ được ghi nhận'}"]
    if count["accepted_with_warnings"]:
        words[0] += f" ({count['accepted_with_warnings']} tệp có lưu ý)"
    unmapped = sum(todo.of(file) == "survey" for file in result["files"])
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


def offer_mapping() -> None:
    """Tables that may be surveys wait for a person to say what their columns mean; the dialogue is on another page."""
    found = mapping.waiting() if data.is_own() else None
    if found:
        st.markdown(
            f"**{len(found.files)}** tệp đang chờ khai báo cột. Nếu là kết quả khảo sát, mở tệp để chọn câu hỏi cho từng cột:"
        )
        mapping.links(found)


def changes(difference: dict) -> None:
    """Which figures are another than before, as the door's dry run has them."""
    for line in changed.sentences(difference):
        st.markdown(labels.plain(line))
    if units := difference.get("units"):
        rows = [row | {"changes": changed.words(row)} for row in units]
        fold = f"Xem {len(rows)} kết quả thay đổi, trước → sau"
        frame.table("se-thay-doi", "Kết quả sẽ thay đổi", [], rows, withdrawal.UNITS, folded=fold)


def show(intake: Intake) -> None:
    if intake.said:
        st.success("  \n".join(labels.plain(line) for line in intake.said))
    if intake.problem:
        st.error(labels.plain(intake.problem))
    if intake.withheld:
        st.error("\n".join([WITHHELD, "", *(f"- {labels.plain(line)}" for line in intake.withheld)]))
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
        sent_back.show(intake, intake.recorded)
        todo.show(intake.recorded, done=True)
    elif intake.checked:
        frame.answer(answer(intake.checked, done=False))
        if "difference" in intake.checked:
            changes(intake.checked["difference"])
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
        sent_back.show(intake, intake.checked)
        todo.show(intake.checked, done=False)
        frameworks.offer_preview(intake)
    else:
        offer_mapping()
