"""The same form in every format that units send: the same values, the same care for what only looks blank."""

from __future__ import annotations

import io
import struct
import zipfile

import docx
import openpyxl
import pytest
import xlwt
from docx.oxml import OxmlElement
from viparse.normalize.encodings import CHARMAPS
from xlwt.CompoundDoc import XlsDoc

from etl.kinds.door import parse
from etl.read import text_tables
from etl.read.recognise import BadFile
from etl.surveys import text_exports
from tests import forms
from tests.forms import changed, codes, form_rows

CONTEXT = forms.context()
ERROR, PERCENT = "#N/A", 0.9  # in these builders: a cell with an error, a cell formatted as percent


def rows_with(**cells) -> list[list]:
    """The form with cells of A2, the banded criterion, changed; its score is E8."""
    return form_rows(criteria=changed("A2", **cells))


def xls(rows: list[list]) -> bytes:
    book = xlwt.Workbook()
    sheet = book.add_sheet("Biểu 1")
    share = xlwt.easyxf(num_format_str="0.0%")
    for r, row in enumerate(rows):
        for c, value in enumerate(row):
            if value == ERROR:
                sheet.row(r).set_cell_error(c, 0x2A)
            elif value == PERCENT:
                sheet.write(r, c, value, share)
            elif value != "":
                sheet.write(r, c, value)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def xlsx(rows: list[list]) -> bytes:
    """As openpyxl writes it: a formula has no stored value."""
    book = openpyxl.Workbook()
    for r, row in enumerate(rows, 1):
        for c, value in enumerate(row, 1):
            cell = book.active.cell(r, c, "=NA()" if value == ERROR else value or None)
            cell.number_format = "0.0%" if value == PERCENT else "General"
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def xlsb(rows: list[list]) -> bytes:
    """The records that a reader needs; styles: 0 general, 1 percent."""

    def record(kind: int, content: bytes = b"") -> bytes:
        number = bytes([kind]) if kind < 128 else bytes([kind & 0x7F | 0x80, kind >> 7])
        length, size = len(content), b""
        while True:
            size += bytes([length & 0x7F | (0x80 if length > 0x7F else 0)])
            length >>= 7
            if not length:
                return number + size + content

    def text(value: str) -> bytes:
        return struct.pack("<I", len(value)) + value.encode("utf-16-le")

    cells = b""
    for r, row in enumerate(rows):
        cells += record(0, struct.pack("<I", r) + bytes(13))
        for c, value in enumerate(row):
            head = struct.pack("<II", c, 1 if value == PERCENT else 0)
            if value == ERROR:
                cells += record(3, head + b"\x2a")
            elif isinstance(value, str) and value:
                cells += record(6, head + text(value))
            elif value != "":
                cells += record(5, head + struct.pack("<d", value))
    box = struct.pack("<IIII", 0, len(rows), 0, 8)
    sheet = record(129) + record(148, box) + record(145) + cells + record(146) + record(130)
    book = record(131) + record(143) + record(156, struct.pack("<II", 0, 1) + text("rId1") + text("Biểu 1"))
    book += record(144) + record(132)
    styles = record(278) + record(617, struct.pack("<I", 2))
    styles += record(47, struct.pack("<HH", 0, 0) + bytes(12)) + record(47, struct.pack("<HH", 0, 10) + bytes(12))
    styles += record(618) + record(279)
    kinds = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    relations = (
        '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="rId1" Type="{kinds}/worksheet" Target="worksheets/sheet1.bin"/></Relationships>'
    )
    return packed({
        "[Content_Types].xml": '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
        "xl/workbook.bin": book, "xl/_rels/workbook.bin.rels": relations,
        "xl/worksheets/sheet1.bin": sheet, "xl/styles.bin": styles,
    })  # fmt: skip


