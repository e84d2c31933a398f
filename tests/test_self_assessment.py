"""The unit's own workbook: what is read, and what is said about it."""

import unicodedata

import pytest

from etl.kinds import self_assessment
from etl.kinds.door import parse
from tests import forms
from tests.forms import changed, codes, form


@pytest.fixture(scope="module")
def context():
    return forms.context()


def points(parsed) -> dict:
    return {row[3]: row[7] for row in parsed.rows["raw.self_assessment"]}


def test_a_clean_form_loads_without_a_finding(context):
    parsed = parse(form(), "bai_chay.xlsx", context)
    assert parsed.findings == []
    assert (parsed.kind, parsed.unit_code, parsed.year, parsed.framework_code) == ("self_assessment", "BC", 2024, "F")
    assert points(parsed) == {"A1": "4.5", "A2": "4", "B1": "2", "B2": "1"}
    first = parsed.rows["raw.self_assessment"][0]
    assert first[4:9] == ("Biểu 1", "E7", "4.5", "4.5", False)
    assert parsed.row_count == 4


def test_values_are_the_same_in_every_layout(context):
    wanted = parse(form(), "a.xlsx", context)
    old = form(
        header=["TT", "Nội dung tiêu chí", "Điểm chuẩn", "Kết quả thực hiện (%)", "Điểm tự đánh giá", "Tài liệu kiểm chứng", "Ghi chú"],
    )  # fmt: skip
    rows = forms.form_rows(
        header=["Mã tiêu chí", "Tên tiêu chí", "Minh chứng", "Mức đạt (%)", "Điểm", "", "Giải trình"]
    )
    order = [0, 1, 5, 3, 2, 4, 6]
    rows[6:10] = [
        ["", "", "", "", "Tối đa", "Tự chấm", ""],
        ["I", "ĐẦU VÀO"],
        *([r[i] for i in order] for r in rows[6:10]),
    ]
    new = forms.workbook([["", *row] for row in rows])  # and moved one column to the right
    for data in (old, new):
        parsed = parse(data, "a.xlsx", context)
        assert parsed.findings == []
        assert parsed.content_hash == wanted.content_hash


def test_the_same_content_in_other_bytes_has_the_same_hash(context):
    wanted = parse(form(), "a.xlsx", context).content_hash
    rows = [
        [unicodedata.normalize("NFD", v) if isinstance(v, str) else v for v in row]
        for row in changed("A1", points="4,50")
    ]
    assert parse(form(criteria=rows), "b.xlsx", context).content_hash == wanted
    assert parse(form(criteria=changed("A1", points=4.25)), "b.xlsx", context).content_hash != wanted


@pytest.mark.parametrize(
    ("cells", "code"),
    [
        ({"points": 5.5}, "points_above_max"),
        ({"points": -1}, "points_below_zero"),
        ({"points": "đạt"}, "not_a_number"),
        ({"points": 4.125}, "too_many_decimals"),
        ({"points": "4,125"}, "too_many_decimals"),
        ({"points": "=1/0"}, "not_a_number"),  # text that looks like a formula stays text
        ({"points": "Không áp dụng"}, "not_applicable_not_allowed"),
        ({"percent": "Không áp dụng"}, "not_applicable_with_score"),
        ({"maximum": 6}, "max_points_mismatch"),
        ({"name": "Khảo sát người dân"}, "criterion_conflict"),
        ({"code": "Z9", "name": "Tiêu chí lạ"}, "unknown_criterion"),
        ({"code": "B1", "name": "Khảo sát người dân", "maximum": 3, "points": 1}, "criterion_twice"),
    ],
)
def test_an_error_is_said_at_its_cell(context, cells, code):
    parsed = parse(form(criteria=changed("A1", **cells)), "a.xlsx", context)
    hits = [f for f in parsed.findings if f.code == code]
    assert len(hits) == 1, parsed.findings
    assert parsed.has_error
    assert hits[0].sheet == "Biểu 1"
    assert hits[0].cell[1:] in ("7", "9")
    assert (parsed.unit_code, parsed.year) == ("BC", 2024)


def test_all_findings_at_once(context):
    rows = changed("A1", points=9)
    rows[3][4] = "tốt"
    assert {"points_above_max", "not_a_number"} <= set(codes(parse(form(criteria=rows), "a.xlsx", context)))


def test_message_says_where_what_was_found_and_what_to_do(context):
    parsed = parse(form(criteria=changed("A1", points=6)), "a.xlsx", context)
    assert parsed.findings[0].message == (
        'Ô E7, trang "Biểu 1": điểm 6 lớn hơn điểm tối đa 5 của tiêu chí A1. Đề nghị sửa và gửi lại.'
    )


