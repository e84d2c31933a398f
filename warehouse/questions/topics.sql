-- The topics (chuyên đề) of the programme under the resolution, in their order.
select * from mart.topic order by sort_order, topic_code
