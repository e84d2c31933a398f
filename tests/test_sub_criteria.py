"""Frameworks of three levels (rules 16, 17): added by data alone, and forms that give the parts of a criterion in every way
that people do."""

from __future__ import annotations

import shutil
from decimal import Decimal
from functools import partial
from random import Random

import openpyxl
import pytest

from etl.desk import consolidated_book, export_reference, template
from etl.desk.consolidated_book import Act, Decision
from etl.kinds.door import parse
from etl.reference.context import Context
from reports import score_sheet
from tests import forms
from tests.forms import codes, workbook
from tests.office import REFERENCE, Office, correction_row, statuses
from tests.test_pages import html_of, open_page, words
from warehouse import questions

F = "BA-CAP-2024"
TOP = [["ỦY BAN NHÂN DÂN"], ["BÁO CÁO TỰ ĐÁNH GIÁ NĂM 2024"]]
HEADER = ["TT", "Tiêu chí", "Điểm tối đa", "Điểm tự chấm", "Tài liệu kiểm chứng"]
PLAN, MONEY = "Ban hành kế hoạch", "Bố trí kinh phí"  # 1.1 and 1.2 both have a part "Đúng thời hạn"
CRITERIA = [  # code, name, maximum, parent, minimum, counts in the maximum, rule
    ("1.1", PLAN, 10, None, None, None, None),
    ("1.1.1", "Đúng thời hạn", 4, "1.1", None, None, None),
    ("1.1.2", "Đúng thể thức", 4, "1.1", None, None, None),
    ("1.1.3", "Công khai trên cổng thông tin", 2, "1.1", None, None, "full"),
    ("1.2", MONEY, 6, None, None, None, None),
    ("1.2.1", "Đúng thời hạn", 2, "1.2", None, None, None),
    ("1.2.2", "Đủ định mức", 4, "1.2", None, None, None),
    ("2.1", "Người dân hiểu biết pháp luật", 4, None, None, None, None),
    ("C", "Điểm cộng: cách làm mới", 2, None, None, False, None),
    ("T", "Điểm trừ: để xảy ra sai phạm", 0, None, -3, False, None),
]


def tables() -> dict[str, list[tuple]]:
    """The tables of the framework, as a file of it holds them."""
    return {
        "frameworks": [(F, "Khung ba cấp", None, None, None, 2, True, Decimal(100), "Hướng dẫn 12/HD-PTP")],
        "framework_years": [(F, 2024, "all", None)],
        "criterion_groups": [(F, "1", "Chỉ đạo", "chi_dao_dieu_hanh", 1), (F, "2", "Kết quả", None, 2)],
        "criteria": [
            (F, code, "2" if code == "2.1" else "1", name, Decimal(most), "dau_vao", parent is not None, None, None, n, parent,
             least, counts, rule, None)
            for n, (code, name, most, parent, least, counts, rule) in enumerate(CRITERIA)
        ],
        "classes": [(F, "tot", "Tốt", Decimal(90), 1), (F, "dat", "Đạt", Decimal(50), 2), (F, "yeu", "Yếu", Decimal(0), 3)],
        "class_conditions": [(F, "tot", None, "1.2", Decimal(80), "Điều 5")],
    }  # fmt: skip


def context() -> Context:
    rows = forms.tables()
    own = tables()
    rows["framework_years"] = [r for r in rows["framework_years"] if r[1] != 2024]
    return Context.from_tables(rows | {name: rows.get(name, []) + own[name] for name in own})


def form(*rows: list, unit="Phường Bãi Cháy") -> bytes:
    return workbook([*TOP, [f"Đơn vị: {unit}"], ["Năm đánh giá: 2024"], HEADER, *rows])


