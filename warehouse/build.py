"""Builds one snapshot: raw rows and reference in, models and checks run, a whole DuckDB file out."""

from __future__ import annotations

import contextlib
import csv
import hashlib
import re
import shutil
from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import duckdb

from warehouse import incoming, kinds, records, robustness
from warehouse.store import sha256_of
from warehouse.withdrawn import IN_FORCE

HERE = Path(__file__).resolve().parent
MODELS = HERE / "models"
REFERENCE_TABLES = HERE / "reference_tables.csv"
SQL_TYPES = {"text": "VARCHAR", "integer": "BIGINT", "decimal": "DECIMAL(9,4)", "quantity": "DECIMAL(18,4)", "date": "DATE",
             "boolean": "BOOLEAN"}  # fmt: skip
# The computed tables, rank_interval and borderline: their model files hold columns only, because SQL cannot say how they
# are filled. After this model, which therefore follows the other, a function fills both from the marts that it reads.
COMPUTED = {"mart.rank_interval": robustness.fill}
QUALIFIED = re.compile(r"\b(?:reference|raw|staging|mart)\.\w+")
# A snapshot has many small tables: with DuckDB's blocks of 256 KB it is four times as large, and no query is faster. As
# DuckDB 1.0 would still read it, it is twice as large, since that keeps 3 KB of counts for each of 2,000 columns, and
# takes twice as long to open.
FILE_FORMAT: dict[str, str | bool | int | float | list[str]] = {
    "default_block_size": 16384,
    "storage_compatibility_version": "v1.3.0",
}
# Up to so many raw rows of new files and bytes of answers a second thread only costs.
SMALL_ROWS, SMALL_ANSWERS = 200_000, 16_000_000
# The models from which the date of a file follows.
DATING = {"staging.setting", "staging.register_row", "staging.file_content", "staging.file_name", "staging.file_date"}  # fmt: skip
# What other models than these know of the answers, so that they need none.
SURVEY_RESULTS = (
    "private.survey_repeated", "private.survey_cell", "private.survey_question", "private.survey_response_count",
)  # fmt: skip
# Tables that differ between two builds of the same data: they tell runs and their clock.
VOLATILE = {"snapshot", "file", "finding", "score_story", "submission_version"}
OF_SNAPSHOT = (
    "select * exclude (snapshot_id, published_at) from {}.mart.snapshot"  # what does not differ of one of them
)


class CheckFailed(Exception):
    """A check returned bad rows; nothing is published."""


class ModelsInACircle(Exception):
    """Models read one another, so none of them can be first."""


class UnknownTable(Exception):
    """A model reads a table that nothing makes."""


@cache
def model_order() -> list[str]:
    """Names of all models in build order."""
    return in_order({name: reads_of(name) for name in (f"{p.parent.name}.{p.stem}" for p in MODELS.rglob("*.sql"))})


def in_order(read_by: Mapping[str, Set[str]]) -> list[str]:
    """Models (name → tables that it reads), each after what it reads: layer by layer, by name within a layer."""
    made = {f"reference.{table}" for table in (*reference_columns(), "build", "calendar", "identity", "shape")}
    for name, tables in sorted(read_by.items()):
        if unknown := sorted(tables - made - read_by.keys()):
            raise UnknownTable(f"{name} reads {', '.join(unknown)}")
    sorter = TopologicalSorter({name: tables - made for name, tables in read_by.items()})
    try:
        sorter.prepare()
    except CycleError as error:
        raise ModelsInACircle(" <- ".join(error.args[1])) from error
    order: list[str] = []
    while sorter.is_active():
        layer = sorted(sorter.get_ready())
        order += layer
        sorter.done(*layer)
    return order


def reads(path: Path) -> set[str]:
    """The tables that a model names. A private one is temporary and has no schema: it stands after FROM or JOIN."""
    name = f"{path.parent.name}.{path.stem}"
    if name in COMPUTED:  # it fills the other computed table too
        return set(QUALIFIED.findall(robustness.READS)) | {"mart.borderline"}
    text = re.sub(r"--.*", "", _sql(path))
    named = set(re.findall(r"\b(?:from|join)\s+(\w+)\b(?!\.)", text))
    temporary = {f"private.{table}" for table in named & _private()}
    return (set(QUALIFIED.findall(text)) | temporary) - {name}


