-- One row per year and unit whose verification was ever closed: whether it is closed now, by whom, or why it was opened
-- again. Pages take no scores of a closed unit; what is loaded counts all the same (rule 5). Source: raw.verification_act.
select
    a.year,
    a.unit_code,
    a.act,
    a.words,
    f.received_on as done_on,
    f.who as loaded_by,
    f.received_at as loaded_at,
    f.sha256 as source_sha256,
    a.sheet as source_sheet,
    a.cell as source_cell
from raw.verification_act as a
inner join staging.accepted_file as f on f.file_seq = a.file_seq
where f.assessment_code is null
qualify row_number() over (partition by a.year, a.unit_code order by f.version desc) = 1;
