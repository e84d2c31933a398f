"""What one person brought in about the office's own unit, or asks to take back of it: another reads what each file says and
changes, and confirms it or sends it back, one by one."""

from __future__ import annotations

import datetime as dt

import streamlit as st

from etl.run import second, withdraw
from pages._catalogue import recording
from pages._intake import asked_withdrawals, draft, outcome, todo
from pages._shared import data, door, frame, guard
from pages._shared.press import pressed
from warehouse import reference_names
from warehouse.store import Warehouse, WarehouseError
from words import labels

TITLE = "Chờ người thứ hai xác nhận"
SAID = "_da_xac_nhan_tep"
DOCUMENT = "nguoi_thu_hai"  # of the drafts
REASON = "reason"
# columns of rows that are no score, in the order in which they are said
REGISTER = {
    "received_on": "ngày đến", "signed_on": "ngày nhận bản ký", "signed_total": "tổng điểm bản ký",
    "document_number": "số, ký hiệu", "file_name": "tệp",
}  # fmt: skip
FIELDS = ("content", "made_on", "due_on", "done_on", "proof", "sent_on", "returned_on", "decided_by", "document_number")


def show() -> None:
    if words := st.session_state.pop(SAID, None):
        st.success(words)
    try:
        state = Warehouse(data.folder()).state()
    except WarehouseError as error:
        st.error(labels.of_error(error))
        return
    for event in second.returned_to(state, guard.person()):
        st.warning(
            labels.plain(
                f"{_name(event)}: {event['who']} trả lại lúc {data.moment(event['at'])}, chưa có hiệu lực. Lý do: {event['reason']}"
            )
        )
    files = second.waiting(state)
    if number := len(files) + len(withdraw.waiting(state)):
        st.header(f"{TITLE} ({number})", anchor=False)
        st.caption(
            "Tệp về chính cơ quan (điểm, ngày nhận, người đứng đầu, gia hạn, khuyến nghị) do một người nạp, hoặc làm đổi kết quả của chính "
            "cơ quan, chỉ có hiệu lực khi người khác đồng ý từng tệp; rút lại cũng vậy."
        )
    for event in files:
        with st.container(border=True):
            _one(event)
    asked_withdrawals.show(state)


def _one(event: dict) -> None:
    kind = f"{labels.FILE_KIND[event['kind']]} {event['year'] or ''}".rstrip()
    st.markdown(
        f"**{labels.plain(_name(event))}**  \n"
        + labels.plain(
            f"{kind}, về {data.snapshot().office_name}; {event['who']} nạp lúc {data.moment(event['at'])}{_given(event)}."
        )
    )
    with st.container(horizontal=True):
        original = Warehouse(data.folder()).original(event)
        st.download_button(
            "Tải tệp để xem", original.read_bytes, file_name=_name(event), on_click="ignore", key=f"xem_{event['seq']}"
        )
        if event["who"] == guard.person():
            st.caption("Chờ người khác xác nhận.")
            return
        if pressed("Xem tệp này thay đổi gì", f"xem_doi_{event['seq']}"):
            with st.spinner("Đang thử với số liệu đang dùng…"):
                st.session_state[_seen(event)] = door.confirm(event["sha256"], dry=True)
    if tried := st.session_state.get(_seen(event)):
        _decide(event, *tried)


def _decide(event: dict, tried: dict | None, problem: str) -> None:
    if wrong := _wrong(tried, problem):
        st.error(labels.plain(wrong))
    else:
        own = [line(row) for row in tried["own"]] or [
            "Tệp không nêu riêng cơ quan, nhưng làm đổi kết quả, thời hạn hoặc căn cứ về người đứng đầu của cơ quan."
        ]
        st.markdown("\n".join(f"- {labels.plain(one)}" for one in own))
        outcome.changes(tried.get("difference", {}))
        if pressed("Đồng ý", f"dong_y_{event['seq']}", type="primary"):
            _confirm(event)
    folder, place = data.folder(), event["sha256"]
    words = {REASON: "Lý do trả lại"}
    typed = draft.boxes(words, f"tra_lai_{event['seq']}", folder, DOCUMENT, place, draft.read(DOCUMENT, place))
    if pressed("Trả lại", f"tra_lai_tep_{event['seq']}"):
        _send_back(event, typed[REASON].strip())


