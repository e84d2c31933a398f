"""A framework typed as people see it: however its table is laid out, the same tables come of it; what is wrong is said
by cell, in one list."""

from __future__ import annotations

import io
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

import openpyxl
import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from etl.desk import framework_sheet as desk
from etl.desk.template import TemplateError
from etl.kinds import framework_sheet
from etl.kinds.door import parse
from etl.kinds.framework_sheet import FACTS
from etl.read.text_tables import squared
from etl.read.workbook import Document, Sheet
from etl.reference import rules, tables
from etl.reference.context import Context
from etl.run.files import holds_reference
from tests import cli

CONTEXT = Context.from_tables({})
GENERAL = [
    ["THÔNG TIN CHUNG CỦA BỘ TIÊU CHÍ"],
    ["Mã bộ tiêu chí", "TT03-2022"],
    ["Tên bộ tiêu chí", "Bộ tiêu chí Thông tư 03/2018/TT-BTP (vận dụng)"],
    ["Căn cứ pháp lý", "Thông tư 03/2018/TT-BTP"],
    ["Năm áp dụng", 2022],
    ["Số chữ số thập phân", 2],
    ["Số liệu minh họa", "có"],
    ["Tổng điểm", 100],
    ["Căn cứ xếp loại", "Quyết định 01/QĐ-UBND (giả định)"],
    [],
    ["Xếp loại", "Từ (%)", "Nhóm hoặc tiêu chí", "Ít nhất (%)", "Căn cứ"],
    ["Tốt", 90, "Hiệu quả, tác động đối với xã hội", 80, "Điều 3"],
    ["Khá", 70],
    ["Trung bình", 50],
    ["Yếu", 0],
    [],
    ["Khối", "Mã khối", "", "Nội dung so sánh", "Mã"],
    ["Cơ quan chuyên môn", "co_quan_chuyen_mon", "", "Chỉ đạo, điều hành", "chi_dao_dieu_hanh"],
    ["Xã, phường", "xa_phuong", "", "Hiệu quả, tác động", "hieu_qua_tac_dong"],
    ["Đơn vị sự nghiệp", "don_vi_su_nghiep"],
]


class C(NamedTuple):
    """A criterion, or a part of one."""

    name: str
    points: float
    scale: tuple[str, ...] = ()  # condition of each step, and its points
    parts: tuple = ()


def banded(name: str, points: float, *given: float) -> C:
    steps = zip(("Từ 85% trở lên", "Từ 70% đến dưới 85%", "Từ 50% đến dưới 70%", "Dưới 50%"), given, strict=True)
    return C(name, points, tuple(steps))


KINDS = ("đầu vào", "quá trình", "đầu vào", "tác động", "đầu ra")
# as the circular is built: articles 5-9, 30/20/20/20/10, a third level in the first group, four criteria in the fourth
FRAMEWORK = [
    ("Thực hiện chức năng quản lý nhà nước về PBGDPL", 30, [
        C("Ban hành chương trình, kế hoạch, văn bản hướng dẫn", 12, parts=(
            C("Kế hoạch được ban hành đúng thời hạn", 4, (("Trước ngày 31/01", 4), ("Sau ngày 31/01", 2))),
            C("Nội dung kế hoạch đầy đủ", 5),
            C("Văn bản hướng dẫn chuyên đề", 3, (("Từ 03 văn bản trở lên", 3), ("01 đến 02 văn bản", 1.5))),
        )),
        banded("Tỷ lệ nhiệm vụ hoàn thành đúng tiến độ", 10, 10, 7, 4, 0),
        C("Kiểm tra, sơ kết, tổng kết", 8, parts=(C("Có kiểm tra", 5), C("Có sơ kết, tổng kết", 3))),
    ]),
    ("Triển khai các hoạt động PBGDPL", 20, [
        banded("Tỷ lệ văn bản mới được phổ biến", 12, 12, 8, 4, 0),
        C("Tổ chức hưởng ứng Ngày Pháp luật", 8, (("Có tổ chức", 8), ("Không tổ chức", 0))),
    ]),
    ("Các điều kiện bảo đảm", 20, [
        C("Kinh phí cho công tác PBGDPL", 12.5),
        C("Đội ngũ báo cáo viên", 7.5),
    ]),
    ("Hiệu quả, tác động đối với xã hội", 20, [
        banded("Mức độ chủ động tìm hiểu, học tập pháp luật", 4, 4, 3, 2, 0),
        banded("Mức độ hiểu biết pháp luật", 6, 6, 4, 2, 0),
        banded("Mức độ hài lòng về chất lượng", 5, 5, 3, 1, 0),
        C("Giảm vi phạm do thiếu hiểu biết pháp luật", 5, (("Giảm so với năm trước", 5), ("Không giảm", 0))),
    ]),
    ("Tiêu chí khác", 10, [
        C("Mô hình mới, cách làm hay", 10, (("Có mô hình được công nhận", 10), ("Không có", 0))),
    ]),
]  # fmt: skip
ROMAN = ("I", "II", "III", "IV", "V")


def said(points: float) -> str:
    return f"{points:g}".replace(".", ",")


def lines(criterion: C, bullet: str = "") -> str:
    return "\n".join(f"{bullet}{condition}: {said(points)} điểm" for condition, points in criterion.scale)


