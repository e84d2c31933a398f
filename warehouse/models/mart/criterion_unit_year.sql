-- One row per year, unit and criterion of the current submission. Points: DECIMAL(9,4); reported_pct 0-100.
-- Source: staging.score; where each figure came from: sha256 of the file, sheet, cell (A1).
with banded as (
    -- above 100 takes the top band; bands are [lower, upper), the top one closed
    select
        s.year,
        s.unit_code,
        s.criterion_code,
        max_by(b.points, b.lower_pct) as band_points
    from staging.score as s
    inner join reference.criterion_bands as b
        on b.framework_code = s.framework_code and b.criterion_code = s.criterion_code
        and s.reported_pct >= cast(b.lower_pct as double)
    group by s.year, s.unit_code, s.criterion_code
)

select
    s.year,
    s.unit_code,
    s.criterion_code,
    s.group_code,
    s.framework_code,
    s.self_points,
    s.verified_points,
    s.final_points,
    s.points,
    s.max_points,
    s.applicable,
    s.self_na,
    s.verified_na,
    s.reported_pct,
    b.band_points,
    s.evidence,
    s.note,
    s.source_sha256,
    s.source_sheet,
    s.self_cell,
    s.verified_sha256,
    s.verified_sheet,
    s.verified_cell,
    s.final_sha256,
    s.final_sheet,
    s.final_cell,
    s.is_corrected,
    -- Phòng Tư pháp rated itself here: shown as such, never hidden
    coalesce(
        s.unit_code = g.office_unit_code and (s.verified_sha256 is not null or s.final_sha256 is not null), false
    ) as self_verified
from staging.score as s
cross join staging.setting as g
left join banded as b
    on b.year = s.year and b.unit_code = s.unit_code and b.criterion_code = s.criterion_code;