REST = [["2.1", "Người dân hiểu biết pháp luật", 4, 3, "Phiếu"], ["C", "Điểm cộng: cách làm mới", 2, 1, "x"]]
WAYS = {
    "codes of the parts": [
        ["1.1", PLAN, 10, ""], ["1.1.1", "Đúng thời hạn", 4, 4], ["1.1.2", "Đúng thể thức", 4, 3], ["1.1.3", "Công khai trên cổng thông tin", 2, 1],
        ["1.2", MONEY, 6, ""], ["1.2.1", "Đúng thời hạn", 2, 2], ["1.2.2", "Đủ định mức", 4, 3],
    ],
    "letters": [
        ["1.1", PLAN, 10, ""], ["a)", "Đúng thời hạn", 4, 4], ["b)", "Đúng thể thức", 4, 3], ["c)", "Công khai trên cổng thông tin", 2, 1],
        ["1.2", MONEY, 6, ""], ["a", "Đúng thời hạn", 2, 2], ["b", "Đủ định mức", 4, 3],
    ],
    "dashes": [
        ["1.1", PLAN, 10, ""], ["-", "Đúng thời hạn", 4, 4], ["-", "Đúng thể thức", 4, 3], ["", "– Công khai trên cổng thông tin", 2, 1],
        ["1.2", MONEY, 6, ""], ["", "- Đúng thời hạn", 2, 2], ["", "+ Đủ định mức", 4, 3],
    ],
    "indented names": [
        ["", PLAN, 10, ""], ["", "   Đúng thời hạn", 4, 4], ["", "   Đúng thể thức", 4, 3], ["", "   Công khai trên cổng thông tin", 2, 1],
        ["", MONEY, 6, ""], ["", "   Đúng thời hạn", 2, 2], ["", "   Đủ định mức", 4, 3],
    ],
    "letters before the names, and the criteria too": [
        ["1.1", PLAN, 10, 8], ["", "a) Đúng thời hạn", 4, 4], ["", "b) Đúng thể thức", 4, 3], ["", "c) Công khai trên cổng thông tin", 2, 1],
        ["1.2", MONEY, 6, 5], ["", "1) Đúng thời hạn", 2, 2], ["", "2) Đủ định mức", 4, 3],
    ],
    "criteria only": [["1.1", PLAN, 10, 8], ["1.2", MONEY, 6, 5]],
}  # fmt: skip
UNITS = ["Phòng Kinh tế", "Phòng Y tế", "Phòng Nội vụ", "Thanh tra Thành phố", "Phòng Quản lý đô thị", "Phòng Tư pháp"]
LOW = "Phòng Tài nguyên và Môi trường"
PARTS = {"1.1.1": "4", "1.1.2": "3", "1.1.3": "1", "1.2.1": "2", "1.2.2": "3"}


@pytest.mark.parametrize("way", WAYS)
def test_the_parts_of_a_criterion_are_read_however_they_are_written(way):
    parsed = parse(form(*WAYS[way], *REST, ["", "Tổng cộng", 20, 17]), "a.xlsx", context())
    assert (
        codes(parsed, "error") == []
        and "total_mismatch" not in codes(parsed)
        and "sub_rows_not_read" not in codes(parsed)
    )
    scores = {row[3]: row[7] for row in parsed.rows["raw.self_assessment"]}
    own = {"1.1": "8", "1.2": "5"} if "criteria" in way else {"1.1": None, "1.2": None}
    assert scores == own | ({} if way == "criteria only" else PARTS) | {"2.1": "3", "C": "1"}
    assert codes(parsed).count("not_scored") == 0


def test_sixty_workbooks_in_six_ways_give_the_points_that_were_drawn():
    random, at_most = Random(20221222), {code: most for code, _, most, parent, *_ in CRITERIA if parent}
    for number in range(60):
        way = list(WAYS)[number % len(WAYS)]
        drawn = {code: Decimal(random.randrange(4 * most + 1)) / 4 for code, most in at_most.items()}
        rows, codes_of = [list(row) for row in WAYS[way]], iter(drawn)
        for row in rows:
            is_whole = row[2] == 10 or row[2] == 6
            code = ("1.1" if row[2] == 10 else "1.2") if is_whole else next(codes_of)
            points = sum(v for c, v in drawn.items() if c.startswith(code))  # of a part its own
            if row[3] != "":
                row[3] = str(points).replace(".", ",") if number % 2 else float(points)
        parsed = parse(form(*rows, *REST, ["", "Tổng cộng", 20, float(sum(drawn.values()) + 4)]), "a.xlsx", context())
        assert {"total_mismatch", "sub_rows_not_read"}.isdisjoint(codes(parsed)) and not codes(parsed, "error"), number
        read = {row[3]: Decimal(row[7]) for row in parsed.rows["raw.self_assessment"] if row[7] is not None}
        for whole in ("1.1", "1.2"):
            own = {code: points for code, points in drawn.items() if code.startswith(whole)}
            if way != "criteria only":
                assert {code: read[code] for code in own} == own, (number, way)
            assert read.get(whole, sum(own.values())) == sum(own.values()), (number, way)


