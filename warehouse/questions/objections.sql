-- Objections of units to the published result of a year, those without an answer first, then the oldest.
select
    o.unit_code, u.unit_name, o.year, o.received_on, o.content, o.criterion_code, o.document_number, o.answer, o.answered_on,
    o.answer_document, o.is_open
from mart.objection as o
inner join mart.unit as u on u.unit_code = o.unit_code
where o.year = $year and ($scope::varchar is null or o.unit_code = $scope)
order by o.is_open desc, o.received_on, u.unit_name collate vi, o.content
