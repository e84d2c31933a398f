-- Units in scope of a year, each with its sheet of facts to confirm: sent when, due when, back when; is_closed null: none sent.
select
    y.unit_code, y.unit_name, b.block_name, y.year, c.sent_on, c.due_on, c.returned_on, c.content, c.is_closed,
    y.score_pct is not null as has_result
from mart.unit_year as y
inner join mart.block as b on b.block_code = y.block_code
left join mart.confirmation as c on c.unit_code = y.unit_code and c.year = y.year
where y.year = $year
order by b.sort_order, y.unit_name collate vi
