"""A person who looks at the form and the program that reads it must see the same, in every format that can hold it:
struck-out, raised and hidden text, hidden rows, merged cells, numbers under no header, percentages for scores."""

from __future__ import annotations

import io

import docx
import openpyxl
import pytest
import xlsxwriter
import xlwt
from docx.oxml import OxmlElement

from etl.kinds.door import parse
from tests import forms
from tests.forms import changed, codes, form, form_rows, workbook
from tests.test_door import SHEET, rewritten
from tests.test_formats import comma_separated, data_of, html, ods, saved, word, xls, xml_2003
from tests.test_tables_of_the_office import BAI_CHAY, table

CONTEXT = forms.context()
SCORE = (6, 4)  # the score of A1, E7


def read(data: bytes, ext: str = "xlsx"):
    return parse(data, f"a.{ext}", CONTEXT)


def told(parsed) -> list[tuple]:
    """Codes with cells, without the total that a changed score makes wrong."""
    return [(f.code, f.cell) for f in parsed.findings]


def score_of(parsed, code: str = "A1"):
    return {row[3]: row[7] for row in parsed.rows["raw.self_assessment"]}[code]


# one cell written in runs of (text, look): struck, raised, hidden, or None


def written(ext: str, runs: list[tuple[str, str | None]]) -> bytes:
    """The form whose score of A1 is written in runs."""
    return WRITERS[ext](form_rows(), runs)


def _xlsx(rows, runs):
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True}) as book:
        looks = {
            "struck": book.add_format({"font_strikeout": True}), "raised": book.add_format({"font_script": 1}),
            "hidden": book.add_format({"num_format": ";;;"}), None: book.add_format({"bold": True}),
        }  # fmt: skip
        sheet = book.add_worksheet("Biểu 1")
        for r, row in enumerate(rows):
            for c, value in enumerate(row):
                if (r, c) == SCORE and len(runs) == 1:
                    sheet.write(r, c, runs[0][0], looks[runs[0][1]])
                elif (r, c) == SCORE:
                    sheet.write_rich_string(r, c, *(part for text, look in runs for part in (looks[look], text)))
                elif value != "":
                    sheet.write(r, c, value)
    return target.getvalue()


def _prefixed(rows, runs):
    """The same, with inline strings and a prefix, as other programs write XML."""
    strike, raise_ = "<x:strike/>", '<x:vertAlign val="superscript"/>'
    look = {"struck": strike, "raised": raise_, None: ""}
    inner = "".join(f"<x:r><x:rPr>{look[how]}</x:rPr><x:t>{text}</x:t></x:r>" for text, how in runs)
    cell = f'<x:c t="inlineStr" r="E7"><x:is>{inner}</x:is></x:c>'

    def change(part: bytes) -> bytes:
        text = part.decode().replace("<", "<x:").replace("<x:/", "</x:").replace("<x:?", "<?")
        text = text.replace(' xmlns="', ' xmlns:x="')
        head, _, rest = text.partition('<x:c r="E7"')
        return (head + cell + rest.partition("</x:c>")[2]).encode()

    return rewritten(workbook(rows), SHEET, change)


def _xls(rows, runs):
    book = xlwt.Workbook()
    sheet = book.add_sheet("Biểu 1")
    fonts = {None: xlwt.Font(), "struck": xlwt.Font(), "raised": xlwt.Font()}
    fonts["struck"].struck_out = True
    fonts["raised"].escapement = xlwt.Font.ESCAPEMENT_SUPERSCRIPT
    for r, row in enumerate(rows):
        for c, value in enumerate(row):
            if (r, c) == SCORE:
                sheet.write_rich_text(r, c, [(text, fonts[look]) for text, look in runs])
            elif value != "":
                sheet.write(r, c, value)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def _ods(rows, runs):
    names = {"struck": "T1", "raised": "T2", "hidden": "T3", None: "T4"}
    looks = {"T1": 'style:text-line-through-style="solid"', "T2": 'style:text-position="super 58%"',
             "T3": 'text:display="none"', "T4": 'style:text-line-through-style="none"'}  # fmt: skip
    styles = "".join(
        f'<style:style style:name="{name}" style:family="text"><style:text-properties {look}/></style:style>'
        for name, look in looks.items()
    )
    spans = "".join(f'<text:span text:style-name="{names[look]}">{text}</text:span>' for text, look in runs)
    old = b'<table:table-cell office:value-type="float" office:value="4.5"/>'
    new = f'<table:table-cell office:value-type="string"><text:p>{spans}</text:p></table:table-cell>'.encode()
    data = data_of(ods(rows), old, new)
    space = b'<office:body xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0">'
    styled = f'<office:automatic-styles xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0">{styles}'
    return data_of(data, b"<office:body>", styled.encode() + b"</office:automatic-styles>" + space)


