-- One row per unit in scope and year: whether a weakness of the year may be told of it by name. Where the setting
-- confirmation_needed holds, not (is_held) before its sheet of facts (mart.confirmation) came back or its last day is past,
-- unless the year was published. Source: mart.unit_year, mart.confirmation, mart.year_stage.
select
    y.year,
    y.unit_code,
    s.confirmation_needed and not coalesce(c.is_closed, false)
    and coalesce(t.stage, 'collecting') not in ('published', 'amended') as is_held,
    case when s.confirmation_needed and c.is_closed then c.returned_on end as returned_on,
    case when s.confirmation_needed and c.is_closed and c.returned_on is null then c.due_on end as expired_on
from mart.unit_year as y
cross join staging.setting as s
left join mart.confirmation as c on c.unit_code = y.unit_code and c.year = y.year
left join mart.year_stage as t on t.year = y.year;
