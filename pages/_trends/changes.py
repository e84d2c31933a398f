"""What a change is made of."""

from __future__ import annotations

import streamlit as st

from pages._shared import charts, data, filters
from pages._shared.filters import View
from pages._shared.tables import Column, Table
from pages._trends.organisation import facts
from words import labels


def later_year(view: View, place: list[dict]) -> dict:
    """The year whose change is looked at: the chosen one, where it has results."""
    known = [row for row in place if row["with_result"]]
    return next((r for r in known if r["year"] == view.year), known[-1])


def show(view: View, rearranged: bool, place: list[dict]) -> None:
    """What the change of the mean between two years of one framework is made of, summing to it."""
    known, after = [row for row in place if row["with_result"]], later_year(view, place)
    earlier = [r["year"] for r in known if r["year"] < after["year"] and r["framework_code"] == after["framework_code"]]
    if after["framework_code"] is None or not earlier:
        st.caption(f"Năm {after['year']} không có năm trước nào cùng bộ tiêu chí để phân tích thay đổi.")
        return
    before = filters.choose(st.selectbox, "tu_nam", list(reversed(earlier)), earlier[-1], label="So với năm")
    pair = next(
        iter(data.rows("comparison", year=after["year"], before=before, block=view.block, scope=view.scope)), None
    )
    if pair is None:  # a block of today that had no unit of its own in one of the years
        st.caption(f"Không có đơn vị nào có kết quả ở cả hai năm {before} và {after['year']}.")
        return
    if after["is_running"] or not pair["is_comparable"]:
        st.caption(f"{labels.sentence(labels.not_compared(pair, view.snapshot.verification_word))}.")
        return
    total = next(
        iter(data.rows("change_total", year=after["year"], before=before, block=view.block, scope=view.scope)), None
    )
    if total is None:
        st.caption("Khối này có dưới 6 đơn vị có kết quả ở cả hai năm; số chung của khối chỉ Phòng Tư pháp xem được.")
        return
    parts = data.rows("change_parts", year=after["year"], before=before, block=view.block, scope=view.scope)
    level = filters.choose(
        st.segmented_control,
        "muc",
        ["nhom", "tieu_chi"],
        "nhom",
        label="Mức phân tích",
        format_func={"nhom": "Theo nhóm", "tieu_chi": "Theo tiêu chí"}.get,
        required=True,
        label_visibility="collapsed",
    )
    rows = moves(parts, level)
    of_units = total["after_both"] - total["before_both"]
    most = max(rows, key=lambda r: abs(r["change"]))
    charts.show(
        "moves",
        f"Bình quân {labels.signed(of_units)} điểm phần trăm so với năm {before}; đóng góp nhiều nhất: {labels.plain(most['name'])} ({most['text']})",
        f"Đóng góp vào thay đổi bình quân từ năm {before} đến năm {after['year']}, điểm phần trăm: "
        + "; ".join(f"{r['name']} {r['text']}" for r in rows),
        "bieu_do_thay_doi",
        facts=facts(view, rearranged),
        table=Table(
            f"thay-doi-{before}-{after['year']}",
            f"Đóng góp vào thay đổi từ năm {before} đến năm {after['year']}",
            facts(view, rearranged),
            moves(parts, "tieu_chi", every=True),
            [
                Column("name", "Tiêu chí"),
                Column("change", "Đóng góp (điểm phần trăm)", "change"),
                Column("group", "Nhóm"),
            ],
        ),
        moves=rows,
        zero=[{"change": 0}],
    )
    st.caption(
        f"So sánh {labels.compared(pair, view.snapshot.verification_word)}: bình quân {labels.percent(total['before_both'], total['bounds'])} → "
        f"{labels.percent(total['after_both'], total['bounds'])} ({labels.signed(of_units, 2)} điểm phần trăm). "
        "Các đóng góp cộng lại đúng bằng thay đổi này."
    )


def moves(parts: list[dict], level: str, every: bool = False) -> list[dict]:
    """Rows of the chart: groups, or the criteria that moved most and the rest in one row."""
    sums: dict[str, dict] = {}
    for part in parts:
        group = f"{part['group_code']}. {part['group_name']}"
        name = group if level == "nhom" else f"{part['criterion_code']} {part['criterion_name']}"
        row = sums.setdefault(name, {"name": name, "change": 0.0, "group": group})
        row["change"] += part["change"]
    rows = list(sums.values())
    if level == "tieu_chi" and not every and len(rows) > 13:
        rows.sort(key=lambda r: -abs(r["change"]))
        rest = {
            "name": f"{len(rows) - 12} tiêu chí còn lại",
            "change": sum(r["change"] for r in rows[12:]),
            "group": labels.NONE,
        }
        rows = [*rows[:12], rest]
    return [in_points(row) for row in rows]


def in_points(row: dict) -> dict:
    text = labels.signed(row["change"], 2)
    return row | {"text": text, "tip": f"{row['name']}: {text} điểm phần trăm"}
