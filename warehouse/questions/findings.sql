-- One row per finding of the files received for a year (question `files`), errors first. is_replaced: a later file stands in
-- the place of its own; found_at: when its file was loaded.
select
    f.file_name, f.sha256, f.received_at as found_at, f.kind, u.unit_name, g.severity, g.code, g.sheet, g.cell, g.message,
    f.status in ('superseded', 'duplicate') or (f.status = 'rejected' and not f.is_open) as is_replaced
from mart.finding as g
inner join mart.file as f on f.file_seq = g.file_seq
left join mart.unit as u on u.unit_code = f.unit_code
where coalesce(f.year, $year) = $year and ($block::varchar is null or coalesce(u.block_code, $block) = $block)
    and f.kind not in ('reference', 'framework')
order by case g.severity when 'error' then 1 when 'warning' then 2 else 3 end, f.file_seq desc, g.finding_number
