"""Thời hạn gửi báo cáo: who was on time, late, missing, for which milestone."""

import datetime as dt

import streamlit as st

from pages._shared import charts, data, export, filters, frame, guard, labels
from pages._shared.tables import Column
from reports import reminder, words
from warehouse import queries, queries_reminders

view = frame.start("Thời hạn gửi báo cáo")
as_of = view.snapshot.as_of
owed = data.rows(queries.deadlines, view.year, view.block, view.scope)
milestones = {
    row["milestone_code"]: row["milestone_name"]
    for row in sorted(owed, key=lambda r: r["milestone_order"])
}


def word(row: dict) -> str:
    """The piece of the bar a row belongs to; a requested report is never late or missing."""
    if row["obligation"] == "requested" and row["status"] != "not_due":
        return "○ Đề nghị: đã gửi" if row["done_on"] else "○ Đề nghị: chưa gửi"
    if row["needs_supplement"]:
        return "▲ Gửi chậm" if row["status"] == "late" else "● Đúng hạn"
    return f"{labels.STATUS_SYMBOL[row['status']]} {labels.STATUS[row['status']]}"


def in_words(row: dict) -> dict:
    row["status_text"] = labels.status(row, as_of)
    row["obligation_text"] = labels.OBLIGATION[row["obligation"]]
    row["head_text"] = row["head_position"] or "khuyết"
    if row["head_capacity"] in ("acting", "in_charge"):
        row["head_text"] += f" ({labels.CAPACITY[row['head_capacity']].lower()})"
    row["extension_text"] = (
        f"đến {labels.date(row['extended_until'])} ({row['extension_document']})"
        if row["extended_until"]
        else None
    )
    return row


def answer(rows: list[dict], name: str) -> str:
    required = [row for row in rows if row["obligation"] == "required"]
    due = max(row["due_on"] for row in rows)
    if all(row["status"] == "not_due" for row in rows):
        return f"{labels.sentence(name)} năm {view.year} **chưa đến hạn**: {labels.before(due)} (còn {(due - as_of).days} ngày)."
    count = {
        s: sum(r["status"] == s and not r["needs_supplement"] for r in required)
        for s in labels.STATUS
    }
    if not required:
        sent = sum(row["done_on"] is not None for row in rows)
        return f"{name} năm {view.year}: **{sent}/{len(rows)}** đơn vị đã gửi; tất cả thuộc diện đề nghị, không tính chậm."
    if count["not_due"] and not count["missing"]:
        left = (due - as_of).days
        return (
            f"{name} năm {view.year}: **{len(required) - count['not_due']}/{len(required)}** đơn vị bắt buộc đã gửi; "
            f"**{count['not_due']}** đơn vị còn thời gian đến {labels.before(due)} (còn {left} ngày)."
        )
    text = f"{name} năm {view.year}: **{count['on_time']}/{len(required)}** đơn vị bắt buộc gửi đúng hạn"
    late = [row for row in required if row["status"] == "late"]
    if late:
        worst = max(late, key=lambda row: row["days_late"])
        text += f"; **{len(late)}** gửi chậm (nhiều nhất {worst['days_late']} ngày: {labels.plain(worst['unit_name'])})"
    missing = [
        labels.plain(r["unit_name"])
        for r in required
        if r["status"] == "missing" and not r["needs_supplement"]
    ]
    text += (
        f"; **{len(missing)}** chưa gửi ({labels.names(missing)})"
        if missing
        else "; không đơn vị nào chưa gửi"
    )
    if count["not_due"]:
        text += f"; {count['not_due']} đơn vị còn hạn"
    return text + "."


