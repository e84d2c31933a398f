"""Ranks over the years, and how alike two rankings are."""

from __future__ import annotations

import streamlit as st

from pages._shared import charts, data, filters, frame
from pages._shared.filters import View
from pages._shared.tables import Column
from pages._trends.lines import breaks, pieces
from pages._trends.organisation import facts
from words import labels


def show(view: View, rearranged: bool, city: list[dict], blocks: list[dict], chosen: list[str]) -> None:
    """Ranks within one block by year, and how much two years agree."""
    block = view.block or max(
        {row["block_code"] for row in blocks},
        key=lambda code: (max(r["units"] for r in blocks if r["block_code"] == code), code),
    )
    name = next(row["block_name"] for row in blocks if row["block_code"] == block)
    # a running year ranks only those who have sent something: no line from a whole block to a few of it
    rows = [r for r in data.rows("ranks_by_year", block=block) if not r["is_running"]]
    st.header(f"Thứ hạng tham khảo trong khối {filters.lower_block(name)}", anchor=False)
    if len({row["year"] for row in rows}) < 2:
        st.caption("Cần ít nhất hai năm có kết quả để so sánh thứ hạng.")
        return
    points, last = [], []
    for code in dict.fromkeys(row["unit_code"] for row in rows):
        own = [row | {"pct": row["rank_block"]} for row in rows if row["unit_code"] == code]
        for row in own:
            row["tip"] = (
                f"{row['unit_name']}, năm {row['year']}: thứ {row['rank_block']}/{row['ranked']}, "
                f"{labels.percent(row['score_pct'], row['bounds'])} điểm tối đa"
            )
        points += [p | {"rank": p["pct"], "chosen": code in chosen} for p in pieces(own, code, False, "pct")]
    newest = max(row["year"] for row in rows)
    for rank in dict.fromkeys(r["rank_block"] for r in rows if r["year"] == newest):
        tied = [r for r in rows if r["year"] == newest and r["rank_block"] == rank]
        text = ", ".join(r["unit_name"] for r in tied)
        last.append(
            {
                "year": str(newest),
                "rank": rank,
                "text": text,
                "short": text,
                "chosen": any(r["unit_code"] in chosen for r in tied),
            }
        )
    agreement = [r for r in data.rows("rank_agreement", block=block) if r["year"] <= newest]
    charts.show(
        "ranks",
        agreement_sentence(agreement),
        f"Thứ hạng tham khảo khối {name} theo năm; năm {newest}: "
        + "; ".join(f"{e['rank']} {e['text']}" for e in last),
        "bieu_do_thu_hang",
        facts=facts(view, rearranged),
        points=points,
        ends=last,
        breaks=[b for b in breaks(city) if b["year"] > str(min(r["year"] for r in rows))],
    )
    st.caption(
        "Thứ hạng của mỗi năm là trong số đơn vị có kết quả của năm đó, nên có thể đổi chỉ vì đơn vị khác mới có hoặc không "
        "còn kết quả; mức tương đồng tính trong các đơn vị có ở cả hai năm."
    )
    if view.block is None:
        st.caption(
            "Chọn khối ở bộ lọc để xem khối khác. Chọn đơn vị ở trên để làm nổi bật. Năm chưa kết thúc không có thứ hạng ở đây."
        )
    frame.table(
        "thu-hang-cac-nam",
        f"Thứ hạng tham khảo khối {name} qua các năm",
        facts(view, rearranged),
        [
            {"unit_name": n, **{str(r["year"]): r["rank_block"] for r in rows if r["unit_name"] == n}}
            | {str(y): None for y in {r["year"] for r in rows} - {r["year"] for r in rows if r["unit_name"] == n}}
            for n in dict.fromkeys(r["unit_name"] for r in rows)
        ],
        [
            Column("unit_name", "Đơn vị"),
            *(Column(str(y), f"Năm {y}", "integer") for y in sorted({r["year"] for r in rows})),
        ],
        folded=labels.TABLE,
    )
    if agreement:
        frame.table(
            "tuong-dong-thu-hang",
            f"Mức tương đồng thứ hạng giữa hai năm liền nhau, khối {name}",
            facts(view, rearranged),
            [row | {"years": f"{row['year'] - 1}–{row['year']}"} for row in agreement],
            [
                Column("years", "Hai năm"),
                Column("units", "Đơn vị có ở cả hai năm", "integer"),
                Column("tau_b", "Hệ số Kendall tau-b", "coefficient"),
                Column("discordant_share", "Cặp đơn vị đổi thứ tự", "share"),
            ],
            folded="Mức tương đồng thứ hạng giữa các năm",
        )


def agreement_sentence(agreement: list[dict]) -> str:
    """The newest tau-b in words; a description of these units, never a test."""
    known = [row for row in agreement if row["tau_b"] is not None]
    if not known:
        return "Chưa có hai năm liền nhau cùng bộ tiêu chí để so sánh thứ hạng"
    row = known[-1]
    tau = row["tau_b"]
    word = (
        "gần như giữ nguyên"
        if tau >= 0.8
        else "thay đổi ít"
        if tau >= 0.6
        else "thay đổi đáng kể"
        if tau >= 0.3
        else "thay đổi nhiều"
    )
    return (
        f"Thứ hạng năm {row['year']} {word} so với năm {row['year'] - 1}: {labels.percent(row['discordant_share'])} số cặp "
        f"đơn vị đổi thứ tự (Kendall tau-b {labels.number(tau, 2)}; 1 là giữ nguyên, 0 là không liên quan)"
    )
