-- What somebody needs who verifies one unit: a row per criterion that may be scored, and below it one per sub-criterion
-- (parent_code), in the order of the framework. bound_low, bound_high, decimals: what a score may be; last_self,
-- last_verified: the year before on the same framework; findings: what was found in the row of the unit's workbook in
-- which the score stands; survey_points (low, high: of its interval): what the survey supports, survey_finding: not the
-- self-score; state_figures: what the state has of it, in words, state_finding: less than the unit reported; reason, decided_how, verified_on: of the verified score in force; evidence_state, evidence_on: as it was last
-- judged.
with scores as (
    select
        year, unit_code, framework_code, criterion_code, cast(null as varchar) as parent_code, in_maximum, applicable,
        self_na, verified_na, is_issued, self_points, verified_points, final_points, reported_pct, band_points, evidence,
        source_sha256, source_sheet, self_cell
    from mart.criterion_unit_year
    where year in ($year, $year - 1) and unit_code = $unit
    union all
    select
        year, unit_code, framework_code, criterion_code, parent_code, in_maximum, applicable,
        self_na, verified_na, is_issued, self_points, verified_points, final_points, reported_pct, band_points, evidence,
        source_sha256, source_sheet, self_cell
    from mart.sub_criterion_unit_year
    where year in ($year, $year - 1) and unit_code = $unit
),
found as (
    select f.sha256, n.sheet, regexp_extract(n.cell, '[0-9]+') as line, string_agg(n.message, ' ' order by n.finding_number) as findings
    from mart.finding as n
    inner join mart.file as f on f.file_seq = n.file_seq
    where f.year = $year and f.unit_code = $unit and f.kind = 'self_assessment' and n.severity <> 'info'
        and f.status <> 'duplicate' and n.cell is not null
    group by f.sha256, n.sheet, line
),
known as (
    select
        criterion_code, string_agg(source || ' ' || replace(cast(state_pct as varchar), '.', ',') || '%', '; ' order by source) as state_figures,
        bool_or(finding is not null) as state_finding
    from mart.state_figure
    where year = $year and unit_code = $unit
    group by criterion_code
)
select
    s.criterion_code, s.parent_code, coalesce(p.criterion_name, k.criterion_name) as criterion_name, s.in_maximum, s.self_na,
    s.verified_na, s.is_issued,
    case when s.parent_code is null then coalesce(k.min_points, 0) else p.min_points end as bound_low,
    case when s.parent_code is null then k.max_points else p.max_points end as bound_high,
    w.decimals,
    cast(s.self_points as double) as self_points, cast(s.verified_points as double) as verified_points,
    cast(s.final_points as double) as final_points, s.reported_pct, cast(s.band_points as double) as band_points, s.evidence,
    cast(l.self_points as double) as last_self, cast(l.verified_points as double) as last_verified,
    case when s.parent_code is null then b.median_points end as block_median,
    cast(v.survey_points as double) as survey_points, cast(v.survey_points_low as double) as survey_low,
    cast(v.survey_points_high as double) as survey_high, coalesce(v.finding is not null, false) as survey_finding, g.state_figures,
    coalesce(g.state_finding, false) as state_finding, n.findings,
    t.words as reason, t.decided_how, t.happened_on as verified_on, e.evidence_state, e.said_on as evidence_on
from scores as s
inner join mart.unit as u on u.unit_code = s.unit_code
inner join reference.frameworks as w on w.framework_code = s.framework_code
inner join mart.criterion as k
    on k.framework_code = s.framework_code and k.criterion_code = coalesce(s.parent_code, s.criterion_code)
left join mart.sub_criterion as p
    on p.framework_code = s.framework_code and p.criterion_code = s.criterion_code and p.parent_code = s.parent_code
left join scores as l
    on l.year = s.year - 1 and l.framework_code = s.framework_code and l.criterion_code = s.criterion_code
left join mart.criterion_block as b
    on b.year = s.year and b.block_code = u.block_code and b.framework_code = s.framework_code
    and b.criterion_code = s.criterion_code
left join mart.criterion_survey as v
    on v.year = s.year and v.unit_code = s.unit_code and v.criterion_code = s.criterion_code
left join mart.score_story as t
    on t.year = s.year and t.unit_code = s.unit_code and t.criterion_code = s.criterion_code and t.stage = 'verified'
    and t.state = 'counts'
left join mart.evidence_state as e
    on e.year = s.year and e.unit_code = s.unit_code and e.criterion_code = s.criterion_code
left join known as g on g.criterion_code = s.criterion_code
left join found as n
    on n.sha256 = s.source_sha256 and n.sheet = s.source_sheet and n.line = regexp_extract(s.self_cell, '[0-9]+')
where s.year = $year and (s.applicable or s.self_na or s.verified_na)
order by k.group_order, k.sort_order, s.parent_code is not null, p.sort_order
