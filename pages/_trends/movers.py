"""Who rose and who fell most between the last two years that are over."""

from __future__ import annotations

import streamlit as st

from pages._shared import data, movers, units
from pages._shared.filters import View
from pages._shared.tables import Column, Table, column
from pages._trends.organisation import facts
from words import labels

MOST = 5  # each way


def years_of(view: View, place: list[dict]) -> tuple[int, int] | None:
    """The year before, and the last year that is over and has results, up to the chosen one."""
    over = [row for row in place if row["with_result"] and not row["is_running"] and row["year"] <= view.year]
    return (over[-1]["year"] - 1, over[-1]["year"]) if len(over) > 1 else None


def show(view: View, years: tuple[int, int], place: list[dict]) -> None:
    before, after = years
    if not view.shows_others_of(after):
        st.caption(labels.not_published(after))
        return
    of = {row["year"]: row["framework_code"] for row in place}
    if None not in (of.get(before), of[after]) and of[before] != of[after]:
        st.caption(f"Không so sánh năm {after} với năm {before} do {labels.FRAMEWORK_CHANGED}.")
        return
    pair = next(iter(data.rows("comparison", year=after, before=before, block=view.block, scope=view.scope)), None)
    if pair is None or not pair["compared"]:
        why = labels.not_compared(pair, view.snapshot.verification_word) if pair else "chưa có đơn vị chung của hai năm"
        st.caption(f"{labels.sentence(why)}.")
        return
    rows = comparable(data.rows("ranking", year=after, block=view.block, scope=view.scope), pair["compared_units"])
    risers = [row for row in rows if row["score_change"] > 0][:MOST]
    fallen = [row for row in reversed(rows) if row["score_change"] < 0]
    fallers = [row for row in fallen if not row["is_held"]][:MOST]
    held = labels.not_named("", sum(row["is_held"] for row in fallen))
    if not risers and not fallers:
        nobody = f"không đơn vị nào tăng hay giảm từ năm {before} đến năm {after}"
        st.caption(f"{labels.sentence(f'giảm: {held}' if held else nobody)}.")
        return
    told = [row for row in rows if movers.is_told(row)]
    for row in told:
        row["rank_change"] = labels.rank_change(row)
        row["compared_text"] = labels.compared_on(row)
    movers.slopes(
        [*risers, *reversed(fallers)],
        years,
        message(pair, risers, fallers),
        facts(view, rearranged=False),
        Table(
            f"tang-giam-{after}",
            f"Thay đổi từ năm {before} đến năm {after}, tăng nhiều nhất trước",
            facts(view, rearranged=False),
            told,
            [
                column("unit_name"),
                Column("compared_pct_before", f"Năm {before}", "percent"),
                Column("compared_pct", f"Năm {after}", "percent"),
                Column("score_change", "Thay đổi (điểm phần trăm)", "signed"),
                Column("rank_change", "Thứ hạng tham khảo", help=labels.RANK_CHANGE),
                column("compared_text"),
                column("block_name"),
            ],
            opens=lambda row: units.open_profile(row["unit_code"], view),
        ),
    )
    st.caption(
        f"{counted(view, pair, rows)}. Chỉ đơn vị được {view.snapshot.verification_word} đầy đủ ở cả hai năm, tính trên tiêu chí "
        f"chung của hai năm; hình vẽ nhiều nhất {MOST} đơn vị mỗi chiều." + (f" Giảm: {held}." if held else "")
    )


def message(pair: dict, risers: list[dict], fallers: list[dict]) -> str:
    """Who moved most; of too few units to speak of all of them it says among how many."""
    most = "; ".join(
        f"{word} nhiều nhất: {labels.plain(rows[0]['unit_name'])} ({labels.signed(rows[0]['score_change'])} điểm phần trăm)"
        for word, rows in (("tăng", risers), ("giảm", fallers))
        if rows
    )
    return labels.sentence(
        most if pair["is_comparable"] else f"trong {pair['compared']}/{pair['units']} đơn vị so sánh được, {most}"
    )


def counted(view: View, pair: dict, rows: list[dict]) -> str:
    """How many rose and fell, where that may be said of the whole."""
    word = view.snapshot.verification_word
    if not pair["is_comparable"]:
        return f"Số chung của hai năm {labels.not_compared(pair, word)}"
    up, down = sum(row["score_change"] > 0 for row in rows), sum(row["score_change"] < 0 for row in rows)
    return f"{up} đơn vị tăng, {down} giảm, so sánh {labels.compared(pair, word)}"


def comparable(rows: list[dict], compared: list[str]) -> list[dict]:
    """Units whose change may be told, from the highest rise to the deepest fall."""
    alike = [row for row in rows if row["score_change"] is not None and row["unit_code"] in compared]
    return sorted(alike, key=lambda row: (-row["score_change"], row["unit_name"]))
