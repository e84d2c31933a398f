-- Figures that the state has of the units of a year, beside what the units reported; what was reported higher comes first.
select
    s.unit_code, u.unit_name, s.criterion_code, s.source, s.state_pct, s.reported_pct, s.difference,
    cast(s.self_points as double) as self_points, cast(s.supported_points as double) as supported_points,
    cast(s.verified_points as double) as verified_points, s.document_number, s.note, s.finding
from mart.state_figure as s
inner join mart.unit as u on u.unit_code = s.unit_code
where s.year = $year and ($block::varchar is null or u.block_code = $block)
order by s.difference desc nulls last, u.unit_name collate vi, s.criterion_code, s.source
