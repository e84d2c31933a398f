"""Diễn biến qua các năm: percent of maximum by year, never joined across a change of framework."""

import itertools

import streamlit as st

from pages._shared import charts, data, filters, frame, labels
from pages._shared.tables import Column
from warehouse import queries

view = frame.start("Diễn biến qua các năm")
trend = data.rows(queries.trend, view.block)
city = [row for row in trend if row["block_code"] is None]
blocks = [row for row in trend if row["block_code"] is not None]
whole = "Toàn thành phố" if view.block is None else view.block_name


def facts() -> list[tuple[str, str]]:
    """Without the year and its basis: the figures are of all years."""
    return [
        fact for fact in view.facts() if fact[0] in ("Khối", "Tính đến", "Bản số liệu", "Lưu ý")
    ]


def pieces(rows: list[dict], series: str, main: bool, value: str = "median_pct") -> list[dict]:
    """Points of one series; a new piece where the framework changes. The step into the running year is dashed."""
    out, number, last = [], 0, None
    for row in rows:
        if row[value] is None:
            last = None  # a year without a result is a gap, not a slope
            continue
        joined = (
            last is not None
            and last["framework_code"] == row["framework_code"]
            and last["year"] == row["year"] - 1
        )
        if not joined:
            number += 1
        point = {
            "year": str(row["year"]),
            "piece": f"{series}-{number}",
            "pct": row[value],
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
                    {
                        **out[-1],
                        "piece": f"{series}-r",
                        "dashed": True,
                        "joint": True,
                        "low": None,
                        "high": None,
                    }
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
            "text": f"{name} {labels.percent(points[-1]['pct'])}",
            "short": labels.percent(points[-1]["pct"]),
            "main": main,
        }
        for name, points, main in series
        if points
    ]
    every = [
        p[field]
        for _, points, _ in series
        for p in points
        for field in ("pct", "low", "high")
        if p[field]
    ]
    gap = max((max(every) - min(every)) * 0.065, 0.1) if every else 0
    labelled.sort(key=lambda end: end["y"])
    for lower, upper in itertools.pairwise(labelled):
        upper["y"] = max(upper["y"], lower["y"] + gap)
    return labelled


def breaks() -> list[dict]:
    """Years that begin with another framework than the year before."""
    return [
        {"year": str(row["year"]), "text": labels.FRAMEWORK_CHANGED}
        for before, row in itertools.pairwise(city)
        if before["framework_code"] != row["framework_code"]
    ]


def answer() -> str:
    filled = [row for row in city if row["median_pct"] is not None and not row["is_running"]]
    if len(filled) < 2:
        if not filled:
            return f"Chưa có năm nào kết thúc có kết quả; năm {city[-1]['year']} đang diễn ra."
        return f"Mới có một năm có kết quả ({filled[0]['year']}): trung vị **{labels.percent(filled[0]['median_pct'])}** điểm tối đa."
    last = filled[-1]
    same = [row for row in filled if row["framework_code"] == last["framework_code"]]
    if len(same) < 2:
        return f"Năm {last['year']} trung vị đạt **{labels.percent(last['median_pct'])}** điểm tối đa; không so sánh với năm {filled[-2]['year']} do {labels.FRAMEWORK_CHANGED}."
    step = last["median_pct"] - same[0]["median_pct"]
    verb = "tăng" if step >= 0.05 else "giảm" if step <= -0.05 else "không đổi"
    amount = "" if verb == "không đổi" else f" **{labels.number(abs(step))}** điểm %"
    text = (
        f"Từ {same[0]['year']} đến {last['year']} (cùng bộ tiêu chí), trung vị {'khối ' + filters.lower_block(whole) if view.block else 'toàn thành phố'} "
        f"{verb}{amount}, đạt **{labels.percent(last['median_pct'])}** điểm tối đa"
    )
    excluded = [
        str(row["year"]) for row in filled if row["framework_code"] != last["framework_code"]
    ]
    if excluded:
        text += f"; không so sánh với năm {', '.join(excluded)} do {labels.FRAMEWORK_CHANGED}"
    return text + "."


def figures() -> list[dict]:
    changed = {int(b["year"]) for b in breaks()}
    out = []
    for row in city:
        mark = " (sơ bộ)" if row["is_running"] else " (bộ mới)" if row["year"] in changed else ""
        out.append(
            {
                "label": f"Năm {row['year']}{mark}",
                "value": labels.percent(row["median_pct"]),
                "note": f"{row['with_result']}/{row['units']} đơn vị",
            }
        )
    return out[-5:]