@pytest.fixture(scope="module")
def office(tmp_path_factory) -> Office:
    """The sample's reference with the framework for 2024, added as a file; a form in each way, one that meets no condition of
    Tốt, and a verified part and penalty of the first unit."""
    folder = tmp_path_factory.mktemp("parts")
    office, own, book = Office(folder / "kho", folder), folder / "danh_muc", folder / "khung.xlsx"
    shutil.copytree(REFERENCE, own)
    years = own / "framework_years.csv"
    lines = years.read_text(encoding="utf-8").splitlines(keepends=True)
    years.write_text("".join(line for line in lines if ",2024," not in line), encoding="utf-8")
    export_reference.export(tables(), book)
    whole = openpyxl.load_workbook(book)
    for sheet in set(whole.sheetnames) - tables().keys():
        del whole[sheet]
    whole.save(book)
    low = [["1.1", PLAN, 10, 10], ["1.2", MONEY, 6, 4], ["2.1", REST[0][1], 4, 4], [*REST[1][:3], 2]]
    paths = []
    for (way, rows), unit in zip([*WAYS.items(), ("low", low)], [*UNITS, LOW], strict=True):
        paths.append(folder / f"{way}.xlsx")
        paths[-1].write_bytes(form(*rows, *([] if rows is low else REST), unit=unit))
    verified = office.write("td.xlsx", [["PHÒNG TƯ PHÁP"], ["BẢNG TỔNG HỢP ĐIỂM THẨM ĐỊNH NĂM 2024"], ["TT", "Đơn vị", "1.1.2", "T", "Lý do"], [1, UNITS[0], 2, -1, "Biên bản số 05/BB-TP"]])  # fmt: skip
    result = office.load(own, book, *paths, verified)
    refused = [
        (i.path, [str(f) for f in i.findings if f.severity == "error"]) for i in result.items if i.status == "rejected"
    ]
    assert refused == []
    return office


def test_three_levels_are_data_and_six_ways_give_one_result(office):
    found = office.rows(
        "select unit_name, points, max_points, score_pct, criteria_applicable, criteria_scored, class_code, score_basis"
        " from mart.unit_year where year = 2024 and points is not null"
    )
    rows = {row[0]: (*map(float, row[1:4]), *row[4:]) for row in found}
    assert rows.pop(UNITS[0]) == (15, 20, 75.0, 3, 3, "dat", "self")  # one part less, one point off
    assert rows.pop(LOW) == (20, 20, 100.0, 3, 3, "dat", "self")  # 66,7 % of 1.2, where Tốt asks for 80 %
    assert set(rows.values()) == {(17, 20, 85.0, 3, 3, "dat", "self")} and len(rows) == 5
    cells = office.rows(
        "select criterion_code, self_cell, cast(points as double) from mart.sub_criterion_unit_year"
        " where year = 2024 and unit_code = 'PKT' and parent_code = '1.1' order by 1"
    )
    assert cells == [("1.1.1", "D7", 4), ("1.1.2", "D8", 2), ("1.1.3", "D9", 1)]
    own = "select self_cell from mart.criterion_unit_year where year = 2024 and unit_code = 'PKT' and criterion_code = '1.1'"
    assert office.rows(own) == [(None,)]
    # what a condition took away no weight gives back
    assert office.rows("select count(*) from mart.borderline where year = 2024 and unit_code = 'PTNMT' and subject = 'class'") == [(0,)]  # fmt: skip


