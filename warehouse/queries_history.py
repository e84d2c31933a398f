"""Questions of the command line about the versions of one submission."""

from __future__ import annotations

from pathlib import Path

import duckdb

VERSION_DIFFERENCES = """
with versions as (
    select s.submission_version, s.version_received_on, f.path, a.criterion_code, a.self_cell, a.self_text
    from staging.submission as s
    inner join raw.received_file as f on f.file_seq = s.file_seq
    inner join raw.self_assessment as a on a.file_seq = s.file_seq
    where s.unit_code = ? and s.year = ?
)
select
    later.submission_version as version, later.version_received_on as received_on, later.path,
    later.criterion_code, earlier.self_cell as cell_before, earlier.self_text as before,
    later.self_cell as cell_after, later.self_text as after
from versions as later
inner join versions as earlier
    on earlier.submission_version = later.submission_version - 1
    and earlier.criterion_code = later.criterion_code
where earlier.self_text is distinct from later.self_text
order by later.submission_version, later.criterion_code
"""


def version_differences(snapshot: Path, unit_code: str, year: int) -> list[dict]:
    """Rows of the query above as dictionaries."""
    with duckdb.connect(str(snapshot), read_only=True) as con:
        found = con.execute(VERSION_DIFFERENCES, [unit_code, year])
        names = [d[0] for d in found.description]
        return [dict(zip(names, row, strict=True)) for row in found.fetchall()]
