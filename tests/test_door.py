"""What is not an ordinary workbook: refused with a reason, never a traceback, never a wrong value."""

import io
import zipfile

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from etl.kinds.door import parse
from etl.read import cell_facts, recognise
from etl.read.findings import CODES, finding
from etl.read.workbook import read
from etl.reference.context import Context
from tests import forms
from tests.forms import changed, codes, form
from tests.test_formats import ods

CONTEXT = forms.context()
SHEET = "xl/worksheets/sheet1.xml"


def rewritten(data: bytes, name: str, change) -> bytes:
    """The same zip with one member changed; `change` gets its bytes."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for member in old.namelist():
            content = old.read(member)
            new.writestr(member, change(content) if member == name else content)
    return target.getvalue()


def cell(data: bytes, address: str, xml: str) -> bytes:
    """The form with the XML of one cell replaced."""
    import re

    pattern = re.compile(rb'<c r="%s"[^>]*?(?:/>|>.*?</c>)' % address.encode())
    changed = rewritten(data, SHEET, lambda part: pattern.sub(xml.encode(), part))
    assert changed != data
    return changed


@pytest.mark.parametrize(
    ("xml", "code"),
    [
        ('<c r="E7" t="e"><v>#N/A</v></c>', "error_cell"),
        ('<c r="E7" t="e"><f>1/0</f><v>#DIV/0!</v></c>', "error_cell"),
        ('<c t="e" r="E7"><v>#REF!</v></c>', "error_cell"),
        ('<c r="E7"><f>SUM(A1:A2)</f></c>', "formula_without_value"),
        ('<c r="E7"><f>SUM(A1:A2)</f><v></v></c>', "formula_without_value"),
        ('<c r="E7"><f t="shared" si="0"/></c>', "formula_without_value"),
        ('<c r="E7" t="str"><f>IF(1,"")</f><v></v></c>', "not_scored"),
        ('<c r="E7"/>', "not_scored"),
    ],
)
def test_an_error_cell_is_never_a_blank(xml, code):
    assert codes(parse(cell(form(), "E7", xml), "a.xlsx", CONTEXT)) == [code]


def test_an_error_in_the_percent_of_a_banded_criterion():
    data = cell(form(), "D8", '<c r="D8" t="e"><v>#N/A</v></c>')
    assert codes(parse(data, "a.xlsx", CONTEXT)) == ["error_cell"]


def test_percent_style_is_found_whatever_the_order_of_attributes():
    data = form(criteria=changed("A2", percent=0.9), percent=[(7, 3)])
    turned = rewritten(data, SHEET, lambda part: part.replace(b'<c r="D8" s="1">', b"<c s='1' r='D8'>"))
    assert turned != data
    # not found is a question, not a wrong value
    assert codes(parse(turned, "a.xlsx", CONTEXT)) in ([], ["percent_ambiguous"])
    other = rewritten(data, SHEET, lambda part: part.replace(b'<c r="D8" s="1">', b'<c r="D8" t="n" s="1">'))
    assert parse(other, "a.xlsx", CONTEXT).findings == []


@pytest.mark.parametrize(
    ("data", "name", "code"),
    [
        (b"", "a.xlsx", "empty_file"),
        (b"x", "~$a.xlsx", "lock_file"),
        (b"%PDF-1.7 ...", "a.pdf", "not_a_table"),
        (b"\x89PNG\r\n\x1a\n....", "a.png", "not_a_table"),
        (b"\0\1\2\3" * 100, "a.xlsx", "unknown_content"),
        (b"<html><body>x</body></html>", "a.xls", "unknown_content"),
        (b"PK\x03\x04 broken", "a.xlsx", "corrupt_file"),
        (form()[:-300], "a.xlsx", "corrupt_file"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 500 + "EncryptedPackage".encode("utf-16-le"), "a.xlsx", "password_protected"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 2000 + "Workbook".encode("utf-16-le"), "a.xls", "corrupt_file"),
        ("mã,tên\nx,y\n".encode("utf-16")[:-1] + b"\xd8", "a.csv", "unknown_kind"),
        (b"ma;ten\n\xff\xfe\xfa;\x81\n", "a.csv", "cell_encoding_bad"),
    ],
)  # fmt: skip
def test_what_is_no_workbook_is_named(data, name, code):
    parsed = parse(data, name, CONTEXT)
    assert codes(parsed, "error") == [code]
    assert parsed.kind == "unknown"


def test_a_wrong_extension_is_read_by_content():
    parsed = parse(form(), "a.xls", CONTEXT)
    assert codes(parsed) == ["wrong_extension"]
    assert (parsed.ext, parsed.row_count) == ("xlsx", 4)


@pytest.mark.parametrize(
    "declaration", [b"<!DOCTYPE x [<!ENTITY a 'b'>]>", b"<!-- " + b"x" * 3000 + b" --><!DOCTYPE x>"]
)
@pytest.mark.parametrize("part", [SHEET, "xl/sharedStrings.xml", "docProps/core.xml"])
def test_a_doctype_is_refused(part, declaration):
    data = rewritten(form(), part, lambda xml: xml.replace(b"?>", b"?>" + declaration, 1))
    assert codes(parse(data, "a.xlsx", CONTEXT)) == ["dangerous_content"]


def test_doubled_members_are_refused():
    target = io.BytesIO(form())
    with zipfile.ZipFile(target, "a") as book, pytest.warns(UserWarning):
        book.writestr(SHEET, "<x/>")
    assert codes(parse(target.getvalue(), "a.xlsx", CONTEXT)) == ["dangerous_content"]


def test_a_bomb_is_refused_before_it_is_unpacked():
    target = io.BytesIO(form())
    with zipfile.ZipFile(target, "a", zipfile.ZIP_DEFLATED) as book:
        book.writestr("xl/media/a.bin", b"\0" * (40 * 1024 * 1024))
    assert codes(parse(target.getvalue(), "a.xlsx", CONTEXT)) == ["dangerous_content"]


@pytest.mark.parametrize("reference", ["XFD1048576", "A9999999", "XFD1"])
def test_a_far_cell(reference):
    far = f'<row r="60"><c r="{reference}"><v>1</v></c></row></sheetData>'.encode()
    data = rewritten(form(), SHEET, lambda part: part.replace(b"</sheetData>", far))
    parsed = parse(data, "a.xlsx", CONTEXT)
    assert "absurd_dimensions" in codes(parsed) or parsed.row_count == 4


def test_hidden_sheets_are_not_read_and_named():
    book = Workbook()
    for row in forms.form_rows():
        book.active.append(row)
    other = book.create_sheet("Cũ")
    other.append(["TT", "Tiêu chí", "Điểm tự chấm"])
    other.sheet_state = "hidden"
    target = io.BytesIO()
    book.save(target)
    parsed = parse(target.getvalue(), "a.xlsx", CONTEXT)
    assert codes(parsed) == ["hidden_sheet_ignored"]
    assert parsed.row_count == 4


def test_a_sheet_that_is_no_table_of_the_kind_is_named():
    parsed = parse(form(more={"Hướng dẫn": [["Cách điền biểu"]]}), "a.xlsx", CONTEXT)
    assert codes(parsed) == ["sheet_ignored"]


def test_a_blank_that_no_second_reader_can_confirm_is_not_trusted(monkeypatch):
    def fails(data):
        raise ValueError

    monkeypatch.setitem(cell_facts._READERS, "ods", fails)
    data = ods(forms.form_rows(criteria=changed("A1", points="")))
    assert codes(parse(data, "a.ods", CONTEXT)) == ["cannot_tell_empty"]


def test_a_survey_is_not_taken_for_a_form():
    text = "Dấu thời gian,Ông/bà tự đánh giá ý thức,Mức độ hài lòng\n01/02/2025 10:00:00,Tốt,Cao\n"
    parsed = parse(text.encode(), "khao sat.csv", CONTEXT)
    assert (parsed.kind, codes(parsed, "error")) == ("survey", ["survey_unmapped"])


def test_without_reference_nothing_is_read():
    parsed = parse(form(), "a.xlsx", Context.from_tables({}))
    assert (parsed.kind, codes(parsed)) == ("self_assessment", ["reference_missing"])


def test_reference_tables_go_to_their_reader():
    data = forms.workbook([["block_code", "block_name", "sort_order"], ["b", "Khối", "1"]], name="blocks")
    assert parse(data, "danh_muc.xlsx", CONTEXT).kind == "reference"
    assert recognise.sheet_names(data) == ["blocks"]


def test_the_epoch_of_the_workbook_is_known():
    data = rewritten(form(), "xl/workbook.xml", lambda xml: xml.replace(b"<workbookPr", b'<workbookPr date1904="1"'))
    assert read(data, "a.xlsx").epoch_1904
    assert not read(form(), "a.xlsx").epoch_1904


def test_every_code_is_stable_and_complete():
    for entry in CODES.values():
        assert entry.severity in ("error", "warning", "info")
        assert entry.description
        assert entry.message[0].isupper() or entry.message.startswith("{place}")
    assert finding("empty_file").message


SAMPLE = form(criteria=changed("A2", percent=0.9), percent=[(7, 3)], hidden=[("unit_code", "BC")])


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(st.tuples(st.integers(0, len(SAMPLE) - 1), st.integers(0, 255)), min_size=1, max_size=20))
def test_damaged_workbooks_never_raise(changes):
    data = bytearray(SAMPLE)
    for place, value in changes:
        data[place] = value
    assert parse(bytes(data), "a.xlsx", CONTEXT).kind in ("self_assessment", "unknown")


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    st.binary(max_size=300),
    st.sampled_from([b"", b"PK\x03\x04", b"PK\x05\x06", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"<", b"\t\x08"]),
)
def test_random_bytes_never_raise(data, magic):
    parsed = parse(magic + data, "a.xlsx", CONTEXT)
    assert parsed.has_error


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(st.lists(st.one_of(st.text(max_size=8), st.floats(-10, 200), st.sampled_from(["A1", "TT", "Điểm tự chấm", "Đơn vị: x"])),
                         max_size=7), max_size=12))  # fmt: skip
def test_any_content_below_a_known_header_never_raises(rows):
    rows = [[v for v in row if not (isinstance(v, str) and any(ord(c) < 32 for c in v))] for row in rows]
    parsed = parse(form(criteria=[*forms.CRITERIA[:1], *rows]), "a.xlsx", CONTEXT)
    assert "parser_crashed" not in codes(parsed), parsed.findings


@pytest.mark.parametrize(
    "rows", [[["A1", "B1", "C1"], ["x", "y", "z"]], [["Mã số", "Tiêu chí", "Issued", "Lapsed"], ["1", "x", 3, 4]]]
)
def test_a_foreign_table_with_a_word_of_ours_is_of_unknown_kind(rows):
    parsed = parse(forms.workbook(rows), "a.xlsx", CONTEXT)
    assert (parsed.kind, codes(parsed, "error")) == ("unknown", ["unknown_kind"])
