"""A survey export as a table of text in a scratch database, and from it the coded answers as Parquet.

The export never meets the warehouse as it is: columns that are not asked for are not read, what looks personal is
dropped or masked here, and only option codes leave. The scratch database lives in bounded memory and spills into the
run's own folder. A column of a survey has few distinct cells, so each is judged once, in its distinct form.
"""

from __future__ import annotations

import shutil
import threading
from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from warehouse.names_of_people import FULL, LIKELY, NAME, how_named, suspect

if TYPE_CHECKING:
    import duckdb

MEMORY = "350MB"
MASK = "(đã che)"
BROKEN = "(dòng hỏng)"  # stands in every cell of a row that could not be read
# Cells that look personal: e-mail, address of a person's page, Vietnamese phone number, identity number, IP, point of a map.
MARKED = (
    r"[^\s@,;]+ ?@ ?[^\s@,;]+\.[A-Za-z]{2,}"
    r"|(?i:facebook\.com|fb\.com|zalo\.me|linkedin\.com|twitter\.com|instagram\.com|tiktok\.com|\bt\.me|\bwa\.me)/"
    r"|(^|[^\d])(\+?84|0)([ .\-()\x{a0}]{0,2}\d){9,10}([^\d]|$)"
    r"|(^|[^\d+])\+[1-9]([ .\-()\x{a0}]{0,2}\d){7,13}([^\d]|$)"
    r"|(^|[^\d])\d{3}[ .]?\d{3}[ .]?\d{3}[ .]?\d{3}([^\d]|$)"
    r"|(^|[^\d.])\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}([^\d.]|$)"
    r"|(^|[^\d])-?\d{1,2}\.\d{4,}[ ,;]+-?\d{1,3}\.\d{4,}"
)
# A picture, a recording or a drawn signature: the name of its file, or where it lies.
MEDIA = (
    r"(?i:[^\s(]\.(jpe?g|png|gif|webp|hei[cf]|svg|mp[34]|3gp|m4a|amr|wav|aac|og[ga]|opus|webm|mov|pdf)\s*$"
    r"|(drive|docs)\.google\.com/|download_(large_|medium_|small_)?url|\"filename\"\s*:)"
)
# And cells that are nothing but 9 or 11 digits: a spreadsheet took them for numbers, and their first 0 is lost.
PERSONAL = rf"{MARKED}|{MEDIA}|^\s*(\d{{9}}|\d{{11}})(\.0)?\s*$"


class Look(NamedTuple):
    """What is looked for in a column: cells that fit the marks, and names that are known so surely."""

    marks: str = PERSONAL
    names: frozenset[str] = frozenset()


IN_WORDS = Look(names=frozenset({FULL}))
WITH_NAMES = Look(names=frozenset({FULL, NAME}))
# of open answers
WITH_LIKELY_NAMES = Look(names=frozenset({FULL, NAME, LIKELY}))
NAME_SHARE = 0.2
JUDGED = 20_000  # cells that are judged at once
PART = 250_000  # cells of neighbouring columns that are held at once: of a wide export each question costs its planning
# Cheap test before the patterns: a digit, an at sign, an address or the end of a file's name.
_SUSPECT = r"@|\d|\.(com|me)/|\.\w{3,4}\s*$|filename"

# A column with more distinct cells in a row group than this is no dictionary: trying costs more than it saves.
PARQUET = "compression snappy, parquet_version v2, dictionary_size_limit 2000"
DICTIONARIES = 1 << 25  # bytes for those of a row group: of 500 columns, a megabyte each would fill the memory
# Where a stage of the work begins and ends, 0–1: their shares of the time that a million responses take.
STAGES = {"read": (0.0, 0.45), "strip": (0.45, 0.5), "store": (0.5, 0.75), "code": (0.75, 0.85), "write": (0.85, 1.0)}
EVERY = 0.5  # seconds between two reports of it


class Column(NamedTuple):
    """One question of the export: its columns (the first filled one counts) and what their cells mean."""

    question_code: str
    columns: tuple[int, ...]
    kind: str  # single, multiple, number
    meaning: tuple[tuple[str, str | None], ...] = ()  # (cell, option code); several rows per cell for `multiple`


