-- One row per year, unit, indicator and benchmark ('block', 'city'): the unit against all the others of it (the unit
-- itself left out). difference: share minus benchmark (0-1), Newcombe interval; result: better, similar, worse at
-- 95 %, result_998 at 99,8 %; not_compared where the unit is hidden, the rest too small, or an interval missing.
with paired as (
    select
        i.year,
        i.unit_code,
        i.indicator,
        b.benchmark,
        h.is_hidden,
        i.share,
        i.n_star,
        (a.weight_favourable - i.weight_favourable) / nullif(a.weight - i.weight, 0) as rest_share,
        floor((a.n_eff - i.n_eff) * 1000000000 + 0.5) / nullif(1000000000, 0) as rest_n_eff,
        case
            when a.population is null then a.n_eff - i.n_eff
            when a.population - i.population > a.people - i.people
                then (a.n_eff - i.n_eff) * (a.population - i.population - 1)
                / nullif(a.population - i.population - a.people + i.people, 0)
        end as rest_n_star
    from survey_indicator as i
    inner join survey_hidden as h on h.year = i.year and h.unit_code = i.unit_code and h.indicator = i.indicator
    cross join (select 'block' as benchmark union all select 'city' as benchmark) as b
    left join survey_area as a
        on a.year = i.year and a.indicator = i.indicator
        and a.area_code = case when b.benchmark = 'block' then i.block_code else 'city' end
    where i.unit_code <> ''
),

usable as (
    select
        p.*,
        not p.is_hidden and p.rest_n_eff >= s.survey_min_n and p.n_star is not null and p.rest_n_star is not null
        and p.rest_share is not null as is_compared,
        least(greatest(p.rest_share, 0.0), 1.0) as rest
    from paired as p
    cross join staging.setting as s
),

bounded as (
    select
        *,
        wilson_low(share, n_star, 1.959963984540054) as low_95,
        wilson_high(share, n_star, 1.959963984540054) as high_95,
        wilson_low(rest, rest_n_star, 1.959963984540054) as rest_low_95,
        wilson_high(rest, rest_n_star, 1.959963984540054) as rest_high_95,
        wilson_low(share, n_star, 3.090232306167813) as low_998,
        wilson_high(share, n_star, 3.090232306167813) as high_998,
        wilson_low(rest, rest_n_star, 3.090232306167813) as rest_low_998,
        wilson_high(rest, rest_n_star, 3.090232306167813) as rest_high_998
    from usable
    where is_compared
),

differences as (
    select
        year,
        unit_code,
        indicator,
        benchmark,
        rest,
        share - rest as difference,
        share - rest - sqrt((share - low_95) * (share - low_95) + (rest_high_95 - rest) * (rest_high_95 - rest)) as low,
        share - rest + sqrt((high_95 - share) * (high_95 - share) + (rest - rest_low_95) * (rest - rest_low_95)) as high,
        share - rest - sqrt((share - low_998) * (share - low_998) + (rest_high_998 - rest) * (rest_high_998 - rest)) as strict_low,
        share - rest + sqrt((high_998 - share) * (high_998 - share) + (rest - rest_low_998) * (rest - rest_low_998)) as strict_high
    from bounded
)

select
    u.year,
    u.unit_code,
    u.indicator,
    u.benchmark,
    d.rest as benchmark_share,
    d.difference,
    d.low as difference_low,
    d.high as difference_high,
    case
        when d.difference is null then 'not_compared'
        when d.low > 0 then 'better'
        when d.high < 0 then 'worse'
        else 'similar'
    end as result,
    case
        when d.difference is null then 'not_compared'
        when d.strict_low > 0 then 'better'
        when d.strict_high < 0 then 'worse'
        else 'similar'
    end as result_998
from usable as u
left join differences as d
    on d.year = u.year and d.unit_code = u.unit_code and d.indicator = u.indicator and d.benchmark = u.benchmark;
