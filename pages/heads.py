"""Trách nhiệm người đứng đầu: what may be taken into account, beside the result of the collective. Never a grade."""

import streamlit as st

from pages._shared import data, export, filters, frame
from pages._shared.tables import Column
from reports import head_sheet, heads_annex
from words import labels

view = frame.start("Trách nhiệm người đứng đầu")
as_of = view.snapshot.as_of
RATED_HERE = "ubnd_thanh_pho"  # nothing is found about the heads whom others rate
rows = data.rows("heads", year=view.year, block=view.block, scope=view.scope)


def in_words(row: dict) -> dict:
    """A head whom another body rates gets no figures and no finding, only the reason why."""
    row["finding_text"] = labels.FINDING.get(row["reference_finding"], "Chưa có quy tắc")
    row["capacity_text"] = labels.CAPACITY[row["capacity"]]
    row["accountable_text"] = "tại nhiệm lâu nhất trong năm" if row["is_accountable"] else None
    if row["rated_by"] != RATED_HERE:
        row["late_count"] = row["missing_count"] = row["score_pct"] = row["class_name"] = None
        row["open_follow_ups"] = None
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
    names = {row["unit_code"]: row["unit_name"] for row in sorted(rows, key=lambda row: row["finding_order"])}
    unit = filters.choose(st.selectbox, "dv", list(names), next(iter(names)), label="Đơn vị", format_func=names.get)
    heads = [row for row in rows if row["unit_code"] == unit]
    attributed = data.rows("heads_by_year", unit=unit, scope=view.scope)
    years = collective(unit, {row["year"]: row for row in attributed}, heads[0]["rated_by"])
    left, right = st.columns(2)
    with left:
        for row in heads:
            with st.container(border=True):
                st.markdown(f"**Người đứng đầu: {labels.plain(row['position'])}** ({row['capacity_text']})")
                st.markdown(bullets(head_lines(row)))
    with right, st.container(border=True):
        st.markdown(f"**Tập thể: {labels.plain(names[unit])}**")
        st.markdown(bullets(years) or "Chưa có kết quả.")
    apart = two_people(attributed) if heads[0]["rated_by"] == RATED_HERE else None
    if apart:
        st.markdown(labels.plain(apart))
    st.caption(serves())
    files = data.rows("heads_sources", year=view.year, unit=unit, scope=view.scope)
    sources = "; ".join(f"{labels.FILE_KIND[f['kind']].lower()} {f['file_name']}" for f in files)
    if sources:
        st.caption(labels.plain(f"Nguồn: {sources}."))
    due = milestones(unit, names[unit], heads)
    asked = follow_ups(unit, names[unit], heads)
    weak = weaknesses(unit, names[unit], heads)
    ask, facts, year = data.asker(), dict(view.facts()), view.year
    sheet = head_sheet.Sheet(
        unit=names[unit], year=year, is_provisional=view.is_running, serves=serves(), apart=apart, years=years,
        heads=[(f"{row['position']} ({row['capacity_text']})", head_lines(row)) for row in heads],
        due=due, follow_ups=asked, weaknesses=weak, sources=sources,
    )  # fmt: skip
    export.document(
        f"phieu-tham-khao-{unit}-{year}.docx",
        f"Tải phiếu {'tạm tính ' if view.is_running else ''}của đơn vị này (Word)",
        lambda: head_sheet.docx(ask, sheet, facts),
    )


def bullets(lines: list[str]) -> str:
    return "\n".join(f"- {labels.plain(line)}" for line in lines)


def head_lines(row: dict) -> list[str]:
    lines = [
        f"Nhiệm kỳ: từ {labels.date(row['term_from'])}"
        + (f" đến {labels.date(row['term_to'])}" if row["term_to"] else ", đang tại nhiệm"),
        f"Tại nhiệm {row['days_in_office']} ngày trong năm {view.year}"
        + (" (lâu nhất trong năm)" if row["is_accountable"] else ""),
    ]
    if row["late_count"] is not None:
        lines.append(
            f"Mốc bắt buộc có hạn trong năm {view.year} và trong nhiệm kỳ: {row['late_count']} gửi chậm, {row['missing_count']} chưa gửi"
        )
        lines.append(f"Khuyến nghị đến hạn trong năm và trong nhiệm kỳ chưa thực hiện xong: {row['open_follow_ups']}")
    lines += [f"Căn cứ tham khảo: {row['finding_text']}", f"Lý do: {row['reasons'] or labels.NONE}"]
    if row["rule_version"]:
        lines.append(f"Quy tắc: phiên bản {row['rule_version']}")
    return lines


