"""One line a head: the finding with its reason, the results of four years, dates kept, follow-ups; the sheet opens below."""

from __future__ import annotations

from html import escape

import streamlit as st

from charts.theme import DARK_FILLS, INK, class_colours
from pages._heads import unit
from pages._shared import data, filters, frame
from pages._shared.filters import View
from words import labels

YEARS = 4
FEW = 12  # lines that a page shows before the rest opens
ALL, FIRST = "tat_ca", "xem_xet"
FIRST_FINDINGS = ("unfavourable", "attention")


def show(view: View, rows: list[dict]) -> None:
    rows = sorted(rows, key=lambda row: row["finding_order"])
    names = {row["unit_code"]: row["unit_name"] for row in rows}
    with st.container(horizontal=True, vertical_alignment="bottom"):
        listed = _listed(rows)
        chosen = filters.choose(
            st.selectbox, "dv", list(names), next(iter(names)) if len(names) == 1 else None, label="Đơn vị",
            format_func=names.get, width=280, placeholder="Chọn đơn vị để mở phiếu", label_visibility="collapsed",
        )  # fmt: skip
    if chosen and not any(row["unit_code"] == chosen for row in listed[:FEW]):
        own = [row for row in rows if row["unit_code"] == chosen]
        listed = own + [row for row in listed if row not in own]
    years = range(view.year - YEARS + 1, view.year + 1)
    results = {
        (row["unit_code"], row["year"]): row
        for row in data.rows("unit_years", units=tuple(names), scope=view.scope)
        if row["class_order"] is not None and not row["is_running"]
    }
    whose = {
        (row["unit_code"], row["year"]): row["head_code"] for row in data.rows("heads_by_year", unit=None, scope=view.scope)
    }  # fmt: skip
    head = "".join(f"<span>{year}</span>" for year in years)
    with st.container(gap=None):
        st.html(_line("Căn cứ tham khảo", head, "Mốc gửi", "Khuyến nghị", "dau"))
        _rows(view, rows, listed[:FEW], chosen, years, results, whose)
    if rest := listed[FEW:]:
        frame.section("con-lai", f"{len(rest)} lượt nữa", _rows, view, rows, rest, chosen, years, results, whose)
    classes = sorted({(found["class_order"], found["class_name"]) for found in results.values()})
    letters = ", ".join(f"{_letters(name)}: {name}" for _, name in classes)
    st.caption(
        f"Ô vuông: xếp loại của đơn vị từ năm {years[0]} đến năm {years[-1]}, bằng chữ đầu"
        + (f" ({letters})" if letters else "")
        + "; “–”: không có kết quả; viền đứt: sơ bộ; không màu: năm thuộc nhiệm kỳ của người khác. Chạm vào tên để mở hoặc đóng phiếu."
    )


def _rows(
    view: View, rows: list[dict], listed: list[dict], chosen: str | None, years: range, results: dict, whose: dict
) -> None:
    for row in listed:
        is_open = row["unit_code"] == chosen
        with st.container(horizontal=True, wrap=False, gap=None, key=f"nguoi_{row['head_code']}"):
            st.button(
                row["unit_name"], type="tertiary", wrap=True, width=210, key=f"mo_phieu_{row['head_code']}",
                icon=":material/keyboard_arrow_down:" if is_open else ":material/chevron_right:",
                on_click=filters.take, args=("dv", *([] if is_open else [row["unit_code"]])),
            )  # fmt: skip
            st.html(_said(row, [_square(row, year, results, whose) for year in years]))
        if is_open:
            with st.container(border=True, key=f"phieu_{row['head_code']}"):
                unit.show(view, rows, row["unit_code"])
            chosen = None  # a unit whose term changed has two lines and one sheet


def _listed(rows: list[dict]) -> list[dict]:
    """The heads that the reader wants to see: first those of whom something is to be looked at."""
    first = [row for row in rows if row["is_rated_here"] and row["reference_finding"] in FIRST_FINDINGS]
    others = {
        code: [row for row in rows if row["finding_text"] == labels.FINDING[code]]
        for code in ("favourable", "unconfirmed", "insufficient", "not_rated_here")
    }
    kept = {FIRST: first} | others | {ALL: rows}
    words = {FIRST: "Cần xem xét, lưu ý", ALL: "Tất cả"} | labels.FINDING
    options = [code for code in kept if kept[code]]
    which = filters.choose(
        st.pills, "loc", options, options[0], label="Căn cứ tham khảo", required=True, label_visibility="collapsed",
        format_func=lambda code: f"{words[code]} ({len(kept[code])})",
    )  # fmt: skip
    return kept[which]


def _square(row: dict, year: int, results: dict, whose: dict) -> str:
    """The class of a year by its first letters and its colour; who is rated elsewhere has none."""
    found = results.get((row["unit_code"], year))
    if found is None or not row["is_rated_here"]:
        return '<span class="o">–</span>'
    said = f"Năm {year}: {labels.percent(found['score_pct'], found['bounds'])}, xếp loại {found['class_name']}"
    look = ["o"]
    if found["is_provisional"]:
        said += " (sơ bộ)"
        look.append("so-bo")
    if whose.get((row["unit_code"], year)) != row["head_code"]:
        said += ", nhiệm kỳ của người khác"
        look.append("khac")
    colour = class_colours(("",) * len(found["bounds"]))[found["class_order"] - 1]
    ink = "#FFFFFF" if colour in DARK_FILLS else INK
    return (
        f'<span class="{" ".join(look)}" style="background: {colour}; color: {ink}" title="{escape(said)}" role="img" '
        f'aria-label="{escape(said)}">{escape(_letters(found["class_name"]))}</span>'
    )


def _letters(class_name: str) -> str:
    """`Trung bình` → `TB`."""
    return "".join(word[0] for word in class_name.split()).upper()


def _said(row: dict, squares: list[str]) -> str:
    if row["late_count"] is None:
        dates = ""
    else:
        parts = [f"{row['late_count']} gửi chậm", f"{row['missing_count']} chưa gửi"]
        dates = " · ".join(parts) if row["late_count"] or row["missing_count"] else "không chậm, không thiếu"
    asked = row["open_follow_ups"]
    return _line(
        row["finding_text"],
        "".join(squares),
        dates,
        "" if asked is None else f"{asked} quá hạn" if asked else "không quá hạn",
        "",
        f"{labels.head(row['position'], row['term_from'])}. {row['reasons'] or ''}".strip(),
    )


def _line(finding: str, squares: str, dates: str, asked: str, look: str, reason: str = "") -> str:
    """squares: HTML; all the rest text."""
    return (
        f'<div class="nguoi {look}"><b>{escape(finding)}</b><span class="cac-o">{squares}</span>'
        f"<span>{escape(dates)}</span><span>{escape(asked)}</span>"
        + (f'<span class="ly-do">{escape(reason)}</span>' if reason else "")
        + "</div>"
    )
