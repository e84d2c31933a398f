-- The soft copy and the signed document of each unit's self-assessment of a year, where one of them is there; soft_total,
-- signed_total: points, null where nobody noted them.
with signed as (
    select unit_code, max(signed_on) as signed_on, max_by(document_number, signed_on) as document_number,
        max_by(signed_total, signed_on) as signed_total
    from mart.signed_document
    where year = $year and milestone_code = 'self_assessment'
    group by unit_code
),
soft as (
    select unit_code, max(version_received_on) as soft_on, cast(max(self_points) as double) as soft_total
    from mart.unit_year
    where year = $year and submission_version is not null
    group by unit_code
)
select
    u.unit_name, s.soft_on, s.soft_total, g.signed_on, g.document_number, cast(g.signed_total as double) as signed_total
from mart.unit as u
left join soft as s on s.unit_code = u.unit_code
left join signed as g on g.unit_code = u.unit_code
where (s.unit_code is not null or g.unit_code is not null) and ($block::varchar is null or u.block_code = $block)
order by u.unit_name collate vi