def roman():
    """I, 1., a) in a column of their own, the scale in its column."""
    yield "head", ["TT", "Tiêu chí, chỉ tiêu thành phần", "Điểm tối đa", "Thang điểm, cách chấm", "Loại"]
    for mark, kind, (name, points, criteria) in zip(ROMAN, KINDS, FRAMEWORK, strict=True):
        yield "row", [mark, name, points, "", kind]
        for n, c in enumerate(criteria, 1):
            yield "row", [f"{n}.", c.name, c.points, lines(c)]
            for letter, part in zip("abc", c.parts, strict=False):
                yield "row", [f"{letter})", part.name, part.points, lines(part)]
    yield "row", ["", "Tổng cộng", 100]


def in_the_words():
    """No column of numbers: they stand before the words, the points behind them."""
    yield "head", ["Nội dung tiêu chí", "Điểm chuẩn", "Điểm tự chấm", "Điểm thẩm định", "Tài liệu kiểm chứng", "Loại"]
    for mark, kind, (name, points, criteria) in zip(ROMAN, KINDS, FRAMEWORK, strict=True):
        yield "row", [f"{mark}. {name.upper()} ({said(points)} điểm)", "", "", "", "", kind]
        for n, c in enumerate(criteria, 1):
            yield "row", [f"{n}. {c.name}" + (f"\n{lines(c, '- ')}" if c.scale else ""), f"{said(c.points)} điểm"]
            for letter, part in zip("abc", c.parts, strict=False):
                yield "row", [f"{letter}) {part.name}: {said(part.points)} điểm" + (f"\n{lines(part, '+ ')}" if part.scale else "")]  # fmt: skip


def columns():
    """A column for each level, merged down."""
    yield "head", ["STT", "Nhóm tiêu chí", "Tiêu chí", "Điểm tối đa", "Chỉ tiêu thành phần", "Điểm thành phần", "Cách chấm điểm", "Loại tiêu chí"]  # fmt: skip
    number = 0
    for mark, kind, (name, points, criteria) in zip(ROMAN, KINDS, FRAMEWORK, strict=True):
        group = f"{mark}. {name} ({said(points)} điểm)"
        for c in criteria:
            number += 1
            for n, part in enumerate(c.parts or (None,)):
                own = [number, group, c.name, c.points] if n == 0 else ["", "", "", ""]
                of = part or c
                sub = [part.name, part.points] if part else ["", ""]
                yield "row", [*own, *sub, lines(of), kind]
                group = ""


def dotted():
    """1, 1.1, 1.1.1, and a row for each step of a scale, as many provinces write."""
    yield "title", ["PHỤ LỤC"]
    yield "title", ["BỘ TIÊU CHÍ ĐÁNH GIÁ HIỆU QUẢ CÔNG TÁC PBGDPL NĂM 2022"]
    yield "head", ["Số TT", "Tiêu chí", "Số điểm", "Minh chứng", "Loại"]
    for g, (kind, (name, points, criteria)) in enumerate(zip(KINDS, FRAMEWORK, strict=True), 1):
        yield "row", [str(g), name, points, "", kind]
        for n, c in enumerate(criteria, 1):
            yield "row", [f"{g}.{n}", c.name, c.points]
            yield from (("row", ["", condition, given]) for condition, given in c.scale)
            for k, part in enumerate(c.parts, 1):
                yield "row", [f"{g}.{n}.{k}", part.name, part.points]
                yield from (("row", ["", condition, given]) for condition, given in part.scale)


def dashes():
    """Parts behind dashes, steps behind plus signs, a header of two rows, numbers of the columns, footnotes, a
    signature."""
    yield "head", ["TT", "Tiêu chí", "Điểm", "", "", "Ghi chú", "Loại"]
    yield "row", ["", "", "Tối đa", "Tự chấm", "Thẩm định"]
    yield "row", ["(1)", "(2)", "(3)", "(4)", "(5)", "(6)"]
    for mark, kind, (name, points, criteria) in zip(ROMAN, KINDS, FRAMEWORK, strict=True):
        yield "row", [mark, name.upper(), points, "", "", "", kind]
        for n, c in enumerate(criteria, 1):
            yield "row", [n, c.name, c.points]
            yield from (("row", ["", f"+ {condition}", given]) for condition, given in c.scale)
            for part in c.parts:
                yield "row", ["", f"- {part.name}", part.points]
                yield from (("row", ["", f"+ {condition}", given]) for condition, given in part.scale)
        yield "row", ["", f"Cộng nhóm {mark}", points]
    yield "row", ["", "TỔNG CỘNG (I+II+III+IV+V)", 100]
    yield "row", ["", "(*) Số liệu tính đến 31/12."]
    yield "row", ["", "Ghi chú: tài liệu kiểm chứng nộp kèm báo cáo."]
    yield "row", ["", "NGƯỜI LẬP BIỂU"]


def pasted():
    """As Excel takes it from Word: a row of each line of a cell, groups over the whole row, numbers as numbers."""
    yield "head", ["TT", "Tiêu chí", "Thang điểm", "Loại"]
    for mark, kind, (name, points, criteria) in zip(ROMAN, KINDS, FRAMEWORK, strict=True):
        yield "wide", [f"{mark}. {name} ({said(points)} điểm)", "", "", kind]
        for n, c in enumerate(criteria, 1):
            yield "row", [float(n), c.name, c.points]
            yield from (("row", ["", f"- {line}"]) for line in lines(c).split("\n") if line)
            for letter, part in zip("abc", c.parts, strict=False):
                yield "row", [letter, part.name, part.points]
                yield from (("row", ["", line]) for line in lines(part).split("\n") if line)


