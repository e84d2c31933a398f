-- One row per unit and unit that it descends from, itself included: the share (0-1) of the predecessor that came to it
-- and the first day on which that holds (null for itself). Up to three rearrangements after one another.
-- Source: reference.unit_successions.
with first_step as (
    select successor_code, predecessor_code, cast(share as double) as share, effective_on
    from reference.unit_successions
    where successor_code <> predecessor_code
),

second_step as (
    select
        later.successor_code,
        earlier.predecessor_code,
        later.share * earlier.share as share,
        earlier.effective_on
    from first_step as later
    inner join first_step as earlier
        on earlier.successor_code = later.predecessor_code and earlier.effective_on < later.effective_on
),

third_step as (
    select
        later.successor_code,
        earlier.predecessor_code,
        later.share * earlier.share as share,
        earlier.effective_on
    from second_step as later
    inner join first_step as earlier
        on earlier.successor_code = later.predecessor_code and earlier.effective_on < later.effective_on
),

steps as (
    select successor_code, predecessor_code, share, effective_on from first_step
    union all
    select successor_code, predecessor_code, share, effective_on from second_step
    union all
    select successor_code, predecessor_code, share, effective_on from third_step
)

select unit_code, unit_code as predecessor_code, cast(1 as double) as share, cast(null as date) as effective_on
from mart.unit
union all
select successor_code as unit_code, predecessor_code, sum(share) as share, min(effective_on) as effective_on
from steps
group by successor_code, predecessor_code;