def shown(app) -> str:
    return f"{words(app)}\n{html_of(app)}".replace("\\:", ":")


@pytest.mark.usefixtures("no_sample")
def test_pages_lead_from_a_criterion_to_the_cells_of_its_parts(office, monkeypatch):
    folder = office.warehouse.root
    told = shown(open_page(monkeypatch, folder, "criteria.py", nam="2024", dv="PKT", tc="1.1", mo="thanh-phan"))
    assert "**7/10 điểm**" in told and "Biểu 1, ô D7, D8, D9" in told and "1.1.2 Đúng thể thức" in told
    assert "Biểu 1, ô D8; Biểu 1, ô C4" in told  # the unit's own and the verified one
    assert "3 chỉ tiêu thành phần của tiêu chí 1.1" in told
    low = shown(open_page(monkeypatch, folder, "unit_profile.py", nam="2024", dv="PTNMT"))
    assert "Đạt 100,0% nhưng chưa đủ điều kiện xếp loại Tốt: Bố trí kinh phí đạt 66,7%, cần từ 80% (Điều 5)." in low


def test_the_sheet_of_a_score_names_the_cells_of_the_parts(office):
    with office.connect() as con:
        paper = score_sheet.sheet(partial(asked, con), 2024, "PKT", "1.1", None, {})
    text = repr([vars(part) if hasattr(part, "__dict__") else part for part in paper.parts])
    assert "ô D7, D8, D9" in text and "Thẩm định, 1.1.2" in text


def asked(con, question: str, **parameters) -> list[dict]:
    return questions.ask(con, question, **parameters).to_pylist()


@pytest.mark.parametrize(
    ("rows", "wanted"),
    [
        ([["1.1", PLAN, 10, 9], ["a)", "Đúng thời hạn", 4, 4], ["b)", "Đúng thể thức", 4, 4]], [("sub_total_differs", "D6")]),
        ([["1.1", PLAN, 10, ""], ["a)", "Đúng thời hạn", 4, 5]], [("points_above_max", "D7")]),
        ([["1.1", PLAN, 10, ""], ["d)", "Việc khác", 4, 4]], [("unknown_criterion", "A7")]),
        ([["1.1", PLAN, 10, ""], ["3", "Việc khác", 4, 4]], [("unknown_criterion", "A7")]),
        ([["1.1", PLAN, 10, ""], ["1.1.1", "Đúng thời hạn", 3, 2]], [("max_points_mismatch", "C7")]),
        ([["1.1", PLAN, 10, 4], ["a)", "Đúng thời hạn", 4, "Không áp dụng"]], []),
    ],
)  # fmt: skip
def test_what_is_wrong_in_parts_is_named_by_cell(rows, wanted):
    parsed = parse(form(*rows, *REST), "a.xlsx", context())
    assert [(f.code, f.cell) for f in parsed.findings if f.severity == "error"] == wanted


def test_parts_that_have_no_score_are_each_asked_for_where_the_others_have_one():
    rows = [["1.1", PLAN, 10, ""], ["a)", "Đúng thời hạn", 4, 4], ["b)", "Đúng thể thức", 4, ""], ["1.2", MONEY, 6, ""]]
    found = parse(form(*rows, *REST), "a.xlsx", context()).findings
    assert [f.message.split()[2] for f in found if f.code == "not_scored"] == ["1.1.2", "1.2", "1.1.3"]


def test_a_penalty_is_not_the_units_to_give():
    parsed = parse(form(["1.1", PLAN, 10, 8], ["T", "Điểm trừ: để xảy ra sai phạm", 0, -2]), "a.xlsx", context())
    assert ("penalty_by_unit_ignored", "D7") in [(f.code, f.cell) for f in parsed.findings]
    assert [row[7] for row in parsed.rows["raw.self_assessment"]] == ["8", None]
    only = parse(form(["C", "Điểm cộng: cách làm mới", 2, 1]), "a.xlsx", context())
    assert "no_score" in codes(only, "error")


