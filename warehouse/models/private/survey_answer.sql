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
where not exists (select 1 from survey_repeated as r where r.file_seq = c.file_seq and r.response = c.response);