LAYOUTS = (roman, in_the_words, columns, dotted, dashes, pasted)


def book(*sheets: tuple[str, list], facts: list[list] = GENERAL) -> bytes:
    """A workbook of the first sheet and of tables of rows."""
    target = io.BytesIO()
    with xlsxwriter.Workbook(
        target, {"in_memory": True, "strings_to_formulas": False, "strings_to_numbers": False}
    ) as made:
        for name, rows in ((FACTS, [("row", row) for row in facts]), *sheets):
            sheet = made.add_worksheet(name)
            for r, (what, row) in enumerate(rows):
                if what == "wide":
                    sheet.merge_range(r, 0, r, 2, "")
                for c, value in enumerate(row):
                    if value != "":
                        sheet.write(r, c, value)
    return target.getvalue()


def read(*rows: list, facts: list[list] = GENERAL, **more):
    """A table of the ordinary columns with these rows."""
    head = ["TT", "Tiêu chí, chỉ tiêu thành phần", "Điểm tối đa", "Thang điểm, cách chấm", "Loại", "Không áp dụng cho",
            "Đơn vị được ghi không áp dụng", "Khi không áp dụng", "Nội dung so sánh"]  # fmt: skip
    return parse(book(("Biểu", [("head", head), *(("row", row) for row in rows)]), facts=facts), "a.xlsx", CONTEXT)


def told(parsed) -> list[tuple]:
    return [(f.code, f.sheet, f.cell) for f in parsed.findings]


def rows(parsed, table: str) -> list[dict]:
    return [dict(zip(tables.tables()[table].names, row, strict=True)) for row in parsed.rows[f"reference.{table}"]]


def shape(parsed) -> list:
    """The framework without its codes, which are as each layout numbers them."""
    place = {r["criterion_code"]: n for n, r in enumerate(rows(parsed, "criteria"))}
    group = {r["group_code"]: n for n, r in enumerate(rows(parsed, "criterion_groups"))}
    return [
        [r["group_name"].upper() for r in rows(parsed, "criterion_groups")],
        [(group[r["group_code"]], r["criterion_name"], r["max_points"], r["kind"], place.get(r["parent_code"]))
         for r in rows(parsed, "criteria")],
        [(place[r["criterion_code"]], r["lower_pct"], r["upper_pct"], r["points"]) for r in rows(parsed, "criterion_bands")],
        [(place[r["criterion_code"]], r["rule"], r["points"]) for r in rows(parsed, "criterion_rules")],
    ]  # fmt: skip


@pytest.fixture(scope="module")
def typed() -> dict:
    """The framework of 2022 in each layout."""
    return {layout.__name__: parse(book(("Biểu", list(layout()))), "a.xlsx", CONTEXT) for layout in LAYOUTS}


@pytest.mark.parametrize("layout", [layout.__name__ for layout in LAYOUTS])
def test_the_framework_of_2022_is_the_same_in_every_layout(typed, layout):
    parsed = typed[layout]
    assert not [f for f in parsed.findings if f.severity != "info"]
    assert shape(parsed) == shape(typed["roman"])
    assert not rules.assemble({}, [("a", parsed)])[1]


def test_what_the_framework_of_2022_is(typed):
    parsed = typed["roman"]
    assert (parsed.kind, parsed.framework_code, told(parsed)) == ("framework", "TT03-2022", [])
    criteria = {r["criterion_code"]: r for r in rows(parsed, "criteria")}
    assert [c for c in criteria if c.startswith("I.")] == [
        "I.1",
        "I.1.a",
        "I.1.b",
        "I.1.c",
        "I.2",
        "I.3",
        "I.3.a",
        "I.3.b",
    ]
    assert criteria["I.1.b"]["parent_code"] == "I.1" and criteria["I.1"]["parent_code"] is None
    assert sum(r["max_points"] for r in criteria.values() if r["parent_code"] is None) == 100
    assert [r["kind"] for r in criteria.values() if r["group_code"] == "IV"] == ["tac_dong"] * 4
    bands = [
        (r["lower_pct"], r["upper_pct"], r["points"])
        for r in rows(parsed, "criterion_bands")
        if r["criterion_code"] == "IV.1"
    ]
    assert bands == [(0, 50, 0), (50, 70, 2), (70, 85, 3), (85, 100, 4)]
    rules = [
        (r["rule"], r["wording"], r["points"])
        for r in rows(parsed, "criterion_rules")
        if r["criterion_code"] == "I.1.a"
    ]
    assert rules == [("date", "Trước ngày 31/01: 4 điểm", 4), ("date", "Sau ngày 31/01: 2 điểm", 2)]
    assert rows(parsed, "framework_years") == [
        {"framework_code": "TT03-2022", "year": 2022, "block_code": "all", "assessment_code": None}
    ]
    assert [(r["class_code"], r["lower_pct"]) for r in rows(parsed, "classes")] == [
        ("tot", 90),
        ("kha", 70),
        ("trung_binh", 50),
        ("yeu", 0),
    ]
    (condition,) = rows(parsed, "class_conditions")
    assert (condition["class_code"], condition["group_code"], condition["min_pct"], condition["clause"]) == (
        "tot",
        "IV",
        80,
        "Điều 3",
    )
    (framework,) = rows(parsed, "frameworks")
    assert framework["illustrative"] is True and framework["class_basis"] == "Quyết định 01/QĐ-UBND (giả định)"


