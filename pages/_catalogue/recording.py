"""What was edited becomes the reference: its faults and changes first, what the door says of it, then the load."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from etl.desk import reference_edit
from etl.desk.reference_edit import Change, Row, Tables
from etl.reference.tables import Table
from pages._intake import todo, tried
from pages._shared import data, door, guard, tables
from pages._shared.tables import Column
from warehouse import reference_names, workspace
from words import labels

SAID = "_da_ghi_danh_muc"
MOST = 50  # changes that are listed
SHOWN = [Column("what", "Thay đổi", width=90), Column("row", "Dòng", width=220), Column("cells", "Nội dung", width=560)]


def said() -> None:
    if words := st.session_state.pop(SAID, None):
        st.success(words)


def show(table: Table, content: Tables, current: list[Row], rows: list[Row], folder: Path) -> None:
    """Under the grid: nothing where nothing is edited. What it does to the figures has to be seen before it counts."""
    changes = reference_edit.changes(table, current, rows)
    if not changes and len(reference_edit.filled(rows)) == len(current):
        return
    shown = [told(table, change) for change in changes[:MOST]]
    st.html(tables.html(shown, SHOWN, f"Thay đổi chưa ghi nhận: {summary(changes)}"))
    book = reference_edit.book(table, rows)
    wrong = reference_edit.problems(content, table, rows, book)
    if wrong:
        st.error("Chưa ghi nhận được:  \n" + "  \n".join(labels.plain(line) for line in wrong[:MOST]))
    press = tried.buttons(table.name, rows, lambda: book, bool(wrong), "Bỏ thay đổi")
    if press.drops:
        _drop(folder, table)
        st.rerun()
    if press.tried:
        tried.answer(press.tried, "Không tệp nào đang dùng bị đọc lỗi hoặc đọc khác đi; ghi nhận được.")
    if press.records:
        _record(table, book, changes, folder)


def summary(changes: list[Change]) -> str:
    added, gone = sum(c.before is None for c in changes), sum(c.after is None for c in changes)
    return f"thêm {added}, sửa {len(changes) - added - gone}, bỏ {gone} dòng."


def told(table: Table, change: Change) -> dict:
    """A change in words: what came, what went, or which cells became what."""
    before, after = change.before or {}, change.after or {}
    cells = [
        f"{reference_names.column(table.name, name)}: "
        + (f"{words(before.get(name))} → {words(after.get(name))}" if change.before and change.after else words((after or before).get(name)))
        for name in table.names
        if before.get(name) != after.get(name)
    ]  # fmt: skip
    what = "Thêm" if change.before is None else "Bỏ" if change.after is None else "Sửa"
    return {"what": what, "row": named([change.key]), "cells": "; ".join(cells)}


def words(value) -> str:
    if isinstance(value, bool):
        return "có" if value else "không"
    if isinstance(value, str) and len(value) == 10 and value[4:8:3] == "--":
        return f"{value[8:]}/{value[5:7]}/{value[:4]}"
    return labels.NONE if value in (None, "") else str(value)


def named(keys: list[tuple]) -> str:
    return "; ".join(" · ".join(words(part) for part in key if part is not None) or "(chưa có mã)" for key in keys)


def _record(table: Table, book: bytes, changes: list[Change], folder: Path) -> None:
    name = f"danh_muc_{table.name}_{data.now():%Y%m%d_%H%M%S}.xlsx"
    with st.spinner("Đang ghi nhận và tính lại số liệu…"):
        result, problem = door.record(name, book, data.now().date())
    waits = bool(result) and todo.waits(result)
    if not waits and (problem or not result):
        st.error(f"Chưa ghi nhận được, bản đang sửa còn nguyên. {labels.plain(problem)}")
        return
    _drop(folder, table)
    st.session_state[SAID] = (
        f"Đã lưu thay đổi của bảng “{reference_names.names()[table.name]}”, chưa có hiệu lực. {labels.plain(problem)}"
        if waits
        else f"Đã ghi nhận bảng “{reference_names.names()[table.name]}”: {summary(changes)} Ghi nhầm thì rút lần nhập này ở trang Tiếp nhận "
        "hồ sơ."
    )
    st.rerun()


def _drop(folder: Path, table: Table) -> None:
    tried.forget(table.name)
    try:
        workspace.drop_reference(folder, table.name, *guard.writers())
    except workspace.WorkspaceError as error:
        st.error(labels.of_error(error))
        st.stop()
