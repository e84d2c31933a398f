-- A new export of a wave takes the place of one with at least twice as many responses.
select
    n.file_seq,
    cast(null as string) as sheet,
    cast(null as string) as cell,
    cast(n.loaded as string) as found,
    cast(max(o.loaded) as string) as expected,
    cast(null as string) as criterion
from staging.survey_file as n
inner join staging.survey_file as o
    on o.year = n.year and o.wave_code = n.wave_code and not o.is_current and o.loaded >= 2 * n.loaded
where n.file_seq >= $first_seq and n.is_current
group by n.file_seq, n.loaded;
