"""Each unit, for all milestones or in detail."""

from __future__ import annotations

from html import escape

import streamlit as st

from pages._deadlines import state
from pages._shared import data, filters, frame
from pages._shared.filters import View
from pages._shared.tables import Column, Table, column
from words import labels

SHOWN = {  # which units the matrix and the table list
    "tat_ca": ("Tất cả", lambda row: True),
    "cham": ("Gửi chậm", lambda row: row["status"] == "late" and row["obligation"] == "required"),
    "chua": ("Chưa gửi", lambda row: row["first_received_on"] is None and row["status"] not in ("no_data", "waiting")),
    "bo_sung": ("Bổ sung, đang kiểm tra", lambda row: row["needs_supplement"]),
    "lap_lai": ("Chậm, chưa gửi từ 2 năm", lambda row: row["years_late"] > 1),
}
FEW = 3  # units below which a milestone has no column of its own
ORDERS = {
    "ngay": ("Số ngày chậm", lambda row: 0),  # as the query orders: missing, late by days, then the rest
    "khoi": ("Khối", lambda row: row["block_order"]),
    "nam": ("Số năm chậm, chưa gửi", lambda row: -row["years_late"]),
}


def listed(rows: list[dict]) -> list[dict]:
    """The rows that the reader wants to see, in the order wanted."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        which = filters.choose(
            st.pills, "loc", list(SHOWN), "tat_ca", label="Lọc",
            format_func=lambda code: f"{SHOWN[code][0]} ({sum(map(SHOWN[code][1], rows))})", required=True,
        )  # fmt: skip
        order = filters.choose(
            st.selectbox, "thu_tu_han", list(ORDERS), "ngay", label="Sắp xếp theo", width=220,
            format_func=lambda code: ORDERS[code][0],
        )  # fmt: skip
    return sorted(filter(SHOWN[which][1], rows), key=ORDERS[order][1])


def show(view: View, milestone: str, rows: list[dict]) -> None:
    chosen = listed(rows)
    if not chosen:
        st.info("Không có đơn vị nào khớp điều kiện lọc. Bỏ bớt điều kiện hoặc chọn lại khối.")
        return
    shown_as = {"bang": "Bảng các mốc", "chi-tiet": "Chi tiết và hai ngày nhận"}
    which = filters.choose(
        st.segmented_control, "xem", list(shown_as), "bang", label="Cách xem", format_func=shown_as.get, required=True,
        label_visibility="collapsed",
    )  # fmt: skip
    if which == "bang":
        matrix(view, milestone, chosen)
    else:
        table(view, chosen)


def short(row: dict) -> tuple[str, str]:
    """(class of the cell, symbol with documents) of a milestone in the matrix."""
    if row["is_under_check"]:
        return "supplement", "◐ Đang kiểm tra"
    if row["needs_supplement"]:
        return "supplement", "▲ Phải bổ sung"
    if row["obligation"] == "requested" and row["status"] in ("late", "undated", "missing"):
        return "asked", "○ Đề nghị, chưa gửi" if row["status"] == "missing" else "○ Đã gửi (đề nghị)"
    if row["status"] == "late":
        return "late", f"▲ Chậm {row['days_late']} ngày"
    if state.is_told([row]):
        return "missing", f"{labels.STATUS_SYMBOL['missing']} Không có báo cáo"
    return row["status"], f"{labels.STATUS_SYMBOL[row['status']]} {labels.STATUS[row['status']]}"


def matrix(view: View, milestone: str, rows: list[dict]) -> None:
    """Units down; across every milestone of the year, and the chosen one in the years before."""
    found = data.rows("deadlines_history", year=view.year, milestone=milestone, block=view.block, scope=view.scope)
    across = list(dict.fromkeys((r["year"], r["milestone_code"], r["milestone_name"]) for r in found))
    cells = {(r["unit_code"], r["year"], r["milestone_code"]): short(r) for r in found}
    units = [row["unit_code"] for row in rows]
    owing = {one: [unit for unit in units if (unit, *one[:2]) in cells] for one in across}
    # a column of one or two cells is told in words below: as a column it is empty wherever a reader looks
    seldom = [one for one in across if len(owing[one]) <= FEW < len(rows) and one[1] != milestone]
    across = [one for one in across if owing[one] and one not in seldom]
    head = "".join(f'<th scope="col">{escape(name)} {year}</th>' for year, _, name in across)
    body, shown = [], []
    for row in rows:
        own = [cells.get((row["unit_code"], year, code)) for year, code, _ in across]
        marks = "".join(
            f'<td class="{cell[0]}"><span aria-hidden="true">{cell[1][0]}</span>{escape(cell[1][1:])}</td>' if cell else "<td></td>"
            for cell in own
        )  # fmt: skip
        body.append(f'<tr><th scope="row">{escape(row["unit_name"])}</th>{marks}</tr>')
        shown.append(
            {"unit_name": row["unit_name"]} | {str(n): cell[1] if cell else None for n, cell in enumerate(own)}
        )  # fmt: skip
    title = f"Đơn vị và mốc thời hạn, năm {view.year} và các năm trước"
    st.html(
        f'<div class="bang" role="region" tabindex="0" aria-label="{escape(title)}"><table class="ma-tran">'
        f'<caption>{escape(title)}</caption><thead><tr><th scope="col">Đơn vị</th>{head}</tr></thead>'
        f"<tbody>{''.join(body)}</tbody></table></div>"
    )
    names = {row["unit_code"]: row["unit_name"] for row in rows}
    for year, code, name in seldom:
        said = [f"{labels.plain(names[unit])} – {cells[unit, year, code][1]}" for unit in owing[year, code, name]]
        if said:
            st.caption(f"{labels.plain(name)} {year}: {'; '.join(said)}.")
    columns = [column("unit_name"), *(Column(str(n), f"{name} {year}") for n, (year, _, name) in enumerate(across))]  # fmt: skip
    frame.downloads(Table(f"ma-tran-{view.year}", title, view.facts(), shown, columns))


def table(view: View, rows: list[dict]) -> None:
    columns = [
        column("unit_name"),
        column("status_text", width=320),
        Column("due_on", "Hạn", "date"),
        Column("done_on", "Ngày nhận (tính hạn)", "date"),
        column("head_text"),
        column("first_received_on"),
        Column("accepted_on", "Bản hợp lệ", "date"),
        Column("years_late", "Số năm chậm, chưa gửi", "integer"),
        Column("extension_text", "Gia hạn"),
        column("obligation_text"),
        Column("clause", "Căn cứ"),
        column("block_name"),
    ]
    frame.table(f"thoi-han-{view.year}", f"Thời hạn gửi báo cáo năm {view.year}", view.facts(), rows, columns)
