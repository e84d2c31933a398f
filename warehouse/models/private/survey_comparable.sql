-- One row per indicator and pair of survey years (each and the one before it): whether the question map says that
-- they are comparable, that is, both ask questions of the same series and no other. Temporary.
with asked as (
    select distinct s.year, s.indicator, q.series
    from survey_question as s
    inner join reference.survey_questions as q on q.form_code = s.form_code and q.question_code = s.question_code
),

years as (
    select
        year,
        indicator,
        lag(year) over (partition by indicator order by year) as previous_year,
        count(series) = count(*) as all_in_series,
        count(*) as series
    from (
        select year, indicator, series from asked
    ) as a
    group by year, indicator
),

matched as (
    select a.year, a.indicator, count(*) as same
    from asked as a
    inner join years as y on y.year = a.year and y.indicator = a.indicator
    inner join asked as b on b.year = y.previous_year and b.indicator = a.indicator and b.series = a.series
    group by a.year, a.indicator
)

select
    y.year,
    y.previous_year,
    y.indicator,
    coalesce(y.all_in_series and p.all_in_series and m.same = y.series and m.same = p.series, false) as is_comparable
from years as y
inner join years as p on p.indicator = y.indicator and p.year = y.previous_year
left join matched as m on m.year = y.year and m.indicator = y.indicator;
