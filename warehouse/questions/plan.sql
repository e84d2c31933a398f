-- The plan that the work rests on, as a letter names it: the newest document of the synthesising body, or of one that it
-- follows.
select l.number, l.issued_on, l.issuer, l.title
from mart.legal_basis as l
where lower(l.issuer) in (
    select lower(synthesising_body) from mart.snapshot
    union all
    select lower(issuer_name) from mart.issuer where role = 'body'
)
order by l.issued_on desc
limit 1
