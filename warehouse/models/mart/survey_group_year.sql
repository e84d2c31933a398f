-- One row per year, indicator and respondent group ('' = not asked), for the city alone and over the same units as the
-- city's figure. Shown only where every group is large enough, comes from at least three units, and at least two units
-- have a question that people of every group answered: between those two any answer can be exchanged without a change
-- of any other figure shown, so that no group of a unit, and no hidden unit, can be got as a difference; and where the
-- figures of the groups do not narrow what can be known of a small group of a unit, or of a hidden unit
-- or question, to less than survey_min_range points; with answers that do not all weigh alike, where there is none of
-- these, because the weighted share is one more equation. Else hidden for all groups. Shares 0-1, Wilson 95 %.
with cell as (
    select
        q.year,
        q.unit_code,
        q.indicator,
        q.respondent_group,
        sum(q.n) as n,
        sum(q.people) as people,
        sum(q.favourable) as favourable,
        sum(q.weight) as weight,
        sum(q.weight_favourable) as weight_favourable,
        max(a.n_eff / nullif(a.people, 0)) as efficiency
    from (
        select
            year,
            wave_code,
            form_code,
            unit_code,
            indicator,
            respondent_group,
            sum(n) as n,
            max(n) as people,
            sum(favourable) as favourable,
            sum(cast(weight as decimal(24, 6))) as weight,
            sum(cast(weight_favourable as decimal(24, 6))) as weight_favourable
        from survey_question
        group by year, wave_code, form_code, unit_code, indicator, respondent_group
    ) as q
    inner join survey_area_unit as a on a.year = q.year and a.unit_code = q.unit_code and a.indicator = q.indicator
    group by q.year, q.unit_code, q.indicator, q.respondent_group
),

grouped as (
    select
        year,
        indicator,
        respondent_group,
        count(*) as units,
        cast(sum(n) as bigint) as n,
        cast(sum(people) as bigint) as people,
        cast(sum(favourable) as bigint) as favourable,
        cast(sum(cast(people * efficiency as decimal(28, 12))) as double) as n_eff,
        cast(sum(weight_favourable) as double) / nullif(cast(sum(weight) as double), 0) as share
    from cell
    group by year, indicator, respondent_group
),

groups as (
    select year, indicator, count(*) as number_of_groups from grouped group by year, indicator
),

-- units with a question that people of every group answered
mixed as (
    select a.year, a.indicator, count(distinct a.unit_code) as units
    from (
        select q.year, q.indicator, q.unit_code, q.form_code, q.question_code, count(distinct q.respondent_group) as groups
        from survey_question as q
        inner join survey_area_unit as u on u.year = q.year and u.unit_code = q.unit_code and u.indicator = q.indicator
        group by q.year, q.indicator, q.unit_code, q.form_code, q.question_code
    ) as a
    inner join groups as g on g.year = a.year and g.indicator = a.indicator and g.number_of_groups = a.groups
    group by a.year, a.indicator
),

-- favourable answers of a group in a part of a unit of which more is known (a question that is shown, or all its others)
part as (
    select
        q.year,
        q.indicator,
        q.unit_code,
        case when not h.is_hidden then q.form_code || '/' || q.question_code end as part_code,
        u.is_hidden as unit_hidden,
        q.respondent_group,
        sum(q.n) as n,
        sum(q.favourable) as favourable,
        min(q.lightest) as lightest,
        max(q.heaviest) as heaviest
    from survey_question as q
    inner join survey_question_hidden as h
        on h.year = q.year and h.unit_code = q.unit_code and h.form_code = q.form_code and h.question_code = q.question_code
    inner join survey_area_unit as u on u.year = q.year and u.unit_code = q.unit_code and u.indicator = q.indicator
    group by q.year, q.indicator, q.unit_code, part_code, u.is_hidden, q.respondent_group
),

-- lowest and highest by what the unit's own figures tell
bounded as (
    select
        *,
        case
            when unit_hidden then 0
            else greatest(0, sum(favourable) over (partition by year, indicator, unit_code, part_code) - others)
        end as lowest,
        case
            when unit_hidden then n
            else least(n, sum(favourable) over (partition by year, indicator, unit_code, part_code))
        end as highest,
        sum(favourable) over (partition by year, indicator, respondent_group) as group_favourable,
        min(lightest) over (partition by year, indicator) as least_weight,
        max(heaviest) over (partition by year, indicator) as largest_weight
    from (
        select *, sum(n) over (partition by year, indicator, unit_code, part_code) - n as others from part
    ) as p
),

-- and by what the group's figure tells beside it
narrowed as (
    select
        b.*,
        b.unit_hidden or b.part_code is null or b.n < s.survey_min_n as is_protected,
        least(highest, group_favourable - sum(lowest) over (partition by year, indicator, respondent_group) + lowest)
        - greatest(lowest, group_favourable - sum(highest) over (partition by year, indicator, respondent_group) + highest) as room
    from bounded as b
    cross join staging.setting as s
),

told as (
    select
        b.year,
        b.indicator,
        max(
            case
                when b.is_protected and b.least_weight < b.largest_weight then 1
                when b.is_protected and b.room < b.highest - b.lowest
                    and (b.room < 1 or 100 * b.room < s.survey_min_range * b.n)
                    then 1
                else 0
            end
        ) as tells
    from narrowed as b
    cross join staging.setting as s
    group by b.year, b.indicator
),

judged as (
    select
        g.*,
        max(case when g.n_eff < s.survey_min_n or g.units < 3 or coalesce(m.units, 0) < 2 or t.tells = 1 then 1 else 0 end) over (
            partition by g.year, g.indicator
        ) = 1 as suppressed,
        n.number_of_groups
    from grouped as g
    inner join groups as n on n.year = g.year and n.indicator = g.indicator
    inner join told as t on t.year = g.year and t.indicator = g.indicator
    left join mixed as m on m.year = g.year and m.indicator = g.indicator
    cross join staging.setting as s
)

select
    year,
    indicator,
    respondent_group,
    case when not suppressed then n end as n,
    case when not suppressed then n_eff end as n_eff,
    case when not suppressed then favourable end as favourable,
    case when not suppressed then share end as share,
    case when not suppressed then wilson_low(share, n_eff, 1.959963984540054) end as ci_low,
    case when not suppressed then wilson_high(share, n_eff, 1.959963984540054) end as ci_high,
    suppressed
from judged
where number_of_groups > 1;
