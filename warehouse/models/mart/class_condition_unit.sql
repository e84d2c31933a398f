-- One row per year, unit with a current submission and condition of a class, of the yearly assessment (rule 17).
-- Percentages: 0-100 of the maximum of what applies. Source: staging.class_condition.
select year, unit_code, framework_code, class_code, group_code, criterion_code, min_pct, clause, reached_pct, is_met
from staging.class_condition
where assessment_code is null;