def _html(rows, runs):
    tags = {"struck": ("<s>", "</s>"), "raised": ("<sup>", "</sup>"), None: ("<span>", "</span>"),
            "hidden": ('<span style="display: none">', "</span>")}  # fmt: skip
    inner = "".join(f"{tags[look][0]}{text}{tags[look][1]}" for text, look in runs)
    return html(rows).replace(b"<td>4.5</td>", f"<td>{inner}</td>".encode())


def _docx(rows, runs):
    document = docx.Document(io.BytesIO(word(rows)))
    cell = document.tables[0].cell(1, 4)
    cell.text = ""
    for text, look in runs:
        run = cell.paragraphs[0].add_run(text)
        run.font.strike = look == "struck" or None
        run.font.superscript = look == "raised" or None
        run.font.hidden = look == "hidden" or None
    return saved(document)


def _xml_2003(rows, runs):
    tags = {"struck": ("<S>", "</S>"), "raised": ("<Sup>", "</Sup>"), None: ("", "")}
    inner = "".join(f"{tags[look][0]}{text}{tags[look][1]}" for text, look in runs)
    return xml_2003(rows).replace(b'<Data ss:Type="Number">4.5<', f'<Data ss:Type="String">{inner}<'.encode())


WRITERS = {
    "xlsx": _xlsx,
    "prefixed": _prefixed,
    "xls": _xls,
    "ods": _ods,
    "html": _html,
    "docx": _docx,
    "xml": _xml_2003,
}
HIDING = ["ods", "html", "docx"]
EXT = {"prefixed": "xlsx"}


def left_out_of(parsed) -> list[tuple]:
    return [(f.found, f.expected) for f in parsed.findings if f.code == "text_left_out"]


@pytest.mark.parametrize("ext", WRITERS)
def test_struck_out_text_is_left_out_and_both_readings_are_told(ext):
    parsed = read(written(ext, [("2", None), (",5", "struck")]), EXT.get(ext, ext))
    assert (score_of(parsed), left_out_of(parsed), parsed.has_error) == ("2", [("2", "2,5")], False)


@pytest.mark.parametrize("ext", WRITERS)
def test_a_raised_note_mark_is_no_digit_of_the_score(ext):
    parsed = read(written(ext, [("0,5", None), ("1", "raised")]), EXT.get(ext, ext))
    assert (score_of(parsed), left_out_of(parsed), parsed.has_error) == ("0.5", [("0,5", "0,51")], False)


@pytest.mark.parametrize("ext", HIDING)
def test_hidden_text_is_left_out(ext):
    parsed = read(written(ext, [("2", None), (",5", "hidden")]), ext)
    assert (score_of(parsed), left_out_of(parsed)) == ("2", [("2", "2,5")])


@pytest.mark.parametrize("ext", WRITERS)
def test_a_score_of_which_nothing_is_left_is_an_error(ext):
    parsed = read(written(ext, [("2", "struck")]), EXT.get(ext, ext))
    assert codes(parsed, "error") == ["nothing_left"]
    assert left_out_of(parsed) == [("", "2")]


def test_a_number_that_is_struck_out_whole_or_formatted_away():
    for look in ("struck", "hidden"):
        parsed = read(_xlsx(form_rows(), [(4.5, look)]))
        assert codes(parsed, "error") == ["nothing_left"]
        assert left_out_of(parsed) == [("", "4.5")]


def test_text_that_means_something_raised_stays():
    rows = form_rows(criteria=changed("A1", evidence="x"))
    page = html(rows).replace(b"<td>x</td>", "<td>Nhà 100 m<sup>2</sup></td>".encode())
    parsed = read(page, "html")
    assert (parsed.findings, parsed.rows["raw.self_assessment"][0][12]) == ([], "Nhà 100 m2")


def test_a_note_mark_in_a_header_is_no_other_header():
    page = html(form_rows()).replace("<td>Điểm tự chấm</td>".encode(), "<td>Điểm tự chấm<sup>(1)</sup></td>".encode())
    assert codes(read(page, "html")) == ["text_left_out"]