def test_a_missing_criterion_and_an_empty_cell_are_not_scored(context):
    rows = changed("B1", points="")[:3]
    parsed = parse(form(criteria=rows), "a.xlsx", context)
    assert codes(parsed) == ["not_scored", "not_scored"]
    assert points(parsed)["B1"] is None
    assert not parsed.has_error


def test_no_score_at_all_is_an_error(context):
    rows = [[*row[:4], "", "", ""] for row in forms.CRITERIA]
    assert "no_score" in codes(parse(form(criteria=rows), "a.xlsx", context), "error")


def test_not_applicable_where_allowed(context):
    parsed = parse(form(criteria=changed("B1", points="KAD")), "a.xlsx", context)
    assert parsed.findings == []
    row = next(r for r in parsed.rows["raw.self_assessment"] if r[3] == "B1")
    assert (row[6], row[7], row[8]) == ("KAD", None, True)


def test_a_criterion_excluded_for_the_block(context):
    rows = changed("B2", points="Không áp dụng")
    assert parse(form("Phòng Tư pháp", criteria=rows), "a.xlsx", context).findings == []
    assert parse(form("Phòng Tư pháp", criteria=changed("B2", points="")), "a.xlsx", context).findings == []
    assert "not_applicable_with_score" in codes(parse(form("Phòng Tư pháp"), "a.xlsx", context), "error")


def test_a_condition_of_the_year_takes_a_criterion_out(context):
    assert "not_applicable_with_score" in codes(parse(form(year=2023), "a.xlsx", context), "error")


def test_percent_by_the_format_of_the_cell_or_the_sign(context):
    def pct(value, percent=()):
        parsed = parse(form(criteria=changed("A2", percent=value), percent=percent), "a.xlsx", context)
        return codes(parsed), next(r[11] for r in parsed.rows["raw.self_assessment"] if r[3] == "A2")

    assert pct(0.9, percent=[(7, 3)]) == ([], "90")
    assert pct("90%") == ([], "90")
    assert pct("90,5") == ([], "90.5")
    assert pct(0.9) == (["percent_ambiguous"], None)
    assert pct(101) == (["percent_above_100"], "101")
    assert pct(120) == (["percent_far_above_100"], "120")
    assert pct(60)[0] == ["band_mismatch"]
    assert pct("nhiều") == (["not_a_percent"], None)


def test_text_in_the_percent_column_of_a_criterion_without_bands_is_only_noted(context):
    assert codes(parse(form(criteria=changed("A1", percent="Có")), "a.xlsx", context)) == ["percent_ignored"]


def test_totals_are_added_up_again(context):
    rows = [
        ["I", "Đầu vào", "", "", 8.5],
        *forms.CRITERIA[:2],
        ["II", "Đầu ra"],
        *forms.CRITERIA[2:],
        ["", "Cộng nhóm", "", "", 4],
    ]
    data = form_with_total(rows, 12.5)
    parsed = parse(data, "a.xlsx", context)
    assert codes(parsed) == ["total_mismatch", "total_mismatch"]
    assert parsed.findings[0].message.endswith("tổng ghi 4 nhưng cộng các tiêu chí được 3 (chênh lệch 1).")
    assert "12,5 nhưng cộng các tiêu chí được 11,5" in parsed.findings[1].message


def form_with_total(rows, total) -> bytes:
    content = forms.form_rows(criteria=rows)
    at = next(i for i, row in enumerate(content) if "Tổng cộng" in row)
    content[at] = ["", "Tổng cộng", "", "", total]
    return forms.workbook(content)


def test_column_numbers_below_the_header_are_no_data(context):
    rows = [["A", "B", 1, 2, 3, 4, 5], *forms.CRITERIA]
    assert parse(form(criteria=rows), "a.xlsx", context).findings == []


def test_a_value_in_the_verified_column_is_ignored_and_said(context):
    header = [*forms.HEADER[:5], "Điểm thẩm định", *forms.HEADER[5:]]
    rows = [[*r[:5], 3 if r[0] == "A1" else "", *r[5:]] for r in forms.CRITERIA]
    parsed = parse(form(criteria=rows, header=header), "a.xlsx", context)
    assert codes(parsed) == ["verified_by_unit_ignored"]
    assert points(parsed)["A1"] == "4.5"


