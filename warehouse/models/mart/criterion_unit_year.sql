-- One row per year, unit and criterion of the current submission. Points: DECIMAL(9,4); reported_pct 0-100. max_points of a
-- bonus or penalty is 0; is_scored, is_verified, is_final: of all its applicable sub-criteria, where it has any.
-- Source: staging.score; where each figure came from: sha256 of the file, sheet, cell (A1).
select
    year,
    unit_code,
    criterion_code,
    group_code,
    framework_code,
    self_points,
    verified_points,
    final_points,
    points,
    max_points,
    applicable,
    in_maximum,
    is_scored,
    is_verified,
    is_final,
    is_issued,
    self_na,
    verified_na,
    reported_pct,
    band_points,
    evidence,
    note,
    source_sha256,
    source_sheet,
    self_cell,
    verified_sha256,
    verified_sheet,
    verified_cell,
    final_sha256,
    final_sheet,
    final_cell,
    is_corrected,
    self_verified
from staging.score
where parent_code is null and assessment_code is null;
