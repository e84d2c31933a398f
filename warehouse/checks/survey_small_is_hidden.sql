-- Bad rows: a published survey figure of a unit below the smallest number for which it may be shown.
select s.year, s.unit_code, s.indicator, s.n
from mart.survey_unit_year as s
cross join staging.setting as t
where
    (s.share is not null or s.favourable is not null or s.ci_low is not null)
    and (s.suppressed or s.n < t.survey_min_n or s.n_eff < t.survey_min_n)
union all
select q.year, q.unit_code, q.question_code, q.n
from mart.survey_question_unit as q
cross join staging.setting as t
where q.answers is not null and (q.suppressed or q.n < t.survey_min_n);