def figures(rows: list[dict]) -> list[dict]:
    required = [row for row in rows if row["obligation"] == "required"]
    requested = [row for row in rows if row["obligation"] == "requested"]
    due = min(row["due_on"] for row in rows)  # extensions end later
    late = [row["days_late"] for row in required if row["status"] == "late"]
    not_due = any(row["status"] == "not_due" for row in rows)
    absent = sum(
        r["status"] in ("missing", "not_due") and not r["needs_supplement"] for r in required
    )
    extended = sum(row["extended_until"] is not None for row in rows)
    return [
        {
            "label": f"Hạn gửi (năm {due.year})",
            "value": due.strftime("%d/%m"),
            "note": f"{extended} gia hạn" if extended else "không có gia hạn",
        },
        {
            "label": "Đúng hạn",
            "value": f"{sum(r['status'] == 'on_time' for r in required)}/{len(required)}"
            if required
            else labels.NONE,
            "note": "đã gửi, hạn chưa hết"
            if not_due and any(r["done_on"] for r in rows)
            else "trong diện bắt buộc",
        },
        {
            "label": "Gửi chậm",
            "value": str(len(late)) if required else labels.NONE,
            "note": f"nhiều nhất {max(late)} ngày" if late else "không có",
        },
        {
            "label": "Chưa gửi",
            "value": str(absent) if required else labels.NONE,
            "note": "hạn chưa hết" if not_due else "đã quá hạn" if absent else "không có",
        },
        {
            "label": "Diện đề nghị",
            "value": f"{sum(r['done_on'] is not None for r in requested)}/{len(requested)}"
            if requested
            else labels.NONE,
            "note": "đơn vị đã gửi",
        },
    ]


def block_chart(rows: list[dict], name: str) -> None:
    pieces = []
    for block in dict.fromkeys(
        row["block_name"] for row in sorted(rows, key=lambda r: r["block_order"])
    ):
        own = [word(row) for row in rows if row["block_name"] == block]
        pieces += charts.stack(
            block,
            [
                (w, own.count(w), f"{block}: {own.count(w)} đơn vị – {w[2:]}")
                for w in charts.STATUSES
            ],
            charts.STATUSES,
            charts.STATUS_COLOURS,
        )
    late = sum(
        row["status"] in ("late", "missing") and row["obligation"] == "required" for row in rows
    )
    charts.show(
        "statuses",
        f"{late} đơn vị bắt buộc gửi chậm hoặc chưa gửi {labels.plain(labels.inside(name))}"
        if late
        else "Không có đơn vị bắt buộc nào gửi chậm hoặc quá hạn",
        f"Tình trạng gửi theo khối, {name} năm {view.year}: "
        + "; ".join(f"{p['row']} {p['word']} {p['text']}" for p in pieces),
        "bieu_do_tinh_trang",
        facts=view.facts(),
        pieces=pieces,
    )


def unit_chart(rows: list[dict], name: str) -> None:
    drawn = [row for row in rows if row["days_after_due"] is not None or row["status"] == "missing"]
    if not drawn:
        return
    # a missing report has no day on this scale: its cross stands at the right edge, its days in words
    edge = max([row["days_after_due"] for row in drawn if row["done_on"]] + [10]) * 1.2
    units = [
        {
            "unit": row["unit_name"],
            "days": row["days_after_due"] if row["done_on"] else edge,
            "zero": 0,
            "word": word(row),
            "text": "" if row["status"] == "on_time" else row["status_text"][2:],
            "short": {"late": f"+{row['days_late']}", "missing": "chưa gửi"}.get(row["status"], ""),
            "tip": f"{row['unit_name']}: {row['status_text'][2:]}; ngày nhận {labels.date(row['done_on'])}, "
            f"hạn {labels.date(row['due_on'])}",
        }
        for row in drawn
    ]
    units.sort(key=lambda unit: -unit["days"])
    sent = [row for row in drawn if row["done_on"]]
    early = sorted(-row["days_after_due"] for row in sent)
    message = (
        f"Một nửa số đơn vị gửi trước hạn từ {max(0, early[len(early) // 2])} ngày trở lên; "
        f"{sum(row['days_after_due'] > 0 for row in sent)} gửi sau hạn, {len(drawn) - len(sent)} chưa gửi"
        if sent
        else f"{len(drawn)} đơn vị đã quá hạn mà chưa gửi"
    )
    charts.show(
        "days",
        message,
        f"Số ngày gửi trước và sau hạn, {name} năm {view.year}: "
        + "; ".join(f"{row['unit_name']} {row['status_text'][2:]}" for row in drawn),
        "bieu_do_ngay",
        facts=view.facts(),
        units=units,
        zero=[{"days": 0}],
    )
    if len(sent) < len(drawn):
        st.caption("Dấu ✕ của đơn vị chưa gửi đặt ở mép phải, không theo thang số ngày.")


