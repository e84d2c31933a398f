-- Where a leader is wanted: one row per unit, topic and thing. fell_two: two classes or more below the year before, both
-- results verified; lowest_class: rated, in the last class of its framework; missing: a required report has not come;
-- overdue: a recommendation of this year or an earlier one whose day is past (never of who was only asked); head: the
-- rules find something to be looked at. The first two only of years that are over. topic_order: which is told first of a unit.
-- unit_name is null where the first two may not be told of it by name yet (mart.unit_told). reminded_on: the last reminder of the year.
with last_class as (
    select framework_code, max(sort_order) as sort_order from mart.class group by framework_code having count(*) > 1
),
found as (
    select 'fell_two' as topic, 1 as topic_order, unit_code, null::date as due_on, null::bigint as days,
        class_name_previous || ' → ' || class_name as what, is_provisional
    from mart.ranking
    where year = $year and not is_running and class_steps <= -2 and score_basis = 'verified'
    union all
    select 'lowest_class', 2, r.unit_code, null, null, r.class_name, r.is_provisional
    from mart.ranking as r
    inner join last_class as l on l.framework_code = r.framework_code and l.sort_order = r.class_order
    where r.year = $year and not r.is_running and r.is_rated
    union all
    select 'missing', 3, unit_code, due_on, told_days, null, false
    from mart.unit_year
    where year = $year and obligation = 'required' and told_status = 'missing' and not needs_supplement
    union all
    select 'overdue', 4, f.unit_code, f.due_on,
        case when coalesce(t.stage, 'none') not in ('published', 'amended') then f.days_overdue end, f.content, false
    from mart.follow_up as f
    left join mart.unit_year as y on y.year = f.year and y.unit_code = f.unit_code
    left join mart.year_stage as t on t.year = f.year
    where f.year <= $year and f.status = 'overdue' and y.is_rated is distinct from false
    union all
    select 'head', 5, unit_code, null, null, reasons, false
    from mart.told_finding
    where year = $year and told_finding = 'unfavourable'
),
reminded as (
    select unit_code, max(sent_on) as reminded_on from mart.reminder where year = $year group by unit_code
)
select f.*, case when t.is_held is distinct from true or f.topic_order > 2 then u.unit_name end as unit_name, u.block_code, b.block_name, r.reminded_on
from found as f
inner join mart.unit as u on u.unit_code = f.unit_code
inner join mart.block as b on b.block_code = u.block_code
left join mart.unit_told as t on t.year = $year and t.unit_code = f.unit_code
left join reminded as r on r.unit_code = f.unit_code
where ($block::varchar is null or u.block_code = $block) and ($scope::varchar is null or f.unit_code = $scope)
order by f.topic_order, b.sort_order, u.unit_name collate vi, f.due_on, f.what
