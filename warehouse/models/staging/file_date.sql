-- One row per file event that is not a duplicate: its unit and year (from the file, else from the one register row
-- that names it) and its date of receipt (rule 11). received_on_source: given, register, assumed.
create table staging.file_date as
with naming as (
    -- register rows that name the file; where the file says its unit and year they must be the row's. Two joins,
    -- because a whole province may call its files alike: only the few files of an unknown unit compare names alone
    select f.file_seq, r.unit_code, r.year, r.milestone_code, r.received_on
    from raw.received_file as f
    inner join staging.register_row as r
        on lower(r.file_name) = lower(f.file_name) and r.unit_code = f.unit_code and r.year = f.year
    where f.status <> 'duplicate'
    union all
    select f.file_seq, r.unit_code, r.year, r.milestone_code, r.received_on
    from raw.received_file as f
    inner join staging.register_row as r
        on lower(r.file_name) = lower(f.file_name)
        and (f.unit_code is null or f.unit_code = r.unit_code)
        and (f.year is null or f.year = r.year)
    where f.status <> 'duplicate' and (f.unit_code is null or f.year is null)
),

named as (
    select
        file_seq,
        count(distinct unit_code || '|' || cast(year as string) || '|' || milestone_code) as subjects,
        min(unit_code) as unit_code,
        min(year) as year,
        min(milestone_code) as milestone_code,
        min(received_on) as received_on
    from naming
    group by file_seq
),

attributed as (
    select
        f.file_seq,
        f.run_seq,
        f.path,
        f.sha256,
        f.kind,
        f.status,
        f.given_on,
        f.first_seen_on,
        case
            when f.unit_code is not null and f.year is not null then f.unit_code
            when f.status = 'rejected' and n.subjects = 1 then n.unit_code
        end as unit_code,
        case
            when f.unit_code is not null and f.year is not null then f.year
            when f.status = 'rejected' and n.subjects = 1 then n.year
        end as year,
        case
            when f.kind in ('self_assessment', 'reply') then f.kind
            when f.unit_code is not null and f.year is not null and f.kind = 'unknown'
                then coalesce(n.milestone_code, 'self_assessment')
            when f.status = 'rejected' and n.subjects = 1 then n.milestone_code
        end as milestone_code,
        n.received_on as named_on
    from raw.received_file as f
    left join named as n on n.file_seq = f.file_seq
    where f.status <> 'duplicate'
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
    -- the first file without a date of its own takes the date of the only row, whenever its bytes are checked again
    select a.file_seq, r.received_on
    from attributed as a
    inner join only_row as r
        on r.unit_code = a.unit_code and r.year = a.year and r.milestone_code = a.milestone_code
    where a.given_on is null and a.named_on is null and r.file_name is null
    qualify
        min(a.file_seq) over (partition by a.unit_code, a.year, a.milestone_code, a.sha256)
        = min(a.file_seq) over (partition by a.unit_code, a.year, a.milestone_code)
)

select
    a.file_seq,
    a.run_seq,
    a.path,
    a.kind,
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
