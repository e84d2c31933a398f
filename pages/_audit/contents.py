"""What happened, newest first: by who, by what, by day, by a word; page by page, and as a file."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from pages._shared import data, filters, frame, tables
from pages._shared.tables import Column, column
from warehouse import audit
from warehouse.names_of_people import fold
from warehouse.reference_names import sheet
from warehouse.store import Warehouse, WarehouseError
from words import happened, labels

A_PAGE = 50
A_FILTER = 168  # pixels: a day is read whole
EVERYBODY, EVERYTHING = "tat_ca", "tat_ca"
COLUMNS = [
    column("at"),
    Column("who", "Ai", width=170),
    Column("what", "Việc", width=120),
    Column("about", "Nội dung", width=320),
    Column("snapshots", "Bản số liệu", width=170),
    Column("how", "Vai trò, cách vào", width=130),
    Column("source", "Ghi ở", width=130),
]


def show() -> None:
    root = data.served()
    is_loaded = bool(st.session_state["_snapshot"])
    rows = _rows(str(root), _state(root), data.setting("time_zone") if is_loaded else None)
    for words in _wrong(str(root), _state(root)):
        st.warning(words)
    if not rows:
        st.info("Chưa có việc nào được ghi.")
        return
    shown = _chosen(rows)
    if not shown:
        st.info("Không có việc nào khớp điều kiện lọc.")
        return
    st.markdown(f"**{labels.number(len(shown), 0)}** việc, mới nhất ở trên.")
    last = -(-len(shown) // A_PAGE)
    page = st.number_input(f"Trang (1–{last})", 1, last, 1, key="trang_nhat_ky", width=160) if last > 1 else 1
    title = "Nhật ký thao tác"
    st.html(tables.html(shown[(page - 1) * A_PAGE : page * A_PAGE], COLUMNS, title))
    frame.downloads(tables.Table("nhat-ky", title, [], shown, COLUMNS))
    kept = data.setting("audit_kept_years") if is_loaded else None
    frame.notes(
        "Ghi ở “Nhật ký”: việc làm thay đổi số liệu (`archive/journal.jsonl`); ghi ở “Sổ truy vết”: đăng nhập, bị từ chối, tải "
        "tệp, phân quyền (`archive/audit.jsonl`). Cả hai chỉ ghi thêm, dòng sau giữ mã băm của dòng trước.",
        f"Sổ truy vết giữ {kept or audit.KEPT_YEARS} năm, theo {sheet('settings')}.",
        "“Tại máy”: phần mềm chạy trên một máy không có đăng nhập; tên là tên người dùng tự ghi.",
    )


def _state(root: Path) -> tuple:
    warehouse, ledger = Warehouse(root), audit.Ledger(root)
    return tuple((f.stat().st_mtime_ns, f.stat().st_size) for f in (warehouse.journal, ledger.file) if f.is_file())


@st.cache_resource(max_entries=2, show_spinner=False)
def _rows(root: str, state: tuple, zone: str | None) -> list[dict]:
    try:
        journal = Warehouse(Path(root)).events()
    except WarehouseError:  # which stands above every page
        journal = []
    return happened.rows(journal, audit.Ledger(Path(root)).events(), zone)


@st.cache_data(max_entries=2, show_spinner=False)
def _wrong(root: str, state: tuple) -> list[str]:
    return audit.wrong(Path(root))


def _chosen(rows: list[dict]) -> list[dict]:
    people = sorted({row["who"] for row in rows})
    codes = [code for code in happened.WHAT if any(row["code"] == code for row in rows)]
    with st.container(horizontal=True):  # as many side by side as the width has room for
        who = filters.choose(
            st.selectbox, "ai", [EVERYBODY, *people], EVERYBODY, label="Ai", width=A_FILTER,
            format_func=lambda name: "Mọi người" if name == EVERYBODY else name,
        )  # fmt: skip
        what = filters.choose(
            st.selectbox, "viec", [EVERYTHING, *codes], EVERYTHING, label="Việc", width=A_FILTER,
            format_func={EVERYTHING: "Mọi việc", **happened.WHAT}.get,
        )  # fmt: skip
        # two fields: what a field of two days says to who listens is English
        first = st.date_input("Từ ngày", None, format="DD/MM/YYYY", key="tu_ngay_nhat_ky", width=A_FILTER)
        last = st.date_input("Đến ngày", None, format="DD/MM/YYYY", key="den_ngay_nhat_ky", width=A_FILTER)
        word = st.text_input("Tìm chữ", key="tim_nhat_ky", placeholder="Gõ không cần dấu", width=A_FILTER)
    asked = fold(word).split()
    return [
        row
        for row in rows
        if who in (EVERYBODY, row["who"])
        and what in (EVERYTHING, row["code"])
        and (first is None or first <= row["day"])
        and (last is None or row["day"] <= last)
        and all(word in fold(f"{row['about']} {row['who']} {row['snapshots']} {row['what']}") for word in asked)
    ]
