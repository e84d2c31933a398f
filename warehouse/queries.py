"""One function per question that a page asks: bound parameters in, an Arrow table out.

No Streamlit here, and no rule either: ranks, classes, statuses come from the marts (warehouse/models/mart).
`block` = None means every block. `scope` is the unit code of a reader who may see only that unit's own detail; the
published ranking (percent, rank, class) stays visible to all. The scope is enforced here, never on a page.
"""

from __future__ import annotations

import duckdb
import pyarrow as pa


def _ask(con: duckdb.DuckDBPyConnection, sql: str, **parameters) -> pa.Table:
    return con.sql(sql, params=parameters or None).to_arrow_table()


def snapshot(con) -> pa.Table:
    """One row: what this snapshot is, and whether its as_of is fixed by a setting (then it is never refreshed)."""
    return _ask(
        con,
        """
        select s.*, exists(
            select 1 from reference.settings where key = 'as_of' and nullif(trim(value), '') is not null
        ) as as_of_is_fixed
        from mart.snapshot as s
        """,
    )


def settings(con) -> pa.Table:
    """Thresholds that pages print: key, value."""
    return _ask(con, "select key, value from reference.settings order by key")


def years(con) -> pa.Table:
    """One row per year that has a framework: is it running, how many units have a result."""
    return _ask(
        con,
        """
        select
            y.year,
            bool_or(y.is_running) as is_running,
            (select count(u.score_pct) from mart.unit_year as u where u.year = y.year) as with_result
        from mart.framework_year as y
        group by y.year
        order by y.year
        """,
    )


def blocks(con) -> pa.Table:
    """One row per block that has units."""
    return _ask(
        con,
        """
        select block_code, block_name from mart.block
        where block_code in (select block_code from mart.unit)
        order by sort_order
        """,
    )


def frameworks(con, year: int, block: str | None) -> pa.Table:
    """Frameworks in force for a year and block."""
    return _ask(
        con,
        """
        select framework_code, any_value(framework_name) as framework_name, bool_or(illustrative) as illustrative
        from mart.framework_year
        where year = $year and ($block::varchar is null or block_code = $block)
        group by framework_code
        order by framework_code
        """,
        year=year,
        block=block,
    )


def summary(con, year: int, block: str | None) -> pa.Table:
    """Counts and middle of a year: one row per block, and one for all of them (block_code null)."""
    return _ask(
        con,
        """
        select
            u.block_code,
            b.block_name,
            count(*) as units,
            count(u.submission_version) as submitted,
            count(*) filter (u.obligation = 'required') as required,
            count(*) filter (u.obligation = 'required' and u.status = 'on_time') as on_time,
            count(*) filter (u.obligation = 'required' and u.status = 'late') as late,
            count(*) filter (
                u.obligation = 'required' and u.status = 'missing' and not u.needs_supplement
            ) as missing,
            count(*) filter (u.obligation = 'requested') as requested,
            count(*) filter (u.obligation = 'requested' and u.submission_version is not null) as requested_submitted,
            count(*) filter (u.needs_supplement) as needs_supplement,
            count(*) filter (u.score_basis = 'verified') as verified,
            count(*) filter (u.score_basis = 'mixed') as partly_verified,
            count(*) filter (u.criteria_scored < u.criteria_applicable) as incomplete,
            count(u.score_pct) as with_result,
            median(u.score_pct) as median_pct,
            max(u.due_on) as due_on
        from mart.unit_year as u
        inner join mart.block as b on b.block_code = u.block_code
        where u.year = $year and ($block::varchar is null or u.block_code = $block)
        group by grouping sets ((u.block_code, b.block_name, b.sort_order), ())
        order by b.sort_order nulls last
        """,
        year=year,
        block=block,
    )


def class_counts(con, year: int, block: str | None) -> pa.Table:
    """Number of units per block and class; class_code null: no result yet."""
    return _ask(
        con,
        """
        select
            b.block_code,
            b.block_name,
            b.sort_order as block_order,
            u.class_code,
            c.class_name,
            coalesce(c.sort_order, 99) as class_order,
            count(*) as units
        from mart.unit_year as u
        inner join mart.block as b on b.block_code = u.block_code
        left join mart.class as c on c.framework_code = u.framework_code and c.class_code = u.class_code
        where u.year = $year and ($block::varchar is null or u.block_code = $block)
        group by all
        order by block_order, class_order
        """,
        year=year,
        block=block,
    )


