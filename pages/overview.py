"""Tổng quan: the year in one screen. Who sent, on time, verified; classes; first and last of each block; changes."""

import streamlit as st

from pages._shared import charts, data, frame
from pages._shared.tables import Column
from words import labels

view = frame.start("Tổng quan")
total, word = view.total, view.snapshot.verification_word
ranking = data.rows("ranking", year=view.year, block=view.block, scope=view.scope)
classes = data.rows("class_counts", year=view.year, block=view.block)
before = data.rows("summary", year=view.previous_year, block=view.block)[-1] if view.previous_year else None
same_framework = view.previous_year and view.framework_codes == tuple(
    f["framework_code"] for f in data.rows("frameworks", year=view.previous_year, block=view.block)
)


best, worst = view.classes[0], view.classes[-1]


def count(class_name: str) -> int:
    return sum(row["units"] for row in classes if row["class_name"] == class_name)


def first_names(rows: list[dict]) -> str:
    return labels.names([labels.plain(row["unit_name"]) for row in rows])


def answer() -> str:
    sent = f"**{total['submitted']}/{total['units']}** {view.units_word} đã gửi báo cáo tự đánh giá năm {view.year}"
    parts = [sent]
    if total["required"] and not view.is_running:
        late = f"; trong các đơn vị bắt buộc gửi, **{total['late']}** gửi chậm, **{total['missing']}** chưa gửi"
        parts = [sent + late]
    if total["with_result"]:
        parts.append(
            f"Trung vị đạt **{labels.percent(total['median_pct'])}** điểm tối đa; "
            f"**{count(best)}** đơn vị xếp loại {best}, **{count(worst)}** xếp loại {worst}"
            + (" (sơ bộ)" if view.is_provisional else "")
        )
    return ". ".join(parts) + "."


def figures() -> list[dict]:
    def change(now: float | None, then: float | None, decimals: int = 0) -> dict:
        if view.is_running:
            return {"note": "năm chưa kết thúc"}
        if now is None or then is None:
            return {"note": "chưa có năm trước"}
        return {
            "note": f"{labels.signed(now - then, decimals)} so với {view.previous_year}",
            "arrow": frame.arrow(now - then),
        }

    then = before or {}
    median = change(total["median_pct"], then.get("median_pct"), 1)
    if before and not same_framework and not view.is_running:
        median = {"note": "đổi bộ tiêu chí, không so"}
    return [
        {
            "label": "Đã gửi báo cáo",
            "value": f"{total['submitted']}/{total['units']}",
            **change(total["submitted"], then.get("submitted")),
        },
        {
            "label": "Đúng hạn",
            "value": f"{total['on_time']}/{total['required']}" if total["required"] else labels.NONE,
            "help": "Trong các đơn vị bắt buộc gửi; đơn vị thuộc diện đề nghị không tính chậm.",
            **(
                {"note": f"hạn {labels.date(total['due_on'])}"}
                if view.is_running and total["due_on"]
                else change(total["on_time"], then.get("on_time"))
            ),
        },
        {
            "label": f"Đã {word} đầy đủ",
            "value": f"{total['verified']}/{total['submitted']}" if total["submitted"] else labels.NONE,
            "note": f"{total['partly_verified']} đơn vị một phần",
        },
        {"label": "Trung vị, % điểm tối đa", "value": labels.percent(total["median_pct"]), **median},
        {
            "label": f"Xếp loại {best}" + (" (sơ bộ)" if view.is_provisional else ""),
            "value": f"{count(best)}/{total['with_result']}" if total["with_result"] else labels.NONE,
            "note": ", ".join(f"{count(c)} {c}" for c in dict.fromkeys([*view.classes[1:2], worst]) if c != best),
        },
    ]


def class_chart() -> None:
    words = [*view.classes, labels.NO_RESULT]
    colours = [*charts.class_colours(view.classes), "#FFFFFF"]
    pieces, blocks = [], {}
    for row in classes:
        blocks.setdefault(row["block_name"], []).append(row)
    for block, rows in blocks.items():
        counts = [
            (
                row["class_name"] or labels.NO_RESULT,
                row["units"],
                f"{block}, năm {view.year}: {row['units']} đơn vị "
                + (f"xếp loại {row['class_name']}" if row["class_name"] else "chưa có kết quả"),
            )
            for row in rows
        ]
        pieces += charts.stack(block, counts, words, colours)
    upper = view.classes[:2] if len(view.classes) > 2 else view.classes[:1]
    charts.show(
        "classes",
        f"{sum(map(count, upper))}/{total['with_result']} đơn vị có kết quả được xếp loại {' hoặc '.join(upper)}",
        f"Số đơn vị theo xếp loại và khối, năm {view.year}: "
        + "; ".join(f"{piece['row']} {piece['word']} {piece['text']}" for piece in pieces),
        "bieu_do_xep_loai",
        facts=view.facts(),
        words=view.classes,
        pieces=pieces,
    )
    columns = [
        Column("block_name", "Khối", width=235),
        *[Column(name, name, "integer") for name in words],
        Column("units", "Số đơn vị", "integer"),
    ]
    table = [
        {"block_name": block, "units": sum(r["units"] for r in rows)}
        | {name: sum(r["units"] for r in rows if (r["class_name"] or labels.NO_RESULT) == name) for name in words}
        for block, rows in blocks.items()
    ]
    frame.table(
        f"xep-loai-{view.year}", "Số đơn vị theo xếp loại và khối", view.facts(), table, columns, folded=labels.TABLE
    )


