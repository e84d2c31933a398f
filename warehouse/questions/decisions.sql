-- What waits for a decision, whatever the year: the oldest first. submitted: the result of a year was laid before the body;
-- beyond: a matter beyond the authority of who raised it; question: another matter without an answer; reply: points that
-- a unit does not agree with and that wait for a final score, of years that are not public yet. since: the day from which it waits.
with found as (
    select 'submitted' as topic, year, null::varchar as unit_code, since, document_number as what, 1 as things
    from mart.year_stage
    where stage = 'submitted' and $scope::varchar is null
    union all
    select case when is_beyond_authority then 'beyond' else 'question' end, year, unit_code, asked_on, content, 1
    from mart.question
    where answer is null
    union all
    select 'reply', r.year, r.unit_code, min(r.received_on), null, count(*)
    from mart.reply as r
    inner join mart.year_stage as t on t.year = r.year and t.stage not in ('published', 'amended')
    where r.is_open
    group by r.year, r.unit_code
)
select f.*, u.unit_name
from found as f
left join mart.unit as u on u.unit_code = f.unit_code
where ($block::varchar is null or u.block_code = $block or f.unit_code is null)
    and ($scope::varchar is null or f.unit_code = $scope)
order by f.since nulls last, f.topic, u.unit_name collate vi, f.what
