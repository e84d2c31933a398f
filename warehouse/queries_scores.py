"""Questions about single scores, as in queries.py: bound parameters in, an Arrow table out, marts only.

`scope` is the unit code of a reader who sees only that unit's own detail.
"""

from __future__ import annotations

import pyarrow as pa

from warehouse.queries import _ask


def score(con, year: int, unit: str, criterion: str, scope: str | None) -> pa.Table:
    """One score with everything it rests on; no row where it does not exist or is outside the scope.

    For each of self, verified, final: points, and *_sha256, *_sheet, *_cell, *_file, *_received_on, *_loaded_by.
    band_points: what the criterion's bands give for reported_pct; band_lower, band_upper: that band.
    """
    sources = ("self", "verified", "final")
    return _ask(
        con,
        f"""
        with files as (
            select sha256, max_by(file_name, file_seq) as file_name, max_by(path, file_seq) as path,
                max_by(received_on, file_seq) as received_on, max_by(who, file_seq) as who
            from mart.file
            where status in ('accepted', 'accepted_with_warnings', 'superseded')
            group by sha256
        )
        select
            s.year, s.unit_code, u.unit_name, s.criterion_code, k.criterion_name, k.group_name, k.kind, k.evidence as asked,
            s.applicable, s.self_na, s.verified_na, s.evidence, s.note, s.reported_pct,
            cast(s.points as double) as points, cast(s.max_points as double) as max_points,
            cast(s.self_points as double) as self_points,
            cast(s.verified_points as double) as verified_points,
            cast(s.final_points as double) as final_points,
            cast(s.band_points as double) as band_points,
            cast(b.lower_pct as double) as band_lower, cast(b.upper_pct as double) as band_upper,
            y.submission_version, y.version_received_on,
            s.source_sha256 as self_sha256, s.source_sheet as self_sheet, s.self_cell,
            s.verified_sha256, s.verified_sheet, s.verified_cell, s.final_sha256, s.final_sheet, s.final_cell,
            {", ".join(f"f_{n}.file_name as {n}_file, f_{n}.received_on as {n}_received_on, f_{n}.who as {n}_loaded_by" for n in sources)}
        from mart.criterion_unit_year as s
        inner join mart.unit as u on u.unit_code = s.unit_code
        inner join mart.criterion as k
            on k.framework_code = s.framework_code and k.criterion_code = s.criterion_code
        left join mart.unit_year as y on y.year = s.year and y.unit_code = s.unit_code
        left join files as f_self on f_self.sha256 = s.source_sha256
        left join files as f_verified on f_verified.sha256 = s.verified_sha256
        left join files as f_final on f_final.sha256 = s.final_sha256
        left join mart.criterion_band as b
            on b.framework_code = s.framework_code and b.criterion_code = s.criterion_code
            and s.reported_pct >= cast(b.lower_pct as double)
            and (s.reported_pct < cast(b.upper_pct as double) or b.upper_pct = 100)
        where s.year = $year and s.unit_code = $unit and s.criterion_code = $criterion
            and ($scope::varchar is null or s.unit_code = $scope)
        """,
        year=year,
        unit=unit,
        criterion=criterion,
        scope=scope,
    )


def rule(con, year: int, unit: str, criterion: str, scope: str | None) -> pa.Table:
    """What the framework says of a criterion for the unit's block; no row where there is no score or it is outside the
    scope.

    is_excluded: it does not apply to the block. condition_applicable: null = no condition is set for the year; with its
    reason, by whom and when. bands: list of {lower_pct, upper_pct, points}, the highest first; null = none.
    """
    return _ask(
        con,
        """
        select
            f.framework_name, f.legal_basis, k.unit_may_mark_na, b.block_name,
            x.block_code is not null as is_excluded,
            c.applicable as condition_applicable, c.reason as condition_reason, c.set_by, c.set_on,
            (
                select list(
                    {
                        'lower_pct': cast(n.lower_pct as double), 'upper_pct': cast(n.upper_pct as double),
                        'points': cast(n.points as double)
                    } order by n.lower_pct desc
                )
                from mart.criterion_band as n
                where n.framework_code = s.framework_code and n.criterion_code = s.criterion_code
            ) as bands
        from mart.criterion_unit_year as s
        inner join mart.unit as u on u.unit_code = s.unit_code
        inner join mart.block as b on b.block_code = u.block_code
        inner join reference.frameworks as f on f.framework_code = s.framework_code
        inner join reference.criteria as k
            on k.framework_code = s.framework_code and k.criterion_code = s.criterion_code
        left join reference.criterion_exclusions as x
            on x.framework_code = s.framework_code and x.criterion_code = s.criterion_code
            and x.block_code = u.block_code
        left join reference.criterion_conditions as c
            on c.framework_code = s.framework_code and c.criterion_code = s.criterion_code and c.year = s.year
        where s.year = $year and s.unit_code = $unit and s.criterion_code = $criterion
            and ($scope::varchar is null or s.unit_code = $scope)
        """,
        year=year,
        unit=unit,
        criterion=criterion,
        scope=scope,
    )


def criterion_units(con, year: int, criterion: str, block: str | None, scope: str | None) -> pa.Table:
    """Every unit to which a criterion applies, best first: its points, percent and what it gave as evidence."""
    return _ask(
        con,
        """
        select
            u.unit_code, u.unit_name, b.block_name, s.applicable, s.evidence, s.reported_pct,
            cast(s.points as double) as points, cast(s.max_points as double) as max_points,
            100 * cast(s.points as double) / nullif(cast(s.max_points as double), 0) as pct,
            case
                when s.final_points is not null then 'final'
                when s.verified_points is not null then 'verified'
                when s.self_points is not null then 'self'
            end as basis
        from mart.criterion_unit_year as s
        inner join mart.unit_year as u on u.year = s.year and u.unit_code = s.unit_code
        inner join mart.block as b on b.block_code = u.block_code
        where s.year = $year and s.criterion_code = $criterion
            and ($block::varchar is null or u.block_code = $block)
            and ($scope::varchar is null or u.unit_code = $scope)
        order by s.applicable desc, pct desc nulls last, b.sort_order, u.unit_name collate vi
        """,
        year=year,
        criterion=criterion,
        block=block,
        scope=scope,
    )
