-- One row per year, unit and indicator before suppression. n: answers; people: those who gave them (the answers of
-- one person to several questions of an indicator count as one cluster, so n_eff is never above the people). Nobody is
-- in two groups or forms of a wave, so questions that are asked of one group only count their own people.
-- n_eff = people / (weighting effect by Kish × design effect of the wave), summed over waves. Temporary.
with by_group as (
    select
        year, wave_code, unit_code, indicator, form_code, respondent_group,
        sum(n) as n, max(n) as people, sum(favourable) as favourable, sum(cast(weight as decimal(24, 6))) as weight,
        sum(cast(weight_squared as decimal(38, 12))) as weight_squared,
        sum(cast(weight_favourable as decimal(24, 6))) as weight_favourable
    from survey_question
    group by year, wave_code, unit_code, indicator, form_code, respondent_group
),

by_wave as (
    select
        q.year,
        q.wave_code,
        q.unit_code,
        q.indicator,
        cast(sum(q.n) as bigint) as n,
        cast(sum(q.people) as bigint) as people,
        cast(sum(q.favourable) as bigint) as favourable,
        cast(sum(q.weight) as double) as weight,
        cast(sum(q.weight_squared) as double) as weight_squared,
        cast(sum(q.weight_favourable) as double) as weight_favourable
    from by_group as q
    group by q.year, q.wave_code, q.unit_code, q.indicator
),

sized as (
    select
        b.*,
        z.population,
        -- 33 / 1.1 is 30, not less: a threshold must not fall for the last bit, nor the order of waves show in it
        cast(
            b.people / nullif(greatest(b.n * b.weight_squared / nullif(b.weight * b.weight, 0), 1.0) * z.deff, 0)
            as decimal(28, 12)
        ) as n_eff
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
        cast(sum(n_eff) as double) as n_eff,
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