# percentages


def percent_form(ext: str) -> bytes:
    if ext == "xlsx":
        return form(criteria=changed("A1", points=0.9), percent=[SCORE])
    rows = form_rows(criteria=changed("A1", points=0.9))  # these builders show 0.9 as a percentage
    return {"xls": xls, "ods": ods, "xml": xml_2003}[ext](rows)


@pytest.mark.parametrize("ext", ["xlsx", "xls", "ods", "xml"])
def test_a_percentage_is_no_score(ext):
    parsed = read(percent_form(ext), ext)
    assert [(f.code, f.cell, f.found) for f in parsed.findings if f.severity == "error"] == [
        ("score_as_percent", "E7", "90%")
    ]


def test_a_column_of_percentages_is_told_once():
    rows = [[f"A{n}", f"Tiêu chí {n}", 5, "", 0.5, "", ""] for n in range(1, 3)]
    many = [("F", f"A{n}", "A", f"Tiêu chí {n}", 5, "dau_vao", False, None, None, n) for n in range(10, 20)]
    context = forms.context(criteria=many)
    rows = [[row[1], row[3], 5, "", 0.5, "", ""] for row in many]
    data = form(criteria=rows, percent=[(6 + n, 4) for n in range(10)])
    found = [f for f in parse(data, "a.xlsx", context).findings if f.code == "score_as_percent"]
    assert [(f.cell, "và 9 ô khác" in f.message) for f in found] == [("E7", True)]


def test_a_percentage_in_a_table_of_verified_scores():
    rows = [
        ["PHÒNG TƯ PHÁP"],
        ["BẢNG ĐIỂM THẨM ĐỊNH NĂM 2024"],
        ["TT", "Đơn vị", "A1", "A2"],
        [1, "Phường Bãi Cháy", 0.9, 3],
    ]
    assert told(read(workbook(rows, percent=[(3, 2)]))) == [("score_as_percent", "C4")]


@pytest.mark.parametrize(
    ("percent", "code"),
    [(100, None), (100.5, "percent_above_100"), (130, "percent_far_above_100"), (7085, "percent_impossible")],
)
def test_how_far_above_100_decides(percent, code):
    parsed = read(form(criteria=changed("A2", percent=percent)))
    assert codes(parsed) == ([code] if code else [])


# XML as any program may write it


@pytest.mark.parametrize("change", ["prefix", "order", "no addresses", "comment"])
def test_percent_formats_are_found_whoever_wrote_the_xml(change):
    data = form(criteria=changed("A2", percent=0.9), percent=[(7, 3)])

    def rewrite(part: bytes) -> bytes:
        text = part.decode()
        if change == "prefix":
            text = (
                text.replace("<", "<x:").replace("<x:/", "</x:").replace("<x:?", "<?").replace(' xmlns="', ' xmlns:x="')
            )
        elif change == "order":
            text = text.replace('<c r="D8" s="1">', "<c s='1'\n r='D8'>")
        elif change == "comment":
            text = text.replace('<c r="D8" s="1">', '<c r="D8" s="1"><!-- <c r="D8"> -->')
        else:
            import re

            text = re.sub(r'<row r="8"[^>]*>.*?</row>', lambda row: re.sub(r'(<c)( r="[A-Z]+8")', r"\1", row[0]), text)
        return text.encode()

    turned = rewritten(data, SHEET, rewrite)
    assert turned != data
    parsed = read(turned)
    assert (codes(parsed), parsed.rows["raw.self_assessment"][1][11]) == ([], "90")


# formulas that nobody has computed


def test_a_formula_that_excel_computes_when_it_opens_the_file():
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True}) as book:  # as it writes: fullCalcOnLoad, and 0 for a result
        sheet = book.add_worksheet("Biểu 1")
        for r, row in enumerate(form_rows()):
            sheet.write_row(r, 0, row)
        sheet.write_formula(*SCORE, "=1+1")
        sheet.write_formula(7, 4, "=2+2", None, 4)
    parsed = read(target.getvalue())
    assert told(parsed) == [("formula_without_value", "E7")]
    assert score_of(parsed, "A2") == "4"
    computed = rewritten(target.getvalue(), "xl/workbook.xml", lambda x: x.replace(b' fullCalcOnLoad="1"', b""))
    assert codes(read(computed), "error") == []


