-- One row per self-assessment whose soft copy adds up to another total than the one typed from the signed document:
-- on the workbook where it came in the run, else on the line of the register.
-- Parameter: the first file_seq of the run.
with totals as (
    select file_seq, sum(cast(self_value as decimal(9, 4))) as soft_total
    from raw.self_assessment
    group by file_seq
),

noted as (
    select r.file_seq as register_seq, r.sheet, r.row_number, s.file_seq as form_seq, cast(r.signed_total as decimal(9, 4)) as signed_total
    from raw.intake_register as r
    inner join raw.received_file as rf
        on rf.file_seq = r.file_seq and rf.status in ('accepted', 'accepted_with_warnings')
    inner join staging.submission as s on s.unit_code = r.unit_code and s.year = r.year
    inner join raw.received_file as f on f.file_seq = s.file_seq
    where
        r.milestone_code = 'self_assessment'
        and r.signed_total is not null
        and case
            when nullif(trim(r.file_name), '') is null then s.is_current
            else lower(trim(r.file_name)) = lower(f.file_name)
        end
)

select distinct
    case when n.form_seq >= $first_seq then n.form_seq else n.register_seq end as file_seq,
    case when n.form_seq < $first_seq then n.sheet end as sheet,
    case when n.form_seq < $first_seq then 'A' || cast(n.row_number as string) end as cell,
    shown_points(n.signed_total) as found,
    shown_points(coalesce(t.soft_total, 0)) as expected,
    cast(null as string) as criterion
from noted as n
left join totals as t on t.file_seq = n.form_seq
where
    (n.form_seq >= $first_seq or n.register_seq >= $first_seq)
    and n.signed_total <> coalesce(t.soft_total, 0)
order by 1, 3;
