"""What whole commands, papers and pages cost, for tests/bench.py: each row (what, measured, baseline, ratio, goal)."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
import zipfile
from collections.abc import Callable
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import NamedTuple
from xml.parsers import expat

import duckdb
from playwright.sync_api import Page, expect, sync_playwright

from sample_data import surveys as sample
from tests.test_browser import CHROMIUM, FLAGS, WINDOW, free_port, served, still
from tests.test_questions import OF_ONE_BLOCK, QUESTIONS, known
from warehouse import questions
from warehouse.store import Warehouse
from words import labels

ROOT = Path(__file__).resolve().parent.parent
Row = tuple[str, float, float, float, str]
XML_READ = ("xl/styles.xml", "xl/sharedStrings.xml", "xl/worksheets/")


class Spent(NamedTuple):
    """What a process took, its own children included."""

    cpu: float  # seconds
    wall: float
    peak: float  # MB of the largest of them


def spent(*arguments: str, **environment: str) -> Spent:
    """Of a command of this program, which must not fail."""
    began = time.perf_counter()
    with tempfile.TemporaryFile("w+", encoding="utf-8") as said:
        process = subprocess.Popen(
            [sys.executable, *arguments], cwd=ROOT, env=os.environ | environment, stdout=said, stderr=said
        )
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            said.seek(0)
            raise RuntimeError(f"{arguments} ended with {process.returncode}: {said.read()[-2000:]}")
    return Spent(usage.ru_utime + usage.ru_stime, time.perf_counter() - began, usage.ru_maxrss / 1024)


def xml_pass(files: list[Path]) -> float:
    """Wall seconds per file of looking at every element of its styles, shared strings and sheets: what telling a percent, a
    hidden row or an error from a number needs beyond calamine."""
    began = time.perf_counter()
    for path in files:
        with zipfile.ZipFile(path) as book:
            for name in book.namelist():
                if name.startswith(XML_READ) and name.endswith(".xml"):
                    parser = expat.ParserCreate()
                    parser.StartElementHandler = lambda element, attributes: None
                    parser.Parse(book.read(name), True)
    return (time.perf_counter() - began) / len(files)


def tiny_load(base: Path, copy: Callable[[], Path], form: Path, repeats: int) -> list[Row]:
    """One form into an office, and a load that finds nothing new, in processes of their own."""
    one, nothing, empty = [], [], []
    for _ in range(repeats):
        folder = str(copy())
        one.append(spent("-m", "etl", "load", str(form), PBGDPL_WAREHOUSE=folder).cpu)
        nothing.append(spent("-m", "etl", "load", str(form), PBGDPL_WAREHOUSE=folder).cpu)
        empty.append(spent("-c", "import duckdb, pyarrow, python_calamine, typer, orjson").cpu)
    a, b, c = (statistics.median(taken) for taken in (one, nothing, empty))
    return [
        ("load of one form, s of CPU", a, c, a / c, "≤ 1 s; beside the imports of its libraries alone"),
        ("load of the same form again, s of CPU", b, c, b / c, ""),
    ]


def survey_load(base: Path, scratch: Path, people: int, repeats: int) -> list[Row]:
    """`etl load` of an export as Google Forms gives it, whole, beside DuckDB's own reading of the file."""
    header = ("Dấu thời gian", "Địa chỉ email", "Họ và tên", sample.WARD, sample.WHO, sample.REACHED, sample.KNOWS_OLD,
              sample.PLEASED, sample.RESPECTS, sample.USES, "Góp ý khác")  # fmt: skip
    cells = (
        "strftime(timestamp '2022-11-10' + to_seconds(i), '%d/%m/%Y %H:%M:%S')", "'nguoi' || i || '@example.vn'",
        "'Nguyễn Văn ' || i", "case i % 2 when 0 then 'Phường Bãi Cháy' else 'Phường Hồng Gai' end",
        "case i % 4 when 0 then 'Cán bộ, công chức, viên chức' else 'Người dân' end",
        "case when i % 4 > 0 then 'Có' else 'Không' end", "case i % 3 when 0 then '16 tuổi' else '18 tuổi' end",
        "case i % 5 when 0 then 'Bình thường' else 'Hài lòng' end", "'Tốt'", "'Thường xuyên'", "''",
    )  # fmt: skip
    file = scratch / "khao_sat_2022.csv"
    columns = ", ".join(f'{cell} as "{name}"' for cell, name in zip(cells, header, strict=True))
    with duckdb.connect() as con:
        con.execute(f"copy (select {columns} from range({people}) as r(i)) to '{file}' (header)")
    reading = f"import duckdb; duckdb.execute(\"create table t as select * from read_csv('{file}')\")"
    whole, plain = [], []
    for _ in range(repeats):
        with tempfile.TemporaryDirectory(dir=scratch) as place:
            folder = Path(place) / "warehouse"
            subprocess.run(["cp", "-r", str(base), str(folder)], check=True)
            plain.append(spent("-c", reading))
            whole.append(spent("-m", "etl", "load", str(file), PBGDPL_WAREHOUSE=str(folder)))
    wall = [statistics.median(one.wall for one in taken) for taken in (whole, plain)]
    cpu = [statistics.median(one.cpu for one in taken) for taken in (whole, plain)]
    return [
        (f"survey CSV, {people:,} responses, whole `etl load`, s", *wall, wall[0] / wall[1], "≤ 2.5 × create table from read_csv, its process included"),
        ("the same, s of CPU", *cpu, cpu[0] / cpu[1], ""),
    ]  # fmt: skip


