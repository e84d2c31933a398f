-- One row per unit and day of inspection: the latest entry. Source: raw.inspection.
with latest as (
    select r.*, f.sha256
    from raw.inspection as r
    inner join staging.accepted_file as f on f.file_seq = r.file_seq
    qualify row_number() over (partition by r.unit_code, r.inspected_on order by f.version desc, r.row_number desc) = 1
)

select
    unit_code,
    inspected_on,
    year(inspected_on) as year,
    content,
    conclusion,
    document_number,
    topic_code,
    sha256 as source_sha256,
    sheet as source_sheet,
    row_number as source_row
from latest
where not is_withdrawn;
