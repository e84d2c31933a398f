-- Whose result a year of the unit is (most days in office), and who was in office when the report on that year fell
-- due: two people where the term changed in between. unit null: of every unit.
select
    y.unit_code, y.year, y.head_code, y.position, h.term_from, c.due_on, c.head_code as due_head_code,
    d.position as due_position, d.term_from as due_term_from
from mart.head_year as y
inner join mart.head as h on h.head_code = y.head_code
left join mart.compliance as c
    on c.unit_code = y.unit_code and c.year = y.year and c.milestone_code = 'self_assessment'
left join mart.head as d on d.head_code = c.head_code
where y.is_accountable
    and ($unit::varchar is null or y.unit_code = $unit)
    and ($scope::varchar is null or y.unit_code = $scope)
order by y.year
