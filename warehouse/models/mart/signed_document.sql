-- One row per register line that notes the signed document: its day beside that of the soft copy, and its total beside
-- the sum of the soft copy's self scores (the file that the line names, else the current version). Points: DECIMAL(9,4).
create table mart.signed_document as
with totals as (
    select
        s.unit_code,
        s.year,
        lower(f.file_name) as file_key,
        s.is_current,
        sum(cast(a.self_value as decimal(9, 4))) as soft_total,
        s.submission_version
    from staging.submission as s
    inner join raw.received_file as f on f.file_seq = s.file_seq
    inner join raw.self_assessment as a on a.file_seq = s.file_seq
    group by s.unit_code, s.year, lower(f.file_name), s.is_current, s.submission_version
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
    cast(max_by(t.soft_total, t.submission_version) as decimal(9, 4)) as soft_total
from staging.register_row as r
left join totals as t
    on r.milestone_code = 'self_assessment' and t.unit_code = r.unit_code and t.year = r.year
    and (t.file_key = lower(r.file_name) or (r.file_name is null and t.is_current))
where r.signed_on is not null or r.signed_total is not null
group by
    r.unit_code, r.year, r.milestone_code, r.document_number, r.file_name, r.received_on, r.signed_on, r.signed_total;
