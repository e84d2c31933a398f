"""Runs commands of the product in processes of their own that need not import everything again.

A load of a few rows is done in half the time that Python takes to import DuckDB, Arrow and pandas; the tests make
some hundreds. This process imports them once, before any thread or connection exists, reads once what is the same for all
commands, and forks for each: a line of JSON in (arguments, environment, files for the two outputs), the exit code out.
"""

from __future__ import annotations

import gc
import json
import os
import runpy
import sys
import traceback

import pyarrow.dataset
import pyarrow.parquet  # noqa: F401
import python_calamine  # noqa: F401
import rich.console
import rich.table  # noqa: F401
import typer.main
import typer.rich_utils  # noqa: F401
import xlsxwriter.workbook  # noqa: F401
from pydantic import TypeAdapter  # noqa: F401

import etl.desk.report
import etl.run.run  # noqa: F401
from tests import quick
from warehouse import build


def know() -> None:
    """What each command would find out anew of files that do not change: in what order models are made, what they read and
    how they are called."""
    build.fingerprint()
    build.shape()
    for name in build.model_order():
        build.reads_of(name)
        build.statement(name)
        build.is_view(name)
    gc.collect()
    gc.freeze()  # or the first collection of each child copies and looks through all of it
    gc.set_threshold(100_000, 50, 100)


def command(job: dict) -> int:
    """In the child: what `python -m etl ...` does."""
    for number, path in ((1, job["out"]), (2, job["err"])):
        os.dup2(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC), number)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    os.environ.clear()
    os.environ.update(job["environment"])
    sys.argv = ["etl", *job["arguments"]]
    quick.quicken()
    quick.commented.append(True)  # the tests' own process does it
    try:
        runpy.run_module("etl", run_name="__main__", alter_sys=True)
    except SystemExit as end:
        return end.code or 0
    except BaseException:
        traceback.print_exc()
        return 1
    return 0


if __name__ == "__main__":
    know()
    for line in sys.stdin:
        if not (child := os.fork()):
            code = command(json.loads(line))
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(code)
        print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