class Split(NamedTuple):
    """A select-multiple question whose options are columns of their own: (column, option, cells that mean yes)."""

    question_code: str
    options: tuple[tuple[int, str, tuple[str, ...]], ...]


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
    # what tells a response from those of other exports of the wave; empty: nothing does, or nobody asks
    respondent: tuple[int, ...] = ()
    # (column of the day by the tool, and which days to take instead: day part of the phone's, of the tool's, the day)
    sent_column: int | None = None
    sent_codes: tuple[tuple[str, str, date], ...] = ()
    # (begun, ended, further columns): two responses that are equal in all of them are one interview
    interview: tuple[int, ...] = ()
    # what tells an interview from those of other exports of the wave, whatever their ids; begins with its moments
    sent: tuple[int, ...] = ()


REFUSED = ("row_broken", "unit_missing", "unit_unknown", "date_unreadable", "weight_unreadable")
KEPT_OUT = ("incomplete", "rejected_by_review", "duplicate_id", "no_consent", "outside_period", "sent_twice")


class Coded(NamedTuple):
    """What came of the responses: why some do not count (reason → how many), examples (reason → rows), answers that no
    scale knows and numbers that are none (question → (count, first row)), and how many count."""

    reasons: dict[str, int]
    examples: dict[str, list[int]]
    unknown: dict[str, tuple[int, int]]
    bad: dict[str, tuple[int, int]]
    loaded: int

    def count(self, reasons: Iterable[str]) -> int:
        """How many responses do not count for one of the reasons."""
        return sum(self.reasons.get(reason, 0) for reason in reasons)


