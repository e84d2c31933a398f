-- Assessments beside the yearly one, of every year, newest first: what, of whom, where, what it cost, who has a result. scope:
-- those in which that unit is assessed.
select a.*
from mart.assessment as a
where $scope::varchar is null or exists (
    select 1 from mart.assessment_unit as u where u.assessment_code = a.assessment_code and u.unit_code = $scope
)
order by a.year desc, a.assessment_code
