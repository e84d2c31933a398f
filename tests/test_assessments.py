"""Other assessments of a year (rule 18): whose a file is, and that the yearly figures never hear of them."""

from __future__ import annotations

import pytest

from etl.desk.template import TemplateError, assessed_units, write_template
from etl.kinds import door
from tests import forms
from tests.forms import CRITERIA, form
from tests.test_tables_of_the_office import BAI_CHAY, table

FAMILY, LAND = "Hôn nhân và gia đình", "Đất đai"


def pilot(code: str, subject: str, framework="F", audience=None, year=2024) -> tuple:
    return (code, year, framework, subject, audience, *[None] * 15)


PILOTS = [
    pilot("TD-01", FAMILY),
    pilot("TD-02", LAND, audience="Thanh niên"),
    pilot("TD-03", LAND, audience="Nông dân"),
    pilot("TD-04", FAMILY, framework="G", year=2023),
]
WHO = [
    *((code, None, "BC") for code in ("TD-01", "TD-02", "TD-03")),
    ("TD-01", "co_quan_chuyen_mon", None),
    ("TD-04", None, "QL1"),
]
CONTEXT = forms.context(assessments=PILOTS, assessment_units=WHO)


def read(data: bytes, context=CONTEXT):
    return door.parse(data, "a.xlsx", context)


@pytest.mark.parametrize(
    ("title", "found"),
    [
        (f"TỰ ĐÁNH GIÁ LĨNH VỰC {FAMILY.upper()} NĂM 2024", "TD-01"),
        ("TỰ ĐÁNH GIÁ ĐỢT TD-02 NĂM 2024", "TD-02"),
        ("Tự đánh giá lĩnh vực Đất đai cho nông dân năm 2024", "TD-03"),
        ("Tự đánh giá lĩnh vực Đất đai năm 2024", "?"),  # two of them
        ("TỰ ĐÁNH GIÁ NĂM 2024", "?"),
    ],
)
def test_the_title_says_which_assessment_it_is(title, found):
    parsed = read(form(title=title))
    assert (parsed.assessment_code, parsed.unit_code, parsed.year) == (found, "BC", 2024)
    assert forms.codes(parsed, "error") == (["assessment_ambiguous"] if found == "?" else [])


def test_the_only_one_owed_needs_no_name():
    assert read(form(unit="Phường Hồng Gai")).assessment_code is None
    # framework G is not that of 2023: only the assessment is, and its form is read by its own framework
    tables = forms.tables() | {"assessments": PILOTS, "assessment_units": WHO}
    tables["framework_years"] = [row for row in tables["framework_years"] if row[1] != 2023]
    alone = forms.Context.from_tables(tables)
    rows = [["1.1", "Ban hành văn bản", 50, "", 40, "x", ""]]
    parsed = read(form(unit="Xã Quảng La", year=2023, criteria=rows), alone)
    assert (parsed.assessment_code, parsed.framework_code) == ("TD-04", "G")
    assert forms.codes(read(form(year=2023), alone), "error") == ["no_framework"]


def test_a_year_is_that_of_the_last_day_of_a_period():
    title = "BÁO CÁO TỰ ĐÁNH GIÁ (từ ngày 01/01/2023 đến ngày 31/12/2024)"
    rows = [r for r in forms.form_rows(unit="Phường Hồng Gai", title=title) if r != ["Năm đánh giá: 2024"]]
    assert read(forms.workbook(rows)).year == 2024


def test_the_same_content_of_two_assessments_is_not_one_file():
    one, other = (read(form(title=f"TỰ ĐÁNH GIÁ ĐỢT {code} NĂM 2024")) for code in ("TD-01", "TD-02"))
    assert one.content_hash != other.content_hash


def test_a_template_says_whose_it_is(tmp_path):
    path = tmp_path / "a.xlsx"
    write_template(CONTEXT, "BC", 2024, path, "TD-02")
    parsed = read(path.read_bytes())
    assert (parsed.assessment_code, parsed.unit_code, parsed.framework_code) == ("TD-02", "BC", "F")
    write_template(CONTEXT, "BC", 2024, path)
    assert read(path.read_bytes()).assessment_code is None, "a template of the yearly assessment names no other"
    assert [u.unit_code for u in assessed_units(CONTEXT, 2024, "TD-01")] == ["BC", "PTP"]
    with pytest.raises(TemplateError, match="TD-01"):
        write_template(CONTEXT, "HG", 2024, path, "TD-01")


def test_a_table_of_the_office_is_of_the_year_unless_its_title_names_another():
    assert read(table(BAI_CHAY)).assessment_code is None
    named = read(table(BAI_CHAY, title="BẢNG TỔNG HỢP ĐIỂM THẨM ĐỊNH ĐỢT TD-01 NĂM 2024"))
    assert named.assessment_code == "TD-01" and named.rows["raw.consolidated_score"]
    unclear = read(table(BAI_CHAY, title="BẢNG TỔNG HỢP ĐIỂM THẨM ĐỊNH LĨNH VỰC ĐẤT ĐAI NĂM 2024"))
    assert forms.codes(unclear, "error") == ["assessment_ambiguous"]


def test_without_other_assessments_nothing_changes():
    assert read(form(criteria=CRITERIA), forms.context()).assessment_code is None
