"""Who is to be urged, by message and letter, and the register of it."""

from __future__ import annotations

import datetime as dt

import streamlit as st

from etl.desk import register_book
from pages._shared import contacts, data, door, export, frame
from pages._shared.filters import View
from pages._shared.press import pressed
from pages._shared.tables import Column, column
from reports import reminder
from words import documents, labels

ISSUER = {"office": "{office} (…/TP-…)", "body": "{body} (TL. Chủ tịch)"}
SAID = "_da_ghi_don_doc"
WAYS = ["Nhóm Zalo", "Công văn", "Điện thoại", "Thư điện tử"]


def next_working_day(day: dt.date) -> dt.date:
    """A proposal only; whoever sends the letter chooses the date."""
    while day.weekday() >= 5:
        day += dt.timedelta(days=1)
    return day


def show(view: View, milestone: str, milestones: dict[str, str], rows: list[dict], sent: list[dict]) -> None:
    """For those who urge: the text for a group chat first, then the letters."""
    found = data.rows("outstanding", year=view.year, milestone=milestone, block=view.block)
    todo = [row for row in found if not row["is_extended"]]
    if not todo:
        st.caption("Không có đơn vị nào phải đôn đốc.")
        return
    due = min(row["due_on"] for row in rows)
    facts = view.snapshot
    with st.container(horizontal=True):
        until = st.date_input(
            "Đề nghị hoàn thành",
            max(due, next_working_day(view.snapshot.as_of + dt.timedelta(days=3))) if due < view.snapshot.as_of else due,
            min_value=view.snapshot.as_of, format="DD/MM/YYYY", key="hoan_thanh", width=200,
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
    state = reminder.State(
        milestone=milestones[milestone], year=view.year, rows=todo,
        owed={o: sum(row["obligation"] == o for row in rows) for o in labels.OBLIGATION},
        extended={o: sum(r["is_extended"] for r in found if r["obligation"] == o) for o in labels.OBLIGATION},
        as_of=view.snapshot.as_of, moment=documents.moment(view.snapshot.as_of, facts.published_at, data.setting("time_zone")), due_on=due, until=until,
        office=facts.office_name, body=facts.synthesising_body,
        place=documents.seat(facts.city_name),
        plan=next(iter(data.rows("plan")), None),
        sent=sent, contact=data.setting("office_contact") or None,
        illustrative_words=facts.illustrative_words if facts.illustrative else None, signer=facts.office_signer,
    )  # fmt: skip
    # a letter that names who has not sent waits for the date
    has_letters = state.is_over and export.may_issue(getattr(facts, f"{issuer}_ended_on"))
    for obligation, group in reminder.GROUPS.items():
        count = len(state.of(obligation))
        if not count:
            continue
        text = reminder.message(state, obligation)
        st.markdown(
            f"**{group}** ({documents.counted(count)}): nội dung để dán vào nhóm Zalo, {len(text)} ký tự; chạm biểu "
            "tượng ở góc phải để chép"
        )
        st.code(text, language=None, wrap_lines=True)
        if not has_letters:
            continue
        name = f"cong-van-{'don-doc' if obligation == 'required' else 'de-nghi'}-{export.in_file_name(milestones[milestone])}-{view.year}"
        with st.container(horizontal=True):
            export.document(
                f"{name}.docx",
                f"Soạn công văn {reminder.verb(obligation, issuer)} ({documents.counted(count)})",
                lambda obligation=obligation: reminder.letter(state, obligation, times, None, issuer),
            )
            export.document(
                f"{name}-tung-don-vi.zip",
                f"Từng công văn {reminder.verb(obligation, issuer)} (ZIP)",
                lambda obligation=obligation: reminder.letters_to_each(
                    state, obligation, times, lambda *_: None, issuer
                ),
            )
    st.caption(
        "Trước hạn chỉ nhắc chung, không nêu tên đơn vị; công văn đôn đốc có từ ngày sau hạn."
        if not state.is_over
        else "Công văn là dự thảo: số, ngày và người ký để trống. Đơn vị bắt buộc và đơn vị được đề nghị có văn bản riêng. Không "
        "đôn đốc đơn vị đang được gia hạn và đơn vị đã gửi mà hồ sơ đang kiểm tra."
    )
    contacts.section("don-doc", {row["unit_code"] for row in todo})
    note_down(view, milestone, state, times)


def note_down(view: View, milestone: str, state: reminder.State, times: int) -> None:
    """What was sent, to whom and when, into the register: a workbook through the same door as any file."""
    if not data.is_own():
        return
    if words := st.session_state.pop(SAID, None):
        st.success(words)
    with st.expander("Ghi vào sổ đôn đốc"), st.form("ghi_so_don_doc", border=False):
        groups = {o: f"{v} ({documents.counted(len(state.of(o)))})" for o, v in reminder.GROUPS.items() if state.of(o)}  # fmt: skip
        to = st.multiselect("Đã gửi đến", list(groups), list(groups), format_func=groups.get)
        with st.container(horizontal=True):
            way = st.selectbox("Hình thức", WAYS, width=180)
            number = st.text_input("Số văn bản (nếu có)", width=220)
            sent_on = st.date_input("Ngày gửi", view.snapshot.as_of, format="DD/MM/YYYY", width=180)
        if pressed("Ghi vào sổ", "ghi_vao_so", st.form_submit_button) and to:
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
                st.session_state[SAID] = (
                    f"Đã ghi vào sổ đôn đốc {len(entries)} đơn vị ({way.lower()}, ngày {labels.date(sent_on)}). Ghi nhầm thì rút lần "
                    "nhập này ở trang Tiếp nhận hồ sơ."
                )
                st.rerun()


def register_names() -> dict[str, dict[str, str]]:
    """The words for the codes of the registers."""
    return {
        "unit": data.unit_names(),
        "milestone": {r["milestone_code"]: r["milestone_name"] for r in data.rows("milestones")},
    }


def register(view: View, milestone: str, milestones: dict[str, str], sent: list[dict]) -> None:
    """What was sent when, and what came after it."""
    for row in sent:
        row["status_text"] = labels.status(row, view.snapshot.as_of)
        row["after_text"] = labels.date(row["done_on"]) if row["done_on"] else "chưa nhận"
    frame.table(
        f"so-don-doc-{export.in_file_name(milestones[milestone])}-{view.year}",
        f"Sổ đôn đốc {labels.inside(milestones[milestone])} năm {view.year}",
        view.facts(),
        sent,
        [
            column("unit_name"),
            Column("sent_on", "Ngày đôn đốc", "date"),
            Column("round", "Lần", "integer"),
            Column("way", "Hình thức"),
            column("document_number"),
            Column("after_text", "Ngày nhận báo cáo"),
            Column("status_text", "Tình trạng hiện nay", width=300),
        ],
    )