def extremes() -> None:
    st.subheader("Cao nhất và thấp nhất trong từng khối", anchor=False)
    blocks: dict[str, list[dict]] = {}
    for row in ranking:
        if row["score_pct"] is not None:
            blocks.setdefault(row["block_name"], []).append(row)
    table = []
    for block, rows in blocks.items():
        top = [r for r in rows if r["rank_block"] == 1]
        last_pct = rows[-1]["score_pct"]
        bottom = [r for r in rows if r["score_pct"] == last_pct] if last_pct != rows[0]["score_pct"] else []
        table.append(
            {
                "block": block,
                "top": labels.names([r["unit_name"] for r in top]),
                "top_pct": top[0]["score_pct"],
                "median": rows[0]["block_median"],
                "bottom": labels.names([r["unit_name"] for r in bottom])
                or ("các đơn vị bằng điểm" if len(rows) > 1 else "chỉ có một đơn vị"),
                "bottom_pct": last_pct if bottom else None,
            }
        )
    columns = [
        Column("block", "Khối", width=235),
        Column("top", "Cao nhất", width=230),
        Column("top_pct", "% cao nhất", "percent"),
        Column("median", "Trung vị", "percent"),
        Column("bottom", "Thấp nhất", width=230),
        Column("bottom_pct", "% thấp nhất", "percent"),
    ]
    frame.table(f"cao-thap-{view.year}", "Cao nhất và thấp nhất trong từng khối", view.facts(), table, columns)


def changes() -> None:
    if not view.previous_year:
        return
    st.subheader(f"Thay đổi so với năm {view.previous_year}", anchor=False)
    moved = [r for r in ranking if r["score_pct_previous"] is not None and r["score_pct"] is not None]
    if not moved:
        reason = (
            f"Không so sánh với năm {view.previous_year} do {labels.FRAMEWORK_CHANGED}."
            if not same_framework
            else f"Chưa có đơn vị nào có kết quả của cả hai năm {view.previous_year} và {view.year}."
        )
        st.info(reason)
        return
    for row in moved:
        row["step"] = row["score_pct"] - row["score_pct_previous"]
        row["class_now"] = (
            row["class_name"] if not row["class_steps"] else f"{row['class_name_previous']} → {row['class_name']}"
        )
        row["rank_change"] = labels.rank_change(row)
    up = sorted((r for r in moved if (r["class_steps"] or 0) > 0), key=lambda r: -r["step"])
    down = sorted((r for r in moved if (r["class_steps"] or 0) < 0), key=lambda r: r["step"])
    text = (
        f"**{len(up)}** đơn vị lên loại"
        + (f" ({first_names(up)})" if up else "")
        + f"; **{len(down)}** đơn vị xuống loại"
        + (f" ({first_names(down)})" if down else "")
        + f"; {sum(r['step'] > 0 for r in moved)}/{len(moved)} đơn vị có kết quả của cả hai năm đạt cao hơn năm trước."
    )
    st.markdown(text)
    moved.sort(key=lambda r: (-abs(r["step"]), r["unit_name"]))
    columns = [
        Column("unit_name", "Đơn vị"),
        Column("score_pct", f"Năm {view.year}", "percent"),
        Column("score_pct_previous", f"Năm {view.previous_year}", "percent"),
        Column("step", "Thay đổi (điểm %)", "signed"),
        Column("class_now", "Xếp loại", width=150),
        Column("rank_change", "Thứ hạng tham khảo"),
        Column("block_name", "Khối"),
    ]
    st.caption("Sắp theo mức thay đổi, nhiều nhất trước.")
    frame.table(f"thay-doi-{view.year}", f"Thay đổi so với năm {view.previous_year}", view.facts(), moved, columns)


frame.answer(answer())
frame.metrics(figures())
if total["with_result"]:
    class_chart()
    extremes()
    changes()
else:
    frame.no_results(view)
frame.notes(
    f"Cơ sở điểm: {view.basis}. Tỷ lệ tính trên điểm tối đa của các tiêu chí áp dụng với đơn vị.",
    "“Sơ bộ”: chưa thẩm định đủ, còn tiêu chí chưa chấm, hoặc năm đánh giá chưa kết thúc. "
    "Dấu “–” là chưa có số liệu, không phải 0 điểm.",
)
