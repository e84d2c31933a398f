"""The marked workbook: the unit's own file, untouched but for colours, comments and a first sheet."""

from __future__ import annotations

import hashlib
import io
import shutil
import zipfile
from pathlib import Path

import openpyxl
import pytest
from openpyxl.comments import Comment
from openpyxl.worksheet.datavalidation import DataValidation

from etl.desk import marked, returned
from etl.kinds import workers
from etl.kinds.door import parse
from etl.read import recognise
from etl.read.findings import LEVELS
from etl.read.recognise import BadFile, Package
from etl.read.workbook import RESULT_SHEET, RESULT_TITLE
from etl.run import files
from etl.run.files import Came, Item
from etl.run.session import Session
from tests import cli, forms
from tests.forms import changed, codes, form
from tests.office import TODAY
from tests.test_door import rewritten

CONTEXT = forms.context()
RED = "00" + LEVELS["error"].colour


def opened(data: bytes, **options):
    return openpyxl.load_workbook(io.BytesIO(data), **options)


def mark(data: bytes, keep_macros=False) -> bytes:
    findings = parse(data, "a.xlsx", CONTEXT).findings
    return marked.mark(data, ["Tệp: a.xlsx"], findings, keep_macros)[0]


def dressed() -> bytes:
    """A form with everything that a copy could lose: a wrong score, merged cells, a formula, a comment, …"""
    book = opened(form(criteria=changed("A1", points=9), hidden=[("unit_code", "BC")]))
    sheet = book["Biểu 1"]
    sheet.merge_cells("A20:C20")
    sheet["E7"].comment = Comment("đã hỏi anh Ba", "Ba")
    sheet["F7"] = "text"
    sheet["F7"].value, sheet["F7"].data_type = "=1+1 là chữ", "s"
    sheet["H7"] = "=E7*2"
    sheet["E7"].number_format = "0.00"
    sheet.column_dimensions["B"].width = 44
    rule = DataValidation(type="decimal", operator="between", formula1="0", formula2="5")
    rule.add("E7")
    sheet.add_data_validation(rule)
    target = io.BytesIO()
    book.save(target)
    # as Excel stores the result of a formula
    return rewritten(
        target.getvalue(),
        "xl/worksheets/sheet1.xml",
        lambda part: part.replace(
            b"<f>E7*2</f><v></v>", b"<f>E7*2</f><v>18</v>"
        ).replace(b"<f>E7*2</f><v />", b"<f>E7*2</f><v>18</v>").replace(b"<f>E7*2</f><v/>", b"<f>E7*2</f><v>18</v>"),
    )  # fmt: skip


def test_the_copy_differs_only_in_colours_comments_and_the_first_sheet():
    before, after = opened(dressed()), opened(mark(dressed()))
    assert after.sheetnames == [RESULT_SHEET, "Biểu 1", "_nhan_dang"]
    assert after["_nhan_dang"].sheet_state == "veryHidden"
    assert after.active.title == RESULT_SHEET
    selected = [s.title for s in after.worksheets if s.sheet_view.tabSelected]
    assert selected == [RESULT_SHEET], "sheets selected together would be edited together"
    old, new = before["Biểu 1"], after["Biểu 1"]
    for row in old.iter_rows():
        for cell in row:
            copy = new[cell.coordinate]
            assert (copy.value, copy.number_format, copy.font.b, copy.data_type) == (
                cell.value, cell.number_format, cell.font.b, cell.data_type,
            )  # fmt: skip
            same = copy.fill.fgColor.rgb == cell.fill.fgColor.rgb
            assert same == (cell.coordinate not in ("E7", "H7")), cell.coordinate  # H7 stands under no header
    assert new.column_dimensions["B"].width == 44
    assert old.merged_cells.ranges == new.merged_cells.ranges
    assert str(new.data_validations.dataValidation[0].sqref) == "E7"
    assert new["E7"].fill.fgColor.rgb == RED
    assert new["E7"].comment.text.startswith("đã hỏi anh Ba\n\n")
    assert "điểm 9 lớn hơn điểm tối đa 5" in new["E7"].comment.text