@cache
def _private() -> frozenset[str]:
    """Names of the private models, without their folder."""
    return frozenset(p.stem for p in (MODELS / "private").glob("*.sql"))


@cache
def reference_columns() -> dict[str, list[tuple[str, str]]]:
    """Reference table → (column, type) in order."""
    tables: dict[str, list[tuple[str, str]]] = {}
    with REFERENCE_TABLES.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            tables.setdefault(row["table"], []).append((row["column"], row["type"]))
    return tables


@cache
def _sql(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def _path(model: str) -> Path:
    schema, table = model.split(".")
    return MODELS / schema / f"{table}.sql"


@cache
def is_view(model: str) -> bool:
    """Whether a model keeps no rows; it says so in its first line."""
    return _sql(_path(model)).startswith("-- View")


@cache
def reads_of(model: str) -> frozenset[str]:
    """The tables that a model names."""
    return frozenset(reads(_path(model)))


def answer_models() -> list[str]:
    """The models that read answers, and those between them and SURVEY_RESULTS, in order."""
    found, waiting = set(), set(SURVEY_RESULTS)
    while waiting:
        found |= waiting
        waiting = {t for m in waiting for t in reads_of(m) if t.startswith("private.")} - found
    return [m for m in model_order() if m in found - {"private.survey_coded"}]


def select_of(name: str) -> str:
    """What a model selects."""
    return _sql(_path(name)).rstrip().removesuffix(";")


@cache
def statement(name: str) -> str:
    """What makes a model: folder and file say the name, the text is a comment and a SELECT. Where nothing can be
    selected, because rows are inserted from elsewhere, the text is a whole CREATE TABLE: columns need their types."""
    schema, table = name.split(".")
    text = _sql(_path(name))
    if re.search(r"^create ", text, re.MULTILINE):
        return text
    kind = "view" if is_view(name) else "table"
    if schema == "private":  # what findings or the answer models need is there before the others
        return f"create temp {kind} if not exists {table} as\n{text}"
    return f"create {kind} {name} as\n{text}"


def run_model(con: duckdb.DuckDBPyConnection, name: str) -> None:
    """Makes the table of one model. A computed table is filled at once."""
    con.execute(statement(name))
    if name in COMPUTED:
        COMPUTED[name](con)


@cache
def fingerprint() -> str:
    """Of all that makes tables of raw rows and reference: a snapshot that was made otherwise lends none of them."""
    paths = [*sorted(MODELS.rglob("*.sql")), *sorted((HERE / "shim").glob("*.sql")), HERE / "dictionary.csv",
             REFERENCE_TABLES, HERE / "robustness.py", HERE / "incoming.py", Path(__file__)]  # fmt: skip
    texts = [duckdb.__version__, *(f"{p.parent.name}.{p.name}\n{_sql(p)}" for p in paths)]
    return hashlib.sha256("\n".join(texts).encode()).hexdigest()


@cache
def shape() -> str:
    """Fingerprint of the raw and reference tables: a snapshot of another shape lends no rows to the next one."""
    paths = [REFERENCE_TABLES, *sorted((MODELS / "raw").glob("*.sql"))]
    return hashlib.sha256("".join(_sql(p) for p in paths).encode()).hexdigest()


def fits(snapshot: Path) -> bool:
    """Whether a snapshot has the raw and reference tables of this version of the program."""
    try:
        with duckdb.connect(str(snapshot), read_only=True) as con:
            return con.execute("select shape from reference.shape").fetchall() == [(shape(),)]
    except duckdb.Error:
        return False


def can_be_asked(con: duckdb.DuckDBPyConnection) -> bool:
    """Whether a snapshot has every column of the marts of this version of the program: an older one may lack some."""
    held = set(
        con.execute(
            "select table_schema || '.' || table_name, column_name from information_schema.columns where table_schema = 'mart'"
        ).fetchall()
    )
    with (HERE / "dictionary.csv").open(encoding="utf-8", newline="") as lines:
        wanted = {(row["table"], row["column"]) for row in csv.DictReader(lines) if row["column"]}
    return {pair for pair in wanted if pair[0].startswith("mart.")} <= held


def prepare(
    con: duckdb.DuckDBPyConnection, reference: dict[str, list[tuple]], as_of: date, only: set[str] | None = None
) -> None:
    """Schemas, shim functions, reference tables, day and calendar, empty raw tables; `only` some tables where few are
    asked. The identity is a table of its own: it changes with every build, the day does not."""
    for schema in ("reference", "raw", "staging", "mart"):
        con.execute(f"create schema {schema}")
    con.execute(_sql(HERE / "shim" / "duckdb.sql"))
    _fill_reference(con, reference, only)
    con.execute("create table reference.shape (shape varchar, fingerprint varchar, answers varchar)")
    con.execute("insert into reference.shape values (?, ?, '')", [shape(), fingerprint()])
    con.execute("create table reference.build as select cast(? as date) as as_of", [as_of])
    con.execute("create table reference.identity as select '' as snapshot_id, '' as published_at")
    if not only or "reference.calendar" in only:
        con.execute("create table reference.calendar (day date, is_working boolean)")
        insert(con, "reference.calendar", _calendar(reference.get("holidays", []), as_of))
    for name in model_order():
        if name.startswith("raw.") and (not only or name in only):
            run_model(con, name)


def _fill_reference(con: duckdb.DuckDBPyConnection, reference: dict[str, list[tuple]], only: set[str] | None) -> None:
    for table, columns in reference_columns().items():
        if only and f"reference.{table}" not in only:
            continue
        types = [(name, SQL_TYPES[kind]) for name, kind in columns]
        if rows := reference.get(table):
            with incoming.offered(con, types, rows):
                con.execute(f"create table reference.{table} as from incoming_rows")
        else:  # a sixth of the time; a test or one table alone leaves most of them empty
            con.execute(f"create table reference.{table} ({', '.join(map(' '.join, types))})")


def _calendar(holidays: list[tuple], as_of: date) -> list[tuple]:
    free = {day for day, _, is_working in holidays if not is_working}
    worked = {day for day, _, is_working in holidays if is_working}
    first, last = date(2021, 1, 1), date(as_of.year + 3, 12, 31)
    days = (first + timedelta(days=n) for n in range((last - first).days + 1))
    return [(day, day in worked or (day.weekday() < 5 and day not in free)) for day in days]


def insert(con: duckdb.DuckDBPyConnection, table: str, rows: Iterable[tuple]) -> None:
    """Appends tuples in column order, in bulk through Arrow."""
    rows = list(rows)
    if not rows:
        return
    described = con.execute(f"describe {table}").fetchall()
    with incoming.offered(con, [(name, kind) for name, kind, *_ in described], rows):
        con.execute(f"insert into {table} select * from incoming_rows")


def received_row(event: dict) -> tuple:
    """A `received` event as a row of raw.received_file."""
    return event["seq"], *records.received_file(
        run_seq=event["run"], received_at=event["at"], who=event["who"], path=event["path"],
        file_name=event["file_name"], sha256=event["sha256"], ext=event["ext"], kind=event["kind"],
        status=event["status"], unit_code=event["unit_code"], year=event["year"],
        framework_code=event["framework_code"], given_on=_day(event["given_on"]),
        first_seen_on=_day(event["first_seen_on"]), content_hash=event["content_hash"], row_count=event["row_count"],
        assessment_code=event.get("assessment_code"),
    )  # fmt: skip


def rows_row(event: dict) -> tuple:
    """What became of the data rows of a `received` event, for raw.file_rows."""
    loaded = event["row_count"]
    return event["seq"], *records.file_rows(
        rows_in=event.get("rows_in", loaded), rows_loaded=loaded, rows_refused=event.get("rows_refused", 0)
    )


def handed_row(event: dict) -> tuple:
    """A `received` event of a hand-over as a row of raw.handed_over."""
    said = event["handed"]
    return event["seq"], *records.handed_over(
        handed_by=said["office"], package_code=said["code"], head_seq=said["head"]["seq"], head_sha256=said["head"]["sha256"],
        is_extract=said["role"] == "extract", original_name=said["original_name"], original_sha256=said["original_sha256"],
    )  # fmt: skip


def stage_row(event: dict, snapshot: str) -> tuple:
    """A `staged` event as a row of raw.stage; snapshot: the one that is built, the first to hold a new event."""
    file = next(iter(event.get("files", [])), {})
    return records.stage(
        event_seq=event["seq"], year=event["year"], stage=event["stage"], since=_day(event["since"]),
        document_number=event["document_number"], document_date=_day(event["document_date"]),
        snapshot_id=event.get("snapshot", snapshot), note=event.get("note"), set_by=event["who"], set_at=event["at"],
        proposed_by=event.get("proposed_by"), file_name=file.get("name"), file_sha256=file.get("sha256"),
    )  # fmt: skip


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def build(target: Path, **what) -> None:
    """Writes a whole snapshot to `target`; what: see `staged`. Raises CheckFailed where a check returns rows."""
    with staged(target, **what) as making:
        finish(making)


@dataclass
class Making:
    """A snapshot while it is made: from nothing, or out of a copy of the one before, in which only that is made anew whose
    rows may be others. changed: the tables whose rows are not those of the one before; None where there is none."""

    con: duckdb.DuckDBPyConnection
    changed: set[str] | None = None
    empty: frozenset[str] = frozenset()  # the tables of the one before that have no row: of these nothing need be asked
    offered: set[str] = field(default_factory=set)  # private tables that were made

    def fill(self, table: str, rows: Iterable[tuple]) -> None:
        """A table whose rows come from outside."""
        rows = list(rows)
        if self.changed is not None:
            if self._had(table, rows):
                return
            self.changed.add(table)
            self.con.execute(f"delete from {table}")
        insert(self.con, table, rows)

    def make(self, model: str) -> None:
        """The table of a model. In a copy only where one that it reads has changed; and where its own rows come out
        equal, nothing is made anew for its sake."""
        if self.changed is None:
            run_model(self.con, model)
        elif self.changed.isdisjoint(read := reads_of(model)):
            return
        elif model.startswith("private.") or is_view(model):  # no snapshot holds rows to compare with
            self.changed.add(model)
        elif model in COMPUTED:
            other_rules = self.changed & {"mart.criterion", "mart.class"}
            COMPUTED[model](self.con, None if other_rules else "base")
            self.changed |= {t for t in robustness.TABLES if not self._are_equal(f"snapshot.{t}", f"base.{t}")}
        else:
            self.offer(read)
            made = self.con.execute(f"create or replace temp table made as\n{_sql(_path(model))}").fetchone()
            if made == (0,) and model in self.empty:
                return
            if not self._are_equal("temp.made", f"base.{model}"):
                self.changed.add(model)
                # its columns keep their comments
                self.con.execute(f"delete from {model}")
                self.con.execute(f"insert into {model} from made")

    def offer(self, tables: Iterable[str]) -> None:
        """Makes the private ones among tables, each after those that it reads."""
        for table in sorted(tables):
            if table.startswith("private.") and table not in self.offered:
                self.offered.add(table)
                self.offer(reads_of(table))
                run_model(self.con, table)

    @property
    def is_as_before(self) -> bool | None:
        """Whether all marts are those of the one before, apart from what always differs; None where all is made anew, and
        nobody compared."""
        if self.changed is None:
            return None
        marts = {table for table in self.changed if table.startswith("mart.")} - {f"mart.{name}" for name in VOLATILE}
        return not marts and self._are_equal(*(f"({OF_SNAPSHOT.format(name)})" for name in ("snapshot", "base")))

    def _had(self, table: str, rows: list[tuple]) -> bool:
        if table in self.empty:
            return not rows
        return self.con.execute(f"from {table}").fetchall() == rows

    def _are_equal(self, one: str, other: str) -> bool:
        """Whether two tables have equal rows; in one statement, since there are two tables for each model."""
        sums = " union all ".join(f"select {SUMS} from {table} as t" for table in (one, other))
        first, second = self.con.execute(sums).fetchall()
        return first == second


@contextlib.contextmanager
def staged(
    target: Path,
    *,
    snapshot: str,
    as_of: date,
    published_at: str,
    reference: dict[str, list[tuple]],
    files: list[dict],
    base: Path | None,
    rows: dict[str, list[tuple]],
    answers: dict[int, Path] | None = None,
    replaced: Iterable[int] = (),
    stages: Iterable[dict] = (),
    base_sha256: str | None = None,
    survey_results: Path | None = None,
) -> Iterator[Making]:
    """A snapshot up to its marts, for findings that only versions and dates together show; `finish` makes it whole.

    files: all `received` events in force. rows: raw rows, with file_seq first, of the files that `base` (a
    snapshot whose other raw rows are copied) does not hold, or holds under an older question map; replaced: files
    whose rows in `base` no longer count, because another reference reads others. answers: coded answers per survey
    (file_seq → Parquet); they are read, never stored. stages: all `staged` events. base_sha256: the hash under which
    the base was published; where it still has it and was made by the same models, what did not change is taken from it.
    survey_results: folder of SURVEY_RESULTS, so that the answers need not be read.
    """
    target.unlink(missing_ok=True)
    copies = base is not None and lends(base, base_sha256)
    if base and copies:
        shutil.copyfile(base, target)
    con = duckdb.connect(":memory:", config=FILE_FORMAT)
    making = Making(con, {"reference.identity"} if copies else None)
    try:
        # nobody reads the file before it is whole, so no log of changes, for which the disk would be waited for at each
        # of 300 statements. One transaction would spare that too, but there DuckDB plans joins as if its rows were none.
        con.execute(f"attach {quoted(target)} as snapshot (recovery_mode no_wal_writes)")
        con.execute("use snapshot")
        if is_small(rows, answers or {}):
            con.execute("set threads = 1")
        if base:
            con.execute(f"attach {quoted(base)} as base (read_only)")
        if not copies:
            prepare(con, reference, as_of)
        else:
            making.empty = empty_tables(con)
            for table in reference_columns():
                making.fill(f"reference.{table}", reference.get(table, []))
            making.fill("reference.build", [(as_of,)])
            making.fill("reference.calendar", _calendar(reference.get("holidays", []), as_of))
        con.execute("update reference.identity set snapshot_id = ?, published_at = ?", [snapshot, published_at])
        making.fill("raw.received_file", [received_row(e) for e in files])
        making.fill("raw.file_rows", [rows_row(e) for e in files])
        making.fill("raw.handed_over", [handed_row(e) for e in files if e.get("handed")])
        making.fill("raw.finding", _finding_rows(files))
        making.fill("raw.stage", [stage_row(e, snapshot) for e in stages])
        if base:
            take_over(making, list(replaced), rows)
        for table, content in rows.items():
            insert(con, table, content)
        for name in model_order():
            if name.startswith("staging."):
                making.make(name)
        offer_answers(making, answers or {}, survey_results)
        yield making
        if base:
            con.execute("detach base")
        con.execute("checkpoint snapshot")
    finally:
        con.close()


def empty_tables(con: duckdb.DuckDBPyConnection) -> frozenset[str]:
    """The tables of `base` without a row. Of a file that nobody writes into the engine knows how many there are."""
    asked = "select schema_name || '.' || table_name from duckdb_tables() where database_name = 'base' and estimated_size = 0"
    return frozenset(name for (name,) in con.execute(asked).fetchall())


def is_small(rows: dict[str, list[tuple]], answers: dict[int, Path]) -> bool:
    """Whether one thread makes a snapshot for less: sharing out hundreds of small steps costs more than they do."""
    return sum(map(len, rows.values())) < SMALL_ROWS and sum(p.stat().st_size for p in answers.values()) < SMALL_ANSWERS


def lends(base: Path, sha256: str | None) -> bool:
    """Whether the tables of a snapshot can be taken over: it is still what was published under this hash, and these very
    models made it."""
    try:
        with duckdb.connect(str(base), read_only=True) as con:
            made_by = con.execute("select fingerprint from reference.shape").fetchone()
    except duckdb.Error:
        return False
    return made_by == (fingerprint(),) and sha256 == sha256_of(base)


def finish(making: Making) -> None:
    """Marts, checks and comments, from what is staged and the answers offered."""
    for name in model_order():
        if name.startswith(("private.", "mart.")):
            making.make(name)
    check(making.con)
    if making.changed is None:
        comment(making.con)


def _finding_rows(events: Iterable[dict]) -> Iterator[tuple]:
    return ((e["seq"], n, *f) for e in events for n, f in enumerate(e["findings"], 1))


COPIED = tuple(table for kind in kinds.catalogue().values() for table in kind.tables)


def take_over(making: Making, gone: list[int], rows: dict[str, list[tuple]]) -> None:
    """The raw rows of an earlier snapshot, of files that are still in force and whose `rows` do not come again."""
    con = making.con
    kept = "file_seq in (select file_seq from raw.received_file where status in (select unnest(?)))"
    for table in COPIED:
        if making.changed is None:
            con.execute(f"insert into {table} from base.{table} where {kept}", [list(IN_FORCE)])
        elif table in making.empty:
            if rows.get(table):
                making.changed.add(table)
            continue
        again = [row[0] for row in rows.get(table, [])] if table == "raw.survey_file" else []
        dropped = con.execute(
            f"delete from {table} where not {kept} or file_seq in (select unnest(?))", [list(IN_FORCE), gone + again]
        ).fetchone()
        if making.changed is not None and (dropped != (0,) or rows.get(table)):
            making.changed.add(table)


def quoted(path: Path) -> str:
    """A path as a literal of SQL, where no parameter can stand."""
    return "'" + str(path).replace("'", "''") + "'"


def offer_answers(making: Making, answers: dict[int, Path], results: Path | None) -> None:
    """Makes the coded answers visible to the private models, which are temporary: no snapshot holds them. With results
    of them the answers are not read."""
    con = making.con
    # a file that is moved into its partition stays the same one
    stamps = ((seq, path.stat()) for seq, path in sorted(answers.items()))
    told = " ".join(f"{seq}:{stamp.st_size}:{stamp.st_mtime_ns}" for seq, stamp in stamps)
    if con.execute("select answers from reference.shape").fetchone() != (told,):
        con.execute("update reference.shape set answers = ?", [told])
        if making.changed is not None:
            making.changed.add("private.survey_coded")
    if answers and not results:
        files = ", ".join(quoted(path) for _, path in sorted(answers.items()))
        con.execute(f"create temp view survey_coded as from read_parquet([{files}], hive_partitioning = false)")
    making.offer(answer_models() if results else {"private.survey_repeated"})  # findings ask for that one
    if results:
        for model in SURVEY_RESULTS:  # made of no answers, it has its columns and types
            found = f"read_parquet({quoted(results / model / '*.parquet')})"
            con.execute(f"insert into {model.split('.')[1]} by name from {found}")


def surveys_in_force(snapshot: Path) -> dict[int, tuple[int, str, bool]]:
    """file_seq → (year, wave, whether its answers count) of every survey of a snapshot."""
    with duckdb.connect(str(snapshot), read_only=True) as con:
        rows = con.execute("select file_seq, year, wave_code, is_current from staging.survey_file").fetchall()
    return {seq: (year, wave, current) for seq, year, wave, current in rows}


def check(con: duckdb.DuckDBPyConnection) -> None:
    """Runs every file of warehouse/checks; each returns bad rows."""
    bad = []
    for path in sorted((HERE / "checks").glob("*.sql")):
        found = con.execute(_sql(path)).fetchall()
        if found:
            bad.append(f"{path.stem}: {found[:3]}")
    if bad:
        raise CheckFailed("; ".join(bad))


def comment(con: duckdb.DuckDBPyConnection) -> None:
    """Writes dictionary.csv into the comments of tables and columns."""
    views = {
        f"{schema}.{name}"
        for schema, name in con.execute(
            "select schema_name, view_name from duckdb_views() where not internal"
        ).fetchall()
    }
    statements = []
    with (HERE / "dictionary.csv").open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            table, column = row["table"], row["column"]
            if table in views and column:
                continue  # a view's columns take no comment
            words = f"{row['description']} [{row['unit']}]" if row["unit"] else row["description"]
            kind = "view" if table in views else "table"
            target = f"column {table}.{column}" if column else f"{kind} {table}"
            statements.append(f"comment on {target} is '{words.replace(chr(39), chr(39) * 2)}'")
    con.execute(";".join(statements))


def marts_equal(first: Path, second: Path) -> bool:
    """Whether two snapshots hold the same marts, apart from what always differs. Where another release built one of
    them they do not: it is published anew."""
    return marts_that_differ(first, second) == []


def marts_that_differ(first: Path, second: Path) -> list[str] | None:
    """Names of the marts that two snapshots do not have in common, apart from what always differs; None where they
    cannot be compared, because another release built one of them."""
    with duckdb.connect(":memory:") as con:
        for name, path in (("a", first), ("b", second)):
            con.execute(f"attach {quoted(path)} as {name} (read_only)")
        try:
            if _mart_columns(con, "a") != _mart_columns(con, "b"):
                return None
            tables = [m for m in model_order() if m.startswith("mart.") and m.split(".")[1] not in VOLATILE]
            one, other = (set(row_sums(con, name, tables)) for name in ("a", "b"))
            found = sorted({table for table, *_ in one ^ other})
            one, other = (con.execute(OF_SNAPSHOT.format(name)).fetchall() for name in ("a", "b"))
            return found if one == other else [*found, "mart.snapshot"]
        except (duckdb.CatalogException, duckdb.BinderException):
            return None  # other tables or columns


# The number of rows and the sum of their hashes: equal for equal rows in whatever order. Taking the rows of one table
# from those of the other costs more than the build itself.
SUMS = "count(*), sum(cast(hash(t) as hugeint))"


def row_sums(con: duckdb.DuckDBPyConnection, catalog: str, tables: list[str]) -> list[tuple]:
    """(table, number of rows, sum of their hashes)."""
    return con.execute(
        " union all ".join(f"select '{table}', {SUMS} from {catalog}.{table} as t" for table in tables)
    ).fetchall()


def _mart_columns(con: duckdb.DuckDBPyConnection, catalog: str) -> list[tuple]:
    return con.execute(
        "select table_name, column_name, data_type from information_schema.columns"
        " where table_catalog = ? and table_schema = 'mart' order by table_name, ordinal_position",
        [catalog],
    ).fetchall()


def read_reference(snapshot: Path) -> dict[str, list[tuple]]:
    """The reference tables in force of a snapshot, typed."""
    with duckdb.connect(str(snapshot), read_only=True) as con:
        return {table: con.execute(f"from reference.{table}").fetchall() for table in reference_columns()}


def read_settings(snapshot: Path) -> list[tuple]:
    with duckdb.connect(str(snapshot), read_only=True) as con:
        return con.execute("select key, value from reference.settings").fetchall()


def read_raw(snapshot: Path, table: str, seqs: list[int]) -> list[tuple]:
    """Raw rows of the given files, file_seq first."""
    with duckdb.connect(str(snapshot), read_only=True) as con:
        return con.execute(f"select * from {table} where file_seq in (select unnest(?))", [seqs]).fetchall()


def raw_rows(snapshot: Path, seqs: list[int]) -> dict[int, dict[str, list[tuple]]]:
    """file_seq → raw table → its rows without file_seq, of the given files."""
    found: dict[int, dict[str, list[tuple]]] = {}
    with duckdb.connect(str(snapshot), read_only=True) as con:
        for table in COPIED:
            sql = f"select * from {table} where file_seq in (select unnest(?))"
            for seq, *row in con.execute(sql, [seqs]).fetchall():
                found.setdefault(seq, {}).setdefault(table, []).append(tuple(row))
    return found


def rows_of_any_release(snapshot: Path, seqs: list[int]) -> dict[int, dict[str, list[tuple]]]:
    """The same from a snapshot of an earlier release: a column that it lacks is empty."""
    found: dict[int, dict[str, list[tuple]]] = {}
    with duckdb.connect(str(snapshot), read_only=True) as con:
        held = dict(con.execute(
            "select 'raw.' || table_name, list(column_name) from information_schema.columns"
            " where table_schema = 'raw' group by all"
        ).fetchall())  # fmt: skip
        for table in COPIED:
            if table in held:
                columns = records.columns(table)
                asked = ", ".join(name if name in held[table] else f"null as {name}" for name in columns)
                sql = f"select {asked} from {table} where file_seq in (select unnest(?))"
                for seq, *row in con.execute(sql, [seqs]).fetchall():
                    found.setdefault(seq, {}).setdefault(table, []).append(tuple(row))
    return found


def file_dates(
    reference: dict[str, list[tuple]], as_of: date, files: list[dict], register_rows: list[tuple]
) -> dict[int, tuple[date, str]]:
    """file_seq → (date of receipt, where it comes from), by the same model that the snapshot uses."""
    with duckdb.connect(":memory:") as con:
        prepare(con, reference, as_of, {"reference.settings", "reference.milestones", "raw.received_file", "raw.intake_register"})  # fmt: skip
        insert(con, "raw.received_file", [received_row(e) for e in files])
        insert(con, "raw.intake_register", register_rows)
        for name in model_order():
            if name in DATING:
                run_model(con, name)
        found = con.execute("select file_seq, received_on, received_on_source from staging.file_date").fetchall()
    return {seq: (day, source) for seq, day, source in found}


def names_a_row(snapshot: Path, names: Iterable[str]) -> bool:
    """Whether a row of the register names a file by one of these names."""
    with duckdb.connect(str(snapshot), read_only=True) as con:
        found = con.execute(
            "select count(*) from staging.register_row where lower(file_name) in (select lower(unnest(?)))",
            [list(names)],
        ).fetchone()
    return found != (0,)


def held_files(snapshot: Path) -> dict[int, str]:
    """file_seq → kind of the files in force in a snapshot: of these it holds the raw rows."""
    with duckdb.connect(str(snapshot), read_only=True) as con:
        return dict(
            con.execute(
                "select file_seq, kind from raw.received_file where status in (select unnest(?))", [list(IN_FORCE)]
            ).fetchall()
        )


def staged_findings(con: duckdb.DuckDBPyConnection, first_seq: int) -> list[tuple]:
    """(code, file_seq, sheet, cell, found, expected, criterion) of every query in warehouse/findings."""
    found = []
    for path in sorted((HERE / "findings").glob("*.sql")):
        for row in con.execute(_sql(path), {"first_seq": first_seq}).fetchall():
            found.append((path.stem, *row))
    return found


@cache
def reference_rules() -> dict[str, tuple[str, frozenset[str]]]:
    """Every rule of the reference: its text, and the tables that it reads."""
    texts = {path.stem: _sql(path) for path in sorted((HERE / "reference_rules").glob("*.sql"))}
    return {name: (text, frozenset(QUALIFIED.findall(text))) for name, text in texts.items()}


def bad_reference_rows(
    reference: dict[str, list[tuple]], held: Iterable[str]
) -> list[tuple[tuple[str, ...], str, str, str]]:
    """(tables whose file is refused, code, found, expected) of every rule in warehouse/reference_rules that reads a table
    of those held."""
    asked = {f"reference.{table}" for table in held}
    rules = [(text, read) for text, read in reference_rules().values() if asked & read]
    if not rules:
        return []
    with duckdb.connect(":memory:", config={"threads": 1}) as con:
        con.execute("pragma disable_optimizer")  # of a few hundred rows: a third of the time would go into plans
        con.execute(_sql(HERE / "shim" / "duckdb.sql"))
        con.execute("create schema reference")
        _fill_reference(con, reference, set().union(*(read for _, read in rules)))
        bad = [row for text, _ in rules for row in con.execute(text).fetchall()]
    return [(tuple(tables.split(", ")), *told) for tables, *told in bad]


def restate(making: Making, events: list[dict]) -> None:
    """Writes the findings and statuses of events again, after they were added to."""
    con, seqs = making.con, [e["seq"] for e in events]
    con.execute("delete from raw.finding where file_seq in (select unnest(?))", [seqs])
    insert(con, "raw.finding", _finding_rows(events))
    for event in events:
        con.execute("update raw.received_file set status = ? where file_seq = ?", [event["status"], event["seq"]])
    if making.changed is not None:
        making.changed |= {"raw.finding", "raw.received_file"}
