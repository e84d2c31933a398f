"""Difficulties of units: a new one noted, one answer given to as many as ask the same, and what was answered as a text for all.
What is typed is a draft until it is in the register, through the door like any register."""

from __future__ import annotations

import datetime as dt
from itertools import groupby

import streamlit as st

from etl.desk import register_book
from pages._intake import draft
from pages._shared import data, door
from pages._shared.filters import View
from pages._shared.press import pressed
from words import labels

TITLE = "Hỏi và đáp: ghi vướng mắc, một câu trả lời cho nhiều đơn vị"
ASKED, ANSWERED, SAID = "hoi", "dap", "_da_ghi_hoi_dap"


def show(view: View) -> None:
    if words := st.session_state.pop(SAID, None):
        st.success(words)
    rows = data.rows("questions_raised", first=view.year, last=view.year + 1, scope=view.scope)
    _new(view)
    still = [row for row in rows if not row["answer"]]
    if still:
        _answer(view, still)
    else:
        st.caption("Không còn vướng mắc nào chưa trả lời.")
    if text := told(rows):
        st.markdown("**Hỏi và đáp đã có**, chép để gửi chung (biểu tượng ở góc phải)")
        st.code(text, language=None, wrap_lines=True)


def named(row: dict) -> str:
    return f"{row['unit_name']}, {labels.date(row['asked_on'])}: {row['content']}"


def told(rows: list[dict]) -> str:
    """What was answered, each answer once, with all that asked it; nobody is named, since it goes to everybody."""

    def answer(row: dict) -> str:
        return row["answer"]

    lines = []
    for said, asked in groupby(sorted((row for row in rows if row["answer"]), key=answer), answer):
        contents = dict.fromkeys(row["content"].rstrip(".?") for row in asked)
        lines.append(f"Hỏi: {'; '.join(contents)}?\nĐáp: {said}")
    return "\n\n".join(lines)


def _box(widget, part: str, field: str, label: str, kept: dict, default, view: View, **look):
    """A box whose content is kept as it is left."""
    key = f"_{part}_{field}_{view.year}"
    if key not in st.session_state:
        st.session_state[key] = kept.get(field, default)
    return widget(label, key=key, on_change=draft.left, args=(data.folder(), part, str(view.year), field, key), **look)


def _new(view: View) -> None:
    names, kept = data.unit_names(), draft.read(ASKED, str(view.year))
    kept["units"] = [code for code in kept.get("units", []) if code in names]
    units = _box(st.multiselect, ASKED, "units", "Đơn vị hỏi", kept, [], view, options=list(names), format_func=names.get, placeholder="Chọn một hoặc nhiều đơn vị")  # fmt: skip
    content = _box(st.text_area, ASKED, "content", "Vướng mắc, kiến nghị", kept, "", view, max_chars=2000, height=80)
    beyond = _box(st.checkbox, ASKED, "beyond", "Vượt thẩm quyền của Thành phố", kept, False, view)
    if pressed("Ghi câu hỏi", "ghi_cau_hoi"):
        if not units or not content.strip():
            st.warning("Chọn đơn vị và ghi nội dung.")
            return
        day = data.now().date()
        rows = [
            {"unit_code": unit, "asked_on": day, "content": content.strip(), "beyond_authority": "yes" if beyond else "no"}
            for unit in units
        ]  # fmt: skip
        _record(view, ASKED, rows, f"Đã ghi {len(rows)} vướng mắc vào sổ.")


def _answer(view: View, still: list[dict]) -> None:
    kept, known = draft.read(ANSWERED, str(view.year)), {named(row): row for row in still}
    kept["chosen"] = [name for name in kept.get("chosen", []) if name in known]
    chosen = _box(
        st.multiselect, ANSWERED, "chosen", f"Chưa trả lời: {len(still)}. Chọn những vướng mắc cùng một câu trả lời", kept, [], view,
        options=list(known), placeholder="Chọn một hoặc nhiều",
    )  # fmt: skip
    answer = _box(st.text_area, ANSWERED, "answer", "Trả lời", kept, "", view, max_chars=2000, height=120)
    if pressed(f"Ghi trả lời cho {len(chosen)} vướng mắc", "ghi_tra_loi", type="primary"):
        if not chosen or not answer.strip():
            st.warning("Chọn vướng mắc và ghi câu trả lời.")
            return
        rows = answered([known[name] for name in chosen], answer, data.now().date())
        _record(view, ANSWERED, rows, f"Đã ghi một câu trả lời cho {len(rows)} vướng mắc.")


def answered(rows: list[dict], answer: str, day: dt.date) -> list[dict]:
    """Lines of the register that take the place of those without an answer."""
    return [
        row
        | {"beyond_authority": "yes" if row["is_beyond_authority"] else "no", "answer": answer.strip(), "answered_on": day}
        for row in rows
    ]  # fmt: skip


def _record(view: View, part: str, rows: list[dict], done: str) -> None:
    words = view.snapshot.illustrative_words if view.snapshot.illustrative else ""
    book = register_book.write("progress", {"unit": data.unit_names()}, {"question": rows}, words)
    with st.spinner("Đang ghi sổ và tính lại số liệu…"):
        result, wrong = door.record(f"hoi_dap_{view.year}_{data.now():%Y%m%d_%H%M%S}.xlsx", book, data.now().date())
    if wrong or not result:
        st.error(f"Chưa ghi được, điều vừa gõ còn nguyên. {labels.plain(wrong)}")
        return
    draft.forget(data.folder(), part, str(view.year))
    for key in [key for key in st.session_state if str(key).startswith(f"_{part}_")]:
        del st.session_state[key]
    st.session_state[SAID] = f"{done} Ghi nhầm thì rút lần nhập này ở trang Tiếp nhận hồ sơ."
    st.rerun()
