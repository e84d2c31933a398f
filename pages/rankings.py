"""Xếp loại và thứ hạng: who stands where in a block, which class, how far from the next one, up or down."""

import streamlit as st

from pages._shared import charts, data, filters, frame, labels
from pages._shared.tables import Column
from warehouse import queries

view = frame.start("Xếp loại và thứ hạng")
word, as_of = view.snapshot.verification_word, view.snapshot.as_of
near = data.number_setting("near_bound_points", 1.0)
everyone = data.rows(queries.ranking, view.year, view.block, view.scope)
ranked = [row for row in everyone if row["score_pct"] is not None]
waiting = [row for row in everyone if row["score_pct"] is None]
blocks = list(dict.fromkeys(row["block_name"] for row in everyone))
bounds = data.rows(queries.class_bounds, view.year, view.block)

COLUMNS = [
    Column("unit_name", "Đơn vị"),
    Column("rank_text", "Thứ hạng tham khảo", help="Trong khối; cùng tỷ lệ thì đồng hạng"),
    Column("score_pct", "% điểm tối đa", "percent"),
    Column("class_text", "Xếp loại"),
    Column(
        "change_text", "So với năm trước", help="Tăng, giảm thứ hạng trong khối, cùng bộ tiêu chí"
    ),
    Column("basis_text", "Cơ sở điểm"),
    Column("next_text", "Đến loại trên"),
    Column("points", "Điểm", "points"),
    Column("max_points", "Điểm tối đa", "points"),
    Column("scored_text", "Tiêu chí đã chấm"),
    Column("block_name", "Khối"),
]


def leaders(block: str) -> list[dict]:
    return [row for row in ranked if row["block_name"] == block and row["rank_block"] == 1]


def answer() -> str:
    parts = []
    named = [(block, leaders(block)) for block in blocks if leaders(block)]
    if len(named) == 1:
        block, top = named[0]
        if len(top) == len(ranked) > 1:
            parts.append(
                f"Cả **{len(top)}** đơn vị khối {filters.lower_block(block)} đồng hạng, "
                f"cùng đạt **{labels.percent(top[0]['score_pct'])}** điểm tối đa"
            )
        elif len(ranked) == 1:
            parts.append(
                f"**{labels.plain(top[0]['unit_name'])}**, đơn vị duy nhất có kết quả của khối "
                f"{filters.lower_block(block)}, đạt **{labels.percent(top[0]['score_pct'])}** điểm tối đa"
            )
        else:
            parts.append(
                f"**{labels.names([labels.plain(r['unit_name']) for r in top])}** đứng đầu khối "
                f"{filters.lower_block(block)} với **{labels.percent(top[0]['score_pct'])}** điểm tối đa"
            )
    else:
        tops = "; ".join(
            f"{labels.names([labels.plain(r['unit_name']) for r in top], 2)} {labels.percent(top[0]['score_pct'])}"
            for _, top in named
        )
        parts.append(f"Đứng đầu các khối: **{tops}**")
    worst = view.classes[-1]
    low = sum(row["class_name"] == worst for row in ranked)
    parts.append(f"{low or 'không có'} đơn vị xếp loại {worst}")
    if waiting:
        parts.append(f"{len(waiting)} đơn vị chưa có kết quả")
    return "; ".join(parts) + (
        ". Kết quả sơ bộ." if any(r["is_provisional"] for r in ranked) else "."
    )


def figures() -> list[dict]:
    verified = sum(row["score_basis"] == "verified" for row in ranked)
    tied = sum(row["tied"] > 1 for row in ranked)
    close = sum(row["to_next_class"] is not None and row["to_next_class"] <= near for row in ranked)
    changes = [row["rank_block_change"] for row in ranked if row["comparison"] == "comparable"]
    if view.is_running:  # the few that came early are not a field to rise or fall in
        moves = {"value": labels.NONE, "note": "năm chưa kết thúc"}
    elif not changes:
        moves = {"value": labels.NONE, "note": f"không so được với {view.year - 1}"}
    else:
        up, down = sum(c > 0 for c in changes), sum(c < 0 for c in changes)
        moves = {"value": str(up + down), "note": f"{up} tăng, {down} giảm"}
    return [
        {
            "label": "Có kết quả",
            "value": f"{len(ranked)}/{len(everyone)}",
            "note": f"{len(waiting)} chưa có kết quả",
        },
        {
            "label": f"Đã {word} đầy đủ",
            "value": f"{verified}/{len(ranked)}",
            "note": f"{len(ranked) - verified} đơn vị tạm tính",
        },
        {
            "label": "Sát ngưỡng loại trên",
            "value": str(close),
            "note": f"còn thiếu không quá {labels.points(near)}%",
            "help": "Số đơn vị còn thiếu rất ít để lên loại trên",
        },
        {"label": "Đồng hạng", "value": str(tied), "note": "đơn vị cùng tỷ lệ"},
        {"label": "Đổi thứ hạng", **moves},
    ]


def in_words(row: dict) -> dict:
    """The texts of a unit in table, chart and export."""
    row["rank_text"] = labels.rank(row)
    row["class_text"] = (row["class_name"] or labels.NONE) + (
        " (sơ bộ)" if row["is_provisional"] else ""
    )
    row["change_text"] = labels.rank_change(row)
    row["basis_text"] = labels.basis(row["score_basis"], word)
    row["next_text"] = (
        f"còn thiếu {labels.percent(row['to_next_class'])} để xếp loại {row['next_class_name']}"
        if row["next_class_name"]
        else "loại cao nhất"
    )
    row["scored_text"] = f"{row['criteria_scored']}/{row['criteria_applicable']}"
    return row


