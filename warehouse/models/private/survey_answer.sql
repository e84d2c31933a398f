-- View: one row per coded answer, and one per response (question_code null), of responses that count once. Temporary.
select
    c.file_seq,
    c.response,
    c.response_on,
    c.unit_code,
    c.respondent_group,
    c.weight,
    c.question_code,
    c.option_code
from survey_coded as c
-- for NOT EXISTS the engine would first hold every answer, to look for the pairs in it
left join survey_repeated as r on r.file_seq = c.file_seq and r.response = c.response
where r.response is null;
