-- Thresholds that pages print: key, value.
select key, value from reference.settings order by key
