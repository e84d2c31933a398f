-- One row: what this snapshot is, and the words that every page shows. The body and the office are those of mart.issuer, else
-- of the settings; *_signer: who signs for them, null = the usual lines; *_ended_on: their last day where that is past.
-- Source: reference.build, reference.identity, reference.settings, reference.issuers.
with current_issuer as (
    select
        max(case when role = 'office' then issuer_name end) as office_name,
        max(case when role = 'office' then signer end) as office_signer,
        max(case when role = 'office' then ended_on end) as office_ended_on,
        max(case when role = 'body' then issuer_name end) as body_name,
        max(case when role = 'body' then signer end) as body_signer,
        max(case when role = 'body' then ended_on end) as body_ended_on
    from mart.issuer
    where is_current
)

select
    i.snapshot_id,
    b.as_of,
    i.published_at,
    s.illustrative,
    s.illustrative_words,
    s.organisation_words,
    s.city_name,
    coalesce(c.office_name, s.office_name) as office_name,
    s.office_unit_code,
    coalesce(c.body_name, s.synthesising_body) as synthesising_body,
    s.verification_word,
    s.time_zone,
    year(b.as_of) as running_year,
    c.office_signer,
    c.office_ended_on,
    c.body_signer,
    c.body_ended_on
from reference.build as b
cross join reference.identity as i
cross join staging.setting as s
cross join current_issuer as c;
