"""Reminders: who still owes what, the text for a group chat, and the letters; required and asked units never mixed."""

from __future__ import annotations

import io
import zipfile
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pages._shared import data
from reports import reminder
from tests import snapshots
from tests.test_documents import opened, text_of
from tests.test_marts_by_rows import file, only, reference, register, scores, unit
from tests.test_pages import open_page
from tests.test_pages import words as words_of
from tests.warehouse_fixture import snapshot
from warehouse import questions
from words import documents

AS_OF = date(2025, 1, 10)


def row(name: str, obligation: str = "required", reasons: str | None = None) -> dict:
    return {"unit_code": name, "unit_name": name, "obligation": obligation, "needs_supplement": reasons is not None, "reasons": reasons,
            "clause": "Mục III.4.b", "first_received_on": date(2025, 1, 3) if reasons else None}  # fmt: skip


def state(rows: list[dict], **more) -> reminder.State:
    values = {
        "milestone": "Báo cáo tự đánh giá", "year": 2024, "rows": rows, "owed": {"required": 40, "requested": 10},
        "as_of": AS_OF, "moment": "10 giờ 30 phút, ngày 10/01/2025", "due_on": date(2025, 1, 6), "until": date(2025, 1, 15), "office": "Phòng Tư pháp",
        "body": "UBND thành phố Hạ Long", "place": "Hạ Long",
        "plan": {"number": "411/KH-UBND", "issued_on": date(2022, 12, 22), "issuer": "UBND thành phố Hạ Long"},
    }  # fmt: skip
    return reminder.State(**(values | more))


names = st.lists(st.text("ẠĐaổ g", min_size=3, max_size=60).map(str.strip).filter(bool), max_size=90, unique=True)


@given(names, names)
def test_a_message_can_always_be_pasted_and_counts_everybody(bound, refused):
    rows = [*(row(n) for n in bound), *(row(n, reasons="Ô D4: sai. " * 20) for n in refused)]
    text = reminder.message(state(rows), "required")
    assert len(text) < reminder.LONGEST_MESSAGE
    if bound:
        assert f"Chưa gửi ({len(bound):02d} đơn vị)" in text
    if refused:
        assert f"Phải bổ sung ({len(refused):02d} đơn vị)" in text


def test_a_short_message_names_everything():
    both = state(
        [row("Phường Hà Tu"), row("Xã Lê Lợi", reasons="Thiếu điểm."), row("Tòa án", "requested")],
        extended={"required": 1}, contact="điện thoại 1",
    )  # fmt: skip
    bound, asked = (reminder.message(both, o) for o in ("required", "requested"))
    for said in (
        "Báo cáo tự đánh giá năm 2024", "06/01/2025", "Đến 10 giờ 30 phút, ngày 10/01/2025",
        "đã có 37/40 đơn vị gửi; còn 01 đơn vị chưa gửi, 01 đơn vị phải bổ sung, 01 đơn vị được gia hạn",
        "Chưa gửi (01 đơn vị): Phường Hà Tu.", "Phải bổ sung (01 đơn vị): Xã Lê Lợi (Thiếu điểm).",
        "đề nghị", "15/01/2025", "không phải gửi lại", "Phòng Tư pháp (điện thoại 1)",
    ):  # fmt: skip
        assert said in bound, said
    assert "Tòa án" not in bound and "Tòa án" in asked and "Phường" not in asked
    assert "yêu cầu" not in bound + asked, "only the body requires"
    assert "06/01/2025" not in asked  # the plan gives no date to those whom it only asks


@pytest.mark.parametrize("published, words_of_it", [
    ("2025-01-10T03:30:00+00:00", "10 giờ 30 phút, ngày 10/01/2025"),
    ("2025-01-10T20:00:00+00:00", "hết ngày 10/01/2025"),  # the 11th in Hạ Long
])  # fmt: skip
def test_the_moment_is_that_of_the_publication_where_it_is_the_same_day(published, words_of_it):
    assert documents.moment(AS_OF, published, None) == words_of_it


