"""Every load, newest first: who, when, which files; and the way to take any of them back, also days later. What took one
back is a load too, and can be taken back."""

from __future__ import annotations

from collections import Counter

import streamlit as st

from pages._shared import data, frame, withdrawal
from pages._shared.tables import Column, column
from warehouse.store import Warehouse
from warehouse.withdrawn import taken
from words import labels

TITLE = "Các lần nhập trước, rút một lần nhập"
MOST = 100
FIRST = 3  # files that are named
COLUMNS = [
    Column("run", "Lần", "integer"),
    Column("what", "Tệp", width=420),
    column("at"),
    Column("who", "Người nhập"),
    Column("count", "Số tệp", "integer"),
    Column("taken", "Ghi nhận", "integer"),
    Column("refused", "Không nhận", "integer"),
    Column("state", "Tình trạng"),
]
SAID = "_da_rut"


def of(events: list[dict]) -> list[dict]:
    """One row per run that received files or took a load back, newest first: its number, moment, person, files and whether
    it was taken back itself."""
    withdrawals = [event for event in events if event["type"] == "withdrawn"]
    back = taken(withdrawals).runs
    runs: dict[int, list[dict]] = {}
    for event in events:
        if event["type"] == "received":
            runs.setdefault(event["run"], []).append(event)
    rows = [_received(files) for files in runs.values()] + [_withdrawn(event) for event in withdrawals if event["runs"]]
    for row in rows:
        row["state"] = "Đã rút" if row["run"] in back else "Còn hiệu lực"
    return sorted(rows, key=lambda row: row["run"], reverse=True)


def _received(files: list[dict]) -> dict:
    status = Counter(file["status"] for file in files)
    names = [file["path"].rsplit("/", 1)[-1] for file in files]
    return _signed(files[0]) | {
        "what": ", ".join(names[:FIRST]) + (f" và {len(names) - FIRST} tệp khác" if len(names) > FIRST else ""),
        "count": len(files),
        "taken": status["accepted"] + status["accepted_with_warnings"] + status["superseded"],
        "refused": status["rejected"],
    }


def _withdrawn(event: dict) -> dict:
    what = f"Rút lần nhập {labels.runs(event)}{', cả ngày nhận' if event['with_receipts'] else ''}"
    return _signed(event) | {"what": what, "count": None, "taken": None, "refused": None}


def _signed(event: dict) -> dict:
    return {"run": event["run"], "at": data.moment(event["at"]), "who": event["who"]}


def show() -> None:
    if said := st.session_state.pop(SAID, None):
        st.success("  \n".join(labels.plain(line) for line in said))
    rows = of(Warehouse(data.folder()).events())
    frame.table("cac-lan-nhap", "Các lần nhập", [], rows[:MOST], COLUMNS, whole=True)
    if len(rows) > MOST:
        st.caption(f"Chỉ hiện {MOST} lần nhập gần nhất trong {len(rows)} lần.")
    standing = {row["run"]: row for row in rows if row["state"] != "Đã rút"}
    run = st.selectbox(
        "Lần nhập cần rút", list(standing), index=None, placeholder="Chọn một lần nhập", key="lan_nhap_can_rut",
        format_func=lambda number: f"Lần {number} · {standing[number]['at']} · {standing[number]['what']} · {standing[number]['who']}",
    )  # fmt: skip
    if run is None:
        return
    said = withdrawal.offer(
        run, "Xem và rút lần nhập này", "Chỉ rút lần nhập này; các lần nhập khác giữ nguyên, tệp đã nhận vẫn được lưu."
    )
    if said:
        st.session_state[SAID] = said
        st.rerun()
