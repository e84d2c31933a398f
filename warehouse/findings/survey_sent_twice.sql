-- Interviews of an export that adds to its wave stand in an earlier export of it under another id.
select
    r.file_seq,
    cast(null as string) as sheet,
    cast(null as string) as cell,
    cast(count(*) as string) as found,
    cast(null as string) as expected,
    cast(null as string) as criterion
from survey_repeated as r
where r.file_seq >= $first_seq and r.is_sent_twice
group by r.file_seq;
