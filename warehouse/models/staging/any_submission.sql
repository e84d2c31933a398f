-- One row per version of a self-assessment, of every assessment (null: the yearly one): accepted and superseded files
-- in version order (rules 11, 18).
select
    file_seq,
    assessment_code,
    unit_code,
    year,
    received_on as version_received_on,
    row_number() over version_order as submission_version,
    row_number() over newest_first = 1 as is_current
from staging.file_date
where
    kind = 'self_assessment'
    and status in ('accepted', 'accepted_with_warnings', 'superseded')
window
    version_order as (partition by assessment_code, unit_code, year order by received_on, run_seq, path, file_seq),
    newest_first as (
        partition by assessment_code, unit_code, year order by received_on desc, run_seq desc, path desc, file_seq desc
    );
