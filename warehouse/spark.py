"""The models on Apache Spark: the same texts over Parquet, each result as Parquet. Needs pyspark and a Java runtime, which
nothing else here does (requirements-spark.txt)."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Collection, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from graphlib import TopologicalSorter
from pathlib import Path
from typing import Any

from warehouse import build
from warehouse.store import WarehouseError

LOOPBACK = "127.0.0.1"
AT_ONCE = 3
SHIM = build.HERE / "shim" / "spark.sql"
# For tables of some thousand rows: neither tasks nor generated code are worth their start.
SMALL = {
    "spark.sql.shuffle.partitions": "1",
    "spark.sql.adaptive.enabled": "false",
    "spark.sql.codegen.wholeStage": "false",
    "spark.sql.codegen.factoryMode": "NO_CODEGEN",
}
# The coded answers, as the models know them.
CODED = [
    "file_seq", "response", "response_on", "unit_code", "respondent_group", "weight", "question_code", "option_code",
    "respondent", "interview",
]  # fmt: skip


@contextlib.contextmanager
def session(master: str, scratch: Path, address: str = LOOPBACK, **settings: str) -> Iterator[Any]:
    """A session whose driver listens on one address. What Spark writes of its own holds answers: it is encrypted, and on
    this machine in a folder that only its owner reads."""
    from py4j.protocol import Py4JError  # pyright: ignore[reportMissingImports]
    from pyspark.errors import PySparkException  # pyright: ignore[reportMissingImports]
    from pyspark.sql import SparkSession  # pyright: ignore[reportMissingImports]

    if SparkSession.getActiveSession() is not None:
        raise RuntimeError("another session would be used, with its own master")
    scratch.mkdir(mode=0o700, parents=True)
    os.environ["SPARK_LOCAL_IP"] = address
    os.environ.pop("SPARK_LOCAL_DIRS", None)  # it would go before spark.local.dir
    chosen = {
        "spark.driver.host": address,
        "spark.driver.bindAddress": address,
        "spark.local.dir": str(scratch),
        "spark.sql.warehouse.dir": str(scratch / "tables"),
        "spark.io.encryption.enabled": "true",
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        "spark.sql.catalogImplementation": "in-memory",
        "spark.sql.session.timeZone": "UTC",
        **settings,
    }
    builder = SparkSession.builder.master(master).appName("pbgdpl")
    for name, value in chosen.items():
        builder = builder.config(name, value)
    spark = None
    try:
        spark = builder.getOrCreate()
        spark.sparkContext.setLogLevel("ERROR")
        for text in statements(SHIM.read_text(encoding="utf-8")):
            spark.sql(text)
        yield spark
    except (PySparkException, Py4JError) as error:
        raise WarehouseError(f"Spark không chạy được: {str(error).strip().splitlines()[0]}") from error
    finally:
        if spark is not None:
            spark.stop()


def statements(text: str) -> list[str]:
    """The statements of a file of SQL, comments left out: Spark takes one at a time."""
    lines = "\n".join(line for line in text.splitlines() if not line.lstrip().startswith("--"))
    return [part for part in map(str.strip, lines.split(";")) if part]


def offer(spark: Any, table: str, folder: Path, made: Any = None) -> None:
    """Makes Parquet files known under the name of a table: with its schema, or as a temporary view of a private one.
    made: what was written there; without it the files are opened, which is a job of its own."""
    schema, name = table.split(".")
    if schema == "private":
        spark.read.parquet(str(folder)).createOrReplaceTempView(name)
        return
    spark.sql(f"create database if not exists {schema}")
    spark.sql(f"drop table if exists {table}")
    spark.catalog.createTable(table, path=str(folder), source="parquet", schema=None if made is None else made.schema)


def offer_answers(spark: Any, folder: Path) -> None:
    """Makes the coded answers known to the models; none at all is an empty table."""
    if any(folder.rglob("*.parquet")):
        spark.read.parquet(str(folder)).select(*CODED).createOrReplaceTempView("survey_coded")
        return
    columns = build.statement("private.survey_coded").split("(", 1)[1].rsplit(")", 1)[0]
    spark.createDataFrame([], columns.replace("ubigint", "decimal(20, 0)")).createOrReplaceTempView("survey_coded")


def run(spark: Any, models: Iterable[str], out: Path, kept: Collection[str]) -> None:
    """Makes models, each after those that it reads, several at once: what a statement costs is mostly its planning, by one
    thread. Those that are kept become Parquet in `out`, the others views of whoever reads them."""
    models = set(models)
    waiting = TopologicalSorter({model: build.reads_of(model) & models for model in models})
    waiting.prepare()
    running: dict[Future, str] = {}
    with ThreadPoolExecutor(AT_ONCE) as pool:
        while waiting.is_active():
            running |= {pool.submit(_make, spark, model, out, kept): model for model in waiting.get_ready()}
            for done in wait(running, return_when=FIRST_COMPLETED).done:
                done.result()
                waiting.done(running.pop(done))


def _make(spark: Any, model: str, out: Path, kept: Collection[str]) -> None:
    found = spark.sql(build.select_of(model))
    if model in kept:
        found.write.parquet(str(out / model))
        offer(spark, model, out / model, found)
    else:
        found.createOrReplaceTempView(model.split(".")[1])


def tasks_by_executor(spark: Any) -> dict[str, int]:
    """How many tasks each executor did, the driver left out where there are others."""
    found = spark.sparkContext._jsc.sc().statusStore().executorList(False)
    tasks = {e.id(): e.completedTasks() for e in (found.apply(n) for n in range(found.size()))}
    return {name: done for name, done in tasks.items() if name != "driver"} or tasks
