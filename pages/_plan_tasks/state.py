"""What is over and not done, in a sentence, in figures and as a list."""

from __future__ import annotations

from collections import Counter

from pages._shared import data, frame
from pages._shared.filters import View
from pages._shared.tables import Column, column
from words import labels

LEFT = ("never_reported", "unfinished")  # of a year that is over


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


def figures(view: View, rows: list[dict]) -> list[dict]:
    """The years that are over, then the one that runs."""
    now = view.snapshot.as_of.year
    over, running = [row for row in rows if row["year"] < now], [row for row in rows if row["year"] == now]
    count = Counter(row["status"] for row in over)
    told = sum(row["status"] != "not_reported" for row in running)
    return [
        {"label": "Có báo cáo hoàn thành", "value": f"{count['done']}/{len(over)}", "note": "lượt của các năm đã qua"},
        {"label": "Chưa hoàn thành", "value": str(count["unfinished"]), "note": "hết năm chưa xong"},
        {"label": "Chưa có báo cáo", "value": str(count["never_reported"]), "note": "của các năm đã qua"},
        *(
            [{"label": f"Năm {now} đã báo cáo", "value": f"{told}/{len(running)}", "note": "năm đang diễn ra"}]
            if running
            else []
        ),
    ]


def todo(rows: list[dict]) -> list[dict]:
    """Years that are over without the word "done", those without any report first."""
    left = [row for row in rows if row["status"] in LEFT]
    return sorted(left, key=lambda row: (row["status"] != "never_reported", row["year"], row["sort_order"]))


def what_is_left(view: View, todo: list[dict]) -> None:
    """Who leads what is not done."""
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
    frame.table("nhiem-vu-can-lam", title, view.facts(), todo, columns, whole=True)


def of_years() -> list[dict]:
    """Every task and year of its period, in words."""
    rows = data.rows("task_years")
    for row in rows:
        row["name"] = f"{row['task_code']}. {row['title']}"
        row["status_text"] = labels.TASK_STATUS[row["status"]]
    return rows
