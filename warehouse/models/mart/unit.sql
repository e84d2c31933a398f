-- One row per unit that ever existed. is_rated_here: its head is rated by the body that the setting heads_rated_by names.
-- Source: reference.units.
select
    u.unit_code, u.unit_name, u.block_code, u.valid_from, u.valid_to, u.rated_by, coalesce(u.rated_by = s.heads_rated_by, false) as is_rated_here,
    u.parent_unit_code, u.council_member, u.note
from reference.units as u
cross join staging.setting as s;