def class_bounds(con, year: int, block: str | None) -> pa.Table:
    """Classes of the frameworks in force, best first."""
    return _ask(
        con,
        """
        select distinct c.framework_code, c.class_code, c.class_name, cast(c.lower_pct as double) as lower_pct,
            c.sort_order
        from mart.class as c
        inner join mart.framework_year as y on y.framework_code = c.framework_code
        where y.year = $year and ($block::varchar is null or y.block_code = $block)
        order by c.framework_code, c.sort_order
        """,
        year=year,
        block=block,
    )


# What a ranking says of a unit; the second half only of the own unit to a scoped reader.
PUBLISHED = """
    unit_code, unit_name, block_code, block_name, block_order, framework_code, framework_name,
    score_pct, rank_block, ranked, tied, block_median, rank_low, rank_high, class_code, class_name, class_order,
    rank_block_change, score_basis, criteria_applicable, criteria_scored, is_incomplete, is_provisional,
    due_on, obligation, status, days_late, needs_supplement, is_under_check,
    case when $scope::varchar is null or unit_code = $scope then points end as points,
    case when $scope::varchar is null or unit_code = $scope then max_points end as max_points,
    case when $scope::varchar is null or unit_code = $scope then self_pct end as self_pct,
    case when $scope::varchar is null or unit_code = $scope then received_on end as received_on
"""


def ranking(con, year: int, block: str | None, scope: str | None) -> pa.Table:
    """Every unit in scope of a year with its result, rank in block and overall, ties, interval, class, distance to the
    bounds of its class, change.

    Units without a result come last in their block. Points, self-assessed figures and receipt dates of other units
    are null for a scoped reader.
    """
    return _ask(
        con,
        f"""
        select
            {PUBLISHED},
            rank_overall, ranked_overall, tied_overall, overall_median, next_class_name, to_next_class, above_bound,
            case when $scope::varchar is null or unit_code = $scope
                then points_to_next_class end as points_to_next_class,
            rank_block_previous, rank_overall_change, score_pct_previous, class_name_previous, class_steps, comparison
        from mart.ranking
        where year = $year and ($block::varchar is null or block_code = $block)
        order by block_order, rank_block nulls last, unit_name collate vi
        """,
        year=year,
        block=block,
        scope=scope,
    )


def criteria(con, year: int, block: str | None) -> pa.Table:
    """One row per criterion over the scored units: middle, spread, points lost, change within the framework.

    points_lost counts scored applicable criteria only: an unscored cell is not a lost point.
    """
    return _ask(
        con,
        """
        with scores as (
            select s.year, s.unit_code, s.criterion_code, s.framework_code, s.points, s.max_points,
                100 * cast(s.points as double) / nullif(cast(s.max_points as double), 0) as pct,
                cast(s.self_points - s.verified_points as double) as gap,
                s.applicable
            from mart.criterion_unit_year as s
            inner join mart.unit_year as u on u.year = s.year and u.unit_code = s.unit_code
            where s.year in ($year, $year - 1) and ($block::varchar is null or u.block_code = $block)
        ),
        per_criterion as (
            select
                year, framework_code, criterion_code,
                count(*) filter (applicable) as applicable_units,
                count(points) as scored_units,
                median(pct) as median_pct,
                quantile_cont(pct, 0.25) as lower_quartile,
                quantile_cont(pct, 0.75) as upper_quartile,
                count(*) filter (pct < 50) as below_half,
                cast(sum(max_points - points) as double) as points_lost,
                avg(gap) as self_minus_verified
            from scores
            group by year, framework_code, criterion_code
        )
        select
            k.framework_code, k.criterion_code, k.criterion_name, k.group_code, k.group_name, k.kind,
            k.dimension_name,
            cast(k.max_points as double) as max_points,
            n.applicable_units, n.scored_units, n.median_pct, n.lower_quartile, n.upper_quartile, n.below_half,
            n.points_lost,
            100 * n.points_lost / nullif(sum(n.points_lost) over (), 0) as lost_share,
            n.median_pct - p.median_pct as median_change,
            n.self_minus_verified,
            k.evidence,
            row_number() over (order by k.framework_code, k.group_order, k.sort_order) as position
        from mart.criterion as k
        inner join per_criterion as n
            on n.framework_code = k.framework_code and n.criterion_code = k.criterion_code and n.year = $year
        left join per_criterion as p
            on p.framework_code = k.framework_code and p.criterion_code = k.criterion_code and p.year = $year - 1
        order by position
        """,
        year=year,
        block=block,
    )


