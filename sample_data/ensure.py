"""What `make run` needs before the pages: the sample loaded while there is no real data, and today's figures."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from etl.desk import terminal
from etl.run import run
from etl.run.session import Session
from etl.run.stage import New, set_stages
from sample_data.generate import SEED, YEARS, Sample, Writer
from warehouse.store import Warehouse

SAMPLE = Path(__file__).resolve().parent.parent / "warehouse" / "sample"


def main() -> None:
    """Real data wins; the sample is generated and loaded once into its own folder."""
    warehouse = Warehouse.from_environment()
    if warehouse.current_id() is None:
        warehouse = Warehouse(SAMPLE)
        if warehouse.current_id() is None:
            load_sample(warehouse)
    run.refresh(Session(warehouse))


def load_sample(warehouse: Warehouse) -> None:
    """All years of the sample."""
    sample = Sample(SEED, None, YEARS)
    load(warehouse, lambda folder: Writer(sample, folder).write())
    # who sent nothing in a published year is not late by more days each day any more
    close_years(warehouse, range(YEARS[0], sample.as_of.year - 1), sample.as_of)


def load(warehouse: Warehouse, write: Callable[[Path], None], day: date | None = None) -> None:
    """Loads what is written into a temporary folder, with a progress bar. day: that of the run, None for today."""
    columns = TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn()
    with (
        tempfile.TemporaryDirectory(prefix="pbgdpl-") as folder,
        Progress(*columns, console=terminal.console(stderr=True)) as bar,
    ):
        task = bar.add_task("Tạo dữ liệu minh họa", total=None)
        out = Path(folder)
        write(out)

        def show(step: str, done: int, total: int) -> None:
            bar.update(task, description=f"Dữ liệu minh họa: {step}", completed=done, total=total or None)

        session = Session(warehouse, day, progress=show)
        result = run.load(session, [out / "reference", out / "inbox", out / "inbox_surveys"])
        bar.update(task, description="Đã nạp dữ liệu minh họa", completed=1, total=1)
    if result.has_rejected:
        refused = ", ".join(i.path for i in result.items if i.status == "rejected")
        raise SystemExit(f"Dữ liệu minh họa không nạp được: {refused}")


def close_years(warehouse: Warehouse, years: range, day: date) -> None:
    """Sets them published, each in the April after it."""
    set_stages(warehouse, [New(y, "published", f"{y % 100}/TB-UBND", date(y + 1, 4, 1)) for y in years], day)


if __name__ == "__main__":
    os.umask(0o022)
    main()
