-- One row per unit, year and source of money: the latest entry. Amount: VND. Source: staging.budget.
select
    unit_code,
    year,
    source,
    amount,
    is_social,
    source_sha256,
    source_sheet,
    source_row
from staging.budget;
