-- One row per unit with answers: its figure, how it stands against the rest, its change.
select
    s.unit_code, u.unit_name, b.block_name, s.n, s.people, s.n_eff, s.favourable, s.share, s.ci_low, s.ci_high,
    s.suppressed, s.population,
    vb.result as block_result, vb.result_998 as block_result_998, vb.benchmark_share as block_share,
    vc.result as city_result, vc.result_998 as city_result_998, vc.benchmark_share as city_share,
    c.previous_year, c.is_comparable, c.previous_share, c.difference, c.difference_low, c.difference_high
from mart.survey_unit_year as s
inner join mart.unit as u on u.unit_code = s.unit_code
inner join mart.block as b on b.block_code = u.block_code
left join mart.survey_comparison as vb
    on vb.year = s.year and vb.unit_code = s.unit_code and vb.indicator = s.indicator and vb.benchmark = 'block'
left join mart.survey_comparison as vc
    on vc.year = s.year and vc.unit_code = s.unit_code and vc.indicator = s.indicator and vc.benchmark = 'city'
left join mart.survey_change as c
    on c.year = s.year and c.indicator = s.indicator and c.place_code = s.unit_code and c.level = 'unit'
where s.year = $year and s.indicator = $indicator and ($block::varchar is null or u.block_code = $block)
    and ($scope::varchar is null or s.unit_code = $scope)
order by s.share desc nulls last, u.unit_name
