"""What somebody confirmed as rows of the reference: through the door like any other file of it, then the waiting files are
tried again."""

from __future__ import annotations

import tempfile
import uuid
from datetime import date
from pathlib import Path

from etl.desk import reference_book
from etl.run import run
from etl.run.run import Result
from etl.run.session import Session
from warehouse.store import Warehouse


def record(warehouse: Warehouse, name: str, table: str, rows: list[tuple], today: date) -> tuple[Result, Result | None]:
    """name: of the file. Result of both; the second None where the rows were refused. Both are taken back as one."""
    session = Session(warehouse, today, action=uuid.uuid4().hex)
    with tempfile.TemporaryDirectory(prefix="pbgdpl-") as folder:
        path = Path(folder) / f"{name}_{today:%Y%m%d}.csv"
        path.write_bytes(reference_book.csv_of(table, rows))
        written = run.load(session, [path])
    return written, None if written.has_rejected else run.recheck(session)
