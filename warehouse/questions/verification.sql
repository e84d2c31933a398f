-- How far the verification of a year is, per unit with a submission: scores before and after, criteria that were
-- changed, criteria agreed to in one go, whether it is closed, replies and those that wait for a final score, opinion_state
-- (disagree, agree; silent: not a word within the days; waiting: those are not over); self_verified: the office verified its own.
with changed as (
    select
        unit_code,
        count(*) filter (verified_points is distinct from self_points and verified_points is not null) as changed,
        cast(sum(verified_points - self_points) as double) as difference
    from mart.criterion_unit_year
    where year = $year and applicable
    group by unit_code
),
agreed as (
    select unit_code, count(*) as agreed
    from mart.score_story
    where year = $year and stage = 'verified' and state = 'counts' and decided_how = 'bulk'
    group by unit_code
),
replied as (
    select
        unit_code, count(*) as replies, count(*) filter (answer = 'disagree') as disagreed,
        count(*) filter (is_open) as unsettled
    from mart.reply
    where year = $year
    group by unit_code
)
select
    d.bounds,
    y.unit_code, u.unit_name, b.block_name, b.sort_order as block_order, cast(y.self_points as double) as self_points,
    cast(y.verified_points as double) as verified_points, cast(y.points as double) as points,
    cast(y.max_points as double) as max_points, y.self_pct, y.score_pct,
    k.class_name, y.is_rated, y.score_basis, y.criteria_applicable, y.criteria_scored,
    y.criteria_verified, y.criteria_final, c.changed, c.difference,
    coalesce(r.replies, 0) as replies, coalesce(r.disagreed, 0) as disagreed,
    case
        when r.disagreed > 0 then 'disagree' when r.replies > 0 then 'agree'
        when y.score_basis = 'verified' and coalesce(own.closes_on, every.closes_on) < n.as_of then 'silent' when y.score_basis = 'verified' then 'waiting'
    end as opinion_state,
    own.closes_on as own_closes_on, coalesce(r.unsettled, 0) as unsettled, coalesce(g.agreed, 0) as agreed, coalesce(a.act = 'closed', false) as is_closed,
    coalesce(y.unit_code = n.office_unit_code, false) as self_verified
from mart.unit_year as y
cross join mart.snapshot as n
inner join mart.unit as u on u.unit_code = y.unit_code
inner join mart.block as b on b.block_code = u.block_code
left join mart.class as k on k.framework_code = y.framework_code and k.class_code = y.class_code and y.is_rated
left join changed as c on c.unit_code = y.unit_code
left join reference.reply_windows as every on every.year = y.year and every.unit_code is null
left join reference.reply_windows as own on own.year = y.year and own.unit_code = y.unit_code
left join agreed as g on g.unit_code = y.unit_code
left join mart.verification_act as a on a.year = y.year and a.unit_code = y.unit_code
left join replied as r on r.unit_code = y.unit_code
left join mart.framework_bounds as d on d.framework_code = y.framework_code
where y.year = $year and y.submission_version is not null
    and ($block::varchar is null or u.block_code = $block)
order by
    case y.score_basis when 'self' then 1 when 'mixed' then 2 else 3 end, b.sort_order, u.unit_name collate vi
