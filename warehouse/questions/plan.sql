-- The plan that the work rests on, as a letter names it: the newest document of the synthesising body.
select l.number, l.issued_on, l.issuer, l.title
from mart.legal_basis as l
inner join mart.snapshot as s on lower(s.synthesising_body) = lower(l.issuer)
order by l.issued_on desc
limit 1
