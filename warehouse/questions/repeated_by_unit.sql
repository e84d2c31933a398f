-- Units with criteria below half of the maximum in this year and in the one before, within one framework; how many of
-- those criteria a recommendation of the year names.
select
    u.unit_name, b.block_name, count(*) as criteria, string_agg(w.criterion_code, ', ' order by k.sort_order) as codes,
    count(*) filter (
        exists (
            select 1 from mart.follow_up as f
            where f.unit_code = w.unit_code and f.year = w.year and f.criterion_code = w.criterion_code
        )
    ) as recommended
from mart.repeated_weakness as w
inner join mart.unit as u on u.unit_code = w.unit_code
inner join mart.block as b on b.block_code = u.block_code
inner join mart.criterion as k
    on k.framework_code = w.framework_code and k.criterion_code = w.criterion_code
where w.year = $year
    and ($block::varchar is null or u.block_code = $block) and ($scope::varchar is null or w.unit_code = $scope)
group by u.unit_name, b.block_name
order by criteria desc, u.unit_name collate vi
