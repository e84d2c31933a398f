-- One row per verified or final score of a whole criterion in a table of the run that is not the one that counts, since the same
-- stage stands in its sub-criteria (rule 16). Parameter: the first file_seq of the run.
with in_parts as (
    select
        year, unit_code, assessment_code, parent_code,
        count(verified_points) as verified_parts, count(final_points) as final_parts
    from staging.given_score
    where parent_code is not null
    group by year, unit_code, assessment_code, parent_code
)

select
    v.file_seq,
    v.sheet,
    v.cell,
    coalesce(shown_points(v.points), 'Không áp dụng') as found,
    coalesce(shown_points(case when v.score_type = 'final' then s.final_points else s.verified_points end), '–') as expected,
    v.criterion_code as criterion
from staging.any_issued_score as v
inner join in_parts as p
    on p.year = v.year and p.unit_code = v.unit_code and p.parent_code = v.criterion_code
    and p.assessment_code is not distinct from v.assessment_code
inner join staging.score as s
    on s.year = v.year and s.unit_code = v.unit_code and s.criterion_code = v.criterion_code
    and s.assessment_code is not distinct from v.assessment_code
where
    v.file_seq >= $first_seq
    and case when v.score_type = 'final' then p.final_parts else p.verified_parts end > 0
    and (v.points is null or v.points <> case when v.score_type = 'final' then s.final_points else s.verified_points end)
order by v.file_seq, v.sheet, v.criterion_code;
