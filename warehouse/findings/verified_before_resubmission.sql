-- One row per criterion whose self score a newer version changed after it had been verified (rule 5).
-- Parameter: the first file_seq of the run.
select
    later.file_seq,
    a.sheet,
    a.self_cell as cell,
    coalesce(a.self_text, '–') as found,
    coalesce(b.self_text, '–') as expected,
    a.criterion_code as criterion
from staging.any_submission as later
inner join staging.file_date as d on d.file_seq = later.file_seq
inner join staging.any_submission as earlier
    on earlier.assessment_code is not distinct from later.assessment_code and earlier.unit_code = later.unit_code and earlier.year = later.year
    and earlier.submission_version = later.submission_version - 1
inner join raw.self_assessment as a on a.file_seq = later.file_seq
inner join raw.self_assessment as b on b.file_seq = earlier.file_seq and b.criterion_code = a.criterion_code
inner join staging.any_issued_score as v
    on v.assessment_code is not distinct from later.assessment_code and v.year = later.year and v.unit_code = later.unit_code and v.criterion_code = a.criterion_code
    and v.score_type = 'verified'
inner join staging.file_date as vd on vd.file_seq = v.file_seq
where
    later.file_seq >= $first_seq
    and later.is_current
    and (
        coalesce(a.self_value, '') <> coalesce(b.self_value, '')
        or coalesce(a.not_applicable, false) <> coalesce(b.not_applicable, false)
    )
    and (vd.received_on < d.received_on or (vd.received_on = d.received_on and vd.run_seq < d.run_seq))
order by later.file_seq, a.criterion_code;
