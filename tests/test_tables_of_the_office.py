"""Consolidated scores and the intake register."""

import unicodedata
from datetime import date, datetime

import pytest

from etl.kinds import consolidated
from etl.kinds.door import parse
from tests import forms
from tests.forms import codes, workbook


@pytest.fixture(scope="module")
def context():
    return forms.context()


def matrix(*units, title="BẢNG TỔNG HỢP ĐIỂM THẨM ĐỊNH NĂM 2024", issuer="PHÒNG TƯ PHÁP", header=None):
    """Rows of a consolidated table; the first unit stands in row 6, A1 in column C."""
    header = header or ["TT", "Đơn vị", "A1", "A2", "B1", "B2", "Tổng điểm"]
    return [[issuer], [title], [], header, [], *units]


def table(*units, **options) -> bytes:
    return workbook(matrix(*units, **options))


BAI_CHAY = [1, "UBND phường Bãi Cháy", 4.5, "3,5", 2, "", 10]


def test_units_by_criteria_with_addresses(context):
    parsed = parse(table(BAI_CHAY, [2, "Hòn Gai", 5, "", "Không áp dụng", 0, 5]), "tong_hop.xlsx", context)
    assert parsed.findings == []
    assert (parsed.kind, parsed.year, parsed.unit_code) == ("consolidated", 2024, None)
    rows = parsed.rows["raw.consolidated_score"]
    assert rows[0] == (2024, "BC", "A1", "verified", "Biểu 1", "C6", "4.5", "4.5", False, None, None, None, None)
    assert [(r[1], r[2], r[7], r[8]) for r in rows] == [
        ("BC", "A1", "4.5", False), ("BC", "A2", "3.5", False), ("BC", "B1", "2", False),
        ("HG", "A1", "5", False), ("HG", "B1", None, True), ("HG", "B2", "0", False),
    ]  # fmt: skip


TURNED = [
    ["PHÒNG TƯ PHÁP"],
    ["BẢNG TỔNG HỢP ĐIỂM THẨM ĐỊNH NĂM 2024"],
    ["", "", "", "Khối xã, phường", ""],
    ["TT", "Tiêu chí", "Điểm tối đa", "UBND phường\nBãi Cháy", "Hòn Gai", "Ghi chú"],
    ["A", "Đầu vào", 9, "", ""],
    ["A1", "Ban hành kế hoạch", 5, 4.5, 5],
    ["A2", "Tỷ lệ người được tập huấn", 4, "3,5", ""],
    ["", "Khảo sát người dân", 3, 2, "Không áp dụng"],
    ["B2", "Hòa giải ở cơ sở", 2, "", 0],
    ["", "Tổng cộng", "", 10, 5],
    [],
    ["", "Người lập"],
]


def test_criteria_by_units_gives_the_same_values(context):
    straight = parse(table(BAI_CHAY, [2, "Hòn Gai", 5, "", "Không áp dụng", 0, 5]), "a.xlsx", context)
    parsed = parse(workbook(TURNED), "a.xlsx", context)
    assert (parsed.kind, parsed.year, codes(parsed)) == ("consolidated", 2024, [])
    assert parsed.content_hash == straight.content_hash
    assert parsed.rows["raw.consolidated_score"][0][:6] == (2024, "BC", "A1", "verified", "Biểu 1", "D6")


@pytest.mark.parametrize(
    ("row", "column", "value", "code", "cell"),
    [
        (3, 3, "Phường Hòn Gái", "unknown_unit", "D4"),
        (3, 4, "Phường Bãi Cháy", "unit_twice", "E4"),
        (3, 4, "", "unit_without_name", "E4"),
        (5, 3, "đạt", "not_a_number", "D6"),
        (5, 3, 6, "points_above_max", "D6"),
        (6, 0, "A1", "criterion_conflict", "A7"),
        (7, 1, "Hòa giải ở cơ sở", "criterion_twice", "A9"),
        (9, 3, 11, "total_mismatch", "D10"),
    ],
)
def test_what_is_wrong_in_a_turned_table(context, row, column, value, code, cell):
    rows = [list(line) for line in TURNED]
    rows[row][column] = value
    found = parse(workbook(rows), "a.xlsx", context).findings
    assert (code, cell) in [(f.code, f.cell) for f in found]


def test_a_row_of_scores_of_no_criterion_in_a_turned_table_is_an_error(context):
    rows = [list(line) for line in TURNED]
    rows[8][:2] = ["", "Tiêu chí lạ"]
    assert codes(parse(workbook(rows), "a.xlsx", context), "error") == ["unknown_criterion"]


def test_a_matrix_may_name_its_criteria(context):
    header = ["TT", "Đơn vị", *[row[1] for row in forms.CRITERIA], "Tổng điểm"]
    parsed = parse(table(BAI_CHAY, header=header), "a.xlsx", context)
    assert codes(parsed) == []
    assert [row[2] for row in parsed.rows["raw.consolidated_score"]] == ["A1", "A2", "B1"]


