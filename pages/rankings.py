"""Xếp loại và thứ hạng: who stands where in a block, by what, how firmly, which class, how far from the next one."""

import streamlit as st

from pages._shared import charts, data, filters, frame, units
from pages._shared.tables import Column
from words import labels

view = frame.start("Xếp loại và thứ hạng")
word, as_of = view.snapshot.verification_word, view.snapshot.as_of
near = data.number_setting("near_bound_points", 1.0)
everyone = data.rows("ranking", year=view.year, block=view.block, scope=view.scope)
waiting = [row for row in everyone if row["score_pct"] is None]
bounds = data.rows("class_bounds", year=view.year, block=view.block)
CITY = "Tất cả các khối"
PART_WORD = "Theo phần đã chọn"  # one word for all parts: one chart template
TITLES = {
    "xep-hang": "Xếp loại và thứ hạng tham khảo",
    "sat-nguong": "Kết quả sát ngưỡng, cần cân nhắc",
    "chua-co-ket-qua": "Đơn vị chưa có kết quả",
}
WAITING_COLUMNS = [
    Column("unit_name", "Đơn vị"),
    Column("status_text", "Tình trạng", width=330),
    Column("due_on", "Hạn gửi", "date"),
    Column("obligation_text", "Nghĩa vụ"),
    Column("block_name", "Khối"),
]
BORDER_COLUMNS = [
    Column("unit_name", "Đơn vị"),
    Column("score_pct", "% điểm tối đa", "percent"),
    Column("what", "Điều có thể thay đổi", width=220),
    Column("near_text", "Cách ngưỡng xếp loại", width=250),
    Column("weights", "Khi trọng số ±25%", help="Số lần thử cho kết quả khác; từ 5% trở lên mới nêu"),
    Column("leave_one_out", "Khi bỏ một tiêu chí", help="Bỏ một trong các tiêu chí này thì kết quả khác"),
    Column("self_scores", "Khi chỉ tính điểm thẩm định"),
    Column("block_name", "Khối"),
]


def measures() -> dict[str, tuple[str, str | None, str | None]]:
    """Code in the URL → (name, part_kind, part_code): what the ranking can be by."""
    found = {"diem": ("Toàn bộ điểm", None, None)}
    for part in data.rows("parts", year=view.year, block=view.block):
        kind, code, name = part["part_kind"], part["part_code"], part["part_name"]
        if kind == "kind":
            found["dau_ra_tac_dong"] = ("Chỉ tiêu chí đầu ra và tác động", kind, code)
        elif kind == "group":
            found[f"nhom-{code}"] = (f"Nhóm {code}. {name}", kind, code)
        else:
            found[f"chieu-{code}"] = (f"Nội dung: {name}", kind, code)
    return found


def choices() -> tuple[tuple, bool]:
    """Measure, and whether all blocks are ranked together: both stay in the URL (`do`, `xep`)."""
    offered = measures()
    with st.container(horizontal=True, vertical_alignment="bottom"):
        measure = filters.choose(
            st.selectbox, "do", list(offered), "diem", label="Xếp theo",
            format_func=lambda code: offered[code][0], width=430,
        )  # fmt: skip
        together = "khoi"
        if view.block is None and len({row["block_code"] for row in everyone}) > 1:
            scopes = {"khoi": "Trong từng khối", "chung": "Chung mọi khối"}
            together = filters.choose(
                st.segmented_control, "xep", list(scopes), "khoi", label="Phạm vi xếp",
                format_func=scopes.get, required=True,
            )  # fmt: skip
    return offered[measure], together == "chung"


