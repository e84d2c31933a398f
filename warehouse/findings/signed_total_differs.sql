-- One row per self-assessment whose soft copy adds up to another total than the one typed from the signed document:
-- on the workbook, or its copy of the name in the register, where it came in the run, else on the line of the register.
-- Parameter: the first file_seq of the run.
with totals as (
    select file_seq, sum(points) as soft_total
    from staging.self_criterion
    group by file_seq
),

noted as (
    select
        r.file_seq as register_seq,
        r.sheet,
        r.row_number,
        s.file_seq as form_seq,
        case
            when s.file_seq >= $first_seq then s.file_seq
            when n.first_file_seq >= $first_seq then n.first_file_seq
        end as came_seq,
        cast(r.signed_total as decimal(9, 4)) as signed_total
    from raw.intake_register as r
    inner join raw.received_file as rf
        on rf.file_seq = r.file_seq and rf.status in ('accepted', 'accepted_with_warnings')
    inner join staging.submission as s on s.unit_code = r.unit_code and s.year = r.year
    inner join staging.file_content as c on c.file_seq = s.file_seq
    left join staging.file_name as n on n.content_seq = c.content_seq and n.name_key = lower(trim(r.file_name))
    where
        r.milestone_code = 'self_assessment'
        and r.signed_total is not null
        and case
            when nullif(trim(r.file_name), '') is null then s.is_current
            else n.content_seq is not null
        end
)

select distinct
    coalesce(n.came_seq, n.register_seq) as file_seq,
    case when n.came_seq is null then n.sheet end as sheet,
    case when n.came_seq is null then 'A' || cast(n.row_number as string) end as cell,
    shown_points(n.signed_total) as found,
    shown_points(coalesce(t.soft_total, 0)) as expected,
    cast(null as string) as criterion
from noted as n
left join totals as t on t.file_seq = n.form_seq
where
    (n.came_seq is not null or n.register_seq >= $first_seq)
    and n.signed_total <> coalesce(t.soft_total, 0)
order by 1, 3;
