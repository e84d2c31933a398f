"""Whose file it is and of which year: from its content; names of files only contradict."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.kinds.door import parse
from etl.reference.file_names import contradictions
from tests import forms
from tests.forms import codes, form

CONTEXT = forms.context()


@pytest.mark.parametrize(
    "path",
    [
        "tu_danh_gia.xlsx",
        "TuDanhGia_PhuongBaiChay_2024.xlsx",
        "2024/Phường Bãi Cháy/bieu 1.xlsx",
        "mail.zip!/BAI CHAY - bc tu cham nam 2024 (1).xlsx",
        "P.BãiCháy gửi Phòng Tư pháp 03.01.2025.xlsx",
        "20250103_bai_chay.xlsx",
        "Kế hoạch hội nghị.xlsx",
    ],
)
def test_names_that_fit_the_content(path):
    assert contradictions(path, "BC", 2024, CONTEXT) == []


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("TuDanhGia_2023.xlsx", "năm 2023"),
        ("Năm 2023/bieu.xlsx", "năm 2023"),
        ("PhuongHongGai.xlsx", "Phường Hồng Gai"),
        ("mail.zip!/hong gai.xlsx", "Phường Hồng Gai"),
        ("UBND phường Hòn Gai/bieu.xlsx", "Phường Hồng Gai"),
    ],
)
def test_names_that_contradict_the_content(path, said):
    found = contradictions(path, "BC", 2024, CONTEXT)
    assert [(f.code, f.severity, f.found) for f in found] == [("file_name_contradicts", "warning", said)]


def test_a_longer_name_wins_over_one_that_it_holds():
    more = forms.context(
        units=[
            ("HH", "Phường Hồng Hà", "xa_phuong", forms.date(2022, 1, 1), None, None, None, None, None),
            ("HHI", "Phường Hồng Hải", "xa_phuong", forms.date(2022, 1, 1), None, None, None, None, None),
        ]
    )  # fmt: skip
    assert contradictions("phuonghonghai.xlsx", "HHI", 2024, more) == []
    assert contradictions("phuonghonghai.xlsx", "HH", 2024, more) != []
    assert contradictions("hong ha.xlsx", "HH", 2024, more) == []


def test_the_content_decides():
    parsed = parse(form(), "2023/PhuongHongGai.xlsx", CONTEXT)
    assert (parsed.unit_code, parsed.year) == ("BC", 2024)
    assert codes(parsed) == ["file_name_contradicts"] * 2


@given(st.text(max_size=60), st.sampled_from(["BC", None, "x"]), st.sampled_from([2024, None]))
def test_any_name_is_harmless(path, unit, year):
    contradictions(path, unit, year, CONTEXT)


def letterhead(*lines: str) -> bytes:
    rows = form_without_label = [[line] for line in lines]
    rows += [["BÁO CÁO TỰ ĐÁNH GIÁ NĂM 2024"], forms.HEADER, *forms.CRITERIA]
    return forms.workbook(form_without_label)


def test_a_form_without_a_label_is_read_from_its_letterhead():
    for lines in (["UBND PHƯỜNG BÃI CHÁY"], ["ỦY BAN NHÂN DÂN\nPHƯỜNG BÃI CHÁY"], ["PHÒNG TƯ PHÁP", "Hòn Gai"]):
        parsed = parse(letterhead(*lines), "a.xlsx", CONTEXT)
        assert codes(parsed) == ["unit_from_heading"]
        assert parsed.unit_code in ("BC", "HG")


@pytest.mark.parametrize(
    "lines",
    [
        ["UBND THÀNH PHỐ HẠ LONG", "PHÒNG TƯ PHÁP"],  # in every form that the office makes
        ["Phường Bãi Cháy", "Phường Hồng Gai"],
        ["Kính gửi phường Bãi Cháy"],
        ["Phường Bãi Cháy", "Đơn vị: ........"],
    ],
)
def test_a_letterhead_that_may_mean_another_is_no_answer(lines):
    parsed = parse(letterhead(*lines), "a.xlsx", CONTEXT)
    assert (parsed.unit_code, codes(parsed)) == (None, ["unit_missing"])


def test_running_numbers_beside_a_column_of_codes():
    header = ["STT", "Mã TC", "Tiêu chí", "Điểm tối đa", "Điểm tự chấm"]
    rows = [[n, *row[:3], row[4]] for n, row in enumerate(forms.CRITERIA, 1)]
    parsed = parse(form(criteria=rows, header=header), "a.xlsx", CONTEXT)
    assert codes(parsed) == []
    assert [row[3] for row in parsed.rows["raw.self_assessment"]] == ["A1", "A2", "B1", "B2"]


def heading(*lines: str) -> bytes:
    return forms.workbook([*([line] for line in lines), forms.HEADER, *forms.CRITERIA])


@pytest.mark.parametrize(
    ("lines", "found"),
    [
        (["Đơn vị UBND phường Bãi Cháy", "Năm đánh giá 2024"], []),
        (["Tên đơn vị  P. Bãi Cháy", "BIỂU TỰ CHẤM ĐIỂM", "(Từ ngày 01/01/2024 đến hết ngày 31/12/2024)"], []),
        (["Đơn vị: Bãi Cháy phường", "Năm 2024"], ["unknown_unit"]),
        (["Đơn vị: Phường Bãi Cháy", "Căn cứ Kế hoạch năm 2024 của thành phố"], ["year_from_text"]),
        (["Đơn vị: Phường Bãi Cháy", "Theo Kế hoạch ngày 22 tháng 12 năm 2022"], ["year_missing"]),
        (["Đơn vị: Phường Bãi Cháy", "Đơn vị tính: điểm", "(Năm 2024)"], []),
    ],
)  # fmt: skip
def test_what_the_lines_above_a_table_say(lines, found):
    parsed = parse(heading(*lines), "a.xlsx", CONTEXT)
    assert codes(parsed) == found
    assert parsed.year == (None if "year_missing" in found else 2024)
