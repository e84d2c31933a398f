-- One row per milestone. Source: reference.milestones.
create table mart.milestone as
select milestone_code, milestone_name, first_year, last_year, sort_order from reference.milestones;