# what the table may say besides


def test_who_is_exempt_and_what_that_does():
    parsed = read(
        ["I", "Đầu vào", 10, "", "đầu vào", "", "", "", "Chỉ đạo, điều hành"],
        [1, "Ban hành kế hoạch", 6, "", "", "Xã, phường; Đơn vị sự nghiệp", "", "chuyển sang 2"],
        [2, "Kinh phí", 4, "", "", "chỉ áp dụng cho xã, phường", "có", "Tính đủ điểm"],
        facts=[*GENERAL[:7], *GENERAL[9:10], *GENERAL[15:]],
    )
    assert told(parsed) == []
    assert {(r["criterion_code"], r["block_code"]) for r in rows(parsed, "criterion_exclusions")} == {
        ("1", "xa_phuong"), ("1", "don_vi_su_nghiep"), ("2", "co_quan_chuyen_mon"), ("2", "don_vi_su_nghiep"),
    }  # fmt: skip
    assert [(r["na_rule"], r["unit_may_mark_na"]) for r in rows(parsed, "criteria")] == [
        ("moved_to:2", False),
        ("full", True),
    ]
    assert [r["dimension_code"] for r in rows(parsed, "criterion_groups")] == ["chi_dao_dieu_hanh"]


def test_bonus_and_penalty_stand_outside_the_maximum():
    parsed = read(
        ["I", "Kết quả", 100, "", "đầu ra"], [1, "Phổ biến pháp luật", 100],
        ["II", "Điểm thưởng", 5, "", "đầu ra"], [2, "Mô hình mới", 5, "Mỗi mô hình được 1 điểm, tối đa 5 điểm"],
        ["III", "Điểm trừ", "-3", "", "đầu ra"], [3, "Báo cáo chậm", "-3", "Trừ 0,5 điểm/vụ, tối đa không quá 3 điểm"],
    )  # fmt: skip
    assert told(parsed) == [("unknown_reference", FACTS, "C12")]  # a condition on a group that this table has not
    assert [(r["max_points"], r["min_points"], r["in_maximum"]) for r in rows(parsed, "criteria")] == [
        (100, None, None), (5, None, False), (0, -3, False),
    ]  # fmt: skip
    assert [(r["rule"], r["points"], r["bound"]) for r in rows(parsed, "criterion_rules")] == [
        ("per_case", 1, 5), ("per_case", Decimal("-0.5"), -3),
    ]  # fmt: skip


BARE = [row for row in GENERAL if row[:1] not in (["Tổng điểm"], ["Tốt"])]  # without a total and a condition of a class


def test_a_letter_over_roman_groups_is_no_level():
    parsed = read(
        ["A", "ĐIỂM CHUẨN", 10, "", "đầu vào"], ["I", "Chỉ đạo", 6], ["1", "Kế hoạch", 6], ["II", "Kết quả", 4], ["2", "Hội nghị", 4],
        ["B", "ĐIỂM THƯỞNG", 5, "", "đầu ra"], ["I", "Mô hình", 3], ["3", "Mô hình mới", 3], ["II", "Sáng kiến", 2], ["4", "Có sáng kiến", 2],
        ["C", "ĐIỂM TRỪ", 2, "", "đầu ra"], ["5", "Báo cáo chậm", 2],
        facts=BARE,
    )  # fmt: skip
    assert told(parsed) == []
    assert [(r["group_code"], r["group_name"]) for r in rows(parsed, "criterion_groups")] == [
        ("A.I", "Chỉ đạo"), ("A.II", "Kết quả"), ("B.I", "Mô hình"), ("B.II", "Sáng kiến"), ("C", "ĐIỂM TRỪ"),
    ]  # fmt: skip
    assert [(r["max_points"], r["min_points"], r["in_maximum"]) for r in rows(parsed, "criteria")] == [
        (6, None, None), (4, None, None), (3, None, False), (2, None, False), (0, -2, False),
    ]  # fmt: skip
    short = read(["A", "CHUẨN", 9, "", "đầu vào"], ["I", "Chỉ đạo", 6], ["1", "Kế hoạch", 6], facts=BARE)
    assert told(short) == [("framework_sum_differs", "Biểu", "C2")]


def test_the_text_of_the_circular_pasted_into_one_column():
    lines = [
        "Điều 5. Tiêu chí về chức năng quản lý nhà nước (tối đa 9 điểm)", "1. Ban hành kế hoạch (tối đa 5 điểm):",
        "a) Ban hành đúng thời hạn: 2 điểm;", "b) Nội dung đầy đủ: 3 điểm.", "2. Tỷ lệ được tập huấn (tối đa 4 điểm):",
        "a) Đạt từ 85% đến 100%: 4 điểm;", "b) Đạt từ 70% đến dưới 85%: 3 điểm;", "c) Đạt dưới 70%: 0 điểm.",
    ]  # fmt: skip
    parsed = read(*(["", line, "", "", "" if n else "đầu vào"] for n, line in enumerate(lines)), facts=BARE)
    assert told(parsed) == []
    assert [(r["criterion_code"], r["criterion_name"], r["max_points"]) for r in rows(parsed, "criteria")] == [
        ("1", "Ban hành kế hoạch", 5), ("1.a", "Ban hành đúng thời hạn", 2), ("1.b", "Nội dung đầy đủ", 3),
        ("2", "Tỷ lệ được tập huấn", 4),
    ]  # fmt: skip
    assert [(r["lower_pct"], r["points"]) for r in rows(parsed, "criterion_bands")] == [(0, 0), (70, 3), (85, 4)]