def test_a_formula_of_an_xls_without_a_result():
    book = xlwt.Workbook()
    sheet = book.add_sheet("Biểu 1")
    for r, row in enumerate(form_rows()):
        for c, value in enumerate(row):
            if value != "" and (r, c) != SCORE:
                sheet.write(r, c, value)
    sheet.write(*SCORE, xlwt.Formula("1+1"))
    target = io.BytesIO()
    book.save(target)
    assert told(read(target.getvalue(), "xls")) == [("formula_without_value", "E7")]


# hidden rows, merged cells


def opened(change) -> bytes:
    book = openpyxl.load_workbook(io.BytesIO(form()))
    change(book.active)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def test_hidden_rows_and_columns_are_read_and_named():
    def hide(sheet):
        sheet.row_dimensions[7].hidden = sheet.row_dimensions[9].hidden = True
        sheet.column_dimensions["E"].hidden = True

    parsed = read(opened(hide))
    assert [(f.code, f.severity, f.found) for f in parsed.findings] == [
        ("hidden_rows_read", "info", "7, 9"),
        ("hidden_columns_read", "info", "E"),
    ]
    assert score_of(parsed) == "4.5"


def hidden_row(ext: str) -> bytes:
    rows = form_rows()
    if ext == "html":
        return html(rows).replace(b"<tr><td>A1", b'<tr style="display:none"><td>A1')
    if ext == "xml":
        return xml_2003(rows).replace(b'<Row ss:Index="7">', b'<Row ss:Index="7" ss:Hidden="1">')
    if ext == "ods":
        cell = '<table:table-cell office:value-type="string"><text:p>A1</text:p></table:table-cell>'
        old = f"<table:table-row>{cell}".encode()
        return data_of(ods(rows), old, old.replace(b"table-row>", b'table-row table:visibility="collapse">'))
    if ext == "docx":
        document = docx.Document(io.BytesIO(word(rows)))
        properties = document.tables[0].rows[1]._tr.get_or_add_trPr()
        properties.append(OxmlElement("w:hidden"))
        return saved(document)
    book = xlwt.Workbook()
    sheet = book.add_sheet("Biểu 1")
    for r, row in enumerate(rows):
        for c, value in enumerate(row):
            if value != "":
                sheet.write(r, c, value)
    sheet.row(6).hidden = True
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


@pytest.mark.parametrize("ext", ["xls", "ods", "html", "docx", "xml"])
def test_a_hidden_row_is_named_in_every_format(ext):
    parsed = read(hidden_row(ext), ext)
    assert (codes(parsed), score_of(parsed)) == (["hidden_rows_read"], "4.5")


def test_a_score_merged_over_two_criteria_names_the_merge():
    parsed = read(opened(lambda sheet: sheet.merge_cells("E7:E8")))
    assert told(parsed) == [("not_scored", "E8"), ("score_merged", "E7")]
    assert parsed.findings[-1].found == "E7:E8"


def test_a_merged_group_row_and_a_merged_note_say_nothing():
    def merge(sheet):
        sheet.merge_cells("F7:F8")

    assert "score_merged" not in codes(read(opened(merge)))


def test_a_value_below_a_merged_cell_is_read_and_named():
    hides = rewritten(form(), SHEET, lambda part: part.replace(b"</sheetData>", b'</sheetData><mergeCells count="1"><mergeCell ref="E7:E8"/></mergeCells>'))  # fmt: skip
    parsed = read(hides)
    assert score_of(parsed, "A2") == "4"
    assert told(parsed) == [("value_below_merge", "E8"), ("score_merged", "E7")]


# numbers under no header


def with_column(header: str) -> list[list]:
    """The form with a column of other scores behind that of the scores."""
    rows = form_rows(criteria=[[*row[:5], row[4] - 0.5, *row[5:]] for row in forms.CRITERIA])
    rows[5] = [*forms.HEADER[:5], header, *forms.HEADER[5:]]
    return rows


@pytest.mark.parametrize("ext", ["xlsx", "xls", "ods", "html", "csv", "xml"])
def test_numbers_without_a_header_are_named(ext):
    make = {"xlsx": workbook, "xls": xls, "ods": ods, "html": html, "csv": comma_separated, "xml": xml_2003}[ext]
    parsed = read(make(with_column("")), ext)
    assert [(f.code, f.cell, f.found) for f in parsed.findings] == [("numbers_without_header", "F7", "4")]


def test_a_column_that_only_numbers_the_rows_needs_no_header():
    rows = [["", *row] for row in form_rows()]
    for n, row in enumerate(rows[6:10], 1):
        row[0] = n
    assert read(workbook(rows)).findings == []


