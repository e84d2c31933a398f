-- One row per file whose rows count: accepted, also where a later version took its place. version: its position among all of
-- them (rule 11); of rows that say the same thing, those of the highest version hold. Source: raw.received_file,
-- staging.file_date.
select
    f.file_seq,
    d.kind,
    d.assessment_code,
    d.unit_code,
    d.year,
    d.received_on,
    d.received_on_source,
    f.received_at,
    f.who,
    f.sha256,
    row_number() over (order by d.received_on, d.run_seq, d.path, d.file_seq) as version
from raw.received_file as f
inner join staging.file_date as d on d.file_seq = f.file_seq
where f.status in ('accepted', 'accepted_with_warnings', 'superseded');
