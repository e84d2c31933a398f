-- One row per year, unit and version of its self-assessment: who sent what when, its own total, the one in force.
-- self_points: DOUBLE, for display. Source: staging.submission, staging.self_criterion.
with totals as (
    select
        file_seq,
        cast(sum(points) as double) as self_points
    from staging.self_criterion
    group by file_seq
)

select
    s.year,
    s.unit_code,
    s.submission_version as version,
    s.is_current,
    s.version_received_on as received_on,
    d.received_on_source,
    f.path,
    f.file_name,
    f.sha256,
    f.status,
    f.who as loaded_by,
    f.received_at as loaded_at,
    t.self_points
from staging.submission as s
inner join raw.received_file as f on f.file_seq = s.file_seq
inner join staging.file_date as d on d.file_seq = s.file_seq
left join totals as t on t.file_seq = s.file_seq;
