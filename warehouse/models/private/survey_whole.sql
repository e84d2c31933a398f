-- One row per year, block and indicator: which hidden units the figures of the block may count too (counted): all, those
-- whose n is shown (sized), or none. Only where nobody can get them back by subtracting the others: they are at least
-- two, together large enough, the favourable answers of none, and of no small part of one, are known to less than
-- survey_min_range points, and of none the number of people exactly. questions_whole: the same holds in every question, so that figures by question may
-- count them too. Temporary.
create temp table survey_whole as
with tier as (
    select 'all' as counted, h.* from survey_hidden as h
    union all
    select 'sized' as counted, h.* from survey_hidden as h where not h.is_n_hidden
),

part as (
    select year, unit_code, indicator, max(in_unit) as n
    from survey_small_part
    group by year, unit_code, indicator
),

hidden as (
    select
        h.counted,
        h.year,
        h.block_code,
        h.indicator,
        count(*) as units,
        sum(h.n_eff) as size,
        min(case when h.room >= 1 and (not h.is_small or 100 * h.room >= s.survey_min_range * h.n) then 1 else 0 end) = 1
        and coalesce(100 * room(max(h.part), sum(h.n), sum(h.favourable)) >= max(s.survey_min_range * h.part), true) as is_open
    from (
        select
            t.*,
            p.n as part,
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
-- other one has more, but not more than the smallest that is shown
sized as (
    select
        year,
        block_code,
        indicator,
        count(*) filter (where is_n_hidden) as sizes,
        count(*) filter (where is_tiny) as tiny,
        coalesce(sum(people) filter (where is_n_hidden), 0) as people,
        min(people) filter (where not is_n_hidden) as next_people
    from survey_hidden
    group by year, block_code, indicator
),

numbers as (
    select
        z.year,
        z.block_code,
        z.indicator,
        case
            when z.sizes = 0 then true
            when z.sizes = 1 then false
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

question as (
    select
        q.year,
        q.block_code,
        q.indicator,
        max(
            case
                when not q.is_hidden then 0
                when not q.indicator_hidden then 1
                when q.units < 2 or q.size < s.survey_min_n or q.room < 1 then 1
                when q.is_small and 100 * q.room < s.survey_min_range * q.n then 1
                when 100 * q.part_room < s.survey_min_range * q.part then 1
                else 0
            end
        ) = 0 as is_open
    from (
        select
            h.*,
            p.in_question as part,
            count(*) over same as units,
            sum(h.n) over same as size,
            room(h.n, sum(h.n) over same, sum(h.favourable) over same) as room,
            room(p.in_question, sum(h.n) over same, sum(h.favourable) over same) as part_room
        from survey_question_hidden as h
        inner join survey_small_part as p
            on p.year = h.year and p.unit_code = h.unit_code and p.indicator = h.indicator
            and p.form_code = h.form_code and p.question_code = h.question_code
        inner join judged as j on j.year = h.year and j.block_code = h.block_code and j.indicator = h.indicator
        where not h.indicator_hidden or j.counted = 'all' or (j.counted = 'sized' and not h.is_n_hidden)
        window same as (partition by h.year, h.block_code, h.indicator, h.form_code, h.question_code, h.indicator_hidden)
    ) as q
    cross join staging.setting as s
    group by q.year, q.block_code, q.indicator
)

select j.year, j.block_code, j.indicator, j.counted, coalesce(q.is_open, false) as questions_whole
from judged as j
left join question as q on q.year = j.year and q.block_code = j.block_code and q.indicator = j.indicator;
