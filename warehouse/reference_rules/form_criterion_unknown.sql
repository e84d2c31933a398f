-- One row per column of the department's form that names a criterion of no framework, or names one and holds something else.
select
    'department_form, criteria' as tables,
    'value_not_allowed' as code,
    f.heading || ': ' || f.criterion_code as found,
    'mã của một tiêu chí, chỉ ở cột điểm tiêu chí' as expected
from reference.department_form as f
where f.criterion_code is not null
    and (
        f.holds <> 'criterion'
        or (
            f.criterion_code not in (select c.criterion_code from reference.criteria as c)
            and (select count(*) from reference.criteria) > 0
        )
    )
order by f.sort_order, f.year_from;
