-- One score with everything it rests on (bound: the most that it can be, which of a bonus is not in max_points); no row where it does not exist or is outside the scope.
-- For each of self, verified, final: points, and *_sha256, *_sheet, *_cell, *_file, *_received_on, *_loaded_by; of a file that
-- another office handed over *_handed_by, *_is_extract, *_original_name, *_original_sha256.
-- band_points: what the criterion's bands give for reported_pct; band_lower, band_upper: that band. rules: steps of its
-- scale that are no bands, in the words of the document; null = none.
with files as (
    select sha256, max_by(file_name, file_seq) as file_name, max_by(path, file_seq) as path,
        max_by(received_on, file_seq) as received_on, max_by(who, file_seq) as who, min(handed_by) as handed_by,
        bool_or(is_extract) as is_extract, min(original_name) as original_name, min(original_sha256) as original_sha256
    from mart.file
    where status in ('accepted', 'accepted_with_warnings', 'superseded')
    group by sha256
)
select
    d.bounds,
    s.year, s.unit_code, u.unit_name, s.criterion_code, k.criterion_name, k.group_name, k.kind, k.evidence as asked,
    (
        select list(n.wording order by n.sort_order) from mart.criterion_rule as n
        where n.framework_code = s.framework_code and n.criterion_code = s.criterion_code
    ) as rules,
    s.applicable, s.self_na, s.verified_na, s.evidence, s.note, s.reported_pct,
    e.evidence_state, e.reason as evidence_reason, e.said_on as evidence_said_on,
    cast(s.points as double) as points, cast(s.max_points as double) as max_points,
    cast(case when s.in_maximum then s.max_points else k.max_points end as double) as bound,
    cast(s.self_points as double) as self_points,
    cast(s.verified_points as double) as verified_points,
    cast(s.final_points as double) as final_points,
    cast(s.band_points as double) as band_points,
    cast(b.lower_pct as double) as band_lower, cast(b.upper_pct as double) as band_upper,
    y.submission_version, y.version_received_on,
    s.source_sha256 as self_sha256, s.source_sheet as self_sheet, s.self_cell,
    s.verified_sha256, s.verified_sheet, s.verified_cell, s.final_sha256, s.final_sheet, s.final_cell,
    f_self.file_name as self_file, f_self.received_on as self_received_on, f_self.who as self_loaded_by,
    f_self.handed_by as self_handed_by, coalesce(f_self.is_extract, false) as self_is_extract,
    f_self.original_name as self_original_name, f_self.original_sha256 as self_original_sha256,
    f_verified.file_name as verified_file, f_verified.received_on as verified_received_on,
    f_verified.who as verified_loaded_by,
    f_verified.handed_by as verified_handed_by, coalesce(f_verified.is_extract, false) as verified_is_extract,
    f_verified.original_name as verified_original_name, f_verified.original_sha256 as verified_original_sha256,
    f_final.file_name as final_file, f_final.received_on as final_received_on, f_final.who as final_loaded_by,
    f_final.handed_by as final_handed_by, coalesce(f_final.is_extract, false) as final_is_extract,
    f_final.original_name as final_original_name, f_final.original_sha256 as final_original_sha256
from mart.criterion_unit_year as s
inner join mart.unit as u on u.unit_code = s.unit_code
inner join mart.criterion as k
    on k.framework_code = s.framework_code and k.criterion_code = s.criterion_code
left join mart.unit_year as y on y.year = s.year and y.unit_code = s.unit_code
left join files as f_self on f_self.sha256 = s.source_sha256
left join files as f_verified on f_verified.sha256 = s.verified_sha256
left join files as f_final on f_final.sha256 = s.final_sha256
left join mart.evidence_state as e
    on e.year = s.year and e.unit_code = s.unit_code and e.criterion_code = s.criterion_code
left join mart.criterion_band as b
    on b.framework_code = s.framework_code and b.criterion_code = s.criterion_code
    and s.reported_pct >= cast(b.lower_pct as double)
    and (s.reported_pct < cast(b.upper_pct as double) or b.upper_pct = 100)
left join mart.framework_bounds as d on d.framework_code = s.framework_code
where s.year = $year and s.unit_code = $unit and s.criterion_code = $criterion
    and ($scope::varchar is null or s.unit_code = $scope)
order by b.lower_pct desc nulls last -- 100 may be a band of its own: it is no more in the one below
limit 1
