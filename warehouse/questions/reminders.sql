-- The register of what was sent when, of one milestone: newest first, with what came afterwards.
select
    r.year, r.sent_on, r.unit_code, u.unit_name, r.round, r.way, r.document_number, c.obligation, c.due_on, c.done_on,
    c.told_days as days_late, c.told_status as status, c.needs_supplement, c.is_under_check, c.received_on_source, c.extended_until,
    c.extension_document
from mart.reminder as r
inner join mart.unit as u on u.unit_code = r.unit_code
inner join mart.compliance as c
    on c.unit_code = r.unit_code and c.year = r.year and c.milestone_code = r.milestone_code
where r.year = $year and r.milestone_code = $milestone
    and ($block::varchar is null or u.block_code = $block) and ($scope::varchar is null or r.unit_code = $scope)
order by r.sent_on desc, u.unit_name collate vi
