-- One row per assessment beside the yearly one that shall count for the class of a unit or stand on the map: no rule says
-- how several results become one, so nothing would come of it.
select
    'assessments' as tables,
    'value_not_allowed' as code,
    assessment_code || ': ' || case when counts_for_class then 'Tính vào xếp loại' else 'Hiện trên sơ đồ' end as found,
    'để trống; xếp loại và sơ đồ chỉ lấy kết quả đánh giá hằng năm' as expected
from reference.assessments
where counts_for_class or on_map
order by assessment_code;
