"""The scores of one unit in one assessment: every criterion with its parts, and the cells in which they stand."""

from __future__ import annotations

import streamlit as st

from pages._shared import data, filters, frame, score_story
from pages._shared.filters import View
from pages._shared.tables import Column, column

CHOSEN = "luot"  # in the address: assessment and unit
COLUMNS = [
    column("title", width=340),
    column("max_points"),
    column("self_points"),
    column("verified_points"),
    column("final_points"),
    column("points"),
    column("pct"),
    column("evidence", width=260),
    Column("place", "Trang, ô", width=200),
    Column("file_text", "Tệp", width=200),
]


def _code(row: dict) -> str:
    return f"{row['assessment_code']}.{row['unit_code']}"


def facts(view: View, results: list[dict], *own: tuple[str, str]) -> list[tuple[str, str]]:
    """What an export says of these figures: they follow the frameworks of the assessments, not that of the year."""
    names, bases = (dict.fromkeys(row[f] for row in results if row[f]) for f in ("framework_name", "basis_text"))
    of_these = {"Bộ tiêu chí": "; ".join(names), "Cơ sở điểm": "; ".join(bases)}
    return [*own, *((name, of_these.get(name, said)) for name, said in view.facts())]


def show(view: View, results: list[dict]) -> None:
    st.header("Điểm từng tiêu chí của một đơn vị", anchor=False)
    known = {_code(row): row for row in results if row["submission_version"] is not None}
    if not known:
        st.caption("Chưa có biểu nào của các đợt này được nhận.")
        return
    names = {code: f"{row['unit_name']} · {row['about']}" for code, row in known.items()}
    chosen = filters.choose(
        st.selectbox, CHOSEN, list(known), None, label="Kết quả của", format_func=names.get, index=None,
        placeholder="Chọn đơn vị và đợt",
    )  # fmt: skip
    if chosen is None:
        return
    row = known[chosen]
    found = data.rows(
        "assessment_scores", year=view.year, assessment=row["assessment_code"], unit=row["unit_code"], scope=view.scope
    )
    frame.table(
        f"diem-dot-{row['assessment_code']}-{row['unit_code']}-{view.year}",
        f"Điểm từng tiêu chí của {row['unit_name']}, đợt {row['assessment_code']} năm {view.year}",
        facts(view, [row], ("Đơn vị", row["unit_name"]), ("Đợt đánh giá", row["about"])),
        [_in_words(one) for one in found],
        COLUMNS,
        whole=True,
    )


def _in_words(row: dict) -> dict:
    row = score_story.in_words(row)
    row["title"] = ("– " if row["parent_code"] else "") + row["title"]
    files = (row["self_file"], row["verified_file"], row["final_file"])
    row["file_text"] = "; ".join(dict.fromkeys(filter(None, files))) or None
    row["max_points"] = row["max_points"] if row["applicable"] else None
    return row
