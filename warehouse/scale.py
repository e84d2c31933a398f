"""More answers than one machine should read: what reads them runs on Apache Spark, the rest here, as ever.

    python -m warehouse.scale --export INPUTS                                   what Spark reads
    python -m warehouse.scale --master spark://… --inputs INPUTS --out OUT      on Spark
    python -m etl rebuild --survey-results OUT                                  publishes with it

With --all every model runs on Spark, over the raw rows of the current snapshot, and is compared with it.
"""

from __future__ import annotations

import argparse
import json
import shutil
import sys
from collections.abc import Collection, Iterable
from pathlib import Path
from typing import Any

import duckdb

from warehouse import build
from warehouse.store import Warehouse, WarehouseError

WRONG_USE, DIFFERENT, NOT_WRITTEN = 2, 1, 3
MANIFEST = "belongs_to.json"  # written last: a folder without it is not whole
# Events after which other answers, or other meanings of them, may be in force.
CHANGES = {"received", "reread", "withdrawn", "rollback"}
# Who confirmed a row: Spark is told of nobody.
PEOPLE = ("added_by", "confirmed_by", "saved_by", "set_by")
INPUTS = ("staging.setting", "staging.survey_file")
TOLERANCE = 1e-9


def belongs_to(warehouse: Warehouse) -> dict:
    """What results of answers depend on: the last change in the journal, and the models."""
    seqs = [event["seq"] for event in warehouse.events() if event["type"] in CHANGES]
    return {"journal_seq": max(seqs, default=0), "models": build.fingerprint()}


def refuse_another(warehouse: Warehouse, folder: Path) -> None:
    """Raises WarehouseError where inputs or results were not made of what is in force now, or are not whole."""
    try:
        said = _said(folder)
    except (OSError, ValueError):
        raise WarehouseError(f"Thư mục {folder} không có hoặc chưa đủ; chưa thay đổi gì.") from None
    now = belongs_to(warehouse)
    if any(said.get(name) != value for name, value in now.items()):
        raise WarehouseError(
            f"Thư mục {folder} thuộc về dòng {said.get('journal_seq')} của nhật ký, kho số liệu đã ở dòng"
            f" {now['journal_seq']} hoặc có mô hình khác; chưa thay đổi gì. Xuất lại: python -m warehouse.scale --export"
        )


def say_what_it_belongs_to(folder: Path, what: dict) -> None:
    """Marks a folder as whole."""
    (folder / MANIFEST).write_text(json.dumps(what), encoding="utf-8")


def current(warehouse: Warehouse) -> Path:
    """The published snapshot."""
    if not (snapshot := warehouse.current_id()):
        raise WarehouseError("Kho chưa có số liệu.")
    return warehouse.snapshot_path(snapshot)


def export(warehouse: Warehouse, target: Path) -> None:
    """Writes what the models that read answers are given: the reference, two staged tables and the coded answers."""
    with warehouse.lock_only():
        with duckdb.connect(str(current(warehouse)), read_only=True) as con:
            answers = coded_answers(con, warehouse)
            write_tables(con, [*tables_of(con, "reference"), *INPUTS], target, PEOPLE)
        for path, seq in answers.items():
            copy = target / "answers" / path.parent.relative_to(warehouse.answers) / f"{seq}.parquet"
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, copy)
        say_what_it_belongs_to(target, belongs_to(warehouse))


def coded_answers(con: duckdb.DuckDBPyConnection, warehouse: Warehouse) -> dict[Path, int]:
    """The coded answers of the surveys that count, with their journal numbers. Raises WarehouseError where some are lost,
    or an earlier release wrote them."""
    surveys = {seq for (seq,) in con.execute("select file_seq from staging.survey_file where is_current").fetchall()}
    found = {path: int(path.stem.split("-")[0]) for path in warehouse.answers.glob("year=*/wave=*/*.parquet")}
    columns = "select name from parquet_schema(?)"
    if set(found.values()) == surveys and all(
        ("file_seq",) in con.execute(columns, [str(path)]).fetchall() for path in found
    ):
        return found
    raise WarehouseError("Câu trả lời đã mã hóa không đủ. Chạy: python -m etl rebuild")


def tables_of(con: duckdb.DuckDBPyConnection, schema: str) -> list[str]:
    """Names of the tables of a schema."""
    found = con.execute("select table_name from duckdb_tables() where schema_name = ? order by 1", [schema]).fetchall()
    return [f"{schema}.{name}" for (name,) in found]


def write_tables(
    con: duckdb.DuckDBPyConnection, tables: Iterable[str], target: Path, left_out: Collection[str] = ()
) -> None:
    """Each table as Parquet in a folder of its name, some columns empty."""
    for table in tables:
        columns = [name for name, *_ in con.execute(f"describe {table}").fetchall()]
        shown = ", ".join(f"cast(null as varchar) as {name}" if name in left_out else name for name in columns)
        folder = target / table
        folder.mkdir(parents=True)
        con.execute(f"copy (select {shown} from {table}) to {build.quoted(folder / 'rows.parquet')} (format parquet)")


def run_answers(master: str, inputs: Path, out: Path, address: str) -> dict[str, int]:
    """The models that read answers, in a session of their own; how many tasks each executor did."""
    from warehouse import spark as engine

    if _said(inputs)["models"] != build.fingerprint():
        raise WarehouseError(f"{inputs} do một phiên bản khác của chương trình xuất ra.")
    with engine.session(master, out / ".scratch", address) as spark:
        make_answers(spark, inputs, out)
        tasks = engine.tasks_by_executor(spark)
    shutil.rmtree(out / ".scratch")
    return tasks


