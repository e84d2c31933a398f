"""The models on Apache Spark against DuckDB, and what becomes of a run in which a process dies: `make test-spark`. Needs
Java and requirements-spark.txt; where they are missing it fails."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import duckdb
import pytest

from sample_data.ensure import load_sample
from tests.office import ROOT, Office
from tests.test_scale import load_surveys
from warehouse import build, scale
from warehouse import spark as engine
from warehouse.store import Warehouse, WarehouseError

CLUSTER = "local-cluster[2,1,1024]"
# Both executors are there before the first task is given out.
TOGETHER = {
    "spark.scheduler.minRegisteredResourcesRatio": "1.0",
    "spark.scheduler.maxRegisteredResourcesWaitingTime": "300s",
}
LOOPBACK = ("0100007F", "00000000000000000000000001000000", "0000000000000000FFFF00000100007F")
LISTENS = "0A"  # in /proc/net/tcp
# An INT of one engine is a BIGINT of the other, a sum of decimals has other widths: the publication casts them.
FAMILY = {"INTEGER": "BIGINT", "HUGEINT": "BIGINT", "SMALLINT": "BIGINT", "TINYINT": "BIGINT"}


@pytest.fixture(scope="module")
def office(tmp_path_factory) -> Office:
    """The sample, and beside it a wave with several choices, repeats, weights and small units."""
    folder = tmp_path_factory.mktemp("spark")
    office = Office(folder / "warehouse", folder)
    load_sample(office.warehouse)
    load_surveys(office)
    return office


@pytest.fixture(scope="module")
def inputs(office) -> Path:
    scale.export(office.warehouse, office.folder / "inputs")
    return office.folder / "inputs"


@pytest.fixture(scope="module")
def cluster(tmp_path_factory):
    with engine.session(CLUSTER, tmp_path_factory.mktemp("cluster") / "scratch", **TOGETHER) as spark:
        yield spark


@pytest.fixture(scope="module")
def results(cluster, inputs, tmp_path_factory) -> Path:
    """What two executors make of the answers."""
    out = tmp_path_factory.mktemp("results")
    scale.make_answers(cluster, inputs, out)
    return out


def rows(folder: Path, model: str) -> list[tuple]:
    return duckdb.sql(f"from read_parquet('{folder / model}/*.parquet') order by all").fetchall()


def test_every_model_is_equal(office, inputs, tmp_path_factory):
    """First: there is one session at a time, and the cluster's stays to the end."""
    out = tmp_path_factory.mktemp("all")
    assert scale.run_all("local[2]", Warehouse(office.warehouse.root), inputs, out, engine.LOOPBACK) == []
    assert not [
        t for t in build.model_order() if t.startswith(("staging.", "mart.")) and other_families(office, out, t)
    ]


def other_families(office: Office, out: Path, table: str) -> set[str]:
    """Columns of a table that are of another kind on Spark than in the snapshot."""
    if table in build.robustness.TABLES:
        return set()
    with office.connect() as con:
        here = {name: family(kind) for name, kind, *_ in con.execute(f"describe {table}").fetchall()}
    there = duckdb.sql(f"describe from read_parquet('{out / table}/*.parquet')").fetchall()
    return {name for name, kind, *_ in there if family(kind) != here[name]}


def family(kind: str) -> str:
    return FAMILY.get(kind, "DECIMAL" if kind.startswith("DECIMAL") else kind)


def test_a_master_that_is_none_is_told(inputs, tmp_path):
    with pytest.raises(WarehouseError, match="Spark"):
        scale.run_answers("nowhere://", inputs, tmp_path / "out", engine.LOOPBACK)


def test_two_executors_make_of_the_answers_what_is_published(cluster, results, office):
    done = engine.tasks_by_executor(cluster)
    assert len(done) == 2 and all(done.values()), done
    before = office.warehouse.current_id()
    assert office.rebuild(results).snapshot is None, "nothing differs"
    assert office.warehouse.current_id() == before
    assert len(rows(results, "private.survey_repeated")) == 30


@pytest.mark.parametrize(
    ("text", "duck", "spark"),
    [
        ("trimmed('\u00a0\u2003 a b \u3000')", "a b", "a b"),
        ("trimmed('\ta\n')", "\ta\n", "\ta\n"),
        ("cast(cast('0.0001' as decimal(9, 4)) * 10000 as bigint)", 1, 1),
        ("cast(cast('99999.9999' as decimal(9, 4)) * 10000 as bigint)", 999999999, 999999999),
        ("try_cast(floor(try_cast('30.5' as decimal(18, 4))) as bigint)", 30, 30),
        ("try_cast(floor(try_cast('nan' as decimal(18, 4))) as bigint)", None, None),
        ("floor(cast(1.0000000005 as double) * 1000000000 + 0.5) / nullif(1000000000, 0)", 1.000000001, 1.000000001),
        ("greatest(cast(null as bigint), 2)", 2, 2),
        ("shown_points(cast('2.7500' as decimal(9, 4)))", "2,75", "2,75"),
        ("shown_points(cast('10.0000' as decimal(9, 4)))", "10", "10"),
        ("add_days(cast('2024-02-28' as date), 2) = cast('2024-03-01' as date)", True, True),
        ("days_between(cast('2024-02-28' as date), cast('2024-03-01' as date))", 2, 2),
        ("wilson_low(0.5, cast(40 as double), 1.96)", pytest.approx(0.352, abs=1e-3), pytest.approx(0.352, abs=1e-3)),
        ("room(3, 10, 8)", 2, 2),
        ("lower('ĐẶNG Ờ')", "đặng ờ", "đặng ờ"),
        # why these are not on the white list of tests/test_warehouse_rules.py
        ("trim('\u00a0a')", "a", "\u00a0a"),
        ("cast(cast('1.5' as decimal(9, 4)) as bigint)", 2, 1),
        ("round(cast(1.005 as double), 2)", 1.0, 1.01),
    ],
)
def test_an_expression_means_on_both_engines(cluster, text, duck, spark):
    with duckdb.connect() as con:
        con.execute((build.HERE / "shim" / "duckdb.sql").read_text("utf-8"))
        assert con.execute(f"select {text}").fetchall() == [(duck,)]
    assert [tuple(row) for row in cluster.sql(f"select {text}").collect()] == [(spark,)]


