-- One row per office or body that issues documents, or that did: role body (synthesises the results) or office (prepares
-- them). is_current: of its role the one that started last by as_of; ended_on: its last day where that is before as_of.
-- Source: reference.issuers; without rows the settings synthesising_body and office_name hold.
select
    i.role,
    i.issuer_name,
    i.signer,
    i.valid_from,
    i.valid_to,
    coalesce(
        i.valid_from = max(case when i.valid_from <= b.as_of then i.valid_from end) over (partition by i.role), false
    ) as is_current,
    case when i.valid_to < b.as_of then i.valid_to end as ended_on
from reference.issuers as i
cross join reference.build as b;