def test_results_of_formulas_stay_so_that_the_copy_can_be_read_without_excel():
    values = opened(mark(dressed()), data_only=True)["Biểu 1"]
    assert values["H7"].value == 18
    assert opened(mark(dressed()))["Biểu 1"]["H7"].value == "=E7*2"


def test_the_first_sheet_lists_all_findings_with_links():
    data = form(criteria=changed("A1", points="=cmd|'/c calc'!A1"))
    findings = parse(data, "a.xlsx", CONTEXT).findings
    sheet = opened(mark(data))[RESULT_SHEET]
    assert sheet["A1"].value == RESULT_TITLE
    top = next(r for r in range(1, 20) if sheet.cell(r, 1).value == "STT")
    table = [[c.value for c in row] for row in sheet.iter_rows(min_row=top + 1)]
    assert len(table) == len(findings) == 1
    number, level, page, cell, message, found, *_, code = table[0]
    assert (number, level, page, cell, code) == (1, "✖ Lỗi", "Biểu 1", "E7", "not_a_number")
    assert message == findings[0].message
    assert found == "=cmd|'/c calc'!A1"
    assert sheet.cell(top + 1, 6).data_type == "s", "text that looks like a formula stays text"
    assert sheet.cell(top + 1, 4).hyperlink.location == "'Biểu 1'!E7"


def test_a_merged_cell_is_marked_at_its_first_cell():
    book = opened(form(criteria=changed("A1", points="đạt")))
    book["Biểu 1"].merge_cells("D7:E7")
    book["Biểu 1"]["D7"] = None
    target = io.BytesIO()
    book.save(target)
    data = target.getvalue()
    finding = parse(form(criteria=changed("A1", points="đạt")), "a.xlsx", CONTEXT).findings[0]
    sheet = opened(marked.mark(data, [], [finding], False)[0])["Biểu 1"]
    assert finding.cell == "E7"
    assert sheet["D7"].fill.fgColor.rgb == RED
    assert "đạt" in sheet["D7"].comment.text


def test_a_copy_that_is_marked_again_carries_one_set_of_marks():
    once = mark(form(criteria=changed("A1", points=9)))
    twice = mark(once)
    assert opened(twice).sheetnames == opened(once).sheetnames
    assert opened(twice)["Biểu 1"]["E7"].comment.text.count(marked.OURS) == 1
    book = opened(twice)
    book["Biểu 1"]["E7"] = 4
    target = io.BytesIO()
    book.save(target)
    corrected = target.getvalue()
    assert codes(parse(corrected, "a.xlsx", CONTEXT)) == ["result_sheet_ignored"]
    clean = opened(mark(corrected))["Biểu 1"]["E7"]
    assert clean.comment is None
    assert clean.fill.fill_type is None


def test_the_marks_do_not_change_what_is_read():
    plain, copy = parse(dressed(), "a.xlsx", CONTEXT), parse(mark(dressed()), "a.xlsx", CONTEXT)
    assert copy.rows == plain.rows
    assert copy.content_hash == plain.content_hash
    assert codes(copy) == ["result_sheet_ignored", *codes(plain)]


def test_a_sheet_of_that_name_that_is_the_units_own_is_read_and_kept():
    rows = forms.form_rows()
    data = forms.workbook(rows, name=RESULT_SHEET)
    assert parse(data, "a.xlsx", CONTEXT).row_count == 4
    assert opened(mark(data)).sheetnames == [f"{RESULT_SHEET} (2)", RESULT_SHEET]


def with_macros() -> bytes:
    target = io.BytesIO(form(criteria=changed("A1", points=9)))
    with zipfile.ZipFile(target, "a") as book:
        book.writestr("xl/vbaProject.bin", b"\xd0\xcf\x11\xe0 macros")
    types = b'<Override PartName="/xl/vbaProject.bin" ContentType="application/vnd.ms-office.vbaProject"/></Types>'
    return rewritten(
        target.getvalue(),
        "[Content_Types].xml",
        lambda xml: xml.replace(b"</Types>", types).replace(
            b"vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
            b"vnd.ms-excel.sheet.macroEnabled.main+xml",
        ),
    )