def test_scores_after_the_reply_are_final(context):
    parsed = parse(table(BAI_CHAY, title="BẢNG ĐIỂM SAU GIẢI TRÌNH NĂM 2024"), "a.xlsx", context)
    assert {row[3] for row in parsed.rows["raw.consolidated_score"]} == {"final"}


def test_the_word_for_verification_is_a_setting():
    data = table(BAI_CHAY, title="BẢNG TỔNG HỢP ĐIỂM KIỂM TRA NĂM 2024")
    assert "score_type_unknown" in codes(parse(data, "a.xlsx", forms.context()), "error")
    renamed = forms.context(settings=[("verification_word", "kiểm tra", None)])
    assert parse(data, "a.xlsx", renamed).findings == []


def test_only_tables_of_the_office_count(context):
    assert codes(parse(table(BAI_CHAY, issuer="PHÒNG NỘI VỤ"), "a.xlsx", context), "error") == ["issuer_missing"]
    signed = [*matrix(BAI_CHAY, issuer=""), ["", "TRƯỞNG PHÒNG TƯ PHÁP"]]
    assert parse(workbook(signed), "a.xlsx", context).findings == []


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ([1, "Phường Lạ", 4], "unknown_unit"),
        ([1, "", 4], "unit_without_name"),
        ([1, "Bãi Cháy phường", 4], "unknown_unit"),
        ([1, "Phường Hồng Gai", 6], "points_above_max"),
        ([1, "Phường Hồng Gai", "tốt"], "not_a_number"),
        ([1, "Phường Hồng Gai", 1.234], "too_many_decimals"),
        ([1, "Phường Bãi Cháy", 4], "unit_twice"),
        ([1, "Phòng Tư pháp", 4, "", "", 1], "not_applicable_with_score"),
    ],
)
def test_errors_name_the_cell(context, row, code):
    found = [f for f in parse(table(BAI_CHAY, row), "a.xlsx", context).findings if f.severity == "error"]
    assert [f.code for f in found] == [code]
    assert found[0].cell.endswith("7")


def test_a_score_below_zero_is_no_penalty_where_the_criterion_has_none(context):
    assert codes(parse(table([1, "Phường Hồng Gai", -1]), "a.xlsx", context)) == ["points_below_zero"]


def test_beside_the_scores_of_all_criteria_only_the_reason_is_read(context):
    header = ["TT", "Đơn vị", "A1", "A2", "Lý do, ghi chú", "Tình trạng minh chứng", "Cách ghi", "Ý kiến gửi muộn"]
    said = [1, "Phường Hồng Gai", 4, 3, "Biên bản số 05/BB-TP", "Thiếu", "không rõ", "Chấp nhận"]
    parsed = parse(table(said, header=header), "a.xlsx", context)
    assert parsed.findings == []
    rows = parsed.rows["raw.consolidated_score"]
    assert {(row.reason, row.evidence_state, row.decided_how, row.late_opinion) for row in rows} == {
        ("Biên bản số 05/BB-TP", None, None, None)
    }


def test_a_unit_that_ended_in_the_year_is_kept_with_a_warning(context):
    parsed = parse(table([1, "Phường Yết Kiêu", 3]), "a.xlsx", context)
    assert codes(parsed) == ["unit_not_in_scope"]
    assert parsed.row_count == 1


def test_totals_headings_and_signatures_are_no_units(context):
    rows = [["I", "KHỐI XÃ, PHƯỜNG"], BAI_CHAY, ["", "Điểm tối đa", 5, 4, 3, 2, 14], ["", "Tổng cộng", 4.5, 3.5, 2, "", 10],
            ["", "Người lập bảng"]]  # fmt: skip
    assert parse(table(*rows), "a.xlsx", context).findings == []


def test_a_total_that_does_not_add_up(context):
    assert codes(parse(table([*BAI_CHAY[:6], 11]), "a.xlsx", context)) == ["total_mismatch"]


def test_headers_that_became_numbers_are_not_guessed(context):
    header = ["TT", "Đơn vị", 1.1, "1.2"]
    data = table([1, "Phường Bãi Cháy", 4, 5], title="BẢNG ĐIỂM THẨM ĐỊNH NĂM 2022", header=header)
    assert "unknown_header" in codes(parse(data, "a.xlsx", context), "error")


def test_verified_values_are_checked_again_under_a_new_reference(context):
    rows = parse(table(BAI_CHAY), "a.xlsx", context).rows["raw.consolidated_score"]
    assert consolidated.check(rows, context) == []
    less = forms.tables()
    less["criterion_exclusions"] = [("F", "B1", "xa_phuong")]
    found = consolidated.check(rows, forms.Context.from_tables(less))
    assert [f.code for f in found] == ["not_applicable_with_score"]


