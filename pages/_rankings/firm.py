"""How firm the ranks of one field are: the places that each unit may take when the weights vary."""

from __future__ import annotations

import streamlit as st

from pages._rankings.ranking import Ranking, fields, members, where
from pages._shared import charts, filters, units
from pages._shared.filters import View
from pages._shared.tables import Table, column
from words import labels, method

HALF = 0.4  # of a place: a band of one place is still seen


def of_blocks(ranking: Ranking) -> dict[str, str]:
    """Code and name of the blocks in which intervals are known."""
    names = {row["block_code"]: row["block_name"] for row in ranking.ranked if row["rank_low"] is not None}
    return {code: name for code, name in names.items() if name in fields(ranking)}


def show(view: View, ranking: Ranking, chosen: list[str]) -> None:
    blocks = of_blocks(ranking)
    code = next(iter(blocks))
    if len(blocks) > 1:
        code = filters.choose(
            st.segmented_control, "chac", list(blocks), code, label="Khối", format_func=blocks.get, required=True,
            label_visibility="collapsed",
        )  # fmt: skip
    rows = [row for row in members(ranking, blocks[code]) if row["rank_low"] is not None]
    picked = charts.show(
        "rank_band",
        message(rows),
        f"Khoảng thứ hạng, {where(ranking, blocks[code])}, năm {view.year}: "
        + "; ".join(f"{row['unit_name']} {row['interval_text']}" for row in rows),
        f"bieu_do_khoang_{code}",
        facts=view.facts(),
        picks="unit_code",
        table=Table(
            f"khoang-thu-hang-{view.year}-{code}",
            f"Khoảng thứ hạng, {where(ranking, blocks[code])}, năm {view.year}",
            view.facts(),
            rows,
            [column("unit_name"), column("rank_text"), column("interval_text")],
            lambda row: units.open_profile(row["unit_code"], view),
        ),
        units=[
            {
                "unit": f"{row['rank_block']}. {row['unit_name']}",
                "unit_code": row["unit_code"],
                "place": row["rank_block"],
                "low": row["rank_low"] - HALF,
                "high": row["rank_high"] + HALF,
                "text": row["interval_text"],
                "chosen": row["unit_code"] in chosen,
                "tip": f"{row['unit_name']}: {row['rank_text'].lower()}, có thể đứng {row['interval_text']}",
            }
            for row in rows
        ],
    )
    if picked:
        units.open_profile(picked, view)
    st.caption(
        f"Chấm: thứ hạng tham khảo. Dải nhạt: các thứ mà đơn vị có thể đứng khi trọng số của mỗi tiêu chí tăng hoặc giảm tối đa "
        f"{method.SPREAD_PCT} (trong {method.HELD} số lần thử). Thứ hạng và xếp loại chính thức giữ nguyên."
    )


def message(rows: list[dict]) -> str:
    """How many hold their place, and who is least sure of it."""
    held = sum(row["rank_block"] - 1 <= row["rank_low"] and row["rank_high"] <= row["rank_block"] + 1 for row in rows)
    widest = max(rows, key=lambda row: row["rank_high"] - row["rank_low"])
    said = f"{held}/{len(rows)} đơn vị lệch không quá 1 bậc khi trọng số tiêu chí thay đổi ±{method.SPREAD_PCT}"
    if widest["rank_high"] - widest["rank_low"] < 1:
        return said
    return f"{said}; kém chắc chắn nhất: {labels.plain(widest['unit_name'])}, có thể đứng {widest['interval_text']}"
