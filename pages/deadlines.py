"""Thời hạn gửi báo cáo: who was on time, late, missing, for which milestone."""

import datetime as dt
from html import escape
from pathlib import Path

import streamlit as st

from etl.desk import register_book
from pages._shared import charts, data, door, export, filters, frame, guard, tables
from pages._shared.tables import Column
from reports import reminder
from words import documents, labels

view = frame.start("Thời hạn gửi báo cáo")
as_of = view.snapshot.as_of
is_steward = guard.current_user().role in ("steward", "admin")
owed = data.rows("deadlines", year=view.year, block=view.block, scope=view.scope)
milestones = {row["milestone_code"]: row["milestone_name"] for row in sorted(owed, key=lambda r: r["milestone_order"])}


def word(row: dict) -> str:
    """The piece of the bar a row belongs to; a requested report is never late or missing."""
    if row["obligation"] == "requested" and row["status"] != "not_due":
        return "○ Đề nghị: đã gửi" if row["done_on"] else "○ Đề nghị: chưa gửi"
    if row["needs_supplement"] and row["status"] in ("missing", "not_due"):
        return "◐ Bổ sung"
    return f"{labels.STATUS_SYMBOL[row['status']]} {labels.STATUS[row['status']]}"


def in_words(row: dict) -> dict:
    row["status_text"] = labels.status(row, as_of)
    row["obligation_text"] = labels.OBLIGATION[row["obligation"]]
    row["head_text"] = row["head_position"] or "khuyết"
    capacity = labels.CAPACITY.get(row["head_capacity"], "").lower()
    if row["head_capacity"] in ("acting", "in_charge") and capacity not in row["head_text"].lower():
        row["head_text"] += f" ({capacity})"
    row["extension_text"] = (
        f"đến {labels.date(row['extended_until'])} ({row['extension_document']})" if row["extended_until"] else None
    )
    return row


def answer(rows: list[dict], name: str) -> str:
    required = [row for row in rows if row["obligation"] == "required"]
    due = max(row["due_on"] for row in rows)
    if all(row["status"] == "not_due" for row in rows):
        return f"{labels.sentence(name)} năm {view.year} **chưa đến hạn**: {labels.before(due)} (còn {(due - as_of).days} ngày)."
    waiting = [r for r in required if r["needs_supplement"] and r["status"] in ("missing", "not_due")]
    count = {s: sum(r["status"] == s for r in required if r not in waiting) for s in labels.STATUS}
    if not required:
        sent = sum(row["done_on"] is not None for row in rows)
        return (
            f"{name} năm {view.year}: **{sent}/{len(rows)}** đơn vị đã gửi; tất cả thuộc diện đề nghị, không tính chậm."
        )
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
    missing = [labels.plain(r["unit_name"]) for r in required if r["status"] == "missing" and not r["needs_supplement"]]
    text += f"; **{len(missing)}** chưa gửi ({labels.names(missing)})" if missing else "; không đơn vị nào chưa gửi"
    if waiting:
        text += f"; **{len(waiting)}** đã gửi, chưa có bản hợp lệ"
    if count["not_due"]:
        text += f"; {count['not_due']} đơn vị còn hạn"
    return text + "."