class Export:
    """One export in a scratch database below `folder`: a Parquet file of text, offered as the view `export`
    (c0, c1, …, place). Its cells are dictionaries, so whatever asks about distinct cells asks few of them, and
    however long an export is, no more than a row group of it is held.
    """

    def __init__(self, folder: Path, report: Callable[[float], None] | None = None) -> None:
        self.folder = Path(folder)
        import duckdb  # only where a survey is read: keeps workers light

        self.errors, self.out_of_memory = duckdb.Error, duckdb.OutOfMemoryException
        spill = str(self.folder / "spill")
        settings = {"threads": 2, "memory_limit": MEMORY, "temp_directory": spill}
        self.con: duckdb.DuckDBPyConnection = duckdb.connect(":memory:", config=settings)
        self.cells: list[str] = []
        self.judged: set[int] = set()
        self.part = range(0)  # columns that the table `part` holds
        self.looks: dict[int, Look] = {}
        self.watch = _Watch(self.con, report) if report else None

    def close(self) -> None:
        if self.watch:
            self.watch.stop()
        self.con.close()

    def _stage(self, name: str) -> None:
        if self.watch:
            self.watch.begin(name)

    def load(self, csv: Path, delimiter: str, width: int, keep: list[int]) -> tuple[int, int]:
        """Reads the kept columns as text, c0, c1, … in their order. Returns (rows, of them broken ones); broken
        rows come at the end, with BROKEN in every cell."""
        self._stage("read")
        names = ", ".join(f"'f{n}': 'varchar'" for n in range(width))
        wanted = ", ".join(f"nullif(\"f{place}\", '') as c{n}" for n, place in enumerate(keep))
        self.cells = [f"c{n}" for n in range(len(keep))]
        self.text = self.folder / "text.parquet"
        rows = max(2048, min(61_440, 500_000 // len(keep)))  # a wide row group would fill the memory
        self._copy(
            f"copy (select {wanted} from read_csv($path, auto_detect = false, delim = $delimiter,"
            " quote = '\"', escape = '\"', header = true, skip = 0, new_line = $line, null_padding = false,"
            f" store_rejects = true, rejects_limit = 0, max_line_size = 2097152, buffer_size = 8388608, columns = {{{names}}})"
            f" where coalesce({', '.join(self.cells)}) is not null)"
            f" to {_text(self.text)} (format parquet, row_group_size {rows}, {PARQUET},"
            f" string_dictionary_page_size_limit {min(1 << 20, DICTIONARIES // len(keep))})",
            {"path": str(csv), "delimiter": delimiter, "line": _new_line(csv)},
        )
        self.good = self._one(f"select count(*) from read_parquet({_text(self.text)})")
        self.broken = self._one("select count(distinct line) from reject_errors")
        self._offer()
        return self.good + self.broken, self.broken

    def _copy(self, sql: str, parameters: dict | None = None) -> None:
        """A copy that keeps the order of rows: two threads hold more of a very wide table than one needs."""
        try:
            self.con.execute(sql, parameters or {})
        except self.out_of_memory:
            self.con.execute("set threads = 1")
            self.con.execute(sql, parameters or {})

    def _offer(self) -> None:
        """The view `export`; `place` numbers the rows from 0."""
        cells = ", ".join(f"{cell} as c{n}" for n, cell in enumerate(self.cells))
        view = f"select {cells}, file_row_number as place from read_parquet({_text(self.text)}, file_row_number = true)"
        if self.broken:
            lost = ", ".join([_literal(BROKEN)] * len(self.cells))
            view += f" union all select {lost}, {self.good} + range as place from range({self.broken})"
        self.con.execute(f"create or replace temp view export as {view}")
        self.part = range(0)

    def _one(self, sql: str, parameters=None):
        return _only(self.con.execute(sql, parameters or []).fetchone())[0]

    # what looks personal

    def personal_cells(self, columns: Iterable[int], looks: dict[int, Look] | None = None) -> dict[int, int]:
        """Column → number of cells that look personal, where there are any; `looks`: what is looked for in a column
        instead of PERSONAL. `mask` replaces the same cells."""
        self._stage("strip")
        found, self.looks = {}, looks or {}
        for n in columns:  # one by one: the distinct cells of all columns at once fill the memory
            count = self._one(f"select coalesce(sum(times), 0) from ({self._personal(n)})")
            if count:
                found[n] = int(count)
        return found

    def alike(self, column: int, names: Iterable[str] = (), limit: int = 50_000) -> list[tuple[str, int]]:
        """(cell, how often) of the distinct cells of a column that are names known so surely, else of those that look
        personal; most frequent first."""
        cells = self._names(column, names) if names else self._personal(column)
        return self.con.execute(f"select cell, times from ({cells}) order by 2 desc, 1 limit {limit}").fetchall()

    def _personal(self, column: int) -> str:
        """The distinct cells of a column that look personal, as a question: cell, times."""
        look = self.looks.get(column, Look())
        # cheap, where no name is looked for
        suspect = (
            f"regexp_matches({_nfc('cell')}, {_literal(_SUSPECT)}) and " if look.marks in (PERSONAL, MARKED) else ""
        )
        marked = f"{suspect}regexp_matches({_nfc('cell')}, {_literal(look.marks)})"
        cells = f"select cell, times from ({self._distinct(column)}) where {marked}"
        return f"{cells} union {self._names(column, look.names)}" if look.names else cells

    def _names(self, column: int, names: Iterable[str]) -> str:
        """The distinct cells of a column that are names known so surely, as a question: cell, times."""
        self._judge(column)
        return f"select cell, times from named_{column} where how in ({', '.join(map(_literal, sorted(names)))})"

    def _judge(self, column: int) -> None:
        """Makes the table named_<column>: its distinct cells that hold names, and how surely. They lie in tables,
        which spill, as a column may hold another name in each cell."""
        if column in self.judged:
            return
        self.judged.add(column)
        self.con.execute(f"create temp table named_{column} (cell varchar, times bigint, how varchar)")
        self.con.execute(
            f"create or replace temp table suspect as select cell, times, row_number() over () as number"
            f" from ({self._distinct(column)}) where regexp_matches({_nfc('cell')}, $suspect)",
            {"suspect": suspect()},
        )
        for first in range(0, self._one("select count(*) from suspect"), JUDGED):
            cells = self.con.execute(
                "select cell, times from suspect where number > ? and number <= ?", [first, first + JUDGED]
            ).fetchall()
            named = [(cell, times, how) for cell, times in cells if (how := how_named(cell))]
            if named:
                self.con.execute(
                    f"insert into named_{column} select unnest($cells), unnest($times), unnest($how)",
                    dict(zip(("cells", "times", "how"), map(list, zip(*named, strict=True)), strict=True)),
                )

    def _distinct(self, column: int) -> str:
        """The distinct cells of a column, as a question: cell, times."""
        return f"select c{column} as cell, count(*) as times from {self._of(column)} where c{column} is not null group by c{column}"

    def _of(self, column: int) -> str:
        """What to ask about one column alone: a table of some columns from it on, where they are small, else the file;
        rows that are broken are in neither."""
        count = PART // max(self.good, 1)
        if count < 2:
            return f"(select {self.cells[column]} as c{column} from read_parquet({_text(self.text)}))"
        if column not in self.part:
            self.part = range(column, min(column + count, len(self.cells)))
            cells = ", ".join(f"{self.cells[n]} as c{n}" for n in self.part)
            self.con.execute(
                f"create or replace temp table part as select {cells} from read_parquet({_text(self.text)})"
            )
        return "part"

    def filled(self, column: int) -> tuple[int, int]:
        """(filled cells of a column, those of them that are masked already)."""
        return _only(
            self.con.execute(
                f"select count(*), count(*) filter (c{column} = $mask) from {self._of(column)} where c{column} <> $broken",
                {"mask": MASK, "broken": BROKEN},
            ).fetchone()
        )

    def name_columns(self, columns: Iterable[int]) -> list[int]:
        """Columns in which many cells are full names of people."""
        return [
            n
            for n in columns
            if self._one(f"select coalesce(sum(times), 0) from ({self._names(n, WITH_NAMES.names)})")
            > NAME_SHARE * self.filled(n)[0]
        ]

    def mask(self, column: int, instead: dict[str, str] | None = None) -> None:
        """Replaces the cells of a column that look personal; `instead`: cell → what stands there and no mask."""
        cell, look = self.cells[column], self.looks.get(column, Look())
        mask = _literal(MASK)
        if instead:
            known = f"list_extract({_list(instead.values())}, {_place(instead, cell)})"
            mask = f"coalesce({known}, {mask})"
        personal = f"regexp_matches({_nfc(cell)}, {_literal(look.marks)})"
        if look.names:
            personal += f" or {self._is_one_of(cell, f'masked_{column}', self._names(column, look.names))}"
        self.cells[column] = f"case when {personal} then {mask} else {cell} end"
        self._offer()

    def _is_one_of(self, cell: str, name: str, cells: str) -> str:
        """Whether a cell is one that a question gives; `name`: of a type whose values they become. No join, which would
        lose the order of the rows, and no list, in which each cell would be searched."""
        self.con.execute(f"create type {name} as enum (select cell from ({cells}))")
        return f"try_cast({cell} as {name}) is not null"

    def mask_all(self, column: int) -> None:
        """Replaces all filled cells of a column; a broken row stays known as one."""
        cell = self.cells[column]
        self.cells[column] = f"case when {cell} <> {_literal(BROKEN)} then {_literal(MASK)} else {cell} end"
        self._offer()

    def blank(self, column: int, words: list[str]) -> None:
        """Takes cells that hold nothing but one of the words for empty ones."""
        cell, listed = self.cells[column], ", ".join(map(_literal, words))
        self.cells[column] = f"case when lower(trim({cell})) not in ({listed}) then {cell} end"
        self._offer()

    def straighten_days(self, column: int, is_utc: bool, zone: str) -> None:
        """Makes the cells of a date column begin with the day, that of the zone: moments in UTC (all, or those that end
        in Z) would count for the day before if answered before seven, and Google Sheets may write the time first."""
        cell = self.cells[column]
        marked, late, worded = _only(
            self.con.execute(
                f"select coalesce(bool_or(c{column} like '%Z'), false),"
                f" coalesce(bool_or(substr(c{column}, 2, 2) like '%:%' or c{column} like ' %'), false),"
                f" coalesce(bool_or(c{column} like '___ ___ __ ____ __:%'), false) from export"
            ).fetchone()
        )
        if worded:  # `Wed Nov 05 2025 09:40:00 GMT+0700`, from a script behind a Google form
            day = f"strftime(try_strptime(left({cell}, 15), '%a %b %d %Y'), '%Y-%m-%d')"
            cell = f"coalesce({day} || substr({cell}, 16), {cell})"
        if late:
            cell = f"regexp_replace({cell}, '^\\s*(?:(\\d+:\\d+(?::\\d+)?)\\s+)?(.*)$', '\\2 \\1')"
        if is_utc or marked:
            moment = f"try_cast(replace(left({cell}, 19), 'T', ' ') as timestamp)"
            moment = f"timezone({_literal(zone)}, timezone('UTC', {moment}))"
            which = "true" if is_utc else f"{cell} like '%Z'"
            cell = f"case when {which} then coalesce(strftime({moment}, '%Y-%m-%d %H:%M:%S'), {cell}) else {cell} end"
        if cell != self.cells[column]:
            self.cells[column] = cell
            self._offer()

    def store(self, target: Path, headers: dict[int, str]) -> None:
        """Writes the columns that stay as CSV: what the archive keeps."""
        self._stage("store")
        body = target.with_suffix(".body")
        chosen = ", ".join(f"c{n}" for n in headers)
        self._copy(
            f"copy (select {chosen} from export) to {_text(body)} (format csv, header false, delimiter ',',"
            " quote '\"', escape '\"', nullstr '')"
        )
        with target.open("wb") as file:  # headers of our own: a table cannot have two columns of one name
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
            f"select cell, count(*), min(place) from (select {cell} as cell, place from export)"
            " where cell is not null and cell <> ? group by cell order by 2 desc, 3 limit ?",
            [BROKEN, limit],
        ).fetchall()

    def day_texts(self, column: int) -> list[tuple[str, int, int]]:
        """(day part of the cells of a date column, how often, first row): few, whatever the number of responses."""
        return self.con.execute(
            f"select day, count(*), min(place) from (select {_day_text(column)} as day, place from export)"
            " where day is not null group by day"
        ).fetchall()

    def day_pairs(self, column: int, other: int) -> list[tuple[str, str, int]]:
        """(day part of the cells of a date column, of those of another one, how often) where both are filled."""
        return self.con.execute(
            f"select day, other, count(*) from (select {_day_text(column)} as day, {_day_text(other)} as other from export)"
            " where day is not null and other is not null group by day, other"
        ).fetchall()

    def tells_seconds(self, column: int) -> bool:
        """Whether every filled cell of a column has a time with seconds, and not always none of them."""
        times, seconds = _only(
            self.con.execute(
                f"select count(*) filter (not regexp_matches(c{column}, $full)),"
                f" count(*) filter (not regexp_matches(c{column}, $even)) from export where c{column} <> $broken",
                {"full": r"\d:\d\d:\d\d", "even": r"\d:\d\d:00(\D|$)", "broken": BROKEN},
            ).fetchone()
        )
        return not times and bool(seconds)

    # coding

    def code(self, plan: Plan, target: Path, file_seq: int | None = None) -> Coded:
        """Writes the coded answers of the responses that count to `target`, one row per answer and one per response
        (question_code null). file_seq: the likely journal number of the file (see `number`)."""
        self._stage("code")
        self._words(plan)
        self._code(plan)
        if plan.interview:
            self._once(plan)
        reasons = dict(self.con.execute("select reason, count(*) from coded group by reason").fetchall())
        loaded = reasons.pop(None, 0)
        examples = {
            reason: [row for (row,) in self.con.execute(
                "select place from coded where reason = ? order by place limit 50", [reason]).fetchall()]
            for reason in REFUSED if reason in reasons
        }  # fmt: skip
        unknown, bad = self._not_coded(plan)
        self._stage("write")
        self._write(plan, target, file_seq)
        return Coded(reasons, examples, unknown, bad, loaded)

    def _words(self, plan: Plan) -> None:
        """The type `word`: every code that this export can give. A code is then one or two bytes, and a dictionary
        in the Parquet file as it is; as text, the answers of a million people are hashed once more."""
        codes = {"?", "", *REFUSED, *KEPT_OUT, plan.fixed_unit}
        for pairs in (plan.unit_codes, plan.group_codes, *(c.meaning for c in plan.columns)):
            codes.update(code for _, code in pairs)
        codes.update(c.question_code for c in (*plan.columns, *plan.splits))
        codes.update(option for split in plan.splits for _, option, _ in split.options)
        self.con.execute("create temp table codes (code varchar)")
        self.con.execute("insert into codes select unnest(?)", [sorted(codes - {None})])
        for n, column in enumerate(plan.columns):
            if column.kind == "number":
                cell = _first_filled(column.columns)
                self.con.execute(
                    f"create temp table cell_{n} as select cell,"
                    " coalesce(cast(try_cast(replace(cell, ',', '.') as double) as varchar), '?') as code"
                    f" from (select distinct {cell} as cell from export) where cell is not null"
                )
                self.con.execute(f"insert into codes select code from cell_{n}")
        self.con.execute("create type word as enum (select distinct code from codes order by code)")

    def _code(self, plan: Plan) -> None:
        """One row per response: why it does not count (reason), its unit, group, day, weight, and its answers coded."""
        joins = []
        day, unreadable = "cast(null as date)", "false"
        if plan.date_column is not None:
            days = [(text, day.isoformat()) for text, day in plan.date_codes]
            self._lookup("day_lookup", days, "date")
            joins.append(f"left join day_lookup as d on d.cell = {_day_text(plan.date_column)}")
            day, unreadable = ("d.code", f"d.code is null and c{plan.date_column} is not null")
            if plan.sent_codes and plan.sent_column is not None:
                self.con.execute("create temp table sent_lookup (cell varchar, other varchar, code date)")
                self.con.execute(
                    "insert into sent_lookup select unnest($cells), unnest($others), unnest($codes)",
                    dict(zip(("cells", "others", "codes"), map(list, zip(*plan.sent_codes, strict=True)), strict=True)),
                )
                joins.append(
                    f"left join sent_lookup as k on k.cell = {_day_text(plan.date_column)}"
                    f" and k.other = {_day_text(plan.sent_column)}"
                )
                day = "coalesce(k.code, d.code)"
        dated = f"nullif({day}, date '1980-01-01')"  # LimeSurvey writes that day for an anonymised one
        tests = [("row_broken", f"c0 = {_literal(BROKEN)}")]
        if plan.complete_column is not None:
            tests.append(("incomplete", f"c{plan.complete_column} is null"))
        if plan.review_column is not None:
            refused = ", ".join(map(_literal, plan.review_refused))
            tests.append(("rejected_by_review", f"lower(trim(c{plan.review_column})) in ({refused})"))
        source = "export as e"
        if plan.id_column is not None:
            key = f"c{plan.id_column}"
            joins.append(
                f"left join (select {key} as id, min(place) as first_row from export group by {key} having count(*) > 1) as i on i.id = e.{key}"
            )
            tests.append(("duplicate_id", "i.first_row is not null and e.place > i.first_row"))
        if plan.consent_columns:
            given = _place(plan.consent_given, _first_filled(plan.consent_columns))
            tests.append(("no_consent", f"{given} is null"))
        unit = _first_filled(plan.unit_columns)
        if plan.unit_columns:
            known = _place([cell for cell, _ in plan.unit_codes], unit)
            tests += [("unit_missing", f"{unit} is null"), ("unit_unknown", f"{known} is null")]
            unit = _code_of(plan.unit_codes, unit)
        else:
            unit = _word(plan.fixed_unit)
        group = _code_of(plan.group_codes, _first_filled(plan.group_columns))
        tests.append(("date_unreadable", unreadable))
        if plan.period:
            first, last = plan.period
            tests.append(("outside_period", f"{dated} not between date '{first:%Y-%m-%d}' and date '{last:%Y-%m-%d}'"))
        weight = "cast(1 as decimal(12,6))"
        if plan.weight_column is not None:
            weight = f"try_cast(replace(c{plan.weight_column}, ',', '.') as decimal(12,6))"
            tests.append(("weight_unreadable", f"coalesce({weight} <= 0, true)"))
        cases = " ".join(f"when {test} then {_word(reason)}" for reason, test in tests)
        answers, more = self._answers(plan)
        self.con.execute(
            f"create temp table coded as select e.place, {dated} as response_on,"
            f" {unit} as unit_code, {group} as respondent_group, {weight} as weight,"
            f" case {cases} end as reason{answers} from {source} {' '.join([*joins, *more])}"
        )

    def _once(self, plan: Plan) -> None:
        """Of responses that count and are equal in all the columns, the first (see `Plan.interview`). Few share the
        moments of the first two, so only those are compared in all; moments of a clock that is wrong say nothing."""
        begun, ended = (f"c{n}" for n in plan.interview[:2])
        self.con.execute(
            f"create temp table moment as select {begun} as begun, {ended} as ended from export"
            f" where {begun} is not null and {ended} is not null group by all having count(*) > 1"
        )
        equal = ", ".join(f"e.c{n}" for n in plan.interview)
        right = (
            f" anti join sent_lookup as k on k.cell = {_day_text(plan.date_column)}"
            f" and k.other = {_day_text(plan.sent_column)}"
            if plan.sent_codes and plan.date_column is not None and plan.sent_column is not None
            else ""
        )
        self.con.execute(
            f"update coded set reason = {_word('sent_twice')} where place in (select place from ("
            f"select e.place, row_number() over (partition by {equal} order by e.place) as number from export as e"
            f" semi join moment as m on m.begun = e.{begun} and m.ended = e.{ended}"
            f" semi join coded as c on c.place = e.place and c.reason is null{right}) where number > 1)"
        )

    def _answers(self, plan: Plan) -> tuple[str, list[str]]:
        """Columns q0, q1, … of the answers and the joins that code them: of a single choice the place of its cell
        among those that mean something (0: of none), of several choices the number of the cell (not above 0: a part
        of it is unknown), of a number its text. Of split questions whether an option is chosen (s<column>) and
        whether any cell is filled (a0, …)."""
        parts, joins = [], []
        for n, column in enumerate(plan.columns):
            cell = _first_filled(column.columns)
            if column.kind == "single":
                found = _place([c for c, _ in column.meaning], cell)
                parts.append(f"case when {cell} is not null then coalesce({found}, 0) end as q{n}")
                continue
            joins.append(f"left join cell_{n} on cell_{n}.cell = {cell}")
            if column.kind == "number":
                parts.append(f"cast(cell_{n}.code as word) as q{n}")
                continue
            self._lookup(f"several_{n}", column.meaning)
            self.con.execute(
                f"create temp table cell_{n} as select cell, row_number() over ()"
                f" * case when count(code) = count(*) then 1 else -1 end as number from several_{n} group by cell"
            )
            parts.append(f"case when {cell} is not null then coalesce(cell_{n}.number, 0) end as q{n}")
        for n, split in enumerate(plan.splits):
            parts += [
                f"coalesce(lower(trim(c{place})) in ({', '.join(map(_literal, chosen))}), false) as s{place}"
                for place, _, chosen in split.options
            ]
            filled = ", ".join(f"c{place}" for place, *_ in split.options)
            parts.append(f"coalesce({filled}) is not null as a{n}")
        if plan.respondent:  # a number that says nothing of the person, and the same in every version of DuckDB
            marks = (plan.id_column, plan.date_column)
            text = ", ".join(f"coalesce(c{n}, '')" if n in marks else self._unnamed(n) for n in plan.respondent)
            parts.append(f"cast('0x' || left(md5(concat_ws(chr(31), {text})), 16) as ubigint) as respondent")
        if plan.sent:
            moments, answers = plan.sent[:2], plan.sent[2:]
            text = ", ".join([*(f"c{n}" for n in moments), *map(self._unnamed, answers)])
            said = " and ".join(
                [*(f"c{n} is not null" for n in moments), *(["k.code is null"] if plan.sent_codes else [])]
            )
            mark = f"cast('0x' || left(md5(concat_ws(chr(31), {text})), 16) as ubigint)"
            parts.append(f"case when {said} then {mark} end as interview")
        return "".join(f", {part}" for part in parts), joins

    def _unnamed(self, column: int) -> str:
        """A cell as far as it tells a response again: a name in it may be masked in one export and not in another."""
        named = self._is_one_of(f"c{column}", f"unnamed_{column}", self._names(column, WITH_NAMES.names))
        masked = f"contains(c{column}, {_literal(MASK)})"
        return f"case when {named} or {masked} then '' else coalesce(c{column}, '') end"

    def _lookup(self, name: str, pairs: Iterable[tuple[str, str | None]], kind: str = "word") -> None:
        pairs = list(pairs)
        self.con.execute(f"create or replace temp table {name} (cell varchar, code {kind})")
        if pairs:
            self.con.execute(
                f"insert into {name} select unnest($cells), unnest($codes)",
                {"cells": [p[0] for p in pairs], "codes": [p[1] for p in pairs]},
            )

    def _not_coded(self, plan: Plan) -> tuple[dict, dict]:
        """Answers that no scale knows, and numbers that are none: question → (count, first row)."""
        if not plan.columns:
            return {}, {}
        tests = [
            f"q{n} = {_word('?')}" if column.kind == "number" else f"q{n} <= 0" for n, column in enumerate(plan.columns)
        ]
        checks = ", ".join(f"count(*) filter ({t}), min(place) filter ({t})" for t in tests)
        row = _only(self.con.execute(f"select {checks} from coded where reason is null").fetchone())
        unknown, bad = {}, {}
        for n, column in enumerate(plan.columns):
            if row[2 * n]:
                (bad if column.kind == "number" else unknown)[column.question_code] = (row[2 * n], row[2 * n + 1])
        return unknown, bad

    def _write(self, plan: Plan, target: Path, file_seq: int | None) -> None:
        seq = "null" if file_seq is None else str(file_seq)
        facts = (
            f"cast({seq} as bigint) as file_seq, place as response, response_on, unit_code, respondent_group, weight"
        )
        kept = "from coded where reason is null"
        # what tells a response again stands once, in its own row
        respondent = "respondent" if plan.respondent else "cast(null as ubigint) as respondent"
        respondent += ", interview" if plan.sent else ", cast(null as ubigint) as interview"
        parts = [f"select {facts}, {_word(None)} as question_code, {_word(None)} as option_code, {respondent} {kept}"]
        for n, column in enumerate(plan.columns):
            code = _word(column.question_code)
            answered = f"{kept} and q{n} is not null"
            if column.kind == "multiple":
                parts.append(
                    f"select {facts}, {code}, s.code, null, null from coded left join"
                    f" (select number, s.code from several_{n} as s inner join cell_{n} as c on c.cell = s.cell) as s"
                    f" on s.number = q{n} where reason is null and q{n} is not null"
                )
            elif column.kind == "number":
                parts.append(f"select {facts}, {code}, nullif(q{n}, {_word('?')}), null, null {answered}")
            else:
                codes = _words(option for _, option in column.meaning)
                parts.append(f"select {facts}, {code}, list_extract({codes}, q{n}), null, null {answered}")
        for n, split in enumerate(plan.splits):
            code = _word(split.question_code)
            parts += [
                f"select {facts}, {code}, {_word(option)}, null, null {kept} and s{column}"
                for column, option, _ in split.options
            ]
            none = " and ".join(f"not s{column}" for column, *_ in split.options)
            parts.append(f"select {facts}, {code}, {_word('')}, null, null {kept} and a{n} and {none}")
        self.con.execute("set preserve_insertion_order = false")
        self.con.execute(f"copy ({' union all '.join(parts)}) to {_text(target)} (format parquet, {PARQUET})")


def number(answers: Path, file_seq: int) -> None:
    """Writes the journal number of their file into coded answers: it is known once all files of a run are read. Of a file
    that came alone it stands there already, and to write them again would take as long as to write them."""
    import duckdb

    target = answers.with_suffix(".numbered")
    with duckdb.connect() as con:
        first = con.execute(f"select file_seq from read_parquet({_text(answers)}) limit 1").fetchone()
        if first is None or first == (file_seq,):
            return
        con.execute("set preserve_insertion_order = false")
        con.execute(
            f"copy (select * replace (cast({file_seq} as bigint) as file_seq) from read_parquet({_text(answers)}))"
            f" to {_text(target)} (format parquet, {PARQUET})"
        )
    target.replace(answers)


class _Watch:
    """Tells how much of an export is done while DuckDB works on it."""

    def __init__(self, con: duckdb.DuckDBPyConnection, report: Callable[[float], None]) -> None:
        self.con, self.report = con, report
        self.stage = (0.0, 0.0)
        self.ended = threading.Event()
        self.con.execute("set enable_progress_bar = true; set enable_progress_bar_print = false")
        self.thread = threading.Thread(target=self._run, daemon=True)
        self.thread.start()

    def begin(self, name: str) -> None:
        self.stage = STAGES[name]

    def stop(self) -> None:
        self.ended.set()
        self.thread.join()

    def _run(self) -> None:
        done = 0.0
        while not self.ended.wait(EVERY):
            first, last = self.stage
            within = min(max(self.con.query_progress(), 0.0), 100.0) / 100
            done = max(done, first + (last - first) * within)  # a stage is more than one query
            self.report(done)


def _only(row: tuple | None) -> tuple:
    """The one row of a question that always has one."""
    assert row is not None
    return row


def _new_line(csv: Path) -> str:
    with csv.open("rb") as file:
        head = file.read(1 << 16)
    return "\\r\\n" if b"\r\n" in head else "\\n" if b"\n" in head else "\\r"


def _first_filled(columns: tuple[int, ...]) -> str:
    if not columns:
        return "cast(null as varchar)"
    return f"c{columns[0]}" if len(columns) == 1 else f"coalesce({', '.join(f'c{n}' for n in columns)})"


def _nfc(cell: str) -> str:
    return f"nfc_normalize({cell})"


def _day_text(column: int) -> str:
    """The start of a cell, in which its day is: `29/11/2025`, `1/2/2025 9`, `2025-11-29`."""
    return f"left(c{column}, 10)"


def _place(cells: Iterable[str], cell: str) -> str:
    """Place of a cell in a list (from 1), null where it is not there. A function, no join: DuckDB computes it once
    for each cell of a dictionary."""
    return f"list_position({_list(cells)}, {cell})"


def _list(texts: Iterable[str]) -> str:
    return f"cast([{', '.join(map(_literal, texts))}] as varchar[])"


def _words(codes: Iterable[str | None]) -> str:
    return f"cast([{', '.join(map(_literal, codes))}] as word[])"


def _code_of(pairs: Iterable[tuple[str, str]], cell: str) -> str:
    """The code of a cell, null where it has none."""
    pairs = list(pairs)
    if not pairs:  # of an empty list DuckDB would not know the type
        return _word(None)
    return f"list_extract({_words(code for _, code in pairs)}, {_place([c for c, _ in pairs], cell)})"


def _word(code: str | None) -> str:
    return f"cast({_literal(code)} as word)"


def _text(path: Path) -> str:
    return _literal(str(path))


def _literal(text: str | None) -> str:
    return "null" if text is None else "'" + text.replace("'", "''") + "'"
