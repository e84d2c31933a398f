"""Blank self-assessment workbooks: drop-downs, limits, protected cells, and a hidden sheet that says whose it is."""

from __future__ import annotations

from pathlib import Path

from etl.read import values
from etl.read.findings import vietnamese
from etl.read.workbook import IDENTIFICATION_SHEET
from etl.reference.context import Context, Unit

VERSION = "1"
HEADER = ("TT", "Tiêu chí", "Điểm tối đa", "Tỷ lệ đạt (%)", "Điểm tự chấm", "Tài liệu kiểm chứng", "Ghi chú")
WIDTHS = (8, 60, 12, 14, 14, 44, 30)
KNOWN = "Số liệu ngành (tham khảo)"  # of a column that readers pass over
ROOM = 7  # row of the header, 0-based
NOT_APPLICABLE = "Không áp dụng"


class TemplateError(Exception):
    """No template can be made; the message is for the user."""


def assessed_units(context: Context, year: int, assessment_code: str | None = None) -> list[Unit]:
    """The units in scope of a year for which there is a template of an assessment."""
    units = [u for u in context.units.values() if context.in_scope(u, year, assessment_code)]
    if assessment_code:
        return [u for u in units if assessment_code in (a.assessment_code for a in context.assessments_of(u, year))]
    return [u for u in units if context.framework_of(year, u.block_code)]


def known_of(figures: list[dict], unit_code: str, year: int) -> dict[str, str]:
    """Criterion → what the state has of a unit and year, in words; figures: rows of the table `state_figures`."""
    found: dict[str, list[str]] = {}
    for row in figures:
        if (row["unit_code"], row["year"]) == (unit_code, year):
            pct = vietnamese(values.canonical(row["pct"]))
            found.setdefault(row["criterion_code"], []).append(f"{row['source']}: {pct}%")
    return {code: "; ".join(said) for code, said in found.items()}


def write_template(
    context: Context, unit_code: str, year: int, path: Path, assessment_code: str | None = None,
    known: dict[str, str] | None = None,
) -> None:  # fmt: skip
    """One workbook for a unit and year, of the yearly assessment or of another: only criteria that apply to the unit's block that year.

    Of a criterion with sub-criteria these are scored; a penalty is not the unit's to give. A percentage is typed as a
    number 0-100; a score in steps of the framework's decimals, 0 to the maximum, or
    "Không áp dụng" where the framework lets the unit say so. known: what the state has already (`known_of`), for information.
    """
    import xlsxwriter

    unit = context.units.get(unit_code)
    if unit is None:
        raise TemplateError(f"Không có đơn vị mang mã {unit_code}.")
    own = {a.assessment_code: a for a in context.assessments_of(unit, year)}
    if assessment_code and assessment_code not in own:
        raise TemplateError(f"Năm {year}, {unit.unit_name} không thuộc đợt đánh giá {assessment_code}.")
    code = context.framework_of(year, unit.block_code, assessment_code)
    if code is None:
        raise TemplateError(f"Năm {year} chưa có bộ tiêu chí cho khối của {unit.unit_name} (chờ hướng dẫn).")
    framework = context.frameworks[code]
    rules = context.rules(code, unit.block_code, year)
    with xlsxwriter.Workbook(
        str(path), {"in_memory": True, "strings_to_formulas": False, "strings_to_numbers": False}
    ) as book:
        style = _styles(book)
        sheet = book.add_worksheet("Tự chấm điểm")
        sheet.protect("", {"format_columns": True, "format_rows": True})
        _top(sheet, style, context, unit.unit_name, framework.framework_name, year)
        if assessment_code:
            sheet.write_string(ROOM - 1, 0, f"Đợt đánh giá: {own[assessment_code].name}", style["plain"])
        if known:
            sheet.write_string(ROOM, len(HEADER), KNOWN, style["head"])
            sheet.set_column(len(HEADER), len(HEADER), 34)
        row = ROOM + 1
        first = row
        group = None
        counted = []  # cells of the maxima; those of parts are in their criterion's
        for criterion in framework.criteria.values():
            rule = rules[criterion.criterion_code]
            if rule.excluded:
                continue
            if criterion.group_code != group:
                group = criterion.group_code
                sheet.write_string(row, 0, group, style["group"])
                sheet.merge_range(row, 1, row, len(HEADER) - 1, framework.groups[group], style["group"])
                row += 1
            _criterion(sheet, style, row, criterion, rule, framework.decimals)
            if said := (known or {}).get(criterion.criterion_code):
                sheet.write_string(row, len(HEADER), said, style["fixed"])
            if words := framework.wordings.get(criterion.criterion_code):
                sheet.write_comment(row, 2, "\n".join(["Cách chấm:", *words]), {"x_scale": 3})
            if rule.in_maximum and rule.parent_code is None:
                counted.append(f"C{row + 1}")
            row += 1
        sheet.write_string(row, 1, "Tổng cộng", style["total"])
        sheet.write_formula(row, 2, f"={'+'.join(counted) or 0}", style["total"], _maximum(rules))
        sheet.write_formula(row, 4, f"=SUM(E{first + 1}:E{row})", style["total"], 0)
        sheet.freeze_panes(ROOM + 1, 2)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        identify(book, unit_code, year, code, assessment_code)


