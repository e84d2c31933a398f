"""The performance goals as ratios: `python -m tests.bench [--quick] [--only PART …] [--repeats N] [--folder DIR] [-o FILE.md]`.

Machines drift, so nothing here is an absolute goal: each figure is compared with a baseline measured in the
same run, interleaved, and the median of the repetitions counts. Not a test: timing never decides CI.
"""

from __future__ import annotations

import argparse
import csv
import io
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from functools import cached_property
from pathlib import Path

from tests import bench_whole as whole
from tests import paper

ROOT = Path(__file__).resolve().parent.parent
README = ROOT / "README.md"
NATION_YEAR = 2024  # the only one of many units


def run_etl(warehouse: Path, *arguments: str) -> float:
    """Wall seconds of one `python -m etl …`; raises if it fails."""
    began = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-m", "etl", *arguments],
        cwd=ROOT,
        env={**os.environ, "PBGDPL_WAREHOUSE": str(warehouse)},
        capture_output=True,
        text=True,
    )
    took = time.perf_counter() - began
    if done.returncode:
        raise RuntimeError(f"etl {arguments} ended with {done.returncode}: {done.stderr[-2000:]}")
    return took


def calamine_parse(files: list[Path]) -> float:
    """Wall seconds per file of a single-thread python-calamine parse of every sheet."""
    from python_calamine import CalamineWorkbook

    began = time.perf_counter()
    for path in files:
        book = CalamineWorkbook.from_filelike(io.BytesIO(path.read_bytes()))
        for name in book.sheet_names:
            book.get_sheet_by_name(name).to_python(skip_empty_area=False)
    return (time.perf_counter() - began) / len(files)


def pandas_parse(files: list[Path]) -> float:
    """Wall seconds per file of pandas + openpyxl."""
    import pandas

    began = time.perf_counter()
    for path in files:
        pandas.read_excel(path, sheet_name=None, header=None, engine="openpyxl")
    return (time.perf_counter() - began) / len(files)


def split_inbox(inbox: Path, few: Path, many: Path, few_count: int, many_count: int) -> list[Path]:
    """Copies workbooks of the inbox into two folders, the smaller a part of neither's end; the workbooks."""
    books = sorted(p for p in inbox.rglob("*.xlsx") if p.parent.name == "tu_danh_gia")
    if len(books) < many_count:
        raise RuntimeError(f"{len(books)} workbooks generated, {many_count} needed")
    for folder, count in ((few, few_count), (many, many_count)):
        folder.mkdir()
        for path in books[:count]:
            shutil.copy(path, folder / path.name)
    return sorted(many.iterdir())


def changed_table(source: Path, target: Path) -> Path:
    """A table of the reference with another note in its first row."""
    with source.open(encoding="utf-8", newline="") as lines:
        header, first, *rows = csv.reader(lines)
    first[header.index("note")] = "bench"
    with target.open("w", encoding="utf-8", newline="") as lines:
        csv.writer(lines).writerows([header, first, *rows])
    return target


def generated(out: Path, *more: str) -> Path:
    """The folder of a generated office; made once."""
    if not out.exists():
        begun = out.with_suffix(".begun")
        shutil.rmtree(begun, ignore_errors=True)
        command = [sys.executable, "-m", "sample_data.generate", "-o", str(begun), *more]
        subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
        begun.rename(out)
    return out


def loaded(warehouse: Path, *paths: Path) -> Path:
    """A warehouse that has these files; made once."""
    if not warehouse.exists():
        begun = warehouse.with_suffix(".begun")
        shutil.rmtree(begun, ignore_errors=True)
        run_etl(begun, "load", *map(str, paths))
        begun.rename(warehouse)
    return warehouse


class Made:
    """What the parts are measured on, in a folder; each is made when a part first asks for it."""

    def __init__(self, scratch: Path, few: int, many: int):
        self.scratch, self.counts = scratch, (few, many)

    @cached_property
    def out(self) -> Path:
        years = f"{NATION_YEAR}-{NATION_YEAR}"
        return generated(self.scratch / "out", "--units", str(self.counts[1] + 200), "--years", years)

    @cached_property
    def base(self) -> Path:
        """The reference alone."""
        return loaded(self.scratch / "base", self.out / "reference")

    @cached_property
    def books(self) -> list[Path]:
        few, many = self.scratch / "few", self.scratch / "many"
        if many.exists():
            return sorted(many.iterdir())
        return split_inbox(self.out / "inbox", few, many, *self.counts)

    @cached_property
    def nation(self) -> Path:
        folder = self.books[0].parent
        return loaded(self.scratch / "nation", self.out / "reference", folder)

    @cached_property
    def city(self) -> Path:
        """The standard sample."""
        out = generated(self.scratch / "city")
        return loaded(self.scratch / "city-warehouse", out / "reference", out / "inbox")

    def fresh(self) -> Path:
        """A copy of the base."""
        target = Path(tempfile.mkdtemp(dir=self.scratch)) / "warehouse"
        shutil.copytree(self.base, target)
        return target


