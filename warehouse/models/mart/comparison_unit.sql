-- One row per year, earlier year of the marts and unit in scope of the later one: whether a figure over several units may
-- be compared among units with it: a result on basis verified in both years, on one framework (rule 7).
select
    n.year,
    y.year as before,
    n.unit_code,
    n.unit_name,
    n.block_code,
    n.framework_code,
    n.score_pct,
    p.score_pct as score_pct_before,
    coalesce(
        n.score_basis = 'verified' and p.score_basis = 'verified' and p.framework_code = n.framework_code, false
    ) as is_compared
from mart.unit_year as n
inner join (select distinct year from staging.year) as y on y.year < n.year
left join mart.unit_year as p on p.year = y.year and p.unit_code = n.unit_code;
