"""Forms as clerks rebuild them: what header words allow is read at once, the rest after rows of `layouts`, and what
cannot be read has one finding that names the layout. The scores are known beforehand."""

from __future__ import annotations

import io

import docx
import openpyxl
import pytest

from etl.kinds.door import parse
from tests import forms
from tests.forms import CRITERIA, codes, workbook
from tests.test_formats import saved

CONTEXT = forms.context()
SCORES = {"A1": "4.5", "A2": "4", "B1": "2", "B2": "1"}
TOP = [["ỦY BAN NHÂN DÂN"], ["BÁO CÁO TỰ ĐÁNH GIÁ"], ["Đơn vị: Phường Bãi Cháy"], ["Năm đánh giá: 2024"], []]
NAMES = {row[0]: row[1] for row in CRITERIA}
MOST = {row[0]: row[2] for row in CRITERIA}
POINTS = {row[0]: row[4] for row in CRITERIA}


def rows(*header, line=lambda code: [code, NAMES[code], MOST[code], POINTS[code], "KH 1"], top=TOP, below=()) -> list:
    """A form with these rows of the header, and a line for each criterion."""
    return [*top, *header, *(line(code) for code in NAMES), *below]


def grouped(line) -> list:
    """Lines of the criteria below those of their groups."""
    return [["I", "Đầu vào"], line("A1"), line("A2"), ["II", "Đầu ra"], line("B1"), line("B2")]


def merged(content: list, *blocks: str) -> bytes:
    book = openpyxl.load_workbook(io.BytesIO(workbook(content)))
    for block in blocks:
        book.active.merge_cells(block)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def simple(code: str) -> list:
    return [code, NAMES[code], MOST[code], POINTS[code], "KH 1"]


def second(code: str) -> list:
    """The line that stands beside that of a criterion, where a form is cut into halves."""
    return {"A1": simple("B1")[:4], "A2": simple("B2")[:4]}.get(code, [])


def word_report() -> bytes:
    document = docx.Document()
    head = document.add_table(1, 2)
    head.cell(0, 0).text = "UBND THÀNH PHỐ HẠ LONG\nUBND PHƯỜNG BÃI CHÁY"
    head.cell(0, 1).text = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc"
    document.add_paragraph("BÁO CÁO\nTự đánh giá năm 2024 và phương hướng, nhiệm vụ năm 2025")
    document.add_paragraph("Căn cứ Kế hoạch số 411/KH-UBND ngày 22/12/2022 của UBND thành phố:")
    table = document.add_table(5, 4)
    lines = [["TT", "Tiêu chí", "Điểm tối đa", "Điểm tự chấm"], *([c, NAMES[c], MOST[c], POINTS[c]] for c in NAMES)]
    for r, line in enumerate(lines):
        for c, value in enumerate(line):
            table.cell(r, c).text = str(value).replace(".", ",") if c == 3 else str(value)
    document.add_paragraph("Phương hướng năm 2025: tiếp tục tuyên truyền.")
    return saved(document)