def test_macros_stay_in_an_xlsm_and_are_dropped_with_a_word_from_an_xlsx():
    assert "xl/vbaProject.bin" in zipfile.ZipFile(io.BytesIO(mark(with_macros(), True))).namelist()
    findings = parse(with_macros(), "a.xlsm", CONTEXT).findings
    content, lost = marked.mark(with_macros(), [], findings, False)
    assert lost == ["macro"]
    assert "xl/vbaProject.bin" not in zipfile.ZipFile(io.BytesIO(content)).namelist()
    assert opened(content)["Biểu 1"]["E7"].comment
    assert any("macro" in str(c.value) for row in opened(content)[RESULT_SHEET]["A1:A5"] for c in row)


def item(data: bytes, name="a.xlsx") -> Item:
    parsed = parse(data, name, CONTEXT)
    return Item(name, name, "", Came(data), parsed=parsed, status="rejected")


def written(tmp_path: Path, data: bytes, name="a.xlsx", out="out.xlsx") -> tuple[list[str], list]:
    (tmp_path / name).write_bytes(data)
    path, notes = marked.write_check(item(data, name), {}, tmp_path / name, tmp_path / out)
    book = openpyxl.load_workbook(path)
    return notes, [book.sheetnames, [c.value for row in book.worksheets[0].iter_rows() for c in row]]