def test_groups_without_numbers_and_notes_between_the_rows():
    parsed = read(
        ["", "QUẢN LÝ NHÀ NƯỚC", 6, "", "đầu vào"], ["1", "Ban hành văn bản", 6], ["", "gồm kế hoạch, chương trình"],
        ["", "Ghi chú: kế hoạch gửi kèm"], ["", "(*) số liệu đến 31/12"],
        ["", "TRIỂN KHAI HOẠT ĐỘNG", "", "", "đầu ra"], ["2", "Hội nghị", 5], facts=BARE,
    )  # fmt: skip
    assert told(parsed) == [("framework_lines_passed", "Biểu", None)]
    assert [(r["group_code"], r["criterion_name"]) for r in rows(parsed, "criteria")] == [
        ("I", "Ban hành văn bản gồm kế hoạch, chương trình"), ("II", "Hội nghị"),
    ]  # fmt: skip


def test_each_annex_is_a_framework_of_its_blocks():
    def annex(blocks: str) -> list:
        return [("title", [f"Áp dụng cho: {blocks}"]), ("head", ["TT", "Tiêu chí", "Điểm tối đa", "Loại"]),
                ("row", ["I", "Kết quả", 100, "đầu ra"]), ("row", ["1", "Phổ biến pháp luật", 100])]  # fmt: skip

    facts = [*GENERAL[:9], *GENERAL[15:]]
    facts[8] = ["Căn cứ xếp loại", ""]
    sheets = ("Phụ lục I", annex("Xã, phường")), ("Phụ lục II", annex("Cơ quan chuyên môn; Đơn vị sự nghiệp"))
    parsed = parse(book(*sheets, facts=facts), "a.xlsx", CONTEXT)
    assert told(parsed) == []
    assert [(r["framework_code"], r["block_code"]) for r in rows(parsed, "framework_years")] == [
        ("TT03-2022-PHU-LUC-I", "xa_phuong"), ("TT03-2022-PHU-LUC-II", "co_quan_chuyen_mon"),
        ("TT03-2022-PHU-LUC-II", "don_vi_su_nghiep"),
    ]  # fmt: skip
    nameless = parse(book(("Phụ lục I", annex("")), sheets[1], facts=facts), "a.xlsx", CONTEXT)
    assert told(nameless) == [("cell_missing", "Phụ lục I", "A2")]


def test_years_are_ranges_and_lists():
    def years(text) -> list[int]:
        facts = [row if row[:1] != ["Năm áp dụng"] else ["Năm áp dụng", text] for row in GENERAL]
        parsed = parse(book(("Biểu", list(roman())), facts=facts), "a.xlsx", CONTEXT)
        return [r["year"] for r in rows(parsed, "framework_years")] if not parsed.has_error else told(parsed)

    assert years("2023–2025; 2027") == [2023, 2024, 2025, 2027]
    assert years("năm 2022 và 2024") == [2022, 2024]
    assert years("từ khi ban hành")[0] == ("bad_value", FACTS, "B5")


# frameworks of other offices, as far as the rules go


def test_sections_with_weights_and_questions_that_do_not_apply():
    """Scorecards of agencies: five sections of unequal weight, questions of several maxima, parts that some need not."""
    sections = [("A", "Management", 27, [4, 8, 5, 10]), ("B", "Compliance", 18, [18]), ("C", "Support", 8, [2, 6])]
    lines = []
    for letter, name, points, questions in sections:
        lines.append([letter, name, points, "", "quá trình"])
        lines += [
            [f"{letter}{n}", f"{name} {n}", most, f"Có: {most} điểm; Một phần: {most / 2:g} điểm; Không: 0 điểm", "", "Xã, phường" if n == 2 else ""]
            for n, most in enumerate(questions, 1)
        ]  # fmt: skip
    parsed = read(*lines, facts=BARE)
    assert told(parsed) == []
    assert [r["criterion_code"] for r in rows(parsed, "criteria")] == ["A1", "A2", "A3", "A4", "B1", "C1", "C2"]
    context = Context.from_tables({name.removeprefix("reference."): of for name, of in parsed.rows.items()})
    for block, most in (("co_quan_chuyen_mon", 53), ("xa_phuong", 53 - 8 - 6)):
        rules = context.rules("TT03-2022", block, 2022).values()
        assert sum(rule.max_points for rule in rules if not rule.excluded) == most


