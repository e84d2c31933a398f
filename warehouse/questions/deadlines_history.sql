-- The matrix: every milestone owed for the year, and this milestone in the years before, of units that owe something in
-- the year.
select
    c.unit_code, c.year, c.milestone_code, m.milestone_name, c.obligation, c.due_on,
    c.told_days as days_late, c.told_status as status,
    c.needs_supplement, c.is_under_check, c.received_on_source, c.extended_until
from mart.compliance as c
inner join mart.unit as u on u.unit_code = c.unit_code
inner join mart.milestone as m on m.milestone_code = c.milestone_code
where (c.year = $year or (c.year < $year and c.milestone_code = $milestone))
    and c.unit_code in (select unit_code from mart.compliance where year = $year)
    and ($block::varchar is null or u.block_code = $block) and ($scope::varchar is null or c.unit_code = $scope)
order by c.year desc, m.sort_order, c.unit_code
