-- One row per year, unit and indicator that counts in the figures of its block and of the city. Temporary.
select i.*, h.is_hidden
from survey_indicator as i
inner join survey_hidden as h on h.year = i.year and h.unit_code = i.unit_code and h.indicator = i.indicator
inner join survey_whole as w on w.year = i.year and w.block_code = i.block_code and w.indicator = i.indicator
where not h.is_hidden or w.counted = 'all' or (w.counted = 'sized' and not h.is_n_hidden);
