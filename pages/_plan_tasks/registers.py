"""The small registers of the year, and the workbook to go on with them."""

from __future__ import annotations

import streamlit as st

from etl.desk import register_book
from pages._shared import data, export, frame, guard
from pages._shared.filters import View
from pages._shared.tables import Column, column
from words import labels


def show(view: View, rows: list[dict]) -> None:
    """The small registers of the year, and the workbook to go on with."""
    workbook(view, rows)
    year, scope = view.year, view.scope
    shown = {
        ("van-ban", "Văn bản"): (data.rows("issued_documents", first=year, last=year), [
            Column("document_number", "Số, ký hiệu"), Column("issued_on", "Ngày ban hành", "date"),
            Column("issuer", "Cơ quan ban hành"), Column("document_type", "Loại"),
            Column("content", "Trích yếu", width=420), Column("task_code", "Nhiệm vụ"),
        ]),
        ("kinh-phi", "Kinh phí"): (data.rows("budgets", first=year, last=year, scope=scope), [
            column("unit_name"), Column("source", "Nguồn"),
            Column("amount", "Kinh phí (đồng)", "integer"), column("block_name"),
        ]),
        ("kiem-tra", "Kiểm tra"): (data.rows("inspections", first=year, last=year, scope=scope), [
            column("unit_name"), Column("inspected_on", "Ngày", "date"),
            Column("content", "Nội dung", width=320), Column("conclusion", "Kết luận", width=420),
            Column("document_number", "Số kết luận"),
        ]),
        ("kien-nghi", "Vướng mắc, kiến nghị"): (data.rows("questions_raised", first=year, last=year, scope=scope), [
            column("unit_name"), Column("asked_on", "Ngày", "date"),
            Column("content", "Nội dung", width=420), Column("beyond_text", "Thẩm quyền"),
            Column("answer", "Trả lời", width=320), Column("answered_on", "Ngày trả lời", "date"),
        ]),
        ("y-kien", "Ý kiến MTTQ"): (data.rows("front_opinions", first=year, last=year), [
            Column("giver", "Cơ quan góp ý"), Column("given_on", "Ngày", "date"),
            column("document_number"), Column("content", "Nội dung", width=420),
            Column("response", "Tiếp thu", width=320),
        ]),
        ("chuyen-de", "Chuyên đề"): (data.rows("topic_results", first=year, last=year, scope=scope), [
            Column("topic_code", "Chuyên đề"), column("unit_name"), Column("content", "Kết quả", width=420),
            Column("classes", "Số cuộc, lớp", "integer"), Column("participants", "Lượt người dự", "integer"),
            Column("evidence", "Tài liệu kiểm chứng", width=320),
        ]),
        ("cntt", "CNTT"): (data.rows("it_systems", first=year, last=year), [
            Column("system_name", "Phần mềm, cơ sở dữ liệu", width=320), Column("content", "Nội dung ứng dụng", width=420),
            Column("unit_count", "Đơn vị sử dụng", "integer"), Column("use_count", "Lượt sử dụng", "integer"),
            Column("evidence", "Tài liệu kiểm chứng", width=320),
        ]),
        ("mo-hinh", "Mô hình, khen thưởng"): (data.rows("recognitions", first=year, last=year, scope=scope), [
            Column("form_text", "Loại"), Column("subject", "Mô hình, đối tượng khen thưởng", width=320),
            column("unit_name"), Column("content", "Kết quả, thành tích", width=420), Column("document_number", "Số quyết định"),
        ]),
        ("the-che", "Đề xuất thể chế"): (data.rows("proposals", first=year, last=year), [
            Column("content", "Nội dung đề xuất", width=420), Column("basis", "Căn cứ", width=320),
            Column("addressee", "Gửi"), column("document_number"), Column("answer", "Trả lời", width=320),
        ]),
    }  # fmt: skip
    for row in shown["kien-nghi", "Vướng mắc, kiến nghị"][0]:
        row["beyond_text"] = "Vượt thẩm quyền Thành phố" if row["is_beyond_authority"] else "Thành phố"  # fmt: skip
    for row in shown["mo-hinh", "Mô hình, khen thưởng"][0]:
        row["form_text"] = labels.RECOGNITION[row["form"]]
    for tab, ((key, name), (found, columns)) in zip(
        st.tabs([f"{name} ({len(found)})" for (_, name), (found, _) in shown.items()]), shown.items(), strict=True
    ):
        with tab:
            if key == "kinh-phi" and found:
                total = sum(row["amount"] or 0 for row in found)
                units = len({row["unit_code"] for row in found})
                st.markdown(
                    f"{units} đơn vị có số liệu, tổng **{labels.number(total, 0)} đồng**; đơn vị khác chưa báo cáo."
                )
            if found:
                frame.table(f"so-{key}-{year}", f"{name}, năm {year}", view.facts(), found, columns)
            else:
                st.caption(f"Chưa có dòng nào của năm {year}.")


def workbook(view: View, rows: list[dict]) -> None:
    """The registers to go on with: what is known already, in the form that loads again."""
    if not guard.may_load():
        return
    first, last = min(row["year"] for row in rows), view.snapshot.as_of.year
    ask = data.asker()
    names = {"unit": data.unit_names(), "task": {row["task_code"]: row["task_code"] for row in rows},
             "topic": {row["topic_code"]: row["topic_code"] for row in data.rows("topics")}}  # fmt: skip
    words = view.snapshot.illustrative_words if view.snapshot.illustrative else ""

    def write() -> bytes:
        found = {
            "task_progress": ask("task_reports"),
            "issued_document": ask("issued_documents", first=first, last=last),
            "budget": ask("budgets", first=first, last=last, scope=None),
            "inspection": ask("inspections", first=first, last=last, scope=None),
            "question": [
                row | {"beyond_authority": "yes" if row["is_beyond_authority"] else "no"}
                for row in ask("questions_raised", first=first, last=last, scope=None)
            ],
            "front_opinion": ask("front_opinions", first=first, last=last),
            "topic_result": ask("topic_results", first=first, last=last, scope=None),
            "it_system": ask("it_systems", first=first, last=last),
            "recognition": ask("recognitions", first=first, last=last, scope=None),
            "proposal": ask("proposals", first=first, last=last),
        }
        return register_book.write("progress", names, found, words)

    export.document("so-theo-doi-ke-hoach.xlsx", "Tải sổ theo dõi để ghi tiếp (Excel)", write)
    st.caption(
        "Sổ có sẵn những gì đã nạp. Ghi thêm hoặc sửa dòng rồi nạp lại ở trang Tiếp nhận hồ sơ; dòng sửa thay dòng cũ, dòng "
        "không còn trong tệp vẫn được giữ, muốn bỏ thì ghi x ở cột “Bỏ dòng này”."
    )
