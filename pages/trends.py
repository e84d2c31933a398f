"""Diễn biến qua các năm: percent of maximum by year, never joined across a change of framework; what moved it; ranks."""

import itertools

import streamlit as st

from pages._shared import charts, data, filters, frame
from pages._shared.tables import Column
from words import labels

view = frame.start("Diễn biến qua các năm")
REPORTED, REARRANGED = "bao_cao", "sap_xep"
ORGANISATION = {REPORTED: "Theo đơn vị tại thời điểm báo cáo", REARRANGED: "Theo đơn vị sau sắp xếp"}


def organisation() -> str:
    """Which units the figures are of; no choice where no unit was ever merged or split."""
    if not data.rows("has_rearranged")[0]["combined"]:
        return REPORTED
    return filters.choose(
        st.segmented_control,
        "sx",
        list(ORGANISATION),
        REPORTED,
        label="Đơn vị",
        format_func=ORGANISATION.get,
        required=True,
        label_visibility="collapsed",
    )


rearranged = organisation() == REARRANGED
trend = data.rows("trend_by", block=view.block, rearranged=rearranged)
city = [row for row in trend if row["block_code"] is None]
blocks = [row for row in trend if row["block_code"] is not None]
whole = "Toàn thành phố" if view.block is None else view.block_name


def facts() -> list[tuple[str, str]]:
    """Without the year and its basis: the figures are of all years."""
    kept = [fact for fact in view.facts() if fact[0] in ("Khối", "Tính đến", "Bản số liệu", "Lưu ý")]
    return [*kept, ("Đơn vị", ORGANISATION[REARRANGED if rearranged else REPORTED])]


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
            "text": f"{name} {labels.percent(points[-1]['pct'])}",
            "short": labels.percent(points[-1]["pct"]),
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
    excluded = [str(row["year"]) for row in filled if row["framework_code"] != last["framework_code"]]
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


def unit_tip(row: dict) -> str:
    start = f"{row['unit_name']}, năm {row['year']}: {labels.percent(row['score_pct'])} điểm tối đa"
    if row["is_combined"]:
        return f"{start}, ghép từ {row['made_of']}"
    basis = labels.basis(row["score_basis"], view.snapshot.verification_word).lower()
    return f"{start} ({basis}), thứ {row['rank_block']}/{row['ranked']}, xếp loại {row['class_name'] or labels.NONE}"


def main_chart(chosen: list[str]) -> None:
    for row in trend:
        name = whole if row["block_code"] is None else row["block_name"]
        row["series"] = name
        row["tip"] = (
            f"{name}, năm {row['year']}: trung vị {labels.percent(row['median_pct'])} điểm tối đa, nửa giữa "
            f"{labels.percent(row['lower_quartile'])}–{labels.percent(row['upper_quartile'])}, "
            f"{row['with_result']}/{row['units']} đơn vị có kết quả"
            + (f", trong đó {row['combined']} kết quả ghép" if row["combined"] else "")
            + (" (sơ bộ, năm chưa kết thúc)" if row["is_running"] else "")
        )
    series = [(whole, pieces(city, "all", True), True)]
    own = data.rows("unit_trend_by", units=tuple(chosen), rearranged=rearranged) if chosen else []
    if own:
        for code in dict.fromkeys(row["unit_code"] for row in own):
            rows = [row for row in own if row["unit_code"] == code]
            for row in rows:
                row["tip"] = unit_tip(row)
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
            *([Column("made_of", "Ghép từ các đơn vị")] if rearranged else []),
        ]
        title = "Diễn biến của các đơn vị đã chọn"
        frame.table("dien-bien-don-vi", title, facts(), own, unit_columns, folded=f"{labels.TABLE}: đơn vị đã chọn")


