-- Rated units that came up to the middle of their block, or fell behind it, since the year before: one row per unit that
-- lay $analysis_gap_pct or more below the median of the units compared in the block in one of the two years and not in the
-- other, and whose distance changed by $analysis_change_pct or more. distance_before, distance: percentage points below
-- the median. unit_name is null of a unit that fell behind and has not had its say: it has not replied, and the year has not
-- come past the stage of opinions, or is not to be named yet (mart.unit_told). weight: share of the compared units of the block.
with compared as (
    select
        c.unit_code, c.unit_name, c.block_code, u.is_rated,
        median(c.score_pct_before) over block - c.score_pct_before as distance_before,
        median(c.score_pct) over block - c.score_pct as distance,
        count(*) over block as units
    from mart.comparison_unit as c
    inner join mart.unit_year as u on u.year = c.year and u.unit_code = c.unit_code
    where c.year = $last and c.before = $last - 1 and c.is_compared
        and ($block::varchar is null or c.block_code = $block)
    window block as (partition by c.block_code, c.framework_code)
)
select
    case when c.distance < c.distance_before or t.is_held is distinct from true and (
        s.stage in ('submitted', 'returned', 'published', 'amended') or t.returned_on is not null or t.expired_on is not null
        or exists (select 1 from mart.reply as r where r.year = $last and r.unit_code = c.unit_code)
    ) then c.unit_name end as unit_name,
    case when c.distance > c.distance_before then t.returned_on end as returned_on,
    case when c.distance > c.distance_before then t.expired_on end as expired_on,
    c.unit_code, c.block_code, k.block_name, row_number() over (order by c.unit_code) as place, c.distance_before, c.distance, c.distance > c.distance_before as is_behind,
    1 / nullif(cast(c.units as double), 0) as weight
from compared as c
inner join mart.block as k on k.block_code = c.block_code
left join mart.year_stage as s on s.year = $last
left join mart.unit_told as t on t.year = $last and t.unit_code = c.unit_code
where c.is_rated and c.units >= $analysis_min_units
    and (c.distance >= $analysis_gap_pct) <> (c.distance_before >= $analysis_gap_pct)
    and abs(c.distance - c.distance_before) >= $analysis_change_pct
order by is_behind, abs(c.distance - c.distance_before) desc, c.unit_code
