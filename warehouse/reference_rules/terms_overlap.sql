-- One row per term of office that starts before the one before it in the unit has ended: a day would have two heads, and
-- the accountable one is who was there on most days.
with term as (
    select
        head_code,
        term_from,
        lag(head_code) over (
            partition by unit_code order by term_from, coalesce(term_to, date '9999-12-31'), head_code
        ) as head_before,
        lag(coalesce(term_to, date '9999-12-31')) over (
            partition by unit_code order by term_from, coalesce(term_to, date '9999-12-31'), head_code
        ) as end_before
    from reference.heads
)

select
    'heads' as tables,
    'terms_overlap' as code,
    head_before || ' và ' || head_code as found,
    'nhiệm kỳ không chồng nhau' as expected
from term
where term_from <= end_before
order by head_code;
