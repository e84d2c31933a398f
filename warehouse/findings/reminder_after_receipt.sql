-- One row per reminder of the run to a unit that had sent before that day: what was accepted, or noted in the register and
-- not refused. A unit whose file was refused may be urged to send it again.
-- Parameter: the first file_seq of the run.
with before as (
    select
        r.file_seq,
        r.sheet,
        r.row_number,
        u.unit_name,
        r.sent_on,
        min(s.received_on) as received_on,
        bool_or(s.is_accepted) as is_accepted,
        bool_or(s.source = 'file' and not s.is_accepted) as is_refused
    from raw.reminder as r
    inner join reference.units as u on u.unit_code = r.unit_code
    inner join staging.receipt as s
        on s.unit_code = r.unit_code and s.year = r.year and s.milestone_code = r.milestone_code
        and s.received_on < r.sent_on
    where r.file_seq >= $first_seq and not r.is_withdrawn
    group by r.file_seq, r.sheet, r.row_number, u.unit_name, r.sent_on
)

select
    file_seq,
    sheet,
    'A' || cast(row_number as string) as cell,
    unit_name || ', ' || cast(sent_on as string) as found,
    cast(received_on as string) as expected,
    cast(null as string) as criterion
from before
where is_accepted or not is_refused
order by file_seq, sheet, row_number;
