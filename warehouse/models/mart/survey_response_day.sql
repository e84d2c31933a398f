-- One row per year, wave, unit and day: responses that count. Units whose number of answers is hidden anywhere in the
-- year are left out, so that it cannot be got here. response_on null: anonymised day. Source: answers of citizens.
select year, wave_code, unit_code, response_on, responses
from survey_response
where not is_hidden;
