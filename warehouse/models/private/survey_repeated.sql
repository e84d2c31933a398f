-- One row per response that an earlier export of its wave holds too, where the exports of the wave add up: it counts
-- once. is_sent_twice: it has an id of its own there, and began, ended and answered the same. Temporary.
with numbered as (
    select
        c.file_seq,
        c.response,
        c.interview,
        f.place,
        min(f.place) over (partition by f.year, f.wave_code, c.respondent) as first_place,
        min(f.place) over (partition by f.year, f.wave_code, c.interview) as first_sent
    from survey_coded as c
    inner join staging.survey_file as f on f.file_seq = c.file_seq and f.is_current
    where c.respondent is not null
)

select file_seq, response, place = first_place as is_sent_twice
from numbered
where place > first_place or (interview is not null and place > first_sent);
