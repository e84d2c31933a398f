-- One row per row of head_year: the finding as pages and documents tell it. Where the setting confirmation_needed holds,
-- nothing is said of a head (`unconfirmed`) before the sheet of facts of that unit and year (mart.confirmation) came back
-- or its last day is past. Source: mart.head_year, mart.confirmation.
with judged as (
    select
        h.head_code,
        h.unit_code,
        h.year,
        h.reference_finding,
        h.reasons,
        c.due_on,
        c.returned_on,
        s.confirmation_needed and not coalesce(c.is_closed, false)
        and coalesce(h.reference_finding in ('favourable', 'attention', 'unfavourable'), false) as is_held,
        s.confirmation_needed and coalesce(c.is_closed, false) as is_confirmed
    from mart.head_year as h
    cross join staging.setting as s
    left join mart.confirmation as c on c.unit_code = h.unit_code and c.year = h.year
)

select
    head_code,
    unit_code,
    year,
    case when is_held then 'unconfirmed' else reference_finding end as told_finding,
    case when not is_held then reasons end as reasons,
    case when is_confirmed then returned_on end as returned_on,
    case when is_confirmed and returned_on is null then due_on end as expired_on
from judged;
