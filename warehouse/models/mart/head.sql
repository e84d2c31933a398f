-- One row per term of office (position only, no personal name). Source: reference.heads.
select head_code, unit_code, position, capacity, term_from, term_to from reference.heads;
