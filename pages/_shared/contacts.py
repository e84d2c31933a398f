"""Where a message or a letter goes: the position, telephone and e-mail of each unit, from the table of contacts."""

from __future__ import annotations

import streamlit as st

from pages._shared import data, frame
from pages._shared.tables import Column, column
from words import labels

TABLE = "contacts"
ROLES = {"contact": "Đầu mối", "leader": "Lãnh đạo"}
COLUMNS = [
    column("unit_name"),
    Column("role_text", "Vai trò"),
    Column("position", "Chức danh"),
    Column("phone", "Điện thoại"),
    Column("email", "Thư điện tử"),
    column("block_name"),
]


def addresses() -> dict[str, str]:
    """Unit → who is written to there, in one line; nothing where nobody is noted."""
    found: dict[str, str] = {}
    for row in data.rows("contacts"):
        if row["role"]:
            found.setdefault(row["unit_code"], in_words(row))
    return found


def in_words(row: dict) -> str:
    """`Chuyên viên, 0203 …, a@b.vn`."""
    return ", ".join(filter(None, (row["position"], row["phone"], row["email"])))


def show(name: str, units: set[str] | None = None) -> None:
    """The table of these units, or of all; those of which nobody is noted are told, with the way to the table."""
    rows = [row for row in data.rows("contacts") if units is None or row["unit_code"] in units]
    without = [row["unit_name"] for row in rows if not row["role"]]
    for row in rows:
        row["role_text"] = ROLES.get(row["role"])
    known = [row for row in rows if row["role"]]
    if known:
        frame.table(f"danh-ba-{name}", "Danh bạ liên hệ", [], known, COLUMNS, whole=True)
    if without:
        st.caption(f"Chưa có địa chỉ: {labels.plain(labels.names(without, 5))}.")
        frame.way_to_table(TABLE)


def section(name: str, units: set[str]) -> None:
    """Under messages and letters: where each goes."""
    frame.section(f"gui-den-{name}", f"Gửi đến đâu: địa chỉ của {len(units)} đơn vị", show, name, units)
