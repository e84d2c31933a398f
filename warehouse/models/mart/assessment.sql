-- One row per assessment beside the yearly one: what, of whom, where, when, what it cost, and how many units are assessed
-- and have a result. Its results count for nothing else unless its own columns say so (rule 18). cost: VND.
-- Source: reference.assessments, mart.assessment_unit.
with counted as (
    select
        year,
        assessment_code,
        count(*) as units,
        count(score_pct) as units_with_result
    from mart.assessment_unit
    group by year, assessment_code
)

select
    a.year,
    a.assessment_code,
    a.framework_code,
    f.framework_name,
    a.subject,
    a.audience,
    a.place,
    a.activity,
    a.held_on,
    a.organiser,
    a.people_aimed,
    a.people_reached,
    a.survey_before,
    a.survey_after,
    a.cost,
    a.period_from,
    a.period_to,
    coalesce(a.aggregated, 'none') as aggregated,
    coalesce(a.counts_for_heads, false) as counts_for_heads,
    coalesce(a.counts_for_class, false) as counts_for_class,
    coalesce(a.on_map, false) as on_map,
    coalesce(c.units, 0) as units,
    coalesce(c.units_with_result, 0) as units_with_result
from reference.assessments as a
inner join reference.frameworks as f on f.framework_code = a.framework_code
left join counted as c on c.year = a.year and c.assessment_code = a.assessment_code;
