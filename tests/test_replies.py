"""Replies (giải trình): agree or disagree, text, a proposal; final scores only from Phòng Tư pháp."""

from __future__ import annotations

import io
import shutil
from datetime import date
from pathlib import Path

import pytest
from docx import Document

from etl.kinds.door import parse
from reports import opinion
from tests import forms
from tests.forms import workbook
from tests.office import NAME, REPLY, UNIT, YEAR, Office, codes, statuses
from tests.test_documents import text_of
from warehouse import build, questions
from words import labels

TABLE = ["TT", "Đơn vị", "Mã tiêu chí", "Điểm thẩm định", "Ý kiến của đơn vị", "Nội dung giải trình",
         "Điểm sau giải trình"]  # fmt: skip
TITLE = f"BẢNG TỔNG HỢP Ý KIẾN GIẢI TRÌNH NĂM {YEAR}"


@pytest.fixture(scope="module")
def base(reference_only, tmp_path_factory) -> Path:
    """A warehouse with the reference, one form and its verified scores."""
    folder = tmp_path_factory.mktemp("replies")
    shutil.copytree(reference_only, folder / "warehouse")
    office = Office(folder / "warehouse", folder)
    office.load(office.form("a.xlsx", A1=3, A2=2, A3=1))
    office.load(office.issued("td.xlsx", A1=2, A2=1.5), on="2025-01-28")
    return folder / "warehouse"


DISAGREES = ["A1", "", 3, 2, "Không đồng ý", "Đã có kế hoạch", "KH 12", 2.75, ""]
AGREES = ["A2", "", 2, 1.5, "Đồng ý", "", "", "", ""]


@pytest.mark.proof
def test_a_reply_is_kept_and_changes_no_score(office):
    before = office.score("A1")
    result = office.load(office.reply("gt.xlsx", DISAGREES, AGREES, ["A3", "", 1, "", "", "", "", "", ""]), on="2025-02-10")  # fmt: skip
    (item,) = result.items
    assert (item.status, item.parsed.kind, item.parsed.unit_code, item.parsed.year) == ("accepted", "reply", UNIT, YEAR)
    assert item.parsed.row_count == 2, "a row without a word is no reply"
    assert result.snapshot
    assert office.score("A1") == before
    columns = "criterion_code, answer, reply_text, proposed_points, issuer, in_window, source_cell, proposed_cell"
    found = office.rows(f"select {columns} from mart.reply order by 1")
    assert [(*r[:3], r[3] and float(r[3]), *r[4:]) for r in found] == [
        ("A1", "disagree", "Đã có kế hoạch", 2.75, "unit", True, "E6", "H6"),
        ("A2", "agree", None, None, "unit", True, "E7", None),
    ]


def test_a_final_value_of_the_unit_is_ignored(office):
    path = office.reply("gt.xlsx", [*DISAGREES[:8], 3])
    result = office.load(path, on="2025-02-10")
    assert codes(result, "warning") == ["final_by_unit_ignored"]
    assert office.score("A1")[2] is None


@pytest.mark.proof
def test_the_days_for_replies_are_data(office):
    early, late = office.reply("gt1.xlsx", AGREES), office.reply("gt2.xlsx", DISAGREES)
    assert codes(office.load(early, on="2025-02-04")) == ["reply_outside_window"]
    assert codes(office.load(late, on="2025-02-21")) == ["reply_outside_window"]
    assert office.rows("select in_window from mart.reply") == [(False,), (False,)]
    on_the_last_day = office.reply("gt3.xlsx", [*DISAGREES[:7], 2.5, ""])
    assert codes(office.load(on_the_last_day, on="2025-02-20")) == []
    windows = office.folder / "reply_windows.csv"
    windows.write_text("year,opens_on,closes_on,document_number,note\n2023,2024-02-05,2024-02-20,,\n")
    office.load(windows, on=None)
    assert office.rows("select distinct in_window from mart.reply") == [(None,)]


def test_a_table_of_the_office_does_not_make_an_opinion_late(office):
    """The minutes said of a unit that had answered in time that its opinion came on the day of the office's own table."""
    asked = "select criterion_code, issuer, cast(received_on as varchar), in_window from mart.reply order by 1"
    office.load(office.reply("gt.xlsx", DISAGREES), on="2025-02-10")
    rows = [[1, NAME, "A1", 2, "Không đồng ý", "Đã có kế hoạch", 2.5], ["", "", "A2", 1.5, "Đồng ý", "", ""]]
    office.load(office_table(office, *rows), on="2025-02-25")
    assert office.rows(asked) == [("A1", "office", "2025-02-10", True), ("A2", "office", "2025-02-25", None)]
    office.load(office.reply("gt2.xlsx", [*DISAGREES[:7], 2.5, ""]), on="2025-02-26")
    assert office.rows(asked)[0] == ("A1", "unit", "2025-02-26", False), "a new opinion has its own day"