def test_an_index_of_49_indicators_in_three_levels():
    """Pillars, themes, indicators: 4 × 3 groups and criteria, 49 of the third level, each of 0 to 2 points."""
    counts = [4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 5]
    lines, theme = [], 0
    for pillar in range(1, 5):
        of = counts[theme : theme + 3]
        lines.append([str(pillar), f"Pillar {pillar}", 2 * sum(of), "", "tác động"])
        for t, indicators in enumerate(of, 1):
            lines.append([f"{pillar}.{t}", f"Theme {pillar}.{t}", 2 * indicators])
            lines += [[f"{pillar}.{t}.{n}", f"Indicator {n}", 2, "0 điểm: không có; 1 điểm: một phần; 2 điểm: đầy đủ"] for n in range(1, indicators + 1)]  # fmt: skip
        theme += 3
    parsed = read(*lines, facts=BARE)
    assert told(parsed) == []
    criteria = rows(parsed, "criteria")
    assert sum(r["parent_code"] is not None for r in criteria) == 49
    assert sum(r["max_points"] for r in criteria if r["parent_code"] is None) == 98
    assert not rules.assemble({}, [("a", parsed)])[1]


# what is wrong is said by cell, all of it at once


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ([["I", "Nhóm", 9, "", "đầu ra"], [1, "Một", 5], [2, "Hai", 5]], [("framework_sum_differs", "C2")]),
        ([["I", "Nhóm", 5, "", "đầu ra"], [1, "Một", 5], ["a)", "Phần", 2], ["b)", "Phần", 1]], [("framework_sum_differs", "C3")]),
        ([["I", "Nhóm", 5, "", "đầu ra"], [1, "Một", 5], ["", "Tổng cộng", 6]], [("framework_sum_differs", "C4")]),
        ([["I", "Nhóm", 5, "", "đầu ra"], [1, "Một (4 điểm)", 5]], [("framework_sum_differs", "C3")]),
        ([["I", "Nhóm", 5, "", "đầu ra"], [1, "Một", ""]], [("cell_missing", "C3")]),
        ([["I", "Nhóm", 5, "", "đầu ra"], [1, "Một", "năm"]], [("bad_value", "C3")]),
        ([["I", "Nhóm", 5, "", "đầu ra"], [1, "Một", 5, "", "khác"]], [("bad_value", "E3")]),
        ([["I", "Nhóm", 5], [1, "Một", 5]], [("cell_missing", "E2")]),
        ([["I", "Nhóm", 5, "", "đầu ra"]], [("framework_row_unclear", "B2")]),
        ([["a)", "Phần", 5, "", "đầu ra"]], [("framework_row_unclear", "B2")]),
        ([["I", "Nhóm", 8, "", "đầu ra"], [1, "Một", 4], [1, "Lại một", 4]], [("key_twice", "B4")]),
        ([["I", "Nhóm", 1, "", "đầu ra"], [1, "Một", 1.234]], [("framework_sum_differs", "C2"), ("bad_value", "C3")]),
        ([["I", "Nhóm", 5, "", "đầu ra"], [1, "Một", 5, "", "", "Khối lạ"]], [("unknown_reference", "F3")]),
        ([["I", "Nhóm", 5, "", "đầu ra"], [1, "Một", 5, "", "", "", "đôi khi"]], [("bad_value", "G3")]),
        ([["I", "Nhóm", 5, "", "đầu ra"], [1, "Một", 5, "", "", "", "", "chuyển sang 7"]], [("unknown_reference", "H3")]),
        ([["I", "Nhóm", 5, "", "đầu ra"], [1, "Một", 5, "", "", "", "", "tùy"]], [("bad_value", "H3")]),
        ([["I", "Nhóm", 5, "", "đầu ra"], [1, "Một", 5, "Có: 6 điểm; Không: 0 điểm"]], [("band_above_max", "D3")]),
        ([["I", "Nhóm", 5, "", "đầu ra"], [1, "Một", 5, "Có: 4 điểm; Không: 0 điểm"]], [("scale_below_max", "D3")]),
        ([["I", "Nhóm", 5, "", "đầu ra"], [1, "Một\n- Đúng hạn: 3 điểm\n- Đầy đủ: 2 điểm", 5]], [("scale_below_max", "B3")]),
        ([["I", "Nhóm", 5, "", "đầu ra"], [1, "Một", 5, "Theo hướng dẫn"]], [("scale_kept_as_text", "D3")]),
        ([["I", "Nhóm", 5, "", "đầu ra"], [1, "Một", 5, "Trên 85%: 5 điểm; còn lại: 0 điểm"]], [("scale_kept_as_text", "D3")]),
        ([["I", "Nhóm", 5, "", "đầu ra"], [1, "Một", 5], ["a)", "Phần", 5], ["-", "Nhỏ", 3], ["-", "Nhỏ", 2]], [("framework_row_unclear", "B5")]),
    ],
)  # fmt: skip
def test_each_fault_names_its_cell(lines, expected):
    parsed = read(*lines, facts=BARE)
    assert sorted((f.code, f.cell) for f in parsed.findings) == sorted(expected)
    assert all(f.sheet == "Biểu" and f.message for f in parsed.findings)


def test_what_is_missing_is_one_list():
    facts = [["Mã bộ tiêu chí", ""], ["Tên bộ tiêu chí", ""], ["Năm áp dụng", "sau này"], ["Số chữ số thập phân", 9],
             ["Căn cứ xếp loại", "QĐ 1"], ["Xếp loại", "Từ (%)"], ["Tốt", "cao"], ["Khá", 70]]  # fmt: skip
    parsed = read(["I", "Nhóm", 9], [1, "Một", "x"], facts=facts)
    assert sorted(c for _, s, c in told(parsed) if s == FACTS) == ["B1", "B2", "B3", "B4", "B7"]
    assert [c for _, s, c in told(parsed) if s == "Biểu"] == ["C3", "E2"]
    assert parsed.has_error and "Traceback" not in "".join(f.message for f in parsed.findings)