def dimensions() -> None:
    rows = [row for row in data.rows("dimension_trend", block=view.block) if row["median_pct"] is not None]
    if not rows:
        return
    st.header("Các nội dung đối chiếu được giữa các bộ tiêu chí", anchor=False)
    st.caption(
        "Chỉ các nhóm tiêu chí có nội dung tương ứng được đặt cạnh nhau; điểm của hai bộ tiêu chí không cùng thang nên không nối."
    )
    for row in rows:
        row["tip"] = (
            f"{row['dimension_name']}, năm {row['year']}: trung vị {labels.percent(row['median_pct'])} điểm tối đa "
            f"của nội dung này, {row['with_result']} đơn vị, chiếm {labels.percent(row['share_of_points'])} tổng điểm"
            + (" (sơ bộ, năm chưa kết thúc)" if row["is_running"] else "")
        )
    names = list(dict.fromkeys(row["dimension_name"] for row in rows))
    newest = max((r["year"] for r in rows if not r["is_running"]), default=rows[-1]["year"])
    lowest = min((r for r in rows if r["year"] == newest), key=lambda r: r["median_pct"])
    series = [
        (
            name,
            pieces([r for r in rows if r["dimension_name"] == name], name, name == lowest["dimension_name"]),
            name == lowest["dimension_name"],
        )
        for name in names
    ]
    charts.show(
        "lines",
        f"Thấp nhất năm {newest}: {labels.plain(lowest['dimension_name'])}, {labels.percent(lowest['median_pct'])} điểm tối đa của nội dung",
        "Trung vị phần trăm điểm tối đa theo nội dung và năm: "
        + "; ".join(f"{r['dimension_name']} {r['year']} {labels.percent(r['median_pct'])}" for r in rows),
        "bieu_do_noi_dung",
        facts=facts(),
        points=[p for _, points, _ in series for p in points],
        ends=ends(series),
        breaks=breaks(),
        counts=[],
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
    frame.table("noi-dung", "Các nội dung đối chiếu được", facts(), table, columns, folded=labels.TABLE)


def changes() -> None:
    """What the change of the mean between two years of one framework is made of, summing to it."""
    known = [row for row in city if row["with_result"]]
    after = next((r for r in known if r["year"] == view.year), known[-1])
    earlier = [r["year"] for r in known if r["year"] < after["year"] and r["framework_code"] == after["framework_code"]]
    st.header(f"Điều gì làm thay đổi kết quả năm {after['year']}?", anchor=False)
    if after["framework_code"] is None or not earlier:
        st.caption(f"Năm {after['year']} không có năm trước nào cùng bộ tiêu chí để phân tích thay đổi.")
        return
    before = filters.choose(st.selectbox, "tu_nam", list(reversed(earlier)), earlier[-1], label="So với năm")
    totals = data.rows("change_total", year=after["year"], before=before, block=view.block)
    if not totals or not totals[0]["both_years"]:
        st.caption(f"Không có đơn vị nào có kết quả ở cả hai năm {before} và {after['year']}.")
        return
    total = totals[0]
    parts = data.rows("change_parts", year=after["year"], before=before, block=view.block)
    level = filters.choose(
        st.segmented_control,
        "muc",
        ["nhom", "tieu_chi"],
        "nhom",
        label="Mức phân tích",
        format_func={"nhom": "Theo nhóm", "tieu_chi": "Theo tiêu chí"}.get,
        required=True,
        label_visibility="collapsed",
    )
    rows = moves(parts, level) + coming_and_going(total)
    whole_change = total["after_all"] - total["before_all"]
    of_units = total["after_both"] - total["before_both"]
    most = max(rows, key=lambda r: abs(r["change"]))
    charts.show(
        "moves",
        f"Bình quân {labels.signed(whole_change)} điểm % so với năm {before}; đóng góp nhiều nhất: {labels.plain(most['name'])} ({most['text']})",
        f"Đóng góp vào thay đổi bình quân từ năm {before} đến năm {after['year']}, điểm phần trăm: "
        + "; ".join(f"{r['name']} {r['text']}" for r in rows),
        "bieu_do_thay_doi",
        facts=facts(),
        moves=rows,
        zero=[{"change": 0}],
    )
    came, went = total["came"], total["went"]
    st.caption(
        f"{total['both_years']} đơn vị có kết quả ở cả hai năm: bình quân {labels.percent(total['before_both'])} → "
        f"{labels.percent(total['after_both'])} ({labels.signed(of_units, 2)} điểm %). "
        f"{came} đơn vị chỉ có kết quả năm {after['year']}, {went} đơn vị chỉ có năm {before}. "
        f"Các đóng góp cộng lại đúng bằng thay đổi của bình quân mọi đơn vị ({labels.signed(whole_change, 2)} điểm %)."
        + (" Số liệu sơ bộ: năm chưa kết thúc." if after["is_running"] else "")
    )
    frame.table(
        f"thay-doi-{before}-{after['year']}",
        f"Đóng góp vào thay đổi từ năm {before} đến năm {after['year']}",
        facts(),
        moves(parts, "tieu_chi", every=True) + coming_and_going(total),
        [Column("name", "Tiêu chí"), Column("change", "Đóng góp (điểm %)", "change"), Column("group", "Nhóm")],
        folded=labels.TABLE,
    )


def moves(parts: list[dict], level: str, every: bool = False) -> list[dict]:
    """Rows of the chart: groups, or the criteria that moved most and the rest in one row."""
    sums: dict[str, dict] = {}
    for part in parts:
        group = f"{part['group_code']}. {part['group_name']}"
        name = group if level == "nhom" else f"{part['criterion_code']} {part['criterion_name']}"
        row = sums.setdefault(name, {"name": name, "change": 0.0, "group": group})
        row["change"] += part["change"]
    rows = list(sums.values())
    if level == "tieu_chi" and not every and len(rows) > 13:
        rows.sort(key=lambda r: -abs(r["change"]))
        rest = {
            "name": f"{len(rows) - 12} tiêu chí còn lại",
            "change": sum(r["change"] for r in rows[12:]),
            "group": labels.NONE,
        }
        rows = [*rows[:12], rest]
    return [in_points(row) for row in rows]


def coming_and_going(total: dict) -> list[dict]:
    """The change that comes from units being there in one of the years only."""
    out = []
    if total["came"]:
        out.append(
            {"name": f"{total['came']} đơn vị mới có kết quả", "change": total["after_all"] - total["after_both"]}
        )
    if total["went"]:
        out.append(
            {"name": f"{total['went']} đơn vị không còn kết quả", "change": total["before_both"] - total["before_all"]}
        )
    return [in_points(row | {"group": labels.NONE}) for row in out]


def in_points(row: dict) -> dict:
    text = labels.signed(row["change"], 2)
    return row | {"text": text, "tip": f"{row['name']}: {text} điểm %"}


def ranks(chosen: list[str]) -> None:
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
                f"{labels.percent(row['score_pct'])} điểm tối đa"
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
        facts=facts(),
        points=points,
        ends=last,
        breaks=[b for b in breaks() if b["year"] > str(min(r["year"] for r in rows))],
    )
    if view.block is None:
        st.caption(
            "Chọn khối ở bộ lọc để xem khối khác. Chọn đơn vị ở trên để làm nổi bật. Năm chưa kết thúc không có thứ hạng ở đây."
        )
    frame.table(
        "thu-hang-cac-nam",
        f"Thứ hạng tham khảo khối {name} qua các năm",
        facts(),
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
            facts(),
            [row | {"years": f"{row['year'] - 1}–{row['year']}"} for row in agreement],
            [
                Column("years", "Hai năm"),
                Column("units", "Đơn vị có ở cả hai năm", "integer"),
                Column("tau_b", "Hệ số Kendall tau-b", "coefficient"),
                Column("discordant_share", "Cặp đơn vị đổi thứ tự", "percent"),
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


if not any(row["with_result"] for row in city):
    frame.answer("Chưa có năm nào có kết quả.")
    frame.no_results(view)
else:
    frame.answer(answer())
    frame.metrics(figures())
    chosen = filters.units(view, "Đơn vị (tối đa 6)", 6)
    main_chart(chosen)
    changes()
    dimensions()
    ranks(chosen)
    frame.notes(
        "Trung vị của tỷ lệ % điểm tối đa các đơn vị có kết quả. Phân tích thay đổi dùng bình quân, vì trung vị không tách được thành phần; "
        "phân tích thay đổi, nội dung và thứ hạng luôn theo đơn vị tại thời điểm báo cáo.",
        "Không so sánh điểm giữa hai bộ tiêu chí khác nhau. Mọi đơn vị đều có mặt trong số liệu nên không kiểm định ý nghĩa thống kê.",
    )
