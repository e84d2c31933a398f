-- One row per year, unit, criterion and score type (verified, final) of the yearly assessment: the latest value issued by
-- Phòng Tư pháp. Points: DECIMAL(9,4). Source: staging.any_issued_score.
select year, unit_code, criterion_code, score_type, points, not_applicable, sha256, sheet, cell, file_seq
from staging.any_issued_score
where assessment_code is null;
