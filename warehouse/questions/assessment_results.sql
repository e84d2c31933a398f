-- Results of the assessments beside the yearly one of a year: one row per assessment and unit that it assesses. Class: by the
-- framework of the assessment; bounds: where its classes begin.
select
    (select list(cast(c.lower_pct as double)) from mart.class as c where c.framework_code = u.framework_code) as bounds,
    u.assessment_code, a.framework_name, a.subject, a.audience, a.place, u.unit_code, u.unit_name, b.block_name, u.points, u.max_points, u.score_pct,
    u.score_basis, u.criteria_scored < u.criteria_applicable as is_incomplete, c.class_name, u.submission_version,
    u.received_on, u.received_on_source, u.due_on, u.told_status as status, u.days_late, u.obligation,
    a.survey_before, a.survey_after
from mart.assessment_unit as u
inner join mart.assessment as a on a.assessment_code = u.assessment_code and a.year = u.year
inner join mart.block as b on b.block_code = u.block_code
left join mart.class as c on c.framework_code = u.framework_code and c.class_code = u.class_code
where u.year = $year and ($block::varchar is null or u.block_code = $block)
    and ($scope::varchar is null or u.unit_code = $scope)
order by u.assessment_code, b.sort_order, u.unit_name collate vi
