-- What a correction may change: per criterion or sub-criterion of the form of these units, and per kind of score, what is in
-- force today, after the corrections before; points null and not not_applicable: not scored.
with corrected as (
    select unit_code, criterion_code, score_type, new_points as points, new_not_applicable as not_applicable
    from mart.correction
    where year = $year and status = 'applied' and list_contains($units, unit_code)
    qualify row_number() over (partition by unit_code, criterion_code, score_type order by step desc) = 1
),
given as (
    select unit_code, criterion_code, stage as score_type, points, not_applicable
    from mart.score_story
    where year = $year and state = 'counts' and stage in ('self', 'verified', 'final') and list_contains($units, unit_code)
),
form as (
    select u.unit_code, k.criterion_code
    from mart.unit_year as u
    inner join mart.framework_year as f on f.year = u.year and f.block_code = u.block_code
    inner join (
        select framework_code, criterion_code from mart.criterion
        union all
        select framework_code, criterion_code from mart.sub_criterion
    ) as k on k.framework_code = f.framework_code
    where u.year = $year and list_contains($units, u.unit_code)
)
select
    f.unit_code, f.criterion_code, t.score_type,
    cast(case when c.unit_code is not null then c.points else g.points end as double) as points,
    coalesce(c.not_applicable, g.not_applicable, false) as not_applicable
from form as f
cross join (values ('self'), ('verified'), ('final')) as t (score_type)
left join corrected as c
    on c.unit_code = f.unit_code and c.criterion_code = f.criterion_code and c.score_type = t.score_type
left join given as g
    on g.unit_code = f.unit_code and g.criterion_code = f.criterion_code and g.score_type = t.score_type
order by f.unit_code, f.criterion_code, t.score_type
