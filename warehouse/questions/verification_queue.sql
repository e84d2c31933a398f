-- Units with a submission, whose verification is worth most first: stake = self-scored points that are not verified yet
-- × past gap. past_gap: mean distance of self-score and verified score of earlier years (percentage points) over the
-- past_years in which all was verified; a unit without such a year counts with the mean of the others (counted_gap), and
-- where nobody has one, by its points alone. due_on: the last day of the synthesis of the city, days_left to it;
-- self_verified: a body outside the office has to verify it; act (closed, reopened), act_words, act_on: the last that was
-- done about its verification as a whole; verifier: to whom it is given; $verifier: only theirs, null for all.
with gaps as (
    select unit_code, avg(abs(self_pct - verified_pct)) as past_gap, count(*) as past_years
    from mart.unit_year
    where year < $year and self_pct is not null and verified_pct is not null
    group by unit_code
),
waiting as (
    select
        unit_code, count(*) filter (is_issued) as criteria_done,
        cast(sum(self_points) filter (not is_issued) as double) as waiting_points
    from mart.criterion_unit_year
    where year = $year and applicable and in_maximum
    group by unit_code
),
everywhere as (
    select
        (select avg(past_gap) from gaps) as mean_gap,
        (select max(due_on) from mart.compliance where year = $year and milestone_code = 'city_synthesis') as due_on
)
select
    y.unit_code, u.unit_name, b.block_name, y.score_basis, y.criteria_applicable,
    coalesce(w.criteria_done, 0) as criteria_done, coalesce(w.waiting_points, 0) as waiting_points,
    g.past_gap, g.past_years, coalesce(g.past_gap, e.mean_gap, 1) as counted_gap,
    coalesce(w.waiting_points, 0) * coalesce(g.past_gap, e.mean_gap, 1) as stake,
    e.due_on, date_diff('day', n.as_of, e.due_on) as days_left,
    coalesce(y.unit_code = n.office_unit_code, false) as self_verified,
    a.act, a.words as act_words, a.done_on as act_on, v.verifier
from mart.unit_year as y
cross join mart.snapshot as n
cross join everywhere as e
inner join mart.unit as u on u.unit_code = y.unit_code
inner join mart.block as b on b.block_code = u.block_code
left join waiting as w on w.unit_code = y.unit_code
left join gaps as g on g.unit_code = y.unit_code
left join mart.verification_act as a on a.year = y.year and a.unit_code = y.unit_code
left join mart.verifier as v on v.year = y.year and v.unit_code = y.unit_code
where y.year = $year and y.submission_version is not null
    and ($block::varchar is null or u.block_code = $block)
    and ($verifier::varchar is null or lower(v.verifier) = lower($verifier))
order by self_verified, coalesce(a.act = 'closed', false), y.score_basis = 'verified', stake desc, waiting_points desc, u.unit_name collate vi
