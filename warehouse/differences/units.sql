-- One row per unit and year whose result differs between two snapshots (catalogs `before`, `after`): points, percent,
-- class, rank, version and dates of both. Points: DECIMAL(9,4); score_pct 0-100.
select
    coalesce(b.year, a.year) as year,
    coalesce(b.unit_code, a.unit_code) as unit_code,
    coalesce(b.unit_name, a.unit_name) as unit_name,
    b.points as points_before,
    a.points as points_after,
    b.score_pct as score_pct_before,
    a.score_pct as score_pct_after,
    b.score_basis as score_basis_before,
    a.score_basis as score_basis_after,
    b.class_code as class_code_before,
    a.class_code as class_code_after,
    bc.class_name as class_name_before,
    ac.class_name as class_name_after,
    b.rank_block as rank_block_before,
    a.rank_block as rank_block_after,
    b.rank_overall as rank_overall_before,
    a.rank_overall as rank_overall_after,
    b.submission_version as submission_version_before,
    a.submission_version as submission_version_after,
    b.received_on as received_on_before,
    a.received_on as received_on_after,
    b.status as status_before,
    a.status as status_after
from before.mart.unit_year as b
full outer join after.mart.unit_year as a on a.year = b.year and a.unit_code = b.unit_code
left join before.mart.class as bc on bc.framework_code = b.framework_code and bc.class_code = b.class_code
left join after.mart.class as ac on ac.framework_code = a.framework_code and ac.class_code = a.class_code
where
    b.points is distinct from a.points
    or b.max_points is distinct from a.max_points
    or b.score_basis is distinct from a.score_basis
    or b.class_code is distinct from a.class_code
    or b.rank_block is distinct from a.rank_block
    or b.rank_overall is distinct from a.rank_overall
    or b.submission_version is distinct from a.submission_version
    or b.version_received_on is distinct from a.version_received_on
    or b.first_received_on is distinct from a.first_received_on
    or b.received_on is distinct from a.received_on
    or b.needs_supplement is distinct from a.needs_supplement
    or b.status is distinct from a.status
    or b.unit_code is null
    or a.unit_code is null
order by 1, 2;
