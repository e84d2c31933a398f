-- One row per version of a self-assessment of the yearly assessment, in version order. Source: staging.any_submission.
select file_seq, unit_code, year, version_received_on, submission_version, is_current
from staging.any_submission
where assessment_code is null;