def measure_load(made: Made, repeats: int) -> list[tuple]:
    """Rows (what, measured, baseline, ratio, goal) for the load."""
    scratch, out, books, base, fresh = made.scratch, made.out, made.books, made.base, made.fresh
    few_count, many_count = made.counts
    # a table that forms are read with, and one that nothing is read with
    units = changed_table(out / "reference" / "units.csv", scratch / "units.csv")
    heads = changed_table(out / "reference" / "heads.csv", scratch / "heads.csv")
    parse, few, many, again, fixed, pandas_each, read_again, reference = [], [], [], [], [], [], [], []
    for _ in range(repeats):
        parse.append(calamine_parse(books))
        reference.append(parse[-1] + whole.xml_pass(books))
        warehouse = fresh()
        few.append(run_etl(warehouse, "load", str(scratch / "few")))
        nothing = run_etl(warehouse, "load", str(heads))
        read_again.append(run_etl(warehouse, "load", str(units)) - nothing)
        shutil.rmtree(warehouse.parent)
        warehouse = fresh()
        many.append(run_etl(warehouse, "load", str(scratch / "many")))
        again.append(run_etl(warehouse, "load", str(scratch / "many")))
        shutil.rmtree(warehouse.parent)
        warehouse = fresh()
        fixed.append(run_etl(warehouse, "load", str(out / "reference")))
        shutil.rmtree(warehouse.parent)
        pandas_each.append(pandas_parse(books[:40]))
    middle = statistics.median
    span = many_count - few_count
    marginal = (middle(many) - middle(few)) / span
    repeated = max(middle(again) - middle(fixed), 0) / many_count
    unit = 1000
    tiny = whole.tiny_load(base, fresh, books[0], repeats)
    return [
        ("load, marginal ms per workbook", marginal * unit, middle(reference) * unit,
         marginal / middle(reference), "≤ 2.0 × calamine and a pass over the XML"),
        ("the same against calamine alone", marginal * unit, middle(parse) * unit,
         marginal / middle(parse), "≤ 4, hoped"),
        ("parse by pandas + openpyxl, ms per workbook", middle(pandas_each) * unit, marginal * unit,
         middle(pandas_each) / marginal, "≥ 10 × load"),
        ("the same load again, marginal ms per workbook", repeated * unit, marginal * unit,
         repeated / marginal, "≤ 0.1 × load"),
        ("fixed cost of a load, s", middle(fixed), 1.0, middle(fixed), "≤ 2.5 s"),
        (f"a changed table of units, more for {few_count} forms in force, s", middle(read_again), 1.0,
         middle(read_again), "≤ 3 s (at 320)"),
        *tiny,
    ]  # fmt: skip


def measure_pool(repeats: int, count: int = 400) -> list[tuple]:
    """Rows for the worker processes: two of them against one, and one against no process at all."""
    from etl.kinds.door import parse
    from etl.kinds.workers import parse_all
    from tests import forms

    sheet = [[f"Nội dung {r} {c}" for c in range(8)] for r in range(66)]
    book = forms.form(more={f"Phụ lục {n}": sheet for n in range(1, 4)})
    items, context = [(n, book, f"{n}.xlsx") for n in range(count)], forms.context()

    def seconds(workers: int) -> float:
        began = time.perf_counter()
        if workers:
            assert sum(1 for _ in parse_all(items, context, workers=workers)) == count
        else:
            for _, data, name in items:
                parse(data, name, context)
        return time.perf_counter() - began

    taken: dict[int, list[float]] = {0: [], 1: [], 2: []}
    for _ in range(repeats):
        for workers in taken:
            taken[workers].append(seconds(workers))
    none, one, two = (statistics.median(taken[workers]) for workers in (0, 1, 2))
    return [
        (f"{count} workbooks by two workers, s", two, none, two / none, "≤ 0.65 × in one process"),
        (f"{count} workbooks by one worker, s", one, none, one / none, "what isolation costs"),
    ]


