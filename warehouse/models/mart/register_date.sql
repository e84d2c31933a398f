-- One row per unit, year, milestone and file of the intake register that tells of a receipt. Source:
-- raw.intake_register.
select distinct r.unit_code, r.year, r.milestone_code, f.sha256
from raw.intake_register as r
inner join raw.received_file as f on f.file_seq = r.file_seq;
