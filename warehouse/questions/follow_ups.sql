-- Recommendations of a year assessed, and those of earlier years that were not fulfilled when it ended: what is overdue
-- first. repeats: the criterion lay below half of its maximum in that year and in the one before, or the same was
-- recommended the year before.
select
    f.unit_code, u.unit_name, b.block_name, f.year, f.content, f.criterion_code, f.basis, f.made_on, f.due_on,
    f.done_on, f.proof,
    -- who was only asked is never told to be overdue
    case when f.status = 'overdue' and not y.is_rated then 'asked' else f.status end as status,
    -- once the result of its year is public no number of days grows
    case when y.is_rated is distinct from false and coalesce(t.stage, 'none') not in ('published', 'amended')
        then f.days_overdue end as days_overdue,
    f.carried_over, f.year < $year as is_earlier,
    exists (
        select 1 from mart.repeated_weakness as w
        where w.unit_code = f.unit_code and w.year = f.year and w.criterion_code = f.criterion_code
    )
    or exists (
        select 1 from mart.follow_up as p
        where p.unit_code = f.unit_code and p.year = f.year - 1
            and (lower(p.content) = lower(f.content) or p.criterion_code = f.criterion_code)
    ) as repeats
from mart.follow_up as f
inner join mart.unit as u on u.unit_code = f.unit_code
inner join mart.block as b on b.block_code = u.block_code
left join mart.year_stage as t on t.year = f.year
left join mart.unit_year as y on y.year = f.year and y.unit_code = f.unit_code
where (f.year = $year or (f.year < $year and (f.status <> 'done' or year(f.done_on) > $year)))
    and ($block::varchar is null or u.block_code = $block)
    and ($unit::varchar is null or f.unit_code = $unit)
    and ($scope::varchar is null or f.unit_code = $scope)
order by
    case f.status when 'overdue' then case when y.is_rated is distinct from false then 1 else 2 end when 'open' then 2 else 3 end, f.due_on, u.unit_name collate vi, f.content
