"""Trách nhiệm người đứng đầu: what may be taken into account, beside the result of the collective. Never a grade."""

import streamlit as st

from pages._shared import data, export, filters, frame, labels
from pages._shared.tables import Column
from reports import heads_annex
from warehouse import queries, queries_heads

view = frame.start("Trách nhiệm người đứng đầu")
as_of = view.snapshot.as_of
RATED_HERE = "ubnd_thanh_pho"  # nothing is found about the heads whom others rate
rows = data.rows(queries_heads.heads, view.year, view.block, view.scope)


def in_words(row: dict) -> dict:
    """A head whom another body rates gets no figures and no finding, only the reason why."""
    row["finding_text"] = labels.FINDING.get(row["reference_finding"], "Chưa có quy tắc")
    row["capacity_text"] = labels.CAPACITY[row["capacity"]]
    row["accountable_text"] = "tại nhiệm lâu nhất trong năm" if row["is_accountable"] else None
    if row["rated_by"] != RATED_HERE:
        row["late_count"] = row["missing_count"] = row["score_pct"] = row["class_name"] = None
        row["reasons"] = "Không thuộc thẩm quyền đánh giá của UBND Thành phố"
        row["finding_text"] = labels.FINDING["not_rated_here"]
    return row


def answer(rated: list[dict]) -> str:
    if not rated:
        return f"Năm {view.year}: không có người đứng đầu nào thuộc thẩm quyền đánh giá của UBND Thành phố."
    count = {code: sum(r["reference_finding"] == code for r in rated) for code in labels.FINDING}
    text = (
        f"Năm {view.year}, {len(rated)} lượt người đứng đầu thuộc thẩm quyền của UBND Thành phố: "
        f"**{count['favourable']}** có căn cứ thuận lợi, **{count['attention']}** cần lưu ý, "
        f"**{count['unfavourable']}** chưa thuận lợi, **{count['insufficient']}** chưa đủ căn cứ"
    )
    unruled = sum(row["reference_finding"] is None for row in rated)
    return text + (f"; {unruled} chưa có quy tắc." if unruled else ".")


def serves() -> str:
    """For which yearly grading the result can be used."""
    if view.is_running:
        return (
            f"Phiếu tạm tính đến {labels.date(as_of)}: chỉ để tham khảo cho kỳ đánh giá cuối năm {view.year}; "
            f"kết quả đủ của năm {view.year} có vào đầu năm {view.year + 1}."
        )
    return (
        f"Kết quả năm {view.year} có vào đầu năm {view.year + 1}: dùng cho kỳ đánh giá năm {view.year} nếu kỳ đó chưa "
        f"kết thúc, nếu không thì cho kỳ đánh giá năm {view.year + 1}."
    )


def cards() -> None:
    names = {
        row["unit_code"]: row["unit_name"]
        for row in sorted(rows, key=lambda row: row["finding_order"])
    }
    unit = filters.choose(
        st.selectbox,
        "dv",
        list(names),
        next(iter(names)),
        label="Đơn vị",
        format_func=names.get,
    )
    left, right = st.columns(2)
    with left:
        for row in (row for row in rows if row["unit_code"] == unit):
            head_card(row)
    with right, st.container(border=True):
        collective_card(unit, names[unit])
    st.caption(serves())
    heads = [row for row in rows if row["unit_code"] == unit]
    milestones(unit, names[unit], heads)
    weaknesses(unit, names[unit], heads)


def head_card(row: dict) -> None:
    with st.container(border=True):
        st.markdown(f"**Người đứng đầu: {labels.plain(row['position'])}** ({row['capacity_text']})")
        lines = [
            f"Nhiệm kỳ: từ {labels.date(row['term_from'])}"
            + (f" đến {labels.date(row['term_to'])}" if row["term_to"] else ", đang tại nhiệm"),
            f"Tại nhiệm {row['days_in_office']} ngày trong năm {view.year}"
            + (" (lâu nhất trong năm)" if row["is_accountable"] else ""),
            f"Căn cứ tham khảo: **{row['finding_text']}**",
            f"Lý do: {labels.plain(row['reasons'] or labels.NONE)}",
        ]
        if row["late_count"] is not None:
            lines.insert(
                2,
                f"Mốc bắt buộc trong nhiệm kỳ: {row['late_count']} gửi chậm, {row['missing_count']} chưa gửi",
            )
        if row["rule_version"]:
            lines.append(f"Quy tắc: phiên bản {labels.plain(row['rule_version'])}")
        st.markdown("\n".join(f"- {line}" for line in lines))


def collective_card(unit: str, name: str) -> None:
    st.markdown(f"**Tập thể: {labels.plain(name)}**")
    years = [
        row
        for row in data.rows(queries.unit_years, (unit,), view.scope)
        if row["year"] <= view.year
    ]
    lines = [
        f"Năm {row['year']}: {labels.percent(row['score_pct'])}"
        + (f", xếp loại {row['class_name']}" if row["class_name"] else "")
        + (f", thứ {row['rank_block']} trong khối" if row["rank_block"] else "")
        for row in years
    ]
    st.markdown("\n".join(f"- {labels.plain(line)}" for line in lines) or "Chưa có kết quả.")