TIES = "(select 'a' as k, 1 as place, 10 as v union all select 'a' as k, 2 as place, 20 as v union all select 'b' as k, 1 as place, 5 as v)"  # fmt: skip


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"select k, max_by(v, place) as v from {TIES} as t group by k order by k", [("a", 20), ("b", 5)]),
        (
            f"select k, rank() over (order by k desc) as v from {TIES} as t order by k, v",
            [("a", 2), ("a", 2), ("b", 1)],
        ),
        (f"select k, median(cast(v as double)) as v from {TIES} as t group by k order by k", [("a", 15.0), ("b", 5.0)]),
        (
            f"select k, percentile_cont(0.9) within group (order by cast(v as double)) as v from {TIES} as t group by k order by k",
            [("a", 19.0), ("b", 5.0)],
        ),
    ],
)
def test_a_query_means_the_same_on_both_engines(cluster, text, expected):
    assert duckdb.sql(text).fetchall() == expected
    assert [tuple(row) for row in cluster.sql(text).collect()] == expected


def processes_below(pid: int) -> set[int]:
    """A process and all that it started."""
    children: dict[int, list[int]] = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            words = path.read_text().rpartition(")")[2].split()
        except OSError:  # it has ended
            continue
        children.setdefault(int(words[1]), []).append(int(path.parent.name))
    found, waiting = set(), [pid]
    while waiting:
        found.add(one := waiting.pop())
        waiting += children.get(one, [])
    return found


def listening(pids: set[int]) -> list[str]:
    """Local addresses, as the kernel writes them, at which these processes listen."""
    sockets = set()
    for pid in pids:
        for link in Path(f"/proc/{pid}/fd").iterdir():
            try:
                sockets.add(os.readlink(link))  # noqa: PTH115
            except OSError:  # it was closed
                continue
    lines = [
        line.split() for name in ("tcp", "tcp6") for line in Path(f"/proc/net/{name}").read_text().splitlines()[1:]
    ]
    return [line[1] for line in lines if line[3] == LISTENS and f"socket:[{line[9]}]" in sockets]


def test_nobody_else_can_reach_it_or_read_what_it_spills(cluster, results):
    found = listening(processes_below(os.getpid()))
    assert len(found) > 3 and not [a for a in found if not a.startswith(LOOPBACK)]
    conf = cluster.sparkContext.getConf()
    assert conf.get("spark.io.encryption.enabled") == "true"
    assert Path(conf.get("spark.local.dir")).stat().st_mode & 0o777 == 0o700


def executor_processes() -> dict[str, int]:
    """Executor → its process."""
    found = {}
    for pid in processes_below(os.getpid()):
        words = Path(f"/proc/{pid}/cmdline").read_bytes().decode().split("\0")
        if "org.apache.spark.executor.CoarseGrainedExecutorBackend" in words:
            found[words[words.index("--executor-id") + 1]] = pid
    return found


def active_tasks(spark, executor: str) -> int:
    found = spark.sparkContext._jsc.sc().statusStore().executorList(True)
    return sum(e.activeTasks() for e in (found.apply(n) for n in range(found.size())) if e.id() == executor)


def test_an_executor_that_is_killed_in_its_work_costs_nothing(cluster, results, inputs, tmp_path):
    """Halted first, so that it surely holds a task when it dies."""
    name, pid = min(executor_processes().items())
    os.kill(pid, signal.SIGSTOP)
    with ThreadPoolExecutor(1) as pool:
        work = pool.submit(scale.make_answers, cluster, inputs, tmp_path / "again")
        pause = threading.Event()
        while not active_tasks(cluster, name) and not work.done():
            pause.wait(0.02)
        os.kill(pid, signal.SIGKILL)
        work.result()
    assert name not in executor_processes()
    for model in build.SURVEY_RESULTS:
        assert rows(tmp_path / "again", model) == rows(results, model), model


def test_a_driver_that_is_killed_leaves_what_is_published(office, inputs, tmp_path):
    journal, named = office.warehouse.journal.read_bytes(), office.warehouse.named()
    out = tmp_path / "out"
    command = [sys.executable, "-m", "warehouse.scale", "--master", "local[1]", "--inputs", inputs, "--out", out]
    with subprocess.Popen(list(map(str, command)), cwd=ROOT, stderr=subprocess.DEVNULL) as driver:
        pause = threading.Event()
        while not (out / "private.survey_repeated").exists() and driver.poll() is None:
            pause.wait(0.02)
        driver.kill()
    assert driver.returncode == -signal.SIGKILL, "it died in its work"
    with pytest.raises(WarehouseError):
        office.rebuild(out)
    assert (office.warehouse.journal.read_bytes(), office.warehouse.named()) == (journal, named)
