-- One row per year and unit of the newest year that itself, or a unit that it descends from, was in scope: the result of
-- its predecessors of that year, weighted by the shares of the succession table. score_pct: 0-100; it is null while any
-- predecessor has no result (nothing is filled in), and where they were assessed under different frameworks.
-- is_combined: other units than itself went into it; there is no rank and no class, since nobody was given one.
with newest as (
    select max(year) as year from mart.unit_year
),

present as (
    select u.unit_code, u.unit_name, u.block_code
    from mart.unit_year as u
    inner join newest as n on n.year = u.year
),

members as (
    select
        u.year,
        p.unit_code,
        p.unit_name,
        p.block_code,
        u.unit_code as member_code,
        u.framework_code,
        l.share,
        u.score_pct,
        u.score_basis
    from present as p
    inner join mart.unit_line as l on l.unit_code = p.unit_code
    inner join mart.unit_year as u on u.unit_code = l.predecessor_code
    where l.effective_on is null or year(l.effective_on) > u.year
)

select
    year,
    unit_code,
    unit_name,
    block_code,
    min(framework_code) as framework_code,
    count(*) as members,
    count(score_pct) as members_with_result,
    coalesce(bool_or(member_code <> unit_code), false) as is_combined,
    case when count(score_pct) = count(*) and count(distinct framework_code) = 1 then
        sum(share * score_pct) / nullif(sum(share), 0)
    end as score_pct,
    case
        when count(score_pct) < count(*) then null
        when min(score_basis) = max(score_basis) then min(score_basis)
        else 'mixed'
    end as score_basis
from members
group by year, unit_code, unit_name, block_code;
