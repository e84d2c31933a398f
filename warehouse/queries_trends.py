"""Questions of the page on trends, as in queries.py: bound parameters in, an Arrow table out, marts only."""

from __future__ import annotations

import pyarrow as pa

from warehouse.queries import _ask

# Units by the year's own organisation, or by that of the newest year (predecessors combined).
REPORTED = "select year, unit_code, block_code, framework_code, score_pct, false as is_combined from mart.unit_year"
REARRANGED = "select year, unit_code, block_code, framework_code, score_pct, is_combined from mart.unit_year_rearranged"


def has_rearranged(con) -> pa.Table:
    """One row: whether any result is combined from predecessors (`combined`: how many unit-years)."""
    return _ask(con, "select count(*) as combined from mart.unit_year_rearranged where is_combined")


def trend_by(con, block: str | None, rearranged: bool) -> pa.Table:
    """Middle and middle half by year: one row per block and one for all of them (block_code null).

    framework_code is null where the blocks of a year have different ones. combined: results made of predecessors'.
    """
    return _ask(
        con,
        f"""
        select
            u.year, u.block_code, b.block_name, b.sort_order as block_order,
            case when count(distinct u.framework_code) = 1 then any_value(u.framework_code) end as framework_code,
            u.year = any_value(s.running_year) as is_running,
            count(*) as units,
            count(u.score_pct) as with_result,
            count(u.score_pct) filter (u.is_combined) as combined,
            median(u.score_pct) as median_pct,
            quantile_cont(u.score_pct, 0.25) as lower_quartile,
            quantile_cont(u.score_pct, 0.75) as upper_quartile,
            count(*) filter (y.score_basis = 'verified') as verified
        from ({REARRANGED if rearranged else REPORTED}) as u
        cross join mart.snapshot as s
        inner join mart.block as b on b.block_code = u.block_code
        left join mart.unit_year as y on y.year = u.year and y.unit_code = u.unit_code
        where $block::varchar is null or u.block_code = $block
        group by grouping sets ((u.year, u.block_code, b.block_name, b.sort_order), (u.year))
        order by b.sort_order nulls first, u.year
        """,
        block=block,
    )


def unit_trend_by(con, units: tuple[str, ...], rearranged: bool) -> pa.Table:
    """Result of chosen units by year. Rank, class and basis are null where the result is combined of predecessors;
    `made_of`: their names, `lacking`: how many of them have no result (then the combined one is null)."""
    combined = """
        select
            r.year, r.unit_code, r.block_code, r.framework_code, r.score_pct, r.is_combined, r.score_basis,
            case when not r.is_combined then u.rank_block end as rank_block,
            case when not r.is_combined then u.class_code end as class_code,
            r.members - r.members_with_result as lacking
        from mart.unit_year_rearranged as r
        left join mart.unit_year as u on u.year = r.year and u.unit_code = r.unit_code
    """
    reported = """
        select year, unit_code, block_code, framework_code, score_pct, false as is_combined, score_basis, rank_block,
            class_code, 0 as lacking
        from mart.unit_year
    """
    return _ask(
        con,
        f"""
        with ranked as (
            select year, block_code, framework_code, count(score_pct) as ranked
            from mart.unit_year group by year, block_code, framework_code
        ),
        made as (
            select l.unit_code, m.year, string_agg(m.unit_name, ', ' order by m.unit_name) as made_of
            from mart.unit_line as l
            inner join mart.unit_year as m on m.unit_code = l.predecessor_code
            where l.effective_on is null or year(l.effective_on) > m.year
            group by l.unit_code, m.year
        )
        select
            u.year, u.unit_code, n.unit_name, u.framework_code, u.score_pct, u.rank_block, c.class_name, u.score_basis,
            u.is_combined, u.lacking, case when u.is_combined then m.made_of end as made_of,
            u.year = s.running_year as is_running, r.ranked
        from ({combined if rearranged else reported}) as u
        cross join mart.snapshot as s
        inner join mart.unit as n on n.unit_code = u.unit_code
        left join ranked as r
            on r.year = u.year and r.block_code = u.block_code and r.framework_code = u.framework_code
        left join made as m on m.unit_code = u.unit_code and m.year = u.year
        left join mart.class as c on c.framework_code = u.framework_code and c.class_code = u.class_code
        where list_contains($units::varchar[], u.unit_code)
        order by n.unit_name collate vi, u.year
        """,
        units=list(units),
    )


