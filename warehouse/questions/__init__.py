"""What pages and reports ask, one file per question: bound parameters in, an Arrow table out.

No rule is made here: ranks, classes, statuses come from the marts (warehouse/models/mart). `block` null means every
block. `scope` is the unit code of a reader who may see only that unit's own detail; the published ranking (percent,
rank, class) stays visible to all. The scope is enforced in the question, never on a page.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

import duckdb
import pyarrow as pa

HERE = Path(__file__).resolve().parent
ANALYSIS = HERE.parent / "analysis"
BATCH = 2048  # rows for which DuckDB makes room at a time; by itself for a million, gigabytes that nobody fills


@cache
def text(question: str) -> str:
    """Of a question, or of a rule of the analysis, which is asked in the same way."""
    path = HERE / f"{question}.sql"
    return (path if path.exists() else ANALYSIS / path.name).read_text(encoding="utf-8")


@cache
def parameters(question: str) -> frozenset[str]:
    """The names that the text of a question has to be given."""
    (statement,) = duckdb.extract_statements(text(question))
    return frozenset(statement.named_parameters)


def ask(con: duckdb.DuckDBPyConnection, question: str, **known) -> pa.Table:
    """The answer to a question; a tuple among what is known is a list of values."""
    # nothing left over either: whoever gives a scope that the question does not name believes that it holds
    if known.keys() != parameters(question):
        raise TypeError(f"{question} asks for {sorted(parameters(question))}, and was given {sorted(known)}")
    bound = {name: list(value) if isinstance(value, tuple) else value for name, value in known.items()}
    # not `sql`: a relation is planned twice, and its rows are copied once more on their way to Arrow
    return con.execute(text(question), bound or None).to_arrow_table(BATCH)
