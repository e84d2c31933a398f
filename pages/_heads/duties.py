"""What fell due, was recommended, or is weak two years running, beside a head."""

from __future__ import annotations

import streamlit as st

from pages._shared import data, frame
from pages._shared.filters import View
from pages._shared.tables import Column, column
from words import labels


def milestones(view: View, unit: str, name: str, heads: list[dict]) -> list[dict]:
    """What fell due in the calendar year, with both dates: first receipt and first accepted."""
    positions = {h["head_code"]: labels.head(h["position"], h["term_from"]) for h in heads if h["is_rated_here"]}
    due = data.rows("due_in_year", year=view.year, unit=unit, scope=view.scope)
    if not due:
        return due
    for row in due:
        row["status_text"] = labels.status(row, view.snapshot.as_of)
        # beside a head stands only what counts: a date that nobody confirmed does not
        is_checked = row["received_on_source"] != "assumed"
        row["head_text"] = positions.get(row["head_code"]) if is_checked else None
        row["obligation_text"] = labels.OBLIGATION[row["obligation"]]
    st.markdown(f"**Mốc có hạn trong năm {view.year}**")
    frame.table(
        f"moc-{unit}-{view.year}",
        f"{name}: mốc có hạn trong năm {view.year}",
        view.facts(),
        due,
        [
            column("milestone_name"),
            Column("year", "Năm đánh giá", "year"),
            column("due_on"),
            column("first_received_on"),
            Column("accepted_on", "Nhận hợp lệ", "date"),
            column("status_text", width=260),
            column("obligation_text"),
            column("head_text"),
        ],
    )
    return due


def follow_ups(view: View, unit: str, name: str, heads: list[dict]) -> list[dict]:
    """Recommendations to the unit; those made before a term began are marked as inherited."""
    found = data.rows("follow_ups", year=view.year, block=None, unit=unit, scope=view.scope)
    if not found:
        return found
    own = [head for head in heads if head["is_rated_here"]]
    for row in found:
        row["status_text"] = labels.FOLLOW_UP[row["status"]] + (
            f" {row['days_overdue']} ngày" if row["days_overdue"] else ""
        )
        heirs = [labels.head(head["position"], head["term_from"]) for head in own if head["term_from"] > row["made_on"]]
        notes = [
            f"có từ trước nhiệm kỳ của {labels.names(heirs)}" if heirs else "",
            f"chuyển từ năm {row['year']}" if row["is_earlier"] else "",
            "lặp lại hai năm liền" if row["repeats"] else "",
        ]
        row["note"] = labels.sentence("; ".join(filter(None, notes))) or None
    st.markdown(f"**Khuyến nghị đối với đơn vị, năm {view.year} và các năm trước chưa xong**")
    frame.table(
        f"khuyen-nghi-{unit}-{view.year}",
        f"{name}: khuyến nghị và kết quả thực hiện",
        view.facts(),
        found,
        [
            Column("content", "Khuyến nghị", width=330),
            column("status_text"),
            column("made_on"),
            Column("due_on", "Hạn thực hiện", "date"),
            Column("done_on", "Ngày xong", "date"),
            column("proof"),
            column("note", width=320),
        ],
    )
    return found


def weaknesses(view: View, unit: str, name: str, heads: list[dict]) -> list[dict]:
    """Criteria low two years running; whose term began after the first of the two years inherited them."""
    repeated = data.rows("unit_repeated_weaknesses", year=view.year, unit=unit, scope=view.scope)
    if not repeated:
        return repeated
    heirs = [
        head for head in heads
        if head["term_from"].year >= view.year and head["is_rated_here"]
    ]  # fmt: skip
    note = (
        f"Tồn tại từ trước nhiệm kỳ của {labels.names([head['position'] for head in heirs])} "
        f"(nhận nhiệm vụ từ {labels.date(min(head['term_from'] for head in heirs))})"
        if heirs
        else None
    )
    for row in repeated:
        row["title"] = f"{row['criterion_code']} {row['criterion_name']}"
        row["note"] = note
    st.markdown(
        f"**{len(repeated)} tiêu chí của đơn vị dưới một nửa điểm tối đa hai năm liền, "
        f"{view.year - 1} và {view.year}**" + (f". {note}." if note else "")
    )
    columns = [
        column("title", width=420),
        Column("points_before", f"Điểm {view.year - 1}", "points"),
        Column("points", f"Điểm {view.year}", "points"),
        Column("max_points", "Tối đa", "points"),
    ]
    frame.table(
        f"ton-tai-{unit}-{view.year}",
        f"{name}: tiêu chí thấp hai năm liền",
        view.facts(),
        repeated,
        [*columns, *([column("note", width=320)] if note else [])],
    )
    return repeated