def _styles(book) -> dict:
    grid = {"border": 1, "valign": "top", "text_wrap": True}
    return {
        "title": book.add_format({"bold": True, "font_size": 14}),
        "plain": book.add_format({}),
        "head": book.add_format({**grid, "bold": True, "align": "center", "bg_color": "#DCE6F1"}),
        "group": book.add_format({**grid, "bold": True, "bg_color": "#F2F2F2", "num_format": "@"}),
        "code": book.add_format({**grid, "num_format": "@"}),
        "fixed": book.add_format(grid),
        "part": book.add_format({**grid, "indent": 2}),
        "number": book.add_format({**grid, "locked": False}),
        "open": book.add_format({**grid, "locked": False, "num_format": "@"}),
        "total": book.add_format({**grid, "bold": True}),
    }


def _top(sheet, style, context: Context, unit_name: str, framework_name: str, year: int) -> None:
    sheet.write_string(0, 0, f"BIỂU TỰ CHẤM ĐIỂM HIỆU QUẢ CÔNG TÁC PBGDPL NĂM {year}", style["title"])
    sheet.write_string(1, 0, framework_name, style["plain"])
    sheet.write_string(2, 0, f"Đơn vị: {unit_name}", style["plain"])
    sheet.write_string(3, 0, f"Năm đánh giá: {year}", style["plain"])
    sheet.write_string(
        4, 0, "Chỉ điền các ô trống. Tỷ lệ ghi số từ 0 đến 100. Để trống nghĩa là chưa chấm.", style["plain"]
    )
    if context.setting("illustrative").lower() == "true":
        sheet.write_string(5, 0, context.setting("illustrative_words"), style["plain"])
    for column, (words, width) in enumerate(zip(HEADER, WIDTHS, strict=True)):
        sheet.write_string(ROOM, column, words, style["head"])
        sheet.set_column(column, column, width)


def _criterion(sheet, style, row: int, criterion, rule, decimals: int) -> None:
    sheet.write_string(row, 0, criterion.criterion_code, style["code"])
    sheet.write_string(row, 1, criterion.criterion_name, style["part" if rule.parent_code else "fixed"])
    sheet.write_number(row, 2, float(rule.max_points), style["fixed"])
    if rule.parts or rule.most == 0:
        words = "Chấm ở các chỉ tiêu thành phần" if rule.parts else "Điểm trừ do Phòng Tư pháp ghi"
        for column in (3, 4, 5, 6):
            sheet.write_blank(row, column, None, style["fixed"])
        sheet.write_comment(row, 4, words)
        return
    sheet.write_blank(row, 3, None, style["number"] if rule.bands else style["fixed"])
    sheet.write_blank(row, 4, None, style["number"])
    sheet.write_blank(row, 5, None, style["open"])
    sheet.write_blank(row, 6, None, style["open"])
    sheet.write_comment(row, 5, criterion.evidence or "Tài liệu kiểm chứng") if criterion.evidence else None
    if rule.bands:
        sheet.data_validation(row, 3, row, 3, {
            "validate": "decimal", "criteria": "between", "minimum": 0, "maximum": 100,
            "error_title": "Tỷ lệ không đúng", "error_message": "Ghi số từ 0 đến 100.",
        })  # fmt: skip
        points = sorted({band[2] for band in rule.bands}, reverse=True)
        words = [f"{p.normalize():f}" for p in points]
        # Excel splits a list at commas, so decimals in a drop-down carry a point
        source = [*words, NOT_APPLICABLE] if rule.unit_may_mark_na else words
        sheet.data_validation(row, 4, row, 4, {"validate": "list", "source": source,
                              "error_message": "Chọn một mức điểm của thang."})  # fmt: skip
    elif rule.unit_may_mark_na:
        cell = f"E{row + 1}"
        sheet.data_validation(row, 4, row, 4, {
            "validate": "custom", "value": f'=OR(AND(ISNUMBER({cell}),{cell}>=0,{cell}<={rule.most}),{cell}="{NOT_APPLICABLE}")',
            "error_message": f'Ghi số từ 0 đến {rule.most} hoặc "{NOT_APPLICABLE}".',
        })  # fmt: skip
    else:
        cell = f"E{row + 1}"
        sheet.data_validation(row, 4, row, 4, {
            "validate": "custom",
            "value": f"=AND(ISNUMBER({cell}),{cell}>=0,{cell}<={rule.most},ROUND({cell},{decimals})={cell})",
            "error_title": "Điểm không đúng", "error_message": f"Ghi số từ 0 đến {rule.most}, tối đa {decimals} chữ số lẻ.",
        })  # fmt: skip


def _maximum(rules) -> float:
    counted = (r for r in rules.values() if not r.excluded and r.in_maximum and r.parent_code is None)
    return float(sum(rule.max_points for rule in counted))


def identify(book, unit_code: str, year: int, framework_code: str, assessment_code: str | None) -> None:
    """Whose workbook it is, so that a changed title cannot change it."""
    sheet = book.add_worksheet(IDENTIFICATION_SHEET)
    facts = {"unit_code": unit_code, "year": str(year), "framework_code": framework_code, "template_version": VERSION}
    if assessment_code:
        facts["assessment_code"] = assessment_code
    for row, (key, value) in enumerate(facts.items()):
        sheet.write_string(row, 0, key)
        sheet.write_string(row, 1, value)
    sheet.very_hidden()
