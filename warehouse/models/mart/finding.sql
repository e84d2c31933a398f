-- One row per finding of a file in force. Source: raw.finding; and standing warnings, which go when their reason goes:
-- per correction that no longer holds, and per unit and year whose issued scores have no self-assessment to stand on.
select file_seq, finding_number, severity, code, sheet, cell, found, expected, message from raw.finding
union all
select
    file_seq,
    1000000 + row_number as finding_number,
    'warning' as severity,
    'correction_outdated' as code,
    sheet,
    new_cell as cell,
    case
        when not is_there then 'chưa có báo cáo'
        when found_not_applicable then 'không áp dụng'
        else coalesce(shown_points(found_points), 'chưa chấm')
    end as found,
    case
        when old_not_applicable then 'không áp dụng'
        else coalesce(shown_points(old_points), 'chưa chấm')
    end as expected,
    'Đính chính tiêu chí ' || criterion_code || ' của đơn vị ' || unit_code || ' năm ' || cast(year as string)
    || ' không còn được áp dụng vì số liệu đã thay đổi. Kiểm tra lại rồi lập đính chính mới nếu vẫn cần.' as message
from staging.correction
where not is_applied
union all
select
    i.file_seq,
    2000000 + row_number() over (partition by i.file_seq order by i.year, i.unit_code) as finding_number,
    'warning' as severity,
    'verified_waits' as code,
    min(i.sheet) as sheet,
    min(i.cell) as cell,
    i.unit_code as found,
    cast(null as string) as expected,
    'Điểm do cơ quan thẩm định cho của ' || u.unit_name || ' năm ' || cast(i.year as string)
    || ' chưa có báo cáo tự đánh giá để áp dụng; điểm được giữ, chờ báo cáo.' as message
from staging.any_issued_score as i
inner join reference.units as u on u.unit_code = i.unit_code
left join staging.any_submission as s
    on s.assessment_code is not distinct from i.assessment_code and s.unit_code = i.unit_code and s.year = i.year
    and s.is_current
where s.file_seq is null
group by i.file_seq, i.year, i.unit_code, u.unit_name;
