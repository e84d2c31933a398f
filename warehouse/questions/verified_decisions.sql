-- Verified scores in force of a year, a row per criterion or sub-criterion that applies and was decided, per unit in the order of the
-- framework: is_changed: not as the unit scored itself; reason, decided_how (null: not said): of the table that says it;
-- is_corrected: a correction changed a score since.
with scores as (
    select
        year, unit_code, framework_code, criterion_code, cast(null as varchar) as parent_code, self_na, verified_na,
        self_points, verified_points, is_corrected
    from mart.criterion_unit_year
    where year = $year and (applicable or self_na or verified_na)
    union all
    select
        year, unit_code, framework_code, criterion_code, parent_code, self_na, verified_na,
        self_points, verified_points, is_corrected
    from mart.sub_criterion_unit_year
    where year = $year and (applicable or self_na or verified_na)
)
select
    u.unit_code, u.unit_name, b.block_name, s.criterion_code, coalesce(p.criterion_name, k.criterion_name) as criterion_name,
    s.self_na, s.verified_na, cast(s.self_points as double) as self_points,
    cast(s.verified_points as double) as verified_points,
    s.verified_points is distinct from s.self_points or s.verified_na is distinct from s.self_na as is_changed,
    t.words as reason, t.decided_how, t.loaded_by, s.is_corrected
from scores as s
inner join mart.score_story as t
    on t.year = s.year and t.unit_code = s.unit_code and t.criterion_code = s.criterion_code and t.stage = 'verified'
    and t.state = 'counts'
inner join mart.unit as u on u.unit_code = s.unit_code
inner join mart.block as b on b.block_code = u.block_code
inner join mart.criterion as k
    on k.framework_code = s.framework_code and k.criterion_code = coalesce(s.parent_code, s.criterion_code)
left join mart.sub_criterion as p
    on p.framework_code = s.framework_code and p.criterion_code = s.criterion_code and p.parent_code = s.parent_code
where $block::varchar is null or u.block_code = $block
order by b.sort_order, u.unit_name collate vi, k.group_order, k.sort_order, s.parent_code is not null, p.sort_order