def ranked_rows(part_kind: str | None, part_code: str | None, overall: bool) -> list[dict]:
    """Units with a result; where all blocks are ranked together, the overall place stands for the one in the block."""
    if part_kind is None:
        rows = [row for row in everyone if row["score_pct"] is not None]
    else:
        rows = data.rows(
            "part_ranking", year=view.year, block=view.block, part_kind=part_kind, part_code=part_code, scope=view.scope
        )
    if overall:
        names = ("ranked", "tied")
        rows = [
            row
            | {name: row[f"{name}_overall"] for name in names}
            | {
                "rank_block": row["rank_overall"],
                "rank_block_change": row["rank_overall_change"],
                "block_median": row["overall_median"],
                "rank_low": None,
                "rank_high": None,
            }
            for row in rows
        ]
        rows = [row for row in rows if row["rank_block"] is not None]
        rows.sort(key=lambda row: row["rank_block"])
    return rows


def in_words(row: dict) -> dict:
    """The texts of a unit in table, chart and export."""
    row["rank_text"] = labels.rank(row)
    row["interval_text"] = labels.interval(row)
    row["change_text"] = labels.rank_change(row)
    row["points_change"] = (
        row["score_pct"] - row["score_pct_previous"] if row["score_pct_previous"] is not None else None
    )
    row["basis_text"] = labels.basis(row["score_basis"], word)
    row["scored_text"] = f"{row['criteria_scored']}/{row['criteria_applicable']}"
    row["provisional_text"] = labels.provisional(row, view.is_running)
    if whole:
        row["class_text"] = (row["class_name"] or labels.NONE) + (" (sơ bộ)" if row["is_provisional"] else "")
        row["next_text"] = labels.to_next_class(row)
        row["near_text"] = labels.near_bound(row, near)
    return row


def columns() -> list[Column]:
    shown = [
        Column("unit_name", "Đơn vị"),
        Column("rank_text", "Thứ hạng tham khảo", help="Cùng tỷ lệ thì đồng hạng"),
        Column("score_pct", "% điểm tối đa", "percent"),
    ]
    if whole:
        shown.append(Column("class_text", "Xếp loại"))
        if not overall:
            shown.append(
                Column("interval_text", "Khoảng thứ hạng", help="Khi trọng số tiêu chí thay đổi ±25%")
            )  # fmt: skip
    shown += [
        Column("change_text", "So với năm trước", help="Tăng, giảm thứ hạng, cùng bộ tiêu chí"),
        Column("points_change", "Tăng, giảm (điểm %)", "signed"),
        Column("basis_text", "Cơ sở điểm"),
    ]
    if whole:
        shown += [Column("next_text", "Đến loại trên"), Column("near_text", "Sát ngưỡng")]
    shown += [
        Column("provisional_text", "Sơ bộ vì"),
        Column("points", "Điểm", "points"),
        Column("max_points", "Điểm tối đa", "points"),
        Column("scored_text", "Tiêu chí đã chấm"),
        Column("block_name", "Khối"),
    ]
    return shown


def fields() -> list[str]:
    """What is ranked by itself: each block, or all of them together."""
    return [CITY] if overall else list(dict.fromkeys(row["block_name"] for row in ranked))


def members(field: str) -> list[dict]:
    return ranked if overall else [row for row in ranked if row["block_name"] == field]


def where(field: str) -> str:
    return "thành phố" if overall else f"khối {filters.lower_block(field)}"


def leaders(field: str) -> list[dict]:
    return [row for row in members(field) if row["rank_block"] == 1]


def sentence_of(field: str) -> str:
    """Who leads one field."""
    top, rows = leaders(field), members(field)
    share = labels.percent(top[0]["score_pct"])
    names = labels.names([labels.plain(row["unit_name"]) for row in top])
    if view.scope is not None and not whole:
        return f"**{names}**: {labels.rank(top[0]).lower()} với **{share}** điểm tối đa"
    if len(rows) == 1:
        return f"**{names}**, đơn vị duy nhất có kết quả của {where(field)}, đạt **{share}** điểm tối đa"
    if len(top) == len(rows):
        return f"Cả **{len(top)}** đơn vị {where(field)} đồng hạng, cùng đạt **{share}** điểm tối đa"
    return f"**{names}** đứng đầu {where(field)} với **{share}** điểm tối đa"