def main_chart() -> None:
    chosen = filters.units(view, "Đơn vị (tối đa 6)", 6)
    for row in trend:
        name = whole if row["block_code"] is None else row["block_name"]
        row["series"] = name
        row["tip"] = (
            f"{name}, năm {row['year']}: trung vị {labels.percent(row['median_pct'])} điểm tối đa, nửa giữa "
            f"{labels.percent(row['lower_quartile'])}–{labels.percent(row['upper_quartile'])}, "
            f"{row['with_result']}/{row['units']} đơn vị có kết quả"
            + (" (sơ bộ, năm chưa kết thúc)" if row["is_running"] else "")
        )
    series = [(whole, pieces(city, "all", True), True)]
    own = data.rows(queries.unit_trend, tuple(chosen)) if chosen else []
    if own:
        for code in dict.fromkeys(row["unit_code"] for row in own):
            rows = [row for row in own if row["unit_code"] == code]
            for row in rows:
                row["tip"] = (
                    f"{row['unit_name']}, năm {row['year']}: {labels.percent(row['score_pct'])} điểm tối đa "
                    f"({labels.basis(row['score_basis'], view.snapshot.verification_word).lower()}), "
                    f"thứ {row['rank_block']}/{row['ranked']}, xếp loại {row['class_name'] or labels.NONE}"
                )
            series.append((rows[0]["unit_name"], pieces(rows, code, False, "score_pct"), False))
    elif view.block is None and len({row["block_code"] for row in blocks}) > 1:
        for code in dict.fromkeys(row["block_code"] for row in blocks):
            rows = [row for row in blocks if row["block_code"] == code]
            series.append((rows[0]["block_name"], pieces(rows, code, False), False))
    changed = breaks()
    message = (
        f"Kết quả qua các năm; không nối qua năm {', '.join(b['year'] for b in changed)} do {labels.FRAMEWORK_CHANGED}"
        if changed
        else "Kết quả qua các năm trong cùng một bộ tiêu chí"
    )
    charts.show(
        "lines",
        message,
        f"Trung vị phần trăm điểm tối đa theo năm, {whole}: "
        + "; ".join(f"{row['year']} {labels.percent(row['median_pct'])}" for row in city),
        "bieu_do_dien_bien",
        facts=facts(),
        points=[p for _, points, _ in series for p in points],
        ends=ends(series),
        breaks=changed,
    )
    st.caption(
        "Dải màu: nửa giữa các đơn vị. Nét đứt: năm chưa kết thúc. Đường không nối qua năm thay đổi bộ tiêu chí."
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
    changed_years = {int(b["year"]) for b in changed}
    rows = [
        row
        | {
            "note": "chưa kết thúc, sơ bộ"
            if row["is_running"]
            else labels.FRAMEWORK_CHANGED
            if row["year"] in changed_years
            else ""
        }
        for row in (trend if view.block is None else city)
    ]
    frame.table("dien-bien", "Diễn biến qua các năm", facts(), rows, columns, folded=labels.TABLE)
    if own:
        unit_columns = [
            Column("unit_name", "Đơn vị"),
            Column("year", "Năm"),
            Column("score_pct", "% điểm tối đa", "percent"),
            Column("rank_block", "Thứ hạng tham khảo trong khối", "integer"),
            Column("class_name", "Xếp loại"),
        ]
        title = "Diễn biến của các đơn vị đã chọn"
        frame.table(
            "dien-bien-don-vi",
            title,
            facts(),
            own,
            unit_columns,
            folded=f"{labels.TABLE}: đơn vị đã chọn",
        )


def dimensions() -> None:
    rows = [
        row
        for row in data.rows(queries.dimension_trend, view.block)
        if row["median_pct"] is not None
    ]
    if not rows:
        return
    st.subheader("Các nội dung đối chiếu được giữa các bộ tiêu chí", anchor=False)
    st.caption(
        "Chỉ các nhóm tiêu chí có nội dung tương ứng được đặt cạnh nhau; điểm của hai bộ tiêu chí không cùng thang nên không nối."
    )
    years = list(dict.fromkeys(row["year"] for row in sorted(rows, key=lambda r: r["year"])))
    table = []
    for name in dict.fromkeys(row["dimension_name"] for row in rows):
        own = {row["year"]: row for row in rows if row["dimension_name"] == name}
        table.append(
            {"name": name}
            | {str(year): own[year]["median_pct"] if year in own else None for year in years}
            | {"share": own[max(own)]["share_of_points"]}
        )
    columns = [
        Column("name", "Nội dung"),
        *[Column(str(year), f"Năm {year}", "percent") for year in years],
        Column("share", f"Tỷ trọng điểm năm {years[-1]}", "percent"),
    ]
    frame.table("noi-dung", "Các nội dung đối chiếu được", facts(), table, columns)


if not any(row["with_result"] for row in city):
    frame.answer("Chưa có năm nào có kết quả.")
    frame.no_results(view)
else:
    frame.answer(answer())
    frame.metrics(figures())
    main_chart()
    dimensions()
    frame.notes(
        "Trung vị của tỷ lệ % điểm tối đa các đơn vị có kết quả, theo đơn vị tại thời điểm báo cáo.",
        "Không so sánh điểm giữa hai bộ tiêu chí khác nhau.",
    )
