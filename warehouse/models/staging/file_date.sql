-- One row per file event that is not a duplicate: its unit and year (from the file, else from the one register row
-- that names it) and its date of receipt (rule 11). received_on_source: given, register, assumed.
-- Which of several files takes the date of the only row, where none says more: the one first received on the earlier
-- day; of one day, on which the order of the runs says nothing, a refused file only where no other waits; then by
-- file_seq, which moves no date of the unit, because all others are dated by that same day.
with own_milestone as (
    -- the deadline of an assessment is the milestone of its workbooks; without one they are receipts of their own
    select assessment_code, min(milestone_code) as milestone_code
    from reference.milestones
    where assessment_code is not null
    group by assessment_code
),

file as (
    select
        f.*,
        c.content_seq,
        c.name_key,
        -- the first of the events of a file that say the same unit and year, or the same nothing
        min(f.file_seq) over (partition by c.content_seq, f.unit_code, f.year) as reading_seq
    from raw.received_file as f
    inner join staging.file_content as c on c.file_seq = f.file_seq
    where f.status <> 'duplicate'
),

called as (
    select distinct f.reading_seq, f.unit_code, f.year, n.name_key
    from file as f
    inner join staging.file_name as n on n.content_seq = f.content_seq
    where f.file_seq = f.reading_seq
),

naming as (
    -- register rows that name a file; where the file says its unit and year they must be the row's. Two joins,
    -- because a whole province may call its files alike: only the few files of an unknown unit compare names alone
    select c.reading_seq, c.name_key, r.unit_code, r.year, r.milestone_code, r.received_on
    from called as c
    inner join staging.register_row as r
        on lower(r.file_name) = c.name_key and r.unit_code = c.unit_code and r.year = c.year
    union all
    select c.reading_seq, c.name_key, r.unit_code, r.year, r.milestone_code, r.received_on
    from called as c
    inner join staging.register_row as r
        on lower(r.file_name) = c.name_key
        and (c.unit_code is null or c.unit_code = r.unit_code)
        and (c.year is null or c.year = r.year)
    where c.unit_code is null or c.year is null
),

named as (
    select
        reading_seq,
        count(distinct unit_code || '|' || cast(year as string) || '|' || milestone_code) as subjects,
        min(unit_code) as unit_code,
        min(year) as year,
        min(milestone_code) as milestone_code,
        min(received_on) as received_on
    from naming
    group by reading_seq
),

named_itself as (
    -- several units may send the same empty form: whose a refused file of an unknown unit is, its own name says before
    -- the names of its copies
    select
        f.file_seq,
        count(distinct n.unit_code || '|' || cast(n.year as string) || '|' || n.milestone_code) as subjects,
        min(n.unit_code) as unit_code,
        min(n.year) as year,
        min(n.milestone_code) as milestone_code,
        min(n.received_on) as received_on
    from file as f
    inner join naming as n on n.reading_seq = f.reading_seq and n.name_key = f.name_key
    where f.status = 'rejected' and (f.unit_code is null or f.year is null)
    group by f.file_seq
),

attributed as (
    select
        f.file_seq,
        f.run_seq,
        f.path,
        f.content_seq,
        f.kind,
        f.assessment_code,
        f.status,
        f.given_on,
        f.first_seen_on,
        case
            when f.unit_code is not null and f.year is not null then f.unit_code
            when f.status = 'rejected' and coalesce(i.subjects, n.subjects) = 1 then coalesce(i.unit_code, n.unit_code)
        end as unit_code,
        case
            when f.unit_code is not null and f.year is not null then f.year
            when f.status = 'rejected' and coalesce(i.subjects, n.subjects) = 1 then coalesce(i.year, n.year)
        end as year,
        case
            when f.assessment_code = '?' then case when n.subjects = 1 then n.milestone_code end
            when f.kind = 'self_assessment' then coalesce(o.milestone_code, f.assessment_code, f.kind)
            when f.kind = 'reply' then f.kind
            when f.unit_code is not null and f.year is not null and f.kind = 'unknown'
                then coalesce(n.milestone_code, 'self_assessment')
            when f.status = 'rejected' and coalesce(i.subjects, n.subjects) = 1
                then coalesce(i.milestone_code, n.milestone_code)
        end as milestone_code,
        coalesce(i.received_on, n.received_on) as named_on
    from file as f
    left join own_milestone as o on o.assessment_code = f.assessment_code
    left join named as n on n.reading_seq = f.reading_seq
    left join named_itself as i on i.file_seq = f.file_seq
),

only_row as (
    select
        unit_code,
        year,
        milestone_code,
        min(received_on) as received_on,
        min(file_name) as file_name
    from staging.register_row
    group by unit_code, year, milestone_code
    having count(*) = 1
),

waiting as (
    -- a file without a date of its own takes the date of the only row, whenever and in whatever bytes it comes again
    select a.file_seq, r.received_on
    from attributed as a
    inner join only_row as r
        on r.unit_code = a.unit_code and r.year = a.year and r.milestone_code = a.milestone_code
    where a.given_on is null and a.named_on is null and r.file_name is null
    qualify
        a.content_seq = first_value(a.content_seq) over (
            partition by a.unit_code, a.year, a.milestone_code
            order by a.first_seen_on, case when a.status = 'rejected' then 1 else 0 end, a.file_seq
        )
)

select
    a.file_seq,
    a.run_seq,
    a.path,
    a.kind,
    a.assessment_code,
    a.status,
    a.unit_code,
    a.year,
    a.milestone_code,
    coalesce(a.given_on, a.named_on, w.received_on, a.first_seen_on) as received_on,
    case
        when a.given_on is not null then 'given'
        when a.named_on is not null or w.received_on is not null then 'register'
        else 'assumed'
    end as received_on_source
from attributed as a
left join waiting as w on w.file_seq = a.file_seq;