PLAIN = ["TT", "Tiêu chí", "Điểm tối đa", "Điểm tự chấm", "Tài liệu kiểm chứng"]
AT_ONCE = {
    "groups in Roman numerals, other words": workbook(
        [*TOP, ["Số thứ tự", "Nội dung tiêu chí", "Điểm chuẩn", "Tự chấm", "Tài liệu chứng minh"], *grouped(simple)]
    ),
    "code and name in one cell": workbook(
        rows(["TT", "Tiêu chí", "Điểm tự chấm"], line=lambda c: [list(NAMES).index(c) + 1, f"{c}. {NAMES[c]}", POINTS[c]])
    ),
    "the word for a criterion before its code": workbook(
        rows(["Nội dung tiêu chí", "Điểm tự chấm"], line=lambda c: [f"Tiêu chí {c}: {NAMES[c]}", POINTS[c]])
    ),
    "the maximum behind the name": workbook(
        rows(["STT", "Nội dung", "Điểm tự chấm"], line=lambda c: ["", f"{NAMES[c]} ({MOST[c]} điểm)", POINTS[c]])
    ),
    "two rows of header": merged(
        rows(["TT", "Tiêu chí", "Điểm", ""], ["", "", "Tối đa", "Tự chấm"]), "C6:D6", "A6:A7", "B6:B7"
    ),
    "three parts below one word": merged(
        rows(["TT", "Tiêu chí", "Điểm", "", ""], ["", "", "Tối đa", "Tự chấm", "Thẩm định"],
             line=lambda c: [c, NAMES[c], MOST[c], POINTS[c], ""]), "C6:E6",
    ),
    "three rows of header": merged(
        rows(["TT", "Tiêu chí", "KẾT QUẢ TỰ ĐÁNH GIÁ", "", ""], ["", "", "Điểm", "", "Minh chứng"], ["", "", "Tối đa", "Tự chấm", ""]),
        "C6:E6", "C7:D7", "E7:E8", "A6:A8", "B6:B8",
    ),
    "last year beside this year": merged(
        rows(["TT", "Tiêu chí", "Điểm tối đa", "Điểm tự chấm", ""], ["", "", "", "Năm trước", "Năm nay"],
             line=lambda c: [c, NAMES[c], MOST[c], 1, POINTS[c]]), "D6:E6",
    ),
    "years by their number": merged(
        rows(["TT", "Tiêu chí", "Điểm tối đa", "Điểm tự chấm", ""], ["", "", "", "Năm 2023", "Năm 2024"],
             line=lambda c: [c, NAMES[c], MOST[c], 1, POINTS[c]]), "D6:E6",
    ),
    "years as numbers, this year first": merged(
        rows(["TT", "Tiêu chí", "Điểm tự chấm", ""], ["", "", 2024, 2023], line=lambda c: [c, NAMES[c], POINTS[c], 1]), "C6:D6"
    ),
    "the whole form of last year beside that of this year": merged(
        rows(["NĂM 2023", "", "", "NĂM 2024", "", ""], PLAIN[:2] + PLAIN[3:4] + PLAIN[:2] + PLAIN[3:4],
             line=lambda c: [c, NAMES[c], 1, c, NAMES[c], POINTS[c]]), "A6:C6", "D6:F6",
    ),
    "years in a row above the header": workbook(
        rows(["", "", "Năm 2023", "", "Năm 2024", ""], ["TT", "Tiêu chí", "Điểm tối đa", "Điểm tự chấm", "Điểm tối đa", "Điểm tự chấm"],
             line=lambda c: [c, NAMES[c], MOST[c], 1, MOST[c], POINTS[c]])
    ),
    "years in one row": workbook(
        rows(["TT", "Tiêu chí", "Điểm tự chấm (2023)", "Điểm tự chấm năm 2024"], line=lambda c: [c, NAMES[c], 1, POINTS[c]])
    ),
    "remarks in brackets": workbook(
        rows(["TT", "Tiêu chí", "Điểm tối đa\n(100)", "Điểm tự chấm\n(của đơn vị)", "Minh chứng (số, ký hiệu)"])
    ),
    "parts below a criterion": workbook(
        rows(PLAIN, line=simple)[:6] + [row for c in NAMES for row in (simple(c), ["a)", "Có văn bản", "", POINTS[c] - 1], ["b)", "Đúng hạn", "", 1])]
    ),
    "parts with numbers": workbook(
        rows(PLAIN, line=simple)[:6] + [row for c in NAMES for row in (simple(c), ["1)", "Có văn bản", "", POINTS[c] - 1], ["2)", "Đúng hạn", "", 1])]
    ),
    "parts with dashes": workbook(
        rows(PLAIN)[:6] + [row for c in NAMES for row in (simple(c), ["", "- Có văn bản", "", POINTS[c] - 1], ["", "- Đúng hạn", "", 1])]
    ),
    "criteria across": workbook(
        [*TOP, ["Tiêu chí", *NAMES], ["Điểm tối đa", *MOST.values()], ["Điểm tự chấm", *POINTS.values()], ["Minh chứng", "KH 1", "", "", ""], [], ["", "NGƯỜI LẬP"]]
    ),
    "criteria across, by name": workbook([*TOP, ["Nội dung", *NAMES.values()], ["Điểm tự chấm", *POINTS.values()]]),
    "unit and year in one line": workbook(rows(PLAIN, top=[["PHIẾU TỰ CHẤM"], ["Đơn vị: Phường Bãi Cháy - Năm đánh giá: 2024"]])),
    "the year behind the unit": workbook(rows(PLAIN, top=[["PHIẾU TỰ CHẤM"], ["Đơn vị: UBND phường Bãi Cháy, năm 2024"]])),
    "labels in lines of one cell": workbook(rows(PLAIN, top=[["PHIẾU TỰ CHẤM\nĐơn vị: Phường Bãi Cháy\nNăm: 2024"]])),
    "a telephone number below": workbook(
        rows(PLAIN, below=[["", "Tổng cộng", 14, 11.5], [], ["", "Người lập biểu", "", "0912345678"], ["", "Điện thoại", "", 912345678]])
    ),
    "a Word report": word_report(),
    "the total above": workbook([*TOP, PLAIN, ["", "Tổng điểm", 14, 11.5], *grouped(simple)]),
    "columns with gaps": workbook(
        rows(["", "TT", "", "Tiêu chí", "", "Điểm tự chấm"], line=lambda c: ["", c, "", NAMES[c], "", POINTS[c]])
    ),
    "two halves side by side": workbook(
        [*rows([*PLAIN[:4], "", *PLAIN[:4]], line=lambda c: [*simple(c)[:4], "", *second(c)])[:8], ["", "Tổng cộng", 14, 11.5]]
    ),
    "last year and this year with columns each": merged(
        rows(["TT", "Tiêu chí", "Năm 2023", "", "Năm 2024", ""], ["", "", "Điểm tối đa", "Điểm tự chấm", "Điểm tối đa", "Điểm tự chấm"],
             line=lambda c: [c, NAMES[c], MOST[c], 1, MOST[c], POINTS[c]]), "C6:D6", "E6:F6",
    ),
    "last year above its score": workbook(
        rows(["TT", "Tiêu chí", "Năm trước", "Điểm tự chấm"], ["", "", "Điểm tự chấm", ""], line=lambda c: [c, NAMES[c], 1, POINTS[c]])
    ),
    "criteria across, a table for each group": workbook(
        [*TOP, *(row for group in (["A1", "A2", "B1"], ["B2"]) for row in (["I. Nhóm"], ["Tiêu chí", *group, ""], ["Điểm tự chấm", *map(POINTS.get, group)], []))]
    ),
    "a second table with other columns": workbook(
        [*TOP, PLAIN[:4], simple("A1")[:4], simple("A2")[:4], [], ["TT", "Tiêu chí", "Tỷ lệ đạt (%)", "Điểm tối đa", "Điểm tự chấm"],
         *([c, NAMES[c], "", MOST[c], POINTS[c]] for c in ("B1", "B2")), ["", "Tổng cộng", "", 14, 11.5]]
    ),
    "the group for a header": workbook(
        [*TOP, ["TT", "A. Đầu vào", "Điểm tối đa", "Điểm tự chấm"], simple("A1")[:4], simple("A2")[:4], ["", "Cộng", 9, 8.5],
         ["TT", "B. Đầu ra", "Điểm tối đa", "Điểm tự chấm"], simple("B1")[:4], simple("B2")[:4], ["", "Cộng", 5, 3]]
    ),
    "the unit over its scores": workbook(rows(["TT", "Tiêu chí", "Điểm tối đa", "UBND phường Bãi Cháy"], line=lambda c: simple(c)[:4])),
    "the unit in the title": workbook(
        rows(PLAIN, top=[["BẢNG TỰ CHẤM ĐIỂM CỦA PHƯỜNG BÃI CHÁY NĂM 2024"], ["(Kèm theo Báo cáo số 15 của UBND phường Bãi Cháy)"]])
    ),
    "the unit behind a dash": workbook(rows(PLAIN, top=[["BIỂU TỰ CHẤM ĐIỂM NĂM 2024 - PHƯỜNG BÃI CHÁY"]])),
    "marks of the columns": workbook(rows(["TT (a)", "Tiêu chí (b)", "Điểm tối đa (1)", "Điểm tự chấm (2=1-3)", "Ghi chú (đ)"])),
    "a list of the criteria and sums of the groups on other pages": workbook(
        rows(PLAIN), more={
            "Danh mục": [["DANH MỤC"], ["TT", "Tiêu chí", "Điểm tối đa"], *([c, NAMES[c], MOST[c]] for c in NAMES)],
            "Tổng hợp": [*TOP, ["TT", "Nhóm tiêu chí", "Điểm tự chấm"], ["A", "Đầu vào", 8.5], ["B", "Đầu ra", 3], ["", "Tổng cộng", 11.5]],
        },
    ),
    "a page for each group": workbook(
        [*TOP, PLAIN, simple("A1"), simple("A2")], name="Đầu vào", more={"Đầu ra": [*TOP, PLAIN, simple("B1"), simple("B2")]}
    ),
}  # fmt: skip