def figures(rows: list[dict]) -> list[dict]:
    required = [row for row in rows if row["obligation"] == "required"]
    requested = [row for row in rows if row["obligation"] == "requested"]
    due = min(row["due_on"] for row in rows)  # extensions end later
    late = [row["days_late"] for row in required if row["status"] == "late"]
    not_due = any(row["status"] == "not_due" for row in rows)
    absent = sum(r["status"] in ("missing", "not_due") and not r["needs_supplement"] for r in required)
    overdue = sum(r["status"] == "missing" and not r["needs_supplement"] for r in required)
    extended = sum(row["extended_until"] is not None for row in rows)
    return [
        {
            "label": f"Hạn gửi (năm {due.year})",
            "value": due.strftime("%d/%m"),
            "note": f"{extended} gia hạn" if extended else "không có gia hạn",
        },
        {
            "label": "Đúng hạn",
            "value": f"{sum(r['status'] == 'on_time' for r in required)}/{len(required)}" if required else labels.NONE,
            "note": "đã gửi, hạn chưa hết"
            if as_of <= due and any(r["done_on"] for r in rows)
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
            "note": f"{overdue} quá hạn, {absent - overdue} còn hạn"
            if 0 < overdue < absent
            else "hạn chưa hết"
            if not_due
            else "đã quá hạn"
            if absent
            else "không có",
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
    for block in dict.fromkeys(row["block_name"] for row in sorted(rows, key=lambda r: r["block_order"])):
        own = [word(row) for row in rows if row["block_name"] == block]
        pieces += charts.stack(
            block,
            [(w, own.count(w), f"{block}: {own.count(w)} đơn vị – {w[2:]}") for w in charts.STATUSES],
            charts.STATUSES,
            charts.STATUS_COLOURS,
        )
    late = sum(
        row["obligation"] == "required"
        and (row["status"] == "late" or (row["status"] == "missing" and not row["needs_supplement"]))
        for row in rows
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
            "short": "bổ sung"
            if row["needs_supplement"]
            else {"late": f"+{row['days_late']}", "missing": "chưa gửi"}.get(row["status"], ""),
            "tip": f"{row['unit_name']}: {row['status_text'][2:]}; ngày nhận {labels.date(row['done_on'])}, "
            f"hạn {labels.date(row['due_on'])}",
        }
        for row in drawn
    ]
    units.sort(key=lambda unit: -unit["days"])
    sent = [row for row in drawn if row["done_on"]]
    early = sorted(-row["days_after_due"] for row in sent)
    required = [row for row in drawn if row["obligation"] == "required"]
    late = sum(row["status"] == "late" for row in required)
    absent = sum(row["status"] == "missing" and not row["needs_supplement"] for row in required)
    asked = sum(row["done_on"] is None for row in drawn if row["obligation"] == "requested")
    rest = [f"{late} gửi sau hạn, {absent} chưa gửi" if required else "", f"{asked} thuộc diện đề nghị chưa gửi" if asked else ""]  # fmt: skip
    rest = "; ".join(filter(None, rest)) or "tất cả thuộc diện đề nghị"
    message = (
        f"Một nửa số đơn vị gửi trước hạn từ {max(0, early[len(early) // 2])} ngày trở lên; {rest}"
        if sent
        else labels.sentence(rest)
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
    frame.table(f"thoi-han-{view.year}", f"Thời hạn gửi báo cáo năm {view.year}", view.facts(), rows, columns)


def coming() -> None:
    """The calendar of the coming 60 days."""
    rows = data.rows("upcoming", days=60, scope=view.scope)
    if not rows:
        return
    for row in rows:
        row["sent_text"] = f"{row['required_sent']}/{row['required_units']}" if row["required_units"] else labels.NONE
        row["asked_text"] = (
            f"{row['requested_sent']}/{row['requested_units']}" if row["requested_units"] else labels.NONE
        )
        row["name"] = row["milestone_name"] + (" (gia hạn)" if row["is_extension"] else "")
    first = next((row for row in rows if not row["is_extension"]), rows[0])
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
            Column("name", "Nội dung", width=300),
            Column("year", "Năm đánh giá", "year"),
            Column("working_days_left", "Còn ngày làm việc", "integer"),
            Column("days_left", "Còn ngày", "integer"),
            Column("sent_text", "Bắt buộc: đã gửi"),
            Column("asked_text", "Đề nghị: đã gửi"),
        ],
    )


def by_year(milestone: str, name: str) -> None:
    """Share on time by year and block; years stand beside each other, since the duty stayed the same."""
    rows = data.rows("on_time_by_year", milestone=milestone, scope=view.scope)
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


