-- Units with criteria to be scored in a year, in the order of heat_map.
select u.unit_code, u.unit_name
from mart.unit_year as u
inner join mart.block as b on b.block_code = u.block_code
where u.year = $year
    and ($block::varchar is null or u.block_code = $block)
    and ($scope::varchar is null or u.unit_code = $scope)
    and u.unit_code in (select unit_code from mart.criterion_unit_year where year = $year and in_maximum)
order by b.sort_order, case when u.is_rated then u.rank_block end nulls last, u.unit_name collate vi
