-- One row per assessment (null: the yearly one), year, unit and criterion or sub-criterion of the current submission
-- (file_seq): every score, the one that counts and whether it applies. Which score counts: final, else verified, else self (rules 3 and 5). A stage that scores
-- sub-criteria replaces them one by one and the criterion is their sum; a stage that scores only the criterion replaces it
-- whole (rule 16). "Không áp dụng" of a sub-criterion stands until a later stage scores it, or scores the criterion
-- higher than the others allow. Points: DECIMAL(9,4).
with given as (
    select
        *,
        coalesce(parent_code, criterion_code) as whole_code,
        self_points is not null or self_out as self_given,
        verified_points is not null or verified_out as verified_given,
        final_points is not null or final_out as final_given
    from staging.given_score
),

-- which stages scored sub-criteria; "không áp dụng" alone is no score where the criterion itself has one
stages as (
    select
        p.file_seq,
        p.parent_code,
        bool_or(p.self_given and not (p.self_na and g.self_given)) as self_in_parts,
        bool_or(p.verified_given and not (p.verified_na and g.verified_given)) as verified_in_parts,
        bool_or(p.final_given and not (p.final_na and g.final_given)) as final_in_parts,
        count(p.self_cell) as part_cells
    from given as p
    inner join given as g on g.file_seq = p.file_seq and g.criterion_code = p.parent_code
    where p.is_open
    group by p.file_seq, p.parent_code
),

-- stages are counted: self 1, verified 2, final 3; whole_stage: the last one that replaced the criterion whole
wholes as (
    select
        g.file_seq,
        g.criterion_code,
        s.self_in_parts,
        s.verified_in_parts,
        s.final_in_parts,
        s.part_cells,
        case
            when g.final_given and not s.final_in_parts then 3
            when g.verified_given and not s.verified_in_parts then 2
            when g.self_given and not s.self_in_parts then 1
            else 0
        end as whole_stage,
        case
            when s.final_in_parts then 3
            when s.verified_in_parts then 2
            when s.self_in_parts then 1
            else 0
        end as part_stage,
        case
            when g.final_given and not s.final_in_parts then g.final_points
            when g.verified_given and not s.verified_in_parts then g.verified_points
            else g.self_points
        end as whole_points,
        case
            when s.final_in_parts then true
            when g.final_given then not g.final_out
            when s.verified_in_parts then true
            when g.verified_given then not g.verified_out
            else s.self_in_parts or not g.self_out
        end as is_taken
    from given as g
    inner join stages as s on s.file_seq = g.file_seq and s.parent_code = g.criterion_code
),

marked as (
    select
        g.*,
        w.self_in_parts,
        w.verified_in_parts,
        w.final_in_parts,
        w.part_cells,
        w.whole_stage,
        w.part_stage,
        w.whole_points,
        g.is_open and coalesce(w.is_taken, true) as is_taken,
        g.is_open and coalesce(w.is_taken, true) and case
            when g.has_parts then true
            when g.final_out then false
            when g.final_points is not null then true
            when g.verified_out then false
            when g.verified_points is not null then true
            else not g.self_out
        end as is_left
    from given as g
    left join wholes as w on w.file_seq = g.file_seq and w.criterion_code = g.whole_code
),

left_points as (
    select
        file_seq,
        parent_code,
        coalesce(sum(case when is_left then max_points end), 0) as most
    from marked
    where parent_code is not null
    group by file_seq, parent_code
),

decided as (
    select
        m.*,
        case
            when m.has_parts then m.is_left and (l.most > 0 or m.whole_stage > m.part_stage)
            when m.parent_code is not null and m.is_taken and m.whole_stage > m.part_stage and m.whole_points is not null
                and (m.whole_points > l.most or l.most = 0)
                then true
            else m.is_left
        end as applicable,
        case
            when m.whole_stage < 3 and m.final_points is not null then m.final_points
            when m.whole_stage < 2 and m.verified_points is not null then m.verified_points
            when m.whole_stage < 1 then m.self_points
        end as part_points
    from marked as m
    left join left_points as l
        on l.file_seq = m.file_seq and l.parent_code = m.whole_code
),

-- the maximum of what does not apply goes to another criterion, where the framework says so
moved as (
    select
        file_seq,
        replace(na_rule, 'moved_to:', '') as criterion_code,
        sum(max_points) as points
    from decided
    where
        na_rule like 'moved_to:%'
        and is_open
        and not applicable
        and case when parent_code is not null then is_taken when has_parts then not is_taken else true end
    group by file_seq, replace(na_rule, 'moved_to:', '')
),