def board(rows: list[dict], name: str) -> None:
    """What the office looks at every day from 60 days before the date until the city's own report: who stands where,
    and how many working days are left."""
    required = [row for row in rows if row["obligation"] == "required"]
    due = min(row["due_on"] for row in rows)
    end = max(due + dt.timedelta(days=31), *(row["due_on"] for row in owed))
    if view.scope is not None or not required or not due - dt.timedelta(days=60) <= as_of <= end:
        return
    st.subheader(f"Bảng theo dõi ngày {labels.date(as_of)}", anchor=False)
    ahead = [  # without the longer dates of extensions
        row for row in data.rows("upcoming", days=60, scope=view.scope)
        if row["year"] == view.year and not row["is_extension"]
    ]  # fmt: skip
    left = [
        f"còn **{row['working_days_left']} ngày làm việc** đến {labels.before(row['due_on'])} "
        f"({labels.inside(labels.plain(row['milestone_name']))})"
        for row in ahead
    ]
    if due < as_of:
        left.insert(0, f"{labels.inside(labels.plain(name))} đã quá hạn **{(as_of - due).days} ngày**")
    st.markdown(labels.sentence("; ".join(left)) + "." if left else "")
    reasons = {
        row["unit_code"]: row["reasons"]
        for row in data.rows("outstanding", year=view.year, milestone=milestone, block=view.block)
    }
    places: dict[str, list[dict]] = {
        "▲ Phải bổ sung": [r for r in required if r["needs_supplement"] and not r["is_under_check"]],
        "◐ Đã nhận, đang kiểm tra": [r for r in required if r["is_under_check"]],
        "✕ Chưa nhận": [r for r in required if r["first_received_on"] is None],
        "○ Chỉ đề nghị: chưa nhận": [r for r in rows if r["obligation"] == "requested" and not r["first_received_on"]],
        "○ Chỉ đề nghị: đã nhận": [r for r in rows if r["obligation"] == "requested" and r["first_received_on"]],
        "● Đã nhận, hợp lệ": [r for r in required if r["accepted_on"]],
    }  # fmt: skip
    shown = []
    for place, found in places.items():
        names = []
        for row in found:
            why = reasons.get(row["unit_code"]) if row["needs_supplement"] else None
            until = f" (gia hạn đến {labels.date(row['extended_until'])})" if row["extended_until"] and not row["accepted_on"] else ""  # fmt: skip
            names.append(row["unit_name"] + until + (f": {why}" if why else ""))
        said = "xem bảng Từng đơn vị" if len(names) > 15 else "; ".join(names) or None
        shown.append({"place": place, "units": len(found), "names": said})
    columns = [Column("place", "Tình trạng"), Column("units", "Số đơn vị", "integer"), Column("names", "Đơn vị")]  # fmt: skip
    title = f"{name} năm {view.year}, tính đến {documents.moment(as_of, view.snapshot.published_at)}"
    st.html(tables.html(shown, columns, title))
    export.buttons("bang-theo-doi", title, view.facts(), shown, columns)


SHOWN = {  # which units the matrix and the table list
    "tat_ca": ("Tất cả", lambda row: True),
    "cham": ("Gửi chậm", lambda row: row["status"] == "late" and row["obligation"] == "required"),
    "chua": ("Chưa gửi", lambda row: row["first_received_on"] is None),
    "bo_sung": ("Bổ sung, đang kiểm tra", lambda row: row["needs_supplement"]),
    "lap_lai": ("Chậm, chưa gửi từ 2 năm", lambda row: row["years_late"] > 1),
}
ORDERS = {
    "ngay": ("Số ngày chậm", lambda row: 0),  # as the query orders: missing, late by days, then the rest
    "khoi": ("Khối", lambda row: row["block_order"]),
    "nam": ("Số năm chậm, chưa gửi", lambda row: -row["years_late"]),
}