def packed(parts: dict[str, str | bytes]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return target.getvalue()


def ods(rows: list[list], error='office:value-type="string" calcext:value-type="error"') -> bytes:
    def one(value) -> str:
        if value == "":
            return "<table:table-cell/>"
        if value == ERROR:
            return f'<table:table-cell table:formula="of:=NA()" {error}><text:p>#N/A</text:p></table:table-cell>'
        if value == PERCENT:
            return f'<table:table-cell office:value-type="percentage" office:value="{value}"/>'
        if isinstance(value, str):
            return f'<table:table-cell office:value-type="string"><text:p>{value}</text:p></table:table-cell>'
        return f'<table:table-cell office:value-type="float" office:value="{value}"/>'

    body = "".join(f"<table:table-row>{''.join(map(one, row or ['']))}</table:table-row>" for row in rows)
    names = "urn:oasis:names:tc:opendocument:xmlns:"
    content = (
        f'<?xml version="1.0"?><office:document-content xmlns:office="{names}office:1.0" xmlns:table="{names}table:1.0"'
        f' xmlns:text="{names}text:1.0" xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0">'
        f'<office:body><office:spreadsheet><table:table table:name="Biểu 1">{body}'
        "</table:table></office:spreadsheet></office:body></office:document-content>"
    )
    manifest = (
        f'<?xml version="1.0"?><manifest:manifest xmlns:manifest="{names}manifest:1.0"><manifest:file-entry '
        'manifest:full-path="/" manifest:media-type="application/vnd.oasis.opendocument.spreadsheet"/></manifest:manifest>'
    )
    return packed({
        "mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": content,
        "META-INF/manifest.xml": manifest,
    })  # fmt: skip


def xml_2003(rows: list[list]) -> bytes:
    def one(place: int, value) -> str:
        head = f'<Cell ss:Index="{place}"'
        if value == ERROR:
            return f'{head} ss:Formula="=NA()"><Data ss:Type="Error">#N/A</Data></Cell>'
        if value == PERCENT:
            return f'{head} ss:StyleID="p"><Data ss:Type="Number">{value}</Data></Cell>'
        kind = "String" if isinstance(value, str) else "Number"
        return f'{head}><Data ss:Type="{kind}">{value}</Data></Cell>'

    body = "".join(
        f'<Row ss:Index="{r}">' + "".join(one(c, v) for c, v in enumerate(row, 1) if v != "") + "</Row>"
        for r, row in enumerate(rows, 1) if row
    )  # fmt: skip
    space = "urn:schemas-microsoft-com:office:spreadsheet"
    return (
        f'<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook xmlns="{space}" xmlns:ss="{space}">'
        '<Styles><Style ss:ID="p"><NumberFormat ss:Format="0.0%"/></Style></Styles>'
        f'<Worksheet ss:Name="Biểu 1"><Table>{body}</Table></Worksheet></Workbook>'
    ).encode()


def html(rows: list[list]) -> bytes:
    def one(value) -> str:
        return f"<td>{'90%' if value == PERCENT else value}</td>"

    body = "".join(f"<tr>{''.join(map(one, row))}</tr>" for row in rows)
    return f"<html><head><style>td {{}}</style></head><body><table>{body}</table></body></html>".encode()


def word(rows: list[list], top: int = 5) -> bytes:
    """Lines above the table as paragraphs, as people write them."""
    document = docx.Document()
    for row in rows[:top]:
        document.add_paragraph(row[0] if row else "")
    below = [row for row in rows[top:] if len(row) > 2]
    table = document.add_table(len(below), 7)
    for r, row in enumerate(below):
        for c, value in enumerate(row):
            table.cell(r, c).text = "90%" if value == PERCENT else str(value)
    document.add_paragraph("Hạ Long, ngày 03 tháng 01 năm 2025")
    return saved(document)


def saved(document) -> bytes:
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


def comma_separated(rows: list[list]) -> bytes:
    return "\n".join(";".join("90%" if v == PERCENT else str(v) for v in row) for row in rows).encode()


FORMATS = {"xls": xls, "xlsb": xlsb, "ods": ods, "xml": xml_2003, "html": html, "docx": word, "csv": comma_separated}


@pytest.mark.parametrize("ext", FORMATS)
def test_every_format_gives_the_same_values(ext):
    wanted = parse(forms.form(), "a.xlsx", CONTEXT)
    parsed = parse(FORMATS[ext](rows_with(percent=PERCENT)), f"a.{ext}", CONTEXT)
    assert (parsed.ext, parsed.unit_code, parsed.year, codes(parsed)) == (ext, "BC", 2024, [])
    assert parsed.content_hash == wanted.content_hash


@pytest.mark.parametrize("ext", FORMATS)
def test_every_format_tells_a_blank_from_an_error(ext):
    blank = parse(FORMATS[ext](rows_with(points="")), f"a.{ext}", CONTEXT)
    assert codes(blank) == ["not_scored"]
    error = parse(FORMATS[ext](rows_with(points=ERROR)), f"a.{ext}", CONTEXT)
    assert codes(error) == ["error_cell"]
    assert error.findings[0].cell == "E8" or ext == "docx"


@pytest.mark.parametrize("ext", ["xls", "xlsb", "ods", "xml"])
def test_a_fraction_without_percent_format_is_a_question(ext):
    parsed = parse(FORMATS[ext](rows_with(percent=0.91)), f"a.{ext}", CONTEXT)
    assert codes(parsed) == ["percent_ambiguous"]


def test_an_error_stored_as_zero_is_no_score():
    data = ods(rows_with(points=ERROR), error='office:value-type="float" office:value="0"')
    assert codes(parse(data, "a.ods", CONTEXT)) == ["error_cell"]


def test_a_formula_without_value_in_ods_and_one_that_gives_nothing():
    data = ods(rows_with(points=ERROR), error="")
    without = data_of(data, b"<text:p>#N/A</text:p></table:table-cell>", b"</table:table-cell>")
    assert codes(parse(without, "a.ods", CONTEXT)) == ["formula_without_value"]
    empty = data_of(data, b"<text:p>#N/A</text:p>", b"<text:p/>")
    assert codes(parse(empty, "a.ods", CONTEXT)) == ["not_scored"]


def data_of(data: bytes, old: bytes, new: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        parts = {name: package.read(name).replace(old, new) for name in package.namelist()}
    assert parts["content.xml"].find(new) > 0
    return packed(parts)


@pytest.mark.parametrize("ext", ["html", "csv", "xml", "xlsx"])
def test_other_content_named_xls_is_read_with_a_warning(ext):
    data = forms.form() if ext == "xlsx" else FORMATS[ext](form_rows())
    parsed = parse(data, "a.xls", CONTEXT)
    assert (parsed.ext, codes(parsed), parsed.row_count) == (ext, ["wrong_extension"], 4)


def test_merged_cells_of_a_web_page():
    page = (
        "<table><tr><td colspan=7>Đơn vị: Phường Bãi Cháy</td></tr><tr><td>Năm đánh giá: 2024</td></tr>"
        "<tr><td rowspan=2>TT</td><td rowspan=2>Tiêu chí</td><td colspan=2>Điểm</td></tr>"
        "<tr><td>Tối đa</td><td>Tự chấm</td></tr>"
        "<tr><td>A1<td>Ban hành kế hoạch<td>5<td>4,5<tr><td>A2<td>Tỷ lệ người được tập huấn<td>4<td>4</table>"
    )
    parsed = parse(page.encode(), "a.html", CONTEXT)
    assert {row[3]: (row[5], row[7]) for row in parsed.rows["raw.self_assessment"]} == {
        "A1": ("D5", "4.5"),
        "A2": ("D6", "4"),
    }


def test_a_word_table_with_merged_cells_tracked_changes_and_controls():
    document = docx.Document()
    document.add_paragraph("Đơn vị: Phường Bãi Cháy")
    document.add_paragraph("Năm đánh giá: 2024")
    table = document.add_table(4, 4)
    for c, value in enumerate(["TT", "Tiêu chí", "Điểm", ""]):
        table.cell(0, c).text = value
    for c, value in enumerate(["", "", "Tối đa", "Tự chấm"]):
        table.cell(1, c).text = value
    for c in (0, 1):
        table.cell(0, c).merge(table.cell(1, c))
    table.cell(0, 2).merge(table.cell(0, 3))
    for c, value in enumerate(["A1", "Ban hành kế hoạch", "5", ""]):
        table.cell(2, c).text = value
    for c, value in enumerate(["A2", "Tỷ lệ người được tập huấn", "4", "3"]):
        table.cell(3, c).text = value
    paragraph = table.cell(2, 3).paragraphs[0]  # 3 deleted, 4,5 inserted inside a content control
    for tag, inner, text in (("w:del", "w:delText", "3"), ("w:ins", "w:t", "4,5")):
        change, run, words = OxmlElement(tag), OxmlElement("w:r"), OxmlElement(inner)
        words.text = text
        run.append(words)
        change.append(run)
        if tag == "w:ins":
            control, content = OxmlElement("w:sdt"), OxmlElement("w:sdtContent")
            content.append(change)
            control.append(content)
            change = control
        paragraph._p.append(change)
    parsed = parse(saved(document), "a.docx", CONTEXT)
    assert {row[3]: row[7] for row in parsed.rows["raw.self_assessment"]} == {"A1": "4.5", "A2": "3"}


def test_a_letter_without_a_table_is_proof_of_receipt_only():
    document = docx.Document()
    document.add_paragraph("Kính gửi: Phòng Tư pháp")
    assert codes(parse(saved(document), "a.docx", CONTEXT)) == ["not_a_table"]


def legacy(text: str, table: dict[str, str]) -> str:
    """Unicode in the letters of an old font; TCVN3 has capitals with a tone only as a font of capitals."""
    return "".join(table.get(letter, table.get(letter.lower(), letter)) for letter in text)


TCVN3, VNI = ({new: old for old, new in CHARMAPS[name].pairs} for name in ("tcvn3", "vni"))


@pytest.mark.parametrize(("table", "name"), [(TCVN3, "TCVN3 (ABC)"), (VNI, "VNI")])
def test_the_fonts_of_the_nineties_are_read_with_a_warning(table, name):
    rows = [[legacy(v, table) if isinstance(v, str) else v for v in row] for row in form_rows()]
    parsed = parse(xls(rows), "a.xls", CONTEXT)
    assert codes(parsed) == ["legacy_encoding"]
    assert parsed.findings[0].found == name
    assert (parsed.unit_code, parsed.row_count) == ("BC", 4)
    assert parsed.rows["raw.self_assessment"][0][12] == "KH 12/KH-UBND"


def test_text_of_windows_and_of_the_nineties_in_a_csv():
    rows = form_rows()
    windows = comma_separated([[w1258(v) if isinstance(v, str) else v for v in row] for row in rows])
    assert codes(parse(windows.decode().encode("cp1258"), "a.csv", CONTEXT)) == []
    old = comma_separated([[legacy(v, TCVN3) if isinstance(v, str) else v for v in row] for row in rows])
    assert codes(parse(old.decode().encode("cp1252"), "a.csv", CONTEXT)) == ["legacy_encoding"]


@pytest.mark.parametrize("delimiter", text_tables.DELIMITERS)
@pytest.mark.parametrize("above", ["", "{0}sep={1}{0}\r\n"])
@pytest.mark.parametrize("quote", ["", '"'])
def test_the_delimiter_is_decided_for_exports_and_other_tables_alike(delimiter, above, quote):
    rows = [["Họ, tên", "Ý kiến"], ["Lan", "8,5; 9 | 10"], ["Bình", "1,5; 2 | 3"]]
    lines = [delimiter.join(f'"{cell}"' for cell in row) for row in rows]
    data = (above.format(quote, delimiter) + "\r\n".join(lines)).encode()
    assert text_tables.read_csv(data) == rows
    dialect = text_exports.sniff(data, complete=True)
    assert (dialect.delimiter, dialect.header) == (delimiter, rows[0])
    assert list(text_exports.rows(data, dialect)) == rows[1:]


def test_the_encoding_is_decided_for_exports_and_other_tables_alike():
    for text, encoding in (("Lan,8\n", "utf-8"), (w1258("Lân,8\nHọ,9\n"), "cp1258"), ("Lân,8\n", "utf-16")):
        data = text.encode(encoding)
        dialect = text_exports.sniff(data, complete=True)
        assert dialect.encoding == text_tables.encoding(data)
    assert text_exports.sniff(b"L\x81n,8\nx,9\n", complete=True) is None
    with pytest.raises(BadFile, match="cell_encoding_bad"):
        text_tables.read_csv(b"L\x81n,8\nx,9\n")


def w1258(text: str) -> str:
    """Letters as code page 1258 has them: base letter with its own mark, tone after it."""
    import unicodedata

    out = ""
    for letter in text:
        parts = unicodedata.normalize("NFD", letter)
        tones = [p for p in parts if p in "\u0300\u0301\u0303\u0309\u0323"]
        rest = unicodedata.normalize("NFC", "".join(p for p in parts if p not in tones))
        out += rest + "".join(tones)
    return out


@pytest.fixture
def first_reader_fails(monkeypatch):
    def fails(stream):
        raise ValueError("odd file")

    monkeypatch.setattr("python_calamine.CalamineWorkbook.from_filelike", fails)


@pytest.mark.usefixtures("first_reader_fails")
@pytest.mark.parametrize("ext", ["xls", "xlsx"])
def test_the_second_reader_is_as_careful(ext):
    make = {"xls": xls, "xlsx": xlsx}[ext]
    good = parse(make(rows_with(percent=PERCENT)), f"a.{ext}", CONTEXT)
    assert (codes(good), good.row_count) == ([], 4)
    assert good.rows["raw.self_assessment"][1][11] == "90"
    assert codes(parse(make(rows_with(points="", percent="")), f"a.{ext}", CONTEXT)) == ["not_scored"]
    error = parse(make(rows_with(points=ERROR, percent="")), f"a.{ext}", CONTEXT)
    assert codes(error) == ["error_cell" if ext == "xls" else "formula_without_value"]


@pytest.mark.usefixtures("first_reader_fails")
def test_what_neither_reader_opens_is_named_by_the_first():
    parsed = parse(ods(form_rows()), "a.ods", CONTEXT)
    assert [(f.code, f.found) for f in parsed.findings] == [("corrupt_file", "odd file")]


def encrypted_xls() -> bytes:
    book = xlwt.Workbook()
    book.add_sheet("Biểu 1").write(0, 0, "a")
    stream = book.get_biff_data()
    after_start = struct.unpack_from("<H", stream, 2)[0] + 4
    mark = struct.pack("<HHHHH", 0x2F, 6, 0, 1, 2)
    target = io.BytesIO()
    XlsDoc().save(target, stream[:after_start] + mark + stream[after_start:])
    return target.getvalue()


def encrypted_ods() -> bytes:
    secret = b'<manifest:encryption-data manifest:checksum="x"/></manifest:manifest>'
    with zipfile.ZipFile(io.BytesIO(ods(form_rows()))) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    manifest = parts["META-INF/manifest.xml"].replace(b"</manifest:manifest>", secret)
    return packed(parts | {"META-INF/manifest.xml": manifest, "content.xml": b"\x8f" * 200})


@pytest.mark.parametrize(("data", "ext"), [(encrypted_xls(), "xls"), (encrypted_ods(), "ods")])
def test_passwords(data, ext):
    assert codes(parse(data, f"a.{ext}", CONTEXT)) == ["password_protected"]
