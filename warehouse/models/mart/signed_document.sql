-- One row per register line that notes the signed document: its day beside that of the soft copy, and its total beside
-- the sum of the soft copy's self scores (the file that the line names, else the current version). Points: DECIMAL(9,4).
with totals as (
    select
        s.file_seq,
        s.unit_code,
        s.year,
        s.is_current,
        s.submission_version,
        cast(sum(a.points) as decimal(9, 4)) as soft_total
    from staging.submission as s
    left join staging.self_criterion as a on a.file_seq = s.file_seq
    group by s.file_seq, s.unit_code, s.year, s.is_current, s.submission_version
),

named as (
    select
        t.unit_code,
        t.year,
        n.name_key,
        max_by(t.soft_total, t.submission_version) as soft_total
    from totals as t
    inner join staging.file_content as c on c.file_seq = t.file_seq
    inner join staging.file_name as n on n.content_seq = c.content_seq
    group by t.unit_code, t.year, n.name_key
)

select
    r.unit_code,
    r.year,
    r.milestone_code,
    r.document_number,
    r.file_name,
    r.received_on as soft_on,
    r.signed_on,
    r.signed_total,
    case
        when r.milestone_code <> 'self_assessment' then null
        when r.file_name is null then t.soft_total
        else n.soft_total
    end as soft_total
from staging.register_row as r
left join totals as t on t.unit_code = r.unit_code and t.year = r.year and t.is_current
left join named as n on n.unit_code = r.unit_code and n.year = r.year and n.name_key = lower(r.file_name)
where r.signed_on is not null or r.signed_total is not null;
