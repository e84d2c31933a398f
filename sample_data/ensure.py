"""What `make run` needs before the pages: the sample loaded while there is no real data, and today's figures."""

from __future__ import annotations

import os
import tempfile
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
    """Generates the sample into a temporary folder and loads it, with a progress bar."""
    columns = TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn()
    with (
        tempfile.TemporaryDirectory(prefix="pbgdpl-") as folder,
        Progress(*columns, console=terminal.console(stderr=True)) as bar,
    ):
        task = bar.add_task("Tạo dữ liệu minh họa", total=None)
        out = Path(folder)
        Writer(Sample(SEED, None, YEARS), out).write()

        def show(step: str, done: int, total: int) -> None:
            bar.update(task, description=f"Dữ liệu minh họa: {step}", completed=done, total=total or None)

        session = Session(warehouse, progress=show)
        result = run.load(session, [out / "reference", out / "inbox", out / "inbox_surveys"])
        bar.update(task, description="Đã nạp dữ liệu minh họa", completed=1, total=1)
    if result.has_rejected:
        refused = ", ".join(i.path for i in result.items if i.status == "rejected")
        raise SystemExit(f"Dữ liệu minh họa không nạp được: {refused}")
    close_years(warehouse)


def close_years(warehouse: Warehouse) -> None:
    """All but the running year and the one before it are published: who sent nothing then is not late by more days each
    day any more."""
    as_of = Sample(SEED, None, YEARS).as_of
    years = range(YEARS[0], as_of.year - 1)
    set_stages(warehouse, [New(y, "published", f"{y % 100}/TB-UBND", date(y + 1, 4, 1)) for y in years], as_of)


if __name__ == "__main__":
    os.umask(0o022)
    main()