def _confirm(event: dict) -> None:
    result: list = []
    frame.with_progress(
        "Đang ghi nhận và tính lại số liệu…", lambda told: result.append(door.confirm(event["sha256"], told=told))
    )
    if wrong := _wrong(*result[0]):
        st.error(labels.plain(wrong))
        return
    _ended(event, f"Đã đồng ý {_name(event)} do {event['who']} nạp; số liệu có hiệu lực.")


def _wrong(told: dict | None, problem: str) -> str:
    """Why the file does not count, as `confirm` told it; empty where it does."""
    if told is None:
        return problem
    return " ".join(f["message"] for file in told["files"] for f in file["findings"] if f["severity"] == "error")


def _send_back(event: dict, reason: str) -> None:
    if not reason:
        st.warning("Ghi lý do trả lại.")
        return
    if problem := door.send_back(event["sha256"], reason):
        st.error(labels.plain(problem))
        return
    _ended(event, f"Đã trả lại {_name(event)} cho {event['who']}. Lý do: {reason}")


def _ended(event: dict, words: str) -> None:
    draft.forget(data.folder(), DOCUMENT, event["sha256"])
    st.session_state.pop(_seen(event), None)
    st.session_state[SAID] = labels.plain(words)
    st.rerun()


def line(said: dict) -> str:
    """A row of the file about the own unit, in words."""
    row = said["row"]
    if said["is_new"] is not None:
        cells = [
            f"{reference_names.column(said['table'], name)}: {recording.words(value)}"
            for name, value in row.items()
            if value is not None
        ]
        return (
            f"{reference_names.names()[said['table']]}, {'thêm' if said['is_new'] else 'bỏ'} dòng: {'; '.join(cells)}"
        )
    if "milestone_code" in row:
        return f"Sổ tiếp nhận năm {row['year']}, {_milestone(row['milestone_code'])}: " + "; ".join(
            f"{word} {recording.words(row[name])}" for name, word in REGISTER.items() if row[name] is not None
        )
    if "self_value" in row:
        points = "không áp dụng" if row["not_applicable"] else (row["self_value"] or labels.NONE).replace(".", ",")
        return f"{row['criterion_code']}, điểm tự chấm năm {row['year']}: {points}"
    if "score_type" not in row:
        title = "Khuyến nghị" if said["table"].endswith("recommendation") else "Phiếu xác nhận"
        return f"{title} năm {row['year']}: " + "; ".join(
            recording.words(row[name]) for name in FIELDS if row.get(name)
        )
    is_correction = "new_value" in row
    new = row["new_value" if is_correction else "value"]
    is_na = row["new_not_applicable" if is_correction else "not_applicable"]
    points = "không áp dụng" if is_na else labels.NONE if new is None else new.replace(".", ",")
    was = f" (trước là {row['old_value'].replace('.', ',')})" if row.get("old_value") else ""
    reason = f"; lý do: {row['reason']}" if row.get("reason") else ""
    words = {"self": "tự chấm", "verified": data.snapshot().verification_word, "final": "sau giải trình"}
    return f"{row['criterion_code']}, điểm {words[row['score_type']]} năm {row['year']}: {points}{was}{reason}"


def _milestone(code: str) -> str:
    return next((row["milestone_name"] for row in data.rows("milestones") if row["milestone_code"] == code), code)


def _given(event: dict) -> str:
    return f", ngày nhận {labels.date(dt.date.fromisoformat(event['given_on']))}" if event["given_on"] else ""


def _name(event: dict) -> str:
    return todo.name_of(event)


def _seen(event: dict) -> str:
    """What was tried over the figures of that moment."""
    return f"_xem_{event['seq']}_{st.session_state['_snapshot']}"
