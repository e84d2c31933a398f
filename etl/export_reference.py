"""The reference tables as one workbook, to edit in Excel and load again."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from etl.aliases import CONFIRMED
from etl.reference import tables


def export(content: dict[str, list[tuple]], path: Path) -> None:
    """Writes one sheet per table; every cell is text or a real date or number, so that loading gives it back."""
    import xlsxwriter

    with xlsxwriter.Workbook(str(path), {"strings_to_formulas": False, "strings_to_urls": False,
                                         "strings_to_numbers": False}) as book:  # fmt: skip
        bold = book.add_format({"bold": True, "num_format": "@"})
        text = book.add_format({"num_format": "@"})
        day = book.add_format({"num_format": "dd/mm/yyyy"})
        for table in tables().values():
            if table.name == CONFIRMED:
                continue  # its rows stand in unit_aliases, where they can be edited
            sheet = book.add_worksheet(table.name)
            sheet.freeze_panes(1, 0)
            for column, field in enumerate(table.columns):
                # the whole column is text, so that what is typed later stays text too
                sheet.set_column(
                    column,
                    column,
                    24,
                    day if field.type == "date" else text if field.type == "text" else None,
                )
                sheet.write_string(0, column, field.name, bold)
            for number, row in enumerate(content.get(table.name, []), 1):
                for column, value in enumerate(row):
                    if value is None:
                        continue
                    if isinstance(value, bool):
                        sheet.write_string(number, column, "true" if value else "false", text)
                    elif isinstance(value, date):
                        sheet.write_datetime(number, column, value, day)
                    elif isinstance(value, str):
                        sheet.write_string(number, column, value, text)
                    else:
                        sheet.write_number(number, column, value)
