-- Results of some units, all years, with the rank that they had among the units of their block.
select
    year, unit_code, unit_name, framework_name, self_pct, points, max_points, score_pct, score_basis, class_name, rank_block,
    ranked, received_on, received_on_source, due_on
from mart.ranking
where list_contains($units, unit_code) and score_pct is not null
order by year, unit_code