def table(rows: list[dict]) -> None:
    columns = [
        Column("unit_name", "Đơn vị"),
        Column("status_text", "Tình trạng", width=320),
        Column("due_on", "Hạn", "date"),
        Column("done_on", "Ngày nhận (tính hạn)", "date"),
        Column("head_text", "Người đứng đầu khi đến hạn"),
        Column("first_received_on", "Nhận lần đầu", "date"),
        Column("accepted_on", "Bản hợp lệ", "date"),
        Column("years_late", "Số năm chậm, chưa gửi", "integer"),
        Column("extension_text", "Gia hạn"),
        Column("obligation_text", "Nghĩa vụ"),
        Column("clause", "Căn cứ"),
        Column("block_name", "Khối"),
    ]
    frame.table(
        f"thoi-han-{view.year}",
        f"Thời hạn gửi báo cáo năm {view.year}",
        view.facts(),
        rows,
        columns,
    )


def coming() -> None:
    """The calendar of the coming 60 days."""
    rows = data.rows(queries_reminders.upcoming, 60, view.scope)
    if not rows:
        return
    for row in rows:
        row["sent_text"] = (
            f"{row['required_sent']}/{row['required_units']}"
            if row["required_units"]
            else labels.NONE
        )
        row["asked_text"] = (
            f"{row['requested_sent']}/{row['requested_units']}"
            if row["requested_units"]
            else labels.NONE
        )
    first = rows[0]
    st.subheader("Trong 60 ngày tới", anchor=False)
    st.markdown(
        f"Còn **{first['working_days_left']} ngày làm việc** đến {labels.before(first['due_on'])}: "
        f"{labels.inside(labels.plain(first['milestone_name']))} năm {first['year']}."
    )
    frame.table(
        "lich-60-ngay",
        f"Mốc thời hạn trong 60 ngày từ {labels.date(as_of)}",
        view.facts(),
        rows,
        [
            Column("due_on", "Hạn gửi", "date"),
            Column("milestone_name", "Nội dung", width=300),
            Column("year", "Năm đánh giá", "integer"),
            Column("working_days_left", "Còn ngày làm việc", "integer"),
            Column("days_left", "Còn ngày", "integer"),
            Column("sent_text", "Bắt buộc: đã gửi"),
            Column("asked_text", "Đề nghị: đã gửi"),
        ],
    )


def by_year(milestone: str, name: str) -> None:
    """Share on time by year and block; years stand beside each other, since the duty stayed the same."""
    rows = data.rows(queries_reminders.on_time_by_year, milestone, view.scope)
    years = sorted({row["year"] for row in rows})
    if not years:
        return
    blocks: dict[str, dict] = {}
    for row in rows:
        shown = blocks.setdefault(row["block_name"], {"block_name": row["block_name"]})
        shown[str(row["year"])] = (
            f"{row['on_time_units']}/{row['required_units']} ({labels.percent(row['on_time_pct'])})"
        )
    table_rows = [{str(year): labels.NONE for year in years} | shown for shown in blocks.values()]
    st.subheader("Đúng hạn qua các năm", anchor=False)
    frame.table(
        f"dung-han-{milestone}",
        f"{name}: đơn vị bắt buộc gửi đúng hạn theo năm và khối",
        view.facts(),
        table_rows,
        [Column("block_name", "Khối"), *(Column(str(year), f"Năm {year}") for year in years)],
    )


def next_working_day(day: dt.date) -> dt.date:
    """A proposal only; whoever sends the letter chooses the date."""
    while day.weekday() >= 5:
        day += dt.timedelta(days=1)
    return day


