"""A table of the reference: edited in a grid, its faults said at once, its changes shown, and recorded."""

from __future__ import annotations

import json

import streamlit as st

from etl.desk import reference_book, reference_edit
from etl.desk.reference_edit import Row
from etl.reference.tables import Table
from etl.run.reference import reference_in_force
from pages._catalogue import grid, recording
from pages._shared import data, frame, guard
from pages._shared.tables import Column
from warehouse import reference_names, workspace
from warehouse.store import Warehouse
from warehouse.workspace import ReferenceDraft
from words import labels


def show(name: str) -> None:
    table, folder = reference_edit.edited()[name], data.folder()
    content = reference_in_force(Warehouse(folder))
    recording.said()
    if not data.is_own():
        st.info("Đây là danh mục của số liệu minh họa, không sửa được.")
        _read_only(table, content)
        return
    current = reference_edit.rows(content, name)
    try:
        drafts = workspace.reference_drafts(folder, name)
    except workspace.WorkspaceError as error:
        st.error(labels.of_error(error))
        return
    mine = next((draft for draft in drafts if draft.by in guard.writers()), None)
    _others(drafts)
    rows = _rows(table, current, mine)
    grid.show(table, content, current, rows, folder)
    if not current:
        st.caption("Bảng này chưa có dòng nào; bấm vào dòng trống để thêm.")
    recording.show(table, content, current, rows, folder)
    if name == "settings":
        frame.section("y-nghia", "Ý nghĩa của từng thiết lập", _meanings, current)


def _meanings(current: list[Row]) -> None:
    """The grid cuts sentences."""
    columns = [Column("key", "Thiết lập"), Column("value", "Giá trị"), Column("note", "Ý nghĩa", width=640)]
    frame.table("y-nghia-thiet-lap", "Ý nghĩa của từng thiết lập", [], current, columns, whole=True)


def _rows(table: Table, current: list[Row], mine: ReferenceDraft | None) -> list[Row]:
    """What stands in the grid: what is in force, with what this person typed. What somebody recorded meanwhile is taken in,
    and said where both changed a row."""
    if mine is None:
        return current
    base, rows = json.loads(mine.base), json.loads(mine.rows)
    if base == current:
        return rows
    rows, both = reference_edit.merged(table, base, rows, current)
    st.warning(
        "Bảng này vừa được người khác ghi nhận bản mới; bản đó đã có dưới đây, cùng điều bạn đang sửa."
        + (f" Dòng cả hai cùng sửa, đang hiện bản của bạn: {recording.named(both)}." if both else "")
    )
    return rows


def _others(drafts: list[ReferenceDraft]) -> None:
    for draft in drafts:
        if draft.by not in guard.writers():
            st.warning(f"Bảng này đang sửa bởi {labels.plain(draft.by)}, lần cuối lúc {data.moment(draft.at)}.")


def _read_only(table: Table, content: dict[str, list[tuple]]) -> None:
    kinds = {"date": "date", "integer": "integer", "decimal": "number", "quantity": "number"}
    title = reference_names.names()[table.name]
    columns = [
        Column(c.name, reference_names.column(table.name, c.name), kinds.get(c.type, "text")) for c in table.columns
    ]
    frame.table(f"danh-muc-{table.name}", title, [], reference_book.by_name(content, table.name), columns)
