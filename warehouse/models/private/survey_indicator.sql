-- One row per year, unit and indicator before suppression. n: answers; people: those who gave them (the answers of
-- one person to several questions of an indicator count as one cluster, so n_eff is never above the people).
-- n_eff = people / (weighting effect by Kish × design effect of the wave), summed over waves. Temporary.
create temp table survey_indicator as
with by_question as (
    select
        year, wave_code, unit_code, indicator, question_code,
        sum(n) as n, sum(favourable) as favourable, sum(cast(weight as decimal(24, 6))) as weight,
        sum(cast(weight_squared as decimal(24, 6))) as weight_squared,
        sum(cast(weight_favourable as decimal(24, 6))) as weight_favourable
    from survey_question
    group by year, wave_code, unit_code, indicator, question_code
),

by_wave as (
    select
        q.year,
        q.wave_code,
        q.unit_code,
        q.indicator,
        cast(sum(q.n) as bigint) as n,
        cast(max(q.n) as bigint) as people,
        cast(sum(q.favourable) as bigint) as favourable,
        cast(sum(q.weight) as double) as weight,
        cast(sum(q.weight_squared) as double) as weight_squared,
        cast(sum(q.weight_favourable) as double) as weight_favourable
    from by_question as q
    group by q.year, q.wave_code, q.unit_code, q.indicator
),

sized as (
    select
        b.*,
        z.population,
        b.people / nullif(greatest(b.n * b.weight_squared / nullif(b.weight * b.weight, 0), 1.0) * z.deff, 0) as n_eff
    from by_wave as b
    inner join survey_wave_size as z
        on z.year = b.year and z.wave_code = b.wave_code and z.unit_code = b.unit_code
),

pooled as (
    select
        year,
        unit_code,
        indicator,
        cast(sum(n) as bigint) as n,
        cast(sum(people) as bigint) as people,
        cast(sum(favourable) as bigint) as favourable,
        -- sums of decimals: the order in which waves come must not show in the last bit
        case when count(*) = 1 then max(n_eff) else cast(sum(cast(n_eff as decimal(18, 6))) as double) end as n_eff,
        case when count(*) = 1 then max(weight) else cast(sum(cast(weight as decimal(24, 6))) as double) end as weight,
        case
            when count(*) = 1 then max(weight_favourable)
            else cast(sum(cast(weight_favourable as decimal(24, 6))) as double)
        end as weight_favourable,
        max(population) as population
    from sized
    group by year, unit_code, indicator
)

select
    p.*,
    coalesce(u.block_code, '') as block_code,
    p.weight_favourable / nullif(p.weight, 0) as share,
    case
        when p.population is null then p.n_eff
        when p.population > p.people then p.n_eff * (p.population - 1) / nullif(p.population - p.people, 0)
    end as n_star
from pooled as p
left join reference.units as u on u.unit_code = p.unit_code;
