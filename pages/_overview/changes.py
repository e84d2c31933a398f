"""What changed since the year before."""

from __future__ import annotations

import streamlit as st

from pages._overview.summary import comparison, has_framework, is_same_framework
from pages._shared import data, movers, units
from pages._shared.filters import View
from pages._shared.tables import Column, Table, column
from words import labels

MOST = 10  # movers that are drawn; the table has all


def first_names(rows: list[dict]) -> str:
    return labels.names([labels.plain(row["unit_name"]) for row in rows])


def show(view: View) -> None:
    ranking = data.rows("ranking", year=view.year, block=view.block, scope=view.scope)
    known = [r for r in ranking if r["score_pct_previous"] is not None and r["score_pct"] is not None]
    same = comparison(view)
    is_same = is_same_framework(view)
    if known and is_same and (same is None or not same["is_comparable"]):
        word = view.snapshot.verification_word
        st.info(
            f"{labels.sentence(labels.not_compared(same, word))}." if same else "Năm chưa kết thúc nên chưa so sánh."
        )
        return
    moved = [r for r in known if r["is_rated"] and (same is None or r["unit_code"] in same["compared_units"])]
    if known and not moved:
        st.info(f"{labels.NOT_RATED}.")
        return
    unlike = [r for r in moved if r["score_change"] is None]
    moved = [r for r in moved if r["score_change"] is not None]
    if unlike and not moved:
        st.info(f"{labels.NOT_COMPARED}: các đơn vị không có đủ tiêu chí chung, cùng cơ sở điểm của hai năm.")
        return
    if not moved:
        reason = (
            f"Không so sánh với năm {view.previous_year}: năm đó {labels.NO_FRAMEWORK}."
            if not has_framework(view)
            else f"Không so sánh với năm {view.previous_year} do {labels.FRAMEWORK_CHANGED}."
            if not is_same
            else f"Chưa có đơn vị nào có kết quả của cả hai năm {view.previous_year} và {view.year}."
        )
        st.info(reason)
        return
    for row in moved:
        row["compared_text"] = labels.compared_on(row)
        row["class_now"] = (
            row["class_name"] if not row["class_steps"] else f"{row['class_name_previous']} → {row['class_name']}"
        )
        row["rank_change"] = labels.rank_change(row)
    up = sorted((r for r in moved if (r["class_steps"] or 0) > 0), key=lambda r: -r["score_change"])
    down = sorted((r for r in moved if (r["class_steps"] or 0) < 0), key=lambda r: r["score_change"])
    others = sum(r["compared_on"] == "common" for r in moved)
    classed = len(moved) - others
    of_classes = (
        (f"trong {classed} đơn vị có cùng tiêu chí áp dụng, " if others else "")
        + f"**{len(up)}** đơn vị tăng mức xếp loại"
        + (f" ({first_names(up)})" if up else "")
        + f"; **{len(down)}** đơn vị giảm mức xếp loại"
        + (f" ({_named(down)})" if down else "")
        + "; "
    )
    text = labels.sentence(
        (of_classes if classed else "")
        + f"{sum(r['score_change'] > 0 for r in moved)}/{len(moved)} đơn vị đạt cao hơn năm trước"
        + (f", so sánh {labels.compared(same, view.snapshot.verification_word)}." if same else ".")
    )
    st.markdown(text)
    if others:
        st.caption(
            f"{others} đơn vị có tiêu chí áp dụng hoặc cơ sở điểm khác năm trước: thay đổi tính trên tiêu chí chung, mức xếp "
            "loại không so."
        )
    if unlike:
        st.caption(f"{labels.NOT_COMPARED}: {first_names(unlike)}.")
    if held := sum(not movers.is_told(r) for r in moved):
        st.caption(f"Kết quả giảm: {labels.not_named('', held)}.")
    moved = sorted((r for r in moved if movers.is_told(r)), key=lambda r: (-abs(r["score_change"]), r["unit_name"]))
    if not moved:
        return
    causes = {row["unit_code"]: row for row in data.rows("falls", year=view.year, block=view.block, scope=view.scope)}
    for row in moved:
        row["cause_text"] = cause(causes.get(row["unit_code"]), view.snapshot.verification_word)
    columns = [
        column("unit_name"),
        Column("score_pct", f"Năm {view.year}", "percent"),
        Column("score_pct_previous", f"Năm {view.previous_year}", "percent"),
        Column("score_change", "Thay đổi (điểm phần trăm)", "signed"),
        Column("cause_text", "Điều số liệu cho biết về mức giảm", width=330),
        Column("class_now", "Xếp loại", width=150),
        Column("rank_change", "Thứ hạng tham khảo", help=labels.RANK_CHANGE),
        column("compared_text"),
        column("block_name"),
    ]
    drawn = moved[:MOST]
    movers.slopes(
        drawn,
        (view.previous_year, view.year),
        f"{len(drawn)} đơn vị thay đổi nhiều nhất từ năm {view.previous_year} đến năm {view.year}, % điểm tối đa",
        view.facts(),
        Table(
            f"thay-doi-{view.year}",
            f"Thay đổi so với năm {view.previous_year}, nhiều nhất trước",
            view.facts(),
            moved,
            columns,
            opens=lambda row: units.open_profile(row["unit_code"], view),
        ),
    )
    told = [row for row in moved[:MOST] if row["cause_text"]]
    if told:
        st.markdown("**Vì sao giảm, theo số liệu hiện có**")
        for row in told:
            label = f"**{labels.plain(row['unit_name'])}** ({labels.signed(row['score_change'])}): {labels.plain(row['cause_text'])}"
            st.page_link(units.PROFILE, label=label, query_params=units.query(row["unit_code"], view))


def _named(rows: list[dict]) -> str:
    """Units of a lower class: their names, and how many are not named yet."""
    return labels.not_named(first_names([r for r in rows if not r["is_held"]]), sum(r["is_held"] for r in rows))


def cause(row: dict | None, word: str) -> str | None:
    """What the figures say of a fall (warehouse/questions/falls.sql); none where they do not say it."""
    if row is None:
        return None
    most = f"{row['most']} {labels.inside(row['criterion_name'])}" if row["most"] else ""
    said = {
        "earned": "đạt ít điểm hơn năm trước"
        + (f", nhiều nhất ở {most} (giảm {labels.points(-row['most_change'])} điểm)" if most else ""),
        "verification": f"{word} trừ nhiều hơn năm trước ({labels.signed(row['cut'])} điểm phần trăm)",
        "evidence": f"{word} trừ ở tiêu chí chưa ghi tài liệu kiểm chứng ({labels.signed(row['without_evidence'])} điểm phần trăm)",
        None: "",
    }[row["cause"]]
    also = [
        f"đơn vị có thay đổi địa giới, tổ chức từ {labels.date(row['joined_on'])}" if row["joined_on"] else "",
        f"tiêu chí không tính khi so: {row['left_out']}" if row["compared_on"] == "common" and row["left_out"] else "",
    ]
    return labels.sentence("; ".join(filter(None, [said, *also]))) or None
