-- One row per step of a scale that is no band of percent, in the words of the document; points, bound: points.
select framework_code, criterion_code, sort_order, rule, wording, points, bound from reference.criterion_rules;