def milestones(unit: str, name: str, heads: list[dict]) -> None:
    """What fell due in the calendar year, with both dates: first receipt and first accepted."""
    positions = {h["head_code"]: h["position"] for h in heads if h["rated_by"] == RATED_HERE}
    due = data.rows(queries_heads.due_in_year, view.year, unit, view.scope)
    if not due:
        return
    for row in due:
        row["status_text"] = labels.status(row, as_of)
        # beside a head stands only what counts: a date that nobody confirmed does not
        is_checked = row["received_on_source"] != "assumed"
        row["head_text"] = positions.get(row["head_code"]) if is_checked else None
        row["obligation_text"] = labels.OBLIGATION[row["obligation"]]
    st.markdown(f"**Mốc có hạn trong năm {view.year}**")
    frame.table(
        f"moc-{unit}-{view.year}",
        f"{name}: mốc có hạn trong năm {view.year}",
        view.facts(),
        due,
        [
            Column("milestone_name", "Nội dung"),
            Column("year", "Năm đánh giá", "integer"),
            Column("due_on", "Hạn gửi", "date"),
            Column("first_received_on", "Nhận lần đầu", "date"),
            Column("accepted_on", "Nhận hợp lệ", "date"),
            Column("status_text", "Tình trạng", width=260),
            Column("obligation_text", "Nghĩa vụ"),
            Column("head_text", "Người đứng đầu khi đến hạn"),
        ],
    )


def weaknesses(unit: str, name: str, heads: list[dict]) -> None:
    """Criteria low two years running; whose term began after the first of the two years inherited them."""
    repeated = data.rows(queries_heads.repeated_weaknesses, view.year, unit, view.scope)
    if not repeated:
        return
    heirs = [
        head for head in heads
        if head["term_from"].year >= view.year and head["rated_by"] == RATED_HERE
    ]  # fmt: skip
    note = (
        f"Tồn tại từ trước nhiệm kỳ của {labels.names([head['position'] for head in heirs])} "
        f"(nhận nhiệm vụ từ {labels.date(min(head['term_from'] for head in heirs))})"
        if heirs
        else None
    )
    for row in repeated:
        row["title"] = f"{row['criterion_code']} {row['criterion_name']}"
        row["note"] = note
    st.markdown(
        f"**{len(repeated)} tiêu chí của đơn vị dưới một nửa điểm tối đa hai năm liền, "
        f"{view.year - 1} và {view.year}**" + (f". {note}." if note else "")
    )
    columns = [
        Column("title", "Tiêu chí", width=420),
        Column("points_before", f"Điểm {view.year - 1}", "points"),
        Column("points", f"Điểm {view.year}", "points"),
        Column("max_points", "Tối đa", "points"),
    ]
    frame.table(
        f"ton-tai-{unit}-{view.year}",
        f"{name}: tiêu chí thấp hai năm liền",
        view.facts(),
        repeated,
        [*columns, *([Column("note", "Ghi chú", width=320)] if note else [])],
    )


def table() -> None:
    columns = [
        Column("unit_name", "Đơn vị"),
        Column("position", "Chức danh"),
        Column("finding_text", "Căn cứ tham khảo"),
        Column("reasons", "Lý do", width=420),
        Column("score_pct", "Kết quả đơn vị", "percent"),
        Column("class_name", "Xếp loại đơn vị"),
        Column("late_count", "Gửi chậm", "integer"),
        Column("missing_count", "Chưa gửi", "integer"),
        Column("days_in_office", "Số ngày tại nhiệm", "integer"),
        Column("accountable_text", "Chịu trách nhiệm chính"),
        Column("capacity_text", "Tư cách"),
        Column("term_from", "Từ ngày", "date"),
        Column("term_to", "Đến ngày", "date"),
        Column("block_name", "Khối"),
        Column("rule_version", "Phiên bản quy tắc"),
    ]
    frame.table(
        f"nguoi-dung-dau-{view.year}",
        f"Căn cứ tham khảo về người đứng đầu, năm {view.year}",
        view.facts(),
        sorted(rows, key=lambda row: row["finding_order"]),
        columns,
    )
    ask, year, block, shown = data.asker(), view.year, view.block_name, rows
    export.document(
        f"phu-luc-nguoi-dung-dau-{year}.docx",
        "Tải phụ lục theo khối (Word)",
        lambda: heads_annex.docx(ask, shown, year, block),
    )


if not rows:
    frame.answer(f"Danh mục chưa có người đứng đầu nào tại nhiệm trong năm {view.year}.")
    st.info("Nhiệm kỳ nằm trong danh mục (heads). Chọn năm hoặc khối khác.")
else:
    rows = [in_words(row) for row in rows]
    rated = [row for row in rows if row["rated_by"] == RATED_HERE]
    frame.answer(answer(rated))
    if not any(row["score_pct"] is not None for row in rows):
        frame.no_results(view)
    cards()
    st.subheader("Tất cả người đứng đầu", anchor=False)
    table()
frame.notes(
    "Căn cứ tham khảo từ kết quả đã thẩm định của đơn vị và ngày nhận báo cáo đã được xác nhận; việc đánh giá, xếp loại "
    "cán bộ do cấp có thẩm quyền quyết định. Chỉ tính mốc bắt buộc có hạn trong năm và trong thời gian tại nhiệm; ngày nhận tạm tính không tính là chậm.",
    "Nguồn: danh mục người đứng đầu, sổ tiếp nhận, bảng điểm thẩm định; quy tắc ở danh mục head_rules.",
)
