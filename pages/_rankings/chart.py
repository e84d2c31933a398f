"""Each unit as a point, with its class bounds and how firm its rank is."""

from __future__ import annotations

import streamlit as st

from pages._rankings.ranking import Ranking, leaders, members, where
from pages._shared import charts, units
from pages._shared.filters import View
from words import labels, method

PART_WORD = "Theo phần đã chọn"


def show(view: View, ranking: Ranking, field: str, chosen: list[str]) -> None:
    rows = members(ranking, field)
    lowest, top = rows[-1]["score_pct"], rows[0]["score_pct"]
    best = labels.percent(top, rows[0]["bounds"])
    places = [row["score_pct"] for row in rows]  # first to last

    def at(place: float, down: bool) -> float:
        """The result of the unit on a place: where the end of an interval is drawn."""
        number = int(-(-place // 1)) if down else int(place)
        return places[min(max(number, 1), len(places)) - 1]

    dots = [
        {
            "unit": f"{row['rank_block']}. {row['unit_name']}",
            "unit_code": row["unit_code"],
            "pct": row["score_pct"],
            "low": at(row["rank_high"], True) if row.get("rank_high") else None,
            "high": at(row["rank_low"], False) if row.get("rank_low") else None,
            "text": labels.percent(row["score_pct"], row["bounds"])
            + (f" · {row['interval_text']}" if row.get("rank_low") else ""),
            "short": labels.percent(row["score_pct"], row["bounds"]),
            "class": (row["class_name"] or labels.NONE) if ranking.whole else PART_WORD,
            "provisional": row["is_provisional"],
            "chosen": row["unit_code"] in chosen,
            "tip": f"{row['unit_name']}, năm {view.year}: {labels.percent(row['score_pct'], row['bounds'])} điểm tối đa "
            f"({row['basis_text'].lower()}), {row['rank_text'].lower()}"
            + (f", xếp loại {row['class_text']}" if ranking.whole else "")
            + (f"; {method.VARIED}: {row['interval_text']}" if row.get("rank_low") else ""),
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
    if len(rows) == 1:
        only = rows[0]
        message = f"{labels.plain(only['unit_name'])} đạt {best} điểm tối đa" + (
            "; khối chỉ có một đơn vị có kết quả" if only["ranked"] == 1 else ""
        )
    elif len(first) == len(rows):
        message = f"{len(rows)} đơn vị đồng hạng, cùng đạt {best} điểm tối đa"
    else:
        message = f"{names} đạt {best} điểm tối đa; {middle} {middle_text}"
    picked = charts.show(
        "ranking",
        f"{labels.sentence(message)} – {labels.REFERENCE_RANK}",
        f"Thứ hạng tham khảo, {ranking.measure_name.lower()}, {where(ranking, field)}, năm {view.year}: "
        + "; ".join(f"{dot['unit']} {dot['text']}" for dot in dots),
        f"bieu_do_{'chung' if ranking.overall else rows[0]['block_code']}",
        facts=[
            (what, field if what == "Khối" else said)
            for what, said in [*view.facts(), ("Xếp theo", ranking.measure_name)]
            if what != "Cơ sở điểm" or view.block  # that of the whole city says nothing of one block
        ],
        words=view.classes if ranking.whole else (PART_WORD,),
        picks="unit_code",
        units=dots,
        bounds=lines,
        middle=[{"median": median, "text": f"trung vị {middle_text}"}] if len(rows) > 2 and lowest < top else [],
    )
    if picked:
        units.open_profile(picked, view)
    legend = ["Nét đứt: trung vị. Chọn một chấm để mở phiếu kết quả của đơn vị."]
    if any(dot["low"] is not None for dot in dots):
        legend.insert(
            0,
            f"Vạch ngang: khoảng thứ hạng (P5–P95) khi trọng số mỗi tiêu chí thay đổi ±{method.SPREAD_PCT}, vẽ từ kết quả của đơn vị "
            "ở thứ thấp nhất đến thứ cao nhất trong khoảng.",
        )
    if any(row["is_provisional"] for row in rows):
        legend.insert(0, f"Chấm nhạt: kết quả sơ bộ. Chấm đậm: đã {view.snapshot.verification_word} đầy đủ.")
    st.caption(" ".join(legend))