def test_parts_in_a_table_of_the_office_with_the_criteria_down():
    rows = [["PHÒNG TƯ PHÁP"], ["BẢNG TỔNG HỢP ĐIỂM THẨM ĐỊNH NĂM 2024"], [], ["TT", "Tiêu chí", "Phường Bãi Cháy", "Phường Hồng Gai"],
            ["1.1", PLAN, 7, ""], ["a)", "Đúng thời hạn", 4, 3], ["b)", "Đúng thể thức", 3, ""],
            ["1.2", MONEY, 3, 5], ["-", "Đủ định mức", 4, ""], ["", "Tổng cộng", 10, 8]]  # fmt: skip
    parsed = parse(workbook(rows), "td.xlsx", context())
    read = [(r[1], r[2], r[7]) for r in parsed.rows["raw.consolidated_score"]]
    assert ("BC", "1.1.1", "4") in read and ("HG", "1.1.1", "3") in read and ("BC", "1.2.2", "4") in read
    # 1.1: the third part may stay from the unit's own score; 1.2: one part alone is more than the criterion has
    assert [(f.code, f.cell) for f in parsed.findings] == [("sub_total_differs", "C8")]


def test_what_was_decided_on_the_page_is_read_criterion_by_criterion_and_part_by_part():
    criteria = [
        ("1.1", PLAN),
        ("1.1.1", "Đúng thời hạn"),
        ("1.1.2", PLAN),
        ("1.2", MONEY),
        ("2.1", "Hội nghị"),
        ("C", "Điểm cộng"),
    ]
    decided = [
        Decision("1.1.1", Decimal("3.25"), False, "=1+1", "present", "entered"),
        Decision("1.1.2", Decimal(3), False, "", decided_how="bulk"),
        Decision("1.2", None, True, ""),
        Decision("2.1", None, False, "Thiếu biên bản năm 2023", "missing"),
        Decision("C", Decimal(0), False, "Mở lại: 12 biên bản"),
    ]
    act = Act(2024, "Phường Bãi Cháy", "Phòng Tư pháp", "thẩm định", "Lan, 20/01/2025 08:30:00")
    book = consolidated_book.write(act, criteria, decided)
    parsed = parse(book, "td.xlsx", context())
    assert [f.code for f in parsed.findings if f.severity == "error"] == []
    read = [(*r[1:4], r[7], r[8]) for r in parsed.rows["raw.consolidated_score"]]
    assert sorted(read) == [
        ("BC", "1.1.1", "verified", "3.25", False), ("BC", "1.1.2", "verified", "3", False),
        ("BC", "1.2", "verified", None, True), ("BC", "2.1", "verified", None, False), ("BC", "C", "verified", "0", False),
    ]  # fmt: skip
    beside = {
        r.criterion_code: (r.reason, r.evidence_state, r.decided_how) for r in parsed.rows["raw.consolidated_score"]
    }
    assert beside == {
        "1.1.1": ("=1+1", "present", "entered"), "1.1.2": (None, None, "bulk"), "1.2": (None, None, None),
        "2.1": ("Thiếu biên bản năm 2023", "missing", None), "C": ("Mở lại: 12 biên bản", None, None),
    }  # fmt: skip
    assert parsed.row_count == parsed.rows_in == 5 and "raw.verification_act" not in parsed.rows


def test_an_act_of_its_own_is_new_content_and_closes_a_unit_or_opens_it():
    act = Act(2024, "Phường Bãi Cháy", "Phòng Tư pháp", "thẩm định", "Lan, 20/01/2025 08:30:00")
    one = [Decision("1.1", Decimal(3), False, "")]
    wholes = [("1.1", PLAN), ("1.2", MONEY)]

    def read(*decided, **more):
        return parse(consolidated_book.write(act._replace(**more), wholes, decided), "td.xlsx", context())

    assert (
        read(*one).content_hash == read(*one).content_hash != read(*one, said="Lan, 21/01/2025 08:30:00").content_hash
    )
    closed, opened = read(closes="Lan"), read(reopens="Bổ sung hồ sơ năm 2023")
    assert [(a.unit_code, a.act, a.words) for p in (closed, opened) for a in p.rows["raw.verification_act"]] == [
        ("BC", "closed", "Lan"), ("BC", "reopened", "Bổ sung hồ sơ năm 2023"),
    ]  # fmt: skip
    assert [f.code for p in (closed, opened) for f in p.findings] == [] and closed.unit_code == "BC"
    assert [f.code for f in read().findings] == ["no_rows"]


