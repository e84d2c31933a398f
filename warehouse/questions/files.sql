-- One row per file received for a year, newest first; files that do not tell their year belong to every year.
select
    f.file_seq, f.file_name, f.kind, f.status, f.received_at, f.who, f.received_on,
    f.submission_version as version, f.row_count, f.sha256, u.unit_name,
    count(*) filter (g.severity = 'error') as errors,
    count(*) filter (g.severity = 'warning') as warnings
from mart.file as f
left join mart.unit as u on u.unit_code = f.unit_code
left join mart.finding as g on g.file_seq = f.file_seq
where coalesce(f.year, $year) = $year and ($block::varchar is null or coalesce(u.block_code, $block) = $block)
    and f.kind not in ('reference', 'framework')
group by all
order by f.file_seq desc