# after rows of the layouts table: (field, header)
AFTER_ROWS = {
    "short words": (
        [("max_points", "Đ.tối đa"), ("self_points", "Đ.tự chấm")],
        workbook(rows(["TT", "Tiêu chí", "Đ.tối đa", "Đ.tự chấm", "Minh chứng"])),
    ),
    "a draft beside the final score": (
        [("ignored", "Điểm tự chấm Dự thảo"), ("self_points", "Điểm tự chấm Chính thức")],
        merged(
            rows(["TT", "Tiêu chí", "Điểm tối đa", "Điểm tự chấm", ""], ["", "", "", "Dự thảo", "Chính thức"],
                 line=lambda c: [c, NAMES[c], MOST[c], 1, POINTS[c]]), "D6:E6",
        ),
    ),
    "another word for points": (
        [("self_points", "Điểm")],
        workbook(rows(["TT", "Tiêu chí", "Điểm"], line=lambda c: [c, NAMES[c], POINTS[c]])),
    ),
    "a head of its own": (
        [("self_points", "UBND phường chấm")],
        workbook(rows(["TT", "Tiêu chí", "Điểm tối đa", "UBND phường chấm", "Ghi chú"])),
    ),
    "across with a word of its own": (
        [("self_points", "Điểm phường chấm")],
        workbook([*TOP, ["Tiêu chí", *NAMES], ["Điểm tối đa", *MOST.values()], ["Điểm phường chấm", *POINTS.values()]]),
    ),
}  # fmt: skip


