-- One row per unit that ever existed. Source: reference.units.
select unit_code, unit_name, block_code, valid_from, valid_to, rated_by, parent_unit_code, council_member, note
from reference.units;
