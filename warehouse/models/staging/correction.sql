-- One row per correction in force: what it found, and whether it was applied: only where its old value is the one in
-- force after the corrections before it. Points: DECIMAL(9,4). Recursive: one step per correction of a figure.
with recursive figures as (
    select distinct year, unit_code, criterion_code, score_type from staging.correction_row
),

received as (
    -- the figure as received; a self score needs a submission, an issued score may be missing
    select
        g.year,
        g.unit_code,
        g.criterion_code,
        g.score_type,
        case
            when g.score_type = 'self' then cast(a.self_value as decimal(9, 4))
            else i.points
        end as points,
        coalesce(case when g.score_type = 'self' then a.not_applicable else i.not_applicable end, false) as not_applicable,
        g.score_type <> 'self' or s.file_seq is not null as is_there
    from figures as g
    left join staging.submission as s on s.year = g.year and s.unit_code = g.unit_code and s.is_current
    left join raw.self_assessment as a on a.file_seq = s.file_seq and a.criterion_code = g.criterion_code
    left join staging.issued_score as i
        on i.year = g.year and i.unit_code = g.unit_code and i.criterion_code = g.criterion_code
        and i.score_type = g.score_type
),

chain as (
    select
        year,
        unit_code,
        criterion_code,
        score_type,
        cast(0 as bigint) as step,
        points,
        not_applicable,
        is_there,
        cast(null as decimal(9, 4)) as found_points,
        false as found_not_applicable,
        false as is_applied
    from received
    union all
    select
        k.year,
        k.unit_code,
        k.criterion_code,
        k.score_type,
        r.step,
        case
            when k.is_there and k.points is not distinct from r.old_points and k.not_applicable = r.old_not_applicable
                then r.new_points
            else k.points
        end as points,
        case
            when k.is_there and k.points is not distinct from r.old_points and k.not_applicable = r.old_not_applicable
                then r.new_not_applicable
            else k.not_applicable
        end as not_applicable,
        k.is_there,
        k.points as found_points,
        k.not_applicable as found_not_applicable,
        k.is_there and k.points is not distinct from r.old_points and k.not_applicable = r.old_not_applicable as is_applied
    from chain as k
    inner join staging.correction_row as r
        on r.year = k.year and r.unit_code = k.unit_code and r.criterion_code = k.criterion_code
        and r.score_type = k.score_type and r.step = k.step + 1
)

select
    r.*,
    k.is_there,
    k.found_points,
    k.found_not_applicable,
    k.is_applied
from chain as k
inner join staging.correction_row as r
    on r.year = k.year and r.unit_code = k.unit_code and r.criterion_code = k.criterion_code
    and r.score_type = k.score_type and r.step = k.step;