def answer() -> str:
    named = [field for field in fields() if leaders(field)]
    if not named:  # a scoped reader of a part whose own unit does not lead
        row = ranked[0]
        text = f"**{labels.plain(row['unit_name'])}**: {labels.rank(row).lower()}, {labels.percent(row['score_pct'])} điểm tối đa"
    elif len(named) == 1:
        text = sentence_of(named[0])
    else:
        tops = "; ".join(
            f"{labels.names([labels.plain(r['unit_name']) for r in leaders(f)], 2)} {labels.percent(leaders(f)[0]['score_pct'])}"
            for f in named
        )
        text = f"Đứng đầu các khối: **{tops}**"
    if not whole:
        text = f"{labels.plain(measure_name)}: {text[:1].lower() + text[1:] if text.startswith('Đứng') else text}"
    parts = [text]
    if whole:
        worst = view.classes[-1]
        low = sum(row["class_name"] == worst for row in ranked)
        parts.append(f"{low or 'không có'} đơn vị xếp loại {worst}")
    if waiting:
        parts.append(f"{len(waiting)} đơn vị chưa có kết quả")
    provisional = any(row["is_provisional"] for row in ranked)
    return "; ".join(parts) + (". Kết quả sơ bộ." if provisional else ".")


def figures() -> list[dict]:
    verified = sum(row["score_basis"] == "verified" for row in ranked)
    tied = sum(row["tied"] > 1 for row in ranked)
    changes = [row["rank_block_change"] for row in ranked if row["rank_block_change"] is not None]
    if view.is_running:  # the few that came early are not a field to rise or fall in
        moves = {"value": labels.NONE, "note": "năm chưa kết thúc"}
    elif not changes:
        moves = {"value": labels.NONE, "note": f"không so được với {view.year - 1}"}
    else:
        up, down = sum(c > 0 for c in changes), sum(c < 0 for c in changes)
        moves = {"value": str(up + down), "note": f"{up} tăng, {down} giảm"}
    close = sum(bool(row.get("near_text")) for row in ranked)
    return [
        {"label": "Có kết quả", "value": f"{len(ranked)}/{len(everyone)}", "note": f"{len(waiting)} chưa có kết quả"},
        {
            "label": f"Đã {word} đầy đủ",
            "value": f"{verified}/{len(ranked)}",
            "note": f"{len(ranked) - verified} đơn vị tạm tính",
        },
        *(
            [
                {
                    "label": "Sát ngưỡng xếp loại",
                    "value": str(close),
                    "note": f"không quá {labels.points(near)}%",
                    "help": "Số đơn vị vừa đạt hoặc còn thiếu rất ít so với một ngưỡng xếp loại",
                }
            ]
            if whole
            else []
        ),
        {"label": "Đồng hạng", "value": str(tied), "note": "đơn vị cùng tỷ lệ"},
        {"label": "Đổi thứ hạng", **moves},
    ]


