"""Thẩm định điểm: how far the verification is, opinions asked for and received, and the final scores that follow."""

import streamlit as st

from pages._shared import data, export, frame, guard, survey_scores
from pages._shared.tables import Column
from reports import opinion
from words import labels

guard.require("steward", "admin")
view = frame.start(labels.PAGES["verification.py"][0], "steward", "admin")
facts, word, as_of = view.snapshot, view.snapshot.verification_word, view.snapshot.as_of
rows = data.rows("verification", year=view.year, block=view.block)
replies = data.rows("replies", year=view.year, block=view.block, scope=view.scope)
STATE = {"verified": f"● Đã {word} đủ", "mixed": f"◐ Đã {word} một phần", "self": f"○ Chưa {word}"}


def answer() -> str:
    full = sum(row["score_basis"] == "verified" for row in rows)
    waiting = sum(row["unsettled"] for row in rows)
    text = f"Năm {view.year}: đã {word} đủ **{full}/{len(rows)}** đơn vị đã gửi"
    if replies:
        text += f"; **{len(replies)}** ý kiến giải trình, **{waiting}** ý kiến không đồng ý chưa có điểm sau giải trình"
    return text + "."


def figures() -> list[dict]:
    lowered = [row for row in rows if (row["difference"] or 0) < 0]
    return [
        {"label": f"Đã {word} đủ", "value": str(sum(r["score_basis"] == "verified" for r in rows)), "note": "đơn vị"},
        {"label": f"Chưa {word} đủ", "value": str(sum(r["score_basis"] != "verified" for r in rows)), "note": "đơn vị"},
        {"label": "Thấp hơn tự chấm", "value": str(len(lowered)), "note": "đơn vị"},
        {"label": "Không đồng ý", "value": str(sum(r["disagreed"] for r in rows)), "note": "ý kiến"},
        {"label": "Chờ điểm cuối", "value": str(sum(r["unsettled"] for r in rows)), "note": "ý kiến"},
    ]  # fmt: skip


def progress() -> None:
    for row in rows:
        row["state_text"] = STATE.get(row["score_basis"], labels.NONE)
        row["done_text"] = f"{row['criteria_verified']}/{row['criteria_applicable']}"
        row["self_text"] = "tự thẩm định" if row["self_verified"] else None
    st.subheader("Tiến độ và kết quả theo đơn vị", anchor=False)
    frame.table(
        f"tham-dinh-{view.year}",
        f"{labels.sentence(word)} điểm năm {view.year}",
        view.facts(),
        rows,
        [
            Column("unit_name", "Đơn vị"),
            Column("state_text", "Tình trạng", width=190),
            Column("done_text", f"Tiêu chí đã {word}"),
            Column("self_points", "Tự chấm", "points"),
            Column("points", "Điểm được tính", "points"),
            Column("difference", f"{labels.sentence(word)} so với tự chấm", "change"),
            Column("changed", "Tiêu chí khác tự chấm", "integer"),
            Column("replies", "Ý kiến", "integer"),
            Column("disagreed", "Không đồng ý", "integer"),
            Column("unsettled", "Chưa có điểm sau giải trình", "integer"),
            Column("self_text", "Lưu ý"),
            Column("block_name", "Khối"),
        ],
    )
    if any(row["self_verified"] for row in rows):
        st.caption(f"“Tự thẩm định”: {labels.inside(labels.SELF_VERIFIED)}; nên có người khác xem lại.")


def above_survey() -> None:
    """Self-scores that the survey does not support: what to look at first; nothing is changed by it."""
    resting = survey_scores.rows(view, view.block)
    if not resting:
        return
    above = [row for row in resting if row["finding"]]
    st.subheader("Tự chấm cao hơn khảo sát", anchor=False)
    told = sum(row["share"] is not None for row in resting)
    if not above:
        st.caption(
            f"Không có trường hợp nào trong {told} điểm có tỷ lệ khảo sát để đối chiếu (trên {len(resting)} điểm dựa vào khảo sát)."
        )
        return
    waiting, still = (sum(row["verified_text"].startswith(mark) for row in above) for mark in ("○", "▲"))
    st.markdown(
        f"**{len(above)}** điểm tự chấm cao hơn mức khảo sát ủng hộ, trong {told} điểm có tỷ lệ khảo sát để đối chiếu; "
        f"**{waiting}** điểm chưa được {word}, **{still}** điểm {word} vẫn cao hơn khảo sát."
    )
    frame.table(
        f"tu-cham-cao-hon-khao-sat-{view.year}",
        f"Tự chấm cao hơn khảo sát năm {view.year}",
        view.facts(),
        above,
        [c for c in survey_scores.COLUMNS if c.field != "finding_text"],
        opens=survey_scores.open_story,
        opens_what=survey_scores.OPENS,
    )
    st.caption(survey_scores.NOTE)