def listed(rows: list[dict]) -> list[dict]:
    """The rows that the reader wants to see, in the order wanted."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        which = filters.choose(
            st.pills, "loc", list(SHOWN), "tat_ca", label="Lọc",
            format_func=lambda code: f"{SHOWN[code][0]} ({sum(map(SHOWN[code][1], rows))})", required=True,
        )  # fmt: skip
        order = filters.choose(
            st.selectbox, "thu_tu_han", list(ORDERS), "ngay", label="Sắp xếp theo", width=220,
            format_func=lambda code: ORDERS[code][0],
        )  # fmt: skip
    return sorted(filter(SHOWN[which][1], rows), key=ORDERS[order][1])


def short(row: dict) -> tuple[str, str]:
    """(class of the cell, symbol with documents) of a milestone in the matrix."""
    if row["is_under_check"]:
        return "supplement", "◐ Đang kiểm tra"
    if row["needs_supplement"]:
        return "supplement", "▲ Phải bổ sung"
    if row["obligation"] == "requested" and row["status"] in ("late", "missing"):
        return "asked", "○ Đã gửi (đề nghị)" if row["status"] == "late" else "○ Đề nghị, chưa gửi"
    if row["status"] == "late":
        return "late", f"▲ Chậm {row['days_late']} ngày"
    return row["status"], f"{labels.STATUS_SYMBOL[row['status']]} {labels.STATUS[row['status']]}"


def matrix(rows: list[dict]) -> None:
    """Units down; across every milestone of the year, and the chosen one in the years before."""
    found = data.rows("deadlines_history", year=view.year, milestone=milestone, block=view.block, scope=view.scope)
    across = list(dict.fromkeys((r["year"], r["milestone_code"], r["milestone_name"]) for r in found))
    cells = {(r["unit_code"], r["year"], r["milestone_code"]): short(r) for r in found}
    head = "".join(f'<th scope="col">{escape(name)} {year}</th>' for year, _, name in across)
    body, shown = [], []
    for row in rows:
        own = [cells.get((row["unit_code"], year, code)) for year, code, _ in across]
        marks = "".join(
            f'<td class="{cell[0]}"><span aria-hidden="true">{cell[1][0]}</span>{escape(cell[1][1:])}</td>' if cell else "<td></td>"
            for cell in own
        )  # fmt: skip
        body.append(f'<tr><th scope="row">{escape(row["unit_name"])}</th>{marks}</tr>')
        shown.append(
            {"unit_name": row["unit_name"]} | {str(n): cell[1] if cell else None for n, cell in enumerate(own)}
        )  # fmt: skip
    title = f"Đơn vị và mốc thời hạn, năm {view.year} và các năm trước"
    st.html(
        f'<div class="bang" role="region" tabindex="0" aria-label="{escape(title)}"><table class="ma-tran">'
        f'<caption>{escape(title)}</caption><thead><tr><th scope="col">Đơn vị</th>{head}</tr></thead>'
        f"<tbody>{''.join(body)}</tbody></table></div>"
    )
    columns = [Column("unit_name", "Đơn vị"), *(Column(str(n), f"{name} {year}") for n, (year, _, name) in enumerate(across))]  # fmt: skip
    export.buttons(f"ma-tran-{view.year}", title, view.facts(), shown, columns)


def next_working_day(day: dt.date) -> dt.date:
    """A proposal only; whoever sends the letter chooses the date."""
    while day.weekday() >= 5:
        day += dt.timedelta(days=1)
    return day


ISSUER = {"office": "{office} (…/TP-…)", "body": "{body} (TL. Chủ tịch)"}


def remind(rows: list[dict], sent: list[dict]) -> None:
    """For those who urge: the text for a group chat first, then the letters."""
    if not is_steward:
        return
    found = data.rows("outstanding", year=view.year, milestone=milestone, block=view.block)
    todo = [row for row in found if not row["is_extended"]]
    st.subheader("Đôn đốc", anchor=False)
    if not todo:
        st.caption("Không có đơn vị nào phải đôn đốc.")
        return
    due = min(row["due_on"] for row in rows)
    facts = view.snapshot
    with st.container(horizontal=True):
        until = st.date_input(
            "Đề nghị hoàn thành",
            max(due, next_working_day(as_of + dt.timedelta(days=3))) if due < as_of else due,
            min_value=as_of, format="DD/MM/YYYY", key="hoan_thanh", width=200,
        )  # fmt: skip
        waiting = {row["unit_code"] for row in todo}
        rounds = [row["round"] or 1 for row in sent if row["unit_code"] in waiting]
        next_time = min(max(rounds, default=0) + 1, max(reminder.TIMES))
        times = st.selectbox(
            "Lần đôn đốc", list(reminder.TIMES), next_time - 1, width=160,
            format_func=lambda n: f"Lần {n}",
        )  # fmt: skip
        issuer = st.selectbox(
            "Văn bản của", list(ISSUER), key="van_ban_cua", width=300,
            format_func=lambda code: ISSUER[code].format(office=facts.office_name, body=facts.synthesising_body),
        )  # fmt: skip
    settings = {row["key"]: row["value"] for row in data.rows("settings")}
    state = reminder.State(
        milestone=milestones[milestone], year=view.year, rows=todo,
        owed={o: sum(row["obligation"] == o for row in rows) for o in labels.OBLIGATION},
        extended={o: sum(r["is_extended"] for r in found if r["obligation"] == o) for o in labels.OBLIGATION},
        as_of=as_of, moment=documents.moment(as_of, facts.published_at), due_on=due, until=until,
        office=facts.office_name, body=facts.synthesising_body,
        place=labels.sentence(facts.city_name.removeprefix("thành phố ")),
        plan=next(iter(data.rows("plan")), None),
        sent=sent, contact=settings.get("office_contact") or None,
        illustrative_words=facts.illustrative_words if facts.illustrative else None,
    )  # fmt: skip
    for obligation, verb in reminder.VERB.items():
        count = len(state.of(obligation))
        if not count:
            continue
        text = reminder.message(state, obligation)
        st.markdown(
            f"**{labels.sentence(verb)}** ({documents.counted(count)}): nội dung để dán vào nhóm Zalo, {len(text)} ký tự; chạm biểu "
            "tượng ở góc phải để chép"
        )
        st.code(text, language=None, wrap_lines=True)
        name = f"cong-van-{'don-doc' if obligation == 'required' else 'de-nghi'}-{milestone}-{view.year}"
        with st.container(horizontal=True):
            export.document(
                f"{name}.docx",
                f"Soạn công văn {verb} ({documents.counted(count)})",
                lambda obligation=obligation: reminder.letter(state, obligation, times, None, issuer),
            )
            export.document(
                f"{name}-tung-don-vi.zip",
                f"Từng công văn {verb} (ZIP)",
                lambda obligation=obligation: reminder.letters_to_each(
                    state, obligation, times, lambda *_: None, issuer
                ),
            )
    st.caption(
        "Công văn là dự thảo: số, ngày và người ký để trống. Đơn vị bắt buộc và đơn vị được đề nghị có văn bản riêng. Không "
        "đôn đốc đơn vị đang được gia hạn và đơn vị đã gửi mà hồ sơ đang kiểm tra."
    )
    note_down(state, times)


WAYS = ["Nhóm Zalo", "Công văn", "Điện thoại", "Thư điện tử"]


def note_down(state: reminder.State, times: int) -> None:
    """What was sent, to whom and when, into the register: a workbook through the same door as any file."""
    if data.is_sample(Path(st.session_state["_snapshot"])):
        return
    with st.expander("Ghi vào sổ đôn đốc"), st.form("ghi_so_don_doc", border=False):
        groups = {o: f"{labels.sentence(v)} ({documents.counted(len(state.of(o)))})" for o, v in reminder.VERB.items() if state.of(o)}  # fmt: skip
        to = st.multiselect("Đã gửi đến", list(groups), list(groups), format_func=groups.get)
        with st.container(horizontal=True):
            way = st.selectbox("Hình thức", WAYS, width=180)
            number = st.text_input("Số văn bản (nếu có)", width=220)
            sent_on = st.date_input("Ngày gửi", as_of, format="DD/MM/YYYY", width=180)
        if st.form_submit_button("Ghi vào sổ") and to:
            entries = [
                {"unit_code": row["unit_code"], "year": state.year, "milestone_code": milestone, "sent_on": sent_on,
                 "round": times, "way": way, "document_number": number.strip() or None}
                for row in state.rows if row["obligation"] in to
            ]  # fmt: skip
            book = register_book.write("follow_up", register_names(), {"reminder": entries})
            with st.spinner("Đang ghi sổ và tính lại số liệu…"):
                result, problem = door.record("so_don_doc.xlsx", book, sent_on)
            if problem or not result:
                st.error(labels.plain(problem or "Không ghi được sổ."))
            else:
                st.rerun()


def register_names() -> dict[str, dict[str, str]]:
    """The words for the codes of the registers."""
    return {"unit": data.unit_names(), "milestone": {r["milestone_code"]: r["milestone_name"] for r in data.rows("milestones")}}  # fmt: skip


def register(sent: list[dict]) -> None:
    """What was sent when, and what came after it."""
    if not sent:
        return
    st.subheader("Sổ đôn đốc", anchor=False)
    for row in sent:
        row["status_text"] = labels.status(row, as_of)
        row["after_text"] = labels.date(row["done_on"]) if row["done_on"] else "chưa nhận"
    frame.table(
        f"so-don-doc-{milestone}-{view.year}",
        f"Sổ đôn đốc {labels.inside(milestones[milestone])} năm {view.year}",
        view.facts(),
        sent,
        [
            Column("unit_name", "Đơn vị"),
            Column("sent_on", "Ngày đôn đốc", "date"),
            Column("round", "Lần", "integer"),
            Column("way", "Hình thức"),
            Column("document_number", "Số văn bản"),
            Column("after_text", "Ngày nhận báo cáo"),
            Column("status_text", "Tình trạng hiện nay", width=300),
        ],
    )


def follow_ups() -> None:
    """Recommendation → date → proof; open ones of earlier years come along; what repeats is marked."""
    rows = data.rows("follow_ups", year=view.year, block=view.block, unit=None, scope=view.scope)
    repeated = data.rows("repeated_by_unit", year=view.year, block=view.block, scope=view.scope)
    st.subheader("Khuyến nghị và kết quả thực hiện", anchor=False)
    count = {code: sum(row["status"] == code for row in rows) for code in labels.FOLLOW_UP}
    earlier = sum(row["is_earlier"] for row in rows)
    if rows:
        st.markdown(
            f"**{len(rows)}** khuyến nghị"
            + (f" (**{earlier}** chuyển từ các năm trước)" if earlier else "")
            + f": **{count['done']}** đã thực hiện, **{count['open']}** chưa đến hạn, **{count['overdue']}** quá hạn."
        )
        for row in rows:
            row["status_text"] = labels.FOLLOW_UP[row["status"]] + (f" {row['days_overdue']} ngày" if row["days_overdue"] else "")  # fmt: skip
            row["carried_text"] = f"Chuyển từ năm {row['year']}" if row["is_earlier"] else None
            row["repeats_text"] = "Lặp lại hai năm liền" if row["repeats"] else None
        frame.table(
            f"khuyen-nghi-{view.year}",
            f"Khuyến nghị năm {view.year} và các năm trước chưa xong",
            view.facts(),
            rows,
            [
                Column("unit_name", "Đơn vị"),
                Column("content", "Khuyến nghị", width=330),
                Column("status_text", "Tình trạng", width=170),
                Column("due_on", "Hạn thực hiện", "date"),
                Column("done_on", "Ngày thực hiện xong", "date"),
                Column("proof", "Minh chứng", width=220),
                Column("carried_text", "Chuyển tiếp"),
                Column("repeats_text", "Lặp lại"),
                Column("criterion_code", "Tiêu chí"),
                Column("made_on", "Ngày khuyến nghị", "date"),
                Column("basis", "Căn cứ"),
            ],
        )
    else:
        st.caption(f"Chưa có khuyến nghị nào của năm {view.year} và không có khuyến nghị nào từ các năm trước còn dở.")  # fmt: skip
    if repeated:
        frame.table(
            f"lap-lai-{view.year}",
            f"Tiêu chí dưới một nửa điểm tối đa hai năm liền, {view.year - 1} và {view.year}",
            view.facts(),
            repeated,
            [
                Column("unit_name", "Đơn vị"),
                Column("criteria", "Số tiêu chí", "integer"),
                Column("codes", "Tiêu chí"),
                Column("recommended", "Đã có khuyến nghị", "integer"),
                Column("block_name", "Khối"),
            ],
            folded=f"Tồn tại lặp lại hai năm liền: {len(repeated)} đơn vị",
        )
    if is_steward:
        ask, names = data.asker(), register_names()
        said = view.snapshot.illustrative_words if view.snapshot.illustrative else ""

        def write() -> bytes:
            found = {"recommendation": ask("recommendations"), "reminder": ask("all_reminders")}
            return register_book.write("follow_up", names, found, said)

        export.document("so-khuyen-nghi-don-doc.xlsx", "Tải sổ khuyến nghị, đôn đốc để ghi tiếp (Excel)", write)
        st.caption("Ghi thêm hoặc sửa dòng rồi nạp lại ở trang Tiếp nhận hồ sơ; dòng sửa thay dòng cũ.")


if not owed:
    frame.answer(f"Không có mốc thời hạn nào của năm {view.year} thuộc phạm vi đang xem.")
    st.info("Mốc thời hạn và nghĩa vụ gửi nằm trong danh mục (milestones, obligations). Chọn năm hoặc khối khác.")
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
    board(shown, milestones[milestone])
    if view.block is None:
        block_chart(shown, milestones[milestone])
    elif any(row["status"] != "not_due" or row["done_on"] for row in shown):
        unit_chart(shown, milestones[milestone])
    sent = data.rows("reminders", year=view.year, milestone=milestone, block=view.block, scope=view.scope)
    remind(shown, sent)
    st.subheader("Từng đơn vị", anchor=False)
    if chosen := listed(shown):
        side_by_side, in_full = st.tabs(["Bảng các mốc", "Chi tiết và hai ngày nhận"])
        with side_by_side:
            matrix(chosen)
        with in_full:
            table(chosen)
    else:
        st.info("Không có đơn vị nào khớp điều kiện lọc. Bỏ bớt điều kiện hoặc chọn lại khối.")
    register(sent)
    follow_ups()
    by_year(milestone, milestones[milestone])
coming()
frame.notes(
    "Hạn gửi là ngày cuối cùng còn đúng hạn; rơi vào ngày nghỉ thì lùi đến ngày làm việc kế tiếp, hoặc theo văn bản gia hạn. "
    "“Ngày nhận tạm tính”: chưa có trong sổ tiếp nhận, lấy theo ngày nạp tệp và không dùng để tính chậm cho người đứng đầu.",
    "Báo cáo thuộc diện đề nghị (Mục V.5 của Kế hoạch) không tính chậm.",
)