def remind(milestone: str, rows: list[dict]) -> None:
    """For those who urge: the text for a group chat first, then the letters."""
    if guard.current_user().role not in ("steward", "admin"):
        return
    todo = data.rows(queries_reminders.outstanding, view.year, milestone, view.block)
    if not todo:
        return
    st.subheader("Đôn đốc", anchor=False)
    due = min(row["due_on"] for row in rows)
    with st.container(horizontal=True):
        until = st.date_input(
            "Đề nghị hoàn thành",
            max(due, next_working_day(as_of + dt.timedelta(days=3))) if due < as_of else due,
            min_value=as_of, format="DD/MM/YYYY", key="hoan_thanh", width=200,
        )  # fmt: skip
        times = st.selectbox(
            "Lần đôn đốc", list(reminder.TIMES), key="lan_don_doc", width=160,
            format_func=lambda n: f"Lần {n}",
        )  # fmt: skip
    facts = view.snapshot
    state = reminder.State(
        milestone=milestones[milestone], year=view.year, rows=todo,
        owed={o: sum(row["obligation"] == o for row in rows) for o in labels.OBLIGATION},
        as_of=as_of, due_on=due, until=until, office=facts.office_name, body=facts.synthesising_body,
        place=labels.sentence(facts.city_name.removeprefix("thành phố ")),
        plan=next(iter(data.rows(queries_reminders.plan)), None),
        illustrative_words=facts.illustrative_words if facts.illustrative else None,
    )  # fmt: skip
    text = reminder.message(state)
    st.markdown(
        f"Nội dung để dán vào nhóm Zalo ({len(text)} ký tự; chạm biểu tượng ở góc phải để chép):"
    )
    st.code(text, language=None, wrap_lines=True)
    with st.container(horizontal=True):
        for obligation, verb in reminder.VERB.items():
            count = len(state.of(obligation))
            if not count:
                continue
            name = f"cong-van-{'don-doc' if obligation == 'required' else 'de-nghi'}-{milestone}-{view.year}"
            export.document(
                f"{name}.docx",
                f"Công văn {verb} ({words.counted(count)})",
                lambda obligation=obligation: reminder.letter(state, obligation, times),
            )
            export.document(
                f"{name}-tung-don-vi.zip",
                f"Từng công văn {verb} (ZIP)",
                lambda obligation=obligation: reminder.letters_to_each(
                    state, obligation, times, lambda *_: None
                ),
            )
    st.caption(
        "Công văn là dự thảo: số, ngày và người ký để trống. Đơn vị bắt buộc và đơn vị được đề nghị có văn bản riêng."
    )


if not owed:
    frame.answer(f"Không có mốc thời hạn nào của năm {view.year} thuộc phạm vi đang xem.")
    st.info(
        "Mốc thời hạn và nghĩa vụ gửi nằm trong danh mục (milestones, obligations). Chọn năm hoặc khối khác."
    )
else:
    default = "self_assessment" if "self_assessment" in milestones else next(iter(milestones))
    if len(milestones) > 1:
        milestone = filters.choose(
            st.pills,
            "moc",
            list(milestones),
            default,
            label="Mốc thời hạn",
            format_func=milestones.get,
            required=True,
            label_visibility="collapsed",
        )
    else:
        milestone = default
    shown = [in_words(row) for row in owed if row["milestone_code"] == milestone]
    frame.answer(answer(shown, milestones[milestone]))
    frame.metrics(figures(shown))
    if view.block is None:
        block_chart(shown, milestones[milestone])
    elif any(row["status"] != "not_due" or row["done_on"] for row in shown):
        unit_chart(shown, milestones[milestone])
    remind(milestone, shown)
    st.subheader("Từng đơn vị", anchor=False)
    table(shown)
    by_year(milestone, milestones[milestone])
coming()
frame.notes(
    "Hạn gửi là ngày cuối cùng còn đúng hạn; rơi vào ngày nghỉ thì lùi đến ngày làm việc kế tiếp, hoặc theo văn bản gia hạn. "
    "“Ngày nhận tạm tính”: chưa có trong sổ tiếp nhận, lấy theo ngày nạp tệp và không dùng để tính chậm cho người đứng đầu.",
    "Báo cáo thuộc diện đề nghị (Mục V.5 của Kế hoạch) không tính chậm.",
)
