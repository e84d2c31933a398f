-- One row per computer program or database and year: the latest entry. Source: raw.it_system.
with latest as (
    select r.*, f.sha256
    from raw.it_system as r
    inner join staging.accepted_file as f on f.file_seq = r.file_seq
    qualify row_number() over (partition by lower(r.system_name), r.year order by f.version desc, r.row_number desc) = 1
)

select
    system_name,
    year,
    content,
    unit_count,
    use_count,
    evidence,
    sha256 as source_sha256,
    sheet as source_sheet,
    row_number as source_row
from latest
where not is_withdrawn;
