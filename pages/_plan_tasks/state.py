"""What is over and not done, in a sentence and as a list."""

from __future__ import annotations

import streamlit as st

from pages._shared import data, frame, tables
from pages._shared.filters import View
from pages._shared.tables import Column, Table, column
from words import labels


def answer(view: View, rows: list[dict]) -> str:
    """What is over and not done; a year that runs is said apart."""
    over = [row for row in rows if row["year"] < view.snapshot.as_of.year]
    count = {status: sum(row["status"] == status for row in over) for status in labels.TASK_STATUS}
    text = (
        f"Đến {labels.date(view.snapshot.as_of)}, **{count['done']}/{len(over)}** lượt nhiệm vụ của các năm đã qua có báo cáo hoàn thành; "
        f"**{count['unfinished']}** hết năm chưa hoàn thành, **{count['never_reported']}** chưa có báo cáo."
    )
    running = [row for row in rows if row["year"] == view.snapshot.as_of.year]
    if running:
        told = sum(row["status"] != "not_reported" for row in running)
        text += f" Năm {view.snapshot.as_of.year} đang diễn ra: {told}/{len(running)} nhiệm vụ đã có báo cáo."
    return text


def open_first(view: View, rows: list[dict]) -> None:
    """Years that are over without the word "done"."""
    todo = [row for row in rows if row["status"] in ("never_reported", "unfinished")]
    if not todo:
        return
    todo.sort(key=lambda row: (row["status"] != "never_reported", row["year"], row["sort_order"]))
    st.header("Cần báo cáo hoặc hoàn thành", anchor=False)
    title = f"Nhiệm vụ của các năm đã qua chưa hoàn thành hoặc chưa có báo cáo, đến {labels.date(view.snapshot.as_of)}"
    columns = [
        Column("name", "Nhiệm vụ"),
        Column("year_text", "Năm"),
        column("status_text"),
        column("lead"),
        column("partners"),
    ]
    for row in todo:
        row["year_text"] = str(row["year"])
    st.html(tables.html(todo, columns, title))
    frame.downloads(Table("nhiem-vu-can-lam", title, view.facts(), todo, columns))


def of_years() -> list[dict]:
    """Every task and year of its period, in words."""
    rows = data.rows("task_years")
    for row in rows:
        row["name"] = f"{row['task_code']}. {row['title']}"
        row["status_text"] = labels.TASK_STATUS[row["status"]]
    return rows
