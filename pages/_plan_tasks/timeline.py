"""Task by task the years of its period."""

from __future__ import annotations

import datetime as dt

import streamlit as st

from charts import plan_tasks, templates
from pages._plan_tasks import state
from pages._shared import charts
from pages._shared.filters import View
from pages._shared.tables import Column, Table
from words import labels

AS_EXPECTED = ("done", "not_reported", "not_due")  # done, or its year is not over
LETTERS = 14  # of a line in a bar


def show(view: View, rows: list[dict]) -> None:
    """A bar for each task and year; the colour repeats what its sign and words say."""
    years = sorted({row["year"] for row in rows})
    names = {row["task_code"]: row["name"] for row in rows}
    title = f"Tình trạng từng nhiệm vụ theo năm, {years[0]}–{years[-1]}"
    found = {(row["task_code"], row["year"]): row["status_text"] for row in rows}
    listed = [{"name": name} | {str(year): found.get((code, year)) for year in years} for code, name in names.items()]
    columns = [Column("name", "Nhiệm vụ"), *(Column(str(year), f"Năm {year}") for year in years)]
    charts.show(
        "gantt",
        message(rows),
        f"{title}: "
        + "; ".join(f"{row['name']}, {row['year']}: {_said(row)}" for row in rows if row["status"] not in AS_EXPECTED),
        "bieu_do_tien_do",
        facts=view.facts(),
        table=Table("tien-do-theo-nam", title, view.facts(), listed, columns),
        tasks=[{"row": code, "tip": name, **plan_tasks.named(name)} for code, name in names.items()],
        bars=[
            {
                "row": row["task_code"],
                "start": row["year"],
                "end": row["year"] + 1,
                "status": row["status"],
                "sign": row["status_text"].split()[0],
                # words only for what is not: else the same word stands forty times
                "said": "" if row["status"] in AS_EXPECTED else templates.broken(row["status_text"], LETTERS),
                "tip": f"{row['name']}, năm {row['year']}: {_said(row)}",
            }
            for row in rows
        ],
        years=[{"year": str(year), "middle": year + 0.5} for year in years],
        today=_today(view.snapshot.as_of, years),
    )
    signs = dict.fromkeys(row["status_text"] for row in sorted(rows, key=lambda row: row["status"] != "done"))
    st.caption(" · ".join(signs) + ". Năm không có thanh: không có việc theo Kế hoạch.")


def message(rows: list[dict]) -> str:
    """What is left of the years that are over, by name."""
    left = [f"{row['task_code']} ({row['year']})" for row in rows if row["status"] in state.LEFT]
    if not left:
        return "Mọi nhiệm vụ của các năm đã qua đều có báo cáo hoàn thành"
    return f"Còn {len(left)} lượt nhiệm vụ chưa xong hoặc chưa báo cáo: {labels.names(left, 6)}"


def _said(row: dict) -> str:
    return row["status_text"].partition(" ")[2].lower()


def _today(day: dt.date, years: list[int]) -> list[dict]:
    """The rule at the day of the figures, where it lies within the plan."""
    if not years[0] <= day.year <= years[-1]:
        return []
    into_year = (day - dt.date(day.year, 1, 1)).days / 366
    return [{"day": day.year + into_year, "text": f"tính đến {labels.date(day)}"}]