def merged_header(ext: str) -> bytes:
    rows = with_column("")
    if ext == "html":
        return html(rows).replace("<td>Điểm tự chấm</td><td></td>".encode(), "<td colspan=2>Điểm tự chấm</td>".encode())
    if ext == "docx":
        document = docx.Document()
        for row in rows[:5]:
            document.add_paragraph(row[0] if row else "")
        table = document.add_table(5, 8)
        for r, row in enumerate(rows[5:10]):
            for c, value in enumerate(row):
                table.cell(r, c).text = str(value)
        table.cell(0, 4).merge(table.cell(0, 5))
        return saved(document)
    if ext == "xls":
        book = xlwt.Workbook()
        sheet = book.add_sheet("Biểu 1")
        for r, row in enumerate(rows):
            for c, value in enumerate(row):
                if (r, c) == (5, 4):
                    sheet.write_merge(5, 5, 4, 5, value)
                elif value != "":
                    sheet.write(r, c, value)
        target = io.BytesIO()
        book.save(target)
        return target.getvalue()
    book = openpyxl.load_workbook(io.BytesIO(workbook(rows)))
    book.active.merge_cells("E6:F6")
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


@pytest.mark.parametrize("ext", ["xlsx", "xls", "html", "docx"])
def test_a_header_over_two_columns_of_numbers_is_an_error(ext):
    parsed = read(merged_header(ext), ext)
    assert [(f.code, f.found, f.expected) for f in parsed.findings if f.severity == "error"] == [
        ("header_over_columns", "Điểm tự chấm", "E, F")
    ]


def test_numbers_without_a_header_in_a_table_of_verified_scores():
    rows = [
        ["PHÒNG TƯ PHÁP"],
        ["BẢNG ĐIỂM THẨM ĐỊNH NĂM 2024"],
        ["TT", "Đơn vị", "A1", "A2", ""],
        [1, "Phường Bãi Cháy", 4, 3, 2],
    ]
    assert told(read(workbook(rows))) == [("numbers_without_header", "E4")]


def test_a_record_longer_than_its_header():
    lines = ["Đơn vị: Phường Bãi Cháy", "Năm đánh giá: 2024", "TT,Điểm tối đa,Điểm tự chấm", "A1,5,4,5", "A2,4,4,0"]
    parsed = read("\n".join(lines).encode(), "csv")
    assert ("line_longer_than_header", "D4") in told(parsed)
    quoted = [*lines[:3], 'A1,5,"4,5"', 'A2,4,"4,0"']
    assert codes(read("\n".join(quoted).encode(), "csv"), "error") == []


def test_a_delimiter_behind_every_line_says_nothing():
    lines = [
        "Đơn vị: Phường Bãi Cháy",
        "Năm đánh giá: 2024",
        "TT;Điểm tối đa;Điểm tự chấm",
        "A1;5;4,5;",
        "A2;4;4;",
        "B1;3;2;",
    ]
    assert codes(read("\n".join(lines).encode(), "csv"), "error") == []
    one = [*lines[:3], "A1;5;4,5", "A2;;4;4", "B1;3;2"]
    assert "line_longer_than_header" in codes(read("\n".join(one).encode(), "csv"))


def test_the_line_with_which_excel_names_the_separator_is_no_row():
    lines = ["sep=;", "Đơn vị: Phường Bãi Cháy", "Năm đánh giá: 2024", "TT;Điểm tối đa;Điểm tự chấm", "A1;5;đạt"]
    assert ("not_a_number", "C4") in told(read("\n".join(lines).encode(), "csv"))


def test_a_matrix_with_units_across_is_looked_at_too():
    rows = [["PHÒNG TƯ PHÁP"], ["BẢNG ĐIỂM THẨM ĐỊNH NĂM 2024"], ["Mã tiêu chí", "Phường Bãi Cháy", "Phường Hồng Gai"],
            ["A1", 4, 3], ["A2", 4, 2]]  # fmt: skip
    book = openpyxl.load_workbook(io.BytesIO(workbook(rows)))
    book.active.row_dimensions[4].hidden = True
    target = io.BytesIO()
    book.save(target)
    assert codes(read(target.getvalue())) == ["hidden_rows_read"]


def test_clean_tables_say_nothing():
    assert read(form()).findings == []
    assert read(table(BAI_CHAY)).findings == []
