"""Reference and framework tables: from CSV files or sheets to typed rows, and the rules between tables.

Which tables and columns there are stands in reference_tables.csv. A reference table is replaced whole by the
newest file that holds it; a framework table only for the frameworks that the file names.
"""

from __future__ import annotations

import csv
import hashlib
import itertools
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import NamedTuple, TypeVar

from etl.read import values
from etl.read.findings import finding
from etl.read.model import Finding, ParsedFile
from etl.read.text import nfc
from etl.read.workbook import Document, Sheet
from etl.reference import aliases, question_map, scales
from warehouse import clock, reference_names

Key = TypeVar("Key")  # what the caller knows a file by
CONTENTS = "Mục lục"  # the sheet of an exported workbook that says what people call the others
TRUE = {"true", "1", "có", "x", "đúng", "yes"}
FALSE = {"false", "0", "không", "sai", "no", ""}
# What a file says that was saved before the column came; any other such column is empty there. Until then every framework
# had its classes, so what was published with them is made again with them.
BEFORE_THE_COLUMN = {
    ("frameworks", "class_basis"): "Danh mục lập trước khi có cột căn cứ xếp loại",
    ("framework_years", "assessment_code"): None,
}


class Column(NamedTuple):
    """One column of a reference table."""

    name: str
    type: str  # text, integer, decimal, date, boolean
    required: bool
    key: bool


class Table(NamedTuple):
    """One reference table."""

    name: str
    kind: str  # reference, framework
    columns: tuple[Column, ...]

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(c.name for c in self.columns)

    @property
    def needed(self) -> set[str]:
        """The columns that a file of it cannot lack."""
        return {c.name for c in self.columns if (c.required or c.key) and (self.name, c.name) not in BEFORE_THE_COLUMN}

    def position(self, column: str) -> int:
        return self.names.index(column)


@cache
def tables() -> dict[str, Table]:
    """All tables in the order of reference_tables.csv."""
    found: dict[str, list] = {}
    kinds = {}
    path = Path(__file__).resolve().parents[2] / "warehouse" / "reference_tables.csv"  # build reads it too
    with path.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            kinds[row["table"]] = row["kind"]
            found.setdefault(row["table"], []).append(
                Column(row["column"], row["type"], row["required"] == "yes", row["key"] == "yes")
            )
    return {name: Table(name, kinds[name], tuple(columns)) for name, columns in found.items()}


def is_reference(sheet_names: list[str]) -> bool:
    """Whether a workbook with these sheets holds reference or framework tables."""
    return any(name.strip() in tables() for name in sheet_names)


def table_of_header(header: list) -> Table | None:
    """The table whose columns are exactly those of a header row; else the only one of which nothing but optional columns
    is missing: a file that was saved before such a column came."""
    names = {str(cell).strip() for cell in header if str(cell).strip()}
    close = []
    for table in tables().values():
        if names == set(table.names):
            return table
        if len(table.needed) > 2 and table.needed <= names <= set(table.names):
            close.append(table)
    return close[0] if len(close) == 1 else None


def is_reference_csv(data: bytes) -> bool:
    """Whether the first line of a text file is the header of a table."""
    first = data[:4096].removeprefix(b"\xef\xbb\xbf").split(b"\n", 1)[0]
    try:
        text = first.decode("utf-8").strip("\r")
    except UnicodeDecodeError:
        return False
    delimiter = max(",;\t", key=text.count)
    try:
        header = next(csv.reader([text], delimiter=delimiter), [])
    except csv.Error:  # a carriage return within the line
        return False
    return table_of_header(header) is not None


def parse(document: Document, context: object = None) -> ParsedFile:
    """Typed rows of every table in the document ("reference.<table>"), with all findings at once.

    `context` is not needed: these files are what a context is made of.
    """
    parsed = ParsedFile(kind="framework", ext=document.ext, findings=list(document.findings))
    for sheet in document.sheets:
        table = _table_of_sheet(sheet)
        if table is None:
            if sheet.name.strip() != CONTENTS and any(str(v).strip() for row in sheet.rows for v in row):
                parsed.findings.append(finding("unknown_header", sheet.name, "A1", sheet.name, ", ".join(tables())))
            continue
        if table.kind == "reference":
            parsed.kind = "reference"
        filled = (any(str(v).strip() for v in cells) for cells in sheet.rows[1:])
        parsed.rows_in = (parsed.rows_in or 0) + sum(filled)
        parsed.rows[f"reference.{table.name}"] = _rows(sheet, table, document, parsed.findings)
    parsed.row_count = sum(map(len, parsed.rows.values()))
    codes = {r[0] for name, rows in parsed.rows.items() for r in rows if _is_framework(name)}
    if len(codes) == 1:
        parsed.framework_code = codes.pop()
    text = repr(sorted((name, rows) for name, rows in parsed.rows.items()))
    parsed.content_hash = hashlib.sha256(text.encode()).hexdigest()
    return parsed


