"""Which tasks a unit leads, and in which it takes part."""

from __future__ import annotations

import streamlit as st

from pages._shared import data, filters, frame
from pages._shared.filters import View
from pages._shared.tables import Column
from words import labels


def show(view: View, rows: list[dict]) -> None:
    """Which tasks a unit leads, and in which it takes part."""
    units = {u["unit_code"]: u["unit_name"] for u in data.rows("units", block=view.block)}
    if view.scope is not None:
        units = {code: name for code, name in units.items() if code == view.scope}
    if not units:
        return
    unit = filters.choose(st.selectbox, "dv", list(units), next(iter(units)), label="Đơn vị", format_func=units.get)
    status = {row["task_code"]: row["status_text"] for row in rows if row["year"] == view.year}
    found = data.rows("task_units", unit=unit)
    for row in found:
        row["role_text"] = labels.TASK_ROLE[row["role"]]
        row["name"] = f"{row['task_code']}. {row['title']}"
        row["status_text"] = status.get(row["task_code"])
    leads = sum(row["role"] == "lead" for row in found)
    st.markdown(f"{labels.plain(units[unit])} chủ trì **{leads}** và phối hợp **{len(found) - leads}** nhiệm vụ.")
    if found:
        frame.table(
            f"nhiem-vu-cua-{unit}",
            f"Nhiệm vụ của {units[unit]}",
            view.facts(),
            found,
            [
                Column("role_text", "Vai trò"),
                Column("name", "Nhiệm vụ", width=520),
                Column("period", "Thời gian theo Kế hoạch"),
                Column("status_text", f"Tình trạng năm {view.year}", width=200),
            ],
        )