@pytest.mark.parametrize(
    ("data", "name", "code"),
    [
        (b"%PDF-1.7 scan", "a.pdf", "not_a_table"),
        (b"", "a.xlsx", "empty_file"),
        (b"PK\x03\x04 broken", "a.xlsx", "corrupt_file"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 500 + "EncryptedPackage".encode("utf-16-le"), "a.xlsx", "password_protected"),
        (rewritten(form(), "xl/workbook.xml", lambda x: x.replace(b"?>", b"?><!DOCTYPE x [<!ENTITY a 'b'>]>", 1)), "a.xlsx", "dangerous_content"),
        (rewritten(form(), "xl/worksheets/sheet1.xml", lambda x: x.replace(b"</sheetData>", b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>')), "a.xlsx", "absurd_dimensions"),
    ],
)  # fmt: skip
def test_what_the_door_refused_is_never_opened(tmp_path, monkeypatch, data, name, code):
    def never(*_, **__):
        raise AssertionError("opened")

    monkeypatch.setattr(workers, "call", never)
    notes, (sheets, values) = written(tmp_path, data, name)
    assert sheets == [RESULT_SHEET]
    assert code in values
    assert notes == ["Tệp không đọc được nên chỉ có danh sách kết quả."]


def test_formats_that_cannot_be_written_back_get_the_list_alone(tmp_path):
    text = "\n".join(";".join(map(str, row)) for row in forms.form_rows(criteria=changed("A1", points=9)))
    notes, (sheets, values) = written(tmp_path, text.encode(), "a.csv")
    assert sheets == [RESULT_SHEET]
    assert "points_above_max" in values
    assert ".csv không ghi lại được" in notes[0]


def hidden_bomb() -> bytes:
    """A hidden sheet, which the door does not read, with entities in it."""
    book = opened(form(criteria=changed("A1", points=9)))
    book.create_sheet("Cũ").append(["x"])
    book["Cũ"].sheet_state = "hidden"
    target = io.BytesIO()
    book.save(target)
    bomb = b"<?xml version='1.0'?><!DOCTYPE x [<!ENTITY a 'b'>]><worksheet"
    return rewritten(
        target.getvalue(), "xl/worksheets/sheet2.xml", lambda x: bomb + x[x.index(b"<worksheet") + len(b"<worksheet") :]
    )


def test_what_stands_in_hidden_sheets_is_looked_at_before_the_copy():
    with pytest.raises(BadFile):
        marked._refuse_hidden_dangers(Package(hidden_bomb()))
    marked._refuse_hidden_dangers(Package(dressed()))


def test_a_workbook_that_cannot_be_marked_gets_the_list_alone(tmp_path, monkeypatch):
    notes, (sheets, values) = written(tmp_path, hidden_bomb())
    assert (sheets, "points_above_max" in values) == ([RESULT_SHEET], True)
    assert "Không đánh dấu được" in notes[0]
    monkeypatch.setattr(marked, "TIME_LIMIT", 0.01)
    notes, (sheets, _) = written(tmp_path, form(criteria=changed("A1", points=9)))
    assert sheets == [RESULT_SHEET]
    assert "Không đánh dấu được" in notes[0]


def test_a_list_alone_is_never_named_xlsm(tmp_path):
    notes, _ = written(tmp_path, b"%PDF-1.7 scan", "a.xlsm", "out.xlsm")
    assert notes
    assert [p.name for p in tmp_path.glob("out*")] == ["out.xlsx"]


def test_the_original_is_never_written_over(tmp_path):
    path = tmp_path / "a.xlsx"
    path.write_bytes(form())
    assert "khác tệp" in marked.refuse_target(path, tmp_path / "." / "a.xlsx")
    assert ".xlsx" in marked.refuse_target(path, tmp_path / "out.xls")
    assert ".xlsx" in marked.refuse_target(path, tmp_path / "out.xlsm")
    assert "thư mục" in marked.refuse_target(path, tmp_path / "none" / "out.xlsx")
    assert marked.refuse_target(path, tmp_path / "out.xlsx") is None


def test_a_call_in_a_child_is_limited_in_time_and_memory():
    assert workers.call(len, "four") == 4
    for bad in [(int, "x"), (bytes, 4 << 30)]:
        with pytest.raises(workers.ChildFailed):
            workers.call(*bad, memory_limit=1 << 29)


# through the command line


@pytest.fixture(scope="module")
def warehouse(reference_only, tmp_path_factory):
    return shutil.copytree(reference_only, tmp_path_factory.mktemp("marked") / "warehouse")


def scored(path: Path, score) -> Path:
    sheet = (book := openpyxl.Workbook()).active
    for row in (
        ["Đơn vị: Phòng Kinh tế"],
        ["Năm đánh giá: 2024"],
        ["TT", "Tiêu chí", "Điểm tự chấm", "Tài liệu kiểm chứng"],
        ["A1", "Tiêu chí", score, "Kế hoạch số 1"],
    ):
        sheet.append(row)
    book.save(path)
    return path


@pytest.mark.proof
def test_check_mark_correct_load(warehouse, tmp_path):
    wrong, out = scored(tmp_path / "bao_cao.xlsx", 99), tmp_path / "danh_dau.xlsx"
    before = {p: p.stat().st_mtime_ns for p in warehouse.rglob("*")}
    done = cli.etl(warehouse, "check", wrong, "-o", out)
    assert done.returncode == 1, done.stderr
    assert "1 lỗi" in done.stdout
    assert {p: p.stat().st_mtime_ns for p in warehouse.rglob("*")} == before
    book = openpyxl.load_workbook(out)
    listed = [row[8] for row in book.worksheets[0].iter_rows(values_only=True) if row[0] in range(1, 99)]
    dry = cli.load(warehouse, wrong, "--dry-run")[1]["files"][0]
    assert sorted(listed) == sorted(f["code"] for f in dry["findings"])
    book.worksheets[1]["C4"] = 3
    book.save(out)
    code, result = cli.load(warehouse, out, "--received-on", "2025-01-03", "--dry-run")
    assert code == 0
    assert result["files"][0]["rows"] == 1
    assert {f["code"] for f in result["files"][0]["findings"]} == {
        "criterion_name_differs", "not_scored", "result_sheet_ignored",
    }  # fmt: skip


def test_check_without_a_warehouse_says_what_is_missing_and_makes_none(tmp_path):
    folder, out = tmp_path / "none", tmp_path / "out.xlsx"
    done = cli.etl(folder, "check", scored(tmp_path / "a.xlsx", 3), "-o", out)
    assert (done.returncode, done.stderr) == (1, "")
    sheet = openpyxl.load_workbook(out).worksheets[0]
    assert "reference_missing" in {c.value for row in sheet.iter_rows() for c in row}
    assert not folder.exists()


def test_check_of_a_zip_lists_all_its_files(warehouse, tmp_path):
    with zipfile.ZipFile(tmp_path / "thu.zip", "w") as mail:
        for name, score in (("a.xlsx", 99), ("b.xlsx", 3)):
            mail.write(scored(tmp_path / name, score), name)
    done = cli.etl(warehouse, "check", tmp_path / "thu.zip", "-o", tmp_path / "out.xlsx")
    assert done.returncode == 1, done.stderr
    values = [c.value for s in openpyxl.load_workbook(tmp_path / "out.xlsx") for r in s.iter_rows() for c in r]
    assert {"thu.zip!/a.xlsx", "thu.zip!/b.xlsx", "points_above_max"} <= set(values)


def test_all_that_is_refused_is_marked_in_one_zip(office, tmp_path):
    """Members of a zip too; what would be taken is not sent back."""
    folder = tmp_path / "nhan"
    folder.mkdir()
    with zipfile.ZipFile(folder / "thu.zip", "w") as mail:
        mail.write(scored(tmp_path / "a.xlsx", 99), "Báo cáo.xlsx")
        mail.write(scored(tmp_path / "b.xlsx", 3), "b.xlsx")
    (folder / "quet.pdf").write_bytes(b"%PDF-1.4")
    session = Session(office.warehouse, TODAY, dry=True, workers=1)
    assert returned.write(session, [folder], tmp_path / "ra.zip") == 2
    with zipfile.ZipFile(tmp_path / "ra.zip") as package:
        sheets = {name: opened(package.read(name)).sheetnames for name in package.namelist()}
    assert len(sheets["02 Báo cáo.xlsx"]) == 2 and len(sheets["01 quet.xlsx"]) == 1, "a copy, and a list alone"


def test_what_was_too_large_to_be_read_is_not_held_to_be_marked(tmp_path, monkeypatch):
    given = tmp_path / "nhan"
    given.mkdir()
    alone, packed = scored(given / "a.xlsx", 99).read_bytes(), scored(tmp_path / "b.xlsx", 98).read_bytes()
    with zipfile.ZipFile(given / "thu.zip", "w") as mail:
        mail.writestr("b.xlsx", packed)

    def laid_out(name: str) -> list[bytes]:
        folder = tmp_path / name
        folder.mkdir()
        returned._lay_out({hashlib.sha256(one).hexdigest() for one in (alone, packed)}, [given], folder)
        return [path.read_bytes() for path in folder.iterdir()]

    assert sorted(laid_out("all")) == sorted([alone, packed])
    monkeypatch.setattr(recognise, "MAX_BYTES", len(packed) - 1)
    assert laid_out("members") == [alone]
    monkeypatch.setattr(files, "MAX_HELD", len(alone) - 1)
    assert laid_out("files") == []


def test_a_zip_never_takes_the_place_of_what_is_checked(warehouse, tmp_path):
    with zipfile.ZipFile(tmp_path / "thu.zip", "w") as mail:
        mail.write(scored(tmp_path / "a.xlsx", 99), "a.xlsx")
    before = (tmp_path / "thu.zip").read_bytes()
    for checked in (tmp_path / "thu.zip", tmp_path):
        done = cli.etl(warehouse, "check", checked, "-o", tmp_path / "." / "thu.zip")
        assert (done.returncode, "khác tệp" in done.stderr) == (2, True)
    assert (tmp_path / "thu.zip").read_bytes() == before


@pytest.mark.parametrize("arguments", [["không-có.xlsx", "-o", "x.xlsx"], ["README.md", "-o", "x.doc"], ["etl", "-o", "x.xlsx"]])  # fmt: skip
def test_wrong_use_of_check(warehouse, arguments):
    done = cli.etl(warehouse, "check", *arguments)
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
