-- One row: what this snapshot is, and whether its as_of is fixed by a setting (then it is never refreshed).
select s.*, exists(
    select 1 from reference.settings where key = 'as_of' and nullif(trim(value), '') is not null
) as as_of_is_fixed
from mart.snapshot as s
