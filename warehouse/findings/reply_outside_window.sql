-- One row per reply of the run that came before its window opens or after it closes.
-- Parameter: the first file_seq of the run.
select distinct
    r.file_seq,
    cast(null as string) as sheet,
    cast(null as string) as cell,
    cast(d.received_on as string)
    || case when d.received_on_source = 'assumed' then ' (ngày nạp, sổ tiếp nhận chưa ghi ngày)' else '' end as found,
    cast(w.opens_on as string) || ' – ' || cast(w.closes_on as string) as expected,
    cast(null as string) as criterion
from raw.reply as r
inner join staging.file_date as d on d.file_seq = r.file_seq
inner join staging.reply_window as w on w.year = r.year and w.unit_code = r.unit_code
where
    r.file_seq >= $first_seq
    and r.issuer = 'unit'
    and not d.received_on between w.opens_on and w.closes_on
order by 1;
