-- Files in force with what is needed to hand them over: their days, and the order in which they count.
select file_seq, kind, received_on, received_on_source
from mart.file
where status in ('accepted', 'accepted_with_warnings', 'superseded')
    and kind not in ('reference', 'framework', 'survey', 'survey_figures', 'unknown')
order by received_on, run_seq, path, file_seq
