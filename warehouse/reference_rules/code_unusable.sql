-- One row per code of a unit or block that cannot stand in the name of a file, on Windows or on Linux: documents and
-- letters are named by it. Windows tells neither capital from small letters nor a name from one of its devices.
with code as (
    select 'units' as tables, unit_code as code, count(*) over (partition by lower(unit_code)) as alike
    from reference.units
    where unit_code is not null
    union all
    select 'blocks' as tables, block_code as code, count(*) over (partition by lower(block_code)) as alike
    from reference.blocks
    where block_code is not null
),

judged as (
    select
        tables,
        code,
        alike,
        length(code) between 1 and 60
        and not regexp_matches(code, '[^\p{L}\p{N}_.-]')
        and substr(code, 1, 1) not in ('.', '-')
        and substr(code, length(code), 1) not in ('.', '-')
        and not regexp_matches(lower(code), '^(con|prn|aux|nul|com[1-9]|lpt[1-9])([.]|$)') as is_usable
    from code
)

select
    tables,
    'code_unusable' as code,
    '“' || code || '”' as found,
    case
        when is_usable then 'mã khác nhau không chỉ ở chữ hoa, chữ thường'
        else 'chữ, số, gạch dưới, gạch ngang hoặc dấu chấm ở giữa, vì mã đứng trong tên tệp'
    end as expected
from judged
where not is_usable or alike > 1
order by tables desc, judged.code;