def kinds(con, year: int, block: str | None) -> pa.Table:
    """Percent of maximum by kind of criterion (input, process, output, impact): points over points, scored only."""
    return _ask(
        con,
        """
        select
            k.kind,
            count(distinct k.criterion_code) as criteria,
            100 * cast(sum(s.points) as double) / nullif(cast(sum(s.max_points) as double), 0) as pct,
            cast(sum(s.max_points - s.points) as double) as points_lost
        from mart.criterion_unit_year as s
        inner join mart.unit_year as u on u.year = s.year and u.unit_code = s.unit_code
        inner join mart.criterion as k
            on k.framework_code = s.framework_code and k.criterion_code = s.criterion_code
        where s.year = $year and s.points is not null and ($block::varchar is null or u.block_code = $block)
        group by k.kind
        order by case k.kind when 'dau_vao' then 1 when 'qua_trinh' then 2 when 'dau_ra' then 3 else 4 end
        """,
        year=year,
        block=block,
    )


def heat_map(con, year: int, block: str | None, scope: str | None) -> pa.Table:
    """One row per unit and criterion; pct null where not scored; `applicable` false where it does not apply."""
    return _ask(
        con,
        """
        -- order decided on units and on criteria, not on every cell: names sort slowly
        with placed as (
            select u.unit_code, u.unit_name, b.block_name,
                row_number() over (order by b.sort_order, u.rank_block nulls last, u.unit_name collate vi)
                    as unit_position
            from mart.unit_year as u
            inner join mart.block as b on b.block_code = u.block_code
            where u.year = $year
                and ($block::varchar is null or u.block_code = $block)
                and ($scope::varchar is null or u.unit_code = $scope)
        ),
        known as (
            select framework_code, criterion_code, criterion_name, group_code, group_name,
                row_number() over (order by framework_code, group_order, sort_order) as criterion_position
            from mart.criterion
        )
        select
            u.unit_code, u.unit_name, u.block_name, s.criterion_code, k.criterion_name, k.group_code, k.group_name,
            cast(s.points as double) as points, cast(s.max_points as double) as max_points, s.applicable,
            100 * cast(s.points as double) / nullif(cast(s.max_points as double), 0) as pct,
            case
                when s.final_points is not null then 'final'
                when s.verified_points is not null then 'verified'
                when s.self_points is not null then 'self'
            end as basis,
            u.unit_position, k.criterion_position
        from mart.criterion_unit_year as s
        inner join placed as u on u.unit_code = s.unit_code
        inner join known as k
            on k.framework_code = s.framework_code and k.criterion_code = s.criterion_code
        where s.year = $year
        order by unit_position, criterion_position
        """,
        year=year,
        block=block,
        scope=scope,
    )


def dimension_trend(con, block: str | None) -> pa.Table:
    """Comparable dimensions by year: median over units of their percent, and the share of points they cover."""
    return _ask(
        con,
        """
        with per_unit as (
            select
                s.year, s.unit_code, s.framework_code, k.dimension_code, k.dimension_name, k.dimension_comparable,
                100 * cast(sum(s.points) as double)
                    / nullif(cast(sum(s.max_points) filter (s.points is not null) as double), 0) as pct,
                cast(sum(s.max_points) filter (s.applicable) as double) as max_points
            from mart.criterion_unit_year as s
            inner join mart.unit_year as u on u.year = s.year and u.unit_code = s.unit_code
            inner join mart.criterion as k
                on k.framework_code = s.framework_code and k.criterion_code = s.criterion_code
            where $block::varchar is null or u.block_code = $block
            group by all
        ),
        shared as (
            select *, sum(max_points) over (partition by year, framework_code) as all_points from per_unit
        )
        select
            p.year, p.framework_code, p.dimension_name,
            p.year = any_value(s.running_year) as is_running,
            count(p.pct) as with_result,
            median(p.pct) as median_pct,
            100 * sum(p.max_points) / nullif(any_value(p.all_points), 0) as share_of_points
        from shared as p
        cross join mart.snapshot as s
        where p.dimension_comparable
        group by p.year, p.framework_code, p.dimension_code, p.dimension_name
        order by p.dimension_code, p.year
        """,
        block=block,
    )


