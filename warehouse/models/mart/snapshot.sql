-- One row: what this snapshot is, and the words that every page shows. The body and the office are those of mart.issuer, else
-- of the settings; *_signer: who signs for them, null = the usual lines; *_ended_on: their last day where that is past.
-- Source: reference.build, reference.identity, reference.settings, reference.issuers.
select
    i.snapshot_id,
    b.as_of,
    i.published_at,
    s.illustrative,
    s.illustrative_words,
    s.organisation_words,
    s.city_name,
    coalesce(office.issuer_name, s.office_name) as office_name,
    s.office_unit_code,
    coalesce(body.issuer_name, s.synthesising_body) as synthesising_body,
    s.verification_word,
    s.time_zone,
    year(b.as_of) as running_year,
    office.signer as office_signer,
    office.ended_on as office_ended_on,
    body.signer as body_signer,
    body.ended_on as body_ended_on
from reference.build as b
cross join reference.identity as i
cross join staging.setting as s
left join mart.issuer as office on office.role = 'office' and office.is_current
left join mart.issuer as body on body.role = 'body' and body.is_current;
