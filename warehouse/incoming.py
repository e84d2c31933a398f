"""Rows of Python as a table that DuckDB reads: in bulk, through Arrow."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from decimal import Decimal

import duckdb
import pyarrow as pa

ARROW_TYPES = {"VARCHAR": pa.string(), "BIGINT": pa.int64(), "DATE": pa.date32(), "BOOLEAN": pa.bool_(),
               "DOUBLE": pa.float64(), "DECIMAL(9,4)": pa.decimal128(9, 4), "DECIMAL(18,4)": pa.decimal128(18, 4)}  # fmt: skip


class _Stream:
    """An Arrow table as a mere stream: to read a table DuckDB needs pyarrow.dataset, a tenth of a small load's imports."""

    def __init__(self, table: pa.Table) -> None:
        self.table = table

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        return self.table.__arrow_c_stream__(requested_schema)


@contextlib.contextmanager
def offered(con: duckdb.DuckDBPyConnection, columns: list[tuple[str, str]], rows: list[tuple]) -> Iterator[None]:
    """Tuples as `incoming_rows`, to be read once; columns: (name, type of SQL)."""
    arrays = []
    for values, (_, sql_type) in zip(zip(*rows, strict=True), columns, strict=True):
        if sql_type.startswith("DECIMAL"):
            values = [None if v is None else Decimal(v).quantize(Decimal("0.0001")) for v in values]
        arrays.append(pa.array(values, type=ARROW_TYPES[sql_type]))
    con.register("incoming_rows", _Stream(pa.table(arrays, names=[name for name, _ in columns])))
    yield
    con.unregister("incoming_rows")