def test_a_template_asks_for_the_parts_and_is_read_again(tmp_path):
    path = tmp_path / "mau.xlsx"
    template.write_template(context(), "BC", 2024, path)
    book = openpyxl.load_workbook(path)
    sheet = book["Tự chấm điểm"]
    rows = {row[0].value: row for row in sheet.iter_rows(min_row=9) if row[0].value}
    assert [code for code, row in rows.items() if not row[4].protection.locked] == [
        "1.1.1",
        "1.1.2",
        "1.1.3",
        "1.2.1",
        "1.2.2",
        "2.1",
        "C",
    ]
    assert rows["1.1.1"][1].alignment.indent == 2 and rows["1.1"][4].comment.text == "Chấm ở các chỉ tiêu thành phần"
    (total,) = (row for row in sheet.iter_rows(min_row=9) if row[1].value == "Tổng cộng")
    assert total[2].value == f"=C{rows['1.1'][0].row}+C{rows['1.2'][0].row}+C{rows['2.1'][0].row}"
    for code, points in PARTS.items():
        rows[code][4].value = float(points)
    book.save(path)
    parsed = parse(path.read_bytes(), path.name, context())
    assert codes(parsed, "error") == []
    assert {r[3]: r[7] for r in parsed.rows["raw.self_assessment"] if r[7]} == PARTS


def test_a_part_stands_behind_its_criterion_whatever_the_order_of_rows():
    rows = forms.tables() | tables()
    turned = Context.from_tables(rows | {"criteria": rows["criteria"][::-1]})
    assert list(turned.frameworks[F].criteria) == [row[0] for row in CRITERIA]


def test_replies_and_corrections_are_of_parts_too(office):
    """Last, as it changes what the others read: a final score and a corrected self-score of two parts of one criterion."""
    table = ["TT", "Đơn vị", "Mã tiêu chí", "Ý kiến của đơn vị", "Nội dung giải trình", "Điểm sau giải trình"]
    final = [1, UNITS[0], "1.1.2", "Không đồng ý", "Đã có kế hoạch", 2.5]
    replies = office.write("gt.xlsx", [["PHÒNG TƯ PHÁP"], ["BẢNG TỔNG HỢP Ý KIẾN GIẢI TRÌNH NĂM 2024"], table, final])
    row = correction_row("1.1.1", old=4, new=2, unit=UNITS[0])
    correction = office.correction("dc.xlsx", row)
    assert statuses(office.load(replies, correction, on="2025-02-12")) == ["accepted", "accepted"]
    parts = office.rows(
        "select criterion_code, cast(points as double), final_cell, is_corrected from mart.sub_criterion_unit_year"
        " where year = 2024 and unit_code = 'PKT' and parent_code = '1.1' order by 1"
    )
    assert parts == [("1.1.1", 2, None, True), ("1.1.2", 2.5, "F4", False), ("1.1.3", 1, None, False)]
    whole = "select cast(points as double) from mart.criterion_unit_year where year = 2024 and unit_code = 'PKT' and criterion_code = '1.1'"
    assert office.rows(whole) == [(5.5,)]
    with office.connect() as con:
        (reply,) = asked(con, "replies", year=2024, block=None, scope=None)
        (corrected,) = asked(con, "corrections", year=2024, block=None, scope=None)
    told = [reply[name] for name in ("criterion_code", "self_points", "verified_points", "final_points", "max_points")]
    assert told == ["1.1.2", 3, 2, 2.5, 4] and reply["is_settled"] and not reply["is_open"]
    assert corrected["criterion_name"] == "Đúng thời hạn"
