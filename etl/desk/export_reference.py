"""The reference tables as one workbook, to edit in Excel and load again."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from etl.reference.aliases import CONFIRMED
from etl.reference.tables import CONTENTS, Table, tables
from warehouse.reference_names import names

NO_CHANGE = {
    "in_memory": True,  # else each part of the workbook is a file of its own on the way
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}  # what Excel would make of text


def export(content: dict[str, list[tuple]], path: Path) -> None:
    """Writes one sheet per table, and at the end what people call each of them."""
    import xlsxwriter

    with xlsxwriter.Workbook(str(path), NO_CHANGE) as book:
        written = [table for table in tables().values() if table.name != CONFIRMED]  # its rows stand in unit_aliases, where they can be edited  # fmt: skip
        for table in written:
            write(book, table, content.get(table.name, []))
        sheet = book.add_worksheet(CONTENTS)
        sheet.set_column(0, 1, 44)
        sheet.write_row(0, 0, ["Trang của danh mục", "Tên trang trong tệp này"], book.add_format({"bold": True}))
        for number, table in enumerate(written, 1):
            sheet.write_string(number, 0, names()[table.name])
            sheet.write_url(number, 1, f"internal:'{table.name}'!A1", string=table.name)


def write(book, table: Table, rows: list[tuple], marked_from: int | None = None):
    """One table as a sheet; every cell is text or a real date or number, so that loading gives it back. Rows from
    `marked_from` on have a colour."""
    colour = {"bg_color": "#FFF3CD"}
    plain = {"text": {"num_format": "@"}, "day": {"num_format": "dd/mm/yyyy"}, "number": {}}
    formats = {
        marked: {kind: book.add_format(look | (colour if marked else {})) for kind, look in plain.items()}
        for marked in (False, True)
    }  # fmt: skip
    bold = book.add_format({"bold": True, "num_format": "@"})
    sheet = book.add_worksheet(table.name)
    sheet.freeze_panes(1, 0)
    for column, field in enumerate(table.columns):
        # the whole column is text, so that what is typed later stays text too
        kind = {"date": "day", "text": "text"}.get(field.type)
        sheet.set_column(column, column, 24, formats[False][kind] if kind else None)
        sheet.write_string(0, column, field.name, bold)
    for number, row in enumerate(rows, 1):
        look = formats[marked_from is not None and number > marked_from]
        for column, value in enumerate(row):
            if value is None:
                if look is formats[True]:
                    sheet.write_blank(number, column, None, look["text"])
            elif isinstance(value, bool):
                sheet.write_string(number, column, "true" if value else "false", look["text"])
            elif isinstance(value, date):
                sheet.write_datetime(number, column, value, look["day"])
            elif isinstance(value, str):
                sheet.write_string(number, column, value, look["text"])
            else:
                sheet.write_number(number, column, value, look["number"])
    return sheet
