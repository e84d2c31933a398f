"""Lines over the years, broken where the framework changes."""

from __future__ import annotations

import itertools

import streamlit as st

from pages._shared import charts, data, frame
from pages._shared.filters import View
from pages._shared.tables import Column
from pages._trends.organisation import facts, place_of
from words import labels


def pieces(rows: list[dict], series: str, main: bool, value: str = "median_pct") -> list[dict]:
    """Points of one series; a new piece where the framework changes. The step into the running year is dashed."""
    out, number, last = [], 0, None
    for row in rows:
        if row[value] is None:
            last = None  # a year without a result is a gap, not a slope
            continue
        joined = (
            last is not None and last["framework_code"] == row["framework_code"] and last["year"] == row["year"] - 1
        )
        if not joined:
            number += 1
        point = {
            "year": str(row["year"]),
            "piece": f"{series}-{number}",
            "pct": row[value],
            "shown": labels.percent(row[value], row["bounds"]),
            "low": row.get("lower_quartile") if (row.get("with_result") or 0) > 2 else None,
            "high": row.get("upper_quartile") if (row.get("with_result") or 0) > 2 else None,
            "main": main,
            "dashed": False,
            "joint": False,
            "tip": row["tip"],
        }
        if row["is_running"]:
            if joined:  # the last finished point again, as the start of the dashed piece
                out.append(
                    {**out[-1], "piece": f"{series}-r", "dashed": True, "joint": True, "low": None, "high": None}
                )
            point |= {"piece": f"{series}-r", "dashed": True}
        out.append(point)
        last = row
    return out


def ends(series: list[tuple[str, list[dict], bool]]) -> list[dict]:
    """The name and last value at the end of each line, moved apart where they would overlap."""
    labelled = [
        {
            "year": points[-1]["year"],
            "y": points[-1]["pct"],
            "text": f"{name} {points[-1]['shown']}",
            "short": points[-1]["shown"],
            "main": main,
        }
        for name, points, main in series
        if points
    ]
    every = [p[field] for _, points, _ in series for p in points for field in ("pct", "low", "high") if p[field]]
    gap = max((max(every) - min(every)) * 0.065, 0.1) if every else 0
    labelled.sort(key=lambda end: end["y"])
    for lower, upper in itertools.pairwise(labelled):
        upper["y"] = max(upper["y"], lower["y"] + gap)
    return labelled


def breaks(city: list[dict]) -> list[dict]:
    """Years that begin with another framework than the last one in force, and years that have none."""
    several = "several"  # the blocks of the year have different ones
    steps = labels.framework_steps(
        (row["year"], None if row["is_waiting"] else row["framework_code"] or several) for row in city
    )
    return [{"year": str(year), "text": text} for year, text in steps.items()]


def break_words(steps: list[dict]) -> str:
    """`không nối qua năm 2025 do thay đổi bộ tiêu chí; năm 2024 chờ hướng dẫn`; empty where nothing happened."""
    changed = ", ".join(step["year"] for step in steps if step["text"] == labels.FRAMEWORK_CHANGED)
    waiting = ", ".join(step["year"] for step in steps if step["text"] == labels.WAITING)
    said = [f"không nối qua năm {changed} do {labels.FRAMEWORK_CHANGED}"] if changed else []
    return "; ".join([*said, *([f"năm {waiting} {labels.WAITING} nên để trống"] if waiting else [])])


def unit_tip(view: View, row: dict) -> str:
    start = f"{row['unit_name']}, năm {row['year']}: {labels.percent(row['score_pct'], row['bounds'])} điểm tối đa"
    if row["is_combined"]:
        return f"{start}, ghép từ {row['made_of']}"
    basis = labels.basis(row["score_basis"], view.snapshot.verification_word).lower()
    if not row["is_rated"]:
        return f"{start} ({basis})"
    return f"{start} ({basis}), thứ {row['rank_block']}/{row['ranked']}, xếp loại {row['class_name'] or labels.NONE}"