def test_required_and_asked_units_get_their_own_letter():
    both = state([row("Phường Hà Tu"), row("Tòa án", "requested")])
    required, asked = (text_of(reminder.letter(both, o, issuer="body")) for o in ("required", "requested"))
    by_office = [text_of(reminder.letter(both, o)) for o in ("required", "requested")]
    assert all("đề nghị" in letter and "yêu cầu" not in letter for letter in by_office), "only the body requires"
    assert "Phường Hà Tu" in required and "Tòa án" not in required
    assert "Tòa án" in asked and "Phường Hà Tu" not in asked
    assert "yêu cầu" in required and "đề nghị" not in required
    assert "đề nghị" in asked and "yêu cầu" not in asked and "đôn đốc" not in asked
    assert "đã có 39/40 đơn vị gửi; còn 01 đơn vị chưa gửi" in required
    assert "Kế hoạch số 411/KH-UBND ngày 22/12/2022" in required
    assert "(Mục III.4.b)" in required
    assert "06/01/2025" in required and "06/01/2025" not in asked
    for letter in (required, asked):
        assert "Số:         /UBND-TP" in letter and "DỰ THẢO" in letter and "./." in letter


def test_the_annex_says_what_is_missing_and_until_when():
    data = reminder.letter(state([row("Phường Hà Tu"), row("Xã Lê Lợi", reasons="Ô D4: không phải là số.")]), "required")  # fmt: skip
    *_, annex = opened(data).tables
    assert [[c.text for c in r.cells] for r in annex.rows[1:]] == [
        ["1", "Phường Hà Tu", "Chưa gửi", "–", "15/01/2025"],
        ["2", "Xã Lê Lợi", "Ô D4: không phải là số.", "03/01/2025", "15/01/2025"],
    ]


def test_single_letters_are_to_one_unit_each_and_say_which_time():
    seen = []
    packed = reminder.letters_to_each(
        state([row("Phường Hà Tu"), row("Xã Lê Lợi", reasons="Ô D4: không phải là số.")]), "required", 2, lambda *s: seen.append(s)
    )  # fmt: skip
    with zipfile.ZipFile(io.BytesIO(packed)) as folder:
        first, second = (text_of(folder.read(n)) for n in sorted(folder.namelist()))
    assert "Kính gửi: Phường Hà Tu." in first and "Lê Lợi" not in first and "Phụ lục" not in first
    assert "phải bổ sung: Ô D4: không phải là số." in second
    assert "lần thứ hai" in first and "lần thứ hai" in second
    assert seen == [(1, 2), (2, 2)]


def test_the_second_letter_says_when_and_to_whom_the_first_went():
    sent = [{"unit_code": "Phường Hà Tu", "sent_on": date(2025, 1, 7), "document_number": "9/TP"}]
    both = state([row("Phường Hà Tu"), row("Xã Lê Lợi")], sent=sent)
    own, other = (text_of(reminder.letter(both, "required", 2, one)) for one in both.rows)
    assert "đã nhắc nội dung này ngày 07/01/2025 (Công văn số 9/TP)" in own
    assert "07/01/2025" not in other
    assert "đối với 01 đơn vị trong danh sách" in text_of(reminder.letter(both, "required", 2))
    assert "07/01/2025" not in text_of(reminder.letter(both, "required"))


def test_a_letter_of_the_committee_is_signed_on_its_behalf():
    text = text_of(reminder.letter(state([row("Phường Hà Tu")]), "required", issuer="body"))
    for said in ("ỦY BAN NHÂN DÂN THÀNH PHỐ HẠ LONG", "/UBND-TP", "TL. CHỦ TỊCH", "TRƯỞNG PHÒNG TƯ PHÁP"):  # fmt: skip
        assert said in text, said
    assert "/TP-PBGDPL" not in text


# the questions


