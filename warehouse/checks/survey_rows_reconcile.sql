-- Bad rows: a survey export whose rows are not all accounted for.
select file_seq, year, wave_code, rows_in
from raw.survey_file
where rows_in <> loaded + refused + incomplete + rejected_by_review + duplicate_id + no_consent + outside_period + sent_twice;
