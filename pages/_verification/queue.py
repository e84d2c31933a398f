"""Which unit to verify next, and the one that is open."""

from __future__ import annotations

import streamlit as st

from pages._shared import data, filters, frame, guard
from pages._shared.filters import View
from pages._shared.tables import Column, column
from words import labels

FORMULA = (
    "Thứ tự = điểm chờ × độ lệch các năm trước. Điểm chờ: tổng điểm tự chấm của các tiêu chí chưa có điểm {word}. Độ lệch: trung "
    "bình khoảng cách giữa % tự chấm và % sau {word} của các năm trước đã {word} đủ (điểm phần trăm); đơn vị chưa có năm như vậy "
    "lấy mức trung bình của các đơn vị khác. Đơn vị đã {word} đủ đứng cuối; điểm của chính {office} do cơ quan khác {word}."
)


def rows(view: View) -> list[dict]:
    """All, or those that were given to who is looking, if these are all that they have."""
    return data.rows("verification_queue", year=view.year, block=view.block, verifier=guard.only_verifies())


def open_units(view: View) -> dict[str, str]:
    """Code → name of those whose scores may be typed: not closed, and not to be verified by a body outside the office."""
    return {
        row["unit_code"]: row["unit_name"] for row in rows(view) if not row["self_verified"] and row["act"] != "closed"
    }


def chosen(view: View) -> dict | None:
    """The unit whose scores are open (`dv` in the address); None: the list."""
    known = {row["unit_code"]: row for row in rows(view)}
    code = filters.choose(
        st.selectbox, "dv", [None, *known], None, label="Đơn vị", width=420,
        format_func=lambda code: known[code]["unit_name"] if code else f"Danh sách chờ {view.snapshot.verification_word}",
    )  # fmt: skip
    return known.get(code)


def days_left(view: View, row: dict) -> str:
    """`còn 12 ngày đến hạn tổng hợp của thành phố (hết ngày 04/02/2026)`; empty where the year has no such day."""
    if row["due_on"] is None:
        return ""
    until = f"hạn tổng hợp của {view.place} ({labels.before(row['due_on'])})"
    return f"còn **{row['days_left']}** ngày đến {until}" if row["days_left"] >= 0 else f"{until} đã qua"


def show(view: View) -> None:
    word, found = view.snapshot.verification_word, rows(view)
    st.header("Việc cần làm trước", anchor=False)
    done, all_ = (sum(row[field] for row in found) for field in ("criteria_done", "criteria_applicable"))
    said = [
        f"Đã {word} **{labels.number(done, 0)}/{labels.number(all_, 0)}** tiêu chí áp dụng",
        days_left(view, found[0]),
    ]
    st.markdown("; ".join(filter(None, said)) + ".")
    for row in found:
        row["done_text"] = f"{row['criteria_done']}/{row['criteria_applicable']}"
        row["years_text"] = f"{row['past_years']} năm" if row["past_years"] else "chưa có; lấy mức chung"
        row["note"] = labels.NOT_INDEPENDENT if row["self_verified"] else None
    frame.table(
        f"viec-tham-dinh-{view.year}",
        f"Đơn vị chờ {word} năm {view.year}",
        view.facts(),
        found,
        [
            column("unit_name"),
            Column("done_text", f"Tiêu chí đã {word}", width=110),
            Column("waiting_points", "Điểm chờ", "points"),
            Column("counted_gap", "Độ lệch các năm trước", "number"),
            Column("years_text", "Tính trên", width=150),
            Column("stake", "Điểm chờ × độ lệch", "number"),
            *([Column("verifier", "Người thẩm định", width=180)] if any(row["verifier"] for row in found) else []),
            Column("note", "Lưu ý", width=220),
            column("block_name"),
        ],
        opens=_open,
        opens_what=f"nhập điểm {word} của đơn vị",
    )
    st.caption(FORMULA.format(word=word, office=view.snapshot.office_name))


def _open(row: dict) -> None:
    filters.put("dv", row["unit_code"])
    st.rerun()