def test_a_unit_whose_letter_went_later_has_days_of_its_own(office):
    windows = office.folder / "reply_windows.csv"
    own = f"{YEAR},2025-02-20,2025-02-25,,,{UNIT}"
    windows.write_text(
        f"year,opens_on,closes_on,document_number,note,unit_code\n{YEAR},2025-02-05,2025-02-20,,,\n{own}\n"
    )
    assert not office.load(windows, on=None).has_rejected
    assert codes(office.load(office.reply("gt.xlsx", AGREES), on="2025-02-24")) == []
    assert [
        (str(o), str(c), i) for o, c, i in office.rows("select opens_on, closes_on, in_window from mart.reply")
    ] == [("2025-02-20", "2025-02-25", True)]
    with office.connect() as con:
        known = questions.ask(con, "verification", year=YEAR, block=None).to_pylist()
    assert {row["unit_code"]: row["own_closes_on"] for row in known}[UNIT].isoformat() == "2025-02-25"


def test_a_window_that_ends_before_it_opens_is_refused(office):
    windows = office.folder / "reply_windows.csv"
    windows.write_text("year,opens_on,closes_on,document_number,note\n2024,2025-02-20,2025-02-05,,\n")
    assert codes(office.load(windows, on=None)) == ["dates_reversed"]


@pytest.mark.proof
def test_the_latest_reply_to_a_criterion_counts_and_all_are_kept(office):
    office.load(office.reply("moi.xlsx", [*DISAGREES[:5], "Bản sau", "", "", ""]), on="2025-02-15")
    office.load(office.reply("cu.xlsx", DISAGREES, AGREES), on="2025-02-10")
    assert office.rows("select criterion_code, reply_text, replies from mart.reply order by 1") == [
        ("A1", "Bản sau", 2), ("A2", None, 1),
    ]  # fmt: skip


def test_the_register_dates_a_reply_and_nobody_owes_one(office):
    header = ["Đơn vị", "Năm đánh giá", "Nội dung", "Ngày đến", "Tên tệp"]
    rows = [["SỔ TIẾP NHẬN"], header, [NAME, YEAR, "Giải trình", "12/02/2025", "gt.xlsx"]]
    owed = office.rows("select count(*) from mart.compliance")
    office.load(office.write("so.xlsx", rows), office.reply("gt.xlsx", DISAGREES), on=None)
    assert [(str(d), s) for d, s in office.rows("select received_on, received_on_source from mart.reply")] == [
        ("2025-02-12", "register")
    ]
    assert office.rows("select count(*) from mart.compliance") == owed


def office_table(office: Office, *rows, issuer="PHÒNG TƯ PHÁP", name="th.xlsx") -> Path:
    return office.write(name, [[issuer], [TITLE], TABLE, *rows])


def test_the_table_of_replies_gives_final_scores(office):
    rows = [
        [1, NAME, "A1", 2, "Không đồng ý", "Đã có kế hoạch", 2.5],
        ["", "", "A2", 1.5, "Đồng ý", "", ""],
        ["", "TRƯỞNG PHÒNG"],
    ]
    result = office.load(office_table(office, *rows), on="2025-02-25")
    assert (statuses(result), codes(result)) == (["accepted"], [])
    assert result.items[0].parsed.kind == "reply"
    assert office.score("A1") == (3, 2, 2.5, 2.5, True)
    assert office.rows("select criterion_code, answer, issuer from mart.reply order by 1") == [
        ("A1", "disagree", "office"), ("A2", "agree", "office"),
    ]  # fmt: skip
    source = office.rows(
        "select final_sha256, final_cell from mart.criterion_unit_year where year = ? and unit_code = ?"
        " and criterion_code = 'A1'", YEAR, UNIT,
    )  # fmt: skip
    assert source == [(result.items[0].sha256, "G4")]


def test_a_table_of_replies_that_no_office_issued_is_refused(office):
    rows = [[1, NAME, "A1", 2, "Không đồng ý", "", 3]]
    for issuer in ("PHÒNG KINH TẾ", "Kính gửi: Phòng Tư pháp"):
        result = office.load(office_table(office, *rows, issuer=issuer, name=f"{issuer[0]}.xlsx"))
        assert statuses(result) == ["rejected"]
        assert "issuer_missing" in codes(result)
    assert office.score("A1")[2] is None


