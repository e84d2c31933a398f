-- One row per year, unit and criterion of whose evidence the verifying body said something: the latest that it said.
-- evidence_state: present | missing | invalid | awaited. Source: raw.consolidated_score.
select
    c.year,
    c.unit_code,
    c.criterion_code,
    c.evidence_state,
    c.reason,
    f.received_on as said_on,
    f.who as loaded_by,
    f.sha256 as source_sha256,
    c.sheet as source_sheet,
    c.cell as source_cell
from raw.consolidated_score as c
inner join staging.accepted_file as f on f.file_seq = c.file_seq
where c.evidence_state is not null and f.assessment_code is null
qualify
    row_number() over (
        partition by c.year, c.unit_code, c.criterion_code
        order by f.version desc, c.sheet desc, c.cell desc
    ) = 1;
