"""Questions of the pages about files and findings; conventions as in queries.py."""

from __future__ import annotations

import pyarrow as pa

from warehouse.queries import _ask


def files(con, year: int, block: str | None) -> pa.Table:
    """One row per file received for a year, newest first; files that do not tell their year belong to every year."""
    return _ask(
        con,
        """
        select
            f.file_seq, f.file_name, f.kind, f.status, f.received_at, f.who, f.received_on,
            f.submission_version as version, f.row_count, f.sha256, u.unit_name,
            count(*) filter (g.severity = 'error') as errors,
            count(*) filter (g.severity = 'warning') as warnings
        from mart.file as f
        left join mart.unit as u on u.unit_code = f.unit_code
        left join mart.finding as g on g.file_seq = f.file_seq
        where coalesce(f.year, $year) = $year and ($block::varchar is null or coalesce(u.block_code, $block) = $block)
            and f.kind not in ('reference', 'framework')
        group by all
        order by f.file_seq desc
        """,
        year=year,
        block=block,
    )


def findings(con, year: int, block: str | None) -> pa.Table:
    """One row per finding of those files, errors first."""
    return _ask(
        con,
        """
        select f.file_name, u.unit_name, g.severity, g.code, g.sheet, g.cell, g.message
        from mart.finding as g
        inner join mart.file as f on f.file_seq = g.file_seq
        left join mart.unit as u on u.unit_code = f.unit_code
        where coalesce(f.year, $year) = $year and ($block::varchar is null or coalesce(u.block_code, $block) = $block)
            and f.kind not in ('reference', 'framework')
        order by case g.severity when 'error' then 1 when 'warning' then 2 else 3 end, f.file_seq desc, g.finding_number
        """,
        year=year,
        block=block,
    )
