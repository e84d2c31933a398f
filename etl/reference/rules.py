"""The rules between the tables of the reference: what a file must hold to be taken.

Which code stands in which table, and which words a column knows, are columns of reference_tables.csv; the other rules are
warehouse/reference_rules/*.sql. Only what a setting may say stands here: its text is judged by what reads it.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator
from datetime import date
from decimal import Decimal
from typing import TypeVar

from etl.read.findings import finding
from etl.read.model import Finding, ParsedFile
from etl.reference.tables import Column, Table, replaced, tables
from warehouse import analysis, build, clock, reference_names

Key = TypeVar("Key")  # what the caller knows a file by
Reference = dict[str, list[tuple]]
Broken = tuple[tuple[str, ...], Finding]  # the tables whose file is refused, the first of those that came; why


def assemble(current: Reference, parsed: list[tuple[Key, ParsedFile]]) -> tuple[Reference, dict[Key, list[Finding]]]:
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
        blamed: dict[Key, list[Finding]] = defaultdict(list)
        for involved, problem in broken_rules(new, holder.keys()):
            keys = [holder[t][-1] for t in involved if holder[t]]
            if keys:
                blamed[keys[0]].append(problem)
        if not blamed:
            return new, refused
        refused |= blamed


def broken_rules(new: Reference, held: Collection[str]) -> list[Broken]:
    """Every rule between tables that does not hold; held: the tables that files bring. What is in force was judged when it
    came, so where there are none nothing is asked."""
    if not held:
        return []
    return [*unknown_codes(new), *unknown_words(new), *_settings(new), *_bad_rows(new, held)]


def _bad_rows(new: Reference, held: Collection[str]) -> Iterator[Broken]:
    for involved, code, found, expected in build.bad_reference_rows(new, held):
        yield involved, finding(code, involved[0], None, found, expected)


# columns of reference_tables.csv


def unknown_codes(new: Reference) -> Iterator[Broken]:
    """What refers_to says. Where its column is not the first of the key there, the columns before it are part of the
    code: a criterion is one of a framework."""
    for table, column in _columns():
        if column.refers_to is None:
            continue
        parent = tables()[column.refers_to.table]
        before = parent.key[: parent.key.index(column.refers_to.column)]
        known = set(_values(new, parent, (*before, column.refers_to.column)))
        for code in _values(new, table, (*before, column.name)):
            if None not in code and code not in known and code[-1] not in column.one_of:
                words = " · ".join(map(str, code))
                told = finding("unknown_reference", table.name, None, words, reference_names.sheet(parent.name))
                yield (table.name, parent.name), told


def unknown_words(new: Reference) -> Iterator[Broken]:
    """What one_of says."""
    for table, column in _columns():
        if column.refers_to is None and column.one_of:
            for (word,) in _values(new, table, (column.name,)):
                if word is not None and word not in column.one_of:
                    yield _not_allowed(table.name, f"{column.name} = {word}", ", ".join(column.one_of))


def _columns() -> Iterator[tuple[Table, Column]]:
    return ((table, column) for table in tables().values() for column in table.columns)


def _values(new: Reference, table: Table, columns: tuple[str, ...]) -> list[tuple]:
    places = [table.position(name) for name in columns]
    return [tuple(row[n] for n in places) for row in new.get(table.name, [])]


def _not_allowed(table: str, found: str, expected: str) -> Broken:
    return (table,), finding("value_not_allowed", table, None, found, expected)


# settings: a value is text, and what it is read by is Python


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


def _is_years(text: str) -> bool:
    return text.isdecimal() and 1 <= int(text) <= 99


def _is_iso(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _is_rule(text: str) -> bool:
    """A document with its number, or that there is none: a bare `true` names no document and would be no rule."""
    return text.casefold() == "false" or bool(re.search(r"\d", text) and re.search(r"[^\W\d_]", text))


def _one_of(*words: str) -> tuple[Callable[[str], bool], str]:
    return words.__contains__, ", ".join(words)


SETTINGS = {  # setting: (what must hold of it, what is asked for)
    "illustrative": _one_of("true", "false"),
    "confirmation_needed": _one_of("true", "false"),
    "publishes_rank": _one_of("true", "false"),
    "receipt_counts": _one_of("first", "first_accepted"),
    "due_on_holiday": _one_of("next_working_day", "keep"),
    "before_date_reading": _one_of("day_before", "same_day"),
    "as_of": (_is_iso, "ngày dạng 2026-12-15 hoặc để trống"),
    "comparable_share": (_is_share, "số từ 0 đến 1, ví dụ 0.8"),
    "audit_kept_years": (_is_years, "số năm từ 1 đến 99, ví dụ 10"),
    "survey_left_out_pct": (_is_percent, "số từ 0 đến 100, ví dụ 2"),
    **dict.fromkeys(
        (key for key in analysis.THRESHOLDS if key.startswith("analysis_")), (_is_percent, "số từ 0 đến 100, ví dụ 10")
    ),
    "time_zone": (clock.is_zone, "tên múi giờ, ví dụ Asia/Ho_Chi_Minh; để trống: Asia/Ho_Chi_Minh"),
    "requested_units_rated": (_is_rule, "số, ký hiệu văn bản quy định việc xếp loại; không có thì để trống"),
}


def _settings(new: Reference) -> Iterator[Broken]:
    for key, value, *_ in new.get("settings", []):
        holds, expected = SETTINGS.get(key, (None, ""))
        if value and holds and not holds(value):
            yield _not_allowed("settings", f"{key} = {value}", expected)
