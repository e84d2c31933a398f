"""A survey export as a table of text in a scratch database, and from it the coded answers as Parquet.

The export never meets the warehouse as it is: columns that are not asked for are not read, what looks personal is
dropped or masked here, and only option codes leave. The scratch database lives in bounded memory and spills into the
run's own folder. A column of a survey has few distinct cells, so each is judged once, in its distinct form.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import duckdb

MEMORY = "250MB"
MASK = "(đã che)"
BROKEN = "(dòng hỏng)"  # stands in every cell of a row that could not be read
# Cells that look personal: e-mail, Vietnamese phone number, identity number, IP, point of a map.
PERSONAL = (
    r"[^\s@,;]+@[^\s@,;]+\.[A-Za-z]{2,}"
    r"|(^|[^\d])(\+?84|0)([ .\-]?\d){9}([^\d]|$)"
    r"|(^|[^\d])\d{12}([^\d]|$)"
    r"|(^|[^\d.])\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}([^\d.]|$)"
    r"|(^|[^\d])-?\d{1,2}\.\d{4,}[ ,;]+-?\d{1,3}\.\d{4,}"
)
# A full name: a frequent family name and one to four more capitalised words, nothing else in the cell.
NAME = (
    r"^\s*(Nguyễn|Trần|Lê|Phạm|Hoàng|Huỳnh|Phan|Vũ|Võ|Đặng|Bùi|Đỗ|Hồ|Ngô|Dương|Lý|Đinh|Trịnh|Đào|Đoàn|Mai|Lương|Tạ|Chu|Cao)"
    r"(\s+\p{Lu}\p{L}*){1,4}\s*$"
)
NAME_SHARE = 0.2
# Cheap test before the patterns: a digit run or an at sign.
_SUSPECT = r"@|\d"


class Column(NamedTuple):
    """One question of the export: its columns (the first filled one counts) and what their cells mean."""

    question_code: str
    columns: tuple[int, ...]
    kind: str  # single, multiple, number
    meaning: tuple[
        tuple[str, str | None], ...
    ] = ()  # (cell, option code); several rows per cell for `multiple`


class Split(NamedTuple):
    """A select-multiple question whose options are columns of their own: (column, option), cells that mean yes."""

    question_code: str
    options: tuple[tuple[int, str], ...]
    chosen: tuple[str, ...]


class Plan(NamedTuple):
    """What the columns of the export mean. Cells in `*_codes` are as they stand in the export."""

    unit_columns: tuple[int, ...]
    unit_codes: tuple[tuple[str, str], ...]
    fixed_unit: str | None
    group_columns: tuple[int, ...]
    group_codes: tuple[tuple[str, str], ...]
    consent_columns: tuple[int, ...]
    consent_given: tuple[str, ...]
    complete_column: int | None
    review_column: int | None
    review_refused: tuple[str, ...]
    id_column: int | None
    date_column: int | None
    date_codes: tuple[tuple[str, date], ...]  # day part of a cell → day
    period: tuple | None  # (first day, last day)
    weight_column: int | None
    columns: tuple[Column, ...]
    splits: tuple[Split, ...]


REFUSED = ("row_broken", "unit_missing", "unit_unknown", "date_unreadable", "weight_unreadable")
KEPT_OUT = ("incomplete", "rejected_by_review", "duplicate_id", "no_consent", "outside_period")


class Export:
    """One export in a scratch database below `folder`."""

    def __init__(self, folder: Path) -> None:
        self.folder = Path(folder)
        import duckdb  # only where a survey is read: keeps workers light

        self.errors = duckdb.Error
        spill = str(self.folder / "spill")
        settings = {"threads": 2, "memory_limit": MEMORY, "temp_directory": spill}
        self.con: duckdb.DuckDBPyConnection = duckdb.connect(":memory:", config=settings)
        self.width = 0

    def close(self) -> None:
        self.con.close()

    def load(self, csv: Path, delimiter: str, width: int, keep: list[int]) -> tuple[int, int]:
        """Reads the kept columns as text, c0, c1, … in their order. Returns (rows, of them broken ones); broken
        rows come at the end, with BROKEN in every cell."""
        names = ", ".join(f"'f{n}': 'varchar'" for n in range(width))
        wanted = ", ".join(f"nullif(\"f{place}\", '') as c{n}" for n, place in enumerate(keep))
        self.width = len(keep)
        self.con.execute(
            f"create table export as select {wanted} from read_csv($path, auto_detect = false, delim = $delimiter,"
            " quote = '\"', escape = '\"', header = true, skip = 0, new_line = $line, null_padding = false,"
            f" store_rejects = true, rejects_limit = 0, max_line_size = 2097152, buffer_size = 8388608, columns = {{{names}}})"
            f" where coalesce({', '.join(f'c{n}' for n in range(self.width))}) is not null",
            {"path": str(csv), "delimiter": delimiter, "line": _new_line(csv)},
        )
        good = self._one("select count(*) from export")
        broken = self._one("select count(distinct line) from reject_errors")
        if broken:
            cells = ", ".join([_literal(BROKEN)] * self.width)
            self.con.execute(f"insert into export select {cells} from range({broken})")
        return good + broken, broken

    def _one(self, sql: str, parameters=None):
        return self.con.execute(sql, parameters or []).fetchone()[0]

    # what looks personal

    def personal_cells(self, columns: Iterable[int]) -> dict[int, int]:
        """Column → number of cells that look personal, where there are any."""
        columns = list(columns)
        if not columns:
            return {}
        counts = ", ".join(
            f"(select sum(times) from (select c{n} as cell, count(*) as times from export where c{n} is not null"
            f" group by c{n}) where regexp_matches(cell, '{_SUSPECT}') and regexp_matches(cell, $personal))"
            for n in columns
        )
        row = self.con.execute(f"select {counts}", {"personal": PERSONAL}).fetchone()
        return {n: int(count) for n, count in zip(columns, row, strict=True) if count}

    def name_columns(self, columns: Iterable[int]) -> list[int]:
        """Columns in which many cells are full names of people."""
        columns = list(columns)
        if not columns:
            return []
        counts = ", ".join(
            f"count(*) filter (regexp_matches(c{n}, $name)), count(c{n})" for n in columns
        )
        row = self.con.execute(f"select {counts} from export using sample 5000 rows (reservoir, 7)",
                               {"name": NAME}).fetchone()  # fmt: skip
        return [
            n
            for place, n in enumerate(columns)
            if row[2 * place + 1] and row[2 * place] > NAME_SHARE * row[2 * place + 1]
        ]

    def mask(self, column: int) -> None:
        """Replaces the cells of a column that look personal."""
        self.con.execute(
            f"update export set c{column} = $mask where regexp_matches(c{column}, $personal)",
            {"mask": MASK, "personal": PERSONAL},
        )

    def store(self, target: Path, headers: dict[int, str]) -> None:
        """Writes the columns that stay as CSV: what the archive keeps."""
        body = target.with_suffix(".body")
        chosen = ", ".join(f"c{n}" for n in headers)
        self.con.execute(
            f"copy (select {chosen} from export) to {_text(body)} (format csv, header false, delimiter ',',"
            " quote '\"', escape '\"', nullstr '')"
        )
        with target.open(
            "wb"
        ) as file:  # headers of our own: a table cannot have two columns of one name
            names = ",".join('"' + header.replace('"', '""') + '"' for header in headers.values())
            file.write(names.encode() + b"\n")
            with body.open("rb") as rows:
                shutil.copyfileobj(rows, file, 1 << 20)
        body.unlink()

    # what stands in a column

    def values(self, columns: tuple[int, ...], limit: int = 50_000) -> list[tuple[str, int, int]]:
        """(cell, how often, first row) of the distinct cells of a question, most frequent first."""
        cell = _first_filled(columns)
        return self.con.execute(
            f"select cell, count(*), min(place) from (select {cell} as cell, rowid as place from export)"
            " where cell is not null and cell <> ? group by cell order by 2 desc, 3 limit ?",
            [BROKEN, limit],
        ).fetchall()

    def day_texts(self, column: int) -> list[tuple[str, int, int]]:
        """(day part of the cells of a date column, how often, first row): few, whatever the number of responses."""
        return self.con.execute(
            f"select day, count(*), min(rowid) from (select {_day_text(column)} as day, rowid from export)"
            " where day is not null group by day"
        ).fetchall()

    # coding

    def code(self, plan: Plan, target: Path) -> dict:
        """Writes the coded answers of the responses that count to `target`, one row per answer and one per response
        (question_code null). Returns counts: reasons, examples (reason → rows), unknown (question → (count, first
        row)), bad numbers, loaded."""
        self._code(plan)
        reasons = dict(
            self.con.execute("select reason, count(*) from coded group by reason").fetchall()
        )
        loaded = reasons.pop(None, 0)
        examples = {
            reason: [row for (row,) in self.con.execute(
                "select place from coded where reason = ? order by place limit 50", [reason]).fetchall()]
            for reason in REFUSED if reason in reasons
        }  # fmt: skip
        unknown, bad = self._not_coded(plan)
        self._write(plan, target)
        return {
            "reasons": reasons,
            "examples": examples,
            "unknown": unknown,
            "bad": bad,
            "loaded": loaded,
        }

    def _code(self, plan: Plan) -> None:
        """One row per response: why it does not count (reason), its unit, group, day, weight, and its answers coded."""
        self._lookup("unit_lookup", plan.unit_codes)
        self._lookup("group_lookup", plan.group_codes)
        self._lookup("day_lookup", [(text, day.isoformat()) for text, day in plan.date_codes])
        self._lookup("consent_lookup", [(cell, "1") for cell in plan.consent_given])
        joins = [f"left join unit_lookup as u on u.cell = {_first_filled(plan.unit_columns)}",
                 f"left join group_lookup as g on g.cell = {_first_filled(plan.group_columns)}"]  # fmt: skip
        day, unreadable = "cast(null as date)", "false"
        if plan.date_column is not None:
            joins.append(f"left join day_lookup as d on d.cell = {_day_text(plan.date_column)}")
            day, unreadable = (
                "cast(d.code as date)",
                f"d.code is null and c{plan.date_column} is not null",
            )
        dated = (
            f"nullif({day}, date '1980-01-01')"  # LimeSurvey writes that day for an anonymised one
        )
        tests = [("row_broken", f"c0 = {_literal(BROKEN)}")]
        if plan.complete_column is not None:
            tests.append(("incomplete", f"c{plan.complete_column} is null"))
        if plan.review_column is not None:
            refused = ", ".join(map(_literal, plan.review_refused))
            tests.append(
                ("rejected_by_review", f"lower(trim(c{plan.review_column})) in ({refused})")
            )
        source = "export as e"
        if plan.id_column is not None:
            key = f"c{plan.id_column}"
            joins.append(
                f"left join (select {key} as id, min(rowid) as first_row from export group by {key} having count(*) > 1) as i on i.id = e.{key}"
            )
            tests.append(("duplicate_id", "i.first_row is not null and e.rowid > i.first_row"))
        if plan.consent_columns:
            joins.append(
                f"left join consent_lookup as k on k.cell = {_first_filled(plan.consent_columns)}"
            )
            tests.append(("no_consent", "k.code is null"))
        if plan.unit_columns:
            tests += [
                ("unit_missing", f"{_first_filled(plan.unit_columns)} is null"),
                ("unit_unknown", "u.code is null"),
            ]
        tests.append(("date_unreadable", unreadable))
        if plan.period:
            first, last = plan.period
            tests.append(
                (
                    "outside_period",
                    f"{dated} not between date '{first:%Y-%m-%d}' and date '{last:%Y-%m-%d}'",
                )
            )
        weight = "cast(1 as decimal(12,6))"
        if plan.weight_column is not None:
            weight = f"try_cast(replace(c{plan.weight_column}, ',', '.') as decimal(12,6))"
            tests.append(("weight_unreadable", f"coalesce({weight} <= 0, true)"))
        cases = " ".join(f"when {test} then '{reason}'" for reason, test in tests)
        answers, more = self._answers(plan)
        self.con.execute(
            f"create table coded as select e.rowid as place, {dated} as response_on,"
            f" coalesce(u.code, {_literal(plan.fixed_unit)}) as unit_code, g.code as respondent_group, {weight} as weight,"
            f" case {cases} end as reason{answers} from {source} {' '.join([*joins, *more])}"
        )

    def _answers(self, plan: Plan) -> tuple[str, list[str]]:
        """Columns q0, q1, … of the answers and the joins that code them. '?' = not to be coded; a cell of several
        choices stays as it is (m0, …) beside the mark, cells of split questions too (s<column>)."""
        parts, joins = [], []
        for n, column in enumerate(plan.columns):
            cell = _first_filled(column.columns)
            if column.kind == "number":
                parts.append(
                    f"case when {cell} is not null then coalesce(cast(try_cast(replace({cell}, ',', '.') as double) as varchar), '?') end as q{n}"
                )
                continue
            several = column.kind == "multiple"
            self._lookup(
                f"lookup_{n}",
                {c: o or "?" for c, o in column.meaning}.items() if several else column.meaning,
            )
            joins.append(f"left join lookup_{n} on lookup_{n}.cell = {cell}")
            parts.append(
                f"case when {cell} is not null then coalesce(lookup_{n}.code, '?') end as q{n}"
            )
            if several:
                self._lookup(f"several_{n}", column.meaning)
                parts.append(f"{cell} as m{n}")
        parts += [f"c{place} as s{place}" for split in plan.splits for place, _ in split.options]
        return "".join(f", {part}" for part in parts), joins

    def _lookup(self, name: str, pairs: Iterable[tuple[str, str | None]]) -> None:
        pairs = list(pairs)
        self.con.execute(f"create or replace temp table {name} (cell varchar, code varchar)")
        if pairs:
            self.con.execute(
                f"insert into {name} select unnest($cells), unnest($codes)",
                {"cells": [p[0] for p in pairs], "codes": [p[1] for p in pairs]},
            )

    def _not_coded(self, plan: Plan) -> tuple[dict, dict]:
        """Answers that no scale knows, and numbers that are none: question → (count, first row)."""
        if not plan.columns:
            return {}, {}
        checks = ", ".join(
            f"count(*) filter (q{n} = '?'), min(place) filter (q{n} = '?')"
            for n in range(len(plan.columns))
        )
        row = self.con.execute(f"select {checks} from coded where reason is null").fetchone()
        unknown, bad = {}, {}
        for n, column in enumerate(plan.columns):
            if row[2 * n]:
                (bad if column.kind == "number" else unknown)[column.question_code] = (
                    row[2 * n],
                    row[2 * n + 1],
                )
        return unknown, bad

    def _write(self, plan: Plan, target: Path) -> None:
        facts = "place as response, response_on, unit_code, respondent_group, weight"
        kept = "from coded where reason is null"
        parts = [
            f"select {facts}, cast(null as varchar) as question_code, cast(null as varchar) as option_code {kept}"
        ]
        for n, column in enumerate(plan.columns):
            code = _literal(column.question_code)
            if column.kind == "multiple":
                parts.append(
                    f"select {facts}, {code}, s.code from coded left join several_{n} as s on s.cell = m{n}"
                    f" where reason is null and m{n} is not null"
                )
            else:
                parts.append(
                    f"select {facts}, {code}, nullif(q{n}, '?') {kept} and q{n} is not null"
                )
        for split in plan.splits:
            code = _literal(split.question_code)
            marks = ", ".join(map(_literal, split.chosen))
            yes = {c: f"coalesce(lower(trim(s{c})) in ({marks}), false)" for c, _ in split.options}
            for column, option in split.options:
                parts.append(f"select {facts}, {code}, {_literal(option)} {kept} and {yes[column]}")
            shown = f"coalesce({', '.join(f's{c}' for c, _ in split.options)}) is not null"
            none = " and ".join(f"not {test}" for test in yes.values())
            parts.append(f"select {facts}, {code}, '' {kept} and {shown} and {none}")
        self.con.execute("set preserve_insertion_order = false")
        self.con.execute(
            f"copy ({' union all '.join(parts)}) to {_text(target)} (format parquet, compression snappy)"
        )


def _new_line(csv: Path) -> str:
    with csv.open("rb") as file:
        head = file.read(1 << 16)
    return "\\r\\n" if b"\r\n" in head else "\\n" if b"\n" in head else "\\r"


def _first_filled(columns: tuple[int, ...]) -> str:
    if not columns:
        return "cast(null as varchar)"
    return (
        f"c{columns[0]}"
        if len(columns) == 1
        else f"coalesce({', '.join(f'c{n}' for n in columns)})"
    )


def _day_text(column: int) -> str:
    """The start of a cell, in which its day is: `29/11/2025`, `1/2/2025 9`, `2025-11-29`."""
    return f"left(c{column}, 10)"


def _text(path: Path) -> str:
    return _literal(str(path))


def _literal(text: str | None) -> str:
    return "null" if text is None else "'" + text.replace("'", "''") + "'"
