"""Makes small snapshots for the page and query tests: reference tables of the sample, invented raw rows, real models.

The marts therefore have exactly the columns and the meaning of production. Nothing here is a fixture of figures:
tests compare pages with queries, and queries with plain Python over the same marts.
"""

from __future__ import annotations

import csv
import datetime as dt
import hashlib
import shutil
import tempfile
import time
from functools import cache
from pathlib import Path

import duckdb
import numpy as np
from filelock import FileLock

from warehouse import build as warehouse_build
from warehouse import questions
from warehouse.store import Warehouse

ROOT = Path(__file__).resolve().parent.parent
TYPES = {
    "text": "VARCHAR",
    "integer": "BIGINT",
    "decimal": "DECIMAL(9, 4)",
    "quantity": "DECIMAL(18, 4)",
    "date": "DATE",
    "boolean": "BOOLEAN",
}
AS_OF = dt.date(2026, 12, 15)
# Each is made once for all processes and targets that ask for it; what it is made of names the folder in which it is kept.
KEPT = ROOT / ".pytest_cache" / "snapshots"
HOUR = 3600


def _reference(con: duckdb.DuckDBPyConnection, empty: bool, as_of: dt.date, snapshot: str) -> None:
    con.execute("create schema reference")
    columns: dict[str, list[str]] = {}
    with (ROOT / "warehouse" / "reference_tables.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            columns.setdefault(row["table"], []).append(f"{row['column']} {TYPES[row['type']]}")
    for table, parts in columns.items():
        con.execute(f"create table reference.{table} ({', '.join(parts)})")
        path = ROOT / "sample_data" / "reference" / f"{table}.csv"
        if not empty and path.exists():  # the sample does not use every table
            con.execute(f"insert into reference.{table} select * from read_csv(?, all_varchar = true)", [str(path)])
    con.execute(
        "create table reference.calendar as select cast(d as date) as day, dayofweek(d) between 1 and 5 and cast(d as"
        " date) not in (select holiday_on from reference.holidays where is_working is not true)"
        " or cast(d as date) in (select holiday_on from reference.holidays where is_working) as is_working"
        " from range(date '2021-01-01', date '2030-01-01', interval 1 day) as t(d)"
    )
    con.execute(
        "create table reference.identity as select ? as snapshot_id, ? as published_at",
        [snapshot, "2026-12-15T08:00:00"],
    )
    con.execute("create table reference.build as select cast(? as date) as as_of", [as_of])


def _submissions(con, years, units, seed: int, tied: bool) -> None:
    """One workbook per unit and year, a few missing, late or partly filled; verified up to 2024, half of 2025."""
    rng = np.random.Generator(np.random.PCG64(seed))
    wanted = con.execute(
        "select u.unit_code, u.block_code, y.year, y.framework_code from reference.units u"
        " join reference.framework_years y on y.block_code in ('all', u.block_code)"
        " where u.valid_from <= make_date(y.year, 12, 31) and coalesce(u.valid_to, date '2100-01-01') >= make_date(y.year, 12, 31)"
        " order by y.year, u.unit_code"
    ).fetchall()
    criteria = con.execute(
        "select framework_code, criterion_code, cast(max_points as double), unit_may_mark_na from reference.criteria"
        " where parent_code is null order by 1, sort_order"
    ).fetchall()
    level = {unit: rng.normal(0.84, 0.08) for unit in sorted({w[0] for w in wanted})}
    weak = {(c[0], c[1]): rng.beta(6, 1.6) for c in criteria}
    files, scores, issued, register, sequence = [], [], [], [], 0
    for unit, _block, year, framework in wanted:
        if year not in years or (units and unit not in units):
            continue
        draw = rng.random()
        if (year == AS_OF.year and draw > 0.15) or (year < AS_OF.year and draw < 0.03 and not units):
            continue
        sequence += 1
        late = int(rng.integers(1, 15)) if rng.random() < 0.1 else 0
        day = dt.date(year + 1, 1, 4) - dt.timedelta(days=int(rng.integers(0, 12))) + dt.timedelta(days=late)
        day = min(day, AS_OF - dt.timedelta(days=3))
        name = f"{unit}-{year}.xlsx"
        files.append(
            (
                sequence,
                1,
                "2026-12-15T08:00:00",
                "test",
                name,
                name,
                f"{sequence:064x}",
                "xlsx",
                "self_assessment",
                "accepted",
                unit,
                year,
                framework,
                None,
                AS_OF,
                f"{sequence:064x}",
                30,
                None,
            )
        )
        register.append(
            (100000, "Sổ", sequence, unit, year, "self_assessment", day, f"{sequence}/BC-UBND", name, None, None)
        )
        partly = rng.random() < 0.04
        for row, (owner, code, limit, _na) in enumerate(criteria):
            if owner != framework:
                continue
            share = (
                0.8
                if tied
                else min(
                    1.0,
                    max(
                        0.0, level[unit] * (0.55 + 0.6 * weak[owner, code]) + rng.normal(0, 0.12) + 0.01 * (year - 2022)
                    ),
                )
            )
            value = round(share * limit * 4) / 4
            blank = partly and rng.random() < 0.2
            scores.append(
                (
                    sequence,
                    unit,
                    year,
                    framework,
                    code,
                    "Biểu 1",
                    f"E{row + 8}",
                    None if blank else str(value),
                    None if blank else str(value),
                    False,
                    None,
                    None,
                    None,
                    None,
                    None,
                )
            )
            if (year < 2025 and rng.random() < 0.997) or (year == 2025 and len(unit) % 2):
                lower = value if tied or rng.random() < 0.8 else max(0.0, value - 0.5)
                beside = (
                    ("Minh chứng chưa đủ", "missing", "entered", None) if lower < value else (None, None, "bulk", None)
                )
                given = (str(lower), str(lower), False, *beside)
                issued.append((100001, year, unit, code, "verified", "Tổng hợp", f"C{sequence}", *given))
    if files:
        for number, kind in ((100000, "intake_register"), (100001, "consolidated")):
            files.append(
                (
                    number,
                    1,
                    "2026-12-15T08:00:00",
                    "test",
                    f"{kind}.xlsx",
                    f"{kind}.xlsx",
                    f"{number:064x}",
                    "xlsx",
                    kind,
                    "accepted",
                    None,
                    None,
                    None,
                    None,
                    AS_OF,
                    f"{number:064x}",
                    1,
                    None,
                )
            )
        con.execute("update reference.settings set value = value")
        for table, rows in (
            ("received_file", files),
            ("self_assessment", scores),
            ("consolidated_score", issued),
            ("intake_register", register),
        ):
            if rows:
                _bulk(con, f"raw.{table}", rows)


def _surveys(con, years) -> None:
    """One export of survey answers per year."""
    for year in years:
        seq, wave, form = (200000 + year, f"KS{year}", "PBGDPL-2022" if year == 2022 else "PBGDPL-2023")
        con.execute(
            "insert into raw.received_file (file_seq, run_seq, received_at, who, path, file_name, sha256, ext, kind,"
            " status, year, first_seen_on, content_hash, row_count)"
            " values ($1, 1, '2026-12-15T08:00:00', 'test', $2, $2, $3, 'csv', 'survey', 'accepted', $4, $5, $3, 90)",
            [seq, f"{wave}.csv", f"{seq:064x}", year, AS_OF],
        )
        con.execute(
            "insert into raw.survey_file values (?, ?, ?, ?, 'Google Forms', 100, 90, 2, 3, 0, 1, 4, 0, 0, 1)",
            [seq, year, wave, form],
        )


def _survey_answers(con, years, units, seed: int) -> None:
    """Answers of 3 to 80 people per ward; the private models read them, no snapshot keeps them."""
    rng = np.random.Generator(np.random.PCG64(seed))
    wards = [u for (u,) in con.execute("select unit_code from reference.units where block_code = 'xa_phuong' order by 1").fetchall()]  # fmt: skip
    rows, person = [], 0
    for year in years:
        asked = con.execute(
            "select q.question_code, o.option_code from reference.survey_questions q"
            " join reference.survey_options o on o.scale_code = q.scale_code"
            " where q.role = 'question' and q.answer_kind = 'single' and q.form_code = ? order by q.sort_order, o.sort_order",
            ["PBGDPL-2022" if year == 2022 else "PBGDPL-2023"],
        ).fetchall()
        options: dict[str, list] = {}
        for code, option in asked:
            options.setdefault(code, []).append(option)
        for place, ward in enumerate(wards):
            if units and ward not in units:
                continue
            for _ in range(3 if place == 7 else 12 if place % 6 == 1 else int(rng.integers(40, 80))):
                person += 1
                group = "can_bo" if rng.random() < 0.3 else "nguoi_dan"
                day = dt.date(year, 11, 16) + dt.timedelta(days=int(rng.integers(0, 20)))
                facts = (200000 + year, person, day, ward, group, 1)
                rows.append((*facts, None, None, None, None))
                drawn = rng.beta(1, 2, len(options)).tolist()
                for (code, choices), share in zip(options.items(), drawn, strict=True):
                    rows.append((*facts, code, choices[min(int(share * len(choices)), len(choices) - 1)], None, None))
    if rows:
        _bulk(con, "survey_coded", rows)


def _bulk(con, table: str, rows: list[tuple]) -> None:
    import pyarrow as pa

    names = [name for name, *_ in con.execute(f"describe {table}").fetchall()]
    con.register("bulk", pa.table([list(column) for column in zip(*rows, strict=True)], names=names))
    con.execute(f"insert into {table} select * from bulk")
    con.unregister("bulk")


def build(
    folder: Path,
    *,
    years=range(2022, 2027),
    units=None,
    seed: int = 7,
    tied: bool = False,
    reference: bool = True,
    files: bool = True,
    as_of: dt.date = AS_OF,
    change: tuple[str, ...] = (),
) -> Path:
    """A warehouse folder with one published snapshot; `reference=False`: nothing was ever loaded into it. `change`:
    statements over the reference and the raw rows before the models are built."""
    chosen = tuple(years), tuple(sorted(units)) if units else None, seed, tied, reference, files, as_of, change
    shutil.copytree(_made(*chosen), folder, dirs_exist_ok=True)
    return folder


def opened(folder: Path) -> duckdb.DuckDBPyConnection:
    """The one snapshot of such a folder, to be read."""
    return duckdb.connect(str(next((folder / "snapshots").iterdir())), read_only=True)


def changed(folder: Path, out: Path, sql: str) -> Path:
    """A copy of such a folder with another state of its marts."""
    shutil.copytree(folder, out)
    with duckdb.connect(str(next((out / "snapshots").iterdir()))) as con:
        con.execute(sql)
    return out


def published(folder: Path, out: Path, year: int) -> Path:
    """One in which the results of a year were published."""
    stage = f"update mart.year_stage set stage = 'published' where year = {year}"
    return changed(folder, out, f"{stage}; insert into mart.public_year values ({year}, true)")


def asking(con: duckdb.DuckDBPyConnection):
    """Asks a snapshot as pages and reports do, by the name of a question."""
    return lambda question, **known: questions.ask(con, question, **known).to_pylist()


def _made_of() -> str:
    """Fingerprint of all that a snapshot is made of."""
    here = ROOT / "warehouse"
    read = [*here.glob("*.py"), *here.glob("*.csv"), *(here / "models").rglob("*.sql"), *(here / "shim").glob("*.sql")]
    read += [*(ROOT / "sample_data" / "reference").glob("*.csv"), Path(__file__)]
    whole = hashlib.sha256(f"{duckdb.__version__} {np.__version__}".encode())
    for path in sorted(read):
        whole.update(f"\n{path}\n".encode() + path.read_bytes())
    return whole.hexdigest()[:16]


MADE_OF = _made_of()


@cache  # several files of tests ask for the same one
def _made(*chosen) -> Path:
    # an id of its own: within one process, pages keep what they read under the id of the snapshot
    name = hashlib.sha256(repr(chosen).encode()).hexdigest()
    folder = _home() / name[:16]
    with FileLock(f"{folder}.lock"):
        if folder.exists():
            return folder
        making = Path(tempfile.mkdtemp(dir=folder.parent))
        _make(making, f"20261215T080000-{name[:6]}", *chosen)
        # what was edited in the meantime may be in it: then nobody else is given it
        return making.rename(folder) if _made_of() == MADE_OF else making


def _home() -> Path:
    """Where those are kept that are made of the same; what was made of something else goes."""
    home = KEPT / MADE_OF
    if not home.exists():
        for other in KEPT.glob("*"):
            if other.stat().st_mtime < time.time() - HOUR:  # no other run is at it
                shutil.rmtree(other, ignore_errors=True)
        home.mkdir(parents=True, exist_ok=True)
    return home


def _make(folder: Path, snapshot: str, years, units, seed, tied, reference, files, as_of, change) -> None:
    (folder / "snapshots").mkdir()
    path = folder / "snapshots" / f"{snapshot}.duckdb"
    with duckdb.connect(":memory:", config=warehouse_build.FILE_FORMAT) as con:
        con.execute(f"attach '{path}' as snapshot (recovery_mode no_wal_writes)")
        con.execute("use snapshot")
        con.execute(
            (ROOT / "warehouse/shim/duckdb.sql")
            .read_text(encoding="utf-8")
            .replace("create macro", "create temp macro")
        )
        for schema in ("raw", "staging", "mart"):
            con.execute(f"create schema {schema}")
        _reference(con, not reference, as_of, snapshot)
        if units:
            con.execute("delete from reference.units where unit_code not in (select unnest(?))", [list(units)])
        models = warehouse_build.model_order()
        for model in models:
            if model.startswith("raw."):
                warehouse_build.run_model(con, model)
        if files:
            _submissions(con, years, units, seed, tied)
            _surveys(con, years)
        for statement in change:
            con.execute(statement)
        for model in models:
            if model.startswith("raw."):
                continue
            warehouse_build.run_model(con, model)
            if model == "private.survey_coded" and files:
                _survey_answers(con, years, units, seed)
        con.execute("checkpoint snapshot")
    warehouse = Warehouse(folder)
    with warehouse.lock_only():
        warehouse.append([{
            "type": "published", "seq": 1, "snapshot": snapshot, "as_of": as_of.isoformat(), "at": "2026-12-15T08:00:00+07:00",
            "covers_seq": 0,
        }])  # fmt: skip
        warehouse.point_to(snapshot)


_FILES = ("received_file", "self_assessment", "consolidated_score", "intake_register")
WORLDS = {  # warehouses as an office has them, each odd in one way: what `build` is given
    "empty": {"reference": False},
    "only the reference": {"files": False},
    "sparse": {
        "change": tuple(
            f"delete from raw.{table} where year = 2025 and unit_code not in ('P_HA_TU', 'P_CAO_XANH', 'PTP')"
            for table in _FILES
        )
    },
    "nobody verified": {"change": ("delete from raw.consolidated_score",)},
    "no register": {"change": ("delete from raw.intake_register",)},
    "running year": {
        "years": [2022, 2023, 2024],
        "as_of": dt.date(2024, 6, 30),
        "change": (
            *(f"delete from raw.{t} where year = 2024 and unit_code not in ('P_HA_TU', 'MTTQ', 'PTP')" for t in _FILES),
            "delete from raw.consolidated_score where year = 2024",
            "update raw.intake_register set received_on = date '2024-06-20' where year = 2024",
        ),
    },
    "before the due date": {
        "years": [2022, 2023, 2024],
        "as_of": dt.date(2025, 1, 3),
        "change": (
            *(f"delete from raw.{t} where year = 2024 and unit_code > 'P_HA_TU'" for t in _FILES),
            "delete from raw.consolidated_score where year = 2024",
            "update raw.intake_register set received_on = least(received_on, date '2025-01-02')",
        ),
    },
    "one unit": {"units": ["P_HA_TU"]},
    "ties": {"tied": True},
    "all late": {"change": ("update raw.intake_register set received_on = received_on + interval 60 day",)},
    "merged units": {"units": ["P_YET_KIEU", "P_TRAN_HUNG_DAO", "P_HA_TU", "X_LE_LOI", "PTP", "MTTQ"]},
    "two frameworks": {
        "change": (
            "delete from raw.self_assessment where year = 2025 and unit_code in"
            " (select unit_code from reference.units where block_code = 'co_quan_chuyen_mon')",
            "insert into reference.framework_years select y.framework_code, y.year, b.block_code, null"
            " from reference.framework_years as y cross join reference.blocks as b"
            " where y.year = 2025 and y.block_code = 'all' and b.block_code <> 'co_quan_chuyen_mon'",
            "update reference.framework_years set block_code = 'co_quan_chuyen_mon', framework_code ="
            " (select min(framework_code) from reference.frameworks where framework_code not in"
            " (select framework_code from reference.framework_years where year = 2025))"
            " where year = 2025 and block_code = 'all'",
        )
    },
    "a gap and two breaks": {  # 2022 | 2023 | nothing | 2025, on the framework of 2022 again; and a pilot beside it
        "change": (
            "insert into reference.assessments (assessment_code, year, framework_code, subject, audience, people_aimed, cost)"
            " select 'TD-01', 2025, framework_code, 'Đất đai', 'Nông dân', 1200, 15000000 from reference.framework_years"
            " where year = 2023",
            "insert into reference.assessment_units values ('TD-01', null, 'P_HA_TU'), ('TD-01', null, 'X_LE_LOI')",
            "insert into raw.received_file select * replace (300000 as file_seq, 2025 as year, 'TD-01' as assessment_code)"
            " from raw.received_file where year = 2023 and unit_code = 'P_HA_TU'",
            "insert into raw.self_assessment select * replace (300000 as file_seq, 2025 as year) from raw.self_assessment"
            " where year = 2023 and unit_code = 'P_HA_TU'",
            "delete from reference.framework_years where year = 2024",
            "update reference.framework_years set framework_code = (select framework_code from reference.framework_years where"
            " year = 2022) where year = 2025",
            "delete from raw.received_file where year = 2024 and kind = 'self_assessment'",
            "delete from raw.intake_register where year = 2024",
            "delete from raw.self_assessment where year in (2024, 2025) and file_seq <> 300000",
            "delete from raw.consolidated_score where year in (2024, 2025)",
            "insert into raw.self_assessment select f.file_seq, a.* exclude (file_seq) replace (2025 as year)"
            " from raw.self_assessment as a inner join raw.received_file as f on f.year = 2025 and f.unit_code = a.unit_code"
            " and f.kind = 'self_assessment' and f.assessment_code is null where a.year = 2022",
            "insert into raw.consolidated_score select * replace (2025 as year) from raw.consolidated_score where year = 2022",
        )
    },
}


if __name__ == "__main__":
    import sys

    print(build(Path(sys.argv[1])))
