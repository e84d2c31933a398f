-- One row: the settings that models read, typed, with their defaults. Source: reference.settings.
with given as (
    select key, nullif(trimmed(value), '') as value from reference.settings
)
select
    coalesce(max(case when key = 'receipt_counts' then value end), 'first') as receipt_counts,
    coalesce(max(case when key = 'due_on_holiday' then value end), 'next_working_day') as due_on_holiday,
    coalesce(max(case when key = 'before_date_reading' then value end), 'day_before') as before_date_reading,
    coalesce(lower(max(case when key = 'illustrative' then value end)), 'false') = 'true' as illustrative,
    coalesce(lower(max(case when key = 'confirmation_needed' then value end)), 'true') = 'true' as confirmation_needed,
    coalesce(lower(max(case when key = 'publishes_rank' then value end)), 'false') = 'true' as publishes_rank,
    coalesce(max(case when key = 'heads_rated_by' then value end), 'ubnd_thanh_pho') as heads_rated_by,
    coalesce(max(case when key = 'illustrative_words' then value end), 'số liệu minh họa, không phải số liệu chính thức') as illustrative_words,
    max(case when key = 'organisation_words' then value end) as organisation_words,
    coalesce(max(case when key = 'city_name' then value end), 'thành phố Hạ Long') as city_name,
    coalesce(max(case when key = 'office_name' then value end), 'Phòng Tư pháp') as office_name,
    max(case when key = 'office_unit_code' then value end) as office_unit_code,
    coalesce(max(case when key = 'synthesising_body' then value end), 'UBND thành phố Hạ Long') as synthesising_body,
    coalesce(max(case when key = 'verification_word' then value end), 'thẩm định') as verification_word,
    coalesce(max(case when key = 'time_zone' then value end), 'Asia/Ho_Chi_Minh') as time_zone,
    coalesce(max(case when key = 'comparable_share' then try_cast(value as double) end), 0.8) as comparable_share,
    max(case when key = 'council_unit_code' then value end) as council_unit_code,
    -- a document that says so; a bare "true" names none
    coalesce(max(case when key = 'requested_units_rated' then lower(value) end), 'false') not in ('false', 'true')
        as requested_units_rated,
    coalesce(max(case when key = 'jump_threshold_pct' then try_cast(value as double) end), 15) as jump_threshold_pct,
    coalesce(max(case when key = 'jump_criterion_pct' then try_cast(value as double) end), 60) as jump_criterion_pct,
    coalesce(try_cast(floor(try_cast(max(case when key = 'survey_min_n' then value end) as decimal(18, 4))) as bigint), 30) as survey_min_n,
    coalesce(try_cast(floor(try_cast(max(case when key = 'survey_min_count' then value end) as decimal(18, 4))) as bigint), 5) as survey_min_count,
    coalesce(try_cast(floor(try_cast(max(case when key = 'survey_min_range' then value end) as decimal(18, 4))) as bigint), 20) as survey_min_range
from given;
