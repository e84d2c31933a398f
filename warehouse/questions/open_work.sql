-- What is open of a year, a row for each topic and unit (null: of none): before_stage, the first stage that should not come
-- before it is closed, and how many things. missing: bound to report and nothing came; supplement: only refused files
-- came; undated: the day of receipt is assumed; refused: another file with errors that no accepted one of its kind followed;
-- unverified: units; doubt: scores of the office whose base changed or is not there; no_window: no days for opinions are
-- set; window: they are not over; reply: disagreements that wait for a final score; no_survey: no wave of the year has answers.
with found as (
    select
        case when needs_supplement then 'supplement' else 'missing' end as topic, unit_code, 1 as things
    from mart.compliance
    where year = $year and milestone_code = 'self_assessment' and obligation = 'required'
        and (accepted_on is null or needs_supplement) and not is_under_check and told_status not in ('no_data', 'waiting')
    union all
    select 'undated', unit_code, 1 from mart.unit_year where year = $year and received_on_source = 'assumed'
    union all
    select 'refused', unit_code, 1 from mart.file where year = $year and is_open and kind <> 'self_assessment'
    union all
    select 'unverified', unit_code, 1
    from mart.unit_year
    where year = $year and submission_version is not null and score_basis is distinct from 'verified'
    union all
    select 'doubt', f.unit_code, 1
    from mart.finding as g
    inner join mart.file as f on f.file_seq = g.file_seq
    where f.year = $year and f.status in ('accepted', 'accepted_with_warnings')
        and g.code in ('verified_conflict', 'verified_before_resubmission', 'verified_waits', 'correction_outdated')
    union all
    select 'no_window', null, 1 where not exists (select 1 from reference.reply_windows where year = $year)
    union all
    select distinct 'window', null, 1
    from reference.reply_windows as w
    cross join reference.build as b
    where w.year = $year and w.closes_on >= b.as_of
    union all
    select 'reply', unit_code, count(*)
    from mart.reply
    where year = $year and is_open
    group by unit_code
    union all
    select 'no_survey', null, 1
    where not exists (select 1 from mart.survey_wave where year = $year and files > 0)
)
select
    f.topic,
    case
        when f.topic in ('missing', 'supplement', 'undated', 'refused') then 'provisional'
        when f.topic in ('unverified', 'doubt') then 'opinions'
        else 'submitted'
    end as before_stage,
    u.unit_name, cast(sum(f.things) as bigint) as things
from found as f
left join mart.unit as u on u.unit_code = f.unit_code
group by f.topic, u.unit_name
order by before_stage = 'submitted', before_stage = 'opinions', f.topic, u.unit_name collate vi