def ask_for_opinions() -> None:
    """The letter with the expected result, three working days to answer unless the reference says other days."""
    verified = [row for row in rows if row["score_basis"] == "verified"]
    st.subheader("Lấy ý kiến về kết quả dự kiến", anchor=False)
    window = next(iter(data.rows("reply_window", year=view.year)), None)
    if window:
        st.markdown(
            f"Thời gian nhận ý kiến: từ {labels.date(window['opens_on'])} đến {labels.before(window['closes_on'])}"
            + (" – đã hết." if window["closes_on"] < as_of else ".")
        )
    if not verified:
        st.caption(f"Chưa có đơn vị nào được {word} đủ để lấy ý kiến.")
        return
    third = data.rows("working_day_after", days=opinion.WORKING_DAYS)
    proposed = window["closes_on"] if window and window["closes_on"] >= as_of else third[0]["day"] if third else as_of  # fmt: skip
    until = st.date_input(
        "Nhận ý kiến đến hết ngày", proposed, min_value=as_of, format="DD/MM/YYYY", width=220,
        help=f"{opinion.WORKING_DAYS} ngày làm việc sau ngày của bản số liệu, hoặc theo danh mục reply_windows",
    )  # fmt: skip
    request = opinion.Request(
        year=view.year, rows=verified, until=until, as_of=as_of, office=facts.office_name, body=facts.synthesising_body,
        place=labels.sentence(facts.city_name.removeprefix("thành phố ")), word=word,
        plan=next(iter(data.rows("plan")), None), snapshot_id=facts.snapshot_id,
        is_usual=bool(third) and until == third[0]["day"],
        illustrative_words=facts.illustrative_words if facts.illustrative else None,
    )  # fmt: skip
    ask, year, block = data.asker(), view.year, view.block
    with st.container(horizontal=True):
        export.document(
            f"lay-y-kien-{year}.docx", f"Công văn lấy ý kiến ({len(verified)} đơn vị)", lambda: opinion.letter(request)
        )
        export.document(
            f"lay-y-kien-tung-don-vi-{year}.zip",
            "Từng công văn kèm phiếu ý kiến (ZIP)",
            lambda: opinion.letters_to_each(request, ask("verified_criteria", year=year, block=block), lambda *_: None),
        )
    st.caption("Phiếu ý kiến trong từng công văn là biểu mẫu phần mềm đọc được: đơn vị ghi rồi gửi lại, nạp ở trang Tiếp nhận hồ sơ.")  # fmt: skip


def table_of_replies() -> None:
    st.subheader("Tổng hợp ý kiến giải trình", anchor=False)
    if not replies:
        st.caption(f"Chưa nhận ý kiến nào về kết quả năm {view.year}.")
        return
    for row in replies:
        row["answer_words"] = labels.sentence(labels.ANSWER.get(row["answer"], row["answer_text"] or labels.NONE))  # fmt: skip
        notes = [
            f"nhận ngày {labels.date(row['received_on'])}",
            "ngoài thời gian nhận ý kiến" if row["in_window"] is False else "",
            "tự thẩm định" if row["self_verified"] else "",
        ]
        row["note"] = labels.sentence("; ".join(filter(None, notes)))
    frame.table(
        f"y-kien-giai-trinh-{view.year}",
        f"BẢNG TỔNG HỢP Ý KIẾN GIẢI TRÌNH NĂM {view.year}, {facts.office_name} lập",
        view.facts(),
        replies,
        [  # the labels are those of the table that loads again with the final scores filled in
            Column("unit_name", "Đơn vị"),
            Column("criterion_code", "Mã tiêu chí"),
            Column("self_points", "Điểm tự chấm", "points"),
            Column("verified_points", "Điểm thẩm định", "points"),
            Column("answer_words", "Ý kiến của đơn vị"),
            Column("reply_text", "Nội dung giải trình", width=320),
            Column("evidence", "Minh chứng", width=200),
            Column("proposed_points", "Điểm đề nghị", "points"),
            Column("final_points", "Điểm sau giải trình", "points"),
            Column("note", "Ghi chú", width=260),
        ],
    )
    office, said = facts.office_name, facts.illustrative_words if facts.illustrative else None
    basis = f"Tính đến {labels.date(as_of)}; bản số liệu {facts.snapshot_id}."
    export.document(
        f"tong-hop-y-kien-{view.year}.docx",
        "Bảng tổng hợp ý kiến (Word)",
        lambda year=view.year: opinion.table_of_replies(replies, year, office, basis, said),
    )


if not rows:
    frame.answer(f"Năm {view.year} chưa có báo cáo nào để {word}.")
    frame.no_results(view)
else:
    frame.answer(answer())
    frame.metrics(figures())
    progress()
    above_survey()
    ask_for_opinions()
    table_of_replies()
frame.notes(
    f"Điểm {word} và điểm sau giải trình chỉ lấy từ bảng do {facts.office_name} lập; điểm đề nghị của đơn vị không làm thay đổi kết quả.",
    "Thứ tự: tự chấm → thẩm định → ý kiến của đơn vị → sau giải trình; mỗi bước được giữ riêng, xem ở trang Kết quả theo tiêu chí.",
)
