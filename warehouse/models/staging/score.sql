-- One row per year, unit and criterion of the current submission: every score and whether the criterion applies.
-- A view: mart.criterion_unit_year is its one reader, so the rows are written once.
-- Which score counts: final, else verified, else self (rules 3 and 5). Points: DECIMAL(9,4).
create view staging.score as
with joined as (
    select
        s.year,
        s.unit_code,
        k.criterion_code,
        k.group_code,
        k.framework_code,
        k.max_points,
        k.is_open,
        f.sha256 as source_sha256,
        a.sheet as source_sheet,
        a.self_cell,
        cast(a.self_value as decimal(9, 4)) as self_points,
        coalesce(a.not_applicable, false) as self_na,
        cast(a.reported_pct_value as double) as reported_pct,
        a.evidence,
        a.note,
        v.points as verified_points,
        coalesce(v.not_applicable, false) as verified_na,
        v.sha256 as verified_sha256,
        v.sheet as verified_sheet,
        v.cell as verified_cell,
        z.points as final_points,
        coalesce(z.not_applicable, false) as final_na,
        z.sha256 as final_sha256,
        z.sheet as final_sheet,
        z.cell as final_cell
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