def units(con, block: str | None) -> pa.Table:
    """Units to choose from: those in scope of at least one year."""
    return _ask(
        con,
        """
        select u.unit_code, u.unit_name, b.block_name
        from mart.unit as u
        inner join mart.block as b on b.block_code = u.block_code
        where u.unit_code in (select unit_code from mart.unit_year)
            and ($block::varchar is null or u.block_code = $block)
        order by b.sort_order, u.unit_name collate vi
        """,
        block=block,
    )


def deadlines(con, year: int, block: str | None, scope: str | None) -> pa.Table:
    """Every milestone owed for a year: due date, receipt, status, extension, and who was in office on the due date."""
    return _ask(
        con,
        """
        select
            c.unit_code, u.unit_name, u.block_code, b.block_name, b.sort_order as block_order,
            c.milestone_code, m.milestone_name, m.sort_order as milestone_order,
            c.obligation, c.clause, c.due_on, c.first_received_on, c.accepted_on, c.done_on, c.received_on_source,
            c.days_late, c.status, c.needs_supplement, c.is_under_check, c.extended_until, c.extension_document,
            case when c.done_on is not null then date_diff('day', c.due_on, c.done_on) end as days_after_due,
            h.position as head_position, h.capacity as head_capacity, h.term_from as head_from, h.term_to as head_to,
            (
                select count(*)
                from mart.compliance as p
                where p.unit_code = c.unit_code and p.milestone_code = c.milestone_code and p.year <= c.year
                    and p.obligation = 'required'
                    and ((p.status = 'missing' and not p.needs_supplement)
                        or (p.status = 'late' and p.received_on_source <> 'assumed'))
            ) as years_late
        from mart.compliance as c
        inner join mart.unit as u on u.unit_code = c.unit_code
        inner join mart.block as b on b.block_code = u.block_code
        inner join mart.milestone as m on m.milestone_code = c.milestone_code
        left join mart.head as h on h.head_code = c.head_code
        where c.year = $year
            and ($block::varchar is null or u.block_code = $block)
            and ($scope::varchar is null or c.unit_code = $scope)
        order by
            m.sort_order,
            case c.status when 'missing' then 1 when 'late' then 2 when 'not_due' then 3 else 4 end,
            c.obligation desc,
            c.days_late desc nulls last,
            b.sort_order, u.unit_name collate vi
        """,
        year=year,
        block=block,
        scope=scope,
    )


def parts(con, year: int, block: str | None) -> pa.Table:
    """What a ranking can be by, beside the whole score: groups, comparable dimensions, output and impact together."""
    return _ask(
        con,
        """
        with named as (
            select 'group' as part_kind, group_code as part_code, any_value(group_name) as part_name,
                framework_code, min(group_order) as part_order
            from mart.criterion
            group by framework_code, group_code
            union all
            select 'dimension', dimension_code, any_value(dimension_name), framework_code, min(group_order)
            from mart.criterion
            where dimension_comparable
            group by framework_code, dimension_code
            union all
            select distinct 'kind', 'output_impact', null, framework_code, 0
            from mart.criterion
            where kind in ('dau_ra', 'tac_dong')
        )
        select part_kind, part_code, any_value(part_name) as part_name
        from named
        where framework_code in (
            select framework_code from mart.framework_year
            where year = $year and ($block::varchar is null or block_code = $block)
        )
        group by part_kind, part_code
        order by case part_kind when 'kind' then 1 when 'group' then 2 else 3 end, min(part_order), part_code
        """,
        year=year,
        block=block,
    )