def _is_framework(name: str) -> bool:
    return tables()[name.removeprefix("reference.")].kind == "framework"


def _table_of_sheet(sheet: Sheet) -> Table | None:
    if not sheet.rows:
        return tables().get(sheet.name.strip())
    return table_of_header(sheet.rows[0]) or tables().get(sheet.name.strip())


def _rows(sheet: Sheet, table: Table, document: Document, findings: list[Finding]) -> list[tuple]:
    header = [str(cell).strip() for cell in sheet.rows[0]] if sheet.rows else []
    missing = [c.name for c in table.columns if c.name not in header]
    if table.needed & set(missing):
        findings.append(
            finding("missing_header", sheet.name, "A1", ", ".join(filter(None, header)), ", ".join(missing),
                    field=", ".join(missing), fields=", ".join(missing), kind=table.name)
        )  # fmt: skip
        return []
    unknown = [name for name in header if name and name not in table.names]
    if unknown:
        findings.append(finding("unknown_header", sheet.name, "A1", ", ".join(unknown), ", ".join(table.names)))
    places = [header.index(c.name) if c.name in header else None for c in table.columns]
    rows, seen = [], {}
    for number, cells in enumerate(sheet.rows[1:], 1):
        if all(str(v).strip() == "" for v in cells):
            continue
        row = []
        for column, place in zip(table.columns, places, strict=True):
            if place is None:
                row.append(BEFORE_THE_COLUMN.get((table.name, column.name)))
                continue
            address = sheet.address(number, place)
            value, code = _typed(cells[place], column, document.epoch_1904)
            if code:
                findings.append(_bad_cell(code, sheet.name, address, cells[place], column))
            row.append(value)
        key = tuple(v for v, c in zip(row, table.columns, strict=True) if c.key)
        if key in seen:
            findings.append(
                finding("key_twice", sheet.name, sheet.address(number, places[0]), " · ".join(map(str, key)),
                        f"một dòng (đã có ở dòng {seen[key] + 1})")
            )  # fmt: skip
        seen[key] = number
        rows.append(tuple(row))
    return rows


def _bad_cell(code: str, sheet: str, address: str, cell, column: Column) -> Finding:
    words = {"text": "chữ", "integer": "số nguyên", "decimal": "số", "date": "ngày", "boolean": "true hoặc false"}
    return finding(code, sheet, address, str(cell), f"{column.name}: {words[column.type]}")


def _typed(cell, column: Column, epoch_1904: bool) -> tuple[object, str | None]:
    """(typed value, finding code)."""
    if isinstance(cell, str):
        cell = nfc(cell)
    if cell in ("", None):
        if column.required and column.type != "text":
            return None, "value_missing"
        if column.required and column.name not in ("value",):
            return None, "value_missing"
        return None, None
    if column.type == "text":
        is_code = column.key or column.name.endswith("_code")
        if isinstance(cell, (datetime, date)):
            if is_code:
                return None, "code_not_text"  # Excel made a date of a code such as 1.1
            return values.day(cell).isoformat(), None  # a setting such as as_of, typed as a date
        if isinstance(cell, bool):
            return ("true" if cell else "false"), None
        if isinstance(cell, float):
            if not cell.is_integer() and is_code:
                return None, "code_not_text"  # 1.10 and 1.1 cannot be told apart any more
            return values.float_text(cell), None
        return str(cell), None
    if column.type == "boolean":
        word = str(cell).strip().casefold().removesuffix(".0")
        if word in TRUE:
            return True, None
        return (False, None) if word in FALSE else (None, "bad_value")
    if column.type == "date":
        found = values.day(cell, epoch_1904)
        return (found, None) if found else (None, "bad_value")
    text = values.number(cell)
    if text is None:
        return None, "bad_value"
    number = Decimal(text)
    if column.type == "integer":
        return (int(number), None) if number == int(number) else (None, "bad_value")
    if -number.as_tuple().exponent > 4:
        return None, "bad_value"
    return number, None


