-- One row per survey export in force with its wave; is_current: its answers count. The newest export of a wave
-- replaces older ones unless the wave says that its files add up; the same bytes count once. Source: raw.survey_file.
with dated as (
    select
        s.*,
        d.received_on,
        f.sha256,
        coalesce(w.files, 'replace') = 'add' as adds_up,
        row_number() over (
            partition by s.year, s.wave_code order by d.received_on desc, d.run_seq desc, d.path desc, s.file_seq desc
        ) as newest,
        row_number() over (
            partition by s.year, s.wave_code order by d.received_on, d.run_seq, d.path, s.file_seq
        ) as place,
        row_number() over (
            partition by s.year, s.wave_code, f.sha256 order by d.received_on desc, d.run_seq desc, s.file_seq desc
        ) as newest_of_bytes
    from raw.survey_file as s
    inner join raw.received_file as f on f.file_seq = s.file_seq
    inner join staging.file_date as d on d.file_seq = s.file_seq
    left join reference.survey_waves as w on w.year = s.year and w.wave_code = s.wave_code
)

select
    file_seq,
    year,
    wave_code,
    form_code,
    tool,
    received_on,
    case when adds_up then newest_of_bytes = 1 else newest = 1 end as is_current,
    rows_in,
    loaded,
    refused,
    incomplete,
    rejected_by_review,
    duplicate_id,
    no_consent,
    outside_period,
    sent_twice,
    unknown_answers,
    place
from dated;
