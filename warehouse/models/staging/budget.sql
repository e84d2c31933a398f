-- One row per unit, year, source of money and topic: the latest entry, unless it takes itself back. Amount: VND.
-- is_social: money that is not the state's, by the name of its source. Source: raw.budget.
with latest as (
    select r.*, f.sha256
    from raw.budget as r
    inner join staging.accepted_file as f on f.file_seq = r.file_seq
    qualify
        row_number() over (
            partition by r.unit_code, r.year, lower(r.source), r.topic_code
            order by f.version desc, r.row_number desc
        ) = 1
)

select
    unit_code,
    year,
    source,
    cast(
        coalesce(cast(amount as decimal(18, 2)), cast(amount_million as decimal(18, 6)) * 1000000) as decimal(18, 2)
    ) as amount,
    lower(source) like '%xã hội%' as is_social,
    topic_code,
    file_seq,
    sha256 as source_sha256,
    sheet as source_sheet,
    row_number as source_row
from latest
where not is_withdrawn;
