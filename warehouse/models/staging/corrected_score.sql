-- One row per figure (year, unit, criterion, score type) with an applied correction: the last one decides.
-- Points: DECIMAL(9,4); where the figure now stands: sha256 of the correction's file, sheet, cell.
select
    year,
    unit_code,
    criterion_code,
    score_type,
    new_points as points,
    new_not_applicable as not_applicable,
    sha256,
    sheet,
    new_cell as cell
from staging.correction
where is_applied
qualify row_number() over (partition by year, unit_code, criterion_code, score_type order by step desc) = 1;
