-- One row per topic (chuyên đề) of the programme under the resolution. Source: reference.topics.
select topic_code, topic_name, lead, sort_order from reference.topics;