def chart(block: str, chosen: list[str]) -> None:
    rows = [row for row in ranked if row["block_name"] == block]
    if not rows:
        st.info(f"Chưa có kết quả nào của khối {filters.lower_block(block)} trong năm {view.year}.")
        return
    lowest = min(row["score_pct"] for row in rows)
    units = [
        {
            "unit": f"{row['rank_block']}. {row['unit_name']}",
            "pct": row["score_pct"],
            "left": rows[0]["block_median"],
            "text": labels.percent(row["score_pct"]),
            "class": row["class_name"] or labels.NONE,
            "provisional": row["is_provisional"],
            "chosen": row["unit_code"] in chosen,
            "tip": f"{row['unit_name']}, năm {view.year}: {labels.percent(row['score_pct'])} điểm tối đa "
            f"({row['basis_text'].lower()}), {row['rank_text'].lower()}, xếp loại {row['class_text']}",
        }
        for row in rows
    ]
    top = max(row["score_pct"] for row in rows)
    own = {row["framework_code"] for row in rows}
    lines = [
        {
            "lower": b["lower_pct"],
            "text": f"{b['class_name']} từ {labels.points(b['lower_pct'])}",
            "short": b["class_name"] if b["class_name"] == view.classes[0] else "",
        }
        for b in bounds
        if b["framework_code"] in own and lowest < b["lower_pct"] <= max(top, lowest + 1)
    ]
    median = rows[0]["block_median"]
    first = leaders(block)
    names = labels.names([labels.plain(row["unit_name"]) for row in first], 2)
    if len(rows) == 1:
        message = (
            f"{names} đạt {labels.percent(top)} điểm tối đa; khối chỉ có một đơn vị có kết quả"
        )
    elif len(first) == len(rows):
        message = f"{len(rows)} đơn vị đồng hạng, cùng đạt {labels.percent(top)} điểm tối đa"
    else:
        message = f"{names} đạt {labels.percent(top)} điểm tối đa; trung vị của khối {labels.percent(median)}"
    charts.show(
        "ranking",
        f"{labels.sentence(message)} – {labels.REFERENCE_RANK}",
        f"Thứ hạng tham khảo khối {block} năm {view.year}: "
        + "; ".join(f"{unit['unit']} {unit['text']}" for unit in units),
        f"bieu_do_{rows[0]['block_code']}",
        words=view.classes,
        units=units,
        bounds=lines,
        middle=[{"median": median, "text": f"trung vị {labels.percent(median)}"}]
        if len(rows) > 2 and lowest < top
        else [],
    )
    if any(row["is_provisional"] for row in rows):
        st.caption(
            "Chấm nhạt: kết quả sơ bộ. Chấm đậm: đã thẩm định đầy đủ. Nét đứt: trung vị của khối."
        )


def table(rows: list[dict], name: str, columns: list[Column], folded: str | None = None) -> None:
    title = f"Xếp loại và thứ hạng tham khảo năm {view.year}"
    frame.table(f"{name}-{view.year}", title, view.facts(), rows, columns, folded)


if not ranked:
    frame.answer(f"Chưa có đơn vị nào có kết quả năm {view.year}.")
    frame.no_results(view)
else:
    for unit in ranked:
        in_words(unit)
    frame.answer(answer())
    frame.metrics(figures())
    chosen = filters.units(view, "Làm nổi bật đơn vị", 6)
    if len(blocks) == 1:
        chart(blocks[0], chosen)
    else:
        for tab, block in zip(st.tabs(blocks), blocks, strict=True):
            with tab:
                chart(block, chosen)
    table(ranked, "xep-hang", COLUMNS, folded=labels.TABLE)

    close = sorted(
        (r for r in ranked if r["to_next_class"] is not None and r["to_next_class"] <= near),
        key=lambda r: r["to_next_class"],
    )
    if close:
        st.subheader("Kết quả sát ngưỡng, cần cân nhắc", anchor=False)
        table(close, "sat-nguong", [COLUMNS[0], *COLUMNS[2:4], COLUMNS[6], COLUMNS[5], COLUMNS[10]])

if waiting:
    st.subheader("Chưa có kết quả", anchor=False)
    for row in waiting:
        row["obligation_text"] = labels.OBLIGATION.get(row["obligation"], labels.NONE)
        row["status_text"] = labels.status(row, as_of)
    table(
        waiting,
        "chua-co-ket-qua",
        [
            Column("unit_name", "Đơn vị"),
            Column("status_text", "Tình trạng", width=330),
            Column("due_on", "Hạn gửi", "date"),
            Column("obligation_text", "Nghĩa vụ"),
            Column("block_name", "Khối"),
        ],
    )

frame.notes(
    "Thứ hạng tham khảo: 1 + số đơn vị cùng khối, cùng bộ tiêu chí có tỷ lệ cao hơn; bằng nhau thì đồng hạng. "
    "Không xếp chung các khối vì đặc thù khác nhau.",
    "Xếp loại theo ngưỡng của bộ tiêu chí: "
    + "; ".join(
        f"{b['class_name']} từ {labels.points(b['lower_pct'])}%"
        for b in bounds
        if b["lower_pct"] > 0
    )
    + f". {view.basis}.",
)