def test_an_unknown_header_is_named_with_what_is_near(context):
    header = [*forms.HEADER[:4], "Điểm tự chầm", *forms.HEADER[5:]]
    parsed = parse(form(header=header), "a.xlsx", context)
    assert {"unknown_header", "missing_header"} <= set(codes(parsed, "error"))
    unknown = next(f for f in parsed.findings if f.code == "unknown_header")
    assert (unknown.cell, unknown.found) == ("E6", "Điểm tự chầm")
    assert "điểm tự chấm" in unknown.expected
    mended = forms.context(layouts=[("self_assessment", "self_points", "Điểm tự chầm", None)])
    assert parse(form(header=header), "a.xlsx", mended).findings == []


def test_a_form_with_a_header_nobody_knows_is_found_by_its_criteria(context):
    parsed = parse(form(header=["x1", "x2", "x3", "x4", "x5", "x6", "x7"], title="BIỂU"), "a.xlsx", context)
    assert parsed.kind == "self_assessment"
    assert "x5" in [f.found for f in parsed.findings]
    assert (parsed.unit_code, parsed.year) == ("BC", 2024)


def test_two_columns_of_one_meaning(context):
    header = [*forms.HEADER[:5], "Tự chấm", "Ghi chú"]
    assert "duplicate_header" in codes(parse(form(header=header), "a.xlsx", context), "error")


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ({"unit": "Phường Vũ Trụ"}, "unknown_unit"),
        ({"unit": ""}, "unit_missing"),
        ({"unit": "Phường Yết Kiêu", "year": 2025}, "unit_not_valid"),
        ({"unit": "Xã Quảng La", "year": 2025}, "unit_ambiguous"),
        ({"year": 2030}, "no_framework"),
        ({"year": "hai nghìn"}, "year_invalid"),
        ({"year": 2025, "title": "BÁO CÁO TỰ ĐÁNH GIÁ NĂM 2024"}, "wrong_year_form"),
    ],
)
def test_identity_problems(context, options, code):
    assert code in codes(parse(form(**options), "a.xlsx", context), "error")


def test_last_years_form_with_a_new_year_typed_over_it(context):
    parsed = parse(form(year=2022), "a.xlsx", context)
    assert codes(parsed) == ["wrong_year_form"]
    assert "biểu mẫu năm 2023, 2024, 2025, đơn vị ghi năm 2022" in parsed.findings[0].message


def test_a_unit_that_ended_in_the_year_is_accepted_with_a_warning(context):
    parsed = parse(form("Phường Yết Kiêu"), "a.xlsx", context)
    assert codes(parsed) == ["unit_not_in_scope"]
    assert not parsed.has_error


def test_the_year_of_a_date_line_is_not_the_year_assessed(context):
    rows = forms.form_rows()
    rows[0] = ["Hạ Long, ngày 05 tháng 01 năm 2025"]
    rows[3] = []
    parsed = parse(forms.workbook(rows), "a.xlsx", context)
    assert (parsed.year, parsed.findings) == (2024, [])


def test_codes_that_became_numbers(context):
    rows = [
        ["1.1", "Ban hành văn bản", 50, "", 40],
        [1.2, "Bố trí kinh phí", 30, "", 20],
        [1.1, "Tổ chức hội nghị", 20, "", 10],
    ]
    parsed = parse(form(year=2022, criteria=[[*r, "", ""] for r in rows]), "a.xlsx", context)
    assert parsed.findings == []
    assert points(parsed) == {"1.1": "40", "1.2": "20", "1.10": "10"}


def test_a_number_that_may_be_two_codes_is_not_guessed(context):
    rows = [[1.1, "", 50, "", 40, "", ""], ["1.2", "", 30, "", 20, "", ""]]
    assert "unknown_criterion" in codes(parse(form(year=2022, criteria=rows), "a.xlsx", context), "error")


HIDDEN = [("unit_code", "BC"), ("year", "2024"), ("framework_code", "F")]


def test_the_hidden_sheet_identifies_the_form(context):
    rows = forms.form_rows()
    rows[1:4] = [["BIỂU TỰ CHẤM"], [], []]
    parsed = parse(forms.workbook(rows, hidden=HIDDEN), "a.xlsx", context)
    assert (parsed.unit_code, parsed.year, parsed.findings) == ("BC", 2024, [])


@pytest.mark.parametrize("visible", [{"unit": "Phường Hồng Gai"}, {"year": 2025}])
def test_a_hidden_sheet_that_contradicts_the_header(context, visible):
    assert codes(parse(form(**visible, hidden=HIDDEN), "a.xlsx", context), "error") == ["identity_conflict"]


def test_another_framework_than_the_one_in_force(context):
    hidden = [("unit_code", "BC"), ("year", "2024"), ("framework_code", "G")]
    assert "framework_mismatch" in codes(parse(form(hidden=hidden), "a.xlsx", context), "error")


