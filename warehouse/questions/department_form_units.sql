-- What the form for the department may tell of a unit beside its result: day of the file that counts, number and day of the signed
-- document, last day on which a score of it was verified, points by criterion.
with register as (
    select unit_code, min_by(document_number, received_on) filter (where document_number is not null) as document_number, max(signed_on) as signed_on
    from mart.register_row
    where year = $year and milestone_code = 'self_assessment'
    group by unit_code
),

files as (
    select sha256, max_by(received_on, file_seq) as received_on
    from mart.file
    where status in ('accepted', 'accepted_with_warnings', 'superseded')
    group by sha256
),

scores as (
    select
        s.unit_code, max(greatest(coalesce(f.received_on, v.received_on), coalesce(v.received_on, f.received_on))) as verified_on,
        map_from_entries(list((s.criterion_code, cast(s.points as double)))) as by_criterion
    from mart.criterion_unit_year as s
    left join files as v on v.sha256 = s.verified_sha256
    left join files as f on f.sha256 = s.final_sha256
    where s.year = $year and s.applicable
    group by s.unit_code
)

select y.unit_code, y.received_on, r.document_number, r.signed_on, s.verified_on, s.by_criterion, y.criteria_verified
from mart.unit_year as y
left join register as r on r.unit_code = y.unit_code
left join scores as s on s.unit_code = y.unit_code
where y.year = $year
