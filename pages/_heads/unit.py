"""One unit: its head beside the collective, and the sheet of both."""

from __future__ import annotations

import streamlit as st

from pages._heads.duties import follow_ups, milestones, weaknesses
from pages._heads.heads import serves
from pages._shared import data, export, guard
from pages._shared.filters import View
from reports import head_sheet
from words import labels


def show(view: View, rows: list[dict], unit: str) -> None:
    name = next(row["unit_name"] for row in rows if row["unit_code"] == unit)
    heads = [row for row in rows if row["unit_code"] == unit]
    attributed = data.rows("heads_by_year", unit=unit, scope=view.scope)
    years = collective(view, unit, {row["year"]: row for row in attributed}, heads)
    left, right = st.columns(2)
    with left:
        for row in heads:
            with st.container(border=True):
                st.markdown(
                    f"**Người đứng đầu: {labels.plain(labels.head(row['position'], row['term_from']))}** – {row['capacity_text']}"
                )
                st.markdown(bullets(head_lines(view, row)))
    with right, st.container(border=True):
        st.markdown(f"**Tập thể: {labels.plain(name)}**")
        st.markdown(bullets(years) or "Chưa có kết quả.")
        if guard.may_open("unit_profile.py"):
            st.page_link(
                "unit_profile.py",
                label=labels.PAGES["unit_profile.py"][0],
                query_params={"nam": str(view.year), "dv": unit},
            )
    apart = two_people(view, attributed) if heads[0]["is_rated_here"] else None
    if apart:
        st.markdown(labels.plain(apart))
    st.caption(serves(view))
    files = data.rows("heads_sources", year=view.year, unit=unit, scope=view.scope)
    sources = "; ".join(f"{labels.FILE_KIND[f['kind']].lower()} {f['file_name']}" for f in files)
    if sources:
        st.caption(labels.plain(f"Nguồn: {sources}."))
    due = milestones(view, unit, name, heads)
    asked = follow_ups(view, unit, name, heads)
    weak = weaknesses(view, unit, name, heads)
    ask, facts, year = data.asker(), dict(view.facts()), view.year
    sheet = head_sheet.Sheet(
        unit=name, year=year, is_provisional=view.is_running, serves=serves(view), apart=apart, years=years,
        heads=[(f"{labels.head(row['position'], row['term_from'])} – {row['capacity_text']}", head_lines(view, row)) for row in heads],
        due=due, follow_ups=asked, weaknesses=weak, sources=sources,
    )  # fmt: skip
    export.document(
        f"phieu-tham-khao-{unit}-{year}.docx",
        f"Tải phiếu {'tạm tính ' if view.is_running else ''}của đơn vị này (Word)",
        lambda: head_sheet.docx(ask, sheet, facts),
    )


def bullets(lines: list[str]) -> str:
    return "\n".join(f"- {labels.plain(line)}" for line in lines)


def head_lines(view: View, row: dict) -> list[str]:
    lines = [
        f"Nhiệm kỳ: từ {labels.date(row['term_from'])}"
        + (f" đến {labels.date(row['term_to'])}" if row["term_to"] else ", đang tại nhiệm"),
        f"Tại nhiệm {row['days_in_office']} ngày trong năm {view.year}"
        + (" (lâu nhất trong năm)" if row["is_accountable"] else ""),
    ]
    if row["late_count"] is not None:
        lines.append(
            f"Mốc bắt buộc có hạn trong năm {view.year} và trong nhiệm kỳ: {row['late_count']} gửi chậm, {row['missing_count']} chưa gửi"
        )
    if row["open_follow_ups"] is not None:
        lines.append(f"Khuyến nghị đến hạn trong năm và trong nhiệm kỳ chưa thực hiện xong: {row['open_follow_ups']}")
    lines += [f"Căn cứ tham khảo: {row['finding_text']}", f"Lý do: {row['reasons'] or labels.NONE}"]
    if row["rule_version"]:
        lines.append(f"Quy tắc: phiên bản {row['rule_version']}")
    return lines


def collective(view: View, unit: str, attributed: dict[int, dict], heads: list[dict]) -> list[str]:
    """Results by year; of units whose head the city rates, with who was in office longest, and whether the year is one of
    another's term than those of the heads shown."""
    shown = {row["head_code"] for row in heads}
    lines = []
    for row in data.rows("unit_years", units=(unit,), scope=view.scope):
        if row["year"] > view.year:
            continue
        line = f"Năm {row['year']}: {labels.percent(row['score_pct'], row['bounds'])}"
        line += f", xếp loại {row['class_name']}" if row["class_name"] else ""
        line += f", thứ {row['rank_block']} trong khối" if row["rank_block"] else ""
        line += " (sơ bộ)" if row["score_pct"] is not None and row["is_provisional"] else ""
        if row["year"] in attributed and heads[0]["is_rated_here"]:
            longest = attributed[row["year"]]
            line += f"; tại nhiệm lâu nhất: {labels.head(longest['position'], longest['term_from'])}"
            line += ", nhiệm kỳ của người khác" if longest["head_code"] not in shown else ""
        lines.append(line)
    return lines


def two_people(view: View, attributed: list[dict]) -> str | None:
    """Where the result of the year and its receipt belong to different people, both are named."""
    row = next((row for row in attributed if row["year"] == view.year), None)
    if row is None or row["due_on"] is None or row["due_head_code"] == row["head_code"]:
        return None
    if row["due_on"] > view.snapshot.as_of:
        return None
    then = (
        f"{labels.head(row['due_position'], row['due_term_from'])} tại nhiệm"
        if row["due_head_code"]
        else "chức danh khuyết"
    )
    return (
        f"Kết quả năm {row['year']} ghi cho {labels.head(row['position'], row['term_from'])}, tại nhiệm lâu nhất trong năm; "
        f"báo cáo của năm đó đến hạn ngày {labels.date(row['due_on'])}, khi đó {then}: việc gửi báo cáo không ghi cho người trước."
    )