def test_the_consolidated_table_may_say_what_the_units_answered(office):
    header = ["TT", "Đơn vị", "A1", "A2", "Ý kiến của đơn vị", "Nội dung giải trình"]
    title = f"BẢNG ĐIỂM SAU GIẢI TRÌNH NĂM {YEAR}"
    rows = [["PHÒNG TƯ PHÁP"], [title], header, [1, NAME, 2.5, "", "Không đồng ý", "Đã có kế hoạch"]]
    result = office.load(office.write("th.xlsx", rows), on="2025-02-25")
    assert (codes(result), result.items[0].parsed.kind) == ([], "consolidated")
    assert office.score("A1")[2] == 2.5
    assert office.rows("select criterion_code, answer, reply_text, issuer from mart.reply") == [
        ("A1", "disagree", "Đã có kế hoạch", "office")
    ]


@pytest.mark.proof
def test_phong_tu_phap_verifying_itself_is_marked(office):
    office.load(office.form("ptp.xlsx", unit="Phòng Tư pháp", A1=3, A2=2))
    office.load(office.issued("td2.xlsx", unit="Phòng Tư pháp", A1=3), on="2025-01-29")
    found = office.rows("select unit_code, criterion_code from mart.criterion_unit_year where self_verified")
    assert found == [("PTP", "A1")]
    with office.connect() as con:
        story = questions.ask(con, "score_story", year=YEAR, unit="PTP", criterion="A1", scope=None).to_pylist()
    assert [(s["stage"], s["self_verified"]) for s in story] == [("self", False), ("verified", True)]


@pytest.mark.proof
def test_the_story_keeps_the_four_stages_apart(office):
    office.load(office.reply("gt.xlsx", DISAGREES), on="2025-02-10")
    office.load(office_table(office, [1, NAME, "A1", 2, "", "", 2.5]), on="2025-02-25")
    with office.connect() as con:
        story = questions.ask(con, "score_story", year=YEAR, unit=UNIT, criterion="A1", scope=UNIT).to_pylist()
        table = questions.ask(con, "replies", year=YEAR, block="co_quan_chuyen_mon", scope=None).to_pylist()
        assert questions.ask(con, "reply_window", year=YEAR).to_pylist()[0]["closes_on"].isoformat() == "2025-02-20"
    assert [(s["stage"], s["points"], s["answer"], s["state"]) for s in story] == [
        ("self", 3, None, "counts"), ("verified", 2, None, "counts"), ("reply", 2.75, "disagree", "counts"),
        ("final", 2.5, None, "counts"),
    ]  # fmt: skip
    assert [(r["verified_points"], r["proposed_points"], r["final_points"], r["is_settled"]) for r in table] == [
        (2, 2.75, 2.5, True)
    ]


@pytest.mark.proof
def test_rebuild_and_rollback_give_equal_marts(office):
    office.load(office.reply("gt.xlsx", DISAGREES), on="2025-02-10")
    first = office.warehouse.current_id()
    office.load(office_table(office, [1, NAME, "A1", 2, "Đồng ý", "", 2.5]), on="2025-02-25")
    current = office.warehouse.snapshot_path(office.warehouse.current_id())
    kept = current.with_suffix(".kept")
    shutil.copy(current, kept)
    office.rebuild()
    assert build.marts_equal(kept, office.warehouse.snapshot_path(office.warehouse.current_id()))
    office.rollback(first)
    assert office.score("A1")[2] is None
    assert office.rows("select issuer from mart.reply") == [("unit",)]


# the reader


@pytest.fixture(scope="module")
def context():
    return forms.context()


def read(context, *rows, header=None):
    top = [["PHIẾU GIẢI TRÌNH"], ["Đơn vị: Phường Bãi Cháy"], [f"Năm đánh giá: {YEAR}"]]
    return parse(workbook([*top, header or REPLY, *rows]), "a.xlsx", context)


def test_words_that_are_neither_agreement_nor_disagreement_are_kept_and_said(context):
    parsed = read(context, ["A1", "", "", "", "Xin xem lại", "", "", "", ""])
    assert [(f.code, f.cell) for f in parsed.findings] == [("answer_unclear", "E5")]
    assert parsed.rows["raw.reply"][0][5:8] == ("E5", None, "Xin xem lại")


def test_a_disagreement_says_why(context):
    parsed = read(context, ["A1", "", "", "", "Không đồng ý", "", "", "", ""])
    assert [f.code for f in parsed.findings] == ["reply_without_reason"]


