"""The dictionary: columns of the pages, and tables and columns of the reference, by their names for people and for programs."""

from __future__ import annotations

import streamlit as st

from etl.reference.tables import tables as reference_tables
from pages._shared import frame, tables
from pages._shared.tables import Column, Table
from warehouse import reference_names
from warehouse.names_of_people import fold
from words.columns import COLUMNS as SHOWN

MOST = 30
COLUMNS = [Column("name", "Tên", width=260), Column("place", "Ở đâu", width=260)]
IN_FILES = [*COLUMNS, Column("code", "Mã trong tệp")]


def entries() -> list[dict]:
    of_pages = [{"name": label, "place": "cột của các trang", "code": field} for field, (label, _) in SHOWN.items()]
    of_tables = [
        {"name": name, "place": "bảng của danh mục", "code": table} for table, name in reference_names.names().items()
    ]
    of_columns = [
        {"name": reference_names.column(table, column), "place": f"danh mục “{reference_names.names()[table]}”", "code": f"{table}.{column}"}
        for table, known in reference_tables().items()
        if known.kind == "reference"  # those of a framework are typed on a sheet with words of its own
        for column in known.names
    ]  # fmt: skip
    return [*of_pages, *of_tables, *of_columns]


def found(asked: str) -> list[dict]:
    """What bears every word that was typed, with or without tone marks."""
    words = fold(asked).split()
    return [
        one for one in entries() if all(word in fold(f"{one['name']} {one['place']} {one['code']}") for word in words)
    ]


def show() -> None:
    asked = st.text_input("Tìm trong từ điển", key="tim_tu_dien", placeholder="Gõ tên hoặc mã, không cần dấu")
    rows = found(asked)
    st.html(tables.html(rows[:MOST], COLUMNS, "Từ điển số liệu"))
    if len(rows) > MOST:
        st.caption(
            f"Hiện {MOST} trong {len(rows)} mục; gõ thêm chữ để thu hẹp, hoặc tải cả bảng (có thêm mã trong tệp)."
        )
    frame.downloads(Table("tu-dien", "Từ điển số liệu", [], rows, IN_FILES))
