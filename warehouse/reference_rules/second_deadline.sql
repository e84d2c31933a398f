-- One row per assessment beside the yearly one with more than one milestone: a receipt could be of either.
select
    'milestones' as tables,
    'value_not_allowed' as code,
    'đợt ' || assessment_code || ': ' || cast(count(*) as string) || ' mốc' as found,
    'một mốc cho mỗi đợt đánh giá' as expected
from reference.milestones
where assessment_code is not null
group by assessment_code
having count(*) > 1
order by assessment_code;
