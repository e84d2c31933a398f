-- How often the evidence of a criterion was found to be there, missing, not valid or is waited for in a year, in how many units.
select evidence_state, count(*) as criteria, count(distinct unit_code) as units
from mart.evidence_state
where year = $year
group by evidence_state
order by evidence_state