def nation_questions(city: Path, nation: Path, year: int, repeats: int) -> list[Row]:
    """Questions of pages over thousands of units beside those over a city's; the worst, and how many keep the goal."""

    def opened(folder: Path) -> duckdb.DuckDBPyConnection:
        warehouse = Warehouse(folder)
        return duckdb.connect(str(warehouse.snapshot_path(warehouse.current_id())), read_only=True)

    def p95(*asked: tuple[duckdb.DuckDBPyConnection, str, dict]) -> tuple[float, ...]:
        """Of each, side by side."""
        taken: list[list[float]] = [[] for _ in asked]
        for _ in range(repeats * 10 + 1):
            for (con, name, given), times in zip(asked, taken, strict=True):
                began = time.perf_counter()
                questions.ask(con.cursor(), name, **given)
                times.append(time.perf_counter() - began)
        return tuple(sorted(times[1:])[int((len(times) - 1) * 0.95)] for times in taken)  # the first reads the file

    with opened(city) as small, opened(nation) as large:
        (unit,) = large.execute("select min(unit_code) from mart.unit_year where year = $1", [year]).fetchone()
        found = {}
        for name in QUESTIONS:
            block = {"block": "xa_phuong"} if name in OF_ONE_BLOCK else {}
            here = known(name, **block, **{"year": year, "before": year, "first": year, "last": year})
            there = known(name, **block, year=year, before=year, first=year, last=year, unit=unit, units=(unit,))
            found[name] = p95((large, name, there), (small, name, here))
    worst = max(found, key=lambda name: found[name][0] / found[name][1])
    kept = sum(a <= 3 * b for a, b in found.values())
    middle = statistics.median(a / b for a, b in found.values())
    a, b = found[worst]
    return [
        (f"questions of a nation against a city, the worst ({worst}), p95 ms", 1000 * a, 1000 * b, a / b, "≤ 3 × the city's"),
        (f"the same, {kept} of {len(found)} questions keep the goal; the median one", middle, 1, middle, ""),
    ]  # fmt: skip


def papers(city: Path, nation: Path, year: int, scratch: Path) -> list[Row]:
    """Sheets of a city, and what a nation's papers hold in memory while they are made."""
    sheets = spent("-m", "reports", "sheets", f"--year={year}", "-o", str(scratch / "sheets"), PBGDPL_WAREHOUSE=str(city))  # fmt: skip
    count = len(list((scratch / "sheets").rglob("*.docx")))
    review = spent(
        "-m", "reports", "write", "so-ket", "-o", str(scratch / "review.pdf"), f"--from={year}", f"--to={year}",
        PBGDPL_WAREHOUSE=str(nation),
    )  # fmt: skip
    early, late, written = growing_sheets(nation, year, scratch / "many")
    return [
        (f"{count} unit sheets as DOCX, s of CPU", sheets.cpu, 6.0, sheets.cpu / 6, "≤ 6 s"),
        ("review of a nation as PDF, MB", review.peak, 500.0, review.peak / 500, "≤ 500 MB"),
        (f"sheets of a nation, MB after {written} of them, against half as many", late, early, late / early, "about 1: bounded"),
    ]  # fmt: skip