def read(data: bytes, context=CONTEXT):
    return parse(data, "a.docx" if b"word/document.xml" in data else "a.xlsx", context)


def values(parsed) -> dict:
    return {row[3]: row[7] for row in parsed.rows.get("raw.self_assessment", [])}


@pytest.mark.parametrize("layout", AT_ONCE)
def test_a_layout_is_read_at_once(layout):
    parsed = read(AT_ONCE[layout])
    assert (parsed.kind, parsed.unit_code, parsed.year, values(parsed)) == ("self_assessment", "BC", 2024, SCORES)
    assert codes(parsed, "error") == []


@pytest.mark.parametrize("layout", AFTER_ROWS)
def test_a_layout_is_named_and_read_after_rows_of_the_layouts_table(layout):
    words, data = AFTER_ROWS[layout]
    before = read(data)
    assert (before.kind, before.unit_code, before.year) == ("self_assessment", "BC", 2024)
    assert set(codes(before, "error")) <= {"unknown_header", "missing_header"}
    told = " ".join(f.found for f in before.findings if f.code == "unknown_header")
    assert all(word in told for _, word in words)
    after = read(data, forms.context(layouts=[("self_assessment", field, word, None) for field, word in words]))
    assert (values(after), codes(after, "error")) == (SCORES, [])


def test_a_remark_of_the_layouts_table_behind_any_header_changes_nothing():
    data = workbook(rows(["TT", "Tiêu chí (bản giấy)", "Điểm tối đa", "Điểm tự chấm (Bản giấy)"]))
    assert "unknown_header" in codes(read(data), "error")
    after = read(data, forms.context(layouts=[("header", "remark", "bản giấy", None)]))
    assert (values(after), codes(after, "error")) == (SCORES, [])


def test_a_word_for_points_does_not_spoil_the_form_where_it_stands_over_two():
    context = forms.context(layouts=[("self_assessment", "self_points", "Điểm", None)])
    for layout in ("two rows of header", "three rows of header", "three parts below one word"):
        assert values(read(AT_ONCE[layout], context)) == SCORES


def test_parts_of_criteria_are_one_finding():
    assert codes(read(AT_ONCE["parts below a criterion"]), "warning") == ["sub_rows_not_read"]


def parts(own, *points) -> bytes:
    """A form whose first criterion has parts with these scores."""
    lines = [["A1", NAMES["A1"], 5, own, "KH 1"], *(["a)", "Phần", "", p] for p in points)]
    return workbook([*TOP, PLAIN, *lines, *(simple(c) for c in ("A2", "B1", "B2"))])


