"""The question map of an unknown form, filled in from its export: it loads once a person has answered what is open."""

from __future__ import annotations

import io
from datetime import date, datetime

import openpyxl
import pytest

from etl import door, reference, survey_mapping, survey_template
from etl.context import Context
from etl.survey_map import SurveyMap
from tests import survey_exports as exports

TODAY = date(2025, 12, 1)
HEADER = ["Id", "Start time", "Completion time", "Email", "Phường của bạn", "Bạn thấy sao", "Qua kênh nào", "Ông/bà là", "Góp ý"]  # fmt: skip


def response(n: int) -> list:
    day = datetime(2025, 11, 3 + n % 20, 9)
    ward = "Phường Bãi Cháy" if n % 2 else "Hòn Gai"
    who = "Người dân" if n % 3 else "Cán bộ, công chức, viên chức"
    channels = "Tivi;Báo;" if n % 4 else "Báo;"
    rare = "Chỉ tôi nói vậy" if n == 1 else "Tạm được"
    return [n + 1, day, day, f"{n}@example.vn", ward, "Quá tốt" if n % 5 > 1 else rare, channels, who, f"ý kiến {n}"]  # fmt: skip


@pytest.fixture
def made(tmp_path):
    """The export, and the template that the page offers for it."""
    export = exports.workbook({"Sheet1": [HEADER, *map(response, range(40))]})
    path = tmp_path / "la.xlsx"
    path.write_bytes(export)
    read = survey_mapping.read_table(str(path), exports.context())
    tool = next(t for t in survey_mapping.survey_tools.TOOLS if t.code == read.tool)
    file = survey_mapping.Waiting("0" * 64, "la.xlsx", tool, read.columns, read.rows, read.days)
    tables = exports.tables()
    return export, file, survey_template.template(file, tables, SurveyMap(tables), TODAY)


def filled(template: bytes, **fields) -> bytes:
    """What a person writes into the empty cells of the new rows."""
    book = openpyxl.load_workbook(io.BytesIO(template))
    for sheet in book:
        names = [cell.value for cell in sheet[1]]
        for row in sheet.iter_rows(min_row=2):
            if str(row[0].value).startswith("PHIEU") or "PHIEU-2025" in [c.value for c in row]:
                for name, value in fields.items():
                    if name in names and row[names.index(name)].value is None:
                        row[names.index(name)].value = value
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_it_holds_what_the_export_tells_and_asks_only_for_the_rest(made):
    _, file, template = made
    assert survey_template.left_out(file) == ["Góp ý"]
    book = openpyxl.load_workbook(io.BytesIO(template))
    assert tuple(book.sheetnames) == survey_template.SHEETS
    new = [r for r in book["survey_questions"].iter_rows(min_row=2, values_only=True) if r[0] == "PHIEU-2025"]  # fmt: skip
    assert [(r[2], r[3], r[4], r[7]) for r in new] == [
        ("Phường của bạn", "unit", None, None),
        ("Bạn thấy sao", "question", "single", "PHIEU-2025-cau_02"),
        ("Qua kênh nào", "question", "multiple", "PHIEU-2025-cau_03"),
        ("Ông/bà là", "group", "single", "DOITUONG"),
    ]
    assert "Chỉ tôi nói vậy" not in str([list(sheet.values) for sheet in book]), (
        "an answer of one person is in no template"
    )
    parsed = door.parse(template, "mau.xlsx", exports.context())
    asked = {(f.code, f.sheet, f.expected.split(":")[0]) for f in parsed.findings}
    assert asked == {
        ("value_missing", "survey_options", "favourable"),
        ("value_missing", "survey_waves", "method"),
    }


def test_filled_in_it_loads_and_lets_the_export_in(made, tmp_path):
    export, _, template = made
    book = filled(template, favourable="true", method="thuận tiện", indicator="hai_long")
    parsed = door.parse(book, "mau.xlsx", exports.context())
    assert not parsed.has_error, parsed.findings
    before = exports.tables()
    tables, refused = reference.assemble(before, [(0, parsed)])
    assert not refused
    for name in survey_template.SHEETS:
        kept = {row[:2] for row in tables[name]}
        assert {row[:2] for row in before[name]} < kept, "rows in force stay"
    context = Context.from_tables(tables)
    context.scratch = str(tmp_path)
    survey = door.parse(export, "la.xlsx", context)
    assert (survey.kind, survey.year, survey.row_count) == ("survey", 2025, 40)
    wave = survey.rows["raw.survey_file"][0]
    assert wave[1:4] == ("KS2025", "PHIEU-2025", "Microsoft Forms")
