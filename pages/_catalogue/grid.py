"""The grid in which a table is edited. What is typed is kept at every entry, by its writer, until it is recorded."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pandas as pd
import streamlit as st

from etl.desk import reference_edit
from etl.desk.reference_edit import Row, Tables
from etl.reference.tables import Column, Table
from pages._shared import data, grid, guard
from warehouse import reference_names, workspace
from warehouse.workspace import ReferenceDraft
from words import labels

WORDS = labels.OBLIGATION | labels.CAPACITY | {
    "before": "trước ngày", "by": "chậm nhất ngày", "all": "mọi khối", "replace": "tệp mới thay tệp cũ", "add": "các tệp cộng lại",
    "single": "một lựa chọn", "multiple": "nhiều lựa chọn", "number": "số", "text": "chữ", "none": "không gộp",
    "question": "câu hỏi", "unit": "đơn vị", "group": "nhóm trả lời", "consent": "đồng ý tham gia", "status": "trạng thái",
    "leader": "lãnh đạo", "contact": "đầu mối", "date": "ngày", "id": "mã phiếu", "weight": "quyền số",
} | labels.INDICATORS | labels.FORM_COLUMN  # fmt: skip
FAILED = "_chua_giu_danh_muc"


def show(table: Table, content: Tables, current: list[Row], rows: list[Row], folder: Path) -> None:
    """current: the rows in force, on which the edited ones stand."""
    name = f"danh_muc_{table.name}"
    window = st.session_state.setdefault(f"_{name}", grid.Window(rows))
    key = window.key(name, rows)
    is_fixed = table.name == "settings"  # which settings there are is not the office's to say
    st.data_editor(
        frame_of(table, window.filled), key=key, hide_index=True, num_rows="fixed" if is_fixed else "dynamic", height=480,
        on_change=_typed, args=(key, table, window, current, folder), disabled=["key", "note"] if is_fixed else [],
        column_config={c.name: _config(table, c, content) for c in table.columns}, width="stretch",
        column_order=["note", "value", "key"] if is_fixed else None, placeholder="", alt=f"Sửa bảng {reference_names.names()[table.name]}",
    )  # fmt: skip
    if trouble := st.session_state.pop(FAILED, None):
        st.error(labels.plain(trouble))


def frame_of(table: Table, rows: list[Row]) -> pd.DataFrame:
    types = {
        "integer": "Int64",
        "decimal": "Float64",
        "quantity": "Float64",
        "boolean": "boolean",
        "date": "datetime64[ns]",
    }
    return pd.DataFrame(
        {c.name: pd.Series([row.get(c.name) for row in rows], dtype=types.get(c.type, "object")) for c in table.columns}
    )


def _config(table: Table, column: Column, content: Tables):
    kinds = st.column_config
    about = {"label": reference_names.column(table.name, column.name), "required": False, "pinned": column is table.columns[0] and table.name != "settings"}  # fmt: skip
    if column.refers_to or column.one_of:
        codes = options(column, content)
        return kinds.SelectboxColumn(
            **about, width="medium", options=list(codes), format_func=lambda code: codes.get(code, code)
        )
    if column.type == "boolean":
        return kinds.CheckboxColumn(**about)
    if column.type == "date":
        return kinds.DateColumn(**about, format="DD/MM/YYYY")
    if column.type in ("integer", "decimal", "quantity"):
        return kinds.NumberColumn(**about, step=1 if column.type == "integer" else None)
    return kinds.TextColumn(**about, width="large" if column.name in ("note", "title", "wording", "reason") else None)


def options(column: Column, content: Tables) -> dict[str, str]:
    """Code → words of what a column may hold; the code stands behind a name that two have."""
    found = {word: WORDS.get(word, word) for word in column.one_of}
    if column.refers_to:
        named = f"{column.refers_to.table.removesuffix('s')}_name"
        rows = reference_edit.rows(content, column.refers_to.table)
        names = {str(row[column.refers_to.column]): row.get(named) for row in rows}
        count = Counter(names.values())
        found |= {
            code: (name if count[name] == 1 else f"{name} ({code})") if name else code for code, name in names.items()
        }
    return found


def _typed(key: str, table: Table, window: grid.Window, current: list[Row], folder: Path) -> None:
    """Something was entered: runs before the page is drawn anew."""
    rows = applied(table, window.filled, st.session_state[key])
    draft = ReferenceDraft(
        table.name, json.dumps(current), json.dumps(rows), guard.person(), data.now().isoformat(timespec="seconds")
    )
    try:
        workspace.keep_reference(folder, draft, writers=guard.writers())
    except workspace.WorkspaceError as error:
        st.session_state[FAILED] = f"Chưa giữ được điều vừa sửa, đừng rời trang này: {error}"
        return
    window.shown = rows


def applied(table: Table, rows: list[Row], typed: dict) -> list[Row]:
    """The same with the columns of the table, and days without an hour."""

    def cells(row: dict) -> Row:
        dates = {c.name for c in table.columns if c.type == "date"}
        return {n: v[:10] if n in dates and isinstance(v, str) else v for n, v in row.items() if n in table.names}

    return [dict.fromkeys(table.names) | cells(row) for row in grid.applied(rows, typed)]
