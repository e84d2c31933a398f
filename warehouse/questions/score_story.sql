-- Everything that was ever said of one score and of its sub-criteria, which come after it, each in the order in which it happened (mart.score_story).
select
    criterion_code, stage, score_type, state, happened_on, date_source, points, not_applicable, points_before, not_applicable_before,
    answer, answer_text, words, evidence, reported_pct, issuer, decided_how, in_window, decided_by, document_number,
    submission_version, self_verified, loaded_by, loaded_at, path, file_name, sha256, sheet, cell
from mart.score_story
where year = $year and unit_code = $unit
    and (
        criterion_code = $criterion or criterion_code in (
            select p.criterion_code from mart.sub_criterion_unit_year as p
            where p.year = $year and p.unit_code = $unit and p.parent_code = $criterion
        )
    )
    and ($scope::varchar is null or $unit = $scope)
order by criterion_code <> $criterion, criterion_code, position
