-- One row: whether any result is combined from predecessors (`combined`: how many unit-years).
select count(*) as combined from mart.unit_year_rearranged where is_combined