@pytest.mark.parametrize(
    ("cells", "code"),
    [
        (["Z9", "", "", "", "Đồng ý", "", "", "", ""], "unknown_criterion"),
        (["A1", "", "", "", "Đồng ý", "", "", 6, ""], "points_above_max"),
        (["A1", "", "", "", "Đồng ý", "", "", "cao hơn", ""], "not_a_number"),
        (["A1", "Hòa giải ở cơ sở", "", "", "Đồng ý", "", "", "", ""], "criterion_conflict"),
    ],
)
def test_errors(context, cells, code):
    assert [f.code for f in read(context, cells).findings if f.severity == "error"] == [code]


def test_a_criterion_twice_and_an_empty_reply_are_errors(context):
    row = ["A1", "", "", "", "Đồng ý", "", "", "", ""]
    assert "criterion_twice" in [f.code for f in read(context, row, row).findings]
    assert "no_rows" in [f.code for f in read(context, ["A1", "", 3, 2]).findings]


def test_a_form_with_a_column_for_explanations_stays_a_form(context):
    header = ["TT", "Tiêu chí", "Điểm tự chấm", "Giải trình", "Cột lạ"]
    assert read(context, ["A1", "", 3, "vì", ""], header=header).kind == "self_assessment"


# the letter that asks for opinions


def request_of(office: Office) -> tuple[opinion.Request, list[dict]]:
    with office.connect() as con:
        rows = questions.ask(con, "verification", year=YEAR, block=None).to_pylist()
        criteria = questions.ask(con, "verified_criteria", year=YEAR, block=None).to_pylist()
    asked = opinion.Request(
        year=YEAR, rows=rows, until=date(2025, 2, 5), as_of=date(2025, 2, 1), office="Phòng Tư pháp",
        body="UBND thành phố Hạ Long", place="Hạ Long", word="thẩm định", plan=None, snapshot_id="000001", is_usual=True,
    )  # fmt: skip
    return asked, criteria


def test_the_form_in_a_letter_to_one_unit_comes_back_through_the_door(office):
    asked, criteria = request_of(office)
    (row,) = asked.rows
    assert (row["changed"], row["difference"], row["unsettled"]) == (2, -1.5, 0)
    letter = Document(io.BytesIO(opinion.letter(asked, row, criteria)))
    form = letter.tables[-1]
    assert [[c.text for c in r.cells][2:4] for r in form.rows[1:]] == [["3", "2"], ["2", "1,5"]]
    equal = [c | {"verified_points": c["self_points"]} if c["criterion_code"] == "A2" else c for c in criteria]
    only = Document(io.BytesIO(opinion.letter(asked, row, equal))).tables[-1]
    assert [r.cells[0].text for r in only.rows[1:]] == ["A1"]
    for column, text in enumerate(("Không đồng ý", "Đã có kế hoạch", "KH 12", "2,75"), 4):
        form.rows[1].cells[column].text = text
    letter.save(office.folder / "y_kien.docx")
    assert statuses(office.load(office.folder / "y_kien.docx", on="2025-02-10")) == ["accepted"]
    columns = "unit_code, criterion_code, answer, reply_text, evidence, cast(proposed_points as double)"
    assert office.rows(f"select {columns} from mart.reply") == [
        (UNIT, "A1", "disagree", "Đã có kế hoạch", "KH 12", 2.75)
    ]
    assert request_of(office)[0].rows[0]["unsettled"] == 1


def test_the_letter_to_all_names_no_points(office):
    asked, _ = request_of(office)
    letter = opinion.letter(asked)
    assert "hết ngày 05/02/2025 (trong 03 ngày làm việc)" in text_of(letter)
    *_, annex = Document(io.BytesIO(letter)).tables
    result = labels.percent(asked.rows[0]["score_pct"])
    assert [c.text for c in annex.rows[-1].cells] == ["1", NAME, result, "Yếu", ""]


def test_who_verifies_its_own_score_is_marked(office):
    asked, criteria = request_of(office)
    own = asked.rows[0] | {"self_verified": True}
    assert labels.SELF_VERIFIED in text_of(opinion.letter(asked, own, criteria))
    assert labels.SELF_VERIFIED not in text_of(opinion.letter(asked, asked.rows[0], criteria))


def test_the_third_working_day_skips_weekends_and_holidays(office):
    with office.connect() as con:
        assert questions.ask(con, "working_day_after", days=3).to_pylist() == [{"day": date(2026, 12, 18)}]
        # 1 January is a holiday, 2 and 3 January 2027 a weekend
        [row] = questions.ask(con, "working_day_after", days=13).to_pylist()
    assert row["day"] == date(2027, 1, 4)
