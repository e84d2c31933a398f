-- One row per version of a self-assessment, of every assessment (null: the yearly one): accepted and superseded files
-- in version order (rules 11, 18). Source: staging.accepted_file.
select
    file_seq,
    assessment_code,
    unit_code,
    year,
    received_on as version_received_on,
    row_number() over (partition by assessment_code, unit_code, year order by version) as submission_version,
    row_number() over (partition by assessment_code, unit_code, year order by version desc) = 1 as is_current
from staging.accepted_file
where kind = 'self_assessment';
