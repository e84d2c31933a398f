"""The units as points: the blocks on one scale, and one field with its class bounds and how firm each rank is."""

from __future__ import annotations

import streamlit as st

from charts import rankings as ranking_charts
from pages._rankings.ranking import Ranking, fields, leaders, members, where
from pages._shared import charts, units
from pages._shared.filters import View
from pages._shared.tables import Table
from words import labels, method

PART_WORD = "Theo phần đã chọn"


TEN = 10


def tell(view: View, ranking: Ranking, row: dict) -> str:
    interval = f"; khi {method.VARIED}: có thể đứng {row['interval_text']}" if row.get("rank_low") else ""
    return (
        f"{row['unit_name']}, năm {view.year}: {labels.percent(row['score_pct'], row['bounds'])} điểm tối đa "
        f"({row['basis_text'].lower()}), {row['rank_text'].lower()}"
        + (f", xếp loại {row['class_text']}" if ranking.whole else "")
        + interval
    )


def class_of(ranking: Ranking, row: dict) -> str:
    return (row["class_name"] or labels.NONE) if ranking.whole else PART_WORD


def blocks(view: View, ranking: Ranking, chosen: list[str], table: Table) -> None:
    """Every block that is ranked, a row each on one scale over the zones of its classes."""
    names = fields(ranking)
    low = min(row["score_pct"] for row in ranking.ranked)
    zones, titles, said = [], [], []
    for name in names:
        rows = members(ranking, name)
        own = {row["framework_code"] for row in rows}
        if ranking.whole:
            bounds = [b for b in ranking.bounds if b["framework_code"] in own]
            zones += ranking_charts.zones(name, bounds, low)
        top = leaders(ranking, name)
        titles.append({"block": name, "text": f"{name} ({len(rows)} đơn vị)"})
        if top:
            best = f"{labels.names([row['unit_name'] for row in top], 1)} {labels.percent(top[0]['score_pct'], top[0]['bounds'])}"
            middle = labels.percent(rows[0]["block_median"], rows[0]["bounds"])
            said.append({"block": name, "text": f"Đứng đầu: {best}; trung vị {middle}", "short": f"Đứng đầu: {best}"})
    picked = charts.show(
        "block_dots",
        f"{best_class(view, ranking)}mỗi chấm một đơn vị – {labels.REFERENCE_RANK}",
        f"Kết quả của các đơn vị theo khối, {ranking.measure_name.lower()}, năm {view.year}: "
        + "; ".join(f"{line['block']}: {line['text'].lower()}" for line in said),
        "bieu_do_cac_khoi",
        facts=[*view.facts(), ("Xếp theo", ranking.measure_name)],
        words=view.classes if ranking.whole else (PART_WORD,),
        picks="unit_code",
        table=table,
        zones=zones,
        titles=titles,
        names=said,
        before=[
            {
                "block": row["block_name"],
                "pct": row["score_pct_previous"],
                "tip": f"{row['unit_name']}, năm {view.year - 1}: {labels.percent(row['score_pct_previous'], row['bounds'])}",
            }
            for row in ranking.ranked
            if row["unit_code"] in chosen and is_compared(view, row)
        ],
        units=[
            {
                "block": row["block_name"],
                "unit_code": row["unit_code"],
                "pct": row["score_pct"],
                "class": class_of(ranking, row),
                "provisional": row["is_provisional"],
                "chosen": row["unit_code"] in chosen,
                "tip": tell(view, ranking, row),
            }
            for row in ranking.ranked
        ],
    )
    if picked:
        units.open_profile(picked, view)
    said = ["Nền màu: mức xếp loại." if ranking.whole else "", "Chọn một chấm để mở phiếu kết quả của đơn vị."]
    if any(row["is_provisional"] for row in ranking.ranked):
        said.insert(0, f"Chấm nhạt: kết quả sơ bộ. Chấm đậm: đã {view.snapshot.verification_word} đầy đủ.")
    st.caption(" ".join(filter(None, said)))


def best_class(view: View, ranking: Ranking) -> str:
    """`4/50 đơn vị xếp loại Tốt; `: what the chart shows first, where it shows classes."""
    if not ranking.whole:
        return f"{labels.plain(ranking.measure_name)}: "
    best = sum(row["class_name"] == view.classes[0] for row in ranking.ranked)
    return f"{best}/{len(ranking.ranked)} đơn vị xếp loại {view.classes[0]}; "


def is_compared(view: View, row: dict) -> bool:
    """Whether last year's result stands beside this year's: on the same criteria and basis, of a year that is over."""
    return not view.is_running and row.get("compared_on") == "all" and row.get("score_pct_previous") is not None


