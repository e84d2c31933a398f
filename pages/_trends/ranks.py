"""Ranks over the years, and how alike two rankings are."""

from __future__ import annotations

import streamlit as st

from pages._shared import charts, data, filters, frame
from pages._shared.filters import View
from pages._shared.tables import Column, Table, column
from pages._trends.organisation import facts
from pages._trends.pieces import breaks, pieces
from words import labels


def block_of(view: View, chosen: list[str]) -> tuple[str, str]:
    """Code and name of the block of the first chosen unit; ranks are told within one block."""
    listed = {unit["unit_code"]: unit for unit in data.rows("units", block=view.block)}
    return listed[chosen[0]]["block_code"], listed[chosen[0]]["block_name"]


def show(view: View, rearranged: bool, city: list[dict], chosen: list[str]) -> None:
    """Ranks within one block by year, the chosen units before the others, and how much two years agree."""
    block, name = block_of(view, chosen)
    # a running year ranks only those who have sent something: no line from a whole block to a few of it
    rows = [r for r in data.rows("ranks_by_year", block=block, scope=view.scope) if not r["is_running"]]
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
            row |= {"is_comparable": True, "is_mostly_verified": True}  # ranks are of all who have a result
        points += [
            p | {"rank": p["pct"], "chosen": code in chosen, "piece": f"{code}-{p['piece']}"}
            for p in pieces(own, "pct")
        ]
    newest = max(row["year"] for row in rows)
    for rank in dict.fromkeys(r["rank_block"] for r in rows if r["year"] == newest):
        tied = [r for r in rows if r["year"] == newest and r["rank_block"] == rank]
        first = tied[0]["unit_name"] + (f" (+{len(tied) - 1})" if len(tied) > 1 else "")
        whole = ", ".join(r["unit_name"] for r in tied)
        last.append(
            {
                "year": str(newest),
                "rank": rank,
                "text": whole if len(whole) < 40 else first,
                "short": first,
                "chosen": any(r["unit_code"] in chosen for r in tied),
            }
        )
    agreement = agreed(view, block)
    years = sorted({row["year"] for row in rows})
    charts.show(
        "ranks",
        agreement_sentence(agreement),
        f"Thứ hạng tham khảo khối {name} theo năm; năm {newest}: "
        + "; ".join(f"{e['rank']} {e['text']}" for e in last),
        "bieu_do_thu_hang",
        facts=facts(view, rearranged),
        points=points,
        ends=last,
        breaks=[b for b in breaks(city) if str(years[0]) < b["year"] <= str(newest)],
        table=Table(
            "thu-hang-cac-nam",
            f"Thứ hạng tham khảo khối {name} qua các năm",
            facts(view, rearranged),
            [
                {
                    "unit_name": n,
                    **dict.fromkeys(map(str, years)),
                    **{str(r["year"]): r["rank_block"] for r in rows if r["unit_name"] == n},
                }
                for n in dict.fromkeys(r["unit_name"] for r in rows)
            ],
            [column("unit_name"), *(Column(str(y), f"Năm {y}", "integer") for y in years)],
        ),
    )
    st.caption(
        "Thứ hạng của mỗi năm là trong số đơn vị có kết quả của năm đó, nên có thể đổi chỉ vì đơn vị khác mới có hoặc không "
        "còn kết quả; mức tương đồng tính trong các đơn vị có ở cả hai năm."
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
            whole=True,
        )


def agreed(view: View, block: str) -> list[dict]:
    """How alike the ranks of each year that is over and of the year before are."""
    over = {row["year"] for row in data.rows("years") if not row["is_running"]}
    return [row for row in data.rows("rank_agreement", block=block, scope=view.scope) if row["year"] in over]


def agreement_note(view: View) -> str:
    """The measure behind the words, for who asks: a description of these units, never a test."""
    rows = [row for row in agreed(view, view.block) if row["tau_b"] is not None] if view.block else []
    said = (
        f" Khối {filters.lower_block(view.block_name)}: "
        + "; ".join(f"{row['year'] - 1}–{row['year']} là {labels.number(row['tau_b'], 2)}" for row in rows)
        + "."
        if rows
        else ""
    )
    return (
        "Mức giống nhau của thứ hạng hai năm liền nhau: hệ số Kendall tau-b, so từng cặp đơn vị; 1 là mọi cặp giữ nguyên thứ tự, "
        f"0 là hai thứ tự không liên quan, −1 là đảo ngược.{said}"
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
        "đơn vị đổi thứ tự"
    )
