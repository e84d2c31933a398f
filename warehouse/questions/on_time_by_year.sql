-- Per year and block: how many units were bound, and how many of them were on time; only dates that are over.
-- dated_units: those of which it can be told: all but those that sent and whose day nobody wrote down.
-- on_time_pct: 0-100 of the dated units. is_told: the year is published, so who is missing has no report.
select
    c.year, b.block_code, b.block_name, count(*) as required_units,
    count(*) filter (c.status = 'on_time') as on_time_units,
    count(*) filter (c.told_status <> 'undated') as dated_units,
    count(c.first_received_on) as received_units,
    count(*) filter (c.told_status = 'late') as late_units, count(*) filter (c.told_status = 'missing') as missing_units,
    bool_and(c.told_days is null) filter (c.told_status = 'missing') as is_told,
    100.0 * count(*) filter (c.status = 'on_time')
        / nullif(count(*) filter (c.told_status <> 'undated'), 0) as on_time_pct
from mart.compliance as c
inner join mart.unit as u on u.unit_code = c.unit_code
inner join mart.block as b on b.block_code = u.block_code
where c.milestone_code = $milestone and c.obligation = 'required' and c.told_status not in ('no_data', 'waiting')
    and c.due_on < (select as_of from reference.build)
    and ($scope::varchar is null or c.unit_code = $scope)
group by c.year, b.block_code, b.block_name, b.sort_order
order by b.sort_order, c.year
