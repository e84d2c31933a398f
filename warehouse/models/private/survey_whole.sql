-- One row per year, block and indicator: which hidden units the figures of the block may count too (counted): all, those
-- whose n is shown (sized), or none. Only where nobody can get them back by subtracting the others: they are at least
-- two, together large enough, the favourable answers of none, and of no small part of one, are known to less than
-- survey_min_range points, and of none the number of people exactly; and where their answers weigh alike: else the
-- weighted share is one more equation, and who knows the weights (population by interviews) solves it for each unit.
-- questions_whole: the same holds in every question and for every answer to it, so that figures by question may count
-- them too. Temporary.
with tier as (
    select 'all' as counted, h.* from survey_hidden as h
    union all
    select 'sized' as counted, h.* from survey_hidden as h where not h.is_n_hidden
),

part as (
    select p.year, p.unit_code, p.indicator, max(p.in_unit) as n, min(q.lightest) as lightest, max(q.heaviest) as heaviest
    from survey_small_part as p
    inner join survey_question as q
        on q.year = p.year and q.unit_code = p.unit_code and q.indicator = p.indicator
        and q.form_code = p.form_code and q.question_code = p.question_code
    group by p.year, p.unit_code, p.indicator
),

hidden as (
    select
        h.counted,
        h.year,
        h.block_code,
        h.indicator,
        count(*) as units,
        sum(h.n_eff) as size,
        min(h.lightest) = max(h.heaviest)
        and min(case when h.room >= 1 and (not h.is_small or 100 * h.room >= s.survey_min_range * h.n) then 1 else 0 end) = 1
        and coalesce(100 * room(max(h.part), sum(h.n), sum(h.favourable)) >= max(s.survey_min_range * h.part), true) as is_open
    from (
        select
            t.*,
            p.n as part,
            p.lightest,
            p.heaviest,
            room(
                t.n,
                sum(t.n) over (partition by t.counted, t.year, t.block_code, t.indicator),
                sum(t.favourable) over (partition by t.counted, t.year, t.block_code, t.indicator)
            ) as room
        from tier as t
        left join part as p on p.year = t.year and p.unit_code = t.unit_code and p.indicator = t.indicator
        where t.is_hidden
    ) as h
    cross join staging.setting as s
    group by h.counted, h.year, h.block_code, h.indicator
),

-- hidden numbers of people: each of the tiny units has 1 to survey_min_count - 1 of them; where only one is tiny, the
-- other one has more, but not more than the smallest that is shown. Effective sizes and numbers of answers that are
-- not in proportion are a second sum, and a population of few a further limit
sized as (
    select
        h.year,
        h.block_code,
        h.indicator,
        count(*) filter (where h.is_n_hidden) as sizes,
        count(*) filter (where h.is_tiny) as tiny,
        coalesce(sum(h.people) filter (where h.is_n_hidden), 0) as people,
        min(h.people) filter (where not h.is_n_hidden) as next_people,
        greatest(
            max(h.n_eff / nullif(h.people, 0)) filter (where h.is_n_hidden)
            - min(h.n_eff / nullif(h.people, 0)) filter (where h.is_n_hidden),
            max(h.n / nullif(h.people, 0)) filter (where h.is_n_hidden)
            - min(h.n / nullif(h.people, 0)) filter (where h.is_n_hidden)
        ) as disproportion,
        min(i.population) filter (where h.is_n_hidden) as least_population
    from survey_hidden as h
    inner join survey_indicator as i
        on i.year = h.year and i.unit_code = h.unit_code and i.indicator = h.indicator
    group by h.year, h.block_code, h.indicator
),

numbers as (
    select
        z.year,
        z.block_code,
        z.indicator,
        case
            when z.sizes = 0 then true
            when z.sizes = 1 or z.disproportion > 0.000001 or z.least_population < z.people then false
            when z.tiny = 1
                then least(s.survey_min_count - 1, z.people - s.survey_min_count)
                > greatest(1, coalesce(z.people - z.next_people, 1))
            else z.people > z.tiny and z.people < (s.survey_min_count - 1) * z.tiny
        end as is_open
    from sized as z
    cross join staging.setting as s
),