def matter(rows: list[dict], chosen: list[str]) -> list[dict]:
    """The ten that matter, in order: first and last, chosen, near a bound, moved most; all of a short list."""
    if len(rows) <= TEN + 2:
        return rows
    moved = sorted((r for r in rows if r["rank_change_common"]), key=lambda r: -abs(r["rank_change_common"]))
    asked = [row for row in rows if row["unit_code"] in chosen]
    near = [row for row in rows if row.get("near_text")]
    order = [*asked, *rows[:3], *rows[-2:], *near[:3], *moved, *near]
    kept = list(dict.fromkeys(row["unit_code"] for row in order))[:TEN]
    return [row for row in rows if row["unit_code"] in kept]


def show(
    view: View, ranking: Ranking, field: str, chosen: list[str], table: Table | None = None, short: bool = False
) -> None:
    """The units of one field; short: the ten that matter."""
    everyone = members(ranking, field)
    rows = matter(everyone, chosen) if short else everyone
    lowest, top = rows[-1]["score_pct"], rows[0]["score_pct"]
    best = labels.percent(top, rows[0]["bounds"])
    dots = [
        {
            "unit": f"{row['rank_block']}. {row['unit_name']}",
            "unit_code": row["unit_code"],
            "pct": row["score_pct"],
            "text": labels.percent(row["score_pct"], row["bounds"])
            + (f" · {row['interval_text']}" if row.get("rank_low") else ""),
            "short": labels.percent(row["score_pct"], row["bounds"]),
            "class": class_of(ranking, row),
            "provisional": row["is_provisional"],
            "chosen": row["unit_code"] in chosen,
            "tip": tell(view, ranking, row),
            "before": row["score_pct_previous"] if is_compared(view, row) and ranking.whole else None,
        }
        for row in rows
    ]
    own = {row["framework_code"] for row in rows}
    lines = [
        {
            "lower": b["lower_pct"],
            "text": f"{b['class_name']} từ {labels.points(b['lower_pct'])}",
            "short": b["class_name"] if b["class_name"] == view.classes[0] else "",
        }
        for b in ranking.bounds
        if ranking.whole and b["framework_code"] in own and lowest < b["lower_pct"] <= max(top, lowest + 1)
    ]
    lines = list({line["lower"]: line for line in lines}.values())
    median = rows[0]["block_median"]
    middle_text = labels.percent(median, rows[0]["bounds"])
    first = leaders(ranking, field)
    names = labels.names([labels.plain(row["unit_name"]) for row in first], 2)
    middle = "trung vị chung" if ranking.overall else "trung vị của khối"
    if len(everyone) == 1:
        only = rows[0]
        message = f"{labels.plain(only['unit_name'])} đạt {best} điểm tối đa" + (
            "; khối chỉ có một đơn vị có kết quả" if only["ranked"] == 1 else ""
        )
    elif len(first) == len(everyone):
        message = f"{len(everyone)} đơn vị đồng hạng, cùng đạt {best} điểm tối đa"
    else:
        message = f"{names} đạt {best} điểm tối đa; {middle} {middle_text}"
    if len(rows) < len(everyone):
        message += f" ({len(rows)}/{len(everyone)} đơn vị: đầu, cuối, sát ngưỡng, đổi hạng nhiều)"
    picked = charts.show(
        "ranking",
        f"{labels.sentence(message)} – {labels.REFERENCE_RANK}",
        f"Thứ hạng tham khảo, {ranking.measure_name.lower()}, {where(ranking, field)}, năm {view.year}: "
        + "; ".join(f"{dot['unit']} {dot['text']}" for dot in dots),
        f"bieu_do_{'chung' if ranking.overall else rows[0]['block_code']}{'_rut_gon' if short else ''}",
        facts=[
            (what, field if what == "Khối" else said)
            for what, said in [*view.facts(), ("Xếp theo", ranking.measure_name)]
            if what != "Cơ sở điểm" or view.block  # that of the whole city says nothing of one block
        ],
        words=view.classes if ranking.whole else (PART_WORD,),
        picks="unit_code",
        table=table,
        units=dots,
        bounds=lines,
        middle=[{"median": median, "text": f"trung vị {middle_text}"}] if len(rows) > 2 and lowest < top else [],
    )
    if picked:
        units.open_profile(picked, view)
    legend = ["Nét đứt: trung vị. Chọn một chấm để mở phiếu kết quả của đơn vị."]
    if any(dot["before"] is not None for dot in dots):
        legend.insert(0, f"Chấm rỗng: năm {view.year - 1}, chỉ khi cùng tiêu chí và cơ sở điểm.")
    if any(row["is_provisional"] for row in rows):
        legend.insert(0, f"Chấm nhạt: kết quả sơ bộ. Chấm đậm: đã {view.snapshot.verification_word} đầy đủ.")
    st.caption(" ".join(legend))