def measure_queries(city: Path, repeats: int) -> list[tuple]:
    """How many questions on the standard sample keep their goal, and the slowest ten."""
    import duckdb

    from tests.test_questions import OF_ONE_BLOCK, QUESTIONS, known
    from warehouse import questions
    from warehouse.store import Warehouse

    warehouse = Warehouse(city)
    con = duckdb.connect(str(warehouse.snapshot_path(warehouse.current_id())), read_only=True)

    def seconds(call) -> float:
        began = time.perf_counter()
        call()
        return time.perf_counter() - began

    rows, kept = [], 0
    for name in QUESTIONS:
        given = known(name, **({"block": "xa_phuong"} if name in (*OF_ONE_BLOCK, "ranking", "heat_map") else {}))
        times, floors = [], []
        for _ in range(repeats * 20):  # side by side: the machine may be busy with something else for a while
            floors.append(seconds(lambda: con.cursor().execute("select 1").to_arrow_table()))
            times.append(seconds(lambda name=name, given=given: questions.ask(con.cursor(), name, **given)))
        p95, floor = sorted(times)[int(len(times) * 0.95)], statistics.median(floors)
        most = 8 if name == "heat_map" or name.startswith("survey_") else 5
        kept += p95 <= most * floor
        rows.append((f"question {name}, p95 ms", p95 * 1000, floor * 1000, p95 / floor, f"≤ {most} × select 1"))
    rows.sort(key=lambda row: -row[3])
    middle = rows[len(rows) // 2]
    return [
        (f"questions of a city, {kept} of {len(rows)} keep the goal; the median one, p95 ms", *middle[1:]),
        *rows[:10],
    ]


def survey_csv(path: Path, people: int) -> None:
    """Google Forms, as many responses as asked, of two wards."""
    import duckdb

    from tests import survey_exports as exports

    names = ("Dấu thời gian", "Địa chỉ email", exports.WARD, exports.WHO, exports.KNOW, exports.PLEASED)
    header = ['"' + name + '"' for name in names]
    cells = (
        "strftime(timestamp '2025-11-01' + to_seconds(i * 4), '%d/%m/%Y %H:%M:%S')",
        "'nguoi' || i || '@example.vn'",
        "case i % 2 when 0 then 'Phường Bãi Cháy' else 'Phường Hồng Gai' end",
        "case i % 4 when 0 then 'Cán bộ, công chức, viên chức' else 'Người dân' end",
        "case when i % 5 < 3 then '18 tuổi' else '16 tuổi' end",
        "case i % 4 when 0 then 'Rất hài lòng' when 1 then 'Hài lòng' else 'Bình thường' end",
    )
    columns = ", ".join(f"{cell} as {name}" for cell, name in zip(cells, header, strict=True))
    with duckdb.connect(":memory:") as con:
        con.execute(f"copy (select {columns} from range({people}) as r(i)) to '{path}' (header)")


def measure_surveys(scratch: Path, people: int, repeats: int) -> list[tuple]:
    """A survey CSV to stripped archive and coded answers, against DuckDB's own reading of it."""
    import duckdb

    from etl.kinds import door
    from tests import survey_exports as exports

    path = scratch / "khao_sat.csv"
    survey_csv(path, people)
    ours, plain = [], []
    for _ in range(repeats):
        began = time.perf_counter()
        with duckdb.connect(":memory:", config={"threads": 2}) as con:
            con.execute(f"create table t as select * from read_csv('{path}')")
        plain.append(time.perf_counter() - began)
        began = time.perf_counter()
        parsed = door.parse_path(path, path.name, exports.context(scratch))
        ours.append(time.perf_counter() - began)
        assert parsed.row_count == people, parsed.findings
    a, b = statistics.median(ours), statistics.median(plain)
    return [(f"survey CSV, {people:,} responses, s", a, b, a / b, "≤ 1.5 × create table from read_csv")]


def measure_survey_query(scratch: Path, answers: int, repeats: int) -> list[tuple]:
    """The figures of all units by an indicator: from the mart that the build makes, and from the raw answers."""
    import duckdb

    units, years = 5321, 5
    path = scratch / "answers"
    raw, small = [], []
    with duckdb.connect(":memory:", config={"threads": 2}) as con:
        con.execute(
            f"copy (select i as response, 'DV' || (i // 8 % {units}) as unit_code, 'q' || (i % 8) as question_code,"
            f" 'o' || (hash(i + 1) % 4) as option_code, cast(1 as decimal(12, 6)) as weight,"
            f" 2022 + i // {answers // years + 1} as year from range({answers}) as r(i))"
            f" to '{path}' (format parquet, partition_by (year), compression snappy)"
        )
        wilson = (Path(__file__).parent.parent / "warehouse" / "shim" / "duckdb.sql").read_text()
        con.execute(wilson)
        sql = (
            "select year, unit_code, question_code, n, share, wilson_low(share, n_eff, 1.96) as low,"
            " wilson_high(share, n_eff, 1.96) as high from (select year, unit_code, question_code, count(*) as n,"
            " sum(weight) * sum(weight) / sum(weight * weight) as n_eff,"
            " sum(weight) filter (option_code in ('o0', 'o1')) / sum(weight) as share"
            f" from read_parquet('{path}/**/*.parquet', hive_partitioning = true) {{}} group by all)"
        )
        asked = "where year = 2024 and question_code = 'q3'"
        con.execute(f"create table mart as {sql.format('')}")
        for _ in range(repeats):
            began = time.perf_counter()
            first = con.execute(sql.format(asked)).to_arrow_table()
            raw.append(time.perf_counter() - began)
            for _ in range(10):
                began = time.perf_counter()
                second = con.execute(f"from mart {asked}").to_arrow_table()
                small.append(time.perf_counter() - began)
            assert first.num_rows == second.num_rows == units
    c, d = statistics.median(raw), statistics.median(small)
    return [
        (
            f"survey shares of {units} units, {answers:,} raw answers against mart, ms",
            c * 1000,
            d * 1000,
            c / d,
            "≥ 25 (at 50 M answers)",
        )
    ]


def parts(made: Made, repeats: int, people: int, answers: int) -> dict[str, Callable[[], list[tuple]]]:
    """What can be measured, each by itself."""
    return {
        "pool": lambda: measure_pool(repeats),
        "load": lambda: measure_load(made, repeats),
        "questions": lambda: measure_queries(made.city, repeats),
        "nation": lambda: whole.nation_questions(made.city, made.nation, NATION_YEAR, repeats),
        "papers": lambda: whole.papers(made.city, made.nation, NATION_YEAR, made.scratch),
        "pages": lambda: whole.pages(made.city, NATION_YEAR, made.scratch, repeats),
        "survey-load": lambda: whole.survey_load(made.base, made.scratch, people, repeats),
        "survey-parse": lambda: measure_surveys(made.scratch, people, repeats),
        "survey-marts": lambda: measure_survey_query(made.scratch, answers, repeats),
    }


@contextmanager
def place(folder: Path | None) -> Iterator[Path]:
    """Where it is measured: a folder that is kept, or one of the moment."""
    if folder:
        folder.mkdir(parents=True, exist_ok=True)
        yield folder.resolve()
        return
    with tempfile.TemporaryDirectory() as made:
        yield Path(made)


def main() -> None:
    """Prints the table and writes it as Markdown."""
    names = list(parts(Made(Path(), 0, 0), 0, 0, 0))
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--quick", action="store_true", help="fewer files and repetitions")
    options.add_argument("--only", nargs="+", choices=names, default=names, metavar="PART", help=", ".join(names))
    options.add_argument("--folder", type=Path, help="keeps what is generated, for another part or another day")
    options.add_argument("--repeats", type=int, help="of each measurement; the median counts")
    options.add_argument("-o", "--out", type=Path, help="Markdown file")
    options.add_argument("--write", action="store_true", help="puts the table into README.md")
    chosen = options.parse_args()
    if chosen.write and chosen.only != names:
        options.error("--write is for the whole table")
    few, many = (100, 600) if chosen.quick else (400, 4400)
    repeats = chosen.repeats or (3 if chosen.quick else 5)
    people, answers = (100_000, 1_000_000) if chosen.quick else (1_000_000, 50_000_000)
    lines = []

    def tell(line: str) -> None:
        """At once: what was measured is not lost when a later part fails."""
        print(line, flush=True)
        lines.append(line)

    tell("| work | measured | baseline | ratio | goal |")
    tell("|---|---|---|---|---|")
    with place(chosen.folder) as scratch:
        measured = parts(Made(scratch, few, many), repeats, people, answers)
        for name in chosen.only:
            began = time.perf_counter()
            for what, value, baseline, ratio, goal in measured[name]():
                tell(f"| {what} | {value:.2f} | {baseline:.2f} | {ratio:.2f} | {goal} |")
            print(f"{name}: {time.perf_counter() - began:.0f} s", file=sys.stderr, flush=True)
    if chosen.out:
        chosen.out.write_text("\n".join(lines) + "\n", encoding="utf-8")
    if chosen.write:
        text = "\n".join([f"Measured on {date.today():%d/%m/%Y}, two cores, medians of {repeats}.", "", *lines])
        paper.put(README, "bench", text)


if __name__ == "__main__":
    main()
