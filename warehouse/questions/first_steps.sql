-- One row: how far an office is from its reference to its first ranking; to_check: rows that say so in their note.
with noted as (
    select note from reference.units
    union all
    select note from reference.unit_successions
    union all
    select note from reference.legal_basis
)

select
    (select count(*) from reference.units) as units,
    (select count(*) from reference.blocks) as blocks,
    (select count(*) from noted where contains(lower(note), 'cần kiểm tra')) as to_check,
    (select count(*) from reference.obligations) as obligations,
    (
        select list(distinct year order by year) from reference.framework_years where assessment_code is null
    ) as framework_years,
    (select count(*) from mart.unit_year where submission_version is not null) as reports,
    (select count(*) from mart.unit_year where rank_block is not null) as ranked