sized as (
    select
        d.*,
        d.max_points + coalesce(v.points, 0) as most,
        coalesce(v.points, 0) as moved_points
    from decided as d
    left join moved as v
        -- a condition of one side alone would make the engine compare every pair of rows
        on v.file_seq = d.file_seq and v.criterion_code = case when d.applicable then d.criterion_code end
),

summed as (
    select
        file_seq,
        parent_code,
        count(*) as parts,
        sum(most) as most,
        sum(self_points) as self_points,
        sum(coalesce(verified_points, self_points)) as verified_points,
        sum(
            coalesce(
                final_points,
                case when whole_stage <> 2 then coalesce(verified_points, self_points) end
            )
        ) as final_points,
        count(part_points) as scored,
        count(verified_points) as verified,
        count(final_points) as final,
        count(case
            when whole_stage < 3 and final_points is not null then 1
            when whole_stage < 2 and verified_points is not null then 1
        end) as issued
    from sized
    where parent_code is not null and applicable
    group by file_seq, parent_code
),

-- a criterion of parts is their sum in each stage that scored any of them
staged as (
    select
        s.*,
        case when s.has_parts and s.self_in_parts then p.self_points else s.self_points end as self_sum,
        case when s.has_parts and s.verified_in_parts then p.verified_points else s.verified_points end as verified_sum,
        case when s.has_parts and s.final_in_parts then p.final_points else s.final_points end as final_sum,
        case when s.has_parts and s.applicable then coalesce(p.most, 0) + s.moved_points else s.most end as whole_most,
        p.parts,
        p.scored,
        p.verified,
        p.final,
        p.issued
    from sized as s
    left join summed as p
        on p.file_seq = s.file_seq and p.parent_code = s.criterion_code
),

counted as (
    select
        *,
        case
            when not applicable then null
            when parent_code is not null then part_points
            else coalesce(final_sum, verified_sum, self_sum)
        end as counted_points
    from staged
),

scored as (
    select
        file_seq,
        assessment_code,
        year,
        unit_code,
        criterion_code,
        parent_code,
        group_code,
        framework_code,
        in_maximum,
        is_open,
        applicable,
        self_na,
        verified_na,
        final_na,
        cast(self_sum as decimal(9, 4)) as self_points,
        cast(verified_sum as decimal(9, 4)) as verified_points,
        cast(final_sum as decimal(9, 4)) as final_points,
        -- a bonus or penalty that nobody gave is 0, and a score counts at most up to what is left of a maximum
        cast(
            case
                when applicable and not in_maximum then coalesce(counted_points, 0)
                when in_maximum and (receives or has_parts) and counted_points > whole_most then whole_most
                else counted_points
            end as decimal(9, 4)
        ) as points,
        cast(case when in_maximum then whole_most else 0 end as decimal(9, 4)) as max_points,
        applicable and case
            when has_parts and part_stage > whole_stage then coalesce(scored = parts, false)
            else counted_points is not null
        end as is_scored,
        applicable and case
            when has_parts and verified_in_parts then coalesce(verified = parts, false)
            else verified_points is not null
        end as is_verified,
        applicable and case
            when has_parts and final_in_parts then coalesce(final = parts, false)
            else final_points is not null
        end as is_final,
        applicable and case
            when has_parts and part_stage > whole_stage then coalesce(issued = parts, false)
            else verified_points is not null or final_points is not null
        end as is_issued,
        reported_pct,
        evidence,
        note,
        source_sha256,
        source_sheet,
        -- where only its sub-criteria have cells, the score of a criterion leads to theirs
        case when has_parts and not self_given and part_cells > 0 then null else self_cell end as self_cell,
        verified_sha256,
        verified_sheet,
        verified_cell,
        final_sha256,
        final_sheet,
        final_cell,
        is_corrected
    from counted
),

banded as (
    -- above 100 takes the top band; bands are [lower, upper), the top one closed
    select
        s.file_seq,
        s.criterion_code,
        max_by(b.points, b.lower_pct) as band_points
    from scored as s
    inner join reference.criterion_bands as b
        on b.framework_code = s.framework_code and b.criterion_code = s.criterion_code
        and s.reported_pct >= cast(b.lower_pct as double)
    group by s.file_seq, s.criterion_code
)

select
    s.*,
    b.band_points,
    -- Phòng Tư pháp rated itself here: shown as such, never hidden
    coalesce(
        s.unit_code = g.office_unit_code and (
            s.verified_sha256 is not null or s.final_sha256 is not null
            or s.verified_points is not null or s.final_points is not null
        ), false
    ) as self_verified
from scored as s
cross join staging.setting as g
left join banded as b
    on b.file_seq = s.file_seq and b.criterion_code = s.criterion_code;
