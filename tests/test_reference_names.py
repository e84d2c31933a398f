"""Tables of the reference are called by their Vietnamese names wherever people read of them."""

from __future__ import annotations

import re

import openpyxl

from etl.desk import export_reference
from etl.read.findings import CODES
from etl.read.workbook import read
from etl.reference import tables
from warehouse import reference_names

IDENTIFIER = re.compile(r"(?<![\w.{/-])[a-z]+(_[a-z0-9]+)+(?![\w}])")


def test_every_table_has_a_name_of_its_own():
    names = reference_names.names()
    assert set(names) == set(tables.tables()) and len(set(names.values())) == len(names)


def test_no_message_says_a_word_of_the_code():
    messages = {code.code: code.message for code in CODES.values()}
    commands = re.compile(r"python -m [\w. -]+")
    assert not {c: m for c, m in messages.items() if IDENTIFIER.search(commands.sub("", m)) or "{trang" in m}
    assert "trang “Tên khác của đơn vị” của danh mục" in messages["unknown_unit"]
    assert IDENTIFIER.search("Bổ sung bảng unit_aliases rồi nạp")


def test_an_exported_workbook_says_which_sheet_has_which_name_and_loads(tmp_path):
    path = tmp_path / "danh muc.xlsx"
    export_reference.export({"blocks": [("b", "Khối", 1)]}, path)
    shown = dict(openpyxl.load_workbook(path)[tables.CONTENTS].iter_rows(min_row=2, values_only=True))
    assert shown["Tên khác của đơn vị"] == "unit_aliases"
    parsed = tables.parse(read(path.read_bytes(), path.name))
    assert not parsed.findings and parsed.rows["reference.blocks"] == [("b", "Khối", 1)]
