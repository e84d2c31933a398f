-- One row per framework by which units are classed, and class (xếp loại); lower_pct: inclusive bound on score_pct. A
-- framework without the document by which to class has none (rule 17).
select
    c.framework_code,
    c.class_code,
    c.class_name,
    c.lower_pct,
    c.sort_order,
    f.class_basis
from reference.classes as c
inner join reference.frameworks as f on f.framework_code = c.framework_code
where f.class_basis is not null;
