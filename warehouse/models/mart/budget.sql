-- One row per unit, year, source of money and topic: the latest entry. Amount: VND. Source: staging.budget.
select
    unit_code,
    year,
    source,
    amount,
    is_social,
    topic_code,
    source_sha256,
    source_sheet,
    source_row
from staging.budget;
