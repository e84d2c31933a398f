"""Loads that one person asks to take back though that changes what stands of the office's own unit: another looks at what
would change, and takes them back or does not agree."""

from __future__ import annotations

import streamlit as st

from etl.run import withdraw
from pages._intake import draft
from pages._shared import data, door, frame, guard, withdrawal
from pages._shared.press import pressed
from warehouse.store import State
from words import labels

SAID = "_da_xac_nhan_rut"
DOCUMENT = "rut_nguoi_thu_hai"  # of the drafts
REASON = "reason"


def show(state: State) -> None:
    if words := st.session_state.pop(SAID, None):
        st.success("  \n".join(labels.plain(line) for line in words))
    for event in withdraw.sent_back_to(state, guard.person()):
        st.warning(
            labels.plain(
                f"Đề nghị rút lần nhập {labels.runs(event)}: {event['who']} trả lại lúc {data.moment(event['at'])}, số liệu không thay "
                f"đổi. Lý do: {event['reason']}"
            )
        )
    for event in withdraw.waiting(state):
        with st.container(border=True):
            _one(event)


def _one(event: dict) -> None:
    way = withdrawal.RECEIPTS[event["with_receipts"]].lower()
    st.markdown(
        f"**Đề nghị rút lần nhập {labels.runs(event)}**  \n"
        + labels.plain(f"Cách rút: {way}; {event['who']} đề nghị lúc {data.moment(event['at'])}.")
    )
    if event["who"] == guard.person():
        st.caption("Chờ người khác xác nhận.")
        return
    seen = f"_xem_rut_{event['seq']}_{st.session_state['_snapshot']}"  # what was tried over the figures of that moment
    if pressed("Xem rút thì số liệu nào thay đổi", f"xem_rut_{event['seq']}"):
        st.session_state[seen] = _withdraw(event, "Đang xem rút lần nhập này thì số liệu nào thay đổi…", dry=True)
    if tried := st.session_state.get(seen):
        _decide(event, *tried)


def _decide(event: dict, said: dict | None, problem: str) -> None:
    if said is None:
        st.error(labels.plain(problem))
    else:
        withdrawal.changes(said)
    if withdrawal.may_be_done(said) and pressed("Đồng ý rút", f"dong_y_rut_{event['seq']}", type="primary"):
        done, wrong = _withdraw(event, "Đang rút và tính lại số liệu…", dry=False)
        if done is None:
            st.error(labels.plain(wrong))
        elif done["snapshot"]:
            _ended(event, withdraw.sentences(done, is_dry=False))
        else:
            st.error(labels.plain(" ".join(withdraw.sentences(done, is_dry=False))))
    place = str(event["seq"])
    typed = draft.boxes(
        {REASON: "Lý do không đồng ý"},
        f"tra_lai_rut_{place}",
        data.folder(),
        DOCUMENT,
        place,
        draft.read(DOCUMENT, place),
    )
    if pressed("Không đồng ý", f"khong_rut_{place}"):
        _send_back(event, typed[REASON].strip())


def _send_back(event: dict, reason: str) -> None:
    if not reason:
        st.warning("Ghi lý do không đồng ý.")
    elif problem := door.send_back_withdrawal(event["runs"][0], reason):
        st.error(labels.plain(problem))
    else:
        _ended(event, [f"Đã trả lại đề nghị rút lần nhập {labels.runs(event)} cho {event['who']}. Lý do: {reason}"])


def _withdraw(event: dict, words: str, dry: bool) -> tuple[dict | None, str]:
    result: list = []
    frame.with_progress(
        words, lambda told: result.append(door.withdraw(event["runs"][0], event["with_receipts"], dry=dry, told=told))
    )
    return result[0]


def _ended(event: dict, words: list[str]) -> None:
    draft.forget(data.folder(), DOCUMENT, str(event["seq"]))
    st.session_state[SAID] = words
    st.rerun()