def part_ranking(con, year: int, block: str | None, part_kind: str, part_code: str, scope: str | None) -> pa.Table:
    """Units with a submission by one part of the framework: percent, ranks, ties, median, change within the framework.

    Only the whole score is published: a scoped reader gets the own unit's row, with its rank among all.
    """
    return _ask(
        con,
        """
        select
            p.unit_code, r.unit_name, p.block_code, r.block_name, p.framework_code,
            p.score_pct, p.rank_block, p.ranked, p.tied, p.rank_overall, p.ranked_overall, p.tied_overall,
            p.block_median, p.overall_median,
            cast(p.points as double) as points, cast(p.max_points as double) as max_points,
            p.criteria_applicable, p.criteria_scored,
            r.score_basis,
            coalesce(r.score_basis, '') <> 'verified' or p.criteria_scored < p.criteria_applicable or r.is_running
                as is_provisional,
            p.rank_block_change, p.rank_overall_change, p.score_pct_previous,
            case
                when p.score_pct_previous is not null then 'comparable'
                when r.comparison = 'comparable' then 'no_previous_result'
                else r.comparison
            end as comparison
        from mart.part_unit_year as p
        inner join mart.ranking as r on r.year = p.year and r.unit_code = p.unit_code
        where p.year = $year and p.part_kind = $part_kind and p.part_code = $part_code
            and p.score_pct is not null
            and ($block::varchar is null or p.block_code = $block)
            and ($scope::varchar is null or p.unit_code = $scope)
        order by r.block_order, p.rank_block, r.unit_name collate vi
        """,
        year=year,
        block=block,
        part_kind=part_kind,
        part_code=part_code,
        scope=scope,
    )


def borderline(con, year: int, block: str | None, scope: str | None) -> pa.Table:
    """Classes and places that a small change would turn, with what turns them; the own unit's only for a scoped reader."""
    return _ask(
        con,
        """
        select
            r.unit_code, u.unit_name, b.block_name, u.score_pct, u.rank_block, u.score_basis,
            r.reason, r.subject, r.cause, r.places, r.is_held, r.change_share, r.criteria,
            c.class_name, o.class_name as other_class_name
        from mart.borderline as r
        inner join mart.unit_year as u on u.year = r.year and u.unit_code = r.unit_code
        inner join mart.block as b on b.block_code = u.block_code
        left join mart.class as c on c.framework_code = r.framework_code and c.class_code = r.class_code
        left join mart.class as o on o.framework_code = r.framework_code and o.class_code = r.other_class_code
        where r.year = $year
            and ($block::varchar is null or u.block_code = $block)
            and ($scope::varchar is null or r.unit_code = $scope)
        order by b.sort_order, u.rank_block, u.unit_name collate vi, r.reason
        """,
        year=year,
        block=block,
        scope=scope,
    )


def unit_years(con, units: tuple[str, ...], scope: str | None) -> pa.Table:
    """Chosen units by year: result, class, rank with its interval, block median; points only of the own unit."""
    return _ask(
        con,
        f"""
        select
            year,
            {PUBLISHED},
            is_running,
            case when $scope::varchar is null or unit_code = $scope then received_on_source end as received_on_source
        from mart.ranking
        where list_contains($units::varchar[], unit_code)
        order by list_position($units::varchar[], unit_code), year
        """,
        units=list(units),
        scope=scope,
    )


def unit_parts(con, year: int, units: tuple[str, ...], scope: str | None) -> pa.Table:
    """Groups of the framework for chosen units, with the block's median; the own unit's only for a scoped reader."""
    return _ask(
        con,
        """
        select
            p.unit_code, u.unit_name, p.framework_code, p.part_code as group_code, g.group_name,
            p.score_pct, p.block_median, p.rank_block,
            cast(p.points as double) as points, cast(p.max_points as double) as max_points,
            p.criteria_applicable, p.criteria_scored
        from mart.part_unit_year as p
        inner join mart.unit_year as u on u.year = p.year and u.unit_code = p.unit_code
        inner join (
            select framework_code, group_code, any_value(group_name) as group_name, min(group_order) as group_order
            from mart.criterion
            group by framework_code, group_code
        ) as g on g.framework_code = p.framework_code and g.group_code = p.part_code
        where p.year = $year and p.part_kind = 'group'
            and list_contains($units::varchar[], p.unit_code)
            and ($scope::varchar is null or p.unit_code = $scope)
        order by g.group_order, list_position($units::varchar[], p.unit_code)
        """,
        year=year,
        units=list(units),
        scope=scope,
    )


