-- One row: what this snapshot is, and the words that every page shows. Source: reference.build,
-- reference.identity, reference.settings.
select
    i.snapshot_id,
    b.as_of,
    i.published_at,
    s.illustrative,
    s.illustrative_words,
    s.organisation_words,
    s.city_name,
    s.office_name,
    s.office_unit_code,
    s.synthesising_body,
    s.verification_word,
    s.time_zone,
    year(b.as_of) as running_year
from reference.build as b
cross join reference.identity as i
cross join staging.setting as s;