def test_values_in_force_are_checked_again_under_a_new_reference(context):
    rows = parse(form(), "a.xlsx", context).rows["raw.self_assessment"]
    assert self_assessment.check(rows, "BC", 2024, "F", context) == []
    less = forms.tables()
    less["criteria"] = [(*r[:4], 4, *r[5:]) if r[1] == "A1" else r for r in less["criteria"]]
    found = self_assessment.check(rows, "BC", 2024, "F", forms.Context.from_tables(less))
    assert [f.code for f in found if f.severity == "error"] == ["points_above_max"]
    del less["units"][0]
    found = self_assessment.check(rows, "BC", 2024, "F", forms.Context.from_tables(less))
    assert [f.code for f in found] == ["unknown_unit"]


@pytest.mark.parametrize(
    "header",
    [
        ["TT", "Tiêu chí", "Điểm tối đa", "Tỷ lệ đạt (%)", "Điểm tự chấm"],
        ["Số TT", "Nội dung", "Thang điểm", "Kết quả (%)", "Tự đánh giá"],
    ],
)
@pytest.mark.parametrize("code", ["{}", "({})", "{}.", "{})", "Tiêu chí {}", "TC {}", " {} "])
def test_codes_as_people_write_them(context, header, code):
    rows = [[code.format(row[0]), *row[1:5]] for row in forms.CRITERIA]
    parsed = parse(form(criteria=rows, header=header), "a.xlsx", context)
    assert codes(parsed) == []
    assert points(parsed) == {"A1": "4.5", "A2": "4", "B1": "2", "B2": "1"}


@pytest.mark.parametrize("joined", ["{}. {}", "{} - {}", "{}: {}", "{} {}", "{}) {}"])
def test_code_and_name_in_one_cell(context, joined):
    header = ["STT", "Tiêu chí", "Điểm tối đa", "Tỷ lệ đạt (%)", "Điểm tự chấm"]
    rows = [[n, joined.format(*row[:2]), *row[2:5]] for n, row in enumerate(forms.CRITERIA, 1)]
    parsed = parse(form(criteria=rows, header=header), "a.xlsx", context)
    assert codes(parsed) == []
    assert points(parsed) == {"A1": "4.5", "A2": "4", "B1": "2", "B2": "1"}


def test_another_name_beside_a_known_code_is_said(context):
    parsed = parse(form(criteria=changed("A1", name="Bố trí kinh phí")), "a.xlsx", context)
    assert codes(parsed) == ["criterion_name_differs"]
    longer = changed("A1", name="Ban hành kế hoạch (tối đa 5 điểm)")
    assert codes(parse(form(criteria=longer), "a.xlsx", context)) == []


def test_a_name_of_an_old_form_is_a_row_of_a_layout_table():
    rows = changed("A1", name="Xây dựng kế hoạch", code="")
    assert "unknown_criterion" in codes(parse(form(criteria=rows), "a.xlsx", forms.context()))
    for field in ("A1", "F/A1"):
        known = forms.context(layouts=[("criterion_name", field, "Xây dựng kế hoạch", None)])
        assert codes(parse(form(criteria=rows), "a.xlsx", known)) == []
    other = forms.context(layouts=[("criterion_name", "G/A1", "Xây dựng kế hoạch", None)])
    assert "unknown_criterion" in codes(parse(form(criteria=rows), "a.xlsx", other))


def test_a_signature_in_the_column_of_scores_is_no_score(context):
    rows = [*forms.CRITERIA, ["", "", "", "", "THỦ TRƯỞNG ĐƠN VỊ"]]
    assert codes(parse(form(criteria=rows), "a.xlsx", context)) == []
    rows = [*forms.CRITERIA, ["", "Tiêu chí thêm", "", "", 3]]
    assert codes(parse(form(criteria=rows), "a.xlsx", context), "error") == ["unknown_criterion"]


def test_a_score_without_the_evidence_that_the_framework_asks_for():
    tables = forms.tables()
    tables["criteria"] = [(*row[:8], "Kế hoạch", *row[9:]) for row in tables["criteria"]]
    context = forms.Context.from_tables(tables)
    assert codes(parse(form(), "a.xlsx", context)) == []
    parsed = parse(form(criteria=changed("A1", evidence="")), "a.xlsx", context)
    assert [(f.code, f.cell) for f in parsed.findings] == [("evidence_missing", "E7")]
    none = parse(form(criteria=changed("A1", evidence="", points=0)), "a.xlsx", context)
    assert codes(none) == []
