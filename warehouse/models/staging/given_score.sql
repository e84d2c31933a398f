-- View: one row per assessment (null: the yearly one), year, unit and criterion or sub-criterion of the current submission:
-- what each stage gave, corrected, and where it stands. staging.score is its one reader. "Không áp dụng" is full points where the framework says so (rule
-- 16). Points: DECIMAL(9,4).
with received as (
    select
        s.file_seq,
        s.assessment_code,
        s.year,
        s.unit_code,
        k.criterion_code,
        k.group_code,
        k.framework_code,
        k.parent_code,
        k.has_parts,
        k.receives,
        k.max_points,
        k.in_maximum,
        k.na_rule,
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
    from staging.any_submission as s
    inner join raw.received_file as f on f.file_seq = s.file_seq
    inner join reference.units as u on u.unit_code = s.unit_code
    inner join staging.criterion_in_force as k
        on k.year = s.year and k.block_code = u.block_code and k.assessment_code is not distinct from s.assessment_code
    left join raw.self_assessment as a on a.file_seq = s.file_seq and a.criterion_code = k.criterion_code
    left join staging.any_issued_score as v
        on v.assessment_code is not distinct from s.assessment_code and v.year = s.year
        and v.unit_code = s.unit_code and v.criterion_code = k.criterion_code
        and v.score_type = 'verified'
    left join staging.any_issued_score as z
        on z.assessment_code is not distinct from s.assessment_code and z.year = s.year
        and z.unit_code = s.unit_code and z.criterion_code = k.criterion_code
        and z.score_type = 'final'
    -- corrections are of the yearly assessment; a condition of one side alone would compare every pair of rows
    left join staging.corrected_score as cs
        on cs.year = case when s.assessment_code is null then s.year end
        and cs.unit_code = s.unit_code and cs.criterion_code = k.criterion_code
        and cs.score_type = 'self'
    left join staging.corrected_score as cv
        on cv.year = case when s.assessment_code is null then s.year end
        and cv.unit_code = s.unit_code and cv.criterion_code = k.criterion_code
        and cv.score_type = 'verified'
    left join staging.corrected_score as cz
        on cz.year = case when s.assessment_code is null then s.year end
        and cz.unit_code = s.unit_code and cz.criterion_code = k.criterion_code
        and cz.score_type = 'final'
    where s.is_current
)

select
    file_seq,
    assessment_code,
    year,
    unit_code,
    framework_code,
    criterion_code,
    parent_code,
    has_parts,
    receives,
    group_code,
    max_points,
    in_maximum,
    na_rule,
    is_open,
    source_sha256,
    source_sheet,
    self_cell,
    case when self_na and na_rule = 'full' then max_points else self_points end as self_points,
    self_na,
    self_na and na_rule <> 'full' as self_out,
    reported_pct,
    evidence,
    note,
    case when verified_na and na_rule = 'full' then max_points else verified_points end as verified_points,
    verified_na,
    verified_na and na_rule <> 'full' as verified_out,
    verified_sha256,
    verified_sheet,
    verified_cell,
    case when final_na and na_rule = 'full' then max_points else final_points end as final_points,
    final_na,
    final_na and na_rule <> 'full' as final_out,
    final_sha256,
    final_sheet,
    final_cell,
    is_corrected
from received;