REGISTER = ["TT", "Đơn vị", "Năm đánh giá", "Nội dung", "Ngày đến", "Số, ký hiệu", "Tên tệp", "Ghi chú"]


def register(*rows, header=None) -> bytes:
    return workbook([["SỔ TIẾP NHẬN BÁO CÁO"], [], header or REGISTER, *rows])


def test_register_rows(context):
    name = unicodedata.normalize("NFD", "báo cáo.xlsx")
    rows = [
        [1, "UBND P. Bãi Cháy", 2024, "Báo cáo tự đánh giá", date(2025, 1, 3), "12/BC-UBND", name],
        [2, "Phòng Tư pháp", "2022", "Kế hoạch", "30/12/2022", "", "-"],
        [3, "Hòn Gai", 2024, "Báo cáo tự đánh giá", 45662, "", ""],
    ]
    parsed = parse(register(*rows), "so.xlsx", context)
    assert parsed.findings == []
    assert parsed.kind == "intake_register"
    assert parsed.rows["raw.intake_register"] == [
        ("Biểu 1", 4, "BC", 2024, "self_assessment", date(2025, 1, 3), "12/BC-UBND", "báo cáo.xlsx", None, None),
        ("Biểu 1", 5, "PTP", 2022, "plan", date(2022, 12, 30), None, None, None, None),
        ("Biểu 1", 6, "HG", 2024, "self_assessment", date(2025, 1, 5), None, None, None, None),
    ]
    assert type(parsed.rows["raw.intake_register"][0][5]) is not datetime


def test_a_register_may_be_a_csv(context):
    text = "\n".join([";".join(REGISTER), "1;Phường Bãi Cháy;2024;Báo cáo tự đánh giá;03/01/2025;;;"])
    parsed = parse(text.encode("utf-8-sig"), "so.csv", context)
    assert parsed.findings == []
    assert parsed.row_count == 1


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({1: "Phường Lạ"}, "unknown_unit"),
        ({1: ""}, "unit_without_name"),
        ({2: "năm nay"}, "year_invalid"),
        ({3: "Thư mời"}, "unknown_milestone"),
        ({3: ""}, "milestone_missing"),
        ({4: ""}, "date_missing"),
        ({4: "sớm"}, "not_a_date"),
        ({4: "01/25/2025"}, "not_a_date"),
    ],
)
def test_register_errors_name_the_cell(context, changes, code):
    row = [1, "Phường Bãi Cháy", 2024, "Báo cáo tự đánh giá", "03/01/2025", "", "", ""]
    for column, value in changes.items():
        row[column] = value
    found = [f for f in parse(register(row), "so.xlsx", context).findings if f.severity == "error"]
    assert [f.code for f in found] == [code]
    assert found[0].cell == "ABCDEFGH"[next(iter(changes))] + "4"


def test_a_column_with_both_orders_of_dates_is_a_question(context):
    rows = [
        [i, "Phường Bãi Cháy", 2024, "Báo cáo tự đánh giá", d]
        for i, d in enumerate(("01/25/2025", "05/01/2025", "05/05/2025"))
    ]
    assert codes(parse(register(*rows), "so.xlsx", context), "error") == ["not_a_date", "date_ambiguous"]


def test_odd_dates_are_warnings(context):
    rows = [
        [1, "Phường Bãi Cháy", 2024, "Báo cáo tự đánh giá", "13/01/2022"],
        [2, "Phường Bãi Cháy", 2025, "Báo cáo tự đánh giá", "01/01/2027"],
    ]
    assert codes(parse(register(*rows), "so.xlsx", context)) == ["date_implausible", "received_after_as_of"]


@pytest.mark.parametrize(("days", "found"), [
    (("01/03/2025", "01/04/2025", "01/02/2025"), {"E4": "date_order_late", "E5": "date_order_late", "E6": "date_order_late"}),
    (("03/01/2025", "04/01/2025"), {}),  # nearer to the due day so than as 1 March
    (("01/03/2025", "31/12/2024"), {}),
    (("01/03/2025", "ngày 02/01/2025"), {}),
    (("07/02/2025", "03/01/2025"), {}),  # late in both orders
    (("07/02/2025", "02/07/2025"), {"E5": "date_order_open"}),
])  # fmt: skip
def test_dates_that_can_be_read_in_both_orders(context, days, found):
    """A warning of the column; an error where day first makes a unit late by a month and month first does not."""
    rows = [[i, "Phường Bãi Cháy", 2024, "Báo cáo tự đánh giá", day] for i, day in enumerate(days, 1)]
    said = parse(register(*rows), "so.xlsx", context).findings
    assert {f.cell: f.code for f in said if f.code.startswith("date_order")} == found
