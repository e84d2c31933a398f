-- Everything that was ever said of one score, in the order in which it happened (mart.score_story).
select
    stage, score_type, state, happened_on, date_source, points, not_applicable, points_before, not_applicable_before,
    answer, answer_text, words, evidence, reported_pct, issuer, in_window, decided_by, document_number,
    submission_version, self_verified, loaded_by, loaded_at, path, file_name, sha256, sheet, cell
from mart.score_story
where year = $year and unit_code = $unit and criterion_code = $criterion and ($scope::varchar is null or $unit = $scope)
order by position