# replacement and the rules between tables

ENUMERATED = (
    ("heads", "capacity", ("head", "acting", "in_charge", "vacant")),
    ("milestones", "stated_as", ("before", "by")),
    ("obligations", "obligation", ("required", "requested")),
    ("survey_waves", "files", ("replace", "add")),
    ("survey_questions", "role", question_map.ROLES),
    ("survey_questions", "answer_kind", question_map.KINDS),
    ("survey_questions", "indicator", question_map.INDICATORS),
    ("criteria", "kind", ("dau_vao", "qua_trinh", "dau_ra", "tac_dong")),
    ("criterion_rules", "rule", (*scales.RULES, "other")),
    ("assessments", "aggregated", ("none",)),
)
SETTINGS = {
    "illustrative": ("true", "false"),
    "receipt_counts": ("first", "first_accepted"),
    "due_on_holiday": ("next_working_day", "keep"),
    "before_date_reading": ("day_before", "same_day"),
}


# codes that stand in names of files: what Windows and Linux take alike
USABLE = re.compile(r"\w([\w.-]{0,58}\w)?")
DEVICES = {"con", "prn", "aux", "nul", *(f"{name}{n}" for name in ("com", "lpt") for n in range(1, 10))}


def _is_share(text: str) -> bool:
    try:
        return 0 < float(text) <= 1
    except ValueError:
        return False


def _is_percent(text: str) -> bool:
    try:
        return 0 <= Decimal(text) <= 100
    except ArithmeticError:
        return False