def make_answers(spark: Any, inputs: Path, out: Path) -> None:
    """The models that read answers."""
    from warehouse import spark as engine

    models = build.answer_models()
    for table in sorted({t for m in models for t in build.reads_of(m) if not t.startswith("private.")}):
        engine.offer(spark, table, inputs / table)
    engine.offer_answers(spark, inputs / "answers")
    engine.run(spark, models, out, build.SURVEY_RESULTS)
    say_what_it_belongs_to(out, _said(inputs))


def _said(folder: Path) -> dict:
    return json.loads((folder / MANIFEST).read_text(encoding="utf-8"))


def run_all(master: str, warehouse: Warehouse, inputs: Path, out: Path, address: str) -> list[str]:
    """Every model that is SQL, on Spark, over the raw rows of the current snapshot; the tables that differ from it. What
    holds a row for each answer is not kept."""
    from warehouse import spark as engine

    refuse_another(warehouse, inputs)
    given = out / ".given"
    snapshot = current(warehouse)
    with duckdb.connect(str(snapshot), read_only=True) as con:
        tables = [*tables_of(con, "reference"), *tables_of(con, "raw"), *build.robustness.TABLES]
        write_tables(con, tables, given)
    models = [m for m in build.model_order() if m not in {*tables, "private.survey_coded"}]
    answers = set(build.answer_models()) - set(build.SURVEY_RESULTS)
    with engine.session(master, out / ".scratch", address, **engine.SMALL) as spark:
        for table in tables:
            engine.offer(spark, table, given / table)
        engine.offer_answers(spark, inputs / "answers")
        engine.run(spark, models, out, set(models) - answers)
    shutil.rmtree(out / ".scratch")
    shutil.rmtree(given)
    say_what_it_belongs_to(out, _said(inputs))
    return [m for m in models if not m.startswith("private.") and differs(snapshot, m, out / m)]


def differs(snapshot: Path, table: str, folder: Path) -> bool:
    """Whether a table of Spark, cast to the types of the snapshot, has other rows: floats up to TOLERANCE."""
    with duckdb.connect(str(snapshot), read_only=True) as con:
        columns = con.execute(f"describe {table}").fetchall()
        # floats last: rows that differ in nothing else are few
        order = ", ".join(name for name, kind, *_ in sorted(columns, key=lambda c: c[1] == "DOUBLE"))
        cast = ", ".join(f"cast({name} as {kind}) as {name}" for name, kind, *_ in columns)
        parquet = f"read_parquet({build.quoted(folder / '*.parquet')})"
        here = con.execute(f"select * from {table} order by {order}").fetchall()
        there = con.execute(f"select {cast} from {parquet} order by {order}").fetchall()
    return len(here) != len(there) or not all(map(alike, here, there))


def alike(one: tuple, other: tuple) -> bool:
    """Whether two rows are equal, floats up to TOLERANCE."""
    return all(
        a == b or (isinstance(a, float) and isinstance(b, float) and abs(a - b) <= TOLERANCE * max(1, abs(a), abs(b)))
        for a, b in zip(one, other, strict=True)
    )


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m warehouse.scale", description="Chạy các mô hình trên Apache Spark."
    )
    parser.add_argument("--export", type=Path, metavar="DIR", help="ghi đầu vào cho Spark ra thư mục này")
    parser.add_argument("--master", metavar="URL", help="nơi chạy: spark://…, local[2], …")
    parser.add_argument("--inputs", type=Path, metavar="DIR", help="thư mục đã xuất")
    parser.add_argument("--out", type=Path, metavar="OUT", help="thư mục kết quả, chưa có")
    parser.add_argument("--all", action="store_true", help="chạy mọi mô hình và so với bản số liệu đang dùng")
    parser.add_argument(
        "--address", default="127.0.0.1", help="địa chỉ của máy này mà cụm Spark gọi tới (mặc định: chỉ máy này)"
    )
    given = parser.parse_args()
    folder, needed = (
        (given.export, {given.export}) if given.export else (given.out, {given.master, given.inputs, given.out})
    )
    if None in needed or bool(given.export) == bool(given.master):
        parser.error("cần --export DIR, hoặc --master URL --inputs DIR --out OUT")
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        parser.error(f"thư mục đã có: {folder}")
    if given.inputs and not (given.inputs / MANIFEST).is_file():
        parser.error(f"không phải thư mục do --export ghi: {given.inputs}")
    return given


def main() -> int:
    """The exit code."""
    given = _arguments()
    try:
        if given.export:
            export(Warehouse.from_environment(), given.export)
            print(f"Đã xuất: {given.export}")
        elif given.all:
            different = run_all(given.master, Warehouse.from_environment(), given.inputs, given.out, given.address)
            print("Khác: " + ", ".join(different) if different else "Mọi bảng trùng với bản số liệu đang dùng.")
            return DIFFERENT if different else 0
        else:
            tasks = run_answers(given.master, given.inputs, given.out, given.address)
            print(f"Đã ghi: {given.out} ({', '.join(f'máy {name}: {n} việc' for name, n in sorted(tasks.items()))})")
    except ImportError:
        print("Chưa có pyspark: pip install -r requirements-spark.txt", file=sys.stderr)
        return WRONG_USE
    except (WarehouseError, duckdb.Error, OSError) as error:
        print(str(error), file=sys.stderr)
        return NOT_WRITTEN
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
