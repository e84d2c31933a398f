-- Why a unit fell, as far as the figures hold it: one row per rated unit whose result fell and whose change is told
-- (mart.unit_change), on the criteria that both years share on one basis. In percentage points of that maximum: earned (its
-- own scores), cut (what verification took more than before), without_evidence (the part of cut on criteria whose
-- evidence is asked for and was not named). cause: the one that makes at least half of the fall, else null. most: the criterion that lost most.
-- joined_on: the day in this year on which another unit, or a part of one, was joined to it.
with scores as (
    select
        s.year, s.unit_code, s.framework_code, s.criterion_code, s.applicable, s.points, s.max_points, s.self_points,
        s.verified_points is not null or s.final_points is not null as is_verified,
        nullif(trim(s.evidence), '') is null and k.evidence is not null as is_bare
    from mart.criterion_unit_year as s
    inner join mart.criterion as k on k.framework_code = s.framework_code and k.criterion_code = s.criterion_code
    where s.year between $year - 1 and $year
),
shared as (
    select
        n.unit_code, n.criterion_code, n.max_points, n.is_bare,
        n.points - p.points as change,
        n.self_points - p.self_points as earned,
        (n.points - n.self_points) - (p.points - p.self_points) as cut
    from scores as n
    inner join scores as p
        on p.unit_code = n.unit_code and p.year = n.year - 1 and p.framework_code = n.framework_code
        and p.criterion_code = n.criterion_code
    where n.year = $year and n.applicable and p.applicable and n.is_verified = p.is_verified
),
parts as (
    select
        unit_code,
        100 * cast(sum(earned) as double) / nullif(cast(sum(max_points) as double), 0) as earned,
        100 * cast(sum(cut) as double) / nullif(cast(sum(max_points) as double), 0) as cut,
        100 * cast(coalesce(sum(cut) filter (is_bare and cut < 0), 0) as double)
            / nullif(cast(sum(max_points) as double), 0) as without_evidence,
        min_by(criterion_code, (change, criterion_code)) filter (change < 0) as most,  -- of equal ones the first
        cast(min(change) as double) as most_change
    from shared
    group by unit_code
),
joined as (
    select unit_code, max(effective_on) as joined_on
    from mart.unit_line
    where year(effective_on) = $year and predecessor_code <> unit_code
    group by unit_code
)
select
    r.unit_code, r.score_change, r.compared_on, r.left_out, p.earned, p.cut, p.without_evidence, p.most, k.criterion_name,
    p.most_change, j.joined_on,
    case
        when p.without_evidence <= 0.5 * r.score_change then 'evidence'
        when p.cut <= 0.5 * r.score_change then 'verification'
        when p.earned <= 0.5 * r.score_change then 'earned'
    end as cause
from mart.ranking as r
inner join parts as p on p.unit_code = r.unit_code
left join joined as j on j.unit_code = r.unit_code
left join mart.criterion as k on k.framework_code = r.framework_code and k.criterion_code = p.most
where r.year = $year and r.is_rated and r.score_change < 0
    and ($block::varchar is null or r.block_code = $block) and ($scope::varchar is null or r.unit_code = $scope)
order by r.score_change, r.unit_name collate vi
