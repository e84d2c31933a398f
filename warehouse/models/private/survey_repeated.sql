-- One row per response that an earlier export of its wave holds too, where the exports of the wave add up: it counts
-- once. Temporary.
with numbered as (
    select
        c.file_seq,
        c.response,
        f.place,
        min(f.place) over (partition by f.year, f.wave_code, c.respondent) as first_place
    from survey_coded as c
    inner join staging.survey_file as f on f.file_seq = c.file_seq and f.is_current
    where c.respondent is not null
)

select file_seq, response
from numbered
where place > first_place;
