-- How whole the data of each year and block are: units in scope, those that sent a result, criteria scored and verified, and
-- units of which a signed document is noted. Years newest first.
with signed as (
    select distinct year, unit_code
    from mart.signed_document
    where milestone_code = 'self_assessment' and signed_on is not null
)
select
    u.year, b.block_name, count(*) as units, count(u.points) as with_result,
    count(*) filter (u.status = 'missing') as missing, count(s.unit_code) as with_signed,
    sum(u.criteria_applicable) as criteria_applicable, sum(u.criteria_scored) as criteria_scored,
    sum(u.criteria_verified) as criteria_verified
from mart.unit_year as u
inner join mart.block as b on b.block_code = u.block_code
left join signed as s on s.year = u.year and s.unit_code = u.unit_code
group by u.year, b.block_name, b.sort_order
order by u.year desc, b.sort_order