def test_the_lowest_class_begins_at_nothing():
    facts = [*GENERAL[:7], ["Xếp loại", "Từ (%)"], ["Tốt", 90], ["Khá", 70]]
    parsed = read(["I", "Nhóm", 9, "", "đầu ra"], [1, "Một", 9], facts=facts)
    assert told(parsed) == [("cell_missing", FACTS, "A8")]


def test_a_workbook_is_known_before_it_is_read_as_it_is_when_it_is_read():
    data = book(("Biểu", list(roman())))
    assert holds_reference(data)
    other = book(("Biểu", list(roman())), facts=[["Đơn vị", "Phường Bãi Cháy"], ["Năm đánh giá", 2024]])
    assert not holds_reference(other) and parse(other, "a.xlsx", CONTEXT).kind != "framework"


def test_a_framework_that_is_typed_anew_keeps_no_row_of_before(typed):
    """Also where a table has no row any more."""
    with_bands = tables.replaced({}, typed["roman"])
    without = read(
        ["I", "Nhóm", 100, "", "đầu ra"], [1, "Một", 100], facts=[row for row in GENERAL if row[:1] != ["Tốt"]]
    )
    assert with_bands["criterion_bands"] and tables.replaced(with_bands, without)["criterion_bands"] == []


# the blank workbook, filled as a person does, and the form that comes of it


REFERENCE = {
    "blocks": [("co_quan_chuyen_mon", "Cơ quan chuyên môn", 1), ("xa_phuong", "Xã, phường", 5)],
    "dimensions": [("chi_dao_dieu_hanh", "Chỉ đạo, điều hành", True, 1)],
}


@pytest.fixture(scope="module")
def filled(tmp_path_factory) -> Path:
    """The blank workbook with two groups in its prepared cells."""
    path = tmp_path_factory.mktemp("sheet") / "bo_tieu_chi.xlsx"
    desk.write(path, REFERENCE)
    book = openpyxl.load_workbook(path)
    facts, table = book[FACTS], book[desk.SHEET]
    for row in facts.iter_rows(max_col=2):
        given = {"Mã bộ tiêu chí": "MOI-2027", "Tên bộ tiêu chí": "Bộ mới", "Năm áp dụng": "2027–2028"}
        row[1].value = given.get(row[0].value, row[1].value)
    header = [cell.value for cell in table[desk.TOP + 1]]
    lines = [
        {"TT": "I", "Tiêu chí, chỉ tiêu thành phần": "Chỉ đạo", "Điểm tối đa": 60, "Loại": "đầu vào",
         "Nội dung so sánh": "Chỉ đạo, điều hành"},
        {"TT": "1", "Tiêu chí, chỉ tiêu thành phần": "Tỷ lệ hoàn thành", "Điểm tối đa": 40,
         "Thang điểm, cách chấm": "Từ 80% trở lên: 40 điểm\nDưới 80%: 10 điểm"},
        {"TT": "2", "Tiêu chí, chỉ tiêu thành phần": "Ban hành kế hoạch", "Điểm tối đa": 20, "Không áp dụng cho": "Xã, phường"},
        {"TT": "II", "Tiêu chí, chỉ tiêu thành phần": "Kết quả", "Điểm tối đa": 40, "Loại": "đầu ra"},
        {"TT": "3", "Tiêu chí, chỉ tiêu thành phần": "Hội nghị", "Điểm tối đa": 40, "Tài liệu kiểm chứng": "Danh sách"},
    ]  # fmt: skip
    for r, line in enumerate(lines, desk.TOP + 2):
        for name, value in line.items():
            table.cell(r, header.index(name) + 1, value)
    book.save(path)
    return path


def test_the_blank_workbook_says_what_is_missing(tmp_path):
    desk.write(tmp_path / "a.xlsx", {})
    parsed = parse((tmp_path / "a.xlsx").read_bytes(), "a.xlsx", CONTEXT)
    assert told(parsed) == [
        ("cell_missing", FACTS, "B2"), ("cell_missing", FACTS, "B3"), ("cell_missing", FACTS, "B7"),
        ("no_rows", desk.SHEET, "A6"),
    ]  # fmt: skip


def test_what_is_typed_into_the_prepared_cells_is_read(filled):
    parsed = desk.read(filled)
    assert told(parsed) == [] and holds_reference(filled.read_bytes())
    assert [(r["year"], r["block_code"]) for r in rows(parsed, "framework_years")] == [(2027, "all"), (2028, "all")]
    assert [(r["criterion_code"], r["group_code"], r["max_points"]) for r in rows(parsed, "criteria")] == [
        ("1", "I", 40), ("2", "I", 20), ("3", "II", 40),
    ]  # fmt: skip
    assert [r["dimension_code"] for r in rows(parsed, "criterion_groups")] == ["chi_dao_dieu_hanh", None]


