"""What one machine holds, measured: `make capacity` writes the table of docs/capacity.md.

For each size, in a process of its own: invented answers of 5,000 units over five years as Parquet, then a whole build over them
and a million scores: every model, the draws of the weights, the checks. With --surveys only the models of surveys.
"""

from __future__ import annotations

import argparse
import csv
import json
import resource
import subprocess
import sys
import tempfile
import time
from datetime import date
from decimal import Decimal
from itertools import pairwise
from pathlib import Path

import duckdb

from tests import paper
from tests.survey_exports import question, wave
from warehouse import build

ROOT = Path(__file__).resolve().parent.parent
PAPER = ROOT / "docs" / "capacity.md"
UNITS, YEARS, QUESTIONS, GROUPS = 5_000, range(2021, 2026), 9, 2
CRITERIA = 40
SIZES = (1, 10, 34, 172)  # million answers
MEMORY = "2GB"  # what DuckDB may take


def reference() -> dict[str, list[tuple]]:
    """One block of communes, one framework, and a form of nine questions."""
    asked = [question(f"q{n}", f"Hỏi {n}", indicator=f"i{n % 3}", scale="S", series=f"s{n}") for n in range(QUESTIONS)]
    options = [("S", f"o{n}", f"Trả lời {n}", None, n < 2, n) for n in range(5)]
    units = [(f"U{n}", f"Xã {n}", "x", date(2020, 1, 1), None, "ubnd", None, False, None) for n in range(UNITS)]
    criteria = [
        ("K", f"{n}", f"g{n // 8}", f"Tiêu chí {n}", Decimal(5), "dau_ra", False, None, None, n, None, Decimal(0), True, "out", None)
        for n in range(CRITERIA)
    ]  # fmt: skip
    with (ROOT / "sample_data" / "reference" / "settings.csv").open(encoding="utf-8", newline="") as lines:
        settings = [tuple(cell or None for cell in row) for row in csv.reader(lines)][1:]
    return {
        "settings": settings,
        "frameworks": [("K", "Khung", None, None, None, 2, True, None, None)],
        "framework_years": [("K", year, "all", None) for year in YEARS],
        "criterion_groups": [("K", f"g{n}", f"Nhóm {n}", None, n) for n in range(CRITERIA // 8)],
        "criteria": criteria,
        "classes": [("K", "dat", "Đạt", Decimal(50), 1), ("K", "khong", "Không đạt", Decimal(0), 2)],
        "blocks": [("x", "Xã", 1)],
        "units": units,
        "survey_waves": [wave(year, f"W{year}") for year in YEARS],
        "survey_questions": asked,
        "survey_options": options,
    }


def write_answers(folder: Path, million: int) -> dict[int, Path]:
    """A file a year, its responses spread over all units: one row of each, and one of each answer."""
    responses = million * 1_000_000 // (QUESTIONS + 1) // len(YEARS)
    files = {}
    for seq, year in enumerate(YEARS, 1):
        files[seq] = folder / f"{seq}.parquet"
        with duckdb.connect() as con:
            con.execute("set preserve_insertion_order = false")
            con.execute(
                f"copy (select cast({seq} as bigint) as file_seq, r as response, date '{year}-11-01' + cast(r % 30 as int) as"
                f" response_on, 'U' || (r % {UNITS}) as unit_code, 'g' || (hash(r) % {GROUPS}) as respondent_group,"
                " cast(1 as decimal(12, 6)) as weight, case when q >= 0 then 'q' || q end as question_code,"
                " case when q >= 0 then 'o' || (hash(r * 31 + q) % 5) end as option_code, cast(null as ubigint) as respondent,"
                " cast(null as ubigint) as interview"
                f" from range({responses}) as a(r), range(-1, {QUESTIONS}) as b(q))"
                f" to {build.quoted(files[seq])} (format parquet, compression snappy)"
            )
    return files


def fill(con: duckdb.DuckDBPyConnection) -> None:
    """Files of answers, and one form of each unit and year: a score of each criterion."""
    received = "insert into raw.received_file (file_seq, run_seq, path, file_name, sha256, kind, status, unit_code, year, framework_code, first_seen_on)"  # fmt: skip
    for seq, year in enumerate(YEARS, 1):
        con.execute(
            f"{received} values ($1, 1, 'a', 'a', $2, 'survey', 'accepted', null, $3, null, date '2026-01-01')",
            [seq, str(seq), year],
        )
        con.execute(
            "insert into raw.survey_file values (?, ?, ?, 'KS', 'Google Forms', 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)",
            [seq, year, f"W{year}"],
        )
        con.execute(
            f"{received} select $2 * 1000000 + n, 1, 'f' || n || $1, 'f' || n, 'f' || n || $1, 'self_assessment', 'accepted', 'U' || n,"
            f" $1, 'K', make_date($1 + 1, 1, 4) from range({UNITS}) as u(n)",
            [year, seq],
        )
        con.execute(
            "insert into raw.self_assessment (file_seq, unit_code, year, framework_code, criterion_code, self_cell, self_text,"
            " self_value, not_applicable) select $2 * 1000000 + n, 'U' || n, $1, 'K', cast(c as varchar), 'E' || c, p, p, false"
            f" from (select n, c, cast(hash(n, c, $1) % 6 as varchar) as p from range({UNITS}) as u(n), range({CRITERIA}) as k(c))",
            [year, seq],
        )


def measure(folder: Path, surveys: bool) -> dict:
    """Processor and memory that this process takes for a build over the answers in a folder; or for the models of surveys."""
    files = {int(path.stem): path for path in folder.glob("*.parquet")}
    with duckdb.connect(config={"memory_limit": MEMORY, **build.FILE_FORMAT}) as con:
        used = time.process_time()
        # as a load does, without a log of changes
        con.execute(f"attach {build.quoted(folder / 's.duckdb')} as snapshot (recovery_mode no_wal_writes)")
        con.execute("use snapshot")
        build.prepare(con, reference(), date(2026, 12, 15))
        fill(con)
        for model in build.model_order():
            if model.startswith("staging."):
                build.run_model(con, model)
        making = build.Making(con)
        build.offer_answers(making, files, None)
        if surveys:
            for model in build.model_order():
                if model.startswith(("private.", "mart.survey_")):
                    build.run_model(con, model)
        else:
            build.finish(making)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    return {"cpu": time.process_time() - used, "peak": peak}


def table(found: list[dict]) -> str:
    """Markdown; what a further million costs is told beside the next smaller size."""
    lines = [
        f"Measured on {date.today():%d/%m/%Y}, DuckDB {duckdb.__version__} with {MEMORY} of memory, {UNITS:,} units,"
        f" {len(YEARS)} years, {UNITS * len(YEARS) * CRITERIA:,} scores: a whole build.",
        "",
        "| million answers | Parquet, MB | CPU, s | peak memory, GB | CPU of a further million, s |",
        "|---|---|---|---|---|",
    ]
    for before, one in pairwise([None, *found]):
        further = f"{(one['cpu'] - before['cpu']) / (one['million'] - before['million']):.2f}" if before else ""
        lines.append(f"| {one['million']} | {one['parquet']:.0f} | {one['cpu']:.1f} | {one['peak']:.1f} | {further} |")
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.capacity", description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES, help="million answers")
    parser.add_argument("--surveys", action="store_true", help="only the models of surveys; the table is not written")
    parser.add_argument("--measure", type=Path, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.measure:
        print(json.dumps(measure(given.measure, given.surveys)))
        return
    found = []
    for million in given.sizes:
        with tempfile.TemporaryDirectory(prefix="capacity-") as folder:
            files = write_answers(Path(folder), million)
            stored = sum(path.stat().st_size for path in files.values()) / 2**20
            command = [
                sys.executable,
                "-m",
                "tests.capacity",
                "--measure",
                folder,
                *(["--surveys"] if given.surveys else []),
            ]
            done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, check=True)
        found.append({"million": million, "parquet": stored, **json.loads(done.stdout)})
        print(found[-1], file=sys.stderr)
    if given.surveys:
        return
    paper.put(PAPER, "capacity", table(found))


if __name__ == "__main__":
    main()