def chart(field: str, chosen: list[str]) -> None:
    rows = members(field)
    lowest, top = rows[-1]["score_pct"], rows[0]["score_pct"]
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
            "text": labels.percent(row["score_pct"]) + (f" · {row['interval_text']}" if row.get("rank_low") else ""),
            "short": labels.percent(row["score_pct"]),
            "class": (row["class_name"] or labels.NONE) if whole else PART_WORD,
            "provisional": row["is_provisional"],
            "chosen": row["unit_code"] in chosen,
            "tip": f"{row['unit_name']}, năm {view.year}: {labels.percent(row['score_pct'])} điểm tối đa "
            f"({row['basis_text'].lower()}), {row['rank_text'].lower()}"
            + (f", xếp loại {row['class_text']}" if whole else "")
            + (f"; trọng số ±25%: {row['interval_text']}" if row.get("rank_low") else ""),
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
        for b in bounds
        if whole and b["framework_code"] in own and lowest < b["lower_pct"] <= max(top, lowest + 1)
    ]
    lines = list({line["lower"]: line for line in lines}.values())
    median = rows[0]["block_median"]
    first = leaders(field)
    names = labels.names([labels.plain(row["unit_name"]) for row in first], 2)
    middle = "trung vị chung" if overall else "trung vị của khối"
    if len(rows) == 1:
        only = rows[0]
        message = f"{labels.plain(only['unit_name'])} đạt {labels.percent(top)} điểm tối đa" + (
            "; khối chỉ có một đơn vị có kết quả" if only["ranked"] == 1 else ""
        )
    elif len(first) == len(rows):
        message = f"{len(rows)} đơn vị đồng hạng, cùng đạt {labels.percent(top)} điểm tối đa"
    else:
        message = f"{names} đạt {labels.percent(top)} điểm tối đa; {middle} {labels.percent(median)}"
    picked = charts.show(
        "ranking",
        f"{labels.sentence(message)} – {labels.REFERENCE_RANK}",
        f"Thứ hạng tham khảo, {measure_name.lower()}, {where(field)}, năm {view.year}: "
        + "; ".join(f"{dot['unit']} {dot['text']}" for dot in dots),
        f"bieu_do_{'chung' if overall else rows[0]['block_code']}",
        facts=[
            (what, field if what == "Khối" else said)
            for what, said in [*view.facts(), ("Xếp theo", measure_name)]
            if what != "Cơ sở điểm" or view.block  # that of the whole city says nothing of one block
        ],
        words=view.classes if whole else (PART_WORD,),
        picks="unit_code",
        units=dots,
        bounds=lines,
        middle=[{"median": median, "text": f"trung vị {labels.percent(median)}"}]
        if len(rows) > 2 and lowest < top
        else [],
    )
    if picked:
        units.open_profile(picked, view)
    legend = ["Nét đứt: trung vị. Chọn một chấm để mở phiếu kết quả của đơn vị."]
    if any(dot["low"] is not None for dot in dots):
        legend.insert(
            0,
            "Vạch ngang: khoảng thứ hạng (P5–P95) khi trọng số mỗi tiêu chí thay đổi ±25%, vẽ từ kết quả của đơn vị "
            "ở thứ thấp nhất đến thứ cao nhất trong khoảng.",
        )
    if any(row["is_provisional"] for row in rows):
        legend.insert(0, f"Chấm nhạt: kết quả sơ bộ. Chấm đậm: đã {word} đầy đủ.")
    st.caption(" ".join(legend))


def table(rows: list[dict], name: str, shown: list[Column], folded=None, more=()) -> None:
    frame.table(
        f"{name}-{view.year}",
        f"{TITLES[name]} năm {view.year}",
        [*view.facts(), *more],
        rows,
        shown,
        folded,
        lambda row: units.open_profile(row["unit_code"], view),
    )


def borderline_rows() -> list[dict]:
    """One row per unit and thing that may turn; each cause in its column."""
    empty = dict.fromkeys(("near_text", "weights", "leave_one_out", "self_scores"))
    rows = {}
    for row in data.rows("borderline", year=view.year, block=view.block, scope=view.scope):
        key = row["unit_code"], row["subject"]
        kept = rows.setdefault(key, row | empty | {"what": labels.border_subject(row)})
        kept[row["cause"]] = labels.border_cause(row)
    for row in ranked:
        if row["near_text"]:
            key = row["unit_code"], "class"
            kept = rows.setdefault(key, row | empty | {"what": f"Xếp loại {row['class_name']}"})
            kept["near_text"] = row["near_text"]
    order = [row["unit_code"] for row in everyone]
    return sorted(rows.values(), key=lambda row: order.index(row["unit_code"]))