@pytest.mark.parametrize("top", [desk.TOP + 1, desk.TOP + 2], ids=["over the header", "below the header"])
def test_a_table_pasted_with_its_own_header_is_read_by_that(filled, tmp_path, top):
    """What is left of the header of the blank workbook says nothing of the columns that the document has itself."""
    lines = [
        ["STT", "Nội dung tiêu chí", "Điểm chuẩn", "Phương pháp chấm điểm", "Tài liệu kiểm chứng"],
        ["I", "Chỉ đạo", 100], ["1", "Tỷ lệ hoàn thành", 60, "Từ 80% trở lên: 60 điểm\nDưới 80%: 10 điểm", "Báo cáo"],
        ["2", "Ban hành kế hoạch", 40, "Có: 40 điểm; không: 0 điểm"],
    ]  # fmt: skip
    book = openpyxl.load_workbook(filled)
    table = book[desk.SHEET]
    for row in table.iter_rows(min_row=desk.TOP + 2, max_col=len(desk.COLUMNS)):
        for cell in row:
            cell.value = None
    for r, line in enumerate(lines, top):
        for c, value in enumerate(line, 1):
            table.cell(r, c, value)
    book.save(tmp_path / "a.xlsx")
    assert told(desk.read(tmp_path / "a.xlsx")) == [("cell_missing", desk.SHEET, f"I{top + 1}")], (
        "the kind alone is missing"
    )
    table.cell(top + 1, 9, "đầu vào")
    book.save(tmp_path / "a.xlsx")
    parsed = desk.read(tmp_path / "a.xlsx")
    assert told(parsed) == []
    assert [(r["criterion_code"], r["max_points"], r["evidence"]) for r in rows(parsed, "criteria")] == [("1", 60, "Báo cáo"), ("2", 40, None)]  # fmt: skip
    assert [r["points"] for r in rows(parsed, "criterion_bands")] == [10, 60]


def test_the_preview_is_the_form_of_a_block(filled, tmp_path):
    parsed, out = desk.read(filled), tmp_path / "b.xlsx"
    assert desk.preview(parsed, REFERENCE, None, out) == [
        "Cơ quan chuyên môn: 3 tiêu chí, 100 điểm.", "Xã, phường: 2 tiêu chí, 80 điểm.",
    ]  # fmt: skip
    assert "Ban hành kế hoạch" in str(list(openpyxl.load_workbook(out).worksheets[0].values))
    desk.preview(parsed, REFERENCE, "xa_phuong", out)
    assert "Ban hành kế hoạch" not in str(list(openpyxl.load_workbook(out).worksheets[0].values))
    with pytest.raises(TemplateError, match="xa_phuong"):
        desk.preview(parsed, REFERENCE, "khoi_la", out)


def test_it_is_loaded_as_any_file(office, filled):
    (item,) = office.load(filled, on=None).items
    assert (item.kind, item.status) == ("framework", "accepted")
    bands = "select lower_pct, points from reference.criterion_bands where framework_code = 'MOI-2027' order by 1"
    assert office.rows(bands) == [(0, 10), (80, 40)]


def test_the_command_line(filled, tmp_path):
    """The blank workbook, and the list of what is wrong instead of a preview."""
    out = tmp_path / "out.xlsx"
    assert cli.etl(tmp_path / "warehouse", "framework-sheet", "-o", out).returncode == 0
    wrong = cli.etl(tmp_path / "warehouse", "framework-sheet", "--preview", out, "-o", tmp_path / "x.xlsx")
    assert wrong.returncode == 1 and "thiếu năm áp dụng" in wrong.stdout and not (tmp_path / "x.xlsx").exists()


def test_steps_that_are_no_bands_stand_in_the_form_as_they_are_worded(typed, tmp_path):
    desk.preview(typed["roman"], REFERENCE, None, tmp_path / "a.xlsx")
    notes = [cell.comment.text for row in openpyxl.load_workbook(tmp_path / "a.xlsx").worksheets[0].iter_rows() for cell in row if cell.comment]  # fmt: skip
    assert any("Trước ngày 31/01: 4 điểm\nSau ngày 31/01: 2 điểm" in note for note in notes)
    assert not any("Từ 85% trở lên" in note for note in notes), "bands have a column"


cells = st.one_of(
    st.sampled_from(["", "I", "II", "1", "1.1", "a)", "-", "Tổng cộng", "Điểm thưởng", "+5", "-3", "5 điểm", "đầu ra", "có",
                     "TT", "Tiêu chí", "Điểm tối đa", "Xã, phường", "chuyển sang 1", "Từ 85%: 4 điểm; còn lại: 0 điểm"]),
    st.text(max_size=20), st.integers(-5, 200), st.floats(), st.booleans(), st.dates(), st.datetimes(),
)  # fmt: skip
tables_of_cells = st.lists(st.lists(cells, min_size=5, max_size=5), max_size=12)


@settings(max_examples=40, deadline=None)
@given(tables_of_cells, tables_of_cells)
def test_whatever_stands_in_the_cells_is_said_and_never_a_traceback(facts, table):
    labels = [[row[0], *facts[n % len(facts)][1:]] if facts and row and n % 2 else row for n, row in enumerate(GENERAL)]
    head = ["TT", "Tiêu chí", "Điểm tối đa", "Thang điểm", "Loại"]
    sheets = [Sheet(FACTS, squared([*labels, *facts])), Sheet("Biểu", squared([head, *table]))]
    parsed = framework_sheet.parse(Document("a.xlsx", "xlsx", sheets=sheets), CONTEXT)
    assert all(f.message for f in parsed.findings)
    if not parsed.has_error:
        assert not rules.assemble({}, [("a", parsed)])[1]
