-- One row per period that ends before it starts: no day lies in it, so whatever it is asked for finds nothing.
with period as (
    select 'heads' as tables, head_code as name, term_from as first_day, term_to as last_day
    from reference.heads
    union all
    select 'issuers' as tables, issuer_name as name, valid_from, valid_to
    from reference.issuers
    union all
    select 'reply_windows' as tables, 'giải trình năm ' || cast(year as string) as name, opens_on, closes_on
    from reference.reply_windows
    union all
    select 'survey_waves' as tables, wave_code as name, collected_from, collected_to
    from reference.survey_waves
    union all
    select 'units' as tables, unit_code as name, valid_from, valid_to
    from reference.units
)

select
    tables,
    'dates_reversed' as code,
    name as found,
    'ngày kết thúc không trước ngày bắt đầu' as expected
from period
where last_day < first_day
order by tables, name;