def borderline() -> None:
    rows = borderline_rows()
    st.subheader("Kết quả sát ngưỡng, cần cân nhắc", anchor=False)
    if not rows:
        st.caption("Không có xếp loại hay vị trí đầu, cuối khối nào thay đổi trong các phép thử.")
        return
    count = len({row["unit_code"] for row in rows})
    firm = sum(
        row["rank_block"] - 1 <= row["rank_low"] and row["rank_high"] <= row["rank_block"] + 1
        for row in ranked
        if row["rank_low"] is not None
    )
    st.markdown(
        f"Xếp loại hoặc vị trí đầu, cuối khối của **{count}** đơn vị có thể khác khi cách tính thay đổi ít. "
        f"Khi trọng số tiêu chí thay đổi ±25%, thứ hạng của **{firm}/{len(ranked)}** đơn vị lệch không quá 1 bậc. "
        "Thông tin để cân nhắc; thứ hạng và xếp loại chính thức giữ nguyên."
    )
    table(rows, "sat-nguong", BORDER_COLUMNS)


def not_reported() -> None:
    st.subheader("Chưa có kết quả", anchor=False)
    for row in waiting:
        row["obligation_text"] = labels.OBLIGATION.get(row["obligation"], labels.NONE)
        row["status_text"] = labels.status(row, as_of)
    table(waiting, "chua-co-ket-qua", WAITING_COLUMNS)


def notes() -> None:
    frame.notes(
        "Thứ hạng tham khảo: 1 + số đơn vị cùng khối, cùng bộ tiêu chí có tỷ lệ cao hơn; bằng nhau thì đồng hạng. "
        "Mặc định không xếp chung các khối vì đặc thù khác nhau.",
        "Khoảng thứ hạng: 2.000 lần thử, mỗi lần trọng số của từng tiêu chí tăng hoặc giảm ngẫu nhiên tối đa 25%; "
        "lấy khoảng chứa 90% số lần. Trọng số của bộ tiêu chí là cố định nên đây chỉ là thông tin về độ chắc chắn.",
        "Xếp loại theo ngưỡng của bộ tiêu chí: "
        + "; ".join(
            dict.fromkeys(
                f"{b['class_name']} từ {labels.points(b['lower_pct'])}%" for b in bounds if b["lower_pct"] > 0
            )
        )
        + f". {view.basis}.",
    )


if not any(row["score_pct"] is not None for row in everyone):
    frame.answer(f"Chưa có đơn vị nào có kết quả năm {view.year}.")
    frame.no_results(view)
else:
    (measure_name, part_kind, part_code), overall = choices()
    whole = part_kind is None
    ranked = ranked_rows(part_kind, part_code, overall)
    if overall and not ranked:
        st.info("Không xếp chung được: trong năm có hai bộ tiêu chí, hoặc chưa có kết quả.")
    elif not ranked:
        st.info("Chưa có đơn vị nào được chấm điểm ở phần này, hoặc chỉ đơn vị đó được xem chi tiết.")
    else:
        for unit in ranked:
            in_words(unit)
        frame.answer(answer())
        if overall:
            st.warning(
                "Cân nhắc khi xếp chung: các khối khác nhau về nhiệm vụ, về tiêu chí áp dụng và tỷ trọng đầu ra, "
                "nên một xã, phường và một cơ quan chuyên môn không cùng điều kiện. Xếp hạng trong khối mới là căn cứ tham khảo."
            )
        frame.metrics(figures())
        chosen = units.pointed_out(view)
        if len(fields()) == 1:
            chart(fields()[0], chosen)
        else:
            for tab, field in zip(st.tabs(fields()), fields(), strict=True):
                with tab:
                    chart(field, chosen)
        by = [("Xếp theo", measure_name), ("Phạm vi xếp", "Chung" if overall else "Trong từng khối")]
        table(ranked, "xep-hang", columns(), labels.TABLE, by)
        if whole and not overall:
            borderline()
if waiting:
    not_reported()
notes()
