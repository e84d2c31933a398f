-- One row per response that an earlier export of its wave holds too, where the exports of the wave add up: it counts
-- once. The build offers the responses that can be known again as survey_respondent. Temporary.
with numbered as (
    select
        r.file_seq,
        r.response,
        f.place,
        min(f.place) over (partition by f.year, f.wave_code, r.respondent) as first_place
    from survey_respondent as r
    inner join staging.survey_file as f on f.file_seq = r.file_seq and f.is_current
)

select file_seq, response
from numbered
where place > first_place;