def test_parts_that_do_not_add_up_are_told():
    parsed = read(parts(4.5, 2, 2))
    assert codes(parsed) == ["sub_rows_not_read", "sub_rows_differ"]
    assert [(f.found, f.expected, f.cell) for f in parsed.findings[1:]] == [("4,5", "4", "D8")]


def test_scores_that_stand_in_the_parts_alone_are_an_error():
    assert codes(read(parts("", 2, 2.5)), "error") == ["only_sub_rows_scored"]


def test_a_criterion_that_nobody_knows_is_no_part():
    lines = [["A9", "Tiêu chí lạ", 5, 2], ["3", "Tiêu chí khác", 5, 1]]
    assert codes(read(workbook([*TOP, PLAIN, *map(simple, NAMES), *lines])), "error") == ["unknown_criterion"] * 2


def test_numbers_of_criteria_do_not_make_parts():
    lines = [[f"{n})", NAMES.get(c, "Tiêu chí lạ"), MOST.get(c, 5), 1] for n, c in enumerate([*NAMES, ""], 1)]
    assert codes(read(workbook([*TOP, PLAIN, *lines])), "error") == ["unknown_criterion"]


def test_a_unit_that_sends_the_columns_of_others_is_known_and_told():
    parsed = read(
        workbook(
            rows(["TT", "Tiêu chí", "Điểm tối đa", "Phường Bãi Cháy", "Phường Hồng Gai"], line=lambda c: simple(c)[:4])
        )
    )
    assert (parsed.kind, parsed.unit_code, parsed.year) == ("self_assessment", "BC", 2024)
    assert set(codes(parsed, "error")) == {"unknown_header", "missing_header"}


def test_cells_across_have_their_own_addresses():
    data = workbook([*TOP, ["Tiêu chí", *NAMES], ["Điểm tự chấm", "đạt", 4, 2, 1]])
    assert [(f.code, f.cell) for f in read(data).findings if f.severity == "error"] == [("not_a_number", "B7")]
    assert read(data).rows["raw.self_assessment"][1][5] == "C7"


def test_hidden_columns_of_a_form_across_are_named():
    book = openpyxl.load_workbook(io.BytesIO(AT_ONCE["criteria across"]))
    book.active.column_dimensions["C"].hidden = True
    target = io.BytesIO()
    book.save(target)
    found = [(f.code, f.found) for f in read(target.getvalue()).findings if f.severity == "info"]
    assert found == [("hidden_columns_read", "C")]


def test_the_year_of_a_plan_to_come_is_not_the_year_assessed():
    top = [["PHIẾU TỰ CHẤM"], ["Đơn vị: Phường Bãi Cháy"], ["Phương hướng năm 2025"]]
    assert codes(read(workbook(rows(PLAIN, top=top))), "error") == ["year_missing"]
    top[0] = ["BÁO CÁO TỰ ĐÁNH GIÁ NĂM 2024 VÀ PHƯƠNG HƯỚNG, NHIỆM VỤ NĂM 2025"]
    assert read(workbook(rows(PLAIN, top=top))).year == 2024


def test_a_score_that_is_a_code_of_another_framework_makes_no_header():
    # framework G has criteria 1.1 and 1.2
    def line(code: str) -> list:
        return [code, NAMES[code], MOST[code], 1.1 if code == "A1" else 1.2, "KH 1"]

    parsed = read(workbook(rows(["Mã tiêu chí", "Tên tiêu chí", "Đ.tối đa", "Đ.tự chấm", "Minh chứng"], line=line)))
    assert (parsed.kind, parsed.unit_code, parsed.year) == ("self_assessment", "BC", 2024)
    assert [f.cell for f in parsed.findings if f.code == "unknown_header"] == ["C6", "D6"]
    bare = rows(["Mã tiêu chí", "Đ.tối đa", "Đ.tự chấm"], line=lambda code: [code, MOST[code], 1.1])
    assert read(workbook(bare)).kind == "self_assessment"


