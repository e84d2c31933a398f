-- One row per framework and class (xếp loại); lower_pct: inclusive bound on score_pct.
select framework_code, class_code, class_name, lower_pct, sort_order from reference.classes;