def collective(unit: str, attributed: dict[int, dict], rated_by: str) -> list[str]:
    """Results by year; of units whose head the city rates, with who was in office longest."""
    lines = []
    for row in data.rows("unit_years", units=(unit,), scope=view.scope):
        if row["year"] > view.year:
            continue
        line = f"Năm {row['year']}: {labels.percent(row['score_pct'])}"
        line += f", xếp loại {row['class_name']}" if row["class_name"] else ""
        line += f", thứ {row['rank_block']} trong khối" if row["rank_block"] else ""
        line += " (sơ bộ)" if row["score_pct"] is not None and row["is_provisional"] else ""
        if row["year"] in attributed and rated_by == RATED_HERE:
            line += f"; tại nhiệm lâu nhất: {attributed[row['year']]['position']}"
        lines.append(line)
    return lines


def two_people(attributed: list[dict]) -> str | None:
    """Where the result of the year and its receipt belong to different people, both are named."""
    row = next((row for row in attributed if row["year"] == view.year), None)
    if row is None or row["due_on"] is None or row["due_head_code"] == row["head_code"]:
        return None
    if row["due_on"] > as_of:
        return None
    then = (
        f"{row['due_position']} (từ {labels.date(row['due_term_from'])}) tại nhiệm"
        if row["due_head_code"]
        else "chức danh khuyết"
    )
    return (
        f"Kết quả năm {row['year']} ghi cho {row['position']} (từ {labels.date(row['term_from'])}), tại nhiệm lâu nhất trong năm; "
        f"báo cáo của năm đó đến hạn ngày {labels.date(row['due_on'])}, khi đó {then}: việc gửi báo cáo không ghi cho người trước."
    )


def milestones(unit: str, name: str, heads: list[dict]) -> list[dict]:
    """What fell due in the calendar year, with both dates: first receipt and first accepted."""
    positions = {h["head_code"]: h["position"] for h in heads if h["rated_by"] == RATED_HERE}
    due = data.rows("due_in_year", year=view.year, unit=unit, scope=view.scope)
    if not due:
        return due
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
            Column("year", "Năm đánh giá", "year"),
            Column("due_on", "Hạn gửi", "date"),
            Column("first_received_on", "Nhận lần đầu", "date"),
            Column("accepted_on", "Nhận hợp lệ", "date"),
            Column("status_text", "Tình trạng", width=260),
            Column("obligation_text", "Nghĩa vụ"),
            Column("head_text", "Người đứng đầu khi đến hạn"),
        ],
    )
    return due


def follow_ups(unit: str, name: str, heads: list[dict]) -> list[dict]:
    """Recommendations to the unit; those made before a term began are marked as inherited."""
    found = data.rows("follow_ups", year=view.year, block=None, unit=unit, scope=view.scope)
    if not found:
        return found
    own = [head for head in heads if head["rated_by"] == RATED_HERE]
    for row in found:
        row["status_text"] = labels.FOLLOW_UP[row["status"]] + (
            f" {row['days_overdue']} ngày" if row["days_overdue"] else ""
        )
        heirs = [head["position"] for head in own if head["term_from"] > row["made_on"]]
        notes = [
            f"có từ trước nhiệm kỳ của {labels.names(heirs)}" if heirs else "",
            f"chuyển từ năm {row['year']}" if row["is_earlier"] else "",
            "lặp lại hai năm liền" if row["repeats"] else "",
        ]
        row["note"] = labels.sentence("; ".join(filter(None, notes))) or None
    st.markdown(f"**Khuyến nghị đối với đơn vị, năm {view.year} và các năm trước chưa xong**")
    frame.table(
        f"khuyen-nghi-{unit}-{view.year}",
        f"{name}: khuyến nghị và kết quả thực hiện",
        view.facts(),
        found,
        [
            Column("content", "Khuyến nghị", width=330),
            Column("status_text", "Tình trạng"),
            Column("made_on", "Ngày khuyến nghị", "date"),
            Column("due_on", "Hạn thực hiện", "date"),
            Column("done_on", "Ngày xong", "date"),
            Column("proof", "Minh chứng"),
            Column("note", "Ghi chú", width=320),
        ],
    )
    return found


def weaknesses(unit: str, name: str, heads: list[dict]) -> list[dict]:
    """Criteria low two years running; whose term began after the first of the two years inherited them."""
    repeated = data.rows("unit_repeated_weaknesses", year=view.year, unit=unit, scope=view.scope)
    if not repeated:
        return repeated
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
    return repeated


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
        Column("open_follow_ups", "Khuyến nghị quá hạn", "integer"),
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
