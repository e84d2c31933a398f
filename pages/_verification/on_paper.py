"""The opinion of a unit that came on paper, typed in beside its scores: it goes through the door as the unit's own reply, on the
day on which the paper came. What is typed is kept as each box is left."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from etl.desk import typed_book
from pages._intake import draft
from pages._shared import data, door, guard
from pages._shared.filters import View
from pages._shared.press import pressed
from pages._verification import checks, recording
from words import labels

TITLE = "Ghi ý kiến nhận bằng văn bản giấy"
ANSWER, REST, AGREED = "Không đồng ý", "Đồng ý các tiêu chí còn lại", "Đồng ý"
TIMES = "_da_ghi_y_kien_giay"  # how often this window recorded one: another form then, so that nothing stands in it
FACTS = {"number": "Số, ký hiệu văn bản", "day": "Ngày nhận văn bản (ngày/tháng/năm)"}
OF_ONE = {"text": "Nội dung giải trình", "evidence": "Minh chứng bổ sung", "points": "Điểm đề nghị"}


def document(year: int) -> str:
    """Under which what is typed here is kept."""
    return f"y-kien-giay {year}"


def show(view: View, unit: dict, rows: list[dict]) -> None:
    """rows: the criteria of the unit."""
    verified = {row["criterion_code"]: row for row in rows if row["is_issued"] or row["verified_na"]}
    if not verified:
        st.caption(f"Chưa có điểm {view.snapshot.verification_word} nào để đơn vị có ý kiến.")
        return
    typed = _boxes(view, unit["unit_code"], verified)
    wrong = problems(typed, verified)
    said = "  \n".join(map(labels.plain, wrong))
    if any(typed.values()) and wrong:
        st.caption(said)
    # never grey: what stands in the last box is told to the server only as it is left, which is this press
    is_pressed = pressed("Ghi ý kiến này", "ghi_y_kien_giay")
    if is_pressed and wrong:
        st.warning(said)
    elif is_pressed:
        _record(view, unit, verified, typed)


def _boxes(view: View, unit: str, verified: dict[str, dict]) -> dict:
    """What is typed: number, day, codes, rest, and of each code text, evidence, points."""
    kept, folder = draft.read(document(view.year), unit), data.folder()
    start = f"giay_{unit}_{view.year}_{st.session_state.get(TIMES, 0)}_"
    for name, value in kept.items():
        st.session_state.setdefault(start + name, [c for c in value if c in verified] if name == "codes" else value)
    left = {"on_change": _left, "args": (folder, view.year, unit, start)}
    found = {}
    for box, (name, words) in zip(st.columns(2), FACTS.items(), strict=True):
        found[name] = box.text_input(words, key=start + name, max_chars=80, **left).strip()
    found["codes"] = st.multiselect(
        "Tiêu chí đơn vị không đồng ý", list(verified), format_func=lambda code: verified[code]["title"], key=start + "codes", **left
    )  # fmt: skip
    for code in found["codes"]:
        st.markdown(
            labels.plain(f"{code}: tự chấm {verified[code]['self_text']}, đang dùng {checks.in_force(verified[code])}")
        )
        for box, (name, words) in zip(st.columns([3, 2, 1]), OF_ONE.items(), strict=True):
            place = f"{name}_{code}"
            found[place] = box.text_input(f"{words} {code}", key=start + place, max_chars=1000, **left).strip()
    found["rest"] = st.checkbox(REST, key=start + "rest", **left)
    return found


def _left(folder: Path, year: int, unit: str, start: str) -> None:
    """A box was left: runs before the page is drawn anew."""
    typed = {key.removeprefix(start): value for key, value in st.session_state.items() if str(key).startswith(start)}
    draft.keep(folder, document(year), unit, typed if any(typed.values()) else {})


def problems(typed: dict, verified: dict[str, dict]) -> list[str]:
    """What is missing or cannot be."""
    day = draft.day_of(typed["day"])
    said = [
        "" if typed["number"] else "Chưa ghi số, ký hiệu văn bản.",
        "" if day else "Ngày nhận chưa đúng dạng ngày/tháng/năm.",
        "Ngày nhận ở sau hôm nay." if day and day > data.now().date() else "",
        "" if typed["codes"] or typed["rest"] else "Chưa chọn tiêu chí nào, cũng chưa đánh dấu đồng ý.",
    ]
    for code in typed["codes"]:
        text, points = typed[f"points_{code}"], checks.number(typed[f"points_{code}"])
        if text and (points is None or not verified[code]["bound_low"] <= points <= verified[code]["bound_high"]):
            said.append(f"{code}: điểm đề nghị “{text}” không đúng.")
    return list(filter(None, said))


def lines(typed: dict, verified: dict[str, dict]) -> list[tuple]:
    """Rows of the reply: what it does not agree to with its words and the paper, then what it agrees to."""
    paper = f"văn bản số {typed['number']} nhận ngày {typed['day']}, nhập từ bản giấy"
    disagreed = [
        (code, verified[code]["criterion_name"], ANSWER, f"{text} ({paper})" if (text := typed[f"text_{code}"]) else labels.sentence(paper),
         typed[f"evidence_{code}"], checks.number(typed[f"points_{code}"]))
        for code in typed["codes"]
    ]  # fmt: skip
    rest = [code for code in verified if typed["rest"] and code not in typed["codes"]]
    return disagreed + [
        (code, verified[code]["criterion_name"], AGREED, labels.sentence(paper), "", None) for code in rest
    ]


def _record(view: View, unit: dict, verified: dict[str, dict], typed: dict) -> None:
    now, code = data.now(), unit["unit_code"]
    said = f"Trang Thẩm định điểm, {guard.person()}, {now:%d/%m/%Y %H:%M:%S}"
    book = typed_book.reply(unit["unit_name"], view.year, lines(typed, verified), said)
    with st.spinner("Đang ghi ý kiến và tính lại số liệu…"):
        name = f"y_kien_giay_{view.year}_{code}_{now:%Y%m%d_%H%M%S}.xlsx"
        result, problem = door.record(name, book, draft.day_of(typed["day"]))
    if result and not problem and not result["files"][0]["status"].startswith("accepted"):
        problem = "Ý kiến này giống hệt một lần ghi trước nên không có hiệu lực lần nữa."
    if problem or not result:
        st.error(f"Chưa ghi được, điều đã gõ còn nguyên. {labels.plain(problem)}")
        return
    draft.forget(data.folder(), document(view.year), code)
    st.session_state[TIMES] = st.session_state.get(TIMES, 0) + 1
    st.session_state[recording.SAID] = (
        f"Đã ghi ý kiến của {labels.plain(unit['unit_name'])} theo văn bản {labels.plain(typed['number'])}."
    )
    st.rerun()
