"""The words of a report: choose a paragraph, write, save; who wrote what before; back to what the program writes."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from pages._shared import data, guard, review_drafts, review_evidence
from pages._shared.press import pressed
from pages._shared.tables import Column, column, html
from reports import verify, wording
from reports.draft import Paragraph
from warehouse import workspace
from words import labels

SHOWN = 60  # characters of a paragraph in the list


MARKS = "○ chưa viết · ● đã sửa · ▲ đã sửa, nên xem lại · – máy lập"


def _mark(paragraph: Paragraph) -> str:
    if paragraph.is_unwritten:
        return "○"
    if paragraph.is_outdated:
        return "▲"
    return "●" if paragraph.text else "–"


def edit(
    folder: Path, document: str, paragraphs: list[Paragraph], known: dict[str, str], before: dict[str, str]
) -> None:
    """Everything about one paragraph. known: every figure of the period; before: what was written a year earlier, by place."""
    places = {paragraph.place: paragraph for paragraph in paragraphs}
    if not places:
        st.info("Các phần đã chọn không có đoạn văn nào để sửa.")
        return
    first = next((p.place for p in paragraphs if p.is_unwritten), paragraphs[0].place)
    # a saved paragraph has another name in the list, and the widget forgets what it showed
    chosen = st.session_state.get("doan") or st.session_state.get("_doan")
    st.session_state["doan"] = chosen if chosen in places else first
    place = st.selectbox("Đoạn", list(places), key="doan", format_func=lambda p: _name(places[p], known))
    st.session_state["_doan"] = place
    paragraph = places[place]
    for kind in ("success", "info", "error"):
        if said := st.session_state.pop(f"_luu_{kind}", None):
            getattr(st, kind)(said)
    st.caption(f"{MARKS}  \n{labels.plain(paragraph.section)}")
    unsaved = workspace.drafts(folder, document, *guard.writers())
    here = [draft for draft in unsaved if draft.place == place]
    review_drafts.elsewhere(
        folder, [d for d in unsaved if d.place != place], {p: _name(places[p], known) for p in places}, known
    )
    texts = workspace.history(folder, document, place)
    draft = here[0] if here else None
    box = review_drafts.Box(folder, document, paragraph, known, texts[0].number if texts else 0, draft)
    if review_drafts.choose(box, here, texts[0] if texts else None):
        _history(texts, known)
        return
    key = box.fill()
    # no value beside it: Streamlit complains of two once evidence was put in
    st.session_state.setdefault(key, box.words)
    words = st.text_area(
        f"Câu chữ{f' (sau “{paragraph.lead.strip()}”)' if paragraph.lead else ''}",
        height=220,
        key=key,
        on_change=box.typed,
        args=(key,),
        help="Mỗi số liệu là một ngoặc nhọn có số thứ tự, ví dụ {7: 62/64}. Giữ nguyên ngoặc thì số tự cập nhật theo "
        "bản số liệu; xuống dòng để thêm đoạn.",
    )
    _warn(words, paragraph, known)
    if paragraph.why:
        st.caption(f"Vì sao nêu: {labels.plain(paragraph.why)}")
    review_evidence.show(box, key, before.get(place))
    review_drafts.state(draft)
    buttons = st.container(horizontal=True)
    buttons.button("Lưu câu chữ", type="primary", on_click=_save, args=(box, key))
    if draft and pressed("Bỏ bản nháp", "bo_nhap", buttons.button):
        review_drafts.ask_to_drop(folder, draft, known)
    if paragraph.text and not draft:
        buttons.button("Trả lại câu do máy lập", on_click=_save, args=(box, None))
    _figures(paragraph, known)
    _history(texts, known)


def _name(paragraph: Paragraph, known: dict[str, str]) -> str:
    part = paragraph.section.split(".")[0]
    words = f"{paragraph.lead}{wording.filled(paragraph.words, known)}".strip("- ")
    return f"{_mark(paragraph)} {part} · {words[:SHOWN]}{'…' if len(words) > SHOWN else ''}"


def _warn(words: str, paragraph: Paragraph, known: dict[str, str]) -> None:
    if paragraph.is_outdated:
        st.warning(
            "Từ khi đoạn này được sửa, câu do máy lập đã đổi: "
            + labels.plain(wording.filled(paragraph.template, known))
        )
    try:
        kept = wording.for_keeping(words, known)
    except wording.NoSuchFigure:
        return  # said when it is saved
    if kept != paragraph.template and (typed := wording.typed_numbers(kept)):
        st.caption(f"Số gõ tay không tự cập nhật và không được đối chiếu: {labels.plain(', '.join(typed[:8]))}.")


def _save(box: review_drafts.Box, key: str | None) -> None:
    """What stands in the box of that key, or what the program writes: runs before the page is drawn anew, whichever of the
    press and the words that it ended comes first."""
    paragraph, known = box.paragraph, box.known
    try:
        kept = None if key is None else wording.for_keeping(st.session_state[key], known)
        if kept == "":
            st.session_state["_luu_error"] = "Đoạn văn trống. Muốn bỏ câu đã viết, chọn “Trả lại câu do máy lập”."
            return
        if kept == paragraph.words:
            st.session_state["_luu_info"] = "Câu chữ không thay đổi."
            return
        workspace.save(
            box.folder, box.document, paragraph.place, None if kept == paragraph.template else kept,
            instead_of=paragraph.template, based_on=box.based_on, by=guard.person(),
            at=data.now(), draft=box.number,
        )  # fmt: skip
    except (wording.NoSuchFigure, workspace.WorkspaceError) as error:
        st.session_state["_luu_error"] = labels.of_error(error)
        return
    st.session_state[review_drafts.SAVED] = key
    st.session_state["_luu_success"] = "Đã lưu." if key else "Đã trả lại câu do máy lập."


def _figures(paragraph: Paragraph, known: dict[str, str]) -> None:
    fold = st.expander("Số liệu dùng được trong câu", key="so_lieu_dung_duoc", on_change="rerun")
    if not fold.open:
        return
    own = set(wording.keys(paragraph.template))
    rows = [
        {"number": f"{{{n}}}", "value": value, "key": key, "meaning": _meaning(key)}
        for n, (key, value) in enumerate(known.items(), 1)
    ]
    rows.sort(key=lambda row: row["key"] not in own)
    with fold:
        st.caption("Các số liệu của đoạn này đứng đầu. Gõ {số thứ tự} vào câu để dùng.")
        st.dataframe(
            [{"Gõ vào câu": r["number"], "Giá trị": r["value"], "Số liệu": r["meaning"]} for r in rows],
            height=260,
            hide_index=True,
        )  # fmt: skip


def _meaning(key: str) -> str:
    first, *rest = key.split(".")
    known = verify.sources().get(first)
    of = " ".join(part for part in rest if "_" not in part or part.isupper())  # years and codes, no word of ours
    return ": ".join(filter(None, (known["meaning"] if known else "", of)))


def without_place(saved: dict[str, workspace.Text], paragraphs: list[Paragraph], known: dict[str, str]) -> None:
    """Words that stand nowhere in the draft: of a part that is not chosen, or of a sentence that these figures, or this
    release, no longer bring. Whoever wrote them can take them elsewhere. saved: by place."""
    there = {paragraph.place for paragraph in paragraphs}
    texts = [text for place, text in saved.items() if place not in there]
    if not texts:
        return
    with st.expander(f"Câu đã lưu của đoạn không có trong các phần đang chọn ({len(texts)})"):
        st.caption("Báo cáo này không có các câu dưới đây. Cần dùng thì chép vào đoạn khác.")
        rows = [
            {"at": data.moment(text.at), "by": text.by, "words": wording.filled(text.words or "", known),
             "instead_of": wording.filled(text.instead_of, known)}
            for text in texts
        ]  # fmt: skip
        columns = [
            column("at"), Column("by", "Người viết"), Column("words", "Câu chữ"), Column("instead_of", "Thay cho câu do máy lập"),
        ]  # fmt: skip
        st.html(html(rows, columns, "Câu đã lưu không có chỗ"))


def _history(texts: list[workspace.Text], known: dict[str, str]) -> None:
    if not texts:
        return
    with st.expander(f"Các lần sửa đoạn này ({len(texts)})"):
        rows = [
            {
                "at": data.moment(text.at),
                "by": text.by,
                "words": wording.filled(text.words, known) if text.words else "(trả lại câu do máy lập)",
            }
            for text in texts
        ]  # fmt: skip
        columns = [column("at"), Column("by", "Người sửa"), Column("words", "Câu chữ")]
        st.html(html(rows, columns, "Các lần sửa"))