def change_total(con, year: int, before: int, block: str | None) -> pa.Table:
    """One row per framework that both years share: what the change of the mean percent is made of.

    Means over units with a result: *_all, and *_both of those with one in both years (same block and framework). The
    change of all = change of both + came (later mean with the newcomers minus without) + went (earlier, the other way
    round); percentage points. `both`, `came`, `went`: numbers of units.
    """
    return _ask(
        con,
        """
        with results as (
            select u.year, u.unit_code, u.framework_code, u.score_pct,
                count(*) over (partition by u.unit_code, u.block_code, u.framework_code) = 2 as is_both
            from mart.unit_year as u
            where u.year in ($year, $before) and u.score_pct is not null
                and ($block::varchar is null or u.block_code = $block)
        )
        select
            framework_code,
            count(*) filter (year = $year and is_both) as both_years,
            count(*) filter (year = $year and not is_both) as came,
            count(*) filter (year = $before and not is_both) as went,
            avg(score_pct) filter (year = $before) as before_all,
            avg(score_pct) filter (year = $year) as after_all,
            avg(score_pct) filter (year = $before and is_both) as before_both,
            avg(score_pct) filter (year = $year and is_both) as after_both
        from results
        group by framework_code
        having count(distinct year) = 2
        order by framework_code
        """,
        year=year,
        before=before,
        block=block,
    )


def change_parts(con, year: int, before: int, block: str | None) -> pa.Table:
    """One row per criterion of a framework that both years share: its part of the change of the mean percent of the
    units with a result in both years, in percentage points of their maximum; the parts sum to that change.

    A unit's part is 100 × (points ÷ its maximum of the later year − the same of the earlier one), so a criterion that
    stopped applying changes the parts of the others through the maximum.
    """
    return _ask(
        con,
        """
        with results as (
            select u.year, u.unit_code, u.framework_code, u.max_points,
                count(*) over (partition by u.unit_code, u.block_code, u.framework_code) = 2 as is_both
            from mart.unit_year as u
            where u.year in ($year, $before) and u.score_pct is not null
                and ($block::varchar is null or u.block_code = $block)
        ),
        present as (
            select framework_code, count(*) / 2 as units from results where is_both group by framework_code
        )
        select
            k.framework_code, k.group_code, k.group_name, k.criterion_code, k.criterion_name, k.kind,
            row_number() over (order by k.framework_code, k.group_order, k.sort_order) as position,
            sum(
                case when s.year = $year then 1 else -1 end
                * 100 * cast(coalesce(s.points, 0) as double) / cast(r.max_points as double)
            ) / any_value(p.units) as change
        from results as r
        inner join present as p on p.framework_code = r.framework_code
        inner join mart.criterion_unit_year as s on s.year = r.year and s.unit_code = r.unit_code
        inner join mart.criterion as k
            on k.framework_code = s.framework_code and k.criterion_code = s.criterion_code
        where r.is_both
        group by k.framework_code, k.group_code, k.group_name, k.group_order, k.criterion_code, k.criterion_name, k.kind,
            k.sort_order
        order by position
        """,
        year=year,
        before=before,
        block=block,
    )


def ranks_by_year(con, block: str) -> pa.Table:
    """Rank of every unit of a block in every year it has a result, under the year's own organisation."""
    return _ask(
        con,
        """
        select u.year, u.unit_code, u.unit_name, u.framework_code, u.rank_block, u.score_pct,
            u.year = s.running_year as is_running,
            count(*) over (partition by u.year, u.framework_code) as ranked
        from mart.unit_year as u
        cross join mart.snapshot as s
        where u.block_code = $block and u.rank_block is not null
        order by u.year, u.rank_block, u.unit_name collate vi
        """,
        block=block,
    )


def rank_agreement(con, block: str) -> pa.Table:
    """Kendall's tau-b of a block's ranking with the year before: a row per year that can be compared."""
    return _ask(
        con,
        """
        select year, units, pairs, discordant_pairs, tau_b,
            100.0 * discordant_pairs / nullif(pairs, 0) as discordant_share
        from mart.rank_agreement
        where block_code = $block
        order by year
        """,
        block=block,
    )
