-- One row per file of a run whose self scores are, criterion by criterion, those of another unit's current file of
-- the year. Full marks everywhere are no copy, nor are fewer than five scores.
-- Parameter: the first file_seq of the run.
with place as (
    select criterion_code, row_number() over (order by criterion_code) as place
    from (select distinct criterion_code from reference.criteria)
),

score as (
    select
        s.file_seq,
        s.unit_code,
        s.year,
        a.criterion_code,
        cast(cast(a.self_value as decimal(9, 4)) * 10000 as bigint) as points,
        cast(k.max_points * 10000 as bigint) as most,
        p.place
    from staging.submission as s
    inner join raw.self_assessment as a on a.file_seq = s.file_seq and a.self_value is not null
    inner join reference.units as u on u.unit_code = s.unit_code
    inner join staging.criterion_in_force as k
        on k.assessment_code is null and k.year = s.year and k.block_code = u.block_code
        and k.criterion_code = a.criterion_code
    inner join place as p on p.criterion_code = a.criterion_code
    where s.is_current and s.year in (select year from staging.submission where file_seq >= $first_seq)
),

-- sums that equal files share: only their few pairs are compared cell by cell
fingerprint as (
    select
        file_seq,
        unit_code,
        year,
        count(*) as scores,
        sum(points) as total,
        sum(points * place) as weighted,
        sum(points * place * place) as squared
    from score
    group by file_seq, unit_code, year
    having count(*) >= 5 and sum(points) < sum(most)
),

alike as (
    select a.file_seq, b.file_seq as other_seq, b.unit_code as other_unit, a.scores
    from fingerprint as a
    inner join fingerprint as b
        on b.year = a.year and b.scores = a.scores and b.total = a.total and b.weighted = a.weighted
        and b.squared = a.squared and b.unit_code <> a.unit_code
    where a.file_seq >= $first_seq
),

copied as (
    select p.file_seq, p.other_unit
    from alike as p
    inner join score as a on a.file_seq = p.file_seq
    inner join score as b
        on b.file_seq = p.other_seq and b.criterion_code = a.criterion_code and b.points = a.points
    group by p.file_seq, p.other_unit, p.scores
    having count(*) = p.scores
)

select
    c.file_seq,
    cast(null as string) as sheet,
    cast(null as string) as cell,
    min(u.unit_name) || case when count(*) > 1 then ' và ' || cast(count(*) - 1 as string) || ' đơn vị khác' else '' end
        as found,
    cast(null as string) as expected,
    cast(null as string) as criterion
from copied as c
inner join reference.units as u on u.unit_code = c.other_unit
group by c.file_seq
order by c.file_seq;
