-- One row per milestone. Source: reference.milestones.
select milestone_code, milestone_name, first_year, last_year, sort_order, assessment_code from reference.milestones;
