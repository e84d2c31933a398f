-- One row per finding of a file in force. Source: raw.finding; and a standing warning per correction that no longer holds.
create table mart.finding as
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
where not is_applied;
