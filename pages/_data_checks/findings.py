"""Errors and notes in the files, the gravest first: who has each, since when it is open, whether it is done.

Who has one is kept in the workspace like the words of reports, every version of it: it is work of the office about figures,
no figure, so no run and no snapshot changes by it."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import pandas as pd
import streamlit as st

from pages._shared import data, filters, frame, grid, guard, tables
from pages._shared.filters import View
from pages._shared.tables import Column, column
from warehouse import workspace
from words import labels

DOCUMENT = "kiem-tra-so-lieu"
WHO, DONE, NOTE = "Giao cho", "Xong", column("note").label
FINDINGS = [
    column("unit_name", width=170),
    column("message", width=520),
    Column("level", "Mức"),
    Column("state", "Tình trạng"),
    Column("age", "Tuổi (ngày)", "integer"),
    Column("who", WHO),
    column("note"),
    column("file_name"),
]
OPEN, CLOSED, REPLACED = "Đang mở", "Đã xử lý", "Đã có bản thay"
STATES = {"mo": OPEN, "xong": CLOSED, "thay": REPLACED}
EVERY, NOBODY = "tat_ca", "chua_giao"


def show(view: View) -> None:
    st.header("Lỗi và lưu ý", anchor=False)
    rows = known(view)
    if not rows:
        st.caption("Không có lỗi hay lưu ý nào.")
        return
    shown = _chosen(rows)
    still = [row for row in rows if row["state"] == OPEN]
    oldest = max((row["age"] for row in still), default=0)
    nobodys = sum(not row["who"] for row in still)
    st.caption(
        f"Đang mở {len(still)}, trong đó chưa giao ai {nobodys}; lâu nhất {oldest} ngày."
        if still
        else "Không còn lỗi hay lưu ý nào đang mở."
    )
    title = f"Lỗi và lưu ý, năm {view.year}"
    if data.is_own():
        _grid(title, shown)
        frame.downloads(tables.Table("kiem-tra-loi", title, view.facts(), shown, FINDINGS))
    else:
        frame.table("kiem-tra-loi", title, view.facts(), shown, FINDINGS)


def known(view: View) -> list[dict]:
    """The findings of the year with what the office keeps about each."""
    rows = data.rows("findings", year=view.year, block=view.block)
    kept = _kept()
    for row in rows:
        row["place"] = place_of(row)
        said = kept.get(row["place"])
        words = json.loads(said.words or "{}") if said else {}
        row |= {"who": words.get("who", ""), "note": words.get("note", ""), "done": words.get("done", False)}
        row["number"] = said.number if said else 0
        row["level"] = labels.LEVEL[row["severity"]]
        row["state"] = CLOSED if row["done"] else REPLACED if row["is_replaced"] else OPEN
        row["age"] = max((view.snapshot.as_of - dt.datetime.fromisoformat(row["found_at"]).date()).days, 0)
    return rows


def place_of(row: dict) -> str:
    """One finding, whatever runs and releases come after it."""
    return " ".join((row["sha256"], row["code"], row["sheet"] or "-", row["cell"] or "-"))


def _kept() -> dict[str, workspace.Text]:
    try:
        return workspace.texts(data.folder(), DOCUMENT).by_place
    except workspace.WorkspaceError as error:
        st.error(labels.of_error(error))
        return {}


def _chosen(rows: list[dict]) -> list[dict]:
    """Those of the level, the person and the state that a reader looks for."""
    people = sorted({row["who"] for row in rows if row["who"]})
    with st.container(horizontal=True, vertical_alignment="bottom"):
        level = filters.choose(
            st.segmented_control, "muc", [EVERY, *labels.LEVEL], EVERY, label="Mức",
            format_func={EVERY: "Tất cả", **labels.LEVEL}.get, required=True,
        )  # fmt: skip
        state = filters.choose(
            st.segmented_control, "tinh-trang", [EVERY, *STATES], EVERY, label="Tình trạng",
            format_func={EVERY: "Tất cả", **STATES}.get, required=True,
        )  # fmt: skip
        who = filters.choose(
            st.selectbox, "ai", [EVERY, NOBODY, *people], EVERY, label=WHO, width=240,
            format_func=lambda one: {EVERY: "Tất cả", NOBODY: "Chưa giao"}.get(one, one),
        )  # fmt: skip
    return [
        row for row in rows
        if level in (EVERY, row["severity"]) and STATES.get(state, row["state"]) == row["state"]
        and who in (EVERY, row["who"] or NOBODY)
    ]  # fmt: skip


def _grid(title: str, rows: list[dict]) -> None:
    """Three columns are typed in, and kept as each is left."""
    if not rows:  # a grid without rows has columns without a type, which Streamlit refuses
        st.info("Không có lỗi hay lưu ý nào khớp điều kiện lọc.")
        return
    window = st.session_state.setdefault("_giao_loi", grid.Window([]))
    cells = [{WHO: row["who"], DONE: row["done"], NOTE: row["note"], "place": row["place"], "number": row["number"]} for row in rows]  # fmt: skip
    key = window.key("_giao_loi", cells)
    fixed = {c.label: [tables.text(row, c) for row in rows] for c in FINDINGS if c.label not in (WHO, NOTE)}
    unit, message, level, state, age, file = fixed
    typed = {name: [row[name] for row in window.filled] for name in (WHO, DONE, NOTE)}
    order = [unit, message, level, age, WHO, DONE, NOTE, state, file]
    st.data_editor(
        pd.DataFrame(fixed | typed, columns=order), key=key, hide_index=True, num_rows="fixed", disabled=[*fixed],
        alt=title, on_change=_typed, args=(key, window, data.folder()), placeholder="",
        column_config={
            unit: st.column_config.TextColumn(width=170, pinned=True),
            message: st.column_config.TextColumn(width=420),
            WHO: st.column_config.TextColumn(width=130, max_chars=60),
            DONE: st.column_config.CheckboxColumn(width=60),
            NOTE: st.column_config.TextColumn(width=180, max_chars=300),
        },
    )  # fmt: skip
    st.caption("Gõ tên ở cột Giao cho, tích Xong khi đã xử lý; gõ đến đâu giữ đến đó, ai sửa lúc nào đều được lưu.")


def _typed(key: str, window: grid.Window, folder: Path) -> None:
    """Something was entered: kept before the page is drawn anew, as one more version."""
    now = window.rows(key)
    for at, (row, before) in enumerate(zip(now, window.shown, strict=True)):
        new = {"who": (row[WHO] or "").strip(), "done": bool(row[DONE]), "note": (row[NOTE] or "").strip()}
        if (new["who"], new["done"], new["note"]) == (before[WHO], before[DONE], before[NOTE]):
            continue
        try:
            words = json.dumps(new, ensure_ascii=False)
            row["number"] = workspace.save(
                folder, DOCUMENT, row["place"], words, instead_of="", based_on=before["number"],
                by=guard.person(), at=data.now(),
            )  # fmt: skip
        except workspace.WorkspaceError as error:
            st.error(labels.of_error(error))
            return
        row |= {WHO: new["who"], DONE: new["done"], NOTE: new["note"]}
        window.shown = [*window.shown[:at], row, *window.shown[at + 1 :]]