def test_a_draft_and_the_final_form_in_one_file_are_one_finding():
    many = [("F", f"A{n}", "A", f"Tiêu chí {n}", 5, "dau_vao", False, None, None, n) for n in range(10, 20)]
    form = [*TOP, PLAIN, *([row[1], row[3], 5, 1, "KH"] for row in many)]
    data = workbook(form, name="Nháp", more={"Bản chốt": form})
    found = [f for f in read(data, forms.context(criteria=many)).findings if f.severity == "error"]
    assert [(f.code, f.found) for f in found] == [("several_forms", '"Nháp", "Bản chốt"')]
    assert "chỉ giữ một trang" in found[0].message


def test_a_total_below_one_half_is_that_of_the_whole():
    halves = ("two halves side by side", "a second table with other columns", "the group for a header")
    assert not [f for layout in halves for f in read(AT_ONCE[layout]).findings if f.code == "total_mismatch"]


def test_scores_of_a_year_before_are_never_those_of_this_year():
    header = [["TT", "Tiêu chí", "Năm 2023", ""], ["", "", "Điểm tối đa", "Điểm tự chấm"]]
    old = merged(rows(*header, line=lambda c: simple(c)[:4]), "C6:D6")
    assert codes(read(old), "error") == ["missing_header"]
    beside = workbook(
        rows(["TT", "Tiêu chí", "Điểm tự chấm", "Điểm tự chấm"], line=lambda c: [c, NAMES[c], 1, POINTS[c]])
    )
    assert codes(read(beside), "error") == ["duplicate_header"]


def test_scores_below_another_unit_are_refused():
    data = workbook(rows(["TT", "Tiêu chí", "Điểm tối đa", "Phường Hồng Gai"], line=lambda c: simple(c)[:4]))
    assert codes(read(data), "error") == ["several_units"]
    verified = [["PHÒNG TƯ PHÁP"], ["ĐIỂM THẨM ĐỊNH TỰ CHẤM NĂM 2024"], []]
    table = workbook(
        rows(["TT", "Tiêu chí", "Điểm tối đa", "Phường Hồng Gai"], line=lambda c: simple(c)[:4], top=verified)
    )
    assert read(table).kind == "consolidated"


def ticks(*steps) -> bytes:
    """A form whose scores are marks below steps."""
    blank = [""] * (len(steps) - 1)
    return merged(
        rows(["TT", "Tiêu chí", "Điểm tự chấm", *blank], ["", "", *steps], line=lambda c: [c, NAMES[c], "", "x"]),
        f"C6:{'CDEFG'[len(steps) - 1]}6",
    )


def test_marks_below_steps_are_one_finding():
    found = [(f.code, f.cell) for f in read(ticks("0", "0,5", "1")).findings if f.severity == "error"]
    assert found == [("scores_ticked", "C7")]


def own_names(line=lambda n: ["", f"Việc thứ {n}", 5, 1]) -> bytes:
    """A form that names criteria in words of its own."""
    return workbook([*TOP, PLAIN[:4], *map(line, range(7))])


def test_criteria_that_nobody_knows_are_one_finding():
    parsed = read(own_names())
    assert [(f.code, f.cell, f.found) for f in parsed.findings if f.severity == "error"] == [
        ("criteria_not_named", "A7", "7")
    ]
    assert codes(parsed) == ["criteria_not_named"]


def test_the_form_twice_on_one_sheet_is_one_finding():
    many = [("F", f"A{n}", "A", f"Tiêu chí {n}", 5, "dau_vao", False, None, None, n) for n in range(10, 20)]
    form = [PLAIN, *([row[1], row[3], 5, 1, "KH"] for row in many)]
    parsed = read(workbook([*TOP, *form, [], *form]), forms.context(criteria=many))
    assert [(f.code, f.found) for f in parsed.findings if f.severity == "error"] == [
        ("several_forms", '"Biểu 1": từ ô D7 và từ ô A19')
    ]


def test_forms_of_two_years_in_one_file_are_one_finding():
    other = [*TOP[:3], ["Năm đánh giá: 2023"], [], PLAIN, *map(simple, NAMES)]
    parsed = read(workbook(rows(PLAIN), name="2024", more={"2023": other}))
    assert codes(parsed, "error") == ["several_forms"]


def test_a_score_that_became_a_date_is_named():
    from datetime import date

    data = workbook([*TOP, PLAIN, ["A1", NAMES["A1"], 5, date(2024, 3, 2)], *map(simple, list(NAMES)[1:])])
    assert [(f.code, f.found) for f in read(data).findings if f.severity == "error"] == [("score_became_date", "2/3")]