def _is_iso(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _is_rule(text: str) -> bool:
    """A document with its number, or that there is none: a bare `true` names no document and would be no rule."""
    return text.casefold() == "false" or bool(re.search(r"\d", text) and re.search(r"[^\W\d_]", text))


CHECKED = {  # setting: (what must hold of it, what is asked for)
    "as_of": (_is_iso, "ngày dạng 2026-12-15 hoặc để trống"),
    "comparable_share": (_is_share, "số từ 0 đến 1, ví dụ 0.8"),
    "survey_left_out_pct": (_is_percent, "số từ 0 đến 100, ví dụ 2"),
    "time_zone": (clock.is_zone, "tên múi giờ, ví dụ Asia/Ho_Chi_Minh; để trống: Asia/Ho_Chi_Minh"),
    "requested_units_rated": (_is_rule, "số, ký hiệu văn bản quy định việc xếp loại; không có thì để trống"),
}


def _is_day(day: int | None, month: int | None) -> bool:
    try:
        date(2023, month or 0, day or 0)
    except ValueError:
        return False
    return True


def replaced(current: dict[str, list[tuple]], parsed: ParsedFile) -> dict[str, list[tuple]]:
    """The tables after one file: whole tables of kind reference, own frameworks of kind framework."""
    new = dict(current)
    # a framework that a file names is replaced in all tables of the file, also where it has no row any more
    own = {row[0] for name, rows in parsed.rows.items() if _is_framework(name) for row in rows}
    for name, rows in parsed.rows.items():
        table = name.removeprefix("reference.")
        if table == aliases.CONFIRMED:
            continue
        if tables()[table].kind == "reference":
            new[table] = rows
        else:
            new[table] = [r for r in current.get(table, []) if r[0] not in own] + rows
    new |= aliases.united(current, parsed.rows)
    return {name: sorted(rows, key=lambda r: tuple((v is not None, str(v)) for v in r)) for name, rows in new.items()}


def assemble(
    current: dict[str, list[tuple]], parsed: list[tuple[Key, ParsedFile]]
) -> tuple[dict[str, list[tuple]], dict[Key, list[Finding]]]:
    """The tables after several files in order, and the errors of those refused.

    A file is refused where a table that it holds breaks a rule between tables; the rest is tried again without it.
    """
    refused: dict[Key, list[Finding]] = {}
    while True:
        new = current
        holder: dict[str, list] = defaultdict(list)
        for key, file in parsed:
            if key not in refused and not file.has_error:
                new = replaced(new, file)
                for name in file.rows:
                    holder[name.removeprefix("reference.")].append(key)
        blamed: dict[object, list[Finding]] = defaultdict(list)
        for involved, problem in broken_rules(new):
            keys = [holder[t][-1] for t in involved if holder[t]]
            if keys:
                blamed[keys[0]].append(problem)
        if not blamed:
            return new, refused
        for key, problems in blamed.items():
            refused[key] = problems


def broken_rules(new: dict[str, list[tuple]]) -> list[tuple[tuple[str, ...], Finding]]:
    """(tables involved, the one to blame first; finding) for every rule between tables that does not hold."""
    found: list[tuple[tuple[str, ...], Finding]] = []

    def rows(table: str) -> list[dict]:
        names = tables()[table].names
        return [dict(zip(names, row, strict=True)) for row in new.get(table, [])]

    def wrong(involved: tuple[str, ...], code: str, what: str, expected: str) -> None:
        found.append((involved, finding(code, involved[0], None, what, expected)))

    def belongs(table: str, columns: tuple[str, ...], parent: str, parent_columns: tuple[str, ...]) -> None:
        known = {tuple(r[c] for c in parent_columns) for r in rows(parent)}
        for row in rows(table):
            value = tuple(row[c] for c in columns)
            if all(v is not None for v in value) and value not in known:
                wrong((table, parent), "unknown_reference", " · ".join(map(str, value)), reference_names.sheet(parent))

    unit, block, framework = ("unit_code",), ("block_code",), ("framework_code",)
    belongs("units", block, "blocks", block)
    belongs("units", ("parent_unit_code",), "units", unit)
    belongs("unit_aliases", unit, "units", unit)
    belongs("confirmed_aliases", unit, "units", unit)
    belongs("unit_successions", ("predecessor_code",), "units", unit)
    belongs("unit_successions", ("successor_code",), "units", unit)
    belongs("heads", unit, "units", unit)
    belongs("obligations", ("milestone_code",), "milestones", ("milestone_code",))
    belongs("obligations", block, "blocks", block)
    belongs("obligations", unit, "units", unit)
    belongs("plan_task_roles", ("task_code",), "plan_tasks", ("task_code",))
    belongs("plan_task_roles", block, "blocks", block)
    belongs("plan_task_roles", unit, "units", unit)
    belongs("extensions", unit, "units", unit)
    belongs("extensions", ("milestone_code",), "milestones", ("milestone_code",))
    belongs("survey_waves", ("form_code",), "survey_questions", ("form_code",))
    belongs("survey_waves", unit, "units", unit)
    belongs("survey_questions", ("scale_code",), "survey_options", ("scale_code",))
    question = ("form_code", "question_code")
    belongs("survey_columns", question, "survey_questions", question)
    belongs("survey_plan", ("year", "wave_code"), "survey_waves", ("year", "wave_code"))
    belongs("survey_plan", unit, "units", unit)
    for table in ("framework_years", "criterion_groups", "criteria", "criterion_bands", "criterion_exclusions",
                  "criterion_conditions", "classes", "class_conditions", "criterion_rules", "assessments"):  # fmt: skip
        belongs(table, framework, "frameworks", framework)
    belongs("criteria", ("framework_code", "group_code"), "criterion_groups", ("framework_code", "group_code"))
    belongs("criterion_groups", ("dimension_code",), "dimensions", ("dimension_code",))
    criterion = ("framework_code", "criterion_code")
    for table in (
        "criterion_bands",
        "criterion_rules",
        "criterion_exclusions",
        "criterion_conditions",
        "class_conditions",
    ):
        belongs(table, criterion, "criteria", criterion)
    belongs("criteria", ("framework_code", "parent_code"), "criteria", criterion)
    belongs("criterion_exclusions", block, "blocks", block)
    belongs("class_conditions", ("framework_code", "class_code"), "classes", ("framework_code", "class_code"))
    belongs("class_conditions", ("framework_code", "group_code"), "criterion_groups", ("framework_code", "group_code"))
    assessment = ("assessment_code",)
    for table in ("framework_years", "milestones", "assessment_units"):
        belongs(table, assessment, "assessments", assessment)
    belongs("assessment_units", block, "blocks", block)
    belongs("assessment_units", unit, "units", unit)

    for table, column, allowed in ENUMERATED:
        for row in rows(table):
            if row[column] is not None and row[column] not in allowed:
                wrong((table,), "value_not_allowed", f"{column} = {row[column]}", ", ".join(allowed))
    for row in rows("settings"):
        allowed = SETTINGS.get(row["key"])
        if row["value"] and allowed and row["value"] not in allowed:
            wrong(("settings",), "value_not_allowed", f"{row['key']} = {row['value']}", ", ".join(allowed))
        holds, expected = CHECKED.get(row["key"], (None, ""))
        if row["value"] and holds and not holds(row["value"]):
            wrong(("settings",), "value_not_allowed", f"{row['key']} = {row['value']}", expected)
    for row in rows("milestones"):
        if not _is_day(row["stated_day"], row["stated_month"]):
            wrong(
                ("milestones",),
                "value_not_allowed",
                f"{row['milestone_code']}: {row['stated_day']}/{row['stated_month']}",
                "ngày, tháng có thật",
            )
    deadlines = Counter(row["assessment_code"] for row in rows("milestones") if row["assessment_code"])
    for code in (code for code, times in deadlines.items() if times > 1):
        wrong(
            ("milestones",), "value_not_allowed", f"đợt {code}: {deadlines[code]} mốc", "một mốc cho mỗi đợt đánh giá"
        )

    blocks = [r["block_code"] for r in rows("blocks")]
    used: dict[tuple, str] = {}
    for row in rows("framework_years"):
        if row["block_code"] not in (*blocks, "all"):
            wrong(
                ("framework_years", "blocks"), "unknown_reference", row["block_code"], reference_names.sheet("blocks")
            )
        for code in blocks if row["block_code"] == "all" else [row["block_code"]]:
            other = used.setdefault((row["assessment_code"], row["year"], code), row["framework_code"])
            if other != row["framework_code"]:
                wrong(
                    ("framework_years",),
                    "framework_overlap",
                    f"{row['year']}, khối {code}: {other} và {row['framework_code']}",
                    "một bộ tiêu chí cho mỗi năm và khối",
                )

    for table, column in (("units", "unit_code"), ("blocks", "block_code")):
        codes = [row[column] for row in rows(table) if row[column]]
        twins = {code for code, n in Counter(map(str.casefold, codes)).items() if n > 1}
        for code in codes:
            if not USABLE.fullmatch(code) or code.split(".")[0].casefold() in DEVICES:
                wrong((table,), "code_unusable", f"“{code}”", "chữ, số, gạch dưới, gạch ngang hoặc dấu chấm ở giữa, vì mã đứng trong tên tệp")  # fmt: skip
            elif code.casefold() in twins:
                wrong((table,), "code_unusable", f"“{code}”", "mã khác nhau không chỉ ở chữ hoa, chữ thường")

    terms = defaultdict(list)
    for row in rows("heads"):
        last = row["term_to"] or date.max
        if row["term_from"] and last < row["term_from"]:
            wrong(("heads",), "dates_reversed", row["head_code"], "ngày kết thúc không trước ngày bắt đầu")
        terms[row["unit_code"]].append((row["term_from"], last, row["head_code"]))
    for periods in terms.values():
        periods = sorted(p for p in periods if p[0])
        for (_, end, code), (start, _, next_code) in itertools.pairwise(periods):
            if start <= end:
                wrong(("heads",), "terms_overlap", f"{code} và {next_code}", "nhiệm kỳ không chồng nhau")
    for row in rows("reply_windows"):
        if row["opens_on"] and row["closes_on"] and row["closes_on"] < row["opens_on"]:
            wrong(
                ("reply_windows",),
                "dates_reversed",
                f"giải trình năm {row['year']}",
                "ngày kết thúc không trước ngày bắt đầu",
            )
    for row in rows("survey_waves"):
        if row["collected_from"] and row["collected_to"] and row["collected_to"] < row["collected_from"]:
            wrong(("survey_waves",), "dates_reversed", row["wave_code"], "ngày kết thúc không trước ngày bắt đầu")
    for row in rows("units"):
        if row["valid_to"] and row["valid_from"] and row["valid_to"] < row["valid_from"]:
            wrong(("units",), "dates_reversed", row["unit_code"], "ngày kết thúc không trước ngày bắt đầu")

    for what, expected in _broken_points(rows("criteria")):
        wrong(("criteria",), "value_not_allowed", what, expected)
    for code, what, expected in _misplaced_sub_criteria(rows("criteria")):
        wrong(("criteria",), code, what, expected)
    for row in rows("frameworks"):
        if row["cap_pct"] is not None and row["cap_pct"] <= 0:
            wrong(
                ("frameworks",),
                "value_not_allowed",
                f"{row['framework_code']}: trần {values.canonical(row['cap_pct'])}%",
                "số lớn hơn 0",
            )
    for row in rows("class_conditions"):
        if (row["group_code"] is None) == (row["criterion_code"] is None):
            wrong(
                ("class_conditions",),
                "value_not_allowed",
                f"điều kiện của {row['class_code']}",
                "một nhóm hoặc một tiêu chí",
            )

    maximum = {(r["framework_code"], r["criterion_code"]): r["max_points"] for r in rows("criteria")}
    bands = defaultdict(list)
    for row in rows("criterion_bands"):
        key = (row["framework_code"], row["criterion_code"])
        bands[key].append((row["lower_pct"], row["upper_pct"]))
        if row["points"] is not None and key in maximum and row["points"] > maximum[key]:
            wrong(("criterion_bands", "criteria"), "band_above_max", f"{key[1]}: {row['points']}", f"{maximum[key]}")
    for key, parts in bands.items():
        parts = sorted(p for p in parts if None not in p)
        whole = parts and parts[0][0] == 0 and parts[-1][1] == 100
        if not whole or any(a[1] != b[0] for a, b in itertools.pairwise(parts)):
            wrong(("criterion_bands",), "bands_not_contiguous", f"{key[0]} {key[1]}", "các mức nối liền từ 0 đến 100")
    return found


MOVED_TO = "moved_to:"  # of criteria.na_rule: the maximum goes to the criterion named after it


def _broken_points(criteria: list[dict]) -> Iterator[tuple[str, str]]:
    """(what is wrong, what is needed): points of a criterion, and what "không áp dụng" does to them."""
    by_code = {(r["framework_code"], r["criterion_code"]): r for r in criteria}
    for row in criteria:
        code, least, most = row["criterion_code"], row["min_points"] or 0, row["max_points"]
        if most is not None and not least <= 0 <= most:
            yield (
                f"{code}: từ {values.canonical(Decimal(least))} đến {values.canonical(most)} điểm",
                "điểm tối thiểu không lớn hơn 0, điểm tối đa không nhỏ hơn 0",
            )
        rule = row["na_rule"] or "out"
        if rule in ("out", "full"):
            continue
        target = by_code.get((row["framework_code"], rule.removeprefix(MOVED_TO)))
        if not rule.startswith(MOVED_TO):
            yield f"{code}: {rule}", "out, full hoặc moved_to:<mã tiêu chí>"
        elif target is None or target is row or not _may_receive(target, row):
            yield f"{code}: {rule}", "một tiêu chí khác cùng cấp, tính vào điểm tối đa và tự nó không chuyển điểm"


def _may_receive(target: dict, row: dict) -> bool:
    """Whether the points of a criterion may be moved to another."""
    same_level = (target["parent_code"] is None) == (row["parent_code"] is None)
    return same_level and target["in_maximum"] is not False and (target["na_rule"] or "out") == "out"


def _misplaced_sub_criteria(criteria: list[dict]) -> Iterator[tuple[str, str, str]]:
    """(finding code, what is wrong, what is needed): sub-criteria that are no part of their criterion."""
    by_code = {(r["framework_code"], r["criterion_code"]): r for r in criteria}
    sums: dict[tuple, Decimal] = defaultdict(Decimal)
    for row in criteria:
        parent = by_code.get((row["framework_code"], row["parent_code"]))
        if parent is None:
            continue
        sums[row["framework_code"], row["parent_code"]] += row["max_points"] or 0
        code = f"{row['criterion_code']} của {row['parent_code']}"
        if parent["parent_code"] is not None:
            yield "sub_criterion_misplaced", code, "hai cấp: tiêu chí, rồi chỉ tiêu thành phần"
        if parent["group_code"] != row["group_code"]:
            yield "sub_criterion_misplaced", code, f"cùng nhóm {parent['group_code']} với tiêu chí"
        if (parent["in_maximum"] is False) != (row["in_maximum"] is False):
            yield "sub_criterion_misplaced", code, "cùng tính hoặc cùng không tính vào điểm tối đa như tiêu chí"
    for key, total in sums.items():
        most = by_code[key]["max_points"]
        if most is not None and total != most:
            yield "sub_criteria_sum_differs", key[1], values.canonical(total)