def show(
    view: View, rearranged: bool, trend: list[dict], city: list[dict], blocks: list[dict], chosen: list[str]
) -> None:
    for row in trend:
        name = place_of(view) if row["block_code"] is None else row["block_name"]
        row["series"] = name
        row["tip"] = (
            f"{name}, năm {row['year']}: trung vị {labels.percent(row['median_pct'], row['bounds'])} điểm tối đa, nửa giữa "
            f"{labels.percent(row['lower_quartile'], row['bounds'])}–{labels.percent(row['upper_quartile'], row['bounds'])}, "
            f"{row['with_result']}/{row['units']} đơn vị có kết quả"
            + (f", trong đó {row['combined']} kết quả ghép" if row["combined"] else "")
            + (" (sơ bộ, năm chưa kết thúc)" if row["is_running"] else "")
        )
    series = [(place_of(view), pieces(city, "all", True), True)]
    own = data.rows("unit_trend_by", units=tuple(chosen), rearranged=rearranged) if chosen else []
    if own:
        for code in dict.fromkeys(row["unit_code"] for row in own):
            rows = [row for row in own if row["unit_code"] == code]
            for row in rows:
                row["tip"] = unit_tip(view, row)
            series.append((rows[0]["unit_name"], pieces(rows, code, False, "score_pct"), False))
    elif view.block is None and len({row["block_code"] for row in blocks}) > 1:
        for code in dict.fromkeys(row["block_code"] for row in blocks):
            rows = [row for row in blocks if row["block_code"] == code]
            series.append((rows[0]["block_name"], pieces(rows, code, False), False))
    changed = breaks(city)
    message = (
        f"Kết quả qua các năm; {break_words(changed)}" if changed else "Kết quả qua các năm trong cùng một bộ tiêu chí"
    )
    charts.show(
        "lines",
        message,
        f"Trung vị phần trăm điểm tối đa theo năm, {place_of(view)}: "
        + "; ".join(f"{row['year']} {labels.percent(row['median_pct'], row['bounds'])}" for row in city),
        "bieu_do_dien_bien",
        facts=facts(view, rearranged),
        points=[p for _, points, _ in series for p in points],
        ends=ends(series),
        breaks=changed,
        counts=[
            {"year": str(row["year"]), "text": f"{row['with_result']} đơn vị", "short": str(row["with_result"])}
            for row in city
            if row["with_result"]
        ],
    )
    st.caption(
        "Dải màu: nửa giữa các đơn vị. Nét đứt: năm chưa kết thúc. Đường không nối qua năm thay đổi bộ tiêu chí. "
        "Số ở trên: số đơn vị có kết quả."
    )
    if rearranged:
        st.caption(
            "Kết quả ghép của một đơn vị hình thành từ nhiều đơn vị là bình quân kết quả các đơn vị trước sắp xếp, theo tỷ lệ "
            "trong bảng kế thừa; thiếu kết quả của một đơn vị thì để trống, không suy đoán. Kết quả ghép không có thứ hạng, xếp loại."
        )
    columns = [
        Column("series", "Phạm vi"),
        Column("year", "Năm"),
        Column("median_pct", "Trung vị, % điểm tối đa", "percent"),
        Column("lower_quartile", "Một phần tư dưới", "percent"),
        Column("upper_quartile", "Một phần tư trên", "percent"),
        Column("with_result", "Đơn vị có kết quả", "integer"),
        Column("units", "Đơn vị", "integer"),
        Column("verified", "Đã thẩm định đầy đủ", "integer"),
        Column("note", "Ghi chú"),
    ]
    steps = {int(b["year"]): b["text"] for b in changed}
    rows = [
        row | {"note": "chưa kết thúc, sơ bộ" if row["is_running"] else steps.get(row["year"], "")}
        for row in (trend if view.block is None else city)
    ]
    frame.table("dien-bien", "Diễn biến qua các năm", facts(view, rearranged), rows, columns, folded=labels.TABLE)
    if own:
        unit_columns = [
            Column("unit_name", "Đơn vị"),
            Column("year", "Năm"),
            Column("score_pct", "% điểm tối đa", "percent"),
            Column("rank_block", "Thứ hạng tham khảo trong khối", "integer"),
            Column("class_name", "Xếp loại"),
            *([Column("made_of", "Ghép từ các đơn vị")] if rearranged else []),
        ]
        title = "Diễn biến của các đơn vị đã chọn"
        frame.table(
            "dien-bien-don-vi",
            title,
            facts(view, rearranged),
            own,
            unit_columns,
            folded=f"{labels.TABLE}: đơn vị đã chọn",
        )
