-- One row per year and unit whose verification is given to somebody: the e-mail of the sign-in, or a name.
-- Source: reference.verifiers.
select year, unit_code, verifier
from reference.verifiers;
