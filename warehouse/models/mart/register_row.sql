-- One row per distinct line of the intake registers in force: something came from a unit on a day. signed_total: points.
select unit_code, year, milestone_code, received_on, document_number, file_name, signed_on, signed_total
from staging.register_row;