def growing_sheets(nation: Path, year: int, out: Path, count: int = 400) -> tuple[float, float, int]:
    """MB that the making of sheets holds after half of `count` and after all; then it is stopped."""
    process = subprocess.Popen(
        [sys.executable, "-m", "reports", "sheets", f"--year={year}", "-o", str(out)], cwd=ROOT,
        env={**os.environ, "PBGDPL_WAREHOUSE": str(nation)}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    held, written = [], 0
    try:
        for wanted in (count // 2, count):
            while written < wanted:
                if process.poll() is not None:
                    raise RuntimeError("the sheets ended early")
                time.sleep(0.2)
                written = sum(1 for _ in out.rglob("*.docx"))
            status = Path(f"/proc/{process.pid}/status").read_text(encoding="ascii")
            held.append(int(status.split("VmRSS:")[1].split()[0]) / 1024)
    finally:
        process.kill()
        process.wait()
    return held[0], held[1], written


HELLO = 'import streamlit as st\nst.title("Hello")\n'
NAIVE = """
import altair as alt, duckdb, streamlit as st

def asked(sql):
    with duckdb.connect({path!r}, read_only=True) as con:
        return con.execute(sql).df()

def overview():
    st.title("Overview")
    rows = asked("from mart.ranking where year = {year}")
    st.altair_chart(alt.Chart(rows).mark_bar().encode(x="score_pct", y="unit_name", color="block_name"))
    st.altair_chart(alt.Chart(rows).mark_point().encode(x="score_pct", y="block_name", tooltip="unit_name"))
    st.dataframe(rows)

def criteria():
    st.title("Criteria")
    rows = asked("from mart.criterion_unit_year where year = {year}")
    st.altair_chart(alt.Chart(rows).mark_rect().encode(x="criterion_code", y="unit_code", color="mean(points)"))
    st.dataframe(rows)

st.navigation([st.Page(overview, default=True), st.Page(criteria)]).run()
"""


@contextmanager
def streamlit_app(folder: Path, text: str):
    """Another program of Streamlit, with its own settings; its address."""
    folder.mkdir()
    (folder / "app.py").write_text(text, encoding="utf-8")
    port = free_port()
    command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.headless=true", f"--server.port={port}"]
    more = ["--browser.gatherUsageStats=false", "--server.address=127.0.0.1"]
    with (folder / "log").open("wb") as log, subprocess.Popen([*command, *more], cwd=folder, stdout=log, stderr=log) as process:  # fmt: skip
        base = f"http://127.0.0.1:{port}"
        try:
            for _ in range(600):
                with suppress(OSError):
                    urllib.request.urlopen(f"{base}/_stcore/health", timeout=2).close()
                    break
                time.sleep(0.1)
            yield base
        finally:
            process.terminate()


def first_load(browser, address: str) -> float:
    """Seconds until a browser that was never here shows a page that is at rest."""
    with browser.new_context(**WINDOW, viewport={"width": 1440, "height": 900}) as context:
        page = context.new_page()
        began = time.perf_counter()
        page.goto(address)
        at_rest(page)
        return time.perf_counter() - began


def at_rest(page: Page) -> None:
    page.locator("h1").first.wait_for(timeout=60_000)
    page.locator("[data-testid='stApp'][data-test-script-state='notRunning']").wait_for(timeout=60_000)
    if page.locator("[data-testid='stVegaLiteChart']").count():
        page.locator("[data-testid='stVegaLiteChart'] :is(canvas, svg)").first.wait_for(timeout=60_000)


def switches(browser, address: str, names: tuple[str, str], count: int) -> float:
    """Median seconds from a click in the menu until the other page is at rest."""
    with browser.new_context(**WINDOW, viewport={"width": 1440, "height": 900}) as context:
        page, taken = context.new_page(), []
        page.goto(address)
        still(page)
        for turn in range(2 * count + 2):
            name = names[(turn + 1) % 2]
            began = time.perf_counter()
            page.get_by_test_id("stSidebarNavLink").filter(has_text=name).first.click()
            expect(page.locator("h1").first).to_contain_text(name, timeout=60_000)
            at_rest(page)
            taken.append(time.perf_counter() - began)
            still(page)
        return statistics.median(taken[2:])


def pages(city: Path, year: int, scratch: Path, repeats: int) -> list[Row]:
    """The first load and a switch in a browser, of the product, of "hello", and of a page written without care."""
    warehouse = Warehouse(city)
    naive = NAIVE.format(path=str(warehouse.snapshot_path(warehouse.current_id())), year=year)
    ours = labels.PAGES["overview.py"][0], labels.PAGES["criteria.py"][0]
    with (
        streamlit_app(scratch / "hello", HELLO) as hello,
        streamlit_app(scratch / "naive", naive) as plain,
        served(city, PBGDPL_LOCAL_ROLE="leader") as (product, _),
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        loads: dict[str, list[float]] = {address: [] for address in (hello, plain, product)}
        for _ in range(repeats + 1):
            for address, taken in loads.items():
                taken.append(first_load(browser, address))
        first = {address: statistics.median(taken[1:]) for address, taken in loads.items()}
        switch = switches(browser, product, ours, repeats), switches(browser, plain, ("Overview", "Criteria"), repeats)
        browser.close()
    return [
        ("first load of the overview in a browser, s", first[product], first[hello], first[product] / first[hello], "≤ 2.2 × hello"),
        ("first load of a naive page, s", first[plain], first[hello], first[plain] / first[hello], ""),
        ("page switch, s", *switch, switch[0] / switch[1], "≤ 0.75 × the naive page"),
    ]  # fmt: skip
