-- The latest reply per unit and criterion of a year beside the scores before and after it: the table of replies.
-- `is_settled`: a final score was given. `in_window` null: no days for replies are set. A reply may be of a sub-criterion.
with scores as (
    select year, unit_code, criterion_code, self_points, verified_points, final_points, max_points, final_sha256, self_verified
    from mart.criterion_unit_year
    union all
    select year, unit_code, criterion_code, self_points, verified_points, final_points, max_points, final_sha256, self_verified
    from mart.sub_criterion_unit_year
)
select
    r.unit_code, u.unit_name, r.criterion_code, r.issuer, r.answer, r.answer_text, r.reply_text, r.evidence,
    cast(s.self_points as double) as self_points, cast(s.verified_points as double) as verified_points,
    cast(r.proposed_points as double) as proposed_points, r.proposed_not_applicable,
    cast(s.final_points as double) as final_points, cast(s.max_points as double) as max_points,
    s.final_sha256 is not null as is_settled, coalesce(s.self_verified, false) as self_verified,
    r.received_on, r.received_on_source, r.opens_on, r.closes_on, r.in_window, r.replies,
    r.late_opinion, r.late_reason, r.is_open, r.source_sha256, r.source_sheet, r.source_cell
from mart.reply as r
inner join mart.unit as u on u.unit_code = r.unit_code
left join scores as s
    on s.year = r.year and s.unit_code = r.unit_code and s.criterion_code = r.criterion_code
where r.year = $year and ($block::varchar is null or u.block_code = $block)
    and ($scope::varchar is null or r.unit_code = $scope)
order by u.unit_name, r.criterion_code
