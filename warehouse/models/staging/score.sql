-- View: one row per year, unit and criterion of the current submission: every score and whether the criterion applies.
-- mart.criterion_unit_year is its one reader, so the rows are written once.
-- Which score counts: final, else verified, else self (rules 3 and 5). Points: DECIMAL(9,4).
with joined as (
    select
        s.year,
        s.unit_code,
        k.criterion_code,
        k.group_code,
        k.framework_code,
        k.max_points,
        k.is_open,
        -- a corrected figure stands in the file of its correction
        coalesce(cs.sha256, f.sha256) as source_sha256,
        coalesce(cs.sheet, a.sheet) as source_sheet,
        coalesce(cs.cell, a.self_cell) as self_cell,
        case when cs.sha256 is not null then cs.points else cast(a.self_value as decimal(9, 4)) end as self_points,
        coalesce(cs.not_applicable, a.not_applicable, false) as self_na,
        cast(a.reported_pct_value as double) as reported_pct,
        a.evidence,
        a.note,
        case when cv.sha256 is not null then cv.points else v.points end as verified_points,
        coalesce(cv.not_applicable, v.not_applicable, false) as verified_na,
        coalesce(cv.sha256, v.sha256) as verified_sha256,
        coalesce(cv.sheet, v.sheet) as verified_sheet,
        coalesce(cv.cell, v.cell) as verified_cell,
        case when cz.sha256 is not null then cz.points else z.points end as final_points,
        coalesce(cz.not_applicable, z.not_applicable, false) as final_na,
        coalesce(cz.sha256, z.sha256) as final_sha256,
        coalesce(cz.sheet, z.sheet) as final_sheet,
        coalesce(cz.cell, z.cell) as final_cell,
        cs.sha256 is not null or cv.sha256 is not null or cz.sha256 is not null as is_corrected
    from staging.submission as s
    inner join raw.received_file as f on f.file_seq = s.file_seq
    inner join reference.units as u on u.unit_code = s.unit_code
    inner join staging.criterion_in_force as k on k.year = s.year and k.block_code = u.block_code
    left join raw.self_assessment as a on a.file_seq = s.file_seq and a.criterion_code = k.criterion_code
    left join staging.issued_score as v
        on v.year = s.year and v.unit_code = s.unit_code and v.criterion_code = k.criterion_code
        and v.score_type = 'verified'
    left join staging.issued_score as z
        on z.year = s.year and z.unit_code = s.unit_code and z.criterion_code = k.criterion_code
        and z.score_type = 'final'
    left join staging.corrected_score as cs
        on cs.year = s.year and cs.unit_code = s.unit_code and cs.criterion_code = k.criterion_code
        and cs.score_type = 'self'
    left join staging.corrected_score as cv
        on cv.year = s.year and cv.unit_code = s.unit_code and cv.criterion_code = k.criterion_code
        and cv.score_type = 'verified'
    left join staging.corrected_score as cz
        on cz.year = s.year and cz.unit_code = s.unit_code and cz.criterion_code = k.criterion_code
        and cz.score_type = 'final'
    where s.is_current
),

decided as (
    select
        *,
        is_open and case
            when final_na then false
            when final_points is not null then true
            when verified_na then false
            when verified_points is not null then true
            else not self_na
        end as applicable
    from joined
)

select
    *,
    case when applicable then coalesce(final_points, verified_points, self_points) end as points
from decided;