@pytest.fixture(scope="module")
def con():
    """U1 sent in time, U2's file was rejected, U3 (asked) and U4 sent nothing, U5's report is noted and waits to be
    checked, U6 has an extension; the holiday is a Thursday."""
    tables = reference(
        units=[unit("U1", "a"), unit("U2", "a"), unit("U3", "b"), unit("U4", "a"), unit("U5", "a"), unit("U6", "a")],
        extensions=[
            {
                "unit_code": "U6",
                "year": 2024,
                "milestone_code": "self_assessment",
                "extended_until": date(2025, 1, 17),
                "document_number": "5/CV",
            }
        ],
        holidays=[{"holiday_on": date(2025, 1, 30)}],
    )
    noted, lines = register(
        1, ("U1", 2024, "self_assessment", date(2025, 1, 3)), ("U5", 2024, "self_assessment", date(2025, 1, 4))
    )
    files = [noted, file(2, "U1", 2024), file(3, "U2", 2024, status="rejected", given_on=date(2025, 1, 4))]
    raw = only(files, scores(2, "U1", 2024, c1=4), lines)
    raw["finding"] = [
        {"file_seq": 3, "finding_number": n, "severity": severity, "code": "x", "message": message}
        for n, (severity, message) in enumerate((("error", "Thiếu điểm."), ("warning", "Lưu ý."), ("error", "Sai tổng.")), 1)
    ]  # fmt: skip
    return snapshot(tables, raw, AS_OF)


def test_outstanding_is_what_was_not_sent_and_what_was_refused_with_the_reasons(con):
    rows = questions.ask(con, "outstanding", year=2024, milestone="self_assessment", block=None).to_pylist()
    assert {r["unit_code"]: (r["obligation"], r["needs_supplement"], r["reasons"], r["is_extended"]) for r in rows} == {
        "U2": ("required", True, "Thiếu điểm. Sai tổng.", False),
        "U3": ("requested", False, None, False),
        "U4": ("required", False, None, False),
        "U6": ("required", False, None, True),
    }
    assert not questions.ask(con, "outstanding", year=2024, milestone="self_assessment", block="b").to_pylist()[1:]


def test_working_days_that_are_left_are_counted_without_weekends_and_holidays(con):
    *_, coming = questions.ask(con, "upcoming", days=60, scope=None).to_pylist()
    due = coming["due_on"]
    days = [AS_OF + timedelta(days=n) for n in range(1, (due - AS_OF).days + 1)]
    assert due == date(2025, 2, 4)  # before 5 February
    assert coming["working_days_left"] == sum(d.weekday() < 5 and d != date(2025, 1, 30) for d in days)  # fmt: skip
    assert (coming["required_sent"], coming["required_units"]) == (0, 1)
    assert questions.ask(con, "upcoming", days=3, scope=None).num_rows == 0


def test_the_share_on_time_counts_required_units_whose_date_is_over(con):
    rows = questions.ask(con, "on_time_by_year", milestone="self_assessment", scope=None).to_pylist()
    assert [(r["year"], r["block_name"], r["required_units"], r["on_time_units"]) for r in rows if r["year"] == 2024] == [
        (2024, "a", 4, 3)  # a rejected file was received on time
    ]  # fmt: skip


# the page


@pytest.mark.parametrize("role, may", [("leader", False), ("steward", True)])
def test_only_those_who_urge_see_the_letters(monkeypatch, tmp_path, role, may):
    monkeypatch.setattr(data, "SAMPLE", tmp_path / "no-sample")
    warehouse = snapshots.build(tmp_path / "w", years=[2025])
    monkeypatch.setenv("PBGDPL_LOCAL_ROLE", role)
    app = open_page(monkeypatch, warehouse, "deadlines.py", nam="2026", mo="don-doc")
    assert ("Đôn đốc" in [fold.label for fold in app.expander]) == may
    assert bool(app.code) == may
    assert "Trong 60 ngày tới" in words_of(app)
    if may:
        assert len(app.code[0].value) < reminder.LONGEST_MESSAGE


def test_before_the_due_date_everybody_is_reminded_and_nobody_named():
    rows = [row("Phường Hà Tu"), row("Xã Lê Lợi", reasons="Thiếu điểm.")]
    for as_of, is_named in ((date(2025, 1, 6), False), (date(2025, 1, 7), True)):
        text = reminder.message(state(rows, as_of=as_of), "required")
        assert ("Phường Hà Tu" in text, "Xã Lê Lợi" in text) == (is_named, is_named)
        assert "đã có 38/40 đơn vị gửi" in text and "06/01/2025" in text