judged as (
    select
        z.year,
        z.block_code,
        z.indicator,
        case
            when a.units is null then 'all'
            when z.is_open and a.units >= 2 and a.size >= s.survey_min_n and a.is_open then 'all'
            when b.units >= 2 and b.size >= s.survey_min_n and b.is_open then 'sized'
            else 'none'
        end as counted
    from numbers as z
    cross join staging.setting as s
    left join hidden as a
        on a.counted = 'all' and a.year = z.year and a.block_code = z.block_code and a.indicator = z.indicator
    left join hidden as b
        on b.counted = 'sized' and b.year = z.year and b.block_code = z.block_code and b.indicator = z.indicator
),

-- what is asked of hidden units that count
asked as (
    select h.*, p.in_question as part
    from survey_question_hidden as h
    inner join survey_small_part as p
        on p.year = h.year and p.unit_code = h.unit_code and p.indicator = h.indicator
        and p.form_code = h.form_code and p.question_code = h.question_code
    inner join judged as j on j.year = h.year and j.block_code = h.block_code and j.indicator = h.indicator
    where h.indicator_hidden and (j.counted = 'all' or (j.counted = 'sized' and not h.is_n_hidden))
),

total as (
    select
        year,
        block_code,
        indicator,
        form_code,
        question_code,
        count(*) as units,
        sum(n) as n,
        sum(favourable) as favourable
    from asked
    group by year, block_code, indicator, form_code, question_code
),

-- favourable answers (option_code null), and each answer of the scale, chosen or not
told as (
    select *, cast(null as string) as option_code, favourable as answers from total
    union all
    select t.*, o.option_code, coalesce(c.answers, 0) as answers
    from total as t
    inner join (
        select distinct c.form_code, c.question_code, c.option_code from survey_cell as c where c.option_code is not null
        union
        select q.form_code, q.question_code, '' from reference.survey_questions as q where q.answer_kind = 'multiple'
        union
        select q.form_code, q.question_code, o.option_code
        from reference.survey_questions as q
        inner join reference.survey_options as o on o.scale_code = q.scale_code
    ) as o on o.form_code = t.form_code and o.question_code = t.question_code
    left join (
        select a.year, a.block_code, a.form_code, a.question_code, c.option_code, sum(c.answers) as answers
        from asked as a
        inner join survey_cell as c
            on c.year = a.year and c.unit_code = a.unit_code and c.form_code = a.form_code
            and c.question_code = a.question_code
        group by a.year, a.block_code, a.form_code, a.question_code, c.option_code
    ) as c
        on c.year = t.year and c.block_code = t.block_code and c.form_code = t.form_code
        and c.question_code = t.question_code and c.option_code = o.option_code
),

-- blocks in which a hidden question would be told: one of a unit that is shown, or one of those above
narrow as (
    select year, block_code, indicator from survey_question_hidden where is_hidden and not indicator_hidden
    union
    select a.year, a.block_code, a.indicator
    from asked as a
    inner join told as t
        on t.year = a.year and t.block_code = a.block_code and t.indicator = a.indicator
        and t.form_code = a.form_code and t.question_code = a.question_code
    cross join staging.setting as s
    where
        t.units < 2 or t.n < s.survey_min_n or room(a.n, t.n, t.answers) < 1
        or (a.is_small and 100 * room(a.n, t.n, t.answers) < s.survey_min_range * a.n)
        or 100 * room(a.part, t.n, t.answers) < s.survey_min_range * a.part
)

select j.year, j.block_code, j.indicator, j.counted, n.year is null as questions_whole
from judged as j
left join narrow as n on n.year = j.year and n.block_code = j.block_code and n.indicator = j.indicator;
