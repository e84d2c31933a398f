-- One row per year, unit and criterion with a reply (giải trình): the latest one. Points: DECIMAL(9,4).
-- The proposed score is the unit's proposal, never a score that counts. late_opinion (accepted, refused), late_reason: what
-- Phòng Tư pháp decided of one that came after its days. is_open: a disagreement without a final score that was not refused
-- as late. Source: staging.reply, raw.consolidated_score, staging.score.
with late as (
    select c.year, c.unit_code, c.criterion_code, c.late_opinion, c.reason, f.received_on as decided_on
    from raw.consolidated_score as c
    inner join staging.accepted_file as f on f.file_seq = c.file_seq
    where c.late_opinion is not null and f.assessment_code is null
    qualify
        row_number() over (
            partition by c.year, c.unit_code, c.criterion_code
            order by f.version desc, c.sheet desc, c.cell desc
        ) = 1
)

select
    r.year,
    r.unit_code,
    r.criterion_code,
    r.issuer,
    r.answer,
    r.answer_text,
    r.reply_text,
    r.evidence,
    r.proposed_points,
    r.proposed_not_applicable,
    r.received_on,
    r.received_on_source,
    r.opens_on,
    r.closes_on,
    r.in_window,
    r.replies,
    r.sha256 as source_sha256,
    r.sheet as source_sheet,
    r.cell as source_cell,
    r.proposed_cell,
    l.late_opinion,
    l.reason as late_reason,
    coalesce(r.answer = 'disagree', false) and s.final_sha256 is null and coalesce(l.late_opinion <> 'refused', true) as is_open
from staging.reply as r
left join late as l
    on l.year = r.year and l.unit_code = r.unit_code and l.criterion_code = r.criterion_code
    and l.decided_on >= r.received_on -- not of one that the unit sent before this
-- of a criterion or of a sub-criterion
left join staging.score as s
    on s.year = r.year and s.unit_code = r.unit_code and s.criterion_code = r.criterion_code and s.assessment_code is null;