def unit_criteria(con, year: int, unit: str, scope: str | None) -> pa.Table:
    """Every criterion of a unit with its scores, and what its block has: median points, spread between the first and
    the last tenth (percentage points), how many units are scored, how many have the maximum."""
    return _ask(
        con,
        """
        select
            s.criterion_code, k.criterion_name, s.group_code, k.group_name, k.kind, s.applicable,
            cast(s.self_points as double) as self_points,
            cast(s.verified_points as double) as verified_points,
            cast(s.final_points as double) as final_points,
            cast(s.points as double) as points,
            cast(s.max_points as double) as max_points,
            100 * cast(s.points as double) / nullif(cast(s.max_points as double), 0) as pct,
            p.median_points as block_median, p.spread_pct as block_spread,
            coalesce(p.scored_units, 0) as block_scored, coalesce(p.full_units, 0) as block_full,
            row_number() over (order by k.group_order, k.sort_order) as position
        from mart.criterion_unit_year as s
        inner join mart.unit_year as u on u.year = s.year and u.unit_code = s.unit_code
        inner join mart.criterion as k
            on k.framework_code = s.framework_code and k.criterion_code = s.criterion_code
        left join mart.criterion_block as p
            on p.year = s.year and p.block_code = u.block_code and p.framework_code = s.framework_code
            and p.criterion_code = s.criterion_code
        where s.year = $year and s.unit_code = $unit and ($scope::varchar is null or s.unit_code = $scope)
        order by position
        """,
        year=year,
        unit=unit,
        scope=scope,
    )


def unit_deadlines(con, unit: str, scope: str | None) -> pa.Table:
    """Every milestone that a unit owed, newest first, with who was in office (position only)."""
    return _ask(
        con,
        """
        select
            c.year, c.milestone_code, m.milestone_name, c.obligation, c.clause, c.due_on, c.done_on, c.received_on_source, c.days_late,
            c.status, c.needs_supplement, c.is_under_check, c.extended_until, c.extension_document,
            h.position as head_position, h.capacity as head_capacity
        from mart.compliance as c
        inner join mart.milestone as m on m.milestone_code = c.milestone_code
        left join mart.head as h on h.head_code = c.head_code
        where c.unit_code = $unit and ($scope::varchar is null or c.unit_code = $scope)
        order by c.year desc, m.sort_order
        """,
        unit=unit,
        scope=scope,
    )


def unit_heads(con, year: int, unit: str, scope: str | None) -> pa.Table:
    """Heads of a unit in office in a calendar year; position only, no personal name exists in the warehouse."""
    return _ask(
        con,
        """
        select y.position, h.capacity, h.term_from, h.term_to, y.days_in_office, y.is_accountable,
            y.late_count, y.missing_count
        from mart.head_year as y
        inner join mart.head as h on h.head_code = y.head_code
        where y.year = $year and y.unit_code = $unit and ($scope::varchar is null or y.unit_code = $scope)
        order by h.term_from
        """,
        year=year,
        unit=unit,
        scope=scope,
    )


def unit_versions(con, year: int, unit: str, scope: str | None) -> pa.Table:
    """Self-assessment files of a unit and year, newest version first; files that were not accepted come last."""
    return _ask(
        con,
        """
        select f.submission_version, f.is_current, f.received_on, f.received_on_source, f.file_name, f.status,
            f.kind, f.row_count, f.sha256,
            (select count(*) from mart.finding as n where n.file_seq = f.file_seq and n.severity = 'error') as errors,
            (select count(*) from mart.finding as n where n.file_seq = f.file_seq and n.severity = 'warning') as warnings
        from mart.file as f
        where f.unit_code = $unit and f.year = $year and f.kind = 'self_assessment' and f.status <> 'duplicate'
            and ($scope::varchar is null or f.unit_code = $scope)
        order by f.submission_version desc nulls last, f.received_on desc nulls last, f.file_seq desc
        """,
        year=year,
        unit=unit,
        scope=scope,
    )


def unit_findings(con, year: int, unit: str, scope: str | None) -> pa.Table:
    """Errors and warnings of the files of a unit and year, the current version's first."""
    return _ask(
        con,
        """
        select n.severity, n.code, n.sheet, n.cell, n.message, f.file_name, f.submission_version, f.is_current
        from mart.finding as n
        inner join mart.file as f on f.file_seq = n.file_seq
        where f.unit_code = $unit and f.year = $year and n.severity <> 'info' and f.status <> 'duplicate'
            and ($scope::varchar is null or f.unit_code = $scope)
        order by f.is_current desc, f.submission_version desc nulls last, n.severity, n.finding_number
        """,
        year=year,
        unit=unit,
        scope=scope,
    )
